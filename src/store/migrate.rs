//! Brings the schema up to date at start: the same migrations by name on both databases, a copy of a SQLite file first.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::Conn;
use super::error::OpenError;
use super::open::DatabaseUrl;
use crate::on_each;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The key of the advisory lock under which one instance migrates at a time: "clearlot" in ASCII, as PostgreSQL wants a 64-bit integer.
const MIGRATION_LOCK: i64 = 0x636c_6561_726c_6f74;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Runs what is pending. A schema newer than this program is refused; a failing migration changes nothing.
pub(super) fn run(conn: &mut Conn, url: &DatabaseUrl) -> Result<(), OpenError> {
    let failed = |e: BoxError| OpenError::Migration(e.to_string());
    match conn {
        Conn::Sqlite(_) => {
            let pending = pending(conn)?;
            let first = applied(conn)?.is_empty();
            if pending.is_empty() {
                return Ok(());
            }
            if let (DatabaseUrl::Sqlite(path), false) = (url, first) {
                copy_before(conn, path, &pending[0])?;
            }
            let Conn::Sqlite(lite) = conn else {
                return Ok(());
            };
            lite.run_pending_migrations(SQLITE)
                .map(|_| ())
                .map_err(failed)
        }
        Conn::Postgres(pg) => {
            pg.batch_execute(&format!("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
            // dropping the connection on the way out of an error releases the lock too
            let outcome = pending(conn).and_then(|_| {
                let Conn::Postgres(pg) = conn else {
                    return Ok(());
                };
                pg.run_pending_migrations(POSTGRES)
                    .map(|_| ())
                    .map_err(failed)
            });
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
            outcome
        }
    }
}

fn names<DB: diesel::backend::Backend>(
    source: &EmbeddedMigrations,
) -> Result<Vec<String>, OpenError> {
    let all: Vec<Box<dyn Migration<DB>>> = source
        .migrations()
        .map_err(|e: BoxError| OpenError::Migration(e.to_string()))?;
    let mut names: Vec<String> = all
        .iter()
        .map(|m| m.name().version().as_owned().to_string())
        .collect();
    names.sort();
    Ok(names)
}

fn applied(conn: &mut Conn) -> Result<BTreeSet<String>, OpenError> {
    let versions: Vec<MigrationVersion<'static>> = on_each!(conn, |c| c.applied_migrations())
        .map_err(|e| OpenError::Migration(e.to_string()))?;
    Ok(versions.iter().map(ToString::to_string).collect())
}

/// The versions still to run, oldest first.
fn pending(conn: &mut Conn) -> Result<Vec<String>, OpenError> {
    let known = match conn {
        Conn::Sqlite(_) => names::<diesel::sqlite::Sqlite>(&SQLITE)?,
        Conn::Postgres(_) => names::<diesel::pg::Pg>(&POSTGRES)?,
    };
    let done = applied(conn)?;
    if let Some(newer) = done.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::NewerSchema(newer.clone()));
    }
    Ok(known
        .into_iter()
        .filter(|version| !done.contains(version))
        .collect())
}

/// Copies the file beside itself before the first statement of a migration, so that the operator can go back.
/// Written under another name first: a copy that a crash cut short never looks finished.
fn copy_before(conn: &mut Conn, path: &Path, version: &str) -> Result<(), OpenError> {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".before-{version}{ending}"));
        PathBuf::from(name)
    };
    let (unfinished, finished) = (beside(".unfinished"), beside(""));
    let file_error = |source| OpenError::File {
        path: unfinished.display().to_string(),
        source,
    };
    match std::fs::remove_file(&unfinished) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(file_error(e)),
        _ => {}
    }
    diesel::sql_query("VACUUM INTO $1")
        .bind::<diesel::sql_types::Text, _>(unfinished.to_string_lossy().into_owned())
        .execute(conn)?;
    std::fs::File::open(&unfinished)
        .and_then(|f| f.sync_all())
        .map_err(file_error)?;
    std::fs::rename(&unfinished, &finished).map_err(file_error)?;
    log::info!(
        "store: copied the database to {} before migrating",
        finished.display()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_migrations() {
        let sqlite = names::<diesel::sqlite::Sqlite>(&SQLITE).unwrap();
        assert!(!sqlite.is_empty());
        assert_eq!(sqlite, names::<diesel::pg::Pg>(&POSTGRES).unwrap());
    }
}
