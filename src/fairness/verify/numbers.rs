//! Whether the ticket numbers of a raffle are the ones that follow from its seed and opening beacon.
//! It takes entries in the order of their ballots and keeps none.

use super::failure::Failure;
use crate::fairness::{Code, EntryLeaf, NumberKey, Order};

/// Walks along the shuffled numbers, past ballots that are not asked for.
pub(super) struct NumberCheck {
    numbers: Order,
    /// The ballot whose number comes next.
    next: u64,
    fault: Result<(), Failure>,
}

impl NumberCheck {
    pub(super) fn new(key: &NumberKey) -> Self {
        Self {
            numbers: key.ticket_numbers(),
            next: 1,
            fault: Ok(()),
        }
    }

    /// Takes the entry at this leaf index; entries must come in the order of their ballots.
    pub(super) fn take(&mut self, index: u64, entry: &EntryLeaf) {
        while self.next < entry.fields().first && self.numbers.next().is_some() {
            self.next = self.next.saturating_add(1);
        }
        for found in entry.fields().numbers.iter().flatten() {
            self.next = self.next.saturating_add(1);
            if self.numbers.next() != Some(*found) && self.fault.is_ok() {
                let message = format!("ticket number {found} does not follow from the seed");
                self.fault =
                    Err(Failure::new(Code::Numbers, message).at(format_args!("entry {index}")));
            }
        }
    }

    /// All entries were taken.
    ///
    /// # Errors
    /// The first number that is not the one that follows.
    pub(super) fn finish(self) -> Result<(), Failure> {
        self.fault
    }
}
