//! Short reads, on the thread that asks: SQLite answers from memory sooner than another thread wakes up.
//! Not here: reads that may take long, and PostgreSQL's, which are lent connections in `pool.rs`.

use std::sync::{Mutex, PoisonError};

use super::conn::{Begin, Conn, run_job};
use super::error::{OpenError, StoreError};
use super::open::Opener;

/// How many connections are kept for the next read: about as many as threads ask at once.
const KEPT: usize = 16;

/// SQLite connections that cannot write. Each is used by one thread at a time.
pub(super) struct ShortReads {
    opener: Opener,
    idle: Mutex<Vec<Conn>>,
}

impl ShortReads {
    /// Opens the first one.
    pub(super) fn open(opener: Opener) -> Result<Self, OpenError> {
        let first = opener.open()?;
        Ok(ShortReads {
            opener,
            idle: Mutex::new(vec![first]),
        })
    }

    /// Runs `f` in one snapshot, here and now.
    pub(super) fn read<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.take()?;
        conn.begin(Begin::READ).map_err(StoreError::Query)?;
        let result = run_job(&mut conn, f);
        // a connection that is still in the transaction is not used again
        if conn.rollback_to(0).is_ok() {
            self.keep(conn);
        }
        result
    }

    fn take(&self) -> Result<Conn, StoreError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        match idle {
            Some(conn) => Ok(conn),
            None => {
                let opened = self.opener.open();
                opened.map_err(|e| StoreError::NoConnection(e.to_string()))
            }
        }
    }

    fn keep(&self, conn: Conn) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(conn);
        }
    }
}
