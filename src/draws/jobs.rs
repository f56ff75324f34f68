//! What draws do on the clock: open, close, draw, forget old submission keys. Each job looks for what is due now;
//! when that is, is decided by the operations.

use super::operations::{Draws, close_due, draw_due, open_due, prune_submission_keys};
use crate::scheduler::Job;

/// The jobs, in the order in which one tick can bring a draw all the way to its result.
pub fn jobs(draws: &Draws) -> Vec<Job> {
    let (open, close, draw, prune) = (draws.clone(), draws.clone(), draws.clone(), draws.clone());
    vec![
        Job::new("open draws", move || {
            let draws = open.clone();
            async move { Ok(open_due(&draws).await.map(drop)?) }
        }),
        Job::new("close draws", move || {
            let draws = close.clone();
            async move { Ok(close_due(&draws).await.map(drop)?) }
        }),
        Job::new("draw", move || {
            let draws = draw.clone();
            async move { Ok(draw_due(&draws).await.map(drop)?) }
        }),
        Job::new("forget submission keys", move || {
            let draws = prune.clone();
            async move { Ok(prune_submission_keys(&draws).await.map(drop)?) }
        }),
    ]
}
