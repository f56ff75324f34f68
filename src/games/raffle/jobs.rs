//! What raffles do on the clock. Closing those whose time is over, and drawing, is the work of the draws.

use super::operations::Raffles;
use crate::scheduler::Job;

/// The jobs, in order.
pub(super) fn jobs(raffles: &Raffles) -> Vec<Job> {
    let (sold_out, over) = (raffles.clone(), raffles.clone());
    vec![
        Job::new("draw raffles that are sold out", move || {
            let raffles = sold_out.clone();
            async move { Ok(raffles.draw_sold_out().await.map(drop)?) }
        }),
        Job::new("forget who had tickets", move || {
            let raffles = over.clone();
            async move { Ok(raffles.forget_holders().await.map(drop)?) }
        }),
    ]
}
