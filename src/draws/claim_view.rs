//! What pages say about a prize after the draw: data to show, nothing that decides.

use crate::web::show::{BallotNumber, Stamp};

/// Where a prize stands, with the chain of those it was passed on to.
#[derive(Clone, Debug)]
pub struct ClaimLine {
    /// Where it stands.
    pub state: ClaimMark,
    /// To whom it went after the winner, in order.
    pub passed: Vec<PassedTo>,
    /// The marks that were taken back, in order.
    pub taken_back: Vec<TakenBackLine>,
}

/// A prize that was marked as claimed by mistake.
#[derive(Clone, Debug)]
pub struct TakenBackLine {
    /// When it had been marked.
    pub marked_at: Stamp,
    /// When the mark was taken back.
    pub at: Stamp,
    /// Why; may be empty.
    pub reason: String,
}

/// Where a prize stands.
#[derive(Clone, Debug)]
pub enum ClaimMark {
    /// It waits for whoever holds it.
    Open {
        /// Until then.
        deadline: Stamp,
    },
    /// It waited until the deadline and may be passed on.
    Overdue {
        /// When that was.
        deadline: Stamp,
    },
    /// It was handed over.
    Claimed {
        /// When.
        at: Stamp,
    },
    /// Nobody claimed it, and there was no reserve left.
    Lapsed {
        /// When.
        at: Stamp,
    },
}

/// Somebody a prize was passed on to.
#[derive(Clone, Debug)]
pub struct PassedTo {
    /// When.
    pub at: Stamp,
    /// The reserve's ballot.
    pub ballot: BallotNumber,
    /// Whose it is.
    pub username: String,
    /// Whether it is the viewer's.
    pub is_mine: bool,
}
