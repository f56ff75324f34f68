//! Brings the schema up to date at start: the same migrations by name on both databases, a copy of a SQLite file first.
//! Not here: ways back. The copy and the operator's backups are the way back.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::{Begin, Conn};
use super::error::{OpenError, StoreError};
use super::open::{beside, private_file};
use super::url::DatabaseUrl;
use crate::on_each;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The key of the advisory lock under which one instance migrates at a time: "clearlot" in ASCII, as PostgreSQL wants a 64-bit integer.
const MIGRATION_LOCK: i64 = 0x636c_6561_726c_6f74;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

fn failed(error: impl ToString) -> OpenError {
    OpenError::Migration(error.to_string())
}

/// Runs what is pending, all of it in one transaction: whatever fails or crashes, the database is as it was.
/// A schema newer than this program is refused.
pub(super) fn run(conn: &mut Conn, url: &DatabaseUrl) -> Result<(), OpenError> {
    if let DatabaseUrl::Sqlite(path) = url {
        let (done, pending) = versions(conn)?;
        if let (false, Some(next)) = (done.is_empty(), pending.first()) {
            copy_before(conn, path, next)?;
        }
    }
    // no limits for statements that rebuild tables; with foreign keys on, SQLite would empty the tables
    // that point to one that is dropped and made anew
    conn.batch_execute(match conn {
        Conn::Sqlite(_) => "PRAGMA foreign_keys = OFF",
        Conn::Postgres(_) => "SET statement_timeout = 0; SET lock_timeout = 0",
    })?;
    // an error on the way drops the connection, and the transaction with it
    conn.begin(Begin::LOCKED)?;
    run_in_transaction(conn)?;
    conn.commit()?;
    if let Conn::Sqlite(lite) = conn {
        lite.batch_execute("PRAGMA foreign_keys = ON")?;
    }
    Ok(())
}

fn run_in_transaction(conn: &mut Conn) -> Result<(), OpenError> {
    if let Conn::Postgres(pg) = conn {
        // the second instance waits here, and finds nothing left to do
        pg.batch_execute(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))?;
    }
    if versions(conn)?.1.is_empty() {
        return Ok(());
    }
    match conn {
        Conn::Sqlite(lite) => {
            lite.run_pending_migrations(SQLITE).map_err(failed)?;
            let broken: Vec<BrokenKey> =
                diesel::sql_query("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")
                    .load(lite)?;
            match broken.first() {
                Some(key) => Err(failed(format!("a foreign key of {} dangles", key.table))),
                None => Ok(()),
            }
        }
        Conn::Postgres(pg) => pg
            .run_pending_migrations(POSTGRES)
            .map(|_| ())
            .map_err(failed),
    }
}

/// The name of every migration this program knows, and whether this database has it; none has those of no database.
pub(super) fn list(
    conn: Option<&mut Conn>,
    url: &DatabaseUrl,
) -> Result<Vec<(String, bool)>, OpenError> {
    let known = match url {
        DatabaseUrl::Sqlite(_) => embedded::<diesel::sqlite::Sqlite>(&SQLITE)?,
        DatabaseUrl::Postgres(_) => embedded::<diesel::pg::Pg>(&POSTGRES)?,
    };
    let done: BTreeSet<String> = match conn {
        None => BTreeSet::new(),
        Some(conn) => done_so_far(conn)?,
    };
    let versions: Vec<String> = known.iter().map(|(version, _)| version.clone()).collect();
    pending(&done, &versions)?;
    let listed = known.into_iter();
    Ok(listed
        .map(|(version, name)| (name, done.contains(&version)))
        .collect())
}

/// What has run, asked without making diesel's table where there is none.
fn done_so_far(conn: &mut Conn) -> Result<BTreeSet<String>, OpenError> {
    let tables = match conn {
        Conn::Sqlite(_) => {
            "SELECT name AS version FROM sqlite_master WHERE name = '__diesel_schema_migrations'"
        }
        Conn::Postgres(_) => {
            "SELECT CAST(table_name AS TEXT) AS version FROM information_schema.tables \
             WHERE table_name = '__diesel_schema_migrations'"
        }
    };
    let tables: Vec<Version> = diesel::sql_query(tables).load(conn)?;
    if tables.is_empty() {
        return Ok(BTreeSet::new());
    }
    let done: Vec<Version> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
    Ok(done.into_iter().map(|row| row.version).collect())
}

