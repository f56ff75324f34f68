//! Putting a backup back: it is checked on a copy of its own first, compared with what is there, and only then takes its
//! place. What was there is kept under another name.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::check::{CheckError, Report, check_copy};
use crate::draws::DrawState;
use crate::draws::operations::DrawsReport;
use crate::keys::ServerKey;
use crate::store::{OpenError, TakenFile, copy_sqlite, named_beside, remove_sqlite};

/// Why nothing was put back. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The file is used by a server, or cannot be read or written.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The backup cannot be checked.
    #[error("this file is no backup that can be used: {0}")]
    Check(#[from] CheckError),
}

/// A backup that was copied beside its place, brought up to date and checked. Dropping it removes the copy.
#[derive(Debug)]
pub struct Prepared {
    copy: PathBuf,
    /// What is in it.
    pub report: Report,
}

/// Copies a backup and checks the copy. The backup itself is only read.
///
/// # Errors
/// [`RestoreError`]
pub async fn prepare(
    backup: &Path,
    database: &Path,
    key: Option<&ServerKey>,
) -> Result<Prepared, RestoreError> {
    let copy = named_beside(database, ".restoring");
    remove_sqlite(&copy);
    copy_sqlite(backup, &copy)?;
    match check_copy(&copy, key).await {
        Ok(report) => Ok(Prepared { copy, report }),
        Err(e) => {
            remove_sqlite(&copy);
            Err(e.into())
        }
    }
}

impl Prepared {
    /// What is lost when this takes the place of the database that is there, as sentences; nothing where there is none.
    ///
    /// # Errors
    /// The database that is there cannot be read.
    pub async fn losses_of(&self, database: &Path) -> Result<Vec<String>, RestoreError> {
        if !database.is_file() {
            return Ok(Vec::new());
        }
        let present = named_beside(database, ".comparing");
        remove_sqlite(&present);
        copy_sqlite(database, &present)?;
        let report = check_copy(&present, None).await;
        remove_sqlite(&present);
        Ok(losses(&report?.draws, &self.report.draws))
    }

    /// Takes the place of the database, which no server may be using. Answers where the one that was there is kept.
    ///
    /// # Errors
    /// [`RestoreError`]
    pub fn put_in_place(
        self,
        taken: &TakenFile,
        now: DateTime<Utc>,
    ) -> Result<Option<PathBuf>, RestoreError> {
        let ending = now.format(".replaced-%Y-%m-%dT%H%M%SZ").to_string();
        Ok(taken.replace_by(&self.copy, &ending)?)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        remove_sqlite(&self.copy);
    }
}

/// What the first has and the second has not.
pub fn losses(present: &DrawsReport, restored: &DrawsReport) -> Vec<String> {
    let mut lost = Vec::new();
    for (name, was) in &present.heads {
        let says = match restored.heads.get(name) {
            None if was.ballots > 0 || was.state == DrawState::Drawn => {
                format!("{name} with {} ballots is not in it", was.ballots)
            }
            None => continue,
            Some(is) if is.ballots < was.ballots => {
                format!(
                    "{name} goes back from {} ballots to {}",
                    was.ballots, is.ballots
                )
            }
            Some(is) if was.state == DrawState::Drawn && is.state != DrawState::Drawn => {
                format!("{name} goes back to before its result")
            }
            Some(is) if was.state == DrawState::Drawn && is.root != was.root => {
                format!(
                    "{name} has another history: its root is {} and was {}",
                    is.root, was.root
                )
            }
            Some(_) => continue,
        };
        lost.push(says);
    }
    lost
}
