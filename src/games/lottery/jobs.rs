//! What lotteries do on the clock: announce draws, and write letters about those that are decided. Opening, closing and drawing them is the work of the draws, whose
//! jobs come after this one in a tick.

use super::operations::Lotteries;
use crate::scheduler::Job;

/// The jobs, in order.
pub fn jobs(lotteries: &Lotteries) -> Vec<Job> {
    let (planned, told) = (lotteries.clone(), lotteries.clone());
    vec![
        Job::new("plan draws", move || {
            let lotteries = planned.clone();
            async move { Ok(lotteries.plan_due_draws().await.map(drop)?) }
        }),
        Job::new("write letters about draws", move || {
            let lotteries = told.clone();
            async move { Ok(lotteries.mail_decided_draws().await.map(drop)?) }
        }),
    ]
}
