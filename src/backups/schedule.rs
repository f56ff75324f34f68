//! Backups that the server takes by itself. It asks what is due like everything else on the clock, and the work is done
//! beside the clock: no draw waits for it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::BackupConfig;
use super::names;
use super::take::{Backup, BackupError, take_backup};
use crate::clock::Clock;
use crate::keys::ServerKey;
use crate::scheduler::Job;

/// After the start, the first one waits so long: starting is busy enough.
const AFTER_START: Duration = Duration::from_secs(60);
/// After one that failed, the next try waits so long.
const AFTER_FAILURE: Duration = Duration::from_secs(600);
/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(30);

/// What somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The last one failed, for this reason.
    Failed(String),
    /// The newest is of then, which is too long ago.
    Old(DateTime<Utc>),
}

/// The backups of one running server. Cheap to clone.
#[derive(Clone)]
pub struct Backups(Arc<Shared>);

struct Shared {
    database: PathBuf,
    config: BackupConfig,
    every: TimeDelta,
    clock: Clock,
    key: ServerKey,
    running: AtomicBool,
    state: Mutex<State>,
}

struct State {
    /// When the newest was taken.
    last: Option<DateTime<Utc>>,
    /// What went wrong since.
    error: Option<String>,
    /// Not before this, by the clock's passed time.
    next: Duration,
}

impl std::fmt::Debug for Backups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Backups({})", self.0.config.dir.display())
    }
}

impl Backups {
    /// Backups of this SQLite file; none where the settings turn them off.
    pub fn new(
        database: PathBuf,
        config: &BackupConfig,
        clock: Clock,
        key: &ServerKey,
    ) -> Option<Self> {
        let every = TimeDelta::from_std(config.every?).ok()?;
        let newest = names::list(&config.dir)
            .ok()
            .and_then(|names| names.last().cloned());
        let state = State {
            last: newest.and_then(|name| names::time_of(&name)),
            error: None,
            next: clock.elapsed() + AFTER_START,
        };
        Some(Backups(Arc::new(Shared {
            database,
            config: config.clone(),
            every,
            clock,
            key: key.clone(),
            running: AtomicBool::new(false),
            state: Mutex::new(state),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the newest backup was taken.
    pub fn last(&self) -> Option<DateTime<Utc>> {
        self.state().last
    }

    /// Seconds since then, where there is one.
    pub fn age(&self) -> Option<i64> {
        let last = self.last()?;
        Some((self.0.clock.now() - last).num_seconds().max(0))
    }

    /// What somebody should look at.
    pub fn trouble(&self) -> Option<Trouble> {
        let state = self.state();
        if let Some(error) = &state.error {
            return Some(Trouble::Failed(error.clone()));
        }
        let last = state.last?;
        let is_old = self.0.clock.now() - last > self.0.every * 2 + TimeDelta::hours(1);
        is_old.then_some(Trouble::Old(last))
    }

    /// Takes one if it is due. Answers nothing if it is not, or if one is being taken.
    pub async fn take_if_due(&self) -> Option<Result<Backup, BackupError>> {
        let this = &self.0;
        if this.running.swap(true, Ordering::AcqRel) {
            return None;
        }
        let taken = if self.is_due() {
            Some(self.take().await)
        } else {
            None
        };
        this.running.store(false, Ordering::Release);
        taken
    }

    fn is_due(&self) -> bool {
        let this = &self.0;
        let (now, elapsed) = (this.clock.now(), this.clock.elapsed());
        let mut state = self.state();
        if elapsed < state.next {
            return false;
        }
        state.next = elapsed + LOOK;
        // a clock that was put back must not stop backups for long
        state
            .last
            .is_none_or(|last| now - last >= this.every || last - now >= this.every)
    }

    async fn take(&self) -> Result<Backup, BackupError> {
        let this = &self.0;
        let now = this.clock.now();
        let (dir, keep) = (&this.config.dir, this.config.keep_days);
        let taken = take_backup(&this.database, dir, keep, now, Some(&this.key)).await;
        let mut state = self.state();
        match &taken {
            Ok(backup) => {
                state.last = Some(now);
                state.error = None;
                log::info!("backups: {} taken and checked", backup.path.display());
            }
            Err(e) => {
                state.error = Some(e.to_string());
                state.next = this.clock.elapsed() + AFTER_FAILURE;
                log::error!("backups: {e}");
            }
        }
        taken
    }

    /// Looks whether one is due, and has it taken beside the clock.
    pub fn job(&self) -> Job {
        let this = self.clone();
        Job::new("back up", move || {
            let this = this.clone();
            async move {
                let is_early = this.0.clock.elapsed() < this.state().next;
                if !is_early && !this.0.running.load(Ordering::Acquire) {
                    // its outcome is logged, and kept for health
                    actix_web::rt::spawn(async move { this.take_if_due().await });
                }
                Ok(())
            }
        })
    }
}
