//! What the last batches of submissions have left behind, so that the next one need not read it again. It counts only
//! while nothing else at all was written since; otherwise, and where other processes write too, everything is read.

use std::collections::HashMap;

use crate::draws::model::{DrawId, DrawName};
use crate::draws::rules::{Log, Share};
use crate::store::Version;

/// How many participants' sums are remembered.
const SHARES: usize = 50_000;

/// Logs and sums as they stand in the database.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub logs: HashMap<DrawName, (DrawId, Log)>,
    /// Also of those who have nothing in a draw yet.
    pub shares: HashMap<(i64, DrawId), Share>,
}

/// What is known, and of which version that is. Owned by the one thread that appends.
#[derive(Debug, Default)]
pub(super) struct Memory {
    version: Option<Version>,
    known: Known,
}

impl Memory {
    /// What is known for certain at this version of the database.
    pub(super) fn at(&self, version: Option<Version>) -> Option<&Known> {
        (version.is_some() && version == self.version).then_some(&self.known)
    }

    /// Remembers what a batch has left. It ran alone, it saw `version`, and it is committed.
    pub(super) fn learn(&mut self, version: Option<Version>, left: Known) {
        let is_next = version.is_some() && version == self.version;
        if !is_next || self.known.shares.len() > SHARES {
            self.known = Known::default();
        }
        self.known.logs.extend(left.logs);
        self.known.shares.extend(left.shares);
        self.version = version.map(Version::after_one);
    }
}
