//! When witnesses are asked: whenever the server's log has grown. The talk has a task of its own.

use super::operations::{Witnesses, start_collecting};
use crate::scheduler::Job;

/// The one job.
pub(super) fn jobs(witnesses: &Witnesses) -> Vec<Job> {
    let witnesses = witnesses.clone();
    vec![Job::new("witness: collect cosignatures", move || {
        let witnesses = witnesses.clone();
        async move { Ok(start_collecting(&witnesses).await?) }
    })]
}
