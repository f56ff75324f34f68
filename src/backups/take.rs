//! Taking one backup: copied, checked, named, and those that it makes superfluous removed.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::check::{CheckError, Report, check_copy};
use super::names;
use crate::keys::ServerKey;
use crate::private;
use crate::store::{OpenError, copy_sqlite, remove_sqlite, sync_folder_of};

/// A backup that was taken.
#[derive(Debug)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// What is in it.
    pub report: Report,
    /// How many older ones were removed.
    pub removed: usize,
}

/// Why there is no new backup. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A folder or file refused.
    #[error("{}: {source}", path.display())]
    File {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database cannot be copied.
    #[error("the database cannot be copied: {0}")]
    Copy(#[from] OpenError),
    /// The copy cannot be checked.
    #[error("the copy cannot be checked: {0}")]
    Check(#[from] CheckError),
    /// The database is not what it should be.
    #[error("the database has faults, and so has its copy {}; older backups are kept. First: {first}", path.display())]
    Faulty {
        /// The copy.
        path: PathBuf,
        /// The first fault.
        first: String,
    },
    /// The copying was interrupted.
    #[error("the backup was interrupted: {0}")]
    Interrupted(String),
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::File { path, source }
}

/// Takes a backup of the database into a folder, which it makes. A crash at any time leaves at most a file that is not
/// called a backup.
///
/// # Errors
/// [`BackupError`]; older backups are as they were.
pub async fn take_backup(
    database: &Path,
    dir: &Path,
    keep_days: usize,
    now: DateTime<Utc>,
    key: Option<&ServerKey>,
) -> Result<Backup, BackupError> {
    let (database, dir, key) = (database.to_owned(), dir.to_owned(), key.cloned());
    let (sender, taken) = tokio::sync::oneshot::channel();
    let take = move || {
        give_way();
        // a runtime of its own: the threads it starts give way too
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build();
        let taken = match runtime {
            Ok(runtime) => runtime.block_on(take(&database, &dir, keep_days, now, key.as_ref())),
            Err(e) => Err(BackupError::Interrupted(e.to_string())),
        };
        // who asked may be gone; the backup is there all the same
        let _ = sender.send(taken);
    };
    let thread = std::thread::Builder::new().name("backup".into());
    thread
        .spawn(take)
        .map_err(|e| BackupError::Interrupted(e.to_string()))?;
    let lost = |e: tokio::sync::oneshot::error::RecvError| BackupError::Interrupted(e.to_string());
    taken.await.map_err(lost)?
}

/// Lets this thread, and those it starts, run when nobody else wants to: a backup of a large database takes seconds, and
/// people who hand in ballots meanwhile should not notice. A system that refuses has a backup all the same.
fn give_way() {
    // on Linux a thread has a priority of its own; 19 is the lowest
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19);
}

async fn take(
    database: &Path,
    dir: &Path,
    keep_days: usize,
    now: DateTime<Utc>,
    key: Option<&ServerKey>,
) -> Result<Backup, BackupError> {
    let name = names::name_at(now);
    let path = dir.join(&name);
    let unfinished = dir.join(format!("{name}.unfinished"));
    let (from, to, folder) = (database.to_owned(), unfinished.clone(), dir.to_owned());
    let copying = move || {
        private::create_folder(&folder).map_err(failed(&folder))?;
        remove_unfinished(&folder).map_err(failed(&folder))?;
        copy_sqlite(&from, &to).map_err(BackupError::from)
    };
    let copied = tokio::task::spawn_blocking(copying).await;
    copied.map_err(|e| BackupError::Interrupted(e.to_string()))??;
    let report = match check_copy(&unfinished, key).await {
        Ok(report) => report,
        Err(e) => {
            remove_sqlite(&unfinished);
            return Err(e.into());
        }
    };
    if let Some(first) = report.faults.first() {
        let faulty = dir.join(format!("{name}.faulty"));
        std::fs::rename(&unfinished, &faulty).map_err(failed(&faulty))?;
        return Err(BackupError::Faulty {
            path: faulty,
            first: first.clone(),
        });
    }
    std::fs::rename(&unfinished, &path).map_err(failed(&path))?;
    sync_folder_of(&path)?;
    let removed = remove_superfluous(dir, keep_days).map_err(failed(dir))?;
    Ok(Backup {
        path,
        report,
        removed,
    })
}

fn remove_superfluous(dir: &Path, keep_days: usize) -> std::io::Result<usize> {
    let names = names::list(dir)?;
    let gone = names::superfluous(&names, keep_days);
    for name in &gone {
        std::fs::remove_file(dir.join(name))?;
    }
    Ok(gone.len())
}

/// What a crash left of earlier tries.
fn remove_unfinished(dir: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let is_ours = name
            .strip_suffix(".unfinished")
            .is_some_and(|name| names::time_of(name).is_some());
        if is_ours {
            remove_sqlite(&path);
        }
    }
    Ok(())
}
