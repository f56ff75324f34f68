//! One connection type over SQLite and PostgreSQL, and the few statements diesel's `MultiBackend` cannot render.
//! Not here: pooling, queues and retries, which are `pool.rs` and `writer.rs`.
#![expect(
    missing_docs,
    reason = "diesel's derive makes undocumented items beside the two variants"
)]

use std::any::Any;
use std::cmp::Ordering;
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::{
    AnsiTransactionManager, Connection, SimpleConnection, TransactionManager,
};
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::{Error as DieselError, QueryResult};
use diesel::sqlite::{Sqlite, SqliteConnection};

use super::error::StoreError;

/// A connection to whichever database `DATABASE_URL` names.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// How a transaction begins on each database.
#[derive(Debug, Clone, Copy)]
pub(super) struct Begin {
    sqlite: &'static str,
    postgres: &'static str,
}

impl Begin {
    /// One snapshot for all selects.
    pub(super) const READ: Begin = Begin {
        sqlite: "BEGIN",
        postgres: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    };
    /// As if no other transaction ran at the same time. SQLite takes the write lock at once:
    /// a transaction that takes it later fails without waiting.
    pub(super) const SERIALIZABLE: Begin = Begin {
        sqlite: "BEGIN IMMEDIATE",
        postgres: "BEGIN ISOLATION LEVEL SERIALIZABLE",
    };
    /// For those that begin by locking rows: after the wait they see what the other one wrote.
    pub(super) const LOCKED: Begin = Begin {
        sqlite: "BEGIN IMMEDIATE",
        postgres: "BEGIN ISOLATION LEVEL READ COMMITTED",
    };
}

type Manager = <Conn as Connection>::TransactionManager;

impl Conn {
    /// Opens a transaction; an error where one is open.
    pub(super) fn begin(&mut self, begin: Begin) -> QueryResult<()> {
        match self {
            Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, begin.sqlite),
            Conn::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, begin.postgres),
        }
    }

    /// Commits. A server answers the COMMIT of a transaction in which a statement failed with a silent
    /// rollback; the SELECT before it, in the same message, fails instead.
    pub(super) fn commit(&mut self) -> QueryResult<()> {
        match self {
            Conn::Sqlite(_) => Manager::commit_transaction(self),
            // diesel learns from libpq that the transaction has ended
            Conn::Postgres(c) => c.batch_execute("SELECT 1; COMMIT"),
        }
    }

    /// How many transaction levels are open.
    pub(super) fn depth(&mut self) -> QueryResult<u32> {
        let depth = Manager::transaction_manager_status_mut(self).transaction_depth()?;
        Ok(depth.map_or(0, NonZeroU32::get))
    }

    /// Rolls back until only `to` levels are open: a panic may have left open what a job had begun.
    /// An error where fewer are open, or the connection is lost.
    pub(super) fn rollback_to(&mut self, to: u32) -> QueryResult<()> {
        loop {
            match self.depth()?.cmp(&to) {
                Ordering::Greater => Manager::rollback_transaction(self)?,
                Ordering::Equal => return Ok(()),
                Ordering::Less => return Err(DieselError::NotInTransaction),
            }
        }
    }
}

/// Runs a job inside a transaction of depth 1. A panic is an error like any other, and so is
/// a job that says all is well and has ended the transaction or left one of its own open.
pub(super) fn run_job<T, E: From<StoreError>>(
    conn: &mut Conn,
    job: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    let result = catch_unwind(AssertUnwindSafe(|| job(conn)))
        .unwrap_or_else(|panic| Err(StoreError::Panicked(panic_text(&*panic)).into()));
    if result.is_ok() {
        match conn.depth() {
            Ok(1) => {}
            Ok(0) => return Err(StoreError::Query(DieselError::NotInTransaction).into()),
            Ok(_) => return Err(StoreError::Query(DieselError::AlreadyInTransaction).into()),
            Err(e) => return Err(StoreError::Query(e).into()),
        }
    }
    result
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "(no message)".into())
}

/// Whether the error is SQLite or PostgreSQL saying that a unique constraint refused a row.
pub fn is_unique_violation(error: &DieselError) -> bool {
    matches!(
        error,
        DieselError::DatabaseError(diesel::result::DatabaseErrorKind::UniqueViolation, _)
    )
}

/// `T`'s columns for `.returning(columns::<T>())`: `T::as_returning()` is tied to one
/// backend type, which `MultiBackend` cannot hand on to the real ones.
pub fn columns<T: diesel::Selectable<MultiBackend>>() -> T::SelectExpression {
    T::construct_selection()
}

/// A query that locks its rows until the transaction ends: ` FOR UPDATE` on PostgreSQL, nothing on SQLite,
/// where the writer already has the database to itself.
#[derive(Debug, Clone, Copy, QueryId)]
pub struct ForUpdate<Q>(pub Q);

struct LockClause;

impl QueryFragment<Sqlite> for LockClause {
    fn walk_ast<'b>(&'b self, _: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        Ok(())
    }
}

impl QueryFragment<Pg> for LockClause {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(" FOR UPDATE");
        Ok(())
    }
}

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for ForUpdate<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        MultiBackend::walk_variant_ast(&LockClause, out)
    }
}

impl<Q: Query> Query for ForUpdate<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> diesel::RunQueryDsl<Conn> for ForUpdate<Q> {}

/// Runs one expression on whichever real connection `$conn` holds: for the statements
/// both databases have and `MultiBackend` has not (`ON CONFLICT`, batches, `as_returning`).
#[macro_export]
macro_rules! on_each {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::store::Conn::Sqlite($c) => $body,
            $crate::store::Conn::Postgres($c) => $body,
        }
    };
}
