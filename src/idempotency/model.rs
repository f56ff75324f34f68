//! A key's owner, what it stands for, and the answer that is given again.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::store::StoreError;
use crate::web::idempotency_key::IdempotencyKey;

/// Whose a key is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// An account's.
    Account(i64),
    /// Whoever asks for an account of this name, in the form that must be unique.
    NewAccount(String),
    /// That of whoever asks from this place, where no account is known.
    Place(String),
}

/// What a request asks for, as a hash. No secret may be part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(pub(super) Vec<u8>);

impl Fingerprint {
    /// Of these values for this operation.
    ///
    /// # Errors
    /// The values cannot be written as JSON, which does not happen.
    pub fn new(operation: &str, values: &impl Serialize) -> Result<Self, serde_json::Error> {
        let values = serde_json::to_vec(values)?;
        let digest = Sha256::new()
            .chain_update((operation.len() as u64).to_be_bytes())
            .chain_update(operation)
            .chain_update(values);
        Ok(Fingerprint(digest.finalize().to_vec()))
    }
}

/// A request that is to be done once; without a key, each time it is sent.
#[derive(Debug, Clone)]
pub struct Once {
    pub(super) id: Option<Vec<u8>>,
    pub(super) fingerprint: Fingerprint,
}

impl Once {
    /// The request of this owner under this key.
    pub fn new(owner: &Owner, key: Option<&IdempotencyKey>, fingerprint: Fingerprint) -> Self {
        let id = key.map(|key| {
            let hash = match owner {
                Owner::Account(id) => Sha256::new()
                    .chain_update(b"account")
                    .chain_update(id.to_be_bytes()),
                Owner::NewAccount(name) => Sha256::new()
                    .chain_update(b"new account")
                    .chain_update((name.len() as u64).to_be_bytes())
                    .chain_update(name),
                Owner::Place(place) => Sha256::new()
                    .chain_update(b"place")
                    .chain_update((place.len() as u64).to_be_bytes())
                    .chain_update(place),
            };
            hash.chain_update(key.as_str()).finalize().to_vec()
        });
        Once { id, fingerprint }
    }
}

/// What a program was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where the thing is.
    pub location: Option<String>,
    /// The body, as JSON.
    pub body: String,
    /// Whether it had been told before.
    pub replayed: bool,
}

impl Answer {
    /// A first answer.
    pub fn new(status: u16, location: Option<String>, body: String) -> Self {
        Answer {
            status,
            location,
            body,
            replayed: false,
        }
    }
}

/// Why nothing was done under a key.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    /// It stands for another request.
    #[error(
        "This Idempotency-Key was used for another request. Send a new request under a new key."
    )]
    KeyReused,
    /// The answer cannot be written as JSON, which does not happen.
    #[error(transparent)]
    Unwritable(#[from] serde_json::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_its_owners_alone() {
        let key = IdempotencyKey::parse("1").unwrap();
        let print = || Fingerprint::new("make", &1).unwrap();
        let id = |owner| Once::new(&owner, Some(&key), print()).id;
        let ids = [
            id(Owner::Account(1)),
            id(Owner::Account(2)),
            id(Owner::NewAccount("ann".into())),
            id(Owner::NewAccount("ben".into())),
            id(Owner::Place("ben".into())),
        ];
        for (n, one) in ids.iter().enumerate() {
            assert!(!ids[..n].contains(one), "{n}");
        }
        assert_eq!(id(Owner::Account(1)), ids[0]);
        assert_eq!(Once::new(&Owner::Account(1), None, print()).id, None);
    }

    #[test]
    fn a_fingerprint_is_that_of_the_operation_and_its_values() {
        let print = |operation, value: &str| Fingerprint::new(operation, &value).unwrap();
        assert_eq!(print("make", "a"), print("make", "a"));
        assert_ne!(print("make", "a"), print("make", "b"));
        assert_ne!(print("make", "a"), print("take", "a"));
    }
}
