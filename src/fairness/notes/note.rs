//! A C2SP signed note: a text, an empty line, and lines that each hold one signature of the text.
//! Not what the text says.

use super::{KeyId, decode_base64, is_key_name};
use crate::fairness::Code;
use crate::fairness::text::is_control;

/// Why a note does not count as a signed checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// A control character, where only line feeds are allowed.
    #[error("the signed note contains a control character")]
    ControlCharacter,
    /// No empty line, or nothing before or after it.
    #[error("the signed note has no text, or no signatures after an empty line")]
    Parts,
    /// A line after the last empty line that is no signature line.
    #[error("line {0} of the signatures is malformed")]
    SignatureLine(usize),
    /// The text is not origin, size and root.
    #[error("the checkpoint is not three lines: origin, size, root")]
    Checkpoint,
    /// The checkpoint is of a log that is not the expected one.
    #[error("the checkpoint is of another log or of another server")]
    Origin,
    /// The expected key signed nothing here.
    #[error("the server's key has not signed the checkpoint")]
    Unsigned,
    /// A signature in the name of the expected key that it did not make.
    #[error("a signature in the server's name is wrong")]
    Signature,
}

impl NoteError {
    /// The failure code of spec §9.
    pub fn code(self) -> Code {
        match self {
            Self::ControlCharacter | Self::Parts | Self::SignatureLine(_) => Code::Note,
            Self::Checkpoint | Self::Origin => Code::Checkpoint,
            Self::Unsigned | Self::Signature => Code::NoteSignature,
        }
    }
}

/// One line of a note: somebody's signature, or the claim of one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SignatureLine {
    name: String,
    key_id: KeyId,
    signature: Vec<u8>,
}

/// A well-formed note. Nothing about its signatures is known until they are asked for by key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<SignatureLine>,
}

impl SignedNote {
    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError`] of code `note`.
    /// Source: C2SP signed-note, *Format*.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.contains(|c| is_control(c) && c != '\n') {
            return Err(NoteError::ControlCharacter);
        }
        // The text may have empty lines itself: the last one counts.
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Parts)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Parts)?;
        let signatures = lines
            .split('\n')
            .zip(1..)
            .map(|(line, number)| parse_line(line).ok_or(NoteError::SignatureLine(number)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            text: format!("{text}\n"),
            signatures,
        })
    }

    /// The signed text, with its last line feed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands behind the key ID in the lines of this key.
    pub(super) fn signatures_of(&self, name: &str, id: KeyId) -> impl Iterator<Item = &[u8]> {
        self.signatures
            .iter()
            .filter(move |line| line.name == name && line.key_id == id)
            .map(|line| line.signature.as_slice())
    }
}

fn parse_line(line: &str) -> Option<SignatureLine> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = decode_base64(encoded)?;
    let (key_id, signature) = bytes.split_first_chunk()?;
    (is_key_name(name) && !signature.is_empty()).then(|| SignatureLine {
        name: name.to_owned(),
        key_id: *key_id,
        signature: signature.to_vec(),
    })
}
