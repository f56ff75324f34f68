//! The failure codes of spec §9 that this module can raise.
//! Not the errors themselves: every error enum says more and names its code.

use std::fmt;

/// Why a verifier refuses a draw, in the words of the specification.
///
/// Source: spec §9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
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
    /// The beacon is not of the announced kind.
    Beacon,
}

impl Code {
    /// The code as the specification and the vectors write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeafFormat => "leaf-format",
            Self::OpenRules => "open-rules",
            Self::Round => "round",
            Self::Ballots => "ballots",
            Self::CloseTime => "close-time",
            Self::Late => "late",
            Self::Seed => "seed",
            Self::Beacon => "beacon",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
