//! What can go wrong in the database, apart from what a feature itself refuses.
//! A feature's error enum takes it in with `#[error(transparent)] Store(#[from] StoreError)`.

use std::error::Error as StdError;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A failure of the database or of the way to it. None of them says that something was saved.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A statement failed.
    #[error("database: {0}")]
    Query(#[from] DieselError),
    /// No connection was free, none could be made in the time allowed, or the one in use was lost
    /// before the commit; nothing was saved.
    #[error("no database connection: {0}")]
    NoConnection(String),
    /// Too many writes are waiting; nothing was tried.
    #[error("too many writes are waiting")]
    QueueFull,
    /// The transaction that held this write was lost as a whole; nothing of it was saved.
    #[error("not saved: {0}")]
    NotSaved(String),
    /// The connection or the disk failed while committing: whether the write was saved is not known.
    #[error("the outcome of a write is not known: {0}")]
    OutcomeUnknown(String),
    /// The disk reported an error or damage earlier. No write is taken until the operator has looked and restarted.
    #[error("writes are stopped after a disk error")]
    WritesStopped,
    /// The job panicked; it was rolled back.
    #[error("a database job panicked: {0}")]
    Panicked(String),
    /// The database is closing.
    #[error("the database is shutting down")]
    Closed,
    /// A row holds what no version of the program writes.
    #[error("a stored {what} is not valid: {why}")]
    Corrupt {
        /// The noun and its id.
        what: String,
        /// What is wrong with it.
        why: String,
    },
}

impl StoreError {
    /// A stored value that its own type refuses.
    pub fn corrupt(what: impl Into<String>, why: impl ToString) -> Self {
        StoreError::Corrupt {
            what: what.into(),
            why: why.to_string(),
        }
    }

    /// Whether the database refused a row because a unique constraint already holds its key.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, StoreError::Query(e) if super::conn::is_unique_violation(e))
    }

    /// Whether trying again in a moment may work.
    pub fn is_passing(&self) -> bool {
        match self {
            StoreError::NoConnection(_)
            | StoreError::QueueFull
            | StoreError::NotSaved(_)
            | StoreError::OutcomeUnknown(_)
            | StoreError::WritesStopped
            | StoreError::Closed => true,
            StoreError::Query(e) => is_clash(e) || is_lost_connection(e) || says(e, &PASSING),
            StoreError::Panicked(_) | StoreError::Corrupt { .. } => false,
        }
    }
}

// Diesel hands on neither SQLite's result codes nor most of PostgreSQL's SQLSTATEs, only the text. SQLite's texts
// are fixed; a server with `lc_messages` in another language loses what rests on its texts: retries after a
// deadlock, and 503 in place of 500.

/// Full disks, locks and time limits: no fault of the statement.
const PASSING: [&str; 5] = [
    "database is locked",
    "database or disk is full",
    "No space left on device",
    "canceling statement due to",
    "terminating connection due to",
];
/// A read or write that the system refused, and damage.
const DISK_FAILURES: [&str; 4] = [
    "disk I/O error",
    "database disk image is malformed",
    "malformed database schema",
    "file is not a database",
];
/// What SQLite's COMMIT may answer without a doubt about what is on the disk.
const HARMLESS_AT_COMMIT: [&str; 3] = [
    "database is locked",
    "database or disk is full",
    "no transaction is active",
];

fn says(error: &DieselError, texts: &[&str]) -> bool {
    match error {
        DieselError::DatabaseError(_, info) => {
            texts.iter().any(|text| info.message().contains(text))
        }
        DieselError::RollbackErrorOnCommit { commit_error, .. } => says(commit_error, texts),
        _ => false,
    }
}

/// The connection to the server is gone.
fn is_lost_connection(error: &DieselError) -> bool {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand};
    matches!(
        error,
        DieselError::DatabaseError(ClosedConnection | UnableToSendCommand, _)
            | DieselError::BrokenTransactionManager
    )
}

/// Two transactions got in each other's way, and this one may try again.
pub(super) fn is_clash(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)
    ) || says(error, &["deadlock detected"])
}

/// SQLite met an error of the disk or damage in the file. Going on could confirm what the disk did not keep:
/// after a failed write the kernel may have dropped pages that it says are written.
pub(super) fn is_disk_failure(error: &DieselError) -> bool {
    says(error, &DISK_FAILURES)
}

