//! Reading logs: heads, proofs, tiles and leaves, from kept hashes and never by building a tree anew. Inside the caller's
//! transaction, so that what is read belongs together. Nothing is signed here: see `signing.rs`.

use crate::draws::log::{LogHead, LogId};
use crate::draws::store::{self, LogTiles};
use crate::fairness::{Hash, Tile, TileSource as _, TreeError, TreeReader};
use crate::store::{Conn, StoreError};

/// Why something cannot be read from a log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// There is no such log.
    #[error("there is no such log")]
    Unknown,
    /// It has no such leaf, or was never so large.
    #[error("the log does not reach that far")]
    Outside,
    /// The draw's terms may still change.
    #[error("the terms of the draw may still change")]
    NotFixed,
    /// Entries are shown once the draw is over.
    #[error("the entries are public once the draw is over")]
    NotPublic,
    /// A log from before hashes were kept; they are made in the background, once.
    #[error("the log is being prepared")]
    NotReady,
    /// The database failed, or what it holds does not fit together.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TreeError<StoreError>> for LogError {
    fn from(error: TreeError<StoreError>) -> Self {
        match error {
            TreeError::Outside(_) => LogError::Outside,
            TreeError::Source(error) => LogError::Store(error),
            TreeError::Width(_) => LogError::Store(StoreError::corrupt("log", error)),
        }
    }
}

/// One log as it stands in the caller's transaction. It keeps the tiles it has read: many proofs of one log cost
/// little more than one.
pub struct LogReader<'c> {
    head: LogHead,
    tree: TreeReader<LogTiles<'c>>,
}

impl std::fmt::Debug for LogReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LogReader({:?})", self.head)
    }
}

/// Opens a log for reading.
///
/// # Errors
/// [`LogError::Unknown`], [`LogError::NotFixed`], [`LogError::NotReady`], or the database failed.
pub fn read_log(conn: &mut Conn, log: LogId) -> Result<LogReader<'_>, LogError> {
    let head = store::find_head(conn, log)?.ok_or(LogError::Unknown)?;
    if !head.is_fixed {
        return Err(LogError::NotFixed);
    }
    if let LogId::Draw(id) = log
        && store::is_in_backlog(conn, id)?
    {
        return Err(LogError::NotReady);
    }
    let tree = TreeReader::new(LogTiles::new(conn, log), head.size);
    Ok(LogReader { head, tree })
}

impl LogReader<'_> {
    /// How far the log has come.
    pub fn head(&self) -> &LogHead {
        &self.head
    }

    /// The inclusion proof of the leaf at `index` in the log as it was with `size` leaves, sibling first.
    ///
    /// # Errors
    /// [`LogError::Outside`], or the database failed.
    pub fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, LogError> {
        Ok(self.tree.inclusion(index, size)?)
    }

    /// The proof that the log with `new` leaves goes on from itself with `old` leaves.
    ///
    /// # Errors
    /// As [`LogReader::inclusion`].
    pub fn consistency(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, LogError> {
        Ok(self.tree.consistency(old, new)?)
    }

    /// The root the log had with `size` leaves.
    ///
    /// # Errors
    /// As [`LogReader::inclusion`].
    pub fn root_at(&mut self, size: u64) -> Result<Hash, LogError> {
        Ok(self.tree.root_at(size)?)
    }
}

/// The hashes of a tile.
///
/// # Errors
/// [`LogError::Outside`] if the log does not have all of it yet; and as [`read_log`].
pub fn read_tile(conn: &mut Conn, log: LogId, tile: Tile) -> Result<Vec<Hash>, LogError> {
    let head = read_log(conn, log)?.head;
    if !tile.is_in(head.size) {
        return Err(LogError::Outside);
    }
    let hashes = LogTiles::new(conn, log).hashes(tile)?;
    if u64::try_from(hashes.len()) != Ok(tile.width) {
        return Err(LogError::Store(StoreError::corrupt(
            format!("log {}", head.origin),
            format!("a tile of level {} is not whole", tile.level),
        )));
    }
    Ok(hashes)
}

/// The leaves whose hashes are in a tile of level 0. The announcement alone is public as soon as it stands, so that
/// anybody can tell when a draw is due.
///
/// # Errors
/// [`LogError::NotPublic`] while a draw may still get entries; and as [`read_tile`].
pub fn read_leaves(conn: &mut Conn, log: LogId, tile: Tile) -> Result<Vec<String>, LogError> {
    let head = store::find_head(conn, log)?.ok_or(LogError::Unknown)?;
    let is_announcement = (tile.index, tile.width) == (0, 1) && head.is_fixed;
    if log != LogId::Server && !head.is_complete && !is_announcement {
        return Err(LogError::NotPublic);
    }
    if tile.level != 0 || !tile.is_in(head.size) {
        return Err(LogError::Outside);
    }
    let leaves = store::list_leaves(conn, log, tile.start(), tile.width)?;
    if u64::try_from(leaves.len()) != Ok(tile.width) {
        return Err(LogError::Store(StoreError::corrupt(
            format!("log {}", head.origin),
            "leaves are missing",
        )));
    }
    Ok(leaves)
}
