//! What lotteries do on the clock: announce draws. Opening, closing and drawing them is the work of the draws, whose
//! jobs come after this one in a tick.

use super::operations::Lotteries;
use crate::scheduler::Job;

/// The jobs, in order.
pub fn jobs(lotteries: &Lotteries) -> Vec<Job> {
    let lotteries = lotteries.clone();
    vec![Job::new("plan draws", move || {
        let lotteries = lotteries.clone();
        async move { Ok(lotteries.plan_due_draws().await.map(drop)?) }
    })]
}
