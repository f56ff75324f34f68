//! What somebody has in a draw, as sums that are kept: ballots that can win, and those struck out.

use super::model::DrawId;

/// What one participant has in one draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participation {
    /// The draw.
    pub draw_id: DrawId,
    /// How many entries.
    pub entries: u64,
    /// How many ballots.
    pub ballots: u64,
    /// How many of them were struck out.
    pub cancelled_ballots: u64,
}

impl Participation {
    /// Those that can win: all but those struck out.
    pub fn in_play(&self) -> u64 {
        self.ballots.saturating_sub(self.cancelled_ballots)
    }
}

/// How many ballots an account has in a draw that can win, and how many that cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// The account.
    pub account_id: i64,
    /// The draw.
    pub draw_id: DrawId,
    /// How many can win.
    pub ballots: u64,
    /// How many more were struck out.
    pub cancelled_ballots: u64,
}
