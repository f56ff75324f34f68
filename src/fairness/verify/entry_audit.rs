//! Step 6 of spec §9: all entries of a draw, one after the other, against the root and the rules.
//! It keeps a tree head and the entry before, so memory does not grow with the draw.

use super::failure::Failure;
use super::faults::Faults;
use super::leaves::malformed;
use super::numbers::NumberCheck;
use crate::fairness::{
    Checkpoint, CloseLeaf, Code, EntryLeaf, Frontier, Hash, OpenLeaf, check_entry,
    check_entry_total, check_in_closed, check_successor, leaf_hash,
};

/// Where a receipt points: what stands there in the closed log is noted on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// The index of a leaf.
    pub index: u64,
    /// A number of leaves, counted from the first.
    pub size: u64,
}

/// What was found there; `None` where the file does not show it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Probed {
    /// The leaf hash of the leaf.
    pub(super) leaf: Option<Hash>,
    /// The root of the first leaves.
    pub(super) root: Option<Hash>,
}

/// The audit of a list of entries under way.
pub(super) struct EntryAudit<'a> {
    open: &'a OpenLeaf,
    close: &'a CloseLeaf,
    tree: Frontier,
    previous: Option<EntryLeaf>,
    faults: Faults,
    numbers: Option<NumberCheck>,
    probe: Option<Probe>,
    probed: Probed,
}

impl<'a> EntryAudit<'a> {
    pub(super) fn new(
        open: &'a OpenLeaf,
        close: &'a CloseLeaf,
        numbers: Option<NumberCheck>,
        probe: Option<Probe>,
    ) -> Self {
        let mut audit = Self {
            open,
            close,
            tree: Frontier::default(),
            previous: None,
            faults: Faults::default(),
            numbers,
            probe,
            probed: Probed::default(),
        };
        audit.append(&open.to_text());
        audit
    }

    /// Takes the next entry.
    pub(super) fn push(&mut self, text: &str) {
        let index = self.tree.size();
        self.append(text);
        // Rules of entries that cannot be read do not matter: the form comes first.
        if self.faults.has(Code::LeafFormat) {
            return;
        }
        match EntryLeaf::parse(text) {
            Err(error) => self.faults.note(index, Err::<(), _>(malformed(&error))),
            Ok(entry) => self.check(index, entry),
        }
    }

    fn check(&mut self, index: u64, entry: EntryLeaf) {
        let faults = &mut self.faults;
        faults.note(index, check_entry(self.open, &entry));
        faults.note(index, check_successor(self.previous.as_ref(), &entry));
        faults.note(index, check_in_closed(self.close, &entry));
        if let Some(numbers) = &mut self.numbers {
            numbers.take(index, &entry);
        }
        self.previous = Some(entry);
    }

    fn append(&mut self, text: &str) {
        let hash = leaf_hash(text);
        if self
            .probe
            .is_some_and(|probe| probe.index == self.tree.size())
        {
            self.probed.leaf = Some(hash);
        }
        self.tree.append(hash);
        if self
            .probe
            .is_some_and(|probe| probe.size == self.tree.size())
        {
            self.probed.root = Some(self.tree.root());
        }
    }

    /// There is no list of entries: hands back the ticket numbers, for the entries that are shown.
    pub(super) fn into_numbers(self) -> Option<NumberCheck> {
        self.numbers
    }

    /// All entries were taken. Hands back the ticket numbers, whose faults come later in the order of checks.
    ///
    /// # Errors
    /// The first of: another root, a malformed entry, ballots with gaps, wrong times.
    pub(super) fn finish(
        mut self,
        log: &Checkpoint,
    ) -> Result<(Probed, Option<NumberCheck>), Failure> {
        self.append(&self.close.to_text());
        if (self.tree.size(), self.tree.root()) != (log.size, log.root) {
            let message = "the list of entries is not the one in the log";
            return Err(Failure::new(Code::Root, message));
        }
        let total = check_entry_total(self.close, self.previous.as_ref());
        self.faults.note(self.close.fields().entries, total);
        let order = [Code::LeafFormat, Code::Ballots, Code::Late];
        self.faults.first_of(&order)?;
        Ok((self.probed, self.numbers))
    }
}
