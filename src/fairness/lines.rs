//! A strict reader of the line-based texts of spec §1: no trimming, no folding, every byte accounted for.
//! It does not know what the lines mean: each leaf reads its own.

use super::text::{FieldError, is_control};

/// A text that is not written as the specification says: spec §9 `leaf-format`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct FormatError {
    line: usize,
    #[source]
    reason: FieldError,
}

impl FormatError {
    /// The line at fault, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &FieldError {
        &self.reason
    }
}

/// The lines of one text not yet read.
pub(super) struct Lines<'a> {
    rest: &'a str,
    read: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            read: 0,
        }
    }

    /// Reads a line that is exactly this.
    pub(super) fn literal(&mut self, expected: &str) -> Result<(), FormatError> {
        let line = self.next()?;
        if line == expected {
            Ok(())
        } else {
            Err(self.error(FieldError::Line))
        }
    }

    /// Reads a line that begins with `prefix`; `parse` gets the rest of it.
    pub(super) fn field<T>(
        &mut self,
        prefix: &str,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Result<T, FormatError> {
        let line = self.next()?;
        line.strip_prefix(prefix)
            .ok_or(FieldError::Line)
            .and_then(parse)
            .map_err(|reason| self.error(reason))
    }

    /// Whether the next line begins so. It is not read.
    pub(super) fn next_begins_with(&self, prefix: &str) -> bool {
        self.rest.starts_with(prefix)
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// The text must end here.
    pub(super) fn end(&self) -> Result<(), FormatError> {
        if self.is_at_end() {
            Ok(())
        } else {
            Err(FormatError {
                line: self.read.saturating_add(1),
                reason: FieldError::Line,
            })
        }
    }

    /// Blames the line read last.
    pub(super) fn error(&self, reason: FieldError) -> FormatError {
        FormatError {
            line: self.read,
            reason,
        }
    }

    fn next(&mut self) -> Result<&'a str, FormatError> {
        self.read = self.read.saturating_add(1);
        if self.is_at_end() {
            return Err(self.error(FieldError::Line));
        }
        let (line, rest) = self
            .rest
            .split_once('\n')
            .ok_or_else(|| self.error(FieldError::Unterminated))?;
        if line.contains(is_control) {
            return Err(self.error(FieldError::ControlCharacter));
        }
        self.rest = rest;
        Ok(line)
    }
}
