//! SHA-256 values, and the two hashes of an RFC 6962 tree.
//! Not keys or secrets: those have types of their own.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};

use super::text::{FieldError, parse_hex};

/// 32 bytes that came out of SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// A hash from its bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`FieldError::Hex`].
    pub fn parse_hex(text: &str) -> Result<Self, FieldError> {
        parse_hex(text).map(Self)
    }

    /// Reads canonical, padded base64.
    ///
    /// # Errors
    /// [`FieldError::Base64`].
    pub fn parse_base64(text: &str) -> Result<Self, FieldError> {
        let bytes = STANDARD.decode(text).ok().ok_or(FieldError::Base64)?;
        let bytes = bytes.try_into().ok().ok_or(FieldError::Base64)?;
        Ok(Self(bytes))
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Padded base64, 44 characters.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({})", self.to_hex())
    }
}

/// Plain SHA-256.
///
/// Source: spec §1, `H`.
pub fn sha256(bytes: impl AsRef<[u8]>) -> Hash {
    hash_parts(&[bytes.as_ref()])
}

/// The hash of a leaf of the tree, from the leaf's bytes.
///
/// Source: RFC 6962 §2.1, prefix 0x00.
pub fn leaf_hash(leaf: impl AsRef<[u8]>) -> Hash {
    hash_parts(&[&[0], leaf.as_ref()])
}

/// The hash of an inner node of the tree.
///
/// Source: RFC 6962 §2.1, prefix 0x01.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash_parts(&[&[1], &left.0, &right.0])
}

/// SHA-256 of the concatenation.
pub(super) fn hash_parts(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}
