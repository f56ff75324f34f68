//! The offline verifier of spec §9: a proof file, a receipt or plays, against keys the reader already has.
//! It asks nobody: no network, no clock; what it cannot know it says.

mod anchors;
mod beacon;
mod entries;
mod entry_audit;
mod failure;
mod faults;
mod json;
mod leaves;
mod numbers;
mod paytable;
mod plays;
mod proof;
mod proof_file;
mod receipt;
mod report;
mod selection;
mod source;
mod trust;

pub use anchors::{Anchor, VoidReason};
pub use entry_audit::Probe;
pub use failure::{Check, Failed, Failure, Passed, Unchecked, Verification};
pub use plays::{PlaysReport, verify_plays};
pub use proof::verify_proof;
pub use receipt::{Receipt, ReceiptInLog, compare_receipt, verify_receipt};
pub use report::{DrawnBallot, Level, Report};
pub use source::ProofSource;
pub use trust::Trust;
