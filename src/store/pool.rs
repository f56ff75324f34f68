//! Connections that are lent to one transaction at a time: all reads, and PostgreSQL's writes.
//! Not here: SQLite's one writer, which is `writer.rs`.

use std::error::Error as StdError;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use diesel::r2d2::{ManageConnection, NopErrorHandler, Pool, PooledConnection, R2D2Connection};
use diesel::result::QueryResult;
use tokio::sync::Semaphore;

use super::conn::{Begin, Conn, run_job};
use super::error::{OpenError, StoreError, is_clash, query_error};
use super::open::Opener;

/// How long a request may wait for a connection, all in all.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How often PostgreSQL may be asked again for a transaction that clashed with another.
const ATTEMPTS: u32 = 10;
/// After so many clashes a write runs while this instance does no other: among many that want the same
/// row, the same one may lose again and again.
const PATIENCE: u32 = 3;

/// Cheap to clone; all clones lend the same connections.
#[derive(Clone)]
pub(super) struct Connections {
    pool: Pool<Opener>,
    /// As many as connections. Who waits for one waits here, on no thread: while the server is down,
    /// requests must not fill the threads that others need.
    permits: Arc<Semaphore>,
    order: Arc<RwLock<()>>,
}

/// The right to one connection, and until when to wait for it.
pub(super) struct Lease {
    connections: Pool<Opener>,
    order: Arc<RwLock<()>>,
    deadline: Instant,
}

impl ManageConnection for Opener {
    type Connection = Conn;
    type Error = OpenError;

    fn connect(&self) -> Result<Conn, OpenError> {
        self.open()
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), OpenError> {
        Ok(conn.ping()?)
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        std::thread::panicking() || conn.is_broken()
    }
}

impl Connections {
    /// Opens the first one, so that what is wrong shows at start.
    pub(super) fn open(opener: Opener, size: u32) -> Result<Self, OpenError> {
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .connection_timeout(ACQUIRE_TIMEOUT)
            // BEGIN is the test
            .test_on_check_out(false)
            .error_handler(Box::new(NopErrorHandler))
            .build(opener)?;
        Ok(Connections {
            permits: Arc::new(Semaphore::new(pool.max_size() as usize)),
            pool,
            order: Arc::default(),
        })
    }

    /// Runs `job` on a thread that may block. A caller that goes away before its turn is not served;
    /// after that, the job runs to its end.
    pub(super) async fn lend<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&Lease) -> Result<T, E> + Send + 'static,
    {
        let deadline = Instant::now() + ACQUIRE_TIMEOUT;
        let turn = self.permits.clone().acquire_owned();
        let permit = match tokio::time::timeout_at(deadline.into(), turn).await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_closed)) => return Err(StoreError::Closed.into()),
            Err(_elapsed) => {
                return Err(StoreError::NoConnection("all of them are busy".into()).into());
            }
        };
        let lease = Lease {
            connections: self.pool.clone(),
            order: self.order.clone(),
            deadline,
        };
        let run = move || {
            let result = job(&lease);
            drop(permit);
            result
        };
        match tokio::task::spawn_blocking(run).await {
            Ok(result) => result,
            Err(e) if e.is_panic() => Err(StoreError::Panicked(e.to_string()).into()),
            Err(_) => Err(StoreError::Closed.into()),
        }
    }

    /// Refuses all that have not had their turn.
    pub(super) fn close(&self) {
        self.permits.close();
    }
}

impl Lease {
    /// Runs `f` in one snapshot.
    pub(super) fn read<T, E: From<StoreError>>(
        &self,
        f: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        let conn = &mut *self.begin(Begin::READ)?;
        let result = run_job(conn, f);
        // nothing was written: how the transaction ends is of no interest, but a connection
        // that is still in it is not lent again
        let _ = conn.rollback_to(0);
        result
    }

    /// Runs `f` in a transaction of its own, again where the server found it to clash with another.
    pub(super) fn write<T, E>(
        &self,
        begin: Begin,
        f: impl Fn(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError> + StdError + 'static,
    {
        let mut attempt = 1;
        loop {
            let result = self.write_once(begin, attempt > PATIENCE, &f);
            match &result {
                Err(error) if attempt < ATTEMPTS && query_error(error).is_some_and(is_clash) => {}
                _ => return result,
            }
            // two that clashed once would clash again in step
            let pause = rand::random_range(1..5 * u64::from(attempt));
            std::thread::sleep(Duration::from_millis(pause));
            attempt += 1;
        }
    }

    fn write_once<T, E>(
        &self,
        begin: Begin,
        alone: bool,
        f: impl Fn(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError> + StdError + 'static,
    {
        let shared = || self.order.read().unwrap_or_else(PoisonError::into_inner);
        let exclusive = || self.order.write().unwrap_or_else(PoisonError::into_inner);
        let _turn = ((!alone).then(shared), alone.then(exclusive));
        let conn = &mut *self.begin(begin)?;
        let result = run_job(conn, f);
        finish(conn, result)
    }

    /// A connection with an open transaction. Those that died in the pool (the server was restarted)
    /// fail to begin one and are thrown away.
    fn begin(&self, begin: Begin) -> Result<PooledConnection<Opener>, StoreError> {
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            let mut conn = self
                .connections
                .get_timeout(left)
                .map_err(|e| StoreError::NoConnection(e.to_string()))?;
            match conn.begin(begin) {
                Ok(()) => return Ok(conn),
                Err(e) if !conn.is_broken() => return Err(StoreError::Query(e)),
                Err(e) if Instant::now() >= self.deadline => {
                    return Err(StoreError::NoConnection(e.to_string()));
                }
                Err(e) => log::debug!("store: a connection was lost while idle: {e}"),
            }
        }
    }
}

/// Commits what succeeded and rolls back the rest.
fn finish<T, E>(conn: &mut Conn, result: Result<T, E>) -> Result<T, E>
where
    E: From<StoreError> + StdError + 'static,
{
    let value = match result {
        Ok(value) => value,
        Err(error) => {
            return Err(match (conn.rollback_to(0), query_error(&error)) {
                // the statement failed because the connection was lost, whatever it says
                (Err(_), Some(e)) => StoreError::NoConnection(e.to_string()).into(),
                _ => error,
            });
        }
    };
    committed(conn).map(|()| value).map_err(E::from)
}

fn committed(conn: &mut Conn) -> Result<(), StoreError> {
    let outcome: QueryResult<()> = conn.commit();
    let Err(error) = outcome else {
        return Ok(());
    };
    match conn.rollback_to(0) {
        Ok(()) => Err(StoreError::Query(error)),
        // the server may have committed before the connection was lost
        Err(_) => Err(StoreError::OutcomeUnknown(error.to_string())),
    }
}
