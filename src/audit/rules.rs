//! What a row's hash is made of. The same bytes whoever makes them: `docs/decisions/0005-audit-log.md` says how to
//! recompute them elsewhere.

use chrono::{DateTime, SecondsFormat, Utc};
use sha2::{Digest, Sha256};

use super::model::Person;

/// The fields of a row that its hash covers, in order.
pub(super) struct Hashed<'a> {
    pub number: i64,
    pub at: DateTime<Utc>,
    pub actor: &'a str,
    pub account_id: Option<i64>,
    pub action: &'a str,
    pub object: &'a str,
    pub detail: &'a str,
    pub person: Option<&'a [u8]>,
}

impl Hashed<'_> {
    /// A JSON list of the fields, without spaces: no two rows read alike.
    fn canonical(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        serde_json::json!([
            self.number,
            at,
            self.actor,
            self.account_id,
            self.action,
            self.object,
            self.detail,
            self.person.map(hex::encode),
        ])
        .to_string()
    }

    /// The hash of the row that follows the one of hash `previous`.
    pub(super) fn hash(&self, previous: &[u8]) -> [u8; 32] {
        Sha256::new()
            .chain_update(previous)
            .chain_update(self.canonical())
            .finalize()
            .into()
    }
}

/// What stands in the chain for a name and an address. The salt keeps anybody from guessing them after they are gone.
pub(super) fn person_hash(salt: &[u8], person: &Person) -> [u8; 32] {
    let text = serde_json::json!([person.name, person.address]).to_string();
    Sha256::new()
        .chain_update(salt)
        .chain_update(text)
        .finalize()
        .into()
}

/// How an account is named as an object: by its number, since its name may be forgotten.
pub fn account_object(id: i64) -> String {
    format!("account/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: i64) -> Hashed<'static> {
        Hashed {
            number,
            at: DateTime::UNIX_EPOCH,
            actor: "account",
            account_id: Some(7),
            action: "lottery.cancel",
            object: "lottery/daily",
            detail: r#"{"reason":"x"}"#,
            person: None,
        }
    }

    #[test]
    fn the_bytes_of_a_row_are_fixed() {
        assert_eq!(
            row(1).canonical(),
            r#"[1,"1970-01-01T00:00:00.000000Z","account",7,"lottery.cancel","lottery/daily","{\"reason\":\"x\"}",null]"#
        );
        assert_eq!(
            hex::encode(row(1).hash(&[0; 32])),
            "e4f7c4c69d2ceaea0f94d051eba0f95c2be0cd9db81b1e4d82d7979255f192a7"
        );
    }

    #[test]
    fn a_hash_depends_on_the_row_before_and_on_each_field() {
        let hash = row(1).hash(&[0; 32]);
        assert_ne!(hash, row(1).hash(&[1; 32]));
        assert_ne!(hash, row(2).hash(&[0; 32]));
        let other = Hashed {
            object: "lottery/roof",
            ..row(1)
        };
        assert_ne!(hash, other.hash(&[0; 32]));
    }
}
