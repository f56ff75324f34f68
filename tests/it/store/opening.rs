//! Opening: one process per file, owner-only rights, safe settings on every connection, unsafe servers refused.

use std::sync::{Arc, Barrier};

use clearlot::store::{DatabaseUrl, Db, OpenError, StoreConfig, StoreError};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::{inserting, stored};
use crate::database::{Database, databases, postgres_databases};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[actix_web::test]
async fn a_second_process_on_the_same_file_is_refused_until_the_first_lets_go() {
    let database = Database::sqlite();
    let db = database.open();
    assert!(matches!(database.try_open(), Err(OpenError::InUse(_))));
    drop(db);
    database.open();
}

#[cfg(unix)]
#[test]
fn a_second_name_of_the_same_file_is_no_way_around_the_lock() {
    let database = Database::sqlite();
    let _db = database.open();
    let link = database.file().with_file_name("link.db");
    std::os::unix::fs::symlink(database.file(), &link).unwrap();
    let second = Db::open(&StoreConfig {
        url: DatabaseUrl::Sqlite(link),
        ..database.config()
    });
    assert!(matches!(second, Err(OpenError::InUse(_))), "{second:?}");
}

#[cfg(unix)]
#[actix_web::test]
async fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::sqlite();
    let db = database.open();
    db.write(inserting("one")).await.unwrap();
    let folder = database.file().parent().unwrap().to_owned();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        files.push(path.file_name().unwrap().to_string_lossy().into_owned());
    }
    files.sort();
    assert_eq!(
        files,
        [
            "clearlot.db",
            "clearlot.db-shm",
            "clearlot.db-wal",
            "clearlot.db.lock"
        ]
    );
}

#[actix_web::test]
async fn every_connection_has_the_settings_that_durability_rests_on() {
    const SQLITE: &str = "SELECT journal_mode || ' ' || synchronous || ' ' || foreign_keys || ' ' || timeout || ' ' \
        || query_only AS line FROM pragma_journal_mode, pragma_synchronous, pragma_foreign_keys, \
        pragma_busy_timeout, pragma_query_only";
    const POSTGRES: &str = "SELECT concat_ws(' ', current_setting('TimeZone'), current_setting('statement_timeout'), \
        current_setting('lock_timeout'), current_setting('synchronous_commit'), \
        current_setting('default_transaction_read_only')) AS line";
    for database in databases() {
        let db = database.open();
        let query = if database.is_postgres() {
            POSTGRES
        } else {
            SQLITE
        };
        // all four at once, so that each has a connection of its own
        let barrier = Arc::new(Barrier::new(4));
        let reads: Vec<_> = (0..4)
            .map(|_| {
                let (db, barrier) = (db.clone(), barrier.clone());
                actix_web::rt::spawn(async move {
                    db.read(move |conn| {
                        barrier.wait();
                        Ok::<_, StoreError>(diesel::sql_query(query).get_result::<Line>(conn)?)
                    })
                    .await
                })
            })
            .collect();
        let expected = if database.is_postgres() {
            "UTC 5s 3s on on"
        } else {
            "wal 2 1 5000 1"
        };
        for read in reads {
            assert_eq!(read.await.unwrap().unwrap().line, expected, "{database}");
        }
        let writer = db
            .write(move |conn| {
                Ok::<_, StoreError>(diesel::sql_query(query).get_result::<Line>(conn)?)
            })
            .await
            .unwrap();
        let expected = if database.is_postgres() {
            "UTC 5s 3s on off"
        } else {
            "wal 2 1 5000 0"
        };
        assert_eq!(writer.line, expected, "{database}: the writer");
    }
}

#[actix_web::test]
async fn the_sqlite_inside_has_no_wal_reset_bug() {
    let database = Database::sqlite();
    let db = database.open();
    let version = db
        .read(|conn| {
            Ok::<Line, StoreError>(
                diesel::sql_query("SELECT sqlite_version() AS line").get_result(conn)?,
            )
        })
        .await
        .unwrap()
        .line;
    let parts: Vec<u32> = version.split('.').map(|p| p.parse().unwrap()).collect();
    assert!(parts >= vec![3, 51, 3], "{version}");
}

fn lose_confirmed_writes(database: &Database) {
    let DatabaseUrl::Postgres(url) = database.config().url else {
        panic!("{database} is no server's");
    };
    let name = url.rsplit('/').next().unwrap().split('?').next().unwrap();
    database
        .raw()
        .batch_execute(&format!(
            "ALTER DATABASE {name} SET synchronous_commit = off"
        ))
        .unwrap();
}

#[actix_web::test]
async fn a_server_that_would_lose_confirmed_writes_is_refused_unless_the_operator_insists() {
    for database in postgres_databases() {
        lose_confirmed_writes(&database);
        let refused = database.try_open();
        assert!(
            matches!(refused, Err(OpenError::UnsafeServer("synchronous_commit"))),
            "{refused:?}"
        );
        let db = Db::open(&StoreConfig {
            allow_unsafe: true,
            ..database.config()
        })
        .unwrap();
        db.write(inserting("one")).await.unwrap();
        assert_eq!(stored(&db).await.len(), 1);
    }
}

#[actix_web::test]
async fn a_server_that_turns_unsafe_later_gets_no_new_writes() {
    for database in postgres_databases() {
        let db = database.open();
        lose_confirmed_writes(&database);
        super::outages::end_connections(&database);
        let refused = db.write(inserting("one")).await;
        assert!(
            matches!(&refused, Err(StoreError::NoConnection(why)) if why.contains("synchronous_commit")),
            "{refused:?}"
        );
        assert!(stored(&db).await.is_empty(), "reads go on");
    }
}

#[test]
fn a_server_that_is_not_there_is_an_error_and_no_wait() {
    let started = std::time::Instant::now();
    let answer = Db::open(&StoreConfig {
        // the discard port: nothing listens
        url: DatabaseUrl::Postgres("postgres://postgres@127.0.0.1:9/nothing".into()),
        connections: 4,
        allow_unsafe: false,
    });
    assert!(matches!(answer, Err(OpenError::Connect(_))), "{answer:?}");
    assert!(started.elapsed().as_secs() < 5);
}
