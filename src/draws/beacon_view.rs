//! Public randomness as pages show it: what a sealed draw waits for, and what decided a drawn one.

use crate::web::show::{Stamp, TimeLeft};

/// The round that a sealed draw waits for.
#[derive(Clone, Debug)]
pub struct RoundWait {
    /// Its number, as it stands in addresses and proofs.
    pub round: String,
    /// When the network publishes it.
    pub due: Stamp,
    /// The time until then; none once it is out.
    pub left: Option<TimeLeft>,
}

/// What a draw has of public randomness.
#[derive(Clone, Debug)]
pub struct BeaconPart {
    /// The hash of the chain that was announced.
    pub chain: String,
    /// Whether the round was announced too; otherwise it follows from the moment of closing.
    pub is_fixed: bool,
    /// How many minutes after closing it comes.
    pub minutes: u64,
    /// The number of the round: announced, awaited, or the one that decided; none before it is known.
    pub round: Option<String>,
    /// When the network publishes that round, or did.
    pub out_at: Option<Stamp>,
    /// Whether it is out, though perhaps not with this site yet.
    pub is_out: bool,
    /// The chain's signature of it, hex; none before drawing.
    pub signature: Option<String>,
    /// Whether the secret was not shown in time, so that a later round decided without it.
    pub is_withheld: bool,
    /// The secret had to be shown before this.
    pub reveal_by: Stamp,
}
