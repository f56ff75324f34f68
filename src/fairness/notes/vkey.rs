//! The public keys that a verifier is given out of band: a server's, and those of witnesses.
//! Not secret keys: see `signer`.

use std::fmt;

use super::ed25519::PublicKey;
use super::{
    KeyId, TYPE_COSIGNATURE, TYPE_ED25519, decode_base64, encode_base64, is_key_name, key_id,
};
use crate::fairness::ServerName;

/// Why a text is no such key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VkeyError {
    /// Not `name+id+key`.
    #[error(
        "a key looks like lotto.example/vdraw+7bb3cf75+AeztRx…: name, key ID and key with '+' between them"
    )]
    Form,
    /// The name is none.
    #[error("the name in the key is malformed")]
    Name,
    /// A key of another type, such as a witness's in the place of a server's.
    #[error(
        "the key is of another type: a server's key begins with A, and its type is 1; a witness's begins with B, and its type is 4"
    )]
    Type,
    /// The key itself is not a good Ed25519 key.
    #[error("the key is not an Ed25519 public key")]
    Key,
    /// The key ID does not follow from name and key: something was mistyped or put together.
    #[error("the key ID does not belong to this name and key; was it copied whole?")]
    KeyId,
}

/// The key of a server: it signs the server log and, with the same bytes, the log of every draw.
///
/// Source: spec §2, *server vkey*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVkey {
    name: ServerName,
    key: PublicKey,
}

impl ServerVkey {
    /// Reads `<server name>+<hex key ID>+<base64>`.
    ///
    /// # Errors
    /// [`VkeyError`] for the first part that is wrong.
    pub fn parse(text: &str) -> Result<Self, VkeyError> {
        let (name, key) = parse_parts(text, TYPE_ED25519)?;
        let name = ServerName::parse(name).ok().ok_or(VkeyError::Name)?;
        Ok(Self { name, key })
    }

    pub(super) fn new(name: ServerName, key: PublicKey) -> Self {
        Self { name, key }
    }

    /// The name of the server, which is the origin of its server log.
    pub fn name(&self) -> &ServerName {
        &self.name
    }

    pub(super) fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The key ID under which this server signs the log of this origin.
    pub(super) fn key_id(&self, origin: &str) -> KeyId {
        key_id(origin, TYPE_ED25519, self.key.as_bytes())
    }
}

impl fmt::Display for ServerVkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_vkey(f, self.name.as_str(), TYPE_ED25519, &self.key)
    }
}

/// The key of a witness, which cosigns the server logs of others with the time at which it saw them.
///
/// Source: C2SP tlog-cosignature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessVkey {
    name: String,
    key: PublicKey,
}

impl WitnessVkey {
    /// Reads `<name>+<hex key ID>+<base64>`.
    ///
    /// # Errors
    /// [`VkeyError`] for the first part that is wrong.
    pub fn parse(text: &str) -> Result<Self, VkeyError> {
        let (name, key) = parse_parts(text, TYPE_COSIGNATURE)?;
        let name = name.to_owned();
        Ok(Self { name, key })
    }

    pub(super) fn new(name: String, key: PublicKey) -> Self {
        Self { name, key }
    }

    /// The name of the witness.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether both are the same key, under whatever name: then they are one witness, not two.
    pub fn is_same_key(&self, other: &Self) -> bool {
        self.key == other.key
    }

    pub(super) fn key(&self) -> &PublicKey {
        &self.key
    }

    pub(super) fn key_id(&self) -> KeyId {
        key_id(&self.name, TYPE_COSIGNATURE, self.key.as_bytes())
    }
}

impl fmt::Display for WitnessVkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_vkey(f, &self.name, TYPE_COSIGNATURE, &self.key)
    }
}

fn parse_parts(text: &str, expected_type: u8) -> Result<(&str, PublicKey), VkeyError> {
    // Base64 may contain '+' too, but stands last.
    let (name, rest) = text.split_once('+').ok_or(VkeyError::Form)?;
    let (id, key) = rest.split_once('+').ok_or(VkeyError::Form)?;
    if !is_key_name(name) {
        return Err(VkeyError::Name);
    }
    let key = decode_base64(key).ok_or(VkeyError::Form)?;
    let (signature_type, key) = key.split_first().ok_or(VkeyError::Form)?;
    if *signature_type != expected_type {
        return Err(VkeyError::Type);
    }
    let key: &[u8; 32] = key.try_into().ok().ok_or(VkeyError::Key)?;
    if id != hex::encode(key_id(name, expected_type, key)) {
        return Err(VkeyError::KeyId);
    }
    let key = PublicKey::from_bytes(key).ok_or(VkeyError::Key)?;
    Ok((name, key))
}

fn write_vkey(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    signature_type: u8,
    key: &PublicKey,
) -> fmt::Result {
    let id = hex::encode(key_id(name, signature_type, key.as_bytes()));
    let mut bytes = vec![signature_type];
    bytes.extend_from_slice(key.as_bytes());
    write!(f, "{name}+{id}+{}", encode_base64(&bytes))
}
