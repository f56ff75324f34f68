//! SQLite's one writer: a thread that runs what is queued, each job in a savepoint, commits them together, and only
//! then answers. A crash before the commit loses jobs that nobody was told about; a crash after it loses only answers.
//! Not here: PostgreSQL, which groups commits itself.

use std::error::Error as StdError;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::r2d2::R2D2Connection;
use diesel::result::{Error as DieselError, QueryResult};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use super::conn::{Begin, Conn, run_job};
use super::error::{OpenError, StoreError, is_disk_failure, is_harmless_at_commit, query_error};
use super::kept::Versions;
use super::open::Opener;

/// How many writes may share one commit, and for how long one group may gather.
const GROUP: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(20);
/// How many writes may wait for their turn; the next one is refused at once.
const QUEUE: usize = 1024;

/// Owned by all clones of one `Db`; the thread ends when the queue does.
pub(super) struct Writer {
    queue: Mutex<Option<mpsc::Sender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    stopped: Arc<AtomicBool>,
}

/// Whether what is kept under the calm version outlives a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Calm,
    Frequent,
}

/// A write on its way through the thread.
trait Job: Send {
    fn kind(&self) -> Kind;
    /// Runs in a savepoint of its own. An error says that the transaction around it is lost.
    fn run(&mut self, conn: &mut Conn) -> Result<(), Lost>;
    /// Runs in a transaction of its own, from its begin to its commit.
    fn run_alone(&mut self, conn: &mut Conn) -> Result<(), Lost>;
    /// Tells the caller, once the fate of the transaction is known.
    fn answer(self: Box<Self>, fate: Result<(), StoreError>);
}

struct Waiting<F, T, E> {
    kind: Kind,
    f: F,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

/// Why a group was lost, what its callers are told, and whether writing must stop.
struct Lost {
    why: String,
    tell: fn(String) -> StoreError,
    stop: bool,
}

impl Writer {
    /// Starts the thread, which owns the connection and the lock of the file.
    pub(super) fn start(
        conn: Conn,
        opener: Opener,
        lock: File,
        stopped: Arc<AtomicBool>,
        versions: Arc<Versions>,
    ) -> Result<Self, OpenError> {
        let (tx, rx) = mpsc::channel(QUEUE);
        let flag = stopped.clone();
        let thread = std::thread::Builder::new()
            .name("db-writer".into())
            .spawn(move || {
                let run = AssertUnwindSafe(|| write_loop(conn, &opener, rx, &flag, &versions));
                if catch_unwind(run).is_err() {
                    log::error!("store: the writer thread panicked; writing is stopped");
                    flag.store(true, Ordering::Release);
                }
                // another process may have the file now that the last commit is done
                drop(lock);
            })
            .map_err(|source| OpenError::File {
                path: "db-writer thread".into(),
                source,
            })?;
        Ok(Writer {
            queue: Mutex::new(Some(tx)),
            thread: Mutex::new(Some(thread)),
            stopped,
        })
    }

    /// Queues `f` and waits for the commit it is in. A caller that goes away before its turn is not served.
    pub(super) async fn write<T, E, F>(&self, kind: Kind, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        if self.stopped.load(Ordering::Acquire) {
            return Err(StoreError::WritesStopped.into());
        }
        let (caller, answer) = oneshot::channel();
        self.send(Box::new(Waiting {
            kind,
            f,
            result: None,
            caller,
        }))?;
        // dropped unanswered only where the thread ended, before or after the commit
        answer.await.unwrap_or_else(|_| Err(self.ended().into()))
    }

    fn send(&self, job: Box<dyn Job>) -> Result<(), StoreError> {
        match &*self.queue.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Err(StoreError::Closed),
            Some(queue) => queue.try_send(job).map_err(|e| match e {
                TrySendError::Full(_) => StoreError::QueueFull,
                TrySendError::Closed(_) => self.ended(),
            }),
        }
    }

    fn ended(&self) -> StoreError {
        if self.stopped.load(Ordering::Acquire) {
            StoreError::WritesStopped
        } else {
            StoreError::Closed
        }
    }

