//! Steps 2 and 3 of spec §9: the leaves shown in a proof file are in the log, and obey the rules.
//! The list of all entries is for `entry_audit`.

use std::collections::BTreeMap;

use super::failure::Failure;
use super::faults::Faults;
use super::proof_file::ListedLeaf;
use crate::fairness::{
    Checkpoint, CloseLeaf, Code, EntryError, EntryLeaf, FormatError, Hash, OpenLeaf, check_entry,
    check_in_closed, leaf_hash, root_from_inclusion,
};

/// The texts of the leaves by index; each is proved to be in the log.
pub(super) type LeafTexts<'a> = BTreeMap<u64, &'a str>;

/// Step 2.
pub(super) fn check_inclusion<'a>(
    leaves: impl Iterator<Item = &'a ListedLeaf>,
    log: &Checkpoint,
) -> Result<LeafTexts<'a>, Failure> {
    let failure = |message: String| Failure::new(Code::Inclusion, message);
    let mut texts = BTreeMap::new();
    for ListedLeaf { index, leaf, proof } in leaves {
        if texts.insert(*index, leaf.as_str()).is_some() {
            return Err(failure(format!("leaf {index} is shown twice")));
        }
        let hashes: Result<Vec<_>, _> = proof.iter().map(|hash| Hash::parse_base64(hash)).collect();
        let root = hashes
            .ok()
            .and_then(|hashes| root_from_inclusion(leaf_hash(leaf), *index, log.size, &hashes));
        if root != Some(log.root) {
            return Err(failure(format!("leaf {index} is not in the log")));
        }
    }
    for index in [0, last_index(log)] {
        if !texts.contains_key(&index) {
            return Err(failure(format!("leaf {index} is missing")));
        }
    }
    Ok(texts)
}

/// The index of the close leaf. The size is at least 2 by now.
pub(super) fn last_index(log: &Checkpoint) -> u64 {
    log.size.saturating_sub(1)
}

pub(super) fn malformed(error: &FormatError) -> Failure {
    Failure::new(Code::LeafFormat, error.to_string())
}

/// The entries among the leaves, by index, and by their first ballot.
#[derive(Debug)]
pub(super) struct ListedEntries {
    entries: Vec<(u64, EntryLeaf)>,
}

impl ListedEntries {
    /// Step 3, the entries: syntax, then times, then ballots. Texts of other leaves must not be given.
    pub(super) fn check(
        texts: &LeafTexts<'_>,
        open: &OpenLeaf,
        close: &CloseLeaf,
    ) -> Result<Self, Failure> {
        let mut faults = Faults::default();
        let mut entries = Vec::new();
        for (&index, text) in texts {
            match EntryLeaf::parse(text) {
                Err(error) => faults.note(index, Err::<(), _>(malformed(&error))),
                Ok(entry) => {
                    faults.note(index, check_entry(open, &entry));
                    faults.note(index, check_in_closed(close, &entry));
                    entries.push((index, entry));
                }
            }
        }
        for (earlier, (index, later)) in entries.iter().zip(entries.iter().skip(1)) {
            if later.fields().time < earlier.1.fields().time {
                faults.note(*index, Err(EntryError::Backwards));
            }
        }
        entries.sort_by_key(|(_, entry)| entry.fields().first);
        for ((_, left), (index, right)) in entries.iter().zip(entries.iter().skip(1)) {
            if right.fields().first <= left.last() {
                let overlap =
                    Failure::new(Code::Ballots, "its ballots belong to another entry too");
                faults.note(*index, Err(overlap));
            }
        }
        faults.first_of(&[Code::LeafFormat, Code::Late, Code::Ballots])?;
        Ok(Self { entries })
    }

    /// The leaf index and the entry that owns this ballot.
    pub(super) fn owner_of(&self, ballot: u64) -> Option<(u64, &EntryLeaf)> {
        let after = self
            .entries
            .partition_point(|(_, entry)| entry.fields().first <= ballot);
        let (index, entry) = self.entries.get(after.checked_sub(1)?)?;
        entry.owns(ballot).then_some((*index, entry))
    }

    /// The entries, by their first ballot.
    pub(super) fn by_ballot(&self) -> impl Iterator<Item = (u64, &EntryLeaf)> {
        self.entries.iter().map(|(index, entry)| (*index, entry))
    }

    /// The leaf hash of the entry at this index, if it is among them.
    pub(super) fn leaf_hash_at(&self, index: u64) -> Option<Hash> {
        let (_, entry) = self.entries.iter().find(|(at, _)| *at == index)?;
        Some(leaf_hash(entry.to_text()))
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}
