//! `Db`: reads in a snapshot that cannot write, writes that are answered only after their commit is on disk.
//! How each database does it is in `pool.rs` and `writer.rs`.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::check::{check, check_in_background};
use super::conn::{Begin, Conn};
use super::error::{OpenError, StoreError, is_disk_failure, query_error};
use super::kept::{Version, Versions, Watch};
use super::migrate;
use super::open::{Opener, claim_file};
use super::pool::Connections;
use super::short::ShortReads;
use super::timings::Timings;
use super::url::{DatabaseUrl, StoreConfig};
use super::writer::{Kind, Writer};

/// The database. Cheap to clone; all clones share the same connections.
#[derive(Clone)]
pub struct Db {
    readers: Connections,
    /// SQLite's readers for those who do not change threads.
    short: Option<Arc<ShortReads>>,
    writers: Writers,
    versions: Arc<Versions>,
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
        let is_unchecked = check(&mut conn)?;
        migrate::run(&mut conn, &config.url)?;
        let short = match lock {
            Some(_) => Some(Arc::new(ShortReads::open(reading.clone())?)),
            None => None,
        };
        let readers = Connections::open(reading.clone(), config.connections)?;
        let stopped = Arc::new(AtomicBool::new(false));
        if is_unchecked {
            check_in_background(reading, stopped.clone())?;
        }
        let versions = Arc::new(Versions::default());
        let writers = match lock {
            Some(lock) => {
                let writer = Writer::start(conn, writing, lock, stopped.clone(), versions.clone())?;
                Writers::Sqlite(Arc::new(writer))
            }
            None => Writers::Postgres(Connections::open(writing, config.connections)?),
        };
        Ok(Db {
            readers,
            short,
            writers,
            versions,
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
        self.notice_damage(&result);
        result
    }

    /// As [`Db::read`], for a handful of rows found by their keys: on SQLite it runs on the thread that asks, which
    /// does nothing else meanwhile. Lists without a limit, sums and exports are [`Db::read`]'s.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_short<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let Some(short) = &self.short else {
            return self.read(f).await;
        };
        let timer = self.timings.reads.start_timer();
        let result = short.read(f);
        timer.observe_duration();
        self.notice_damage(&result);
        result
    }

    fn notice_damage<T, E: StdError + 'static>(&self, result: &Result<T, E>) {
        if let Err(error) = result
            && let Some(damage) = query_error(error).filter(|e| is_disk_failure(e))
            && !self.stopped.swap(true, Ordering::AcqRel)
        {
            log::error!("store: a read failed, so writing is stopped; look at the disk: {damage}");
        }
    }

    /// Changes with every write, before it is answered. `None` where other processes may write too (PostgreSQL).
    pub fn version(&self) -> Option<Version> {
        self.short.as_ref().map(|_| self.versions.all())
    }

    /// [`Db::version`] for those who hold no `Db`.
    pub fn watch(&self) -> Watch {
        Watch(self.short.as_ref().map(|_| self.versions.clone()))
    }

    /// Changes with every write but [`Db::write_frequent`].
    pub fn calm_version(&self) -> Option<Version> {
        self.short.as_ref().map(|_| self.versions.calm())
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
        self.write_as(Begin::SERIALIZABLE, Kind::Calm, f).await
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
        self.write_as(Begin::LOCKED, Kind::Calm, f).await
    }

    /// As [`Db::write_locked`], for the few writes that come by the thousand and are batches already: it shares its
    /// commit with no other write. It must touch no table from which anything is kept under [`Db::calm_version`].
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_frequent<T, E, F>(&self, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.write_as(Begin::LOCKED, Kind::Frequent, f).await
    }

    async fn write_as<T, E, F>(&self, begin: Begin, kind: Kind, f: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + StdError + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        // a caller that gives up is counted too, when the timer is dropped
        let _timer = self.timings.writes.start_timer();
        match &self.writers {
            Writers::Sqlite(writer) => writer.write(kind, f).await,
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
