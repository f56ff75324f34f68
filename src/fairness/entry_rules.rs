//! Whether entries fit their draw: against the open leaf, against each other, against the close leaf.
//! Whether raffle numbers follow from the seed is a question for the key (`draw_key`).

use super::close_leaf::CloseLeaf;
use super::code::Code;
use super::entry_leaf::EntryLeaf;
use super::open_leaf::{Numbering, OpenLeaf};

/// Why an entry does not fit its draw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// The origin is not that of the open leaf.
    #[error("the entry belongs to another draw")]
    OtherDraw,
    /// Ticket numbers in a sequential draw, or none in a raffle.
    #[error("an entry has ticket numbers if and only if the draw is a raffle")]
    TicketNumbers,
    /// A ticket number above N.
    #[error("ticket number {number} is above {tickets}")]
    TicketNumberAbove {
        /// The number in the entry.
        number: u64,
        /// The number of tickets.
        tickets: u64,
    },
    /// Accepted before `opens`.
    #[error("the entry was accepted before the draw opened")]
    BeforeOpening,
    /// Accepted at or after `closes`.
    #[error("the entry was accepted when the draw was due to be closed")]
    AfterClosing,
    /// Accepted after the time of the close leaf.
    #[error("the entry was accepted after the draw had been closed")]
    AfterCloseLeaf,
    /// Accepted before the entry in front of it.
    #[error("the entry is older than the one before it")]
    Backwards,
    /// It does not start where the entry in front of it ends.
    #[error("the entry starts with ballot {first} instead of {expected}")]
    NotContiguous {
        /// Its first ballot.
        first: u64,
        /// The ballot it should start with.
        expected: u64,
    },
    /// It owns a ballot above the number of ballots in the close leaf.
    #[error("the entry ends with ballot {last}, but there are {ballots}")]
    BeyondBallots {
        /// Its last ballot.
        last: u64,
        /// The number of ballots of the draw.
        ballots: u64,
    },
    /// The entries do not add up to the close leaf.
    #[error("the entries have {found} ballots, but the close leaf says {ballots}")]
    Total {
        /// The last ballot of the last entry, or 0.
        found: u64,
        /// The number of ballots in the close leaf.
        ballots: u64,
    },
}

impl EntryError {
    /// The failure code of spec §9.
    pub fn code(&self) -> Code {
        match self {
            Self::OtherDraw | Self::TicketNumbers | Self::TicketNumberAbove { .. } => {
                Code::LeafFormat
            }
            Self::BeforeOpening | Self::AfterClosing | Self::AfterCloseLeaf | Self::Backwards => {
                Code::Late
            }
            Self::NotContiguous { .. } | Self::BeyondBallots { .. } | Self::Total { .. } => {
                Code::Ballots
            }
        }
    }
}

/// An entry against the open leaf of its draw: origin, ticket numbers, `opens <= time < closes`.
///
/// # Errors
/// The first rule of spec §3, **Entry**, that it breaks.
pub fn check_entry(open: &OpenLeaf, entry: &EntryLeaf) -> Result<(), EntryError> {
    let (open, entry) = (open.fields(), entry.fields());
    if entry.origin != open.origin {
        return Err(EntryError::OtherDraw);
    }
    match (open.numbers, &entry.numbers) {
        (Numbering::Sequential, None) => {}
        (Numbering::Shuffled(tickets), Some(numbers)) => {
            let tickets = tickets.get();
            if let Some(&number) = numbers.iter().find(|number| **number > tickets) {
                return Err(EntryError::TicketNumberAbove { number, tickets });
            }
        }
        (Numbering::Sequential, Some(_)) | (Numbering::Shuffled(_), None) => {
            return Err(EntryError::TicketNumbers);
        }
    }
    if entry.time < open.opens {
        return Err(EntryError::BeforeOpening);
    }
    if entry.time >= open.closes {
        return Err(EntryError::AfterClosing);
    }
    Ok(())
}

/// An entry against the one in front of it (`None` for the first): ballots go on without gap
/// from 1, times never decrease.
///
/// # Errors
/// [`EntryError::NotContiguous`] or [`EntryError::Backwards`].
/// Source: spec §3, **Entry**.
pub fn check_successor(previous: Option<&EntryLeaf>, entry: &EntryLeaf) -> Result<(), EntryError> {
    let expected = previous.map_or(1, |previous| previous.last().saturating_add(1));
    let first = entry.fields().first;
    if first != expected {
        return Err(EntryError::NotContiguous { first, expected });
    }
    if previous.is_some_and(|previous| entry.fields().time < previous.fields().time) {
        return Err(EntryError::Backwards);
    }
    Ok(())
}

/// An entry against the close leaf of its draw: `time <= t_c`, ballots within n.
///
/// # Errors
/// [`EntryError::AfterCloseLeaf`] or [`EntryError::BeyondBallots`].
/// Source: spec §3 and §9 step 3.
pub fn check_in_closed(close: &CloseLeaf, entry: &EntryLeaf) -> Result<(), EntryError> {
    if entry.fields().time > close.fields().time {
        return Err(EntryError::AfterCloseLeaf);
    }
    let (last, ballots) = (entry.last(), close.fields().ballots);
    if last > ballots {
        return Err(EntryError::BeyondBallots { last, ballots });
    }
    Ok(())
}

/// The last of contiguous entries (`None` if there are none) against the number of ballots in the close leaf.
///
/// # Errors
/// [`EntryError::Total`].
/// Source: spec §9 step 6, `sum = n`.
pub fn check_entry_total(close: &CloseLeaf, last: Option<&EntryLeaf>) -> Result<(), EntryError> {
    let (found, ballots) = (last.map_or(0, EntryLeaf::last), close.fields().ballots);
    if found != ballots {
        return Err(EntryError::Total { found, ballots });
    }
    Ok(())
}
