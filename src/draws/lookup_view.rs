//! The answer to somebody who asks about one ballot of a draw, and where the proof of a draw is. Data to show, nothing that
//! decides.

use crate::web::show::{BallotNumber, Count, Stamp};

/// What is known of a ballot that somebody asked about.
#[derive(Clone, Debug)]
pub enum BallotAnswer {
    /// What was typed is no ballot number.
    NoNumber,
    /// There is no such ballot.
    NotThere {
        /// The number asked for.
        ballot: BallotNumber,
        /// How many ballots there are.
        all: Count,
    },
    /// It is in the box, and more is not told before closing.
    InTheBox {
        /// The ballot.
        ballot: BallotNumber,
    },
    /// It is in the list.
    InTheList {
        /// The ballot.
        ballot: BallotNumber,
        /// The ballots of the entry it belongs to: first and last.
        entry: (BallotNumber, BallotNumber),
        /// The place of that entry in the list.
        leaf: Count,
        /// When it was accepted.
        time: Stamp,
        /// What became of it.
        fate: BallotFate,
    },
}

/// What became of a ballot.
#[derive(Clone, Debug)]
pub enum BallotFate {
    /// Nothing is drawn yet.
    Waiting,
    /// It was not drawn.
    NotDrawn,
    /// It won.
    Won {
        /// The prize in words.
        prize: String,
    },
    /// It is a reserve.
    Reserve {
        /// In which place, from 1.
        place: Count,
    },
    /// It was drawn and passed over: its owner had won already.
    Skipped,
    /// It was struck out before closing.
    Cancelled {
        /// The reason given.
        reason: String,
    },
    /// The draw is void.
    Void,
}

/// Where the proof of a draw is, and how to check it.
#[derive(Clone, Debug)]
pub struct ProofLinks {
    /// The proof file that is checked on the page.
    pub href: String,
    /// The one with all entries, where it is another.
    pub full_href: Option<String>,
    /// The bundle to take away, if there is one.
    pub bundle_href: Option<String>,
    /// The server's verifier key.
    pub key: String,
}
