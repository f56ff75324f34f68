//! Background work: a job is a name and a function; an actix interval task runs the list once a second, tests step it.
//! A job only looks for what is due now, so it is stateless, catches up after downtime and may run on several instances.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use futures_util::future::LocalBoxFuture;

/// What a job answers; the error is logged once and the job runs again at the next tick.
pub type JobResult = Result<(), Box<dyn std::error::Error>>;

/// One piece of background work.
#[derive(Clone)]
pub struct Job {
    name: &'static str,
    run: Arc<dyn Fn() -> LocalBoxFuture<'static, JobResult> + Send + Sync>,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({})", self.name)
    }
}

impl Job {
    /// A job of this name. `run` looks for what is due, does it, and returns.
    pub fn new<F, R>(name: &'static str, run: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = JobResult> + 'static,
    {
        Job {
            name,
            run: Arc::new(move || Box::pin(run())),
        }
    }

    /// The job's name, in logs.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

/// Runs every job once, in order. One that fails does not keep the next from running.
/// Returns how many failed.
pub async fn tick(jobs: &[Job]) -> usize {
    let mut failed = 0;
    for job in jobs {
        if let Err(e) = (job.run)().await {
            failed += 1;
            log::error!("scheduler: {} failed: {e}", job.name);
        }
    }
    failed
}

/// Ticks once at once and then every second until the handle is aborted. A tick that takes longer delays the next one.
pub fn start(jobs: Vec<Job>) -> rt::task::JoinHandle<()> {
    rt::spawn(async move {
        let mut interval = tokio::time::interval(Duration::from_secs(1));
        interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            interval.tick().await;
            tick(&jobs).await;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[actix_web::test]
    async fn a_failing_job_does_not_keep_the_next_from_running() {
        let ran = Arc::new(AtomicUsize::new(0));
        let counted = ran.clone();
        let jobs = [
            Job::new("failing", || async { Err("no".into()) }),
            Job::new("counting", move || {
                let ran = counted.clone();
                async move {
                    ran.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                }
            }),
        ];
        assert_eq!(tick(&jobs).await, 1);
        assert_eq!(ran.load(Ordering::SeqCst), 1);
    }
}
