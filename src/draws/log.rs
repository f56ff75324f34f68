//! The logs that a server keeps: one for each draw, and its own with the anchors of all draws. What is in a draw's log is
//! in `model.rs` and `rules.rs`.

use super::model::DrawId;
use crate::fairness::Hash;

/// A log that this server keeps: a draw's, or its own with the anchors of all draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LogId {
    /// The log of a draw.
    Draw(DrawId),
    /// The server's own.
    Server,
}

/// How far a log has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogHead {
    /// Which log.
    pub log: LogId,
    /// Its name, as it is signed.
    pub origin: String,
    /// How many leaves it has.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
    /// Whether its first leaf stands: the terms of a draw may change until they are in the server's log.
    pub is_fixed: bool,
    /// Whether it never gets another leaf.
    pub is_complete: bool,
}

/// What an anchor tells of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnchorKind {
    /// What it announced, which from then on stands.
    Open,
    /// Its complete log.
    Close,
    /// Its result.
    Result,
    /// That there is no result.
    Void,
}

impl AnchorKind {
    /// The word that is stored and stands in the leaf.
    pub fn as_str(self) -> &'static str {
        match self {
            AnchorKind::Open => "open",
            AnchorKind::Close => "close",
            AnchorKind::Result => "result",
            AnchorKind::Void => "void",
        }
    }

    /// Reads what [`AnchorKind::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [
            AnchorKind::Open,
            AnchorKind::Close,
            AnchorKind::Result,
            AnchorKind::Void,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
    }
}

/// A leaf of the server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnchor {
    /// Its place in the log.
    pub index: u64,
    /// The draw it tells of.
    pub draw_id: DrawId,
    /// What it tells.
    pub kind: AnchorKind,
    /// The leaf, byte for byte.
    pub leaf: String,
    /// When it was appended, in seconds since 1970 UTC; not in the leaf.
    pub made_at: u64,
}