    /// Finishes what is queued, checkpoints and lets go of the file.
    pub(super) fn finish(&self) {
        let queue = &mut *self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        drop(queue.take());
        let thread = &mut *self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(thread) = thread.take() else { return };
        // a job may hold the last clone of its own `Db`
        if thread.thread().id() != std::thread::current().id() {
            // its panics were caught
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.finish();
    }
}

impl<F, T, E> Job for Waiting<F, T, E>
where
    F: Fn(&mut Conn) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + StdError + Send + 'static,
{
    fn kind(&self) -> Kind {
        self.kind
    }

    fn run(&mut self, conn: &mut Conn) -> Result<(), Lost> {
        if self.caller.is_closed() {
            return Ok(());
        }
        conn.batch_execute("SAVEPOINT job")
            .map_err(|e| Lost::before_commit(&e))?;
        let result = run_job(conn, &self.f);
        let cause = result.as_ref().err().and_then(|e| query_error(e));
        // SQLite may have rolled everything back by itself (a full disk, for one). Diesel's own savepoints do not
        // notice and would save the next job alone; ours is gone then, and closing it fails
        let closed = conn.rollback_to(1).and_then(|()| {
            conn.batch_execute(match &result {
                Ok(_) => "RELEASE job",
                Err(_) => "ROLLBACK TO job; RELEASE job",
            })
        });
        match (closed, cause) {
            (Err(e), _) => return Err(Lost::before_commit(cause.unwrap_or(&e))),
            (Ok(()), Some(e)) if is_disk_failure(e) => return Err(Lost::before_commit(e)),
            (Ok(()), _) => {}
        }
        self.result = Some(result);
        Ok(())
    }

    fn run_alone(&mut self, conn: &mut Conn) -> Result<(), Lost> {
        if self.caller.is_closed() {
            return Ok(());
        }
        conn.begin(Begin::SERIALIZABLE)
            .map_err(|e| Lost::before_commit(&e))?;
        let result = run_job(conn, &self.f);
        match result.as_ref().map_err(|e| query_error(e)) {
            Ok(_) => conn.commit().map_err(|e| Lost::at_commit(&e))?,
            Err(Some(e)) if is_disk_failure(e) => return Err(Lost::before_commit(e)),
            // nobody else has written in it: that SQLite may have rolled back by itself is no harm
            Err(_) => conn.rollback_to(0).map_err(|e| Lost::before_commit(&e))?,
        }
        self.result = Some(result);
        Ok(())
    }

    fn answer(self: Box<Self>, fate: Result<(), StoreError>) {
        let answer = match fate {
            // a refusal too may rest on what a neighbour wrote, and that was lost
            Err(lost) => Err(lost.into()),
            Ok(()) => self
                .result
                .unwrap_or_else(|| Err(StoreError::Closed.into())),
        };
        // a caller that went away (its client hung up) misses the answer; what was committed stays
        let _ = self.caller.send(answer);
    }
}

impl Lost {
    fn before_commit(error: &DieselError) -> Self {
        Lost {
            why: error.to_string(),
            tell: StoreError::NotSaved,
            stop: is_disk_failure(error),
        }
    }

    fn at_commit(error: &DieselError) -> Self {
        let is_harmless = is_harmless_at_commit(error);
        Lost {
            why: error.to_string(),
            tell: if is_harmless {
                StoreError::NotSaved
            } else {
                StoreError::OutcomeUnknown
            },
            stop: !is_harmless,
        }
    }
}

fn write_loop(
    mut conn: Conn,
    opener: &Opener,
    mut queue: mpsc::Receiver<Box<dyn Job>>,
    stopped: &AtomicBool,
    versions: &Versions,
) {
    // met by a group that it does not join
    let mut next: Option<Box<dyn Job>> = None;
    while let Some(first) = next.take().or_else(|| queue.blocking_recv()) {
        let mut group = vec![first];
        if stopped.load(Ordering::Acquire) {
            return stop(group, queue);
        }
        let outcome = match group.as_mut_slice() {
            [alone] if alone.kind() == Kind::Frequent => alone.run_alone(&mut conn),
            _ => run_group(&mut conn, &mut group, &mut queue, &mut next),
        };
        // also where it was lost: the disk may have it all the same
        versions.count(group.iter().any(|job| job.kind() == Kind::Calm));
        if let Err(lost) = &outcome {
            log::error!(
                "store: a group of {} writes was lost: {}",
                group.len(),
                lost.why
            );
            if lost.stop {
                stopped.store(true, Ordering::Release);
            } else {
                recover(&mut conn, opener);
            }
        }
        for job in group {
            job.answer(match &outcome {
                Ok(()) => Ok(()),
                Err(lost) => Err((lost.tell)(lost.why.clone())),
            });
        }
        if stopped.load(Ordering::Acquire) {
            return stop(next.into_iter().collect(), queue);
        }
    }
    if let Err(e) = conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
        log::warn!("store: the last checkpoint failed: {e}");
    }
}

/// The first job is in the group; those that wait join it, up to one that runs alone.
fn run_group(
    conn: &mut Conn,
    group: &mut Vec<Box<dyn Job>>,
    queue: &mut mpsc::Receiver<Box<dyn Job>>,
    alone: &mut Option<Box<dyn Job>>,
) -> Result<(), Lost> {
    let started = Instant::now();
    if let Err(e) = conn.begin(Begin::SERIALIZABLE) {
        // who waits would wait for the same again, one after the other: a locked file costs seconds each time
        group.extend(std::iter::from_fn(|| queue.try_recv().ok()).take(QUEUE));
        return Err(Lost::before_commit(&e));
    }
    let mut next = 0;
    while let Some(job) = group.get_mut(next) {
        job.run(conn)?;
        next += 1;
        if next < GROUP && alone.is_none() && started.elapsed() < GROUP_TIME {
            match queue.try_recv() {
                Ok(job) if job.kind() == Kind::Frequent => *alone = Some(job),
                waiting => group.extend(waiting),
            }
        }
    }
    conn.commit().map_err(|e| Lost::at_commit(&e))
}

/// Leaves a lost transaction behind, with a new connection where it must be.
fn recover(conn: &mut Conn, opener: &Opener) {
    let rolled_back: QueryResult<()> = conn.rollback_to(0);
    if rolled_back.is_ok() && !conn.is_broken() {
        return;
    }
    match opener.open() {
        Ok(fresh) => *conn = fresh,
        // the next group fails to begin and comes here again
        Err(e) => log::error!("store: cannot open the database again: {e}"),
    }
}

fn stop(group: Vec<Box<dyn Job>>, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    log::error!("store: writing is stopped; look at the disk, then restart");
    queue.close();
    let waiting = std::iter::from_fn(|| queue.blocking_recv());
    for job in group.into_iter().chain(waiting) {
        job.answer(Err(StoreError::WritesStopped));
    }
}
