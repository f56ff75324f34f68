//! What happens to accounts on the clock: what has run out is removed. Nothing depends on it: what has run out no longer
//! counts even while it is there.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeDelta;

use super::Accounts;
use super::store;
use crate::scheduler::Job;
use crate::store::StoreError;

/// How often it looks.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// How long an address is remembered that an account has not signed in from again.
const KNOWN_ADDRESS: TimeDelta = TimeDelta::days(180);

/// Removes expired sessions, counts and links, and addresses not seen for long.
pub fn remove_expired(accounts: Accounts) -> Job {
    let last = std::sync::Arc::new(AtomicI64::new(i64::MIN));
    Job::new("accounts: remove what has expired", move || {
        let (accounts, last) = (accounts.clone(), last.clone());
        async move {
            let now = accounts.clock.now();
            let since = now.timestamp().saturating_sub(last.load(Ordering::Relaxed));
            if since.unsigned_abs() < EVERY.num_seconds().unsigned_abs() {
                return Ok(());
            }
            let removed = accounts.db.write(move |conn| {
                let sessions = store::delete_expired_sessions(conn, now)?;
                store::delete_ended_tries(conn, now)?;
                store::delete_expired_setup_links(conn, now)?;
                store::delete_known_addresses(conn, now - KNOWN_ADDRESS)?;
                Ok::<_, StoreError>(sessions)
            });
            let sessions = removed.await?;
            last.store(now.timestamp(), Ordering::Relaxed);
            if sessions > 0 {
                log::debug!("accounts: removed {sessions} expired sessions");
            }
            Ok(())
        }
    })
}
