//! Makes signatures: of a server over its checkpoints, of a witness over those of others.
//! It signs whatever it is given; that no two checkpoints contradict each other is its caller's duty.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use super::checkpoint::Checkpoint;
use super::cosignature::cosigned_message;
use super::ed25519::PublicKey;
use super::vkey::{ServerVkey, WitnessVkey};
use super::{TYPE_COSIGNATURE, TYPE_ED25519, encode_base64, key_id};
use crate::fairness::ServerName;

/// An Ed25519 secret key. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct NoteSigner(SigningKey);

impl NoteSigner {
    /// The signer of this 32-byte secret; the caller vouches for its randomness.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The key to publish for a server that signs with this secret.
    /// `None` only for the secrets, which nobody can find, whose public key is of small order.
    pub fn server_vkey(&self, name: ServerName) -> Option<ServerVkey> {
        Some(ServerVkey::new(name, self.public_key()?))
    }

    /// The key to publish for a witness that signs with this secret; `None` as in [`NoteSigner::server_vkey`].
    pub fn witness_vkey(&self, name: &str) -> Option<WitnessVkey> {
        let key = self.public_key()?;
        super::is_key_name(name).then(|| WitnessVkey::new(name.to_owned(), key))
    }

    /// The signed note of a checkpoint, in the name of its origin.
    pub fn sign_checkpoint(&self, checkpoint: &Checkpoint) -> String {
        self.sign_text(&checkpoint.origin, &checkpoint.to_string())
    }

    /// The note of any text, in any name.
    pub(super) fn sign_text(&self, name: &str, text: &str) -> String {
        let signature = self.0.sign(text.as_bytes()).to_bytes();
        let line = self.line(name, TYPE_ED25519, &signature);
        format!("{text}\n{line}")
    }

    /// The line that a witness of this name adds to the note of a checkpoint which it saw at this time,
    /// in seconds since 1970-01-01 UTC.
    pub fn cosignature_line(&self, name: &str, checkpoint: &Checkpoint, time: u64) -> String {
        let message = cosigned_message(&checkpoint.to_string(), time);
        let mut signature = time.to_be_bytes().to_vec();
        signature.extend_from_slice(&self.0.sign(message.as_bytes()).to_bytes());
        self.line(name, TYPE_COSIGNATURE, &signature)
    }

    fn public_key(&self) -> Option<PublicKey> {
        PublicKey::from_bytes(self.0.verifying_key().as_bytes())
    }

    pub(super) fn line(&self, name: &str, signature_type: u8, signature: &[u8]) -> String {
        let key = self.0.verifying_key();
        let mut bytes = key_id(name, signature_type, key.as_bytes()).to_vec();
        bytes.extend_from_slice(signature);
        format!("\u{2014} {name} {}\n", encode_base64(&bytes))
    }
}

impl fmt::Debug for NoteSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoteSigner(..)")
    }
}
