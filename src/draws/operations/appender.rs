//! The queue of submissions and the one thread of this process that commits them in batches.
//! What a batch may contain is decided in `append.rs`.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use prometheus::Histogram;
use tokio::sync::{mpsc, oneshot};

use super::append::{Answer, AppendError, Waiting, take_batch};
use super::memory::Memory;
use crate::clock::Clock;
use crate::draws::model::Accepted;
use crate::store::{Db, StoreError, reach};

/// How many submissions may wait; the next one is refused at once.
const QUEUE: usize = 4096;
/// How many submissions may share one transaction.
const BATCH: usize = 256;
/// How often a batch is tried that an earlier use of one of its keys got in the way of.
const ATTEMPTS: usize = 3;

type Sender = oneshot::Sender<Result<Accepted, AppendError>>;

/// Owned by all clones of one `Draws`. The thread ends when the queue does.
pub(super) struct Appender {
    queue: Mutex<Option<mpsc::Sender<(Waiting, Sender)>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Appender {
    pub(super) fn start(db: Db, clock: Clock, sizes: Histogram) -> std::io::Result<Self> {
        let (queue, waiting) = mpsc::channel(QUEUE);
        // a runtime of its own: requests come and go on many, and the tests' end with each test
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        let thread = std::thread::Builder::new()
            .name("ballot-appender".into())
            .spawn(move || runtime.block_on(run(db, clock, waiting, sizes)))?;
        Ok(Appender {
            queue: Mutex::new(Some(queue)),
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) async fn submit(&self, one: Waiting) -> Result<Accepted, AppendError> {
        let not_taken = || AppendError::Store(Arc::new(StoreError::Closed));
        let (sender, answer) = oneshot::channel();
        let queued = match &*self.queue.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(queue) => queue.try_send((one, sender)),
            None => return Err(not_taken()),
        };
        queued.map_err(|e| match e {
            mpsc::error::TrySendError::Full(_) => AppendError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => not_taken(),
        })?;
        // unanswered only if the thread is gone, before or after a commit
        let unknown = |_| Err(AppendError::lost(&Arc::new(StoreError::Closed)));
        answer.await.unwrap_or_else(unknown)
    }

    pub(super) fn close(&self) {
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
            log::error!("draws: the thread that appends ballots panicked");
        }
    }
}

/// Takes what waits, commits it, and only then answers. A crash before the commit loses submissions that
/// nobody was told about; a crash after it loses only answers, and the keys give those again.
async fn run(db: Db, clock: Clock, mut queue: mpsc::Receiver<(Waiting, Sender)>, sizes: Histogram) {
    let memory = Arc::<Mutex<Memory>>::default();
    while let Some((first, sender)) = queue.recv().await {
        let (mut batch, mut senders) = (vec![first], vec![sender]);
        while batch.len() < BATCH
            && let Ok((next, sender)) = queue.try_recv()
        {
            batch.push(next);
            senders.push(sender);
        }
        sizes.observe(f64::from(u32::try_from(batch.len()).unwrap_or(u32::MAX)));
        // a sender that went away (its client hung up) misses the answer; what was committed stays
        match commit(&db, &clock, &memory, batch).await {
            Ok(answers) => {
                for (sender, answer) in senders.into_iter().zip(answers) {
                    let _ = sender.send(answer.map_err(AppendError::Refused));
                }
            }
            Err(error) => {
                log::error!(
                    "draws: a batch of {} submissions was lost: {error}",
                    senders.len()
                );
                let error = Arc::new(error);
                for sender in senders {
                    let _ = sender.send(Err(AppendError::lost(&error)));
                }
            }
        }
    }
}

async fn commit(
    db: &Db,
    clock: &Clock,
    memory: &Arc<Mutex<Memory>>,
    batch: Vec<Waiting>,
) -> Result<Vec<Answer>, StoreError> {
    let batch: Arc<[Waiting]> = batch.into();
    let mut attempt = 1;
    loop {
        let (batch, clock, watch) = (batch.clone(), clock.clone(), db.watch());
        let known = (attempt == 1).then(|| memory.clone());
        let taken: Result<_, StoreError> = db
            // entries, sums, keys and tree heads only
            .write_frequent(move |conn| {
                let version = watch.version();
                let memory = known
                    .as_ref()
                    .map(|memory| memory.lock().unwrap_or_else(PoisonError::into_inner));
                let known = memory.as_ref().and_then(|memory| memory.at(version));
                let taken = take_batch(conn, &clock, &batch, known)?;
                reach("append", "before commit");
                Ok((version, taken))
            })
            .await;
        match taken {
            // a key has been used before, or another instance has just stored it: the next attempt looks
            Err(e) if e.is_unique_violation() && attempt < ATTEMPTS => attempt += 1,
            Err(e) => return Err(e),
            Ok((version, taken)) => {
                reach("append", "after commit");
                let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
                memory.learn(version, taken.left);
                return Ok(taken.answers);
            }
        }
    }
}
