//! The prizes of a draw: lines of equal prizes, best first, and which line a place belongs to.
//! Not the winners.

use std::fmt;

use super::text::{FieldError, FreeText, in_range, parse_dec};

const QUANTITY_MAX: u64 = 100_000;
const LINES_MAX: usize = 1000;

/// A number of equal prizes.
///
/// Source: spec §3, the line `prize`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrizeLine {
    quantity: u64,
    text: FreeText,
}

impl PrizeLine {
    /// `quantity` prizes of this description.
    ///
    /// # Errors
    /// [`FieldError::Range`] unless the quantity is 1 to 100 000.
    pub fn new(quantity: u64, text: FreeText) -> Result<Self, FieldError> {
        let quantity = in_range(quantity, 1, QUANTITY_MAX)?;
        Ok(Self { quantity, text })
    }

    /// Reads what follows `prize ` in an open leaf.
    ///
    /// # Errors
    /// [`FieldError`] for the first field that cannot be read.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let (quantity, text) = text.split_once(' ').ok_or(FieldError::Word)?;
        Self::new(parse_dec(quantity)?, FreeText::parse(text)?)
    }

    /// How many of these prizes there are.
    pub fn quantity(&self) -> u64 {
        self.quantity
    }

    /// What one of them is.
    pub fn text(&self) -> &FreeText {
        &self.text
    }
}

impl fmt::Display for PrizeLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.quantity, self.text)
    }
}

/// The prize lines of a draw, best prize first; at most 1000 lines, possibly none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrizeList(Vec<PrizeLine>);

impl PrizeList {
    /// A list of prize lines.
    ///
    /// # Errors
    /// [`FieldError::Range`] if there are more than 1000 lines.
    pub fn new(lines: Vec<PrizeLine>) -> Result<Self, FieldError> {
        if lines.len() > LINES_MAX {
            return Err(FieldError::Range { min: 0, max: 1000 });
        }
        Ok(Self(lines))
    }

    /// The lines, best prize first.
    pub fn lines(&self) -> &[PrizeLine] {
        &self.0
    }

    /// The number of prizes: `P` of spec §3.
    pub fn total(&self) -> u64 {
        self.0.iter().map(PrizeLine::quantity).sum()
    }

    /// The prize line of a prize place, and its index from 0: the first line at which the running
    /// total of quantities reaches the place. `None` for place 0 and for places beyond the last prize.
    ///
    /// Source: spec §7.
    pub fn line_at(&self, place: u64) -> Option<(usize, &PrizeLine)> {
        let mut reached: u64 = 0;
        self.0
            .iter()
            .enumerate()
            .filter(|_| place > 0)
            .find(|(_, line)| {
                reached = reached.saturating_add(line.quantity);
                reached >= place
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_belongs_to_the_line_where_the_running_total_reaches_it() {
        let lines = ["2 Trip", "1 Book", "3 Mug"].map(|line| PrizeLine::parse(line).unwrap());
        let list = PrizeList::new(lines.to_vec()).unwrap();
        let index_at = |place| list.line_at(place).map(|(index, _)| index);
        assert_eq!(list.total(), 6);
        assert_eq!(
            [0, 1, 2, 3, 4, 6, 7].map(index_at),
            [None, Some(0), Some(0), Some(1), Some(2), Some(2), None]
        );
    }
}
