//! Texts that people type and others read: one line, a few lines, a public reason. What they are about is a feature's.

use crate::web::i18n::{tr, tr_with};

/// Why a name or text was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but spaces.
    #[error("{}", tr("Fill this in."))]
    Empty,
    /// More characters than are kept.
    #[error("{}", tr_with("Use at most {n} characters.", &[("n", .0)]))]
    TooLong(usize),
    /// Fewer characters than say anything.
    #[error("{}", tr_with("Use at least {n} characters.", &[("n", .0)]))]
    TooShort(usize),
    /// Line breaks, tabs or characters that cannot be seen.
    #[error("{}", tr("Use only letters, digits, spaces and signs."))]
    Control,
}

/// One line of text, trimmed, without control characters. Invisible characters that turn the direction of the text
/// around it are refused too: a name stands between other names.
///
/// # Errors
/// [`TextError`]
pub fn parse_line(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().any(is_unfit) {
        return Err(TextError::Control);
    }
    if text.chars().count() > max {
        return Err(TextError::TooLong(max));
    }
    Ok(text.to_owned())
}

fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
}

/// What something is about: up to 1000 characters, line breaks included, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// The most characters.
    pub const MAX: usize = 1000;

    /// Reads a description; spaces around it go, line breaks become LF.
    ///
    /// # Errors
    /// [`TextError::TooLong`], [`TextError::Control`]
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim().replace("\r\n", "\n");
        if text.chars().any(|c| is_unfit(c) && c != '\n') {
            return Err(TextError::Control);
        }
        if text.chars().count() > Self::MAX {
            return Err(TextError::TooLong(Self::MAX));
        }
        Ok(Description(text))
    }

    /// The text; may be empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why an organiser ended or undid something: 3 to 300 characters on one line, shown to everyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicReason(String);

impl PublicReason {
    /// The most characters.
    pub const MAX: usize = 300;
    const MIN: usize = 3;

    /// Reads a reason; spaces around it go.
    ///
    /// # Errors
    /// [`TextError`]
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let reason = parse_line(text, Self::MAX)?;
        if reason.chars().count() < Self::MIN {
            return Err(TextError::TooShort(Self::MIN));
        }
        Ok(PublicReason(reason))
    }

    /// The reason.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
