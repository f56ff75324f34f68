//! What happens to letters on the clock: they are sent, and what is old goes. Both only look here; the talk with the
//! mail server has a task of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::operations::{Mail, remove_old, start_sending};
use crate::scheduler::Job;

/// How often it looks for what is old, in seconds.
const CLEAN_EVERY: u64 = 60;

/// The jobs, in order.
pub(super) fn jobs(mail: &Mail) -> Vec<Job> {
    vec![send(mail.clone()), clean(mail.clone())]
}

fn send(mail: Mail) -> Job {
    Job::new("mail: send letters", move || {
        let mail = mail.clone();
        async move { Ok(start_sending(&mail).await?) }
    })
}

fn clean(mail: Mail) -> Job {
    let last = Arc::new(AtomicI64::new(i64::MIN));
    Job::new("mail: remove what is old", move || {
        let (mail, last) = (mail.clone(), last.clone());
        async move {
            let now = mail.now().timestamp();
            if now.abs_diff(last.load(Ordering::Relaxed)) >= CLEAN_EVERY {
                remove_old(&mail).await?;
                last.store(now, Ordering::Relaxed);
            }
            Ok(())
        }
    })
}
