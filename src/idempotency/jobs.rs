//! What happens to keys on the clock: old ones are forgotten. Nothing depends on it: an old key no longer counts even
//! while it is there.

use super::operations;
use crate::clock::Clock;
use crate::scheduler::Job;
use crate::store::Db;

/// Forgets old keys.
pub fn forget_old_keys(db: &Db, clock: &Clock) -> Job {
    let (db, clock) = (db.clone(), clock.clone());
    Job::new("forget idempotency keys", move || {
        let (db, clock) = (db.clone(), clock.clone());
        async move { Ok(operations::forget(&db, clock.now()).await.map(drop)?) }
    })
}
