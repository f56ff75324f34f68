//! The selection: ballots in drawing order take places until either runs out.
//! Who owns a ballot is asked of the caller, and only for ballots that are drawn.

use std::collections::HashSet;
use std::fmt;

use super::draw_key::DrawKey;
use super::hash::Hash;
use super::open_leaf::OpenLeaf;
use super::text::{FieldError, parse_dec_in};

const PLACES_MAX: u64 = 100_000;

/// What decides a selection besides the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelectionRules {
    /// The number of ballots: `n`.
    pub ballots: u64,
    /// The number of prizes: `P`.
    pub prizes: u64,
    /// The number of reserve places: `r`.
    pub reserves: u64,
    /// Whether a participant can take one place only.
    pub one_prize: bool,
}

impl SelectionRules {
    /// The rules that a draw announced, with the number of ballots from its close leaf.
    pub fn of(open: &OpenLeaf, ballots: u64) -> Self {
        let open = open.fields();
        Self {
            ballots,
            prizes: open.prizes.total(),
            reserves: open.reserves,
            one_prize: open.one_prize,
        }
    }

    /// The place with this number, counted from 1 through prizes and reserves.
    fn place(&self, number: u64) -> Outcome {
        match number.checked_sub(self.prizes) {
            None | Some(0) => Outcome::Prize(number),
            Some(reserve) => Outcome::Reserve(reserve),
        }
    }
}

/// The entry that owns a ballot, as far as the selection needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BallotOwner {
    /// The index of the entry's leaf.
    pub leaf_index: u64,
    /// The hash that stands for the participant.
    pub who: Hash,
    /// Whether the close leaf strikes the entry out.
    pub cancelled: bool,
}

/// What a drawn ballot got. `Display` writes `prize 1`, `reserve 1`, `skipped`, `cancelled`.
///
/// Source: spec §7, **Selection**.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A prize place, 1 to P.
    Prize(u64),
    /// A reserve place, 1 to r.
    Reserve(u64),
    /// Nothing: the participant already has a place, and one is all they can have.
    Skipped,
    /// Nothing: the entry was struck out before closing.
    Cancelled,
}

impl Outcome {
    /// Reads the form of the proof file.
    ///
    /// # Errors
    /// [`FieldError`] if it is none of the four, or the place is not 1 to 100 000.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let place = |text| parse_dec_in(text, 1, PLACES_MAX);
        match text.split_once(' ') {
            Some(("prize", number)) => place(number).map(Self::Prize),
            Some(("reserve", number)) => place(number).map(Self::Reserve),
            None if text == "skipped" => Ok(Self::Skipped),
            None if text == "cancelled" => Ok(Self::Cancelled),
            _ => Err(FieldError::Word),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prize(place) => write!(f, "prize {place}"),
            Self::Reserve(place) => write!(f, "reserve {place}"),
            Self::Skipped => f.write_str("skipped"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}

/// One step of the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// The ballot.
    pub ballot: u64,
    /// The index of the leaf of the entry that owns it.
    pub leaf_index: u64,
    /// What it got.
    pub outcome: Outcome,
}

/// Draws until all places are taken or all ballots used up, and returns every ballot drawn, in drawing order.
///
/// `owner_of` is called once for each ballot drawn, in drawing order, and for no other: a draw of
/// millions of ballots costs as many calls as it has places, plus those skipped or cancelled.
///
/// # Errors
/// The first error of `owner_of`, unchanged.
/// Source: spec §7, **Selection**.
pub fn select<E>(
    key: &DrawKey,
    rules: &SelectionRules,
    mut owner_of: impl FnMut(u64) -> Result<BallotOwner, E>,
) -> Result<Vec<Drawn>, E> {
    let places = rules.prizes.saturating_add(rules.reserves);
    let mut taken: u64 = 0;
    let mut placed = HashSet::new();
    let mut drawn = Vec::new();
    let mut order = key.order(rules.ballots);
    while taken < places {
        let Some(ballot) = order.next() else { break };
        let owner = owner_of(ballot)?;
        let outcome = if owner.cancelled {
            Outcome::Cancelled
        } else if rules.one_prize && !placed.insert(owner.who) {
            Outcome::Skipped
        } else {
            taken = taken.saturating_add(1);
            rules.place(taken)
        };
        drawn.push(Drawn {
            ballot,
            leaf_index: owner.leaf_index,
            outcome,
        });
    }
    Ok(drawn)
}
