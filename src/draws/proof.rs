//! What a proof file and a receipt are made of, as they are written. What a reader must be able to check is in
//! `fairness::verify`; where the parts come from is in `operations/proofs.rs`.
//!
//! Source: spec §4 and §9.

use serde::Serialize;

use super::model::{Draw, DrawLabel, DrawName, DrawnBallot, Entry};
use crate::fairness::{BeaconOutcome, Chain, Round, RoundSignature};

/// A proof file without its leaves and entries, which follow one by one. The order of members is free; leaves come last
/// so that a large file can be written as it is read.
#[derive(Debug, Serialize)]
pub struct ProofHead {
    /// Always `vdraw/1 proof`.
    pub format: &'static str,
    /// The closing checkpoint, signed.
    pub checkpoint: String,
    /// The seed in hexadecimal; none if it was withheld.
    pub seed: Option<String>,
    /// The public randomness.
    pub beacon: ProofBeacon,
    /// The public randomness that shuffled the ticket numbers of a raffle, where it has any and its seed is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_beacon: Option<ProofBeacon>,
    /// The ballots that were drawn, in drawing order.
    pub draws: Vec<ProofDraw>,
    /// That the announcement was in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor_open: Option<String>,
    /// That the closed log was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor_close: Option<String>,
    /// That the result was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor_result: Option<String>,
}

/// The beacon of a proof file.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ProofBeacon {
    /// A round of a drand chain.
    Drand {
        /// The chain's hash.
        chain: String,
        /// The round.
        round: u64,
        /// Its signature, in hexadecimal.
        signature: String,
    },
    /// The draw has no beacon.
    None,
}

impl ProofBeacon {
    /// What came out of a beacon.
    pub fn of(outcome: BeaconOutcome) -> Self {
        match outcome {
            BeaconOutcome::Drand {
                chain,
                round,
                signature,
            } => Self::drand(chain, round, &signature),
            // no draw of this server has a public event
            BeaconOutcome::Public(_) | BeaconOutcome::None => ProofBeacon::None,
        }
    }

    /// A round as it came out.
    pub fn drand(chain: Chain, round: Round, signature: &RoundSignature) -> Self {
        ProofBeacon::Drand {
            chain: chain.to_string(),
            round: round.number(),
            signature: signature.to_hex(),
        }
    }
}

/// A ballot that was drawn.
#[derive(Debug, Serialize)]
pub struct ProofDraw {
    /// Its number.
    pub ballot: u64,
    /// The leaf of the entry that owns it.
    pub index: u64,
    /// What it got.
    pub outcome: String,
}

impl From<&DrawnBallot> for ProofDraw {
    fn from(drawn: &DrawnBallot) -> Self {
        ProofDraw {
            ballot: drawn.ballot,
            index: drawn.leaf_index,
            outcome: drawn.outcome.to_string(),
        }
    }
}

/// A leaf with the proof that it is in the closed log.
#[derive(Debug, Serialize)]
pub struct ProofLeaf {
    /// Its place.
    pub index: u64,
    /// Its text.
    pub leaf: String,
    /// The hashes from its sibling upwards, in base64.
    pub proof: Vec<String>,
}

/// A proof file as far as it is known before its leaves are read.
#[derive(Debug)]
pub struct ProofOutline {
    /// The draw.
    pub draw: Draw,
    /// How many leaves its closed log has.
    pub size: u64,
    /// Which leaves the file lists, ascending: open, close, and each entry that owns a drawn ballot.
    pub indices: Vec<u64>,
    /// All but the leaves.
    pub head: ProofHead,
}

/// A receipt: the proof that an entry is in the log, for the participant alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptFile {
    /// The draw.
    pub draw: DrawName,
    /// What pages call it.
    pub label: DrawLabel,
    /// The entry.
    pub entry: Entry,
    /// How many leaves the log had that was signed.
    pub size: u64,
    /// Whether that is the complete log, which never changes again.
    pub is_final: bool,
    /// The file: a C2SP tlog-proof.
    pub text: String,
}
