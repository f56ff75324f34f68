//! What was read, kept until something is written that could change it. Exact, not approximate: whoever has been told
//! that a write is done reads what it wrote.
//!
//! Only where this process makes every write there is (SQLite); elsewhere there is no version, and nothing is kept.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The state of the database before which nothing that was kept counts any more. Ask for it *before* reading what is to be kept:
/// what was read is then as new as the version or newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u64);

impl Version {
    /// What the version is once one more group of writes is committed.
    pub fn after_one(self) -> Self {
        Version(self.0.wrapping_add(1))
    }
}

/// Tells the version from inside a write, where it is that of the commit before.
#[derive(Debug, Clone)]
pub struct Watch(pub(super) Option<Arc<Versions>>);

impl Watch {
    /// As [`Db::version`](super::Db::version).
    pub fn version(&self) -> Option<Version> {
        self.0.as_ref().map(|versions| versions.all())
    }
}

/// Counts what was committed; the writer's.
#[derive(Debug, Default)]
pub struct Versions {
    all: AtomicU64,
    calm: AtomicU64,
}

impl Versions {
    /// To be called after a commit (or what may have been one) and before anybody is told of it.
    pub(super) fn count(&self, is_calm: bool) {
        self.all.fetch_add(1, Ordering::AcqRel);
        if is_calm {
            self.calm.fetch_add(1, Ordering::AcqRel);
        }
    }

    pub(super) fn all(&self) -> Version {
        Version(self.all.load(Ordering::Acquire))
    }

    pub(super) fn calm(&self) -> Version {
        Version(self.calm.load(Ordering::Acquire))
    }
}

/// Values of one version, by key. A newer version empties it; so does reaching the limit.
#[derive(Debug)]
pub struct Kept<K, V> {
    limit: usize,
    values: Mutex<Values<K, V>>,
}

#[derive(Debug)]
struct Values<K, V> {
    version: Option<Version>,
    by_key: HashMap<K, V>,
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// Keeps at most `limit` values.
    pub fn new(limit: usize) -> Self {
        Kept {
            limit,
            values: Mutex::new(Values {
                version: None,
                by_key: HashMap::new(),
            }),
        }
    }

    /// The value of this key, if it was kept and nothing was written since.
    pub fn find<Q>(&self, version: Option<Version>, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Eq + Hash + ?Sized,
    {
        let version = version?;
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.version != Some(version) {
            return None;
        }
        values.by_key.get(key).cloned()
    }

    /// Keeps a value that was read after `version` was asked for.
    pub fn keep(&self, version: Option<Version>, key: K, value: V) {
        let Some(version) = version else { return };
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.version > Some(version) {
            return;
        }
        if values.version != Some(version) || values.by_key.len() >= self.limit {
            values.by_key.clear();
        }
        values.version = Some(version);
        values.by_key.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_until_the_next_commit_and_no_longer() {
        let (versions, kept) = (Versions::default(), Kept::<&str, i32>::new(10));
        let before = versions.all();
        kept.keep(Some(before), "a", 1);
        assert_eq!(kept.find(Some(versions.all()), "a"), Some(1));
        versions.count(false);
        assert_eq!(kept.find(Some(versions.all()), "a"), None);
        kept.keep(Some(versions.all()), "a", 2);
        // somebody who began reading before the commit comes late
        kept.keep(Some(before), "a", 1);
        assert_eq!(kept.find(Some(versions.all()), "a"), Some(2));
    }

    #[test]
    fn frequent_commits_leave_the_calm_version_alone() {
        let versions = Versions::default();
        let before = (versions.all(), versions.calm());
        versions.count(false);
        assert!(versions.all() > before.0 && versions.calm() == before.1);
        versions.count(true);
        assert!(versions.calm() > before.1);
    }

    #[test]
    fn nothing_is_kept_without_a_version_or_beyond_the_limit() {
        let kept = Kept::<i32, i32>::new(2);
        kept.keep(None, 1, 1);
        assert_eq!(kept.find(None, &1), None);
        let version = Some(Versions::default().all());
        for n in 0..3 {
            kept.keep(version, n, n);
        }
        assert_eq!(kept.find(version, &0), None);
        assert_eq!(kept.find(version, &2), Some(2));
    }
}
