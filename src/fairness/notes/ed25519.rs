//! Ed25519 as spec §2 wants it: strict, so that one text and one key have no second signature anybody could make.
//! Not the arithmetic: that is `ed25519-dalek`.

use ed25519_dalek::{Signature, VerifyingKey};

/// An Ed25519 public key: canonical, and not of small order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct PublicKey(VerifyingKey);

impl PublicKey {
    /// `None` if the bytes are no point, write a point in another than its one canonical way, or
    /// are a point of small order, for which signatures of any text can be made.
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        let key = VerifyingKey::from_bytes(bytes).ok()?;
        (is_canonical(bytes) && !key.is_weak()).then_some(Self(key))
    }

    pub(super) fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether this is the strict signature of the message.
    ///
    /// `verify_strict` refuses S >= L and small-order A and R, uses the equation without cofactor, and
    /// compares R as bytes with the canonical form of the point it computed; canonical A is checked above.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

/// Whether y is below p = 2^255 - 19. (The sign of x = 0 is a question for points of small order only.)
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [lowest, middle @ .., highest] = bytes;
    let is_at_least_p =
        highest & 0x7f == 0x7f && middle.iter().all(|byte| *byte == 0xff) && *lowest >= 0xed;
    !is_at_least_p
}
