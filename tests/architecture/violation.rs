//! What a rule answers: a place and why it is wrong. Decides nothing.

use std::fmt;

/// A line that breaks a rule.
#[derive(Debug)]
pub struct Violation {
    path: String,
    line: usize,
    text: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.text)
    }
}

/// The line of a file that breaks a rule, and how.
pub fn violation(path: &str, line: usize, text: impl Into<String>) -> Violation {
    Violation {
        path: path.to_owned(),
        line,
        text: text.into(),
    }
}
