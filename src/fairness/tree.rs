//! The head of a growing RFC 6962 Merkle tree.
//! It keeps no leaves: what it needs to go on is one hash for each bit set in the size.

use super::hash::{Hash, node_hash, sha256};

/// The largest tree of a draw: open leaf, 2^40 entries of one ballot, close leaf.
const SIZE_MAX: u64 = (1 << 40) + 2;

/// A tree head that can grow: the size and the roots of the perfect subtrees ("peaks").
///
/// Appending costs amortised one hash; the root costs one hash per peak.
/// Source: spec §2, RFC 6962 §2.1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// From the largest subtree (left) to the smallest; as many as the size has bits set.
    peaks: Vec<Hash>,
}

/// The root of a subtree that an appended leaf has completed: one hash of a tile of level 1 or higher.
///
/// Whoever keeps these can read any proof from them and the leaves: see [`TreeReader`](super::TreeReader).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeNode {
    /// The level of the tile: 1 for a subtree of 256 leaves, 2 for one of 65 536, and so on.
    pub level: u8,
    /// Which of the subtrees of its size, from the left.
    pub position: u64,
    /// Its root.
    pub hash: Hash,
}

/// A stored tree head that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    /// Fewer than eight bytes, or not a whole number of hashes after them.
    #[error("a stored tree head has 8 bytes and a whole number of 32-byte hashes")]
    Length,
    /// More leaves than a draw can have.
    #[error("a stored tree head of {0} leaves is larger than any draw")]
    TooLarge(u64),
    /// The number of hashes is not the number of bits set in the size.
    #[error("a stored tree head of {size} leaves cannot have {peaks} hashes")]
    Peaks {
        /// Number of leaves.
        size: u64,
        /// Number of hashes found.
        peaks: usize,
    },
}

impl Frontier {
    /// Appends one leaf, given its [`leaf_hash`](super::leaf_hash). Answers the subtrees of 256, 65 536, … leaves
    /// that it completes: none, but for every 256th leaf.
    pub fn append(&mut self, leaf: Hash) -> Vec<TreeNode> {
        let mut completed = Vec::new();
        // Each trailing one bit of the size is a perfect subtree that now gets a twin of its height.
        let mut node = leaf;
        for height in 1..=self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(&left, &node);
            }
            if height.is_multiple_of(8) {
                completed.push(TreeNode {
                    level: u8::try_from(height / 8).unwrap_or(u8::MAX),
                    position: self.size >> height,
                    hash: node,
                });
            }
        }
        self.peaks.push(node);
        // Cannot saturate: nobody appends 2^64 leaves.
        self.size = self.size.saturating_add(1);
        completed
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The Merkle tree hash of all leaves so far; that of no leaves is SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        self.peaks
            .iter()
            .copied()
            .rev()
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(|| sha256([]))
    }

    /// The form to persist: size (8 bytes, big-endian), then the peaks, largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        for peak in &self.peaks {
            bytes.extend_from_slice(peak.as_bytes());
        }
        bytes
    }

    /// Reads the persisted form. That the peaks belong to the leaves cannot be seen here:
    /// compare [`Frontier::root`] with the last signed checkpoint.
    ///
    /// # Errors
    /// [`FrontierError`] if size and number of peaks contradict each other.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, hashes) = bytes.split_first_chunk().ok_or(FrontierError::Length)?;
        let size = u64::from_be_bytes(*size);
        if size > SIZE_MAX {
            return Err(FrontierError::TooLarge(size));
        }
        let (hashes, []) = hashes.as_chunks::<32>() else {
            return Err(FrontierError::Length);
        };
        if u32::try_from(hashes.len()) != Ok(size.count_ones()) {
            let peaks = hashes.len();
            return Err(FrontierError::Peaks { size, peaks });
        }
        let peaks = hashes.iter().copied().map(Hash::from_bytes).collect();
        Ok(Self { size, peaks })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fairness::tree_tests::{leaves, naive_root};

    fn grown(leaves: &[Hash]) -> Frontier {
        let mut frontier = Frontier::default();
        for leaf in leaves {
            frontier.append(*leaf);
        }
        frontier
    }

    proptest! {
        #[test]
        fn the_frontier_has_the_root_of_rfc_6962(count in 0usize..300) {
            let leaves = leaves(count);
            let frontier = grown(&leaves);
            prop_assert_eq!(frontier.size(), u64::try_from(count).unwrap());
            prop_assert_eq!(frontier.root(), naive_root(&leaves));
        }

        #[test]
        fn a_stored_frontier_goes_on_where_it_stopped(before in 0usize..150, after in 0usize..150) {
            let leaves = leaves(before + after);
            let bytes = grown(&leaves[..before]).to_bytes();
            let mut frontier = Frontier::from_bytes(&bytes).unwrap();
            for leaf in &leaves[before..] {
                frontier.append(*leaf);
            }
            prop_assert_eq!(frontier, grown(&leaves));
        }
    }

    #[test]
    fn a_stored_frontier_with_a_wrong_number_of_peaks_is_refused() {
        let bytes = grown(&leaves(5)).to_bytes();
        assert_eq!(bytes.len(), 8 + 2 * 32);
        assert_eq!(
            Frontier::from_bytes(&bytes[..bytes.len() - 32]),
            Err(FrontierError::Peaks { size: 5, peaks: 1 })
        );
        assert_eq!(
            Frontier::from_bytes(&bytes[..bytes.len() - 1]),
            Err(FrontierError::Length)
        );
        assert_eq!(
            Frontier::from_bytes(&bytes[..7]),
            Err(FrontierError::Length)
        );
        assert_eq!(
            Frontier::from_bytes(&u64::MAX.to_be_bytes()),
            Err(FrontierError::TooLarge(u64::MAX))
        );
    }

    #[test]
    fn an_append_answers_the_subtrees_that_it_completes() {
        let leaves = leaves(65_536);
        let mut frontier = Frontier::default();
        let completed: Vec<(usize, TreeNode)> = leaves
            .iter()
            .enumerate()
            .flat_map(|(index, leaf)| {
                let completed = frontier.append(*leaf);
                completed.into_iter().map(move |node| (index, node))
            })
            .collect();
        assert_eq!(completed.len(), 256 + 1);
        let (_, second) = completed[1];
        assert_eq!((second.level, second.position), (1, 1));
        assert_eq!(second.hash, naive_root(&leaves[256..512]));
        let (index, whole) = completed[256];
        assert_eq!((index, whole.level, whole.position), (65_535, 2, 0));
        assert_eq!(whole.hash, frontier.root());
    }
}
