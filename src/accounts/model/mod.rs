//! The nouns of an account: username, role, the account itself; passwords, tries and paths are in its siblings.
//! Nothing here knows a database or a page.

pub mod email;
pub mod limits;
pub mod next;
pub mod password;
pub mod throttle;
pub mod token;

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::audit::Actor;
use crate::web::i18n::tr;
use limits::PersonalLimits;

/// The name an account signs in with and is shown by: 3 to 32 letters, digits, `_`, `-` and `.`.
///
/// Only ASCII, so that no name can be drawn to look like another. Two names that differ only in case are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

/// Why a text is no username. The text is the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UsernameError {
    /// Nothing was typed.
    #[error("{}", tr("Choose a name."))]
    Empty,
    /// Fewer than [`Username::MIN`] characters.
    #[error("{}", tr("That name is too short. Use 3 characters or more."))]
    TooShort,
    /// More than [`Username::MAX`] characters.
    #[error("{}", tr("That name is too long. Use 32 characters or fewer."))]
    TooLong,
    /// A character that names do not have.
    #[error(
        "{}",
        tr(
            "A name has only letters from a to z, digits, and the signs _ - and . (no spaces or accents)."
        )
    )]
    BadCharacter,
    /// A sign in front.
    #[error("{}", tr("A name begins with a letter or a digit."))]
    BadStart,
}

impl Username {
    /// The fewest characters of a name.
    pub const MIN: usize = 3;
    /// The most characters of a name.
    pub const MAX: usize = 32;

    /// Reads a name as typed; space around it is dropped, because phones add it.
    ///
    /// # Errors
    /// [`UsernameError`], which says what to change.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        let text = text.trim();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if text.is_empty() {
            return Err(UsernameError::Empty);
        }
        if !text.chars().all(fits) {
            return Err(UsernameError::BadCharacter);
        }
        match text.len() {
            n if n < Self::MIN => Err(UsernameError::TooShort),
            n if n > Self::MAX => Err(UsernameError::TooLong),
            _ if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) => {
                Err(UsernameError::BadStart)
            }
            _ => Ok(Username(text.to_owned())),
        }
    }

    /// The name as its owner wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in lower case, which is what must be unique.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl std::fmt::Display for Username {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Takes part.
    Participant,
    /// Also makes and changes lotteries.
    Manager,
}

impl Role {
    /// The word in the database and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Participant => "participant",
            Role::Manager => "manager",
        }
    }

    /// Reads the word that [`Role::as_str`] gives.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "participant" => Some(Role::Participant),
            "manager" => Some(Role::Manager),
            _ => None,
        }
    }
}

/// An account as others may know it: without anything about its password but how often it was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub username: Username,
    /// What it may do.
    pub role: Role,
    /// Since when it can no longer be used, if so.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Counts changes of the password: a sign-in begun under an older one opens no session.
    pub password_version: i64,
    /// What the person allows themselves.
    pub limits: PersonalLimits,
}

/// Why an account is disabled, for managers: 1 to 300 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisableReason(String);

/// Why a text is no reason. The text is the manager's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DisableReasonError {
    /// Nothing was written.
    #[error("{}", tr("Write why, so that the other managers know."))]
    Empty,
    /// More than 300 characters.
    #[error("{}", tr("That is too long. Use 300 characters or fewer."))]
    TooLong,
    /// A character that a line of text does not have.
    #[error("{}", tr("Write it as one line of plain text."))]
    BadCharacter,
}

impl DisableReason {
    /// The most characters of a reason.
    pub const MAX: usize = 300;

    /// Reads a reason as typed; space around it is dropped.
    ///
    /// # Errors
    /// [`DisableReasonError`], which says what to change.
    pub fn parse(text: &str) -> Result<Self, DisableReasonError> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(DisableReasonError::Empty),
            n if n > Self::MAX => Err(DisableReasonError::TooLong),
            _ if text.chars().any(char::is_control) => Err(DisableReasonError::BadCharacter),
            _ => Ok(DisableReason(text.to_owned())),
        }
    }

    /// The reason.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Account {
    /// The account as it acts from this address.
    pub fn actor(&self, address: Option<IpAddr>) -> Actor {
        Actor::account(self.id, self.username.as_str(), address)
    }
}

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSummary {
    /// The hash of its key.
    pub id: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to within ten minutes.
    pub last_seen_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_username_keeps_its_case_and_is_compared_without_it() {
        let name = Username::parse(" Amara.Q ").unwrap();
        assert_eq!(name.as_str(), "Amara.Q");
        assert_eq!(name.key(), "amara.q");
        assert!(Username::parse("a_b").is_ok());
        assert!(Username::parse(&"a".repeat(32)).is_ok());
    }

    #[test]
    fn a_username_that_is_no_username_says_what_to_change() {
        for (text, error) in [
            ("", UsernameError::Empty),
            ("   ", UsernameError::Empty),
            ("ab", UsernameError::TooShort),
            (&"a".repeat(33), UsernameError::TooLong),
            ("am ara", UsernameError::BadCharacter),
            ("аmara", UsernameError::BadCharacter), // a Cyrillic first letter
            ("amara\n1", UsernameError::BadCharacter),
            ("a<b>c", UsernameError::BadCharacter),
            ("...", UsernameError::BadStart),
        ] {
            assert_eq!(Username::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_role_reads_its_own_word() {
        for role in [Role::Participant, Role::Manager] {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("Manager"), None);
    }
}
