//! Signed statements: C2SP signed notes, checkpoints, cosignatures and tlog-proofs, and the keys behind them.
//! Not what a draw does with them: that is `verify`.

mod checkpoint;
mod cosignature;
mod ed25519;
mod note;
mod signer;
#[cfg(test)]
mod tests;
mod tlog_proof;
mod vkey;
mod witness_request;

use base64::{Engine as _, engine::general_purpose::STANDARD};

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use cosignature::cosignature_times;
pub use note::{NoteError, SignedNote};
pub use signer::NoteSigner;
pub use tlog_proof::{TlogProof, TlogProofError};
pub use vkey::{ServerVkey, VkeyError, WitnessVkey};
pub use witness_request::WitnessRequest;

/// The first bytes of a signature in a note, which say whose it is.
type KeyId = [u8; 4];

/// The type byte of an Ed25519 signature over the text of a note.
const TYPE_ED25519: u8 = 0x01;
/// The type byte of a witness's cosignature with a time.
const TYPE_COSIGNATURE: u8 = 0x04;

/// Source: C2SP signed-note, *Signatures*.
fn key_id(name: &str, signature_type: u8, key: &[u8; 32]) -> KeyId {
    let hash = super::hash::hash_parts(&[name.as_bytes(), b"\n", &[signature_type], key]);
    let [a, b, c, d, ..] = *hash.as_bytes();
    [a, b, c, d]
}

/// Whether a text can name a key.
///
/// Source: C2SP signed-note, *Format*.
fn is_key_name(name: &str) -> bool {
    let is_forbidden = |c: char| c.is_whitespace() || c == '+' || super::text::is_control(c);
    !name.is_empty() && !name.contains(is_forbidden)
}

/// Reads padded, canonical base64 of any length.
fn decode_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
