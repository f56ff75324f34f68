//! What can go wrong in the database, apart from what a feature itself refuses.
//! A feature's error enum takes it in with `#[error(transparent)] Store(#[from] StoreError)`.

use std::sync::Arc;

/// A failure of the database or of the way to it. None of them says that something was saved.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A statement failed.
    #[error("database: {0}")]
    Query(#[from] diesel::result::Error),
    /// No connection was free, or none could be made, in the time allowed.
    #[error("no database connection: {0}")]
    NoConnection(#[source] diesel::r2d2::PoolError),
    /// Too many writes are waiting; nothing was tried.
    #[error("too many writes are waiting")]
    QueueFull,
    /// The transaction that held this write was lost as a whole; nothing of it was saved.
    #[error("not saved: {0}")]
    NotSaved(#[source] Arc<diesel::result::Error>),
    /// The connection was lost while committing: whether the write was saved is not known.
    #[error("the outcome of a write is not known: {0}")]
    OutcomeUnknown(#[source] diesel::result::Error),
    /// The disk reported an error at an earlier commit. No write is taken until the operator has looked and restarted.
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
        matches!(
            self,
            StoreError::NoConnection(_)
                | StoreError::QueueFull
                | StoreError::NotSaved(_)
                | StoreError::OutcomeUnknown(_)
                | StoreError::WritesStopped
                | StoreError::Closed
        ) || matches!(self, StoreError::Query(e) if is_lost_connection(e) || is_clash(e))
    }
}

/// The connection to the server is gone.
pub(super) fn is_lost_connection(error: &diesel::result::Error) -> bool {
    use diesel::result::{DatabaseErrorKind::ClosedConnection, Error};
    matches!(
        error,
        Error::DatabaseError(ClosedConnection, _) | Error::BrokenTransactionManager
    )
}

/// Two transactions got in each other's way, and this one may try again.
pub(super) fn is_clash(error: &diesel::result::Error) -> bool {
    use diesel::result::{DatabaseErrorKind::SerializationFailure, Error::DatabaseError};
    match error {
        DatabaseError(SerializationFailure, _) => true,
        // diesel has no kind for SQLSTATE 40P01, only the server's text
        DatabaseError(_, info) => info.message().contains("deadlock detected"),
        _ => false,
    }
}

/// Looks for a clash anywhere below a feature's own error.
pub(super) fn has_clash(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(e) = next {
        if e.downcast_ref::<diesel::result::Error>()
            .is_some_and(is_clash)
        {
            return true;
        }
        if let Some(StoreError::Query(inner)) = e.downcast_ref::<StoreError>()
            && is_clash(inner)
        {
            return true;
        }
        next = e.source();
    }
    false
}

/// Why the database could not be opened at start. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL names neither database.
    #[error("DATABASE_URL must start with sqlite:// or postgres://")]
    BadUrl,
    /// The file or server could not be reached.
    #[error("cannot open the database: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// A check at start failed to run.
    #[error("cannot check the database: {0}")]
    Query(#[from] diesel::result::Error),
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
