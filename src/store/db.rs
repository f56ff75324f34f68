//! `Db`: reads in a snapshot that cannot write, writes that are answered only after their commit is on disk.
//! How each database does it is in `pool.rs` and `writer.rs`.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::conn::{Begin, Conn};
use super::error::{OpenError, StoreError, is_disk_failure, query_error};
use super::migrate;
use super::open::{Opener, check, claim_file};
use super::pool::Connections;
use super::timings::Timings;
use super::url::{DatabaseUrl, StoreConfig};
use super::writer::Writer;

/// The database. Cheap to clone; all clones share the same connections.
#[derive(Clone)]
pub struct Db {
    readers: Connections,
    writers: Writers,
    /// Set for good when the disk failed: by the writer or by a read that met damage.
    stopped: Arc<AtomicBool>,
    timings: Timings,
}

#[derive(Clone)]
enum Writers {
    Sqlite(Arc<Writer>),
    Postgres(Connections),
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.writers {
            Writers::Sqlite(_) => "Db(SQLite)",
            Writers::Postgres(_) => "Db(PostgreSQL)",
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
        let writing = Opener {
            url: config.url.clone(),
            read_only: false,
            allow_unsafe: config.allow_unsafe,
        };
        let reading = Opener {
            read_only: true,
            ..writing.clone()
        };
        let mut conn = writing.open()?;
        check(&mut conn)?;
        migrate::run(&mut conn, &config.url)?;
        let readers = Connections::open(reading, config.connections)?;
        let stopped = Arc::new(AtomicBool::new(false));
        let writers = match lock {
            Some(lock) => {
                let writer = Writer::start(conn, writing, lock, stopped.clone())?;
                Writers::Sqlite(Arc::new(writer))
            }
            None => Writers::Postgres(Connections::open(writing, config.connections)?),
        };
        Ok(Db {
            readers,
            writers,
            stopped,
            timings: Timings::new(),
        })
    }

    /// Runs `f` in one snapshot, on a connection that cannot write. Reads never wait for writes.
    ///
    /// # Errors
    /// What `f` answers; a [`StoreError`] when no connection is free, or `f` panics.
    pub async fn read<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let timer = self.timings.reads.start_timer();
        let result = self.readers.lend(move |lease| lease.read(f)).await;
        timer.observe_duration();
        if let Err(error) = &result
            && let Some(damage) = query_error(error).filter(|e| is_disk_failure(e))
            && !self.stopped.swap(true, Ordering::AcqRel)
        {
            log::error!("store: a read failed, so writing is stopped; look at the disk: {damage}");
        }
        result
    }

    /// Runs `f` in a transaction: all of it is on disk when this answers `Ok`, or none of it.
    /// Writes happen as if one after the other. `f` may run more than once on PostgreSQL, each time
    /// on a database that nothing of the earlier run is left in.
    ///
    /// To survive an error of a statement inside `f`, wrap the statement in `conn.transaction`.
    /// Dropping the future before its turn comes takes the write back; after that it runs to its end.
    ///
    /// # Errors
    /// What `f` answers (then nothing of it is saved); a [`StoreError`] when it could not be saved.
    pub async fn write<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.write_as(Begin::SERIALIZABLE, f).await
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
        self.write_as(Begin::LOCKED, f).await
    }

    async fn write_as<T, E, F>(&self, begin: Begin, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        // a caller that gives up is counted too, when the timer is dropped
        let _timer = self.timings.writes.start_timer();
        match &self.writers {
            Writers::Sqlite(writer) => writer.write(f).await,
            Writers::Postgres(connections) => {
                connections.lend(move |lease| lease.write(begin, f)).await
            }
        }
    }

    /// How long reads and writes take, from the call to its answer.
    pub fn timings(&self) -> &Timings {
        &self.timings
    }

    /// Whether the schema is the one this program knows: another instance may have brought it further.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with what is missing or unknown; or the database failed.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        self.read(migrate::check).await
    }

    /// Whether a disk error has stopped writing; only a restart, after the operator has looked, takes it up again.
    pub fn has_stopped_writing(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Refuses further writes, finishes those that are queued, checkpoints and lets go of the file.
    /// Blocks until that is done.
    pub fn close(&self) {
        match &self.writers {
            Writers::Sqlite(writer) => writer.finish(),
            Writers::Postgres(connections) => connections.close(),
        }
    }
}
