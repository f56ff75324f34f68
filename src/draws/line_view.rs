//! A draw in a list: its day and what came of it, in one line. Data to show, nothing that decides.

use crate::web::show::{BallotNumber, Count, Day, Stamp};

/// What came of a draw, in one line of a list.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Closed, to be drawn any moment or with a round of public randomness.
    Waiting {
        /// When its round is published, if it waits for one.
        due: Option<Stamp>,
    },
    /// Somebody won.
    Won {
        /// The ballot of the first prize.
        ballot: BallotNumber,
        /// Whose it is.
        username: String,
        /// How many more winners there are.
        more: usize,
    },
    /// Nobody took part.
    NoBallots,
    /// Every ballot was struck out.
    AllCancelled,
    /// Cancelled, with its public reason.
    Void {
        /// The reason.
        reason: String,
    },
}

/// One line of a list of draws.
#[derive(Clone, Debug)]
pub struct DrawLine {
    /// The draw's name, for its address.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// What came of it.
    pub outcome: Outcome,
    /// How many ballots in it could win.
    pub ballots: Count,
    /// Whether it was drawn late.
    pub is_late: bool,
}
