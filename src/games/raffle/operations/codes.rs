//! Making verification codes and telling whether one is right. A code is nowhere but with its holder: what is stored is a
//! salted hash of it under a key of this server, and where codes are short a slow one, so that who has the database alone
//! can try none, and who has the key too tries slowly.

use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::draws::DrawId;
use crate::games::raffle::model::{Code, CodeFormat, TypedCode};
use crate::keys::{KeyError, ServerKey, random};

/// Bytes of salt.
const SALT: usize = 16;
/// Random bytes for one try at a code: of the longest, four times as many as it has characters.
const RANDOM: usize = 256;

/// What stands for a ticket's code in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeHash {
    /// Made for this ticket.
    pub salt: Vec<u8>,
    /// The hash.
    pub hash: Vec<u8>,
}

/// The keys under which codes and holders are hashed.
#[derive(Clone)]
pub(super) struct Keys {
    codes: [u8; 32],
    holders: [u8; 32],
    /// Memory in KiB and passes of the slow hash.
    slow: (u32, u32),
}

impl Keys {
    pub(super) fn new(key: &ServerKey) -> Self {
        Keys {
            codes: key.derive("raffle codes"),
            holders: key.derive("raffle holders"),
            // as for passwords: what OWASP names as the least
            slow: (19 * 1024, 2),
        }
    }

    /// A new code of this form, from the system's random source.
    pub(super) fn make(&self, format: &CodeFormat) -> Result<Code, KeyError> {
        loop {
            if let Some(code) = format.make(&random::<RANDOM>()?) {
                return Ok(code);
            }
        }
    }

    /// What to store of a new code. Slow where the form makes short codes: away from the request threads.
    pub(super) async fn hash(
        &self,
        format: &CodeFormat,
        code: &Code,
    ) -> Result<CodeHash, KeyError> {
        let salt = random::<SALT>()?;
        let hash = self.of(format, &salt, code.reveal()).await;
        Ok(CodeHash {
            salt: salt.to_vec(),
            hash: hash.to_vec(),
        })
    }

    /// Whether the typed code is the ticket's. Without a ticket it takes as long and says no.
    pub(super) async fn is_right(
        &self,
        format: &CodeFormat,
        typed: &TypedCode,
        stored: Option<&CodeHash>,
    ) -> bool {
        let nobodys = CodeHash {
            salt: vec![0; SALT],
            hash: vec![0; 32],
        };
        let stored = stored.unwrap_or(&nobodys);
        let found = self.of(format, &stored.salt, typed.as_str()).await;
        // the comparison of two tags under a key of its own takes no time that depends on where they differ
        let tag = |bytes: &[u8]| mac(&self.holders, &[b"compare", bytes]);
        tag(&found)
            .verify_slice(&tag(&stored.hash).finalize().into_bytes())
            .is_ok()
    }

    async fn of(&self, format: &CodeFormat, salt: &[u8], code: &str) -> [u8; 32] {
        let fast = mac(&self.codes, &[salt, code.as_bytes()]).finalize();
        let fast: [u8; 32] = fast.into_bytes().into();
        if format.is_strong() {
            return fast;
        }
        let (salt, (memory, passes)) = (salt.to_vec(), self.slow);
        let slow = tokio::task::spawn_blocking(move || {
            let params = Params::new(memory, passes, 1, Some(32));
            let params = params.expect("invariant: what OWASP names as the least");
            let mut out = [0; 32];
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(&fast, &salt, &mut out)
                .expect("invariant: a salt of 16 bytes and 32 bytes of hash");
            out
        });
        slow.await.expect("invariant: hashing does not panic")
    }

    /// What stands for a holder: an address, an account, an invite code. It tells nothing without the key, and nothing of
    /// another raffle.
    pub(super) fn holder(&self, draw: DrawId, kind: &str, value: &str) -> Vec<u8> {
        let draw = draw.as_i64().to_be_bytes();
        let mac = mac(&self.holders, &[&draw, kind.as_bytes(), value.as_bytes()]);
        mac.finalize().into_bytes().to_vec()
    }
}

/// Each part with its length before it: no two lists of parts are the same text.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).expect("invariant: HMAC takes keys of any length");
    for part in parts {
        let length = u64::try_from(part.len()).expect("invariant: below 2^64 bytes");
        mac.update(&length.to_be_bytes());
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_code_is_right_for_its_own_ticket_only() {
        let keys = Keys::new(&ServerKey::for_tests());
        for format in [
            CodeFormat::default(),
            CodeFormat::new(Some("0123456789"), Some(6)).unwrap(),
        ] {
            let code = keys.make(&format).unwrap();
            let (stored, other) = (
                keys.hash(&format, &code).await.unwrap(),
                keys.hash(&format, &code).await.unwrap(),
            );
            assert_ne!(stored.hash, other.hash, "each has a salt of its own");
            let typed = format.read(&code.in_groups());
            assert!(keys.is_right(&format, &typed, Some(&stored)).await);
            assert!(
                !keys
                    .is_right(&format, &format.read("0000"), Some(&stored))
                    .await
            );
            assert!(!keys.is_right(&format, &typed, None).await);
            assert!(
                !stored.hash.windows(4).any(|w| code
                    .reveal()
                    .as_bytes()
                    .windows(4)
                    .any(|c| c == w))
            );
        }
    }

    #[test]
    fn a_holder_is_another_one_in_another_raffle() {
        let keys = Keys::new(&ServerKey::for_tests());
        let (one, two) = (DrawId::from_parts(1), DrawId::from_parts(2));
        let holder = keys.holder(one, "ip", "192.0.2.1");
        assert_eq!(holder, keys.holder(one, "ip", "192.0.2.1"));
        assert_ne!(holder, keys.holder(two, "ip", "192.0.2.1"));
        assert_ne!(holder, keys.holder(one, "account", "192.0.2.1"));
    }
}
