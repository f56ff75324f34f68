//! Whether a close leaf fits its draw: against the open leaf and the size of the closed tree.
//! Not whether it was published in time: only witnesses can tell.

use super::beacon::BeaconTerms;
use super::chain::{DrandMode, Round};
use super::close_leaf::{CloseFields, CloseLeaf};
use super::code::Code;
use super::open_leaf::OpenLeaf;

const BALLOTS_MAX: u64 = 1 << 40;
/// With skipped ballots a drawing may have to look at every ballot.
const BALLOTS_MAX_WITH_SKIPS: u64 = 1 << 24;

/// Why a close leaf does not fit its draw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// The origin is not that of the open leaf.
    #[error("the close leaf belongs to another draw")]
    OtherDraw,
    /// A round line without `at-close`, or none with it.
    #[error("a close leaf has a round line if and only if the open leaf says at-close")]
    RoundLine,
    /// The tree has another number of entries.
    #[error("the close leaf says {entries} entries, but the tree has {size} leaves")]
    Entries {
        /// The number in the close leaf.
        entries: u64,
        /// The number of leaves of the closed tree.
        size: u64,
    },
    /// More entries than ballots, ballots without entry, or more ballots than the draw may have.
    #[error("{ballots} ballots are not possible with {entries} entries in this draw")]
    Ballots {
        /// The number of entries.
        entries: u64,
        /// The number of ballots.
        ballots: u64,
    },
    /// Closed before it opened.
    #[error("the draw was closed before it opened")]
    BeforeOpening,
    /// Closed before `closes` although nothing allowed it.
    #[error("the draw was closed early")]
    Early,
    /// Closed when the closing round was out.
    #[error("the draw was closed when its beacon round was already out")]
    AfterRound,
    /// Closed so late that the seed is due first.
    #[error("the draw was closed too late for its seed to be revealed in time")]
    AfterRevealBy,
    /// The round line is not the round that follows from the time of closing.
    #[error("the close leaf says round {found}, but {required} follows from its time")]
    Round {
        /// The round in the leaf.
        found: Round,
        /// The round that follows from `t_c` and the margin.
        required: Round,
    },
}

impl CloseError {
    /// The failure code of spec §9.
    pub fn code(&self) -> Code {
        match self {
            Self::OtherDraw | Self::RoundLine => Code::LeafFormat,
            Self::Entries { .. } | Self::Ballots { .. } => Code::Ballots,
            Self::BeforeOpening | Self::Early | Self::AfterRound | Self::AfterRevealBy => {
                Code::CloseTime
            }
            Self::Round { .. } => Code::Round,
        }
    }
}

/// A close leaf against the open leaf and the number of leaves of the closed tree (both ends included),
/// in the order of spec §9 step 3.
///
/// # Errors
/// The first rule of spec §3, **Close**, that it breaks.
pub fn check_close(open: &OpenLeaf, close: &CloseLeaf, size: u64) -> Result<(), CloseError> {
    let fields = close.fields();
    if fields.origin != open.fields().origin {
        return Err(CloseError::OtherDraw);
    }
    if fields.round.is_some() != is_at_close(open) {
        return Err(CloseError::RoundLine);
    }
    check_counts(open, fields, size)?;
    check_time(open, close)?;
    match (fields.round, open.closing_round(fields.time)) {
        (Some(found), Some(required)) if found != required => {
            Err(CloseError::Round { found, required })
        }
        _ => Ok(()),
    }
}

/// Why a draw was closed before `closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlyClose {
    /// All tickets of a raffle were sold.
    SoldOut,
    /// The operator decided it, as `early yes` allows.
    Operator,
}

/// Whether and why a draw was closed before `closes`; `None` if it was not. For a close leaf that
/// passed [`check_close`].
///
/// Source: spec §9, the report.
pub fn early_close(open: &OpenLeaf, close: &CloseLeaf) -> Option<EarlyClose> {
    if close.fields().time >= open.fields().closes {
        None
    } else if is_sold_out(open, close) {
        Some(EarlyClose::SoldOut)
    } else {
        Some(EarlyClose::Operator)
    }
}

fn is_at_close(open: &OpenLeaf) -> bool {
    matches!(
        open.fields().beacon,
        BeaconTerms::Drand {
            mode: DrandMode::AtClose,
            ..
        }
    )
}

fn is_sold_out(open: &OpenLeaf, close: &CloseLeaf) -> bool {
    let tickets = open.fields().numbers.tickets();
    tickets.is_some_and(|tickets| close.fields().ballots == tickets.get())
}

fn check_counts(open: &OpenLeaf, close: &CloseFields, size: u64) -> Result<(), CloseError> {
    let (entries, ballots) = (close.entries, close.ballots);
    if entries.checked_add(2) != Some(size) {
        return Err(CloseError::Entries { entries, size });
    }
    let has_skips = open.fields().one_prize || !close.cancelled.is_empty();
    let mut most = if has_skips {
        BALLOTS_MAX_WITH_SKIPS
    } else {
        BALLOTS_MAX
    };
    if let Some(tickets) = open.fields().numbers.tickets() {
        most = most.min(tickets.get());
    }
    // Every entry has a ballot, and every ballot an entry.
    let fits = entries <= ballots && (entries == 0) == (ballots == 0) && ballots <= most;
    if fits {
        Ok(())
    } else {
        Err(CloseError::Ballots { entries, ballots })
    }
}

fn check_time(open: &OpenLeaf, close: &CloseLeaf) -> Result<(), CloseError> {
    let closed = close.fields().time;
    let terms = open.fields();
    if closed < terms.opens {
        return Err(CloseError::BeforeOpening);
    }
    if closed < terms.closes && !terms.early && !is_sold_out(open, close) {
        return Err(CloseError::Early);
    }
    // The round that follows from the leaves, not the one the close leaf claims: a wrong claim is
    // reported as such.
    let round_time = match (&terms.beacon, open.closing_round(closed)) {
        (BeaconTerms::Drand { chain, .. }, Some(round)) => Some(chain.time_of(round)),
        _ => None,
    };
    if round_time.is_some_and(|time| closed.secs() >= time) {
        return Err(CloseError::AfterRound);
    }
    if round_time.unwrap_or(closed.secs()) >= terms.reveal_by.secs() {
        return Err(CloseError::AfterRevealBy);
    }
    Ok(())
}
