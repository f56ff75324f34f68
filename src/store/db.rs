//! `Db`: reads from a pool that cannot write, writes that are answered only after their commit is on disk.
//! The writer thread is SQLite's; on PostgreSQL each write has its own transaction and the server groups commits.

use std::any::Any;
use std::error::Error as StdError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::r2d2::{Pool, R2D2Connection};
use diesel::result::QueryResult;
use tokio::sync::{mpsc, oneshot};

use super::conn::{Conn, depth};
use super::error::{OpenError, StoreError, has_clash, is_lost_connection};
use super::migrate;
use super::open::{ACQUIRE_TIMEOUT, DatabaseUrl, Opener, StoreConfig, check, claim_file};

/// How many writes may share one commit, and for how long one group may gather.
const GROUP: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(20);
/// How many writes may wait for their turn; the next one is refused at once.
const QUEUE: usize = 1024;
/// How often PostgreSQL may be asked again for a transaction that clashed with another.
const ATTEMPTS: u32 = 10;

const PG_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const PG_SERIALIZABLE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const PG_LOCKED: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// What to tell the caller once the commit is known.
type Reply = Box<dyn FnOnce(Result<(), Arc<diesel::result::Error>>) + Send>;
/// A write on its way to the writer thread. It runs in its own savepoint and says whether the
/// transaction around it still stands; without a connection it is only to be answered.
type Job = Box<dyn FnOnce(Option<&mut Conn>) -> (Reply, QueryResult<()>) + Send>;

/// The database. Cheap to clone; all clones share the same connections.
#[derive(Clone)]
pub struct Db {
    readers: Pool<Opener>,
    writer: Writer,
    stopped: Arc<AtomicBool>,
}

#[derive(Clone)]
enum Writer {
    Thread(Arc<WriterThread>),
    Pool(Pool<Opener>),
}

/// Owned by all clones of one `Db`; the thread ends when the queue does.
struct WriterThread {
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.writer {
            Writer::Thread(_) => "Db(SQLite)",
            Writer::Pool(_) => "Db(PostgreSQL)",
        })
    }
}

impl Db {
    /// Opens the database, checks that it keeps what it confirms, and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`], whose text says what the operator can do.
    pub fn open(config: &StoreConfig) -> Result<Db, OpenError> {
        let lock = match &config.url {
            DatabaseUrl::Sqlite(path) => Some(claim_file(path)?),
            DatabaseUrl::Postgres(_) => None,
        };
        let opener = Opener {
            url: config.url.clone(),
            read_only: false,
        };
        let mut conn = opener.open()?;
        check(&mut conn, config.allow_unsafe)?;
        migrate::run(&mut conn, &config.url)?;
        let is_postgres = lock.is_none();
        let pool = |opener| {
            Pool::builder()
                .max_size(config.connections)
                .min_idle(Some(1))
                .connection_timeout(ACQUIRE_TIMEOUT)
                .test_on_check_out(is_postgres)
                .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
                .build(opener)
        };
        let readers = pool(Opener {
            read_only: true,
            ..opener.clone()
        })?;
        let stopped = Arc::new(AtomicBool::new(false));
        let writer = if is_postgres {
            Writer::Pool(pool(opener)?)
        } else {
            Writer::Thread(Arc::new(WriterThread::start(
                conn,
                opener,
                lock,
                stopped.clone(),
            )?))
        };
        Ok(Db {
            readers,
            writer,
            stopped,
        })
    }

