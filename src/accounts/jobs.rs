//! What happens to accounts on the clock: what has run out is removed. Nothing depends on it: what has run out no longer
//! counts even while it is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::{Accounts, operations};
use crate::scheduler::Job;

/// How often it looks, in seconds.
const EVERY: u64 = 600;

/// Sends links to those who have forgotten their password.
pub(super) fn answer_reset_requests(accounts: Accounts) -> Job {
    Job::new("accounts: answer forgotten passwords", move || {
        let accounts = accounts.clone();
        async move {
            if accounts.sends_mail() {
                operations::answer_reset_requests(&accounts).await?;
            }
            Ok(())
        }
    })
}

/// Removes what has expired.
pub(super) fn remove_expired(accounts: Accounts) -> Job {
    let last = Arc::new(AtomicI64::new(i64::MIN));
    Job::new("accounts: remove what has expired", move || {
        let (accounts, last) = (accounts.clone(), last.clone());
        async move {
            let now = accounts.clock.now().timestamp();
            if now.abs_diff(last.load(Ordering::Relaxed)) < EVERY {
                return Ok(());
            }
            let sessions = operations::remove_expired(&accounts).await?;
            last.store(now, Ordering::Relaxed);
            if sessions > 0 {
                log::debug!("accounts: removed {sessions} expired sessions");
            }
            Ok(())
        }
    })
}
