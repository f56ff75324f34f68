//! A C2SP tlog-proof: the place of one leaf in a log, the hashes that prove it, and the signed checkpoint they lead to.
//! The leaf itself is not in it.

use std::fmt;

use super::{decode_base64, encode_base64};
use crate::fairness::text::parse_dec;
use crate::fairness::{Hash, leaf_hash, root_from_inclusion};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";

/// A text that is not written as a tlog-proof is: spec §9 `tlog-proof`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// Another first line: another kind of file.
    #[error("the file does not begin with {FIRST_LINE}")]
    FirstLine,
    /// An `extra` line that is empty or no base64.
    #[error("the extra data of the tlog-proof is malformed")]
    Extra,
    /// No `index` line, or no number on it.
    #[error("the index of the tlog-proof is missing or malformed")]
    Index,
    /// A line that is no hash.
    #[error("a hash of the tlog-proof is malformed")]
    Hash,
    /// No empty line, and so no checkpoint.
    #[error("the tlog-proof has no checkpoint")]
    NoCheckpoint,
}

/// The proof that a leaf is in a log. `Display` writes the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Data that nothing vouches for; not empty if there is any.
    pub extra: Option<Vec<u8>>,
    /// The index of the leaf.
    pub index: u64,
    /// The inclusion proof, from the leaf's sibling upwards.
    pub hashes: Vec<Hash>,
    /// The signed note, not yet read.
    pub note: String,
}

impl TlogProof {
    /// Reads a tlog-proof.
    ///
    /// # Errors
    /// [`TlogProofError`] for the first line that is wrong.
    /// Source: spec §4; C2SP tlog-proof.
    pub fn parse(text: &str) -> Result<Self, TlogProofError> {
        let rest = text
            .strip_prefix(FIRST_LINE)
            .and_then(|rest| rest.strip_prefix('\n'));
        let rest = rest.ok_or(TlogProofError::FirstLine)?;
        // What stands after the first empty line is for the reader of notes to judge.
        let (head, note) = rest
            .split_once("\n\n")
            .ok_or(TlogProofError::NoCheckpoint)?;
        let mut lines = head.split('\n').peekable();
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(parse_extra(line).ok_or(TlogProofError::Extra)?),
            None => None,
        };
        let index = lines
            .next()
            .and_then(|line| parse_dec(line.strip_prefix("index ")?).ok())
            .ok_or(TlogProofError::Index)?;
        let hashes: Result<Vec<_>, _> = lines.map(Hash::parse_base64).collect();
        let hashes = hashes.ok().ok_or(TlogProofError::Hash)?;
        Ok(Self {
            extra,
            index,
            hashes,
            note: note.to_owned(),
        })
    }

    /// The root to which the proof leads from this leaf in a log of this size.
    /// `None` if there is no such proof.
    pub fn root(&self, leaf: &str, size: u64) -> Option<Hash> {
        root_from_inclusion(leaf_hash(leaf), self.index, size, &self.hashes)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{FIRST_LINE}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", encode_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(f, "{}", hash.to_base64())?;
        }
        write!(f, "\n{}", self.note)
    }
}

fn parse_extra(line: &str) -> Option<Vec<u8>> {
    let bytes = decode_base64(line.strip_prefix("extra ")?)?;
    (!bytes.is_empty()).then_some(bytes)
}
