//! The winners of all draws by their place in the list. Counted by a job, a bounded number of draws at a time, and kept in
//! memory: no request counts anything.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Draws;
use crate::draws::store;
use crate::draws::tally::Tally;
use crate::store::StoreError;

/// How many draws one run of the job reads.
const DRAWS_PER_RUN: usize = 1000;
/// After how many seconds all draws are counted anew: a draw may be drawn after one that was announced later.
const AGAIN_AFTER: u64 = 600;

/// What was counted. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Statistics(Arc<Mutex<Count>>);

#[derive(Debug, Default)]
struct Count {
    /// The last draw of the count that runs, and what it has so far.
    running: Option<(i64, Tally)>,
    /// The last complete count, and when it was complete.
    complete: Option<(Tally, u64)>,
}

impl Statistics {
    /// The last complete count and when it was made, in Unix seconds; `None` soon after the start.
    pub fn latest(&self) -> Option<(Tally, u64)> {
        self.lock().complete.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts on, or anew when the last count is old.
///
/// # Errors
/// [`StoreError`] of the database; the count goes on next time.
pub async fn count_winners(draws: &Draws) -> Result<(), StoreError> {
    let now = draws.clock.unix();
    let after = {
        let mut count = draws.statistics.lock();
        let is_fresh = |at: u64| now < at.saturating_add(AGAIN_AFTER);
        if count.running.is_none() && count.complete.as_ref().is_some_and(|(_, at)| is_fresh(*at)) {
            return Ok(());
        }
        count.running.get_or_insert_default().0
    };
    let winners = draws
        .db
        .read(move |conn| store::list_first_winners(conn, after, DRAWS_PER_RUN))
        .await?;
    let mut count = draws.statistics.lock();
    let (_, mut tally) = count.running.take().unwrap_or_default();
    for (_, ballots, ballot) in &winners {
        tally.add(*ballots, *ballot);
    }
    match winners.last() {
        Some((id, ..)) if winners.len() == DRAWS_PER_RUN => count.running = Some((*id, tally)),
        _ => count.complete = Some((tally, now)),
    }
    Ok(())
}
