//! The close leaf: the end of the entries, and which of them were struck out.
//! Whether it fits the draw is decided in `close_rules`.

use super::chain::Round;
use super::entry_leaf::parse_pair;
use super::lines::{FormatError, Lines};
use super::text::{DEC_MAX, FieldError, Origin, UnixTime, in_range, parse_dec};

/// The values of a close leaf, well-formed together or not: [`CloseLeaf::new`] decides.
///
/// Source: spec §3, **Close**.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseFields {
    /// The name of the draw.
    pub origin: Origin,
    /// The number of entries: `E`.
    pub entries: u64,
    /// The number of ballots of all entries: `n`.
    pub ballots: u64,
    /// When the draw was closed: `t_c`.
    pub time: UnixTime,
    /// The closing round, if and only if the draw announced `at-close`.
    pub round: Option<Round>,
    /// Leaf indices of the entries struck out before closing, strictly ascending, 1 to E.
    pub cancelled: Vec<u64>,
}

/// The last leaf of a draw, well-formed in itself; its numbers and its time are checked by
/// [`check_close`](super::check_close).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseLeaf(CloseFields);

impl CloseLeaf {
    /// A close leaf with these values.
    ///
    /// # Errors
    /// [`FieldError`] if a number cannot be written, or the cancelled entries are not strictly
    /// ascending leaf indices of entries.
    pub fn new(fields: CloseFields) -> Result<Self, FieldError> {
        in_range(fields.entries, 0, DEC_MAX)?;
        in_range(fields.ballots, 0, DEC_MAX)?;
        for index in &fields.cancelled {
            in_range(*index, 1, fields.entries)?;
        }
        if !fields.cancelled.is_sorted_by(|one, next| one < next) {
            return Err(FieldError::NotAscending);
        }
        Ok(Self(fields))
    }

    /// Reads the text of a close leaf; [`CloseLeaf::to_text`] gives back the same bytes.
    ///
    /// # Errors
    /// [`FormatError`] if it is not written as the specification says.
    pub fn parse(text: &str) -> Result<Self, FormatError> {
        let mut lines = Lines::new(text);
        lines.literal("vdraw/1 close")?;
        let origin = lines.field("", Origin::parse)?;
        let (entries, ballots) = lines.field("", parse_pair)?;
        let time = lines.field("", UnixTime::parse)?;
        let round = if lines.next_begins_with("round ") {
            Some(lines.field("round ", Round::parse)?)
        } else {
            None
        };
        let mut cancelled = Vec::new();
        while !lines.is_at_end() {
            cancelled.push(lines.field("cancel ", parse_dec)?);
        }
        Self::new(CloseFields {
            origin,
            entries,
            ballots,
            time,
            round,
            cancelled,
        })
        .map_err(|reason| lines.error(reason))
    }

    /// The bytes of the leaf.
    pub fn to_text(&self) -> String {
        let CloseFields {
            origin,
            entries,
            ballots,
            time,
            round,
            cancelled,
        } = &self.0;
        let mut text = format!("vdraw/1 close\n{origin}\n{entries} {ballots}\n{time}\n");
        if let Some(round) = round {
            text.push_str(&format!("round {round}\n"));
        }
        for index in cancelled {
            text.push_str(&format!("cancel {index}\n"));
        }
        text
    }

    /// The values of the leaf.
    pub fn fields(&self) -> &CloseFields {
        &self.0
    }

    /// Whether the entry at this leaf index was struck out.
    pub fn is_cancelled(&self, index: u64) -> bool {
        self.0.cancelled.binary_search(&index).is_ok()
    }
}