    /// Runs `f` in one snapshot, on a connection that cannot write. Reads never wait for writes.
    ///
    /// # Errors
    /// What `f` answers; a [`StoreError`] when no connection is free, or `f` panics.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let pool = self.readers.clone();
        blocking(move || {
            let conn = &mut *pool.get().map_err(StoreError::NoConnection)?;
            conn.begin(false, PG_READ).map_err(StoreError::Query)?;
            let result = catch(conn, f);
            // nothing was written: how the transaction ends is of no interest, but it must end
            let ended = conn.rollback_to(0);
            result.and_then(|value| {
                ended
                    .map(|()| value)
                    .map_err(|e| StoreError::Query(e).into())
            })
        })
        .await
    }

    /// Runs `f` in a transaction: all of it is on disk when this answers `Ok`, or none of it.
    /// Writes happen as if one after the other. `f` may run more than once on PostgreSQL, each time
    /// on a database that nothing of the earlier run is left in.
    ///
    /// To survive an error of a statement inside `f`, wrap the statement in `conn.transaction`.
    ///
    /// # Errors
    /// What `f` answers (then nothing of it is saved); a [`StoreError`] when it could not be saved.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.write_as(PG_SERIALIZABLE, f).await
    }

    /// As [`Db::write`], for transactions whose first statement locks (`ForUpdate`) every row that what
    /// follows depends on: on PostgreSQL a second instance then waits for the lock instead of being aborted.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_locked<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.write_as(PG_LOCKED, f).await
    }

    async fn write_as<T, E, F>(&self, begin: &'static str, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        match &self.writer {
            Writer::Pool(pool) => {
                let pool = pool.clone();
                blocking(move || {
                    retried(
                        &mut *pool.get().map_err(StoreError::NoConnection)?,
                        begin,
                        f,
                    )
                })
                .await
            }
            Writer::Thread(writer) => {
                if self.stopped.load(Ordering::Acquire) {
                    return Err(StoreError::WritesStopped.into());
                }
                let (tx, rx) = oneshot::channel();
                writer.send(Box::new(move |conn| grouped(conn, f, tx)))?;
                // the sender is dropped unanswered only when the thread ended, before or after the commit
                rx.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
            }
        }
    }

    /// Whether a disk error has stopped writing; only a restart, after the operator has looked, takes it up again.
    pub fn has_stopped_writing(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Finishes the writes that are queued, checkpoints and lets go of the file.
    pub fn close(&self) {
        if let Writer::Thread(writer) = &self.writer {
            writer.finish();
        }
    }
}

impl WriterThread {
    fn start(
        conn: Conn,
        opener: Opener,
        lock: Option<std::fs::File>,
        stopped: Arc<AtomicBool>,
    ) -> Result<Self, OpenError> {
        let (tx, rx) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("db-writer".into())
            .spawn(move || {
                write_loop(conn, &opener, rx, &stopped);
                // the file lock is this thread's: another process may have the file once the last commit is done
                drop(lock);
            })
            .map_err(|source| OpenError::File {
                path: "db-writer thread".into(),
                source,
            })?;
        Ok(WriterThread {
            queue: Mutex::new(Some(tx)),
            thread: Mutex::new(Some(thread)),
        })
    }

    fn send(&self, job: Job) -> Result<(), StoreError> {
        match &*self.queue.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Err(StoreError::Closed),
            Some(queue) => queue.try_send(job).map_err(|e| match e {
                mpsc::error::TrySendError::Full(_) => StoreError::QueueFull,
                mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
            }),
        }
    }

    fn finish(&self) {
        drop(
            self.queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(Err(_)) = thread.map(JoinHandle::join) {
            log::error!("store: the writer thread panicked");
        }
    }
}

impl Drop for WriterThread {
    fn drop(&mut self) {
        self.finish();
    }
}

async fn blocking<T, E>(f: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    match tokio::task::spawn_blocking(f).await {
        Ok(result) => result,
        Err(e) if e.is_panic() => Err(StoreError::Panicked(panic_text(&*e.into_panic())).into()),
        Err(_) => Err(StoreError::Closed.into()),
    }
}

fn catch<T, E: From<StoreError>>(
    conn: &mut Conn,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| f(conn)))
        .unwrap_or_else(|panic| Err(StoreError::Panicked(panic_text(&*panic)).into()))
}

/// `f` in a transaction of its own on PostgreSQL, again where the server found it to clash with another.
fn retried<T, E>(
    conn: &mut Conn,
    begin: &str,
    f: impl Fn(&mut Conn) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError> + StdError + 'static,
{
    let mut attempt = 1;
    loop {
        let error = match once(conn, begin, &f) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if attempt == ATTEMPTS || !has_clash(&error) {
            return Err(error);
        }
        // two that clashed once would clash again in step
        std::thread::sleep(Duration::from_millis(rand::random_range(
            1..5 * u64::from(attempt),
        )));
        attempt += 1;
    }
}

fn once<T, E>(conn: &mut Conn, begin: &str, f: impl Fn(&mut Conn) -> Result<T, E>) -> Result<T, E>
where
    E: From<StoreError>,
{
    conn.begin(true, begin).map_err(StoreError::Query)?;
    let mut result = catch(conn, f);
    // PostgreSQL answers COMMIT with a silent rollback where a statement had failed and `f`
    // went on as if nothing were: ask first
    if result.is_ok()
        && let Err(e) = conn.batch_execute("SELECT 1")
    {
        result = Err(StoreError::Query(e).into());
    }
    let value = match result {
        Ok(value) => value,
        Err(error) => {
            if let Err(e) = conn.rollback_to(0) {
                log::warn!("store: a rollback failed: {e}");
            }
            return Err(error);
        }
    };
    match conn.commit() {
        Ok(()) => Ok(value),
        Err(e) if is_lost_connection(&e) => Err(StoreError::OutcomeUnknown(e).into()),
        Err(e) => {
            let _ = conn.rollback_to(0);
            Err(StoreError::Query(e).into())
        }
    }
}

/// `f` in a savepoint of the writer's transaction: an `Err` or a panic undoes what `f` did, and only that.
fn grouped<T, E>(
    conn: Option<&mut Conn>,
    f: impl Fn(&mut Conn) -> Result<T, E>,
    answer: oneshot::Sender<Result<T, E>>,
) -> (Reply, QueryResult<()>)
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (result, closed) = match conn {
        None => (None, Ok(())),
        Some(conn) => in_savepoint(conn, f),
    };
    let reply: Reply = Box::new(move |committed| {
        // a caller that went away (its client hung up) misses the answer; what was committed stays
        let _ = answer.send(match (result, committed) {
            (Some(Err(refused)), _) => Err(refused),
            (Some(result), Ok(())) => result,
            (_, Err(lost)) => Err(StoreError::NotSaved(lost).into()),
            (None, Ok(())) => Err(StoreError::Closed.into()),
        });
    });
    (reply, closed)
}

