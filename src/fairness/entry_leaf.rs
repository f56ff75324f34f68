//! The entry leaf: one accepted entry and the ballots it owns.
//! Whether it fits the draw is decided in `entry_rules`.

use super::hash::Hash;
use super::lines::{FormatError, Lines};
use super::open_leaf::{TicketCount, parse_ticket_number};
use super::text::{FieldError, Origin, UnixTime, in_range, parse_dec};

const FIRST_MAX: u64 = 1 << 40;
const COUNT_MAX: u64 = 1 << 32;
const RAFFLE_COUNT_MAX: u64 = 1000;

/// The values of an entry leaf, valid together or not: [`EntryLeaf::new`] decides.
///
/// Source: spec §3, **Entry**.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFields {
    /// The name of the draw.
    pub origin: Origin,
    /// The first ballot of the entry, 1 to 2^40.
    pub first: u64,
    /// How many ballots it owns, 1 to 2^32; in a raffle 1 to 1000.
    pub count: u64,
    /// When it was accepted.
    pub time: UnixTime,
    /// The hash that stands for the participant.
    pub who: Hash,
    /// In a raffle the ticket number of each ballot, otherwise `None`.
    pub numbers: Option<Vec<u64>>,
}

/// An entry of a draw, well-formed in itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLeaf(EntryFields);

impl EntryLeaf {
    /// An entry leaf with these values.
    ///
    /// # Errors
    /// [`FieldError`] if a number is out of range, or there is not one ticket number for each ballot.
    pub fn new(fields: EntryFields) -> Result<Self, FieldError> {
        in_range(fields.first, 1, FIRST_MAX)?;
        in_range(fields.count, 1, COUNT_MAX)?;
        if let Some(numbers) = &fields.numbers {
            in_range(fields.count, 1, RAFFLE_COUNT_MAX)?;
            if u64::try_from(numbers.len()) != Ok(fields.count) {
                return Err(FieldError::TicketNumberCount);
            }
            for number in numbers {
                in_range(*number, 1, TicketCount::MAX)?;
            }
        }
        Ok(Self(fields))
    }

    /// Reads the text of an entry leaf; [`EntryLeaf::to_text`] gives back the same bytes.
    ///
    /// # Errors
    /// [`FormatError`] if it is not written as the specification says.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let mut lines = Lines::new(text);
        lines.literal("vdraw/1 entry")?;
        let origin = lines.field("", Origin::parse)?;
        let (first, count) = lines.field("", parse_pair)?;
        let time = lines.field("", UnixTime::parse)?;
        let who = lines.field("", Hash::parse_hex)?;
        let numbers = if lines.is_at_end() {
            None
        } else {
            Some(lines.field("numbers ", parse_numbers)?)
        };
        lines.end()?;
        Self::new(EntryFields {
            origin,
            first,
            count,
            time,
            who,
            numbers,
        })
        .map_err(|reason| lines.error(reason))
    }

    /// The bytes of the leaf.
    pub fn to_text(&self) -> String {
        let EntryFields {
            origin,
            first,
            count,
            time,
            who,
            numbers,
        } = &self.0;
        let who = who.to_hex();
        let mut text = format!("vdraw/1 entry\n{origin}\n{first} {count}\n{time}\n{who}\n");
        if let Some(numbers) = numbers {
            text.push_str("numbers");
            for number in numbers {
                text.push_str(&format!(" {number}"));
            }
            text.push('\n');
        }
        text
    }

    /// The values of the leaf.
    pub fn fields(&self) -> &EntryFields {
        &self.0
    }

    /// The last ballot of the entry.
    pub fn last(&self) -> u64 {
        // Below 2^41, and count is at least 1.
        self.0.first.saturating_add(self.0.count).saturating_sub(1)
    }

    /// Whether this ballot belongs to the entry.
    pub fn owns(&self, ballot: u64) -> bool {
        (self.0.first..=self.last()).contains(&ballot)
    }
}

/// Reads two numbers separated by one space.
pub(super) fn parse_pair(text: &str) -> Result<(u64, u64), FieldError> {
    let (left, right) = text.split_once(' ').ok_or(FieldError::Word)?;
    Ok((parse_dec(left)?, parse_dec(right)?))
}

fn parse_numbers(text: &str) -> Result<Vec<u64>, FieldError> {
    text.split(' ').map(parse_ticket_number).collect()
}
