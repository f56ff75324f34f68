//! Opens connections with every setting that durability rests on, and reads back what is really used.
//! Not here: pools and the schema.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use diesel::connection::{Connection, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel::{PgConnection, SqliteConnection};

use super::conn::Conn;
use super::error::OpenError;
use super::url::DatabaseUrl;

use crate::private;

/// Opens connections; the pools' manager.
#[derive(Debug, Clone)]
pub(super) struct Opener {
    pub url: DatabaseUrl,
    pub read_only: bool,
    pub allow_unsafe: bool,
}

impl Opener {
    /// A connection whose settings have been read back: a server's may change while the program runs.
    pub(super) fn open(&self) -> Result<Conn, OpenError> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => self.open_sqlite(path).map(Conn::Sqlite),
            DatabaseUrl::Postgres(url) => self.open_postgres(url).map(Conn::Postgres),
        }
    }

    fn open_sqlite(&self, path: &Path) -> Result<SqliteConnection, OpenError> {
        let mut lite = SqliteConnection::establish(&path.to_string_lossy())?;
        // busy_timeout first: switching to WAL may itself have to wait; fullfsync is for macOS, whose fsync
        // does not reach the disk
        lite.batch_execute(
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
             PRAGMA trusted_schema = OFF;",
        )?;
        if self.read_only {
            lite.batch_execute("PRAGMA query_only = ON")?;
        }
        let settings = text_of(&mut lite, READ_BACK)?;
        // a disk that cannot share memory keeps another journal_mode, without an error
        if settings != SQLITE_SETTINGS {
            return Err(OpenError::UnsafeSettings(settings));
        }
        Ok(lite)
    }

    fn open_postgres(&self, url: &str) -> Result<PgConnection, OpenError> {
        let mut pg = PgConnection::establish(&with_time_limits(url))?;
        pg.batch_execute(
            "SET TIME ZONE 'UTC'; SET statement_timeout = '5s'; SET lock_timeout = '3s'; \
             SET idle_in_transaction_session_timeout = '30s'",
        )?;
        if self.read_only {
            pg.batch_execute("SET default_transaction_read_only = on")?;
            return Ok(pg);
        }
        if !self.allow_unsafe
            && let Some(setting) = unsafe_setting(&mut pg)?
        {
            return Err(OpenError::UnsafeServer(setting));
        }
        Ok(pg)
    }
}

/// What a connection says of itself when it is asked.
pub(super) const READ_BACK: &str = "SELECT 'journal_mode ' || journal_mode || ', synchronous ' || synchronous || \
     ', foreign_keys ' || foreign_keys || ', busy_timeout ' || timeout AS value \
     FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, pragma_busy_timeout";

const SQLITE_SETTINGS: &str = "journal_mode wal, synchronous 2, foreign_keys 1, busy_timeout 5000";

/// What a PostgreSQL server must not have off.
pub(super) const POSTGRES_SETTINGS: [&str; 3] = ["fsync", "full_page_writes", "synchronous_commit"];

fn unsafe_setting(pg: &mut PgConnection) -> QueryResult<Option<&'static str>> {
    for setting in POSTGRES_SETTINGS {
        if setting_of(pg, setting)? == "off" {
            return Ok(Some(setting));
        }
    }
    Ok(None)
}

pub(super) fn setting_of(pg: &mut PgConnection, setting: &str) -> QueryResult<String> {
    diesel::sql_query("SELECT current_setting($1) AS value")
        .bind::<Text, _>(setting)
        .get_result::<OneText>(pg)
        .map(|row| row.value)
}

/// A server that does not answer must not hold a request for libpq's default of for ever: neither while
/// connecting, nor when the network goes away under an open connection.
fn with_time_limits(url: &str) -> String {
    let limits = [
        ("connect_timeout", "3"),
        ("tcp_user_timeout", "5000"),
        ("keepalives_idle", "5"),
        ("keepalives_interval", "2"),
        ("keepalives_count", "3"),
        ("fallback_application_name", "clearlot"),
    ];
    let mut url = url.to_owned();
    for (name, value) in limits {
        if !url.contains(&format!("{name}=")) {
            let sign = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{sign}{name}={value}"));
        }
    }
    url
}

/// Makes the file readable by its owner only, and takes it for this process alone.
/// The lock goes with the process, however it ends.
pub(super) fn claim_file(path: &Path) -> Result<File, OpenError> {
    let fail = |path: &Path| {
        let path = path.display().to_string();
        move |source| OpenError::File { path, source }
    };
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        private::create_folder(folder).map_err(fail(folder))?;
    }
    // one file has one lock, by whatever name it is opened
    let path = match path.canonicalize() {
        Err(e) if e.kind() == ErrorKind::NotFound => path.to_owned(),
        real => real.map_err(fail(path))?,
    };
    let lock_path = beside(&path, ".lock");
    let lock = private_file(&lock_path).map_err(fail(&lock_path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.display().to_string())),
        Err(TryLockError::Error(source)) => return Err(fail(&lock_path)(source)),
    }
    // SQLite gives -wal and -shm the rights of the file itself. Opened only under the lock: closing a file
    // drops the locks that another connection of this process has on it
    let file = private_file(&path).map_err(fail(&path))?;
    warn_if_open_to_others(&path, &file);
    Ok(lock)
}

/// The file's name with something after it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Opens a file that only its owner can read, and makes it where there is none.
pub(super) fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = private::file_options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path)
}

fn warn_if_open_to_others(path: &Path, file: &File) {
    #[cfg(unix)]
    if file
        .metadata()
        .is_ok_and(|m| std::os::unix::fs::PermissionsExt::mode(&m.permissions()) & 0o077 != 0)
    {
        let path = path.display();
        log::warn!("store: {path} can be read by others; run: chmod 600 {path}");
    }
}

#[derive(QueryableByName)]
struct OneText {
    #[diesel(sql_type = Text)]
    value: String,
}

pub(super) fn text_of(lite: &mut SqliteConnection, query: &str) -> QueryResult<String> {
    diesel::sql_query(query)
        .get_result::<OneText>(lite)
        .map(|row| row.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operators_own_time_limits_stand() {
        let url = with_time_limits("postgres://db/x?connect_timeout=20");
        assert!(url.starts_with("postgres://db/x?connect_timeout=20&tcp_user_timeout="));
        assert!(!url.contains("connect_timeout=3"));
        assert!(with_time_limits("postgres://db/x").contains("/x?connect_timeout=3&"));
    }
}