/// Whether the schema is exactly the one this program knows. On connections that cannot write, as diesel's own list
/// of what has run is not.
pub(super) fn check(conn: &mut Conn) -> Result<(), StoreError> {
    let done: Vec<Version> =
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
    let done = done.into_iter().map(|row| row.version).collect();
    let known = known(conn).map_err(|e| StoreError::corrupt("schema", e))?;
    match pending(&done, &known) {
        Err(e) => Err(StoreError::corrupt("schema", e)),
        Ok(pending) => match pending.first() {
            None => Ok(()),
            Some(missing) => Err(StoreError::corrupt(
                "schema",
                format!("{missing} is missing"),
            )),
        },
    }
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

#[derive(QueryableByName)]
struct BrokenKey {
    #[diesel(sql_type = diesel::sql_types::Text)]
    table: String,
}

/// The versions that have run, and those still to run, oldest first.
fn versions(conn: &mut Conn) -> Result<(BTreeSet<String>, Vec<String>), OpenError> {
    let done: BTreeSet<String> = on_each!(&mut *conn, |c| c.applied_migrations())
        .map_err(failed)?
        .iter()
        .map(ToString::to_string)
        .collect();
    let pending = pending(&done, &known(conn)?)?;
    Ok((done, pending))
}

/// The versions that this program knows, oldest first.
fn known(conn: &Conn) -> Result<Vec<String>, OpenError> {
    let known = match conn {
        Conn::Sqlite(_) => embedded::<diesel::sqlite::Sqlite>(&SQLITE)?,
        Conn::Postgres(_) => embedded::<diesel::pg::Pg>(&POSTGRES)?,
    };
    Ok(known.into_iter().map(|(version, _)| version).collect())
}

/// What of the known has not run. One that ran and is not known was run by a newer program.
fn pending(done: &BTreeSet<String>, known: &[String]) -> Result<Vec<String>, OpenError> {
    if let Some(newer) = done.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::NewerSchema(newer.clone()));
    }
    let pending = known.iter().filter(|version| !done.contains(*version));
    Ok(pending.cloned().collect())
}

/// Version and folder name of each migration, oldest first.
fn embedded<DB: diesel::backend::Backend>(
    source: &EmbeddedMigrations,
) -> Result<Vec<(String, String)>, OpenError> {
    let all: Vec<Box<dyn Migration<DB>>> = source.migrations().map_err(|e: BoxError| failed(e))?;
    let mut names: Vec<(String, String)> = all
        .iter()
        .map(|m| (m.name().version().to_string(), m.name().to_string()))
        .collect();
    names.sort();
    Ok(names)
}

/// Copies the file beside itself before the first statement of a migration, so that the operator can go back.
/// Written under another name first: a copy that a crash cut short never looks finished.
fn copy_before(conn: &mut Conn, path: &Path, version: &str) -> Result<(), OpenError> {
    let finished = beside(path, &format!(".before-{version}"));
    let unfinished = beside(&finished, ".unfinished");
    let file_error = |source| OpenError::File {
        path: unfinished.display().to_string(),
        source,
    };
    match std::fs::remove_file(&unfinished) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(file_error(e)),
        _ => {}
    }
    // SQLite takes an empty file, and would make one that others can read
    let file = private_file(&unfinished).map_err(file_error)?;
    diesel::sql_query("VACUUM INTO $1")
        .bind::<diesel::sql_types::Text, _>(unfinished.to_string_lossy().into_owned())
        .execute(conn)?;
    file.sync_all().map_err(file_error)?;
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
        let sqlite = embedded::<diesel::sqlite::Sqlite>(&SQLITE).unwrap();
        assert!(!sqlite.is_empty());
        assert_eq!(sqlite, embedded::<diesel::pg::Pg>(&POSTGRES).unwrap());
    }
}
