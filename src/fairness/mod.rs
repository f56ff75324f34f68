//! The pure protocol core: everything that decides who wins, computed from what is public.
//!
//! It is not a service: it never reads a clock, a file, a socket, a database or a randomness source,
//! and it imports no other module of the crate. `vdraw/1` (`draw-spec/spec.md`) decides, byte for byte.
//!
//! The rules in ten sentences:
//!
//! 1. A draw is one append-only Merkle tree: an open leaf, the entries in order of acceptance, a close leaf.
//! 2. The open leaf announces everything that decides the result before the first entry is accepted.
//! 3. An entry owns consecutive ballot numbers; over a whole draw they run from 1 without gaps.
//! 4. Nothing is ever removed: a cancelled entry keeps its ballots and is passed over.
//! 5. The operator's seed is committed in the open leaf and shown after closing; the beacon is not known before closing.
//! 6. The draw key hashes the closed tree, the seed and the beacon, so changing any of them is another draw.
//! 7. Numbers come from an HMAC stream with exact rejection, so every order of the ballots is equally likely.
//! 8. Ballots are drawn in that order and take prizes first, then reserve places, until either runs out.
//! 9. A seed that is held back costs its owner the closing round: a later round decides, and everybody sees it.
//! 10. Texts are read strictly: what parses is written back to the same bytes, and anything else is refused.

#![deny(
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::unwrap_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        reason = "a panic in a test is a failed test"
    )
)]

mod beacon;
mod chain;
mod close_leaf;
mod close_rules;
mod code;
mod draw_key;
mod entry_leaf;
mod entry_rules;
#[cfg(test)]
mod field_tests;
mod hash;
#[cfg(test)]
mod leaf_tests;
mod lines;
mod notes;
mod open_leaf;
mod open_rules;
mod prizes;
mod result_rules;
mod round_signature;
#[cfg(test)]
mod rule_tests;
mod seed;
mod selection;
mod server_log;
mod stream;
mod text;
mod tile;
mod tree;
mod tree_proof;
mod tree_reader;
#[cfg(test)]
mod tree_tests;
mod verify;

pub use beacon::{BeaconOutcome, BeaconTerms, PublicValue, RoundSignature};
pub use chain::{Chain, DrandMode, Round};
pub use close_leaf::{CloseFields, CloseLeaf};
pub use close_rules::{CloseError, EarlyClose, check_close, early_close};
pub use code::Code;
pub use draw_key::{DrawKey, DrawKeyInputs, NumberKey, NumberKeyInputs};
pub use entry_leaf::{EntryFields, EntryLeaf};
pub use entry_rules::{
    EntryError, check_entry, check_entry_total, check_in_closed, check_successor,
};
pub use hash::{Hash, leaf_hash, node_hash, sha256};
pub use lines::FormatError;
pub use notes::{
    Checkpoint, NoteError, NoteSigner, ServerVkey, SignedCheckpoint, SignedNote, TlogProof,
    TlogProofError, VkeyError, WitnessRequest, WitnessVkey, cosignature_times,
};
pub use open_leaf::{Numbering, OpenFields, OpenLeaf, TicketCount};
pub use open_rules::OpenLeafError;
pub use prizes::{PrizeLine, PrizeList};
pub use result_rules::{ResultError, SeedStatus, check_result_inputs};
pub use round_signature::is_signature_of;
pub use seed::{Commitment, Seed, who};
pub use selection::{BallotOwner, Drawn, Outcome, SelectionRules, select};
pub use server_log::{AnchorFact, DrawAnchors, DrawEnd, Misconduct, ServerLogAudit, parse_anchor};
pub use stream::{Order, Stream};
pub use text::{FieldError, FreeText, Origin, ServerName, UnixTime};
pub use tile::{TILE_WIDTH, Tile, TilePath, entry_bundle, parse_entry_bundle};
pub use tree::{Frontier, FrontierError, TreeNode};
pub use tree_proof::{is_consistent, root_from_inclusion};
pub use tree_reader::{TileSource, TreeError, TreeReader};
pub use verify::{
    Anchor, Check, DrawnBallot, Failed, Failure, Level, Passed, PlaysReport, Probe, ProofSource,
    Receipt, ReceiptInLog, Report, Trust, Unchecked, Verification, VoidReason, compare_receipt,
    verify_plays, verify_proof, verify_receipt,
};
