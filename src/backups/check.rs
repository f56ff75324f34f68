//! Whether a database is sound: what the database says of itself, every draw, the audit chain.

use std::fmt;
use std::path::Path;

use chrono::DateTime;

use crate::audit::{self, ChainError};
use crate::draws::operations::{DrawsReport, check_draws};
use crate::keys::ServerKey;
use crate::store::{DatabaseUrl, Db, OpenError, StoreConfig, StoreError, remove_beside};

/// What was found in a database. `Display` says it to the operator.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The draws.
    pub draws: DrawsReport,
    /// How many rows the audit log has, and the hash of the last.
    pub audit: Option<(i64, String)>,
    /// Whether the secrets of draws to come were tried with the key file.
    pub key_tried: bool,
    /// Everything that is wrong, as sentences.
    pub faults: Vec<String>,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Why a database could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The check was interrupted.
    #[error("the check was interrupted: {0}")]
    Interrupted(String),
}

/// Checks an open database. Reads all of it.
///
/// # Errors
/// It cannot be read. What is wrong with what it holds is in the report.
pub async fn check_database(db: &Db, key: Option<&ServerKey>) -> Result<Report, StoreError> {
    let mut report = Report {
        faults: db.find_damage().await?,
        key_tried: key.is_some(),
        ..Report::default()
    };
    report.draws = check_draws(db, key).await?;
    report.faults.append(&mut report.draws.faults);
    match audit::verify_chain(db, None).await {
        Ok(head) => report.audit = Some((head.number, head.hash)),
        Err(ChainError::Store(e)) => return Err(e),
        Err(e) => report.faults.push(e.to_string()),
    }
    Ok(report)
}

/// Checks a copy that nobody else uses; one of an older version is brought up to date by it.
///
/// # Errors
/// `CheckError`
pub async fn check_copy(path: &Path, key: Option<&ServerKey>) -> Result<Report, CheckError> {
    let config = StoreConfig {
        url: DatabaseUrl::Sqlite(path.to_owned()),
        connections: 1,
        allow_unsafe: true,
    };
    // opening may migrate, which is no work for a thread that others wait for
    let opened = tokio::task::spawn_blocking(move || Db::open(&config)).await;
    let db = opened.map_err(|e| CheckError::Interrupted(e.to_string()))??;
    let report = check_database(&db, key).await;
    let closed = tokio::task::spawn_blocking(move || db.close()).await;
    closed.map_err(|e| CheckError::Interrupted(e.to_string()))?;
    remove_beside(path);
    Ok(report?)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let draws = &self.draws;
        let states = draws
            .states
            .iter()
            .map(|(state, number)| format!("{number} {state}"));
        writeln!(f, "draws        {}", states.collect::<Vec<_>>().join(", "))?;
        writeln!(
            f,
            "entries      {} with {} ballots",
            draws.entries, draws.ballots
        )?;
        writeln!(
            f,
            "results      {} computed anew from seed and entries, with the same winners",
            draws.results
        )?;
        let mut heads: Vec<_> = draws
            .heads
            .iter()
            .filter(|(_, head)| head.ballots > 0)
            .collect();
        heads.sort_by_key(|(_, head)| std::cmp::Reverse(head.last_time));
        for (name, head) in heads.iter().take(3) {
            let time = i64::try_from(head.last_time).ok();
            let time = time.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
            let time = time.map_or_else(|| head.last_time.to_string(), |time| time.to_string());
            writeln!(
                f,
                "newest       {name}: {}, last ballot {}, at {time}, root {}",
                head.state.as_str(),
                head.ballots,
                head.root
            )?;
        }
        if let Some((rows, hash)) = &self.audit {
            writeln!(f, "audit log    {rows} rows, unbroken, ending in {hash}")?;
        }
        let key = if self.key_tried {
            "tried on the secrets of the draws to come"
        } else {
            "not tried"
        };
        writeln!(f, "key file     {key}")?;
        if self.is_sound() {
            return writeln!(f, "faults       none");
        }
        for fault in &self.faults {
            writeln!(f, "FAULT        {fault}")?;
        }
        Ok(())
    }
}
