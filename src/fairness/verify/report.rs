//! What a verified proof file proves: the result, the level, and what the reader must be told besides.
//! Not how it is shown.

use std::fmt;

use super::entry_audit::Probed;
use crate::fairness::{CloseLeaf, DrawKey, Drawn, EarlyClose, Hash, OpenLeaf};

/// How far the randomness can be trusted.
///
/// Source: spec §10.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// drand, and witnesses who saw the closing before the round.
    Witnessed,
    /// drand.
    Beacon,
    /// A public event.
    Public,
    /// The operator's seed alone: the operator could choose the winner.
    SeedOnly,
}

impl Level {
    /// The word of the specification.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Witnessed => "witnessed",
            Self::Beacon => "beacon",
            Self::Public => "public",
            Self::SeedOnly => "seed-only",
        }
    }

    /// What the operator can still do at this level, in words for everybody.
    pub fn limit(self) -> &'static str {
        match self {
            Self::Witnessed => {
                "The operator could still withhold the seed (one re-roll, shown here for ever) and add own, \
                 unpaid ballots before closing."
            }
            Self::Beacon => {
                "The operator could still withhold the seed (one re-roll, shown here for ever) and add own, \
                 unpaid ballots before closing; and, if nobody kept the closing checkpoint before the beacon \
                 round was out, change the entries afterwards."
            }
            Self::Public => {
                "The value of the public event must be compared by people. If nobody kept the closing \
                 checkpoint before the event, the operator could change the entries afterwards."
            }
            Self::SeedOnly => {
                "The operator could choose the winner: it knew the seed, and could try last entries of its own \
                 until the result suited it. This proves only that nothing was changed after closing and that \
                 nobody else could steer the draw."
            }
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A drawn ballot and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnBallot {
    /// The ballot, its entry and its outcome.
    pub drawn: Drawn,
    /// The hash that stands for the participant.
    pub who: Hash,
    /// The ticket number, in a raffle.
    pub ticket: Option<u64>,
    /// The text of the prize line, if the outcome is a prize.
    pub prize: Option<String>,
}

/// A proof file that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the draw announced.
    pub open: OpenLeaf,
    /// How it was closed.
    pub close: CloseLeaf,
    /// The number of leaves of the closed log.
    pub size: u64,
    /// The root of the closed log.
    pub root: Hash,
    /// The key from which the winners follow.
    pub key: DrawKey,
    /// How far the randomness can be trusted.
    pub level: Level,
    /// Whether all entries were checked, not only those drawn.
    pub full: bool,
    /// Whether the seed was withheld, so that the fallback round decided.
    pub fallback: bool,
    /// Whether and why the draw was closed before its time.
    pub early: Option<EarlyClose>,
    /// Every drawn ballot, in drawing order.
    pub draws: Vec<DrawnBallot>,
    /// What the log holds where a receipt points.
    pub(super) probed: Probed,
}
