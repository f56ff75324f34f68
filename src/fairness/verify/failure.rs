//! What a verification comes to: checks that passed, what could not be checked, and the result or the first failure.
//! Not the checks.

use std::fmt;

use crate::fairness::{
    CloseError, Code, EntryError, NoteError, OpenLeafError, ResultError, TlogProofError,
};

/// Why something is refused: the code of the specification, and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} [{code}]")]
pub struct Failure {
    code: Code,
    message: String,
}

impl Failure {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    /// The failure code of spec §9.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is wrong, in words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Says where: `place: message`.
    pub(super) fn at(self, place: impl fmt::Display) -> Self {
        Self::new(self.code, format!("{place}: {}", self.message))
    }
}

/// Error types that name their code themselves.
macro_rules! failure_from {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error.to_string())
            }
        }
    )*};
}

failure_from!(
    OpenLeafError,
    CloseError,
    EntryError,
    ResultError,
    NoteError
);

impl From<TlogProofError> for Failure {
    fn from(error: TlogProofError) -> Self {
        Self::new(Code::TlogProof, error.to_string())
    }
}

/// A named check. `Display` writes the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The members of the file and their types.
    File,
    /// The closing checkpoint and its signature.
    Checkpoint,
    /// The inclusion proofs of the leaves in the file.
    Leaves,
    /// What the draw announced.
    OpenLeaf,
    /// How it was closed.
    CloseLeaf,
    /// The entries among the leaves.
    ListedEntries,
    /// The operator's seed.
    Seed,
    /// The public randomness.
    Beacon,
    /// The winners, drawn again.
    Selection,
    /// Every entry of the draw.
    Entries,
    /// The ticket numbers of a raffle.
    TicketNumbers,
    /// What the server log says about the draw.
    Anchors,
    /// Who saw that, and when.
    Witnesses,
    /// A receipt: its form and its checkpoint.
    Receipt,
    /// Whose entry a receipt is for.
    Participant,
    /// The entry of a receipt in the closed log.
    ClosedLog,
    /// A paytable.
    Paytable,
    /// The seeds of plays.
    PlaySeeds,
    /// Plays, played again.
    Plays,
}

impl Check {
    /// The name, as printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Checkpoint => "checkpoint",
            Self::Leaves => "leaves",
            Self::OpenLeaf => "open leaf",
            Self::CloseLeaf => "close leaf",
            Self::ListedEntries => "listed entries",
            Self::Seed => "seed",
            Self::Beacon => "beacon",
            Self::Selection => "selection",
            Self::Entries => "all entries",
            Self::TicketNumbers => "ticket numbers",
            Self::Anchors => "anchors",
            Self::Witnesses => "witnesses",
            Self::Receipt => "receipt",
            Self::Participant => "participant",
            Self::ClosedLog => "closed log",
            Self::Paytable => "paytable",
            Self::PlaySeeds => "seeds",
            Self::Plays => "plays",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A check that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Which one.
    pub check: Check,
    /// What was found, in words.
    pub detail: String,
}

/// The check that failed, the last one made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Which one.
    pub check: Check,
    /// Why.
    pub failure: Failure,
}

/// Something that a verifier must not stay silent about: the rest holds, this was not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unchecked {
    /// The file has no list of entries.
    #[error("the file does not list all entries: that ballots are without gaps was not checked")]
    NoEntryList,
    /// The value of a public event is for people to compare.
    #[error("the value of the public event: compare it with what was published about the event")]
    PublicValue,
    /// Without the seed nobody can recompute ticket numbers.
    #[error("the ticket numbers: they follow from the seed, which was withheld")]
    NumbersWithoutSeed,
    /// A receipt against a file without its leaf.
    #[error("that the receipt's entry is in the closed log: ask for the proof with all entries")]
    ReceiptLeaf,
    /// A receipt of an earlier checkpoint against a file without all entries.
    #[error("that the closed log continues the receipt's log: ask for the proof with all entries")]
    ReceiptPrefix,
}

impl Unchecked {
    /// A short name for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoEntryList => "no-entry-list",
            Self::PublicValue => "public-value",
            Self::NumbersWithoutSeed => "numbers-without-seed",
            Self::ReceiptLeaf => "receipt-leaf",
            Self::ReceiptPrefix => "receipt-prefix",
        }
    }
}

/// A verification from its first check to its last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification<T> {
    /// The checks that passed, in the order they were made.
    pub passed: Vec<Passed>,
    /// What could not be checked.
    pub unchecked: Vec<Unchecked>,
    /// What was verified, or the first failure.
    pub result: Result<T, Failed>,
}

impl<T> Verification<T> {
    /// The code of the failure, if there is one.
    pub fn code(&self) -> Option<Code> {
        let failed = self.result.as_ref().err()?;
        Some(failed.failure.code())
    }
}

/// Collects what a verification finds on its way.
#[derive(Debug, Default)]
pub(super) struct Findings {
    passed: Vec<Passed>,
    unchecked: Vec<Unchecked>,
}

impl Findings {
    /// Makes one check: `check` returns what it found, and that in words.
    pub(super) fn check<T>(
        &mut self,
        check: Check,
        make: impl FnOnce() -> Result<(T, String), Failure>,
    ) -> Result<T, Failed> {
        let (found, detail) = make().map_err(|failure| Failed { check, failure })?;
        self.passed.push(Passed { check, detail });
        Ok(found)
    }

    pub(super) fn unchecked(&mut self, what: Unchecked) {
        self.unchecked.push(what);
    }

    pub(super) fn end<T>(self, result: Result<T, Failed>) -> Verification<T> {
        Verification {
            passed: self.passed,
            unchecked: self.unchecked,
            result,
        }
    }
}
