//! The nouns of mail: an address, a letter, what became of it. The server and its settings are in `server.rs`.

mod server;

pub use server::{MailConfig, Security, Sender, SmtpServer};

use chrono::{DateTime, TimeDelta, Utc};
use lettre::Address;

use crate::web::i18n::tr;

/// An address that letters can be sent to: one mailbox, in plain ASCII.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(Address);

/// The text is no address. The text is the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr("That is not an e-mail address such as name@example.org."))]
pub struct EmailAddressError;

impl EmailAddress {
    /// The most characters of an address (RFC 5321).
    pub const MAX: usize = 254;

    /// Reads an address as typed; space around it is dropped, because phones add it. Quoted names, comments and
    /// addresses of machines by number are refused: no person has one.
    ///
    /// # Errors
    /// [`EmailAddressError`]
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let text = text.trim();
        let is_plain = |c: char| c.is_ascii_graphic() && !"\"<>()[],;:\\".contains(c);
        if text.len() > Self::MAX || !text.chars().all(is_plain) {
            return Err(EmailAddressError);
        }
        let address: Address = text.parse().map_err(|_cause| EmailAddressError)?;
        if address.domain().parse::<std::net::IpAddr>().is_ok() {
            return Err(EmailAddressError);
        }
        Ok(EmailAddress(address))
    }

    /// The address as its owner wrote it.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// The address in lower case: whose mailbox it is does not depend on case anywhere that matters.
    pub fn key(&self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// The address as managers see it: `a…@example.org`.
    pub fn masked(&self) -> String {
        let first = self.0.user().chars().next().unwrap_or('?');
        format!("{first}…@{}", self.0.domain())
    }

    pub(in crate::mail) fn address(&self) -> Address {
        self.0.clone()
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a letter is worth waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody waits for it, and its link works so long: it goes first, is given up when the link is dead, and its
    /// text is erased then.
    AskedFor {
        /// How long the link works.
        valid: TimeDelta,
    },
    /// It tells something; it is given up after two days.
    News,
}

/// A letter to be stored in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Whose it is, to be forgotten with the account.
    pub account_id: Option<i64>,
    /// A letter of the same key is stored once, however often it is asked for.
    pub once: Option<String>,
    /// To whom.
    pub to: EmailAddress,
    /// One line.
    pub subject: String,
    /// Plain text, lines of any length.
    pub body: String,
    /// Where the person stops letters of this kind without signing in.
    pub stop_link: Option<String>,
    /// What it is worth waiting for.
    pub urgency: Urgency,
}

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// To be sent, perhaps again.
    Waiting,
    /// The mail server has taken it.
    Sent,
    /// The mail server refused it for good.
    Failed,
    /// It was put off for too long.
    GivenUp,
}

impl LetterState {
    /// The word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            LetterState::Waiting => "waiting",
            LetterState::Sent => "sent",
            LetterState::Failed => "failed",
            LetterState::GivenUp => "given up",
        }
    }

    /// Reads what [`LetterState::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [
            LetterState::Waiting,
            LetterState::Sent,
            LetterState::Failed,
            LetterState::GivenUp,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}

/// A stored letter as managers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLetter {
    /// Its row.
    pub id: i64,
    /// To whom.
    pub to: EmailAddress,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, while it waits.
    pub due_at: DateTime<Utc>,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
    /// When it was sent, refused or given up.
    pub finished_at: Option<DateTime<Utc>>,
    /// What the mail server last said against it.
    pub problem: Option<String>,
    /// Whether its text is still there, so that it can be tried again.
    pub has_text: bool,
}

/// A letter that this instance may try now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its row.
    pub id: i64,
    /// The number of the claim: no other instance has the same.
    pub claim: i64,
    /// To whom.
    pub to: EmailAddress,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
    /// Where the person stops letters of this kind.
    pub stop_link: Option<String>,
    /// Whether somebody waits for it.
    pub is_asked_for: bool,
    /// How often it was tried before.
    pub attempts: u32,
    /// When it is given up.
    pub give_up_at: DateTime<Utc>,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

/// What came of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has taken it.
    Sent,
    /// The mail server puts this letter off, and says why.
    Deferred(String),
    /// The mail server refuses this letter, and says why.
    Refused(String),
    /// The mail server could not be used at all, or was lost on the way: nothing is said about the letter.
    Unreachable(String),
}

/// How many letters there are of each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be sent.
    pub waiting: u64,
    /// Taken by the mail server, of the last thirty days.
    pub sent: u64,
    /// Refused for good.
    pub failed: u64,
    /// Put off for too long.
    pub given_up: u64,
}

/// A time in which the mail server cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// Since when.
    pub since: DateTime<Utc>,
    /// What was wrong the last time.
    pub problem: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_mailbox_in_plain_ascii() {
        let address = EmailAddress::parse(" Ann.O+lot@Example.org ").unwrap();
        assert_eq!(address.as_str(), "Ann.O+lot@Example.org");
        assert_eq!(address.key(), "ann.o+lot@example.org");
        assert_eq!(address.masked(), "A…@Example.org");
        for bad in [
            "",
            "ann",
            "ann@",
            "@example.org",
            "ann@example.org, ben@example.org",
            "ann@example.org\r\nBcc: ben@example.org",
            "ann@example.org\nX: y",
            "Ann <ann@example.org>",
            "\"a b\"@example.org",
            "ann@[127.0.0.1]",
            "ann@127.0.0.1",
            "änn@example.org",
            "ann@exa mple.org",
            "ann@@example.org",
            &format!("{}@example.org", "a".repeat(250)),
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_state_reads_its_own_word() {
        assert_eq!(LetterState::parse("given up"), Some(LetterState::GivenUp));
        assert_eq!(LetterState::parse("Sent"), None);
    }
}
