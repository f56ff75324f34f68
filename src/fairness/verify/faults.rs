//! Faults of many entries, ranked: the specification orders the kinds of faults, not the entries they are in.
//! Not the rules.

use super::failure::Failure;
use crate::fairness::Code;

/// The first fault of each kind met so far.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Failure>);

impl Faults {
    /// Notes the fault of the entry at this leaf index, if it has one.
    pub(super) fn note<E: Into<Failure>>(&mut self, index: u64, result: Result<(), E>) {
        if let Err(error) = result {
            let failure: Failure = error.into();
            if !self.has(failure.code()) {
                self.0.push(failure.at(format_args!("entry {index}")));
            }
        }
    }

    /// Whether there was a fault of this kind.
    pub(super) fn has(&self, code: Code) -> bool {
        self.0.iter().any(|fault| fault.code() == code)
    }

    /// The fault of the kind that stands first in `order`, which names every kind that can occur.
    ///
    /// # Errors
    /// That fault.
    pub(super) fn first_of(self, order: &[Code]) -> Result<(), Failure> {
        let rank = |fault: &Failure| order.iter().position(|code| *code == fault.code());
        self.0.into_iter().min_by_key(rank).map_or(Ok(()), Err)
    }
}
