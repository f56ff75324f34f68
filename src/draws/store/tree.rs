//! The table `tree_nodes`: the roots of complete subtrees of every log, from which proofs are read. Level 0, the hashes
//! of the leaves, is made from the leaves themselves: see `leaves.rs`.

use diesel::prelude::*;

use super::leaves::list_leaves;
use super::{signed, unsigned};
use crate::draws::log::LogId;
use crate::draws::model::DrawId;
use crate::fairness::{Hash, Tile, TileSource, TreeNode, leaf_hash};
use crate::on_each;
use crate::schema::{tree_backlog, tree_nodes};
use crate::store::{Conn, StoreError};

#[derive(Insertable)]
#[diesel(table_name = tree_nodes)]
struct NewNode {
    log_id: i64,
    level: i64,
    position: i64,
    hash: Vec<u8>,
}

impl LogId {
    /// The log as it is stored: a draw's id, or 0.
    fn column(self) -> i64 {
        match self {
            LogId::Draw(id) => id.as_i64(),
            LogId::Server => 0,
        }
    }
}

fn rows(log: LogId, nodes: &[TreeNode]) -> Vec<NewNode> {
    let row = |node: &TreeNode| NewNode {
        log_id: log.column(),
        level: node.level.into(),
        position: signed(node.position),
        hash: node.hash.as_bytes().to_vec(),
    };
    nodes.iter().map(row).collect()
}

/// Stores subtrees that were completed just now.
pub fn insert_nodes(conn: &mut Conn, log: LogId, nodes: &[TreeNode]) -> Result<(), StoreError> {
    // one for each 256 leaves: a batch of entries rarely has more
    for row in rows(log, nodes) {
        diesel::insert_into(tree_nodes::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

/// Stores subtrees that were completed long ago; those that are there stay.
pub fn fill_nodes(conn: &mut Conn, log: LogId, nodes: &[TreeNode]) -> Result<(), StoreError> {
    for row in rows(log, nodes) {
        on_each!(conn, |c| diesel::insert_into(tree_nodes::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// All stored subtrees of a log, level by level from the left.
pub fn list_nodes(conn: &mut Conn, log: LogId) -> Result<Vec<TreeNode>, StoreError> {
    let rows: Vec<(i64, i64, Vec<u8>)> = tree_nodes::table
        .filter(tree_nodes::log_id.eq(log.column()))
        .order((tree_nodes::level, tree_nodes::position))
        .select((tree_nodes::level, tree_nodes::position, tree_nodes::hash))
        .load(conn)?;
    let node = |(level, position, hash): (i64, i64, Vec<u8>)| {
        Ok(TreeNode {
            level: u8::try_from(level)
                .map_err(|e| StoreError::corrupt(format!("level {level} of a tree"), e))?,
            position: unsigned("position", position)?,
            hash: hash_of(hash)?,
        })
    };
    rows.into_iter().map(node).collect()
}

fn hash_of(bytes: Vec<u8>) -> Result<Hash, StoreError> {
    let wrong =
        |bytes: Vec<u8>| StoreError::corrupt("hash of a tree", format!("{} bytes", bytes.len()));
    Ok(Hash::from_bytes(bytes.try_into().map_err(wrong)?))
}

/// The tiles of one log.
pub struct LogTiles<'c> {
    conn: &'c mut Conn,
    log: LogId,
}

impl<'c> LogTiles<'c> {
    pub fn new(conn: &'c mut Conn, log: LogId) -> Self {
        LogTiles { conn, log }
    }
}

impl TileSource for LogTiles<'_> {
    type Error = StoreError;

    fn hashes(&mut self, tile: Tile) -> Result<Vec<Hash>, StoreError> {
        if tile.level == 0 {
            let leaves = list_leaves(self.conn, self.log, tile.start(), tile.width)?;
            return Ok(leaves.iter().map(leaf_hash).collect());
        }
        let start = signed(tile.start());
        let hashes: Vec<Vec<u8>> = tree_nodes::table
            .filter(tree_nodes::log_id.eq(self.log.column()))
            .filter(tree_nodes::level.eq(i64::from(tile.level)))
            .filter(tree_nodes::position.ge(start))
            .filter(tree_nodes::position.lt(start + signed(tile.width)))
            .order(tree_nodes::position)
            .select(tree_nodes::hash)
            .load(self.conn)?;
        hashes.into_iter().map(hash_of).collect()
    }
}

/// The draws whose subtrees are not all stored yet, the latest first.
pub fn list_backlog(conn: &mut Conn) -> Result<Vec<DrawId>, StoreError> {
    let ids: Vec<i64> = tree_backlog::table
        .order(tree_backlog::draw_id.desc())
        .select(tree_backlog::draw_id)
        .load(conn)?;
    Ok(ids.into_iter().map(DrawId::from_parts).collect())
}

/// Whether the draw is among those.
pub fn is_in_backlog(conn: &mut Conn, id: DrawId) -> Result<bool, StoreError> {
    let row = tree_backlog::table.find(id.as_i64());
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(conn)?)
}

/// All subtrees of the draw are stored.
pub fn delete_backlog(conn: &mut Conn, id: DrawId) -> Result<(), StoreError> {
    diesel::delete(tree_backlog::table.find(id.as_i64())).execute(conn)?;
    Ok(())
}
