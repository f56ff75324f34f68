//! The failure codes of spec §9.
//! Not the errors themselves: every error enum says more and names its code.

use std::fmt;

/// Why a verifier refuses a draw, a receipt or plays, in the words of the specification.
///
/// Source: spec §9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The file is not JSON with exactly the members it should have.
    Format,
    /// A signed note is malformed.
    Note,
    /// A checkpoint is malformed, or of a log that is not the server's.
    Checkpoint,
    /// The server has not signed a checkpoint, or something in its name is forged.
    NoteSignature,
    /// A leaf is not in the log, is shown twice, or is missing.
    Inclusion,
    /// A leaf is not written as the specification says.
    LeafFormat,
    /// The values announced in the open leaf contradict the rules.
    OpenRules,
    /// A beacon round is not the one that follows from the leaves.
    Round,
    /// Numbers of entries or ballots do not fit together.
    Ballots,
    /// The draw was closed at a moment that was not allowed.
    CloseTime,
    /// An entry has a time that was not allowed.
    Late,
    /// The seed does not open the commitment, or the draw is void for want of it.
    Seed,
    /// The beacon is not of the announced kind, or its signature is wrong.
    Beacon,
    /// The winners are not the ones that follow from the key.
    Selection,
    /// The list of entries is not the one in the log.
    Root,
    /// Ticket numbers are not the ones that follow from the seed.
    Numbers,
    /// The server log does not say about the draw what it should.
    Anchor,
    /// A cosignature in the name of a witness is forged.
    Cosignature,
    /// Too few witnesses saw the draw at the right times.
    Witness,
    /// A receipt is not a tlog-proof.
    TlogProof,
    /// The data of a receipt is not an entry with salt and reference.
    Receipt,
    /// The entry of a receipt belongs to somebody else.
    Who,
    /// The entry of a receipt is not in the closed log.
    Dropped,
    /// The log of a receipt is not the beginning of the closed log.
    Inconsistent,
    /// A paytable is malformed.
    Paytable,
    /// A client seed has characters it must not have.
    ClientSeed,
    /// A play is missing or out of order.
    Nonce,
    /// A play has another code or prize than follows from the seeds.
    Play,
}

impl Code {
    /// The code as the specification and the vectors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Note => "note",
            Self::Checkpoint => "checkpoint",
            Self::NoteSignature => "note-signature",
            Self::Inclusion => "inclusion",
            Self::LeafFormat => "leaf-format",
            Self::OpenRules => "open-rules",
            Self::Round => "round",
            Self::Ballots => "ballots",
            Self::CloseTime => "close-time",
            Self::Late => "late",
            Self::Seed => "seed",
            Self::Beacon => "beacon",
            Self::Selection => "selection",
            Self::Root => "root",
            Self::Numbers => "numbers",
            Self::Anchor => "anchor",
            Self::Cosignature => "cosignature",
            Self::Witness => "witness",
            Self::TlogProof => "tlog-proof",
            Self::Receipt => "receipt",
            Self::Who => "who",
            Self::Dropped => "dropped",
            Self::Inconsistent => "inconsistent",
            Self::Paytable => "paytable",
            Self::ClientSeed => "client-seed",
            Self::Nonce => "nonce",
            Self::Play => "play",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