/// SQLite's COMMIT failed, and surely nothing of it is on the disk. Of what is not known here, the opposite is assumed.
pub(super) fn is_harmless_at_commit(error: &DieselError) -> bool {
    use DatabaseErrorKind::{CheckViolation, ForeignKeyViolation};
    matches!(
        error,
        DieselError::NotInTransaction
            | DieselError::BrokenTransactionManager
            | DieselError::DatabaseError(ForeignKeyViolation | CheckViolation, _)
    ) || says(error, &HARMLESS_AT_COMMIT)
}

/// The database's own error at the bottom of a feature's error.
pub(super) fn query_error<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e DieselError> {
    std::iter::successors(Some(error), |&e| e.source()).find_map(|e| {
        match e.downcast_ref::<StoreError>() {
            Some(StoreError::Query(inner)) => Some(inner),
            _ => e.downcast_ref::<DieselError>(),
        }
    })
}

/// Why the database could not be opened at start. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names neither database.
    #[error(
        "DATABASE_URL must be sqlite:// and the path of a file (without parameters), or postgres://…"
    )]
    BadUrl,
    /// The file or server could not be reached.
    #[error("cannot open the database: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// A check at start failed to run.
    #[error("cannot check the database: {0}")]
    Query(#[from] DieselError),
    /// The pool could not be filled.
    #[error("cannot connect to the database: {0}")]
    Pool(#[from] diesel::r2d2::PoolError),
    /// A file beside the database could not be made.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process has the file.
    #[error("{0} is in use by another clearlot process; stop that one first")]
    InUse(String),
    /// The SQLite library has the WAL-reset bug.
    #[error(
        "SQLite {0} is too old: 3.51.3 or newer is needed (earlier ones can corrupt a database in WAL mode)"
    )]
    OldSqlite(String),
    /// SQLite did not take a setting that durability rests on.
    #[error("SQLite works with {0} here; the database must be on a local disk that it can lock")]
    UnsafeSettings(String),
    /// The file is damaged.
    #[error("the database file is damaged ({0}); restore it from a backup, and look at the disk")]
    Damaged(String),
    /// The PostgreSQL server would lose acknowledged ballots in a power cut.
    #[error(
        "PostgreSQL runs with {0} off, so a power cut would lose ballots that were confirmed; turn it on, or set CLEARLOT_ALLOW_UNSAFE_DATABASE=true for tests"
    )]
    UnsafeServer(&'static str),
    /// The schema was written by a newer clearlot.
    #[error(
        "the database was written by a newer clearlot (migration {0} is unknown to this one); run that version or restore an earlier copy"
    )]
    NewerSchema(String),
    /// A migration failed; the database is as it was.
    #[error("migration failed: {0}")]
    Migration(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite_says(text: &str) -> DieselError {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(text.to_owned()))
    }

    #[test]
    fn an_error_that_is_not_known_at_commit_is_not_harmless() {
        for doubtful in [
            "disk I/O error",
            "database disk image is malformed",
            "anything new",
        ] {
            assert!(!is_harmless_at_commit(&sqlite_says(doubtful)), "{doubtful}");
        }
        assert!(is_harmless_at_commit(&sqlite_says(
            "database or disk is full"
        )));
    }

    #[test]
    fn a_failed_rollback_does_not_hide_why_the_commit_failed() {
        let error = DieselError::RollbackErrorOnCommit {
            rollback_error: Box::new(sqlite_says("cannot rollback - no transaction is active")),
            commit_error: Box::new(sqlite_says("disk I/O error")),
        };
        assert!(!is_harmless_at_commit(&error));
        assert!(is_disk_failure(&error));
    }

    #[test]
    fn the_databases_error_is_found_below_a_features_own() {
        #[derive(Debug, thiserror::Error)]
        enum Feature {
            #[error(transparent)]
            Store(#[from] StoreError),
            #[error("wrapped")]
            Wrapped(#[source] StoreError),
            #[error("refused")]
            Refused,
        }
        let full = || StoreError::Query(sqlite_says("database or disk is full"));
        assert!(query_error(&full()).is_some());
        assert!(query_error(&Feature::from(full())).is_some());
        assert!(query_error(&Feature::Wrapped(full())).is_some());
        assert!(query_error(&Feature::Refused).is_none());
    }

    #[test]
    fn a_full_disk_passes_and_a_wrong_statement_does_not() {
        assert!(StoreError::Query(sqlite_says("database or disk is full")).is_passing());
        assert!(!StoreError::Query(sqlite_says("no such table: x")).is_passing());
    }
}
