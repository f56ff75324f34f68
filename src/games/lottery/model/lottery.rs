//! A lottery: what was decided about it, and what is known of it. Not here: its draws.

use chrono::{DateTime, NaiveDate, Utc};

use super::names::{PublicReason, Slug};
use super::terms::Terms;

/// A lottery that has not been stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotteryDraft {
    /// Its name in addresses; never changes.
    pub slug: Slug,
    /// The rest.
    pub terms: Terms,
}

/// The number the database knows a lottery by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LotteryId(i64);

impl LotteryId {
    /// The id in a row. Only for `store.rs`.
    pub(in crate::games::lottery) fn from_parts(id: i64) -> Self {
        LotteryId(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

/// A lottery as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lottery {
    /// Its id.
    pub id: LotteryId,
    /// Its name in addresses.
    pub slug: Slug,
    /// What was decided about it, as last edited.
    pub terms: Terms,
    /// The last day that has been given a draw or passed over.
    pub planned_through: Option<NaiveDate>,
    /// When and why it was cancelled, if it was.
    pub cancelled: Option<Cancelled>,
    /// Counts edits.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The end of a lottery before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, for everyone to read.
    pub reason: PublicReason,
}
