//! Seeds under lock: encrypted with the key file until they are shown.
//! Where the sealed bytes are kept is not decided here.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::fairness::{Origin, Seed};
use crate::keys::{KeyError, ServerKey, random};

const NONCE: usize = 24;

/// Why a sealed seed could not be opened. The text is for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sealed seed cannot be opened with this key file: restore the key file from your backup"
)]
pub struct SealError;

/// The key that seals the seeds of all draws.
#[derive(Clone)]
pub(super) struct SealingKey(XChaCha20Poly1305);

impl SealingKey {
    pub(super) fn new(key: &ServerKey) -> Self {
        SealingKey(XChaCha20Poly1305::new(&key.derive("draw seeds").into()))
    }

    /// The nonce, then the encrypted seed. It opens for this origin only: a row that is moved
    /// to another draw gives nothing away.
    pub(super) fn seal(&self, seed: &Seed, origin: &Origin) -> Result<Vec<u8>, KeyError> {
        let nonce = random::<NONCE>()?;
        let payload = Payload {
            msg: seed.expose(),
            aad: origin.as_str().as_bytes(),
        };
        let sealed = self
            .0
            .encrypt(&XNonce::from(nonce), payload)
            .expect("invariant: only messages of gigabytes cannot be encrypted");
        Ok([&nonce[..], &sealed].concat())
    }

    /// The seed that was sealed for this origin.
    pub(super) fn open(&self, sealed: &[u8], origin: &Origin) -> Result<Seed, SealError> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(SealError)?;
        let payload = Payload {
            msg: sealed,
            aad: origin.as_str().as_bytes(),
        };
        let opened = self.0.decrypt(&XNonce::from(*nonce), payload);
        let bytes = opened.ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Seed::from_bytes).ok_or(SealError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_opens_with_its_key_and_for_its_draw_only() {
        let key = SealingKey::new(&ServerKey::for_tests());
        let seed = Seed::from_bytes([3; 32]);
        let origin = Origin::parse("lotto.example/one").unwrap();
        let sealed = key.seal(&seed, &origin).unwrap();
        assert_eq!(key.open(&sealed, &origin).unwrap().expose(), seed.expose());
        assert_ne!(
            sealed,
            key.seal(&seed, &origin).unwrap(),
            "the nonce is fresh"
        );

        let other = Origin::parse("lotto.example/two").unwrap();
        assert!(key.open(&sealed, &other).is_err());
        let mut bent = sealed.clone();
        bent[NONCE] ^= 1;
        assert!(key.open(&bent, &origin).is_err());
        assert!(key.open(&sealed[..NONCE], &origin).is_err());
        assert!(key.open(&[], &origin).is_err());
    }
}
