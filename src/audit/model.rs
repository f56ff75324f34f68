//! The nouns of the audit log: who acts, one row, what to look for. Nothing here knows a database or a page.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

/// What kind of actor it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// Somebody who is signed in.
    Account,
    /// Somebody who is not.
    Visitor,
    /// Whoever runs the server, by a command.
    CommandLine,
    /// Nobody: it was due.
    Clock,
}

impl ActorKind {
    /// The word in the database and on pages.
    pub const fn as_str(self) -> &'static str {
        match self {
            ActorKind::Account => "account",
            ActorKind::Visitor => "visitor",
            ActorKind::CommandLine => "command line",
            ActorKind::Clock => "clock",
        }
    }

    /// Reads the word that [`ActorKind::as_str`] gives.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "account" => Some(ActorKind::Account),
            "visitor" => Some(ActorKind::Visitor),
            "command line" => Some(ActorKind::CommandLine),
            "clock" => Some(ActorKind::Clock),
            _ => None,
        }
    }
}

/// Who does something, and from where. A handler takes it as an argument and hands it to the operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    kind: ActorKind,
    account_id: Option<i64>,
    name: Option<String>,
    address: Option<IpAddr>,
}

impl Actor {
    /// An account that is signed in.
    pub fn account(id: i64, name: impl Into<String>, address: Option<IpAddr>) -> Self {
        Actor {
            kind: ActorKind::Account,
            account_id: Some(id),
            name: Some(name.into()),
            address: address.map(|address| address.to_canonical()),
        }
    }

    /// Somebody who is not signed in.
    pub fn visitor(address: IpAddr) -> Self {
        Actor {
            kind: ActorKind::Visitor,
            account_id: None,
            name: None,
            address: Some(address.to_canonical()),
        }
    }

    /// Whoever runs the server.
    pub const fn command_line() -> Self {
        Self::nobody(ActorKind::CommandLine)
    }

    /// Nobody: the clock brought it about, or the first start.
    pub const fn clock() -> Self {
        Self::nobody(ActorKind::Clock)
    }

    const fn nobody(kind: ActorKind) -> Self {
        Actor {
            kind,
            account_id: None,
            name: None,
            address: None,
        }
    }

    /// The same account without its name: for the row that says it was deleted.
    #[must_use]
    pub fn without_name(self) -> Self {
        Actor { name: None, ..self }
    }

    /// What kind of actor it is.
    pub fn kind(&self) -> ActorKind {
        self.kind
    }

    /// The account, if one is signed in.
    pub fn account_id(&self) -> Option<i64> {
        self.account_id
    }

    /// Where it acts from, if that is known.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// What is kept beside the chain; none for who has neither name nor address.
    pub(super) fn person(&self) -> Option<Person> {
        let person = Person {
            name: self.name.clone(),
            address: self.address.map(|address| address.to_string()),
        };
        (person.name.is_some() || person.address.is_some()).then_some(person)
    }
}

/// What an actor was called and where from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account's name.
    pub name: Option<String>,
    /// The address.
    pub address: Option<String>,
}

/// One row as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place in the chain.
    pub number: i64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What kind of actor it was.
    pub actor: ActorKind,
    /// The account that acted.
    pub account_id: Option<i64>,
    /// What was done: `lottery.cancel`.
    pub action: String,
    /// To what: `lottery/daily`; may be empty.
    pub object: String,
    /// More about it, as JSON.
    pub detail: String,
    /// Name and address, unless they were forgotten.
    pub person: Option<Person>,
    /// The row's hash.
    pub hash: [u8; 32],
}

/// Which rows to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// This action, or all that begin with it where it ends with a dot.
    pub action: Option<String>,
    /// What this account did.
    pub account_id: Option<i64>,
    /// What was done to this object.
    pub object: Option<String>,
    /// What this account did, or was done to it.
    pub about: Option<i64>,
    /// From this time on.
    pub from: Option<DateTime<Utc>>,
    /// Before this time.
    pub until: Option<DateTime<Utc>>,
    /// With a lower number than this.
    pub before: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_its_own_word() {
        for kind in [
            ActorKind::Account,
            ActorKind::Visitor,
            ActorKind::CommandLine,
            ActorKind::Clock,
        ] {
            assert_eq!(ActorKind::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn only_who_has_a_name_or_an_address_is_a_person() {
        assert_eq!(Actor::clock().person(), None);
        let visitor = Actor::visitor("::ffff:192.0.2.1".parse().unwrap());
        let person = visitor.person().unwrap();
        assert_eq!(person.address.as_deref(), Some("192.0.2.1"));
    }
}
