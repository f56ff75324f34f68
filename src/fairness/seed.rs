//! The operator's seed and its commitment, two types for one secret; and the hash that stands for a participant.
//! Where seeds come from and where they are kept is not decided here.

use std::fmt;

use super::hash::{Hash, hash_parts};
use super::text::{FieldError, FreeText, Origin, parse_hex};

/// The secret of one draw: 32 random bytes. `Debug` shows nothing, and there is no `Display`.
///
/// Source: spec §4.
#[derive(Clone)]
pub struct Seed([u8; 32]);

impl Seed {
    /// A seed from its bytes; the caller vouches for their randomness.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 lower-case hexadecimal digits, the form in which a seed is revealed.
    ///
    /// # Errors
    /// [`FieldError::Hex`].
    pub fn parse_hex(text: &str) -> Result<Self, FieldError> {
        parse_hex(text).map(Self)
    }

    /// The secret itself. Whoever sees it before closing can compute results.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The secret as 64 lower-case hexadecimal digits: what a reveal publishes.
    pub fn expose_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// The commitment that may be published at once.
    ///
    /// Source: spec §4: `H("vdraw/1 seed" LF ‖ origin ‖ LF ‖ seed)`.
    pub fn commit(&self, origin: &Origin) -> Commitment {
        Commitment(hash_parts(&[
            b"vdraw/1 seed\n",
            origin.as_str().as_bytes(),
            b"\n",
            &self.0,
        ]))
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed(..)")
    }
}

/// The public half of a seed: it binds the operator and reveals nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Commitment(Hash);

impl Commitment {
    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`FieldError::Hex`].
    pub fn parse_hex(text: &str) -> Result<Self, FieldError> {
        Hash::parse_hex(text).map(Self)
    }

    /// The commitment as a hash.
    pub fn hash(&self) -> &Hash {
        &self.0
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        self.0.to_hex()
    }

    /// Whether this seed is the one committed to for this draw.
    pub fn is_opened_by(&self, seed: &Seed, origin: &Origin) -> bool {
        seed.commit(origin) == *self
    }
}

/// The hash that stands for a participant in one draw. It tells nobody anything without the salt.
///
/// Source: spec §4: `H("vdraw/1 who" LF ‖ origin ‖ LF ‖ salt ‖ ref)`.
pub fn who(origin: &Origin, salt: &[u8; 16], reference: &FreeText) -> Hash {
    hash_parts(&[
        b"vdraw/1 who\n",
        origin.as_str().as_bytes(),
        b"\n",
        salt,
        reference.as_str().as_bytes(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_does_not_contain_the_seed() {
        let seed = Seed::from_bytes([0xab; 32]);
        assert_eq!(format!("{seed:?}"), "Seed(..)");
    }
}
