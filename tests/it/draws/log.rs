//! The stored log, read back row by row and hashed anew by the words of RFC 6962: a second opinion on the tree head,
//! the ballot numbers and the times. It uses SHA-256 and nothing of the program's own hashing.

use clearlot::schema::{draws, entries};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{DrawId, Instance};

/// An entry as it is stored.
#[derive(Debug, Clone, Queryable)]
pub struct StoredEntry {
    pub leaf_index: i64,
    pub first: i64,
    pub count: i64,
    pub time: i64,
    pub who: Vec<u8>,
    pub salt: Option<Vec<u8>>,
    pub reference: Option<String>,
    pub cancel_reason: Option<String>,
}

/// A draw's row and all its entries.
pub struct StoredLog {
    pub origin: String,
    pub open_leaf: String,
    pub close_leaf: Option<String>,
    pub frontier: Vec<u8>,
    pub ballots: i64,
    pub entries: Vec<StoredEntry>,
}

impl StoredLog {
    pub async fn of(instance: &Instance, id: DrawId) -> Self {
        type Row = (String, String, Option<String>, Vec<u8>, i64);
        let (row, entries): (Row, _) = instance
            .read(move |conn| {
                let row = draws::table.find(id.as_i64()).select((
                    draws::origin,
                    draws::open_leaf,
                    draws::close_leaf,
                    draws::frontier,
                    draws::ballots,
                ));
                let entries = entries::table
                    .filter(entries::draw_id.eq(id.as_i64()))
                    .order(entries::leaf_index)
                    .select((
                        entries::leaf_index,
                        entries::first,
                        entries::count,
                        entries::time,
                        entries::who,
                        entries::salt,
                        entries::reference,
                        entries::cancel_reason,
                    ))
                    .load::<StoredEntry>(conn)?;
                Ok((row.first(conn)?, entries))
            })
            .await;
        StoredLog {
            origin: row.0,
            open_leaf: row.1,
            close_leaf: row.2,
            frontier: row.3,
            ballots: row.4,
            entries,
        }
    }

    pub fn leaves(&self) -> Vec<String> {
        let entry = |entry: &StoredEntry| {
            let StoredEntry {
                first,
                count,
                time,
                who,
                ..
            } = entry;
            let (origin, who) = (&self.origin, hex::encode(who));
            format!("vdraw/1 entry\n{origin}\n{first} {count}\n{time}\n{who}\n")
        };
        let open = [self.open_leaf.clone()].into_iter();
        let entries = self.entries.iter().map(entry);
        open.chain(entries).chain(self.close_leaf.clone()).collect()
    }

    pub fn root(&self) -> [u8; 32] {
        let leaf = |text: &String| hash(&[&[0], text.as_bytes()]);
        root_of(&self.leaves().iter().map(leaf).collect::<Vec<_>>())
    }

    /// Numbers without gaps from 1, times that never go back, hashes that open, and a tree head that is this log's.
    pub fn check(&self) {
        let (mut next, mut time) = (1, 0);
        for (index, entry) in (1..).zip(&self.entries) {
            assert_eq!((entry.leaf_index, entry.first), (index, next));
            assert!(
                entry.time >= time,
                "leaf {index} is older than the one before"
            );
            // both are erased when a person leaves
            assert_eq!(entry.salt.is_some(), entry.reference.is_some());
            if let (Some(salt), Some(reference)) = (&entry.salt, &entry.reference) {
                let head = format!("vdraw/1 who\n{}\n", self.origin);
                let who = hash(&[head.as_bytes(), salt, reference.as_bytes()]);
                assert_eq!(entry.who, who, "the participant's hash of leaf {index}");
            }
            (next, time) = (next + entry.count, entry.time);
        }
        assert_eq!(self.ballots, next - 1);
        let size = self.frontier.first_chunk().copied().map(u64::from_be_bytes);
        assert_eq!(size, u64::try_from(self.leaves().len()).ok());
        let peaks = self.frontier[8..].as_chunks::<32>().0;
        let fold = |right: [u8; 32], left: [u8; 32]| hash(&[&[1], &left, &right]);
        let head = peaks.iter().rev().copied().reduce(fold).unwrap();
        assert_eq!(head, self.root(), "the tree head kept is not the log's");
    }
}

/// RFC 6962 §2.1.
fn root_of(leaves: &[[u8; 32]]) -> [u8; 32] {
    if let [leaf] = leaves {
        return *leaf;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    hash(&[&[1], &root_of(left), &root_of(right)])
}

pub fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut sha = Sha256::new();
    parts.iter().for_each(|part| sha.update(part));
    sha.finalize().into()
}
