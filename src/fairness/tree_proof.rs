//! Proofs about an RFC 6962 tree, checked: a leaf is in it, and it goes on from an earlier one.
//! Not made: that is `tree_reader`.

use super::hash::{Hash, node_hash, sha256};

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

/// Whether the proof shows that a tree, given by its size and root, only goes on from an older one.
/// Every tree goes on from that of no leaves, and for that and for itself the proof is empty.
///
/// Source: RFC 9162 §2.1.4.2.
pub fn is_consistent(old: (u64, Hash), new: (u64, Hash), proof: &[Hash]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 {
        return proof.is_empty() && old_root == sha256([]);
    }
    if old_size == new_size {
        return proof.is_empty() && old_root == new_root;
    }
    grows_into(old, new, proof) == Some(true)
}

fn grows_into(old: (u64, Hash), new: (u64, Hash), proof: &[Hash]) -> Option<bool> {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size > new_size {
        return None;
    }
    // A perfect old tree is a node of the new one, and the proof leaves it out.
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        let (first, rest) = proof.split_first()?;
        (*first, rest)
    };
    let mut node = old_size.checked_sub(1)?;
    let mut last = new_size.checked_sub(1)?;
    let rise = node.trailing_ones();
    node >>= rise;
    last >>= rise;
    let (mut old_found, mut new_found) = (first, first);
    for sibling in rest {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            old_found = node_hash(sibling, &old_found);
            new_found = node_hash(sibling, &new_found);
            // As in an inclusion proof; a node of 0 has no more siblings at its left and stays.
            let rise = if node == 0 { 0 } else { node.trailing_zeros() };
            node >>= rise;
            last >>= rise;
        } else {
            new_found = node_hash(&new_found, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    Some(last == 0 && old_found == old_root && new_found == new_root)
}
