//! Roots and proofs of a tree, read from its tiles: a handful of tiles each, however large the tree is.
//! Where the tiles are kept is not known here.

use std::collections::HashMap;

use super::hash::{Hash, node_hash, sha256};
use super::tile::Tile;

/// Where the hashes of one tree come from.
pub trait TileSource {
    /// Why they do not come.
    type Error;

    /// The hashes of this tile, as many as it is wide. It is asked only for what the tree has.
    ///
    /// # Errors
    /// The source's own.
    fn hashes(&mut self, tile: Tile) -> Result<Vec<Hash>, Self::Error>;
}

/// Why a proof cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TreeError<E> {
    /// No tree of this size, or no such leaf in it.
    #[error("a log of {0} leaves has no such leaf, or was never of that size")]
    Outside(u64),
    /// The source gave more or fewer hashes than a tile has.
    #[error("tile {} of level {} does not have {} hashes", .0.index, .0.level, .0.width)]
    Width(Tile),
    /// The source failed.
    #[error(transparent)]
    Source(E),
}

/// A tree that can be read, with the tiles read so far.
#[derive(Debug)]
pub struct TreeReader<S> {
    source: S,
    size: u64,
    tiles: HashMap<(u8, u64), Vec<Hash>>,
}

impl<S: TileSource> TreeReader<S> {
    /// The tree of this source, which has `size` leaves.
    pub fn new(source: S, size: u64) -> Self {
        Self {
            source,
            size,
            tiles: HashMap::new(),
        }
    }

    /// The root the tree had when it had `size` leaves.
    ///
    /// # Errors
    /// [`TreeError`]; [`TreeError::Outside`] if it was never so large.
    /// Source: RFC 6962 §2.1.
    pub fn root_at(&mut self, size: u64) -> Result<Hash, TreeError<S::Error>> {
        self.check_size(size)?;
        if size == 0 {
            return Ok(sha256([]));
        }
        self.root_of(0, size)
    }

    /// The inclusion proof of the leaf at `index` in the tree as it was with `size` leaves, from the leaf's sibling upwards.
    ///
    /// # Errors
    /// [`TreeError`].
    /// Source: RFC 6962 §2.1.1.
    pub fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, TreeError<S::Error>> {
        self.check_size(size)?;
        if index >= size {
            return Err(TreeError::Outside(size));
        }
        let (mut start, mut end) = (0, size);
        let mut path = Vec::new();
        while let Some(middle) = split(start, end) {
            if index < middle {
                path.push(self.root_of(middle, end)?);
                end = middle;
            } else {
                path.push(self.root_of(start, middle)?);
                start = middle;
            }
        }
        path.reverse();
        Ok(path)
    }

    /// The proof that the tree with `new` leaves goes on from itself with `old` leaves.
    ///
    /// # Errors
    /// [`TreeError`]; [`TreeError::Outside`] also if `old` is larger than `new`.
    /// Source: RFC 6962 §2.1.2.
    pub fn consistency(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, TreeError<S::Error>> {
        self.check_size(new)?;
        if old > new {
            return Err(TreeError::Outside(new));
        }
        let (mut start, mut end) = (0, new);
        let mut proof = Vec::new();
        while old != end
            && old != 0
            && let Some(middle) = split(start, end)
        {
            if old <= middle {
                proof.push(self.root_of(middle, end)?);
                end = middle;
            } else {
                proof.push(self.root_of(start, middle)?);
                start = middle;
            }
        }
        // what is left is the end of the old tree: its own root, unless it is all of it
        if start > 0 {
            proof.push(self.root_of(start, end)?);
        }
        proof.reverse();
        Ok(proof)
    }

    fn check_size(&self, size: u64) -> Result<(), TreeError<S::Error>> {
        if size > self.size {
            return Err(TreeError::Outside(size));
        }
        Ok(())
    }

    /// The root of the leaves from `start` to before `end`, which are a subtree that RFC 6962 splits off.
    fn root_of(&mut self, start: u64, end: u64) -> Result<Hash, TreeError<S::Error>> {
        let count = end.saturating_sub(start);
        if count.is_power_of_two() {
            return self.perfect(start, count.trailing_zeros());
        }
        let middle = split(start, end).ok_or(TreeError::Outside(end))?;
        let left = self.root_of(start, middle)?;
        let right = self.root_of(middle, end)?;
        Ok(node_hash(&left, &right))
    }

    /// The root of the 2^`height` leaves from `start` on.
    fn perfect(&mut self, start: u64, height: u32) -> Result<Hash, TreeError<S::Error>> {
        // a size below 2^64 has no higher subtree
        let level = u8::try_from(height / 8).unwrap_or(u8::MAX);
        let first = start >> (height & !7);
        let (index, offset) = (first / 256, first % 256);
        let hashes = self.tile(level, index)?;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let mut nodes = hashes
            .get(offset..)
            .and_then(|hashes| hashes.get(..1_usize << (height % 8)))
            .map(<[Hash]>::to_vec)
            .ok_or(TreeError::Outside(start))?;
        while nodes.len() > 1 {
            let (pairs, _) = nodes.as_chunks::<2>();
            nodes = pairs
                .iter()
                .map(|[left, right]| node_hash(left, right))
                .collect();
        }
        nodes.pop().ok_or(TreeError::Outside(start))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], TreeError<S::Error>> {
        let tile = Tile::of_tree(level, index, self.size).ok_or(TreeError::Outside(self.size))?;
        match self.tiles.entry((level, index)) {
            std::collections::hash_map::Entry::Occupied(known) => Ok(known.into_mut()),
            std::collections::hash_map::Entry::Vacant(free) => {
                let hashes = self.source.hashes(tile).map_err(TreeError::Source)?;
                if u64::try_from(hashes.len()) != Ok(tile.width) {
                    return Err(TreeError::Width(tile));
                }
                Ok(free.insert(hashes))
            }
        }
    }
}

/// Where RFC 6962 splits these leaves: the left part is the largest perfect subtree that is not all of them.
/// `None` for a single leaf.
fn split(start: u64, end: u64) -> Option<u64> {
    let count = end.checked_sub(start).filter(|count| *count > 1)?;
    let left = 1_u64 << count.saturating_sub(1).ilog2();
    start.checked_add(left)
}
