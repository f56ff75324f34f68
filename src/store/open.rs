//! Opens connections with every setting that durability rests on, and checks what the server or library really uses.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::{Connection, SimpleConnection};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, R2D2Connection};
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection};

use super::conn::Conn;
use super::error::{OpenError, StoreError};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL server, as libpq takes it.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite://path` or `postgres://…`.
    ///
    /// # Errors
    /// [`OpenError::BadUrl`] for anything else.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(DatabaseUrl::Postgres(text.to_owned()));
        }
        match text.strip_prefix("sqlite://") {
            Some(path) if !path.is_empty() => Ok(DatabaseUrl::Sqlite(path.into())),
            _ => Err(OpenError::BadUrl),
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    /// Never shows a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            DatabaseUrl::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            DatabaseUrl::Postgres(text) => match text.rsplit_once('@') {
                Some((_, place)) => write!(f, "postgres://…@{place}"),
                None => f.write_str(text),
            },
        }
    }
}

/// How the database is used.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// Where it is.
    pub url: DatabaseUrl,
    /// Connections for reading; on PostgreSQL as many again for writing.
    pub connections: u32,
    /// Start although the PostgreSQL server would lose confirmed writes in a power cut.
    pub allow_unsafe: bool,
}

/// Opens connections; the pools' manager.
#[derive(Debug, Clone)]
pub(super) struct Opener {
    pub url: DatabaseUrl,
    pub read_only: bool,
}

impl Opener {
    pub(super) fn open(&self) -> Result<Conn, OpenError> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => self.open_sqlite(path).map(Conn::Sqlite),
            DatabaseUrl::Postgres(url) => self.open_postgres(url).map(Conn::Postgres),
        }
    }

    fn open_sqlite(&self, path: &Path) -> Result<SqliteConnection, OpenError> {
        let mut lite = SqliteConnection::establish(&path.to_string_lossy())?;
        // busy_timeout first: switching to WAL may itself have to wait
        lite.batch_execute(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
        )?;
        if self.read_only {
            lite.batch_execute("PRAGMA query_only = ON")?;
        }
        Ok(lite)
    }

    fn open_postgres(&self, url: &str) -> Result<PgConnection, OpenError> {
        let mut pg = PgConnection::establish(&with_connect_timeout(url))?;
        pg.batch_execute(
            "SET TIME ZONE 'UTC'; SET statement_timeout = '5s'; SET lock_timeout = '3s'; \
             SET idle_in_transaction_session_timeout = '30s'",
        )?;
        if self.read_only {
            pg.batch_execute("SET default_transaction_read_only = on")?;
        }
        Ok(pg)
    }
}

/// A server that does not answer must not hold a request for libpq's default of for ever.
fn with_connect_timeout(url: &str) -> String {
    if url.contains("connect_timeout=") {
        return url.to_owned();
    }
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}connect_timeout=3")
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

/// How long a request may wait for a free connection.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);

/// Makes the file readable by its owner only, and takes it for this process alone.
/// The lock goes with the process, however it ends.
pub(super) fn claim_file(path: &Path) -> Result<File, OpenError> {
    let fail = |path: &Path| {
        let path = path.display().to_string();
        move |source| OpenError::File { path, source }
    };
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(fail(folder))?;
    }
    let mut lock_path = path.as_os_str().to_owned();
    lock_path.push(".lock");
    let lock_path = PathBuf::from(lock_path);
    let lock = private(&lock_path).map_err(fail(&lock_path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.display().to_string())),
        Err(TryLockError::Error(source)) => return Err(fail(&lock_path)(source)),
    }
    // SQLite gives -wal and -shm the rights of the file itself
    private(path).map_err(fail(path))?;
    Ok(lock)
}

fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    value: String,
}

fn text_of(conn: &mut Conn, query: &str) -> QueryResult<String> {
    diesel::sql_query(query)
        .get_result::<OneText>(conn)
        .map(|row| row.value)
}

/// Refuses a library or server that would lose or damage confirmed writes, and logs the values read back.
pub(super) fn check(conn: &mut Conn, allow_unsafe: bool) -> Result<(), OpenError> {
    if matches!(conn, Conn::Sqlite(_)) {
        let version = text_of(conn, "SELECT sqlite_version() AS value")?;
        if !is_sound_sqlite(&version) {
            return Err(OpenError::OldSqlite(version));
        }
        let journal = text_of(
            conn,
            "SELECT journal_mode AS value FROM pragma_journal_mode",
        )?;
        let synchronous = text_of(
            conn,
            "SELECT CAST(synchronous AS TEXT) AS value FROM pragma_synchronous",
        )?;
        log::info!(
            "store: SQLite {version}, journal_mode {journal}, synchronous {synchronous} (2 is FULL)"
        );
        return Ok(());
    }
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        let value = text_of(
            conn,
            &format!("SELECT current_setting('{setting}') AS value"),
        )?;
        log::info!("store: PostgreSQL {setting} {value}");
        if value == "off" {
            if !allow_unsafe {
                return Err(OpenError::UnsafeServer(setting));
            }
            log::warn!(
                "store: PostgreSQL has {setting} off: a power cut may lose confirmed ballots"
            );
        }
    }
    Ok(())
}

/// SQLite 3.51.3 mended a bug by which two connections could corrupt a database in WAL mode.
fn is_sound_sqlite(version: &str) -> bool {
    let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= (3, 51, 3)
}

impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Query(e) => StoreError::Query(e),
            other => StoreError::corrupt("connection", other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sqlite_older_than_the_wal_fix_is_refused() {
        assert!(!is_sound_sqlite("3.40.1"));
        assert!(!is_sound_sqlite("3.51.2"));
        assert!(is_sound_sqlite("3.51.3"));
        assert!(is_sound_sqlite("3.53.2"));
        assert!(is_sound_sqlite("4.0.0"));
    }

    #[test]
    fn a_database_url_never_shows_its_password() {
        let url = DatabaseUrl::parse("postgres://me:secret@db.example/clearlot").unwrap();
        assert!(!format!("{url:?}").contains("secret"));
        assert!(DatabaseUrl::parse("mysql://x").is_err());
        assert!(DatabaseUrl::parse("sqlite://").is_err());
    }
}
