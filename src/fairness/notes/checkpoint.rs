//! A checkpoint: what a log's owner signs about it, three lines in a signed note.
//! Not the tree behind it.

use std::fmt;

use super::note::{NoteError, SignedNote};
use super::vkey::ServerVkey;
use crate::fairness::text::parse_dec;
use crate::fairness::{Hash, Origin};

/// Origin, size and root of a log. `Display` writes the signed text.
///
/// Source: spec §2; C2SP tlog-checkpoint without extension lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    /// The number of leaves.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads the text of a checkpoint.
    ///
    /// # Errors
    /// [`NoteError::Checkpoint`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let read = || {
            let mut lines = text.strip_suffix('\n')?.split('\n');
            let checkpoint = Self {
                origin: lines.next()?.to_owned(),
                size: parse_dec(lines.next()?).ok()?,
                root: Hash::parse_base64(lines.next()?).ok()?,
            };
            lines.next().is_none().then_some(checkpoint)
        };
        read().ok_or(NoteError::Checkpoint)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = self.root.to_base64();
        write!(f, "{}\n{}\n{root}\n", self.origin, self.size)
    }
}

/// A checkpoint with a strict signature of the server whose log it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: SignedNote,
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint of the log of one of the server's draws; returns the draw's origin too.
    ///
    /// # Errors
    /// [`NoteError`], in the order of spec §9 step 1.
    pub fn of_draw(note: &str, server: &ServerVkey) -> Result<(Self, Origin), NoteError> {
        let is_of_draw = |origin: &str| {
            let origin = Origin::parse(origin).ok()?;
            origin.is_below(server.name()).then_some(origin)
        };
        Self::read(note, server, is_of_draw)
    }

    /// Reads a signed checkpoint of the server log.
    ///
    /// # Errors
    /// [`NoteError`], in the order of spec §9 step 1.
    pub fn of_server(note: &str, server: &ServerVkey) -> Result<Self, NoteError> {
        let is_of_server = |origin: &str| (origin == server.name().as_str()).then_some(());
        Self::read(note, server, is_of_server).map(|(checkpoint, ())| checkpoint)
    }

    fn read<T>(
        note: &str,
        server: &ServerVkey,
        accept: impl FnOnce(&str) -> Option<T>,
    ) -> Result<(Self, T), NoteError> {
        let note = SignedNote::parse(note)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        let accepted = accept(&checkpoint.origin).ok_or(NoteError::Origin)?;
        check_signatures(&note, &checkpoint.origin, server)?;
        Ok((Self { checkpoint, note }, accepted))
    }

    /// What was signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note, for the signatures of others.
    pub fn note(&self) -> &SignedNote {
        &self.note
    }
}

/// Every signature in the server's name must be good, and there must be one.
fn check_signatures(note: &SignedNote, origin: &str, server: &ServerVkey) -> Result<(), NoteError> {
    let mut found = false;
    for signature in note.signatures_of(origin, server.key_id(origin)) {
        let signature = signature.try_into().ok().ok_or(NoteError::Signature)?;
        if !server.key().has_signed(note.text().as_bytes(), signature) {
            return Err(NoteError::Signature);
        }
        found = true;
    }
    if found {
        Ok(())
    } else {
        Err(NoteError::Unsigned)
    }
}
