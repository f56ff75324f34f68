//! The head of a growing RFC 6962 Merkle tree, and inclusion proofs checked against it.
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
    /// Appends one leaf, given its [`leaf_hash`](super::leaf_hash).
    pub fn append(&mut self, leaf: Hash) {
        // Each trailing one bit of the size is a perfect subtree that now gets a twin of its height.
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.peaks.push(node);
        // Cannot saturate: nobody appends 2^64 leaves.
        self.size = self.size.saturating_add(1);
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

/// The root that an inclusion proof leads to; the caller compares it with the checkpoint's.
/// `None` if no tree of this size has a proof of this length at this index.
///
/// Source: RFC 9162 §2.1.3.2.
pub fn root_from_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    let mut node = index;
    let mut last = size.checked_sub(1).filter(|last| index <= *last)?;
    let mut root = leaf;
    for sibling in proof {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            root = node_hash(sibling, &root);
            // A last node without a twin rises unhashed to the level where it has one.
            // It is not 0: it is odd, or it is the last one, which is not 0.
            let rise = node.trailing_zeros();
            node >>= rise;
            last >>= rise;
        } else {
            root = node_hash(&root, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(root)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fairness::leaf_hash;

    fn split(size: usize) -> usize {
        size.next_power_of_two() / 2
    }

    /// RFC 6962 §2.1, word for word.
    fn naive_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => sha256([]),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                node_hash(&naive_root(left), &naive_root(right))
            }
        }
    }

    /// RFC 6962 §2.1.1, word for word.
    fn naive_path(leaves: &[Hash], index: usize) -> Vec<Hash> {
        if leaves.len() <= 1 {
            return Vec::new();
        }
        let k = split(leaves.len());
        let (left, right) = leaves.split_at(k);
        let (mut path, other) = if index < k {
            (naive_path(left, index), right)
        } else {
            (naive_path(right, index - k), left)
        };
        path.push(naive_root(other));
        path
    }

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count)
            .map(|index| leaf_hash(index.to_string()))
            .collect()
    }

    fn grown(leaves: &[Hash]) -> Frontier {
        let mut frontier = Frontier::default();
        leaves.iter().for_each(|leaf| frontier.append(*leaf));
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
            leaves[before..].iter().for_each(|leaf| frontier.append(*leaf));
            prop_assert_eq!(frontier, grown(&leaves));
        }

        #[test]
        fn an_inclusion_proof_leads_to_the_root_from_its_index_only(count in 1usize..70, at in any::<prop::sample::Index>()) {
            let leaves = leaves(count);
            let index = at.index(count);
            let path = naive_path(&leaves, index);
            for claimed in 0..count {
                let size = u64::try_from(count).unwrap();
                let found = root_from_inclusion(leaves[index], u64::try_from(claimed).unwrap(), size, &path);
                prop_assert_eq!(found == Some(naive_root(&leaves)), claimed == index);
            }
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
}