/// The second half says whether the savepoint itself could be opened and closed as it should.
fn in_savepoint<T, E: From<StoreError>>(
    conn: &mut Conn,
    f: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> (Option<Result<T, E>>, QueryResult<()>) {
    let outer = depth(conn);
    if let Err(e) = conn.begin(true, "") {
        return (None, Err(e));
    }
    let result = catch(conn, f);
    let closed = match &result {
        Ok(_) => conn.commit(),
        Err(_) => conn.rollback_to(outer),
    };
    (Some(result), closed)
}

/// Takes what is queued, runs each job in a savepoint of one transaction, commits, and only then answers.
/// A crash before the commit loses jobs that nobody was told about; a crash after it loses only answers.
fn write_loop(
    mut conn: Conn,
    opener: &Opener,
    mut queue: mpsc::Receiver<Job>,
    stopped: &AtomicBool,
) {
    while let Some(first) = queue.blocking_recv() {
        let mut replies: Vec<Reply> = Vec::new();
        let committed = run_group(&mut conn, first, &mut queue, &mut replies);
        if let Err(e) = &committed {
            log::error!("store: a group of {} writes was lost: {e}", replies.len());
            if !recover(&mut conn, opener, e) {
                stopped.store(true, Ordering::Release);
            }
        }
        let committed = committed.map_err(Arc::new);
        for reply in replies {
            reply(committed.clone());
        }
        if stopped.load(Ordering::Acquire) {
            log::error!("store: writing is stopped; look at the disk, then restart");
            // who waits in the queue is told by the dropped answer channels
            return;
        }
    }
    if let Err(e) = conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
        log::warn!("store: the last checkpoint failed: {e}");
    }
}

fn run_group(
    conn: &mut Conn,
    first: Job,
    queue: &mut mpsc::Receiver<Job>,
    replies: &mut Vec<Reply>,
) -> QueryResult<()> {
    let started = Instant::now();
    if let Err(e) = conn.begin(true, "") {
        replies.push(first(None).0);
        return Err(e);
    }
    let mut next = Some(first);
    while let Some(job) = next.take() {
        let (reply, closed) = job(Some(conn));
        replies.push(reply);
        // the transaction is gone (disk full, …): no further job may run in what is left of it
        closed?;
        if replies.len() < GROUP && started.elapsed() < GROUP_TIME {
            next = queue.try_recv().ok();
        }
    }
    conn.commit()
}

/// Leaves the lost transaction behind. False where going on could confirm what the disk did not keep:
/// after an error of the disk itself, the kernel may have dropped pages that it says are written.
fn recover(conn: &mut Conn, opener: &Opener, error: &diesel::result::Error) -> bool {
    // SQLite's own texts; diesel hands on no result code. What is not known stops the writes.
    let text = error.to_string();
    let harmless = [
        "database or disk is full",
        "no transaction is active",
        "no such savepoint",
        "database is locked",
    ];
    if !harmless.iter().any(|known| text.contains(known)) {
        return false;
    }
    if conn.rollback_to(0).is_ok() && !conn.is_broken() {
        return true;
    }
    match opener.open() {
        Ok(fresh) => {
            *conn = fresh;
            true
        }
        Err(e) => {
            log::error!("store: cannot open the database again: {e}");
            false
        }
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "(no message)".into())
}
