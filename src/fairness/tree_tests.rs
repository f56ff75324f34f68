//! Trees as RFC 6962 defines them, slowly; and what proofs and tiles give, compared with that.

use std::convert::Infallible;

use proptest::prelude::*;

use super::tile::Tile;
use super::tree_proof::{is_consistent, root_from_inclusion};
use super::tree_reader::{TileSource, TreeReader};
use super::{Frontier, Hash, TreeNode, leaf_hash, node_hash, sha256};

fn split(size: usize) -> usize {
    size.next_power_of_two() / 2
}

/// RFC 6962 §2.1, word for word.
pub(super) fn naive_root(leaves: &[Hash]) -> Hash {
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
pub(super) fn naive_path(leaves: &[Hash], index: usize) -> Vec<Hash> {
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

pub(super) fn leaves(count: usize) -> Vec<Hash> {
    (0..count)
        .map(|index| leaf_hash(index.to_string()))
        .collect()
}

/// RFC 6962 §2.1.2, word for word.
fn naive_consistency(leaves: &[Hash], old: usize, is_whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if is_whole {
            Vec::new()
        } else {
            vec![naive_root(leaves)]
        };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) = if old <= k {
        (naive_consistency(left, old, is_whole), right)
    } else {
        (naive_consistency(right, old - k, false), left)
    };
    proof.push(naive_root(other));
    proof
}

/// Leaf hashes and kept nodes, as a database has them.
struct Kept {
    leaves: Vec<Hash>,
    nodes: Vec<TreeNode>,
    asked: usize,
}

impl Kept {
    fn of(leaves: &[Hash]) -> Self {
        let mut frontier = Frontier::default();
        let nodes = leaves.iter().flat_map(|leaf| frontier.append(*leaf));
        Kept {
            nodes: nodes.collect(),
            leaves: leaves.to_vec(),
            asked: 0,
        }
    }

    fn reader(&mut self) -> TreeReader<&mut Self> {
        let size = number(self.leaves.len());
        TreeReader::new(self, size)
    }
}

impl TileSource for &mut Kept {
    type Error = Infallible;

    fn hashes(&mut self, tile: Tile) -> Result<Vec<Hash>, Infallible> {
        self.asked += 1;
        let wanted = tile.start()..tile.start() + tile.width;
        let hash = |position| match tile.level {
            0 => self.leaves[usize::try_from(position).unwrap()],
            level => {
                let is_it = |node: &&TreeNode| (node.level, node.position) == (level, position);
                self.nodes.iter().find(is_it).unwrap().hash
            }
        };
        Ok(wanted.map(hash).collect())
    }
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap()
}

proptest! {
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

    #[test]
    fn a_reader_gives_the_roots_and_paths_of_rfc_6962(
        count in 1usize..900,
        size in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
    ) {
        let leaves = leaves(count);
        let size = size.index(count) + 1;
        let index = at.index(size);
        let mut kept = Kept::of(&leaves);
        let mut reader = kept.reader();
        let then = &leaves[..size];
        prop_assert_eq!(reader.root_at(number(size)).unwrap(), naive_root(then));
        let path = reader.inclusion(number(index), number(size)).unwrap();
        prop_assert_eq!(path, naive_path(then, index));
    }

    #[test]
    fn a_reader_gives_the_consistency_proofs_of_rfc_6962_and_they_hold(
        count in 1usize..900,
        new in any::<prop::sample::Index>(),
        old in any::<prop::sample::Index>(),
    ) {
        let leaves = leaves(count);
        let new = new.index(count) + 1;
        let old = old.index(new) + 1;
        let proof = Kept::of(&leaves).reader().consistency(number(old), number(new)).unwrap();
        prop_assert_eq!(&proof, &naive_consistency(&leaves[..new], old, true));
        let (old_root, new_root) = (naive_root(&leaves[..old]), naive_root(&leaves[..new]));
        let holds = |old_root, new_root, proof: &[Hash]| {
            is_consistent((number(old), old_root), (number(new), new_root), proof)
        };
        prop_assert!(holds(old_root, new_root, &proof));
        let other = leaf_hash("another tree");
        prop_assert!(!holds(other, new_root, &proof));
        prop_assert!(!holds(old_root, other, &proof));
        for place in 0..proof.len() {
            let mut bent = proof.clone();
            bent[place] = other;
            prop_assert!(!holds(old_root, new_root, &bent));
        }
        prop_assert!(!holds(old_root, new_root, &[&proof[..], &[other]].concat()));
        if let Some((_, rest)) = proof.split_last() {
            prop_assert!(!holds(old_root, new_root, rest));
        }
    }
}

#[test]
fn a_tree_of_nothing_is_consistent_with_all_and_smaller_than_all() {
    let (empty, one) = (sha256([]), leaf_hash("1"));
    assert!(is_consistent((0, empty), (1, one), &[]));
    assert!(is_consistent((0, empty), (0, empty), &[]));
    assert!(!is_consistent((0, one), (1, one), &[]));
    assert!(!is_consistent((0, empty), (1, one), &[one]));
    assert!(!is_consistent((1, one), (0, empty), &[]));
    assert!(!is_consistent((1, one), (1, empty), &[]));
}

#[test]
fn a_proof_of_a_large_tree_reads_few_tiles() {
    let mut kept = Kept::of(&leaves(70_000));
    let mut reader = kept.reader();
    let path = reader.inclusion(300, 70_000).unwrap();
    let root = reader.root_at(70_000).unwrap();
    assert_eq!(
        root_from_inclusion(leaf_hash("300"), 300, 70_000, &path),
        Some(root)
    );
    assert!(kept.asked <= 5, "{} tiles", kept.asked);
}

#[test]
fn what_lies_outside_the_tree_is_an_error() {
    let mut kept = Kept::of(&leaves(10));
    let mut reader = kept.reader();
    assert!(reader.root_at(11).is_err());
    assert!(reader.inclusion(10, 10).is_err());
    assert!(reader.inclusion(3, 11).is_err());
    assert!(reader.consistency(5, 4).is_err());
    assert_eq!(reader.consistency(0, 10).unwrap(), []);
    assert_eq!(reader.root_at(0).unwrap(), sha256([]));
}
