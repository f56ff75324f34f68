//! Whether the database may be used as it is: the library, the server's settings, damage in the file.
//! Not here: opening connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::SqliteConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::conn::Conn;
use super::error::{OpenError, is_disk_failure};
use super::open::{Opener, POSTGRES_SETTINGS, READ_BACK, setting_of, text_of};

/// A SQLite file up to this size, in bytes, is looked through before it is used: that takes less than a tenth of a
/// second. A larger one is looked through while it is used.
const CHECKED_FIRST: i64 = 16 << 20;

/// Refuses a library that damages databases and a small file that is damaged, and logs the settings read back.
/// Answers whether the file is still to be looked through: see [`find_damage`].
pub(super) fn check(conn: &mut Conn) -> Result<bool, OpenError> {
    match conn {
        Conn::Sqlite(lite) => {
            let version = text_of(lite, "SELECT sqlite_version() AS value")?;
            if !is_sound_sqlite(&version) {
                return Err(OpenError::OldSqlite(version));
            }
            let settings = text_of(lite, READ_BACK)?;
            log::info!("store: SQLite {version}, read back: {settings} (synchronous 2 is FULL)");
            let size =
                "SELECT page_count * page_size AS value FROM pragma_page_count, pragma_page_size";
            let size = diesel::sql_query(size).get_result::<OneNumber>(lite)?.value;
            if size > CHECKED_FIRST {
                return Ok(true);
            }
            find_damage(lite)?.map_or(Ok(false), |found| Err(OpenError::Damaged(found)))
        }
        Conn::Postgres(pg) => {
            for setting in POSTGRES_SETTINGS {
                let value = setting_of(pg, setting)?;
                log::info!("store: PostgreSQL {setting} {value}");
                if value == "off" {
                    log::warn!("store: with {setting} off a power cut may lose confirmed ballots");
                }
            }
            Ok(false)
        }
    }
}

/// Reads every page of the file, about 200 MB in a second, and says what is wrong with the first that is.
fn find_damage(lite: &mut SqliteConnection) -> QueryResult<Option<String>> {
    let found = text_of(
        lite,
        "SELECT quick_check AS value FROM pragma_quick_check LIMIT 1",
    )?;
    Ok((found != "ok").then_some(found))
}

/// Looks the file through on a thread of its own. Damage stops all writing: what is confirmed from then on might not be kept.
pub(super) fn check_in_background(
    opener: Opener,
    stopped: Arc<AtomicBool>,
) -> Result<(), OpenError> {
    let look = move || {
        let Ok(Conn::Sqlite(mut lite)) = opener.open() else {
            return log::warn!("store: the file could not be opened to look it through");
        };
        let damage = match find_damage(&mut lite) {
            Ok(None) => return log::info!("store: the file was looked through: no damage"),
            Ok(Some(damage)) => damage,
            Err(e) if is_disk_failure(&e) => e.to_string(),
            Err(e) => return log::warn!("store: the file could not be looked through: {e}"),
        };
        log::error!("store: writing is stopped: {}", OpenError::Damaged(damage));
        stopped.store(true, Ordering::Release);
    };
    let thread = std::thread::Builder::new().name("db-check".into());
    // ends by itself, or with the process: it only reads
    let spawned = thread.spawn(look).map(drop);
    spawned.map_err(|source| OpenError::File {
        path: "db-check thread".into(),
        source,
    })
}

/// SQLite 3.51.3 mended a bug by which two connections could corrupt a database in WAL mode.
fn is_sound_sqlite(version: &str) -> bool {
    let mut parts = version.split('.').map(|p| p.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= (3, 51, 3)
}

#[derive(QueryableByName)]
struct OneNumber {
    #[diesel(sql_type = BigInt)]
    value: i64,
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
}
