//! Migrations: applied at start, once, whole or not at all, with a copy first; a newer schema is refused.

use clearlot::store::{Db, OpenError, StoreError};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::{inserting, names, stored};
use crate::database::{Database, databases, postgres_databases};

const DRAWS: &str = "20261121000002";
const LOTTERIES: &str = "20261121000003";

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    run_on: String,
}

async fn applied(db: &Db) -> Vec<(String, String)> {
    db.read(|conn| {
        let rows: Vec<Applied> = diesel::sql_query(
            "SELECT version, CAST(run_on AS TEXT) AS run_on FROM __diesel_schema_migrations ORDER BY version",
        )
        .load(conn)?;
        Ok::<_, StoreError>(rows.into_iter().map(|row| (row.version, row.run_on)).collect())
    })
    .await
    .unwrap()
}

/// What a table is dropped with that later tables point to.
fn cascade(database: &Database) -> &'static str {
    if database.is_postgres() {
        "CASCADE"
    } else {
        ""
    }
}

/// Takes the database back to what an earlier version of the program left behind.
fn forget_lotteries(database: &Database) {
    let cascade = cascade(database);
    database
        .raw()
        .batch_execute(&format!(
            "DROP TABLE daily_draws {cascade}; DROP TABLE lottery_prizes {cascade}; DROP TABLE lotteries {cascade}; \
             DELETE FROM __diesel_schema_migrations WHERE version = '{LOTTERIES}'"
        ))
        .unwrap();
}

async fn can_read(db: &Db, table: &str) -> bool {
    let query = format!("SELECT 1 FROM {table}");
    db.read(move |conn| Ok::<_, StoreError>(diesel::sql_query(query).execute(conn)?))
        .await
        .is_ok()
}

#[actix_web::test]
async fn a_second_start_changes_nothing() {
    for database in databases() {
        let db = database.open();
        let first = applied(&db).await;
        assert!(
            first.iter().any(|(version, _)| version == LOTTERIES),
            "{database}"
        );
        db.write(inserting("kept")).await.unwrap();
        drop(db);
        let db = database.open();
        assert_eq!(applied(&db).await, first, "{database}");
        assert_eq!(stored(&db).await, names(&["kept"]), "{database}");
    }
}

#[actix_web::test]
async fn an_older_database_is_brought_up_to_date_with_what_it_holds() {
    for database in databases() {
        let db = database.open();
        db.write(inserting("kept")).await.unwrap();
        drop(db);
        forget_lotteries(&database);
        let db = database.open();
        assert!(can_read(&db, "lotteries").await, "{database}");
        assert_eq!(stored(&db).await, names(&["kept"]), "{database}");
    }
}

#[cfg(unix)]
#[actix_web::test]
async fn a_file_is_copied_before_it_is_migrated_and_not_otherwise() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::sqlite();
    let copy = database
        .file()
        .with_file_name(format!("clearlot.db.before-{LOTTERIES}"));
    let db = database.open();
    db.write(inserting("kept")).await.unwrap();
    drop(db);
    drop(database.open());
    assert!(!copy.exists(), "nothing was pending");

    forget_lotteries(&database);
    // what a crash left of an earlier try
    let unfinished = copy.with_extension(format!("before-{LOTTERIES}.unfinished"));
    std::fs::write(&unfinished, "half a copy").unwrap();
    drop(database.open());
    assert!(!unfinished.exists());
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let mut copied = SqliteConnection::establish(&copy.to_string_lossy()).unwrap();
    let count: i64 = clearlot::schema::server_facts::table
        .count()
        .get_result(&mut copied)
        .unwrap();
    assert_eq!(count, 1);
    assert!(copied.batch_execute("SELECT 1 FROM lotteries").is_err());
    assert!(
        copied
            .batch_execute("SELECT 1 FROM accounts, draws")
            .is_ok()
    );
}

#[actix_web::test]
async fn a_migration_that_fails_leaves_nothing_behind_not_even_those_before_it() {
    for database in databases() {
        let db = database.open();
        db.write(inserting("kept")).await.unwrap();
        drop(db);
        forget_lotteries(&database);
        // two are pending: the first one works, the second finds its table in the way
        let cascade = cascade(&database);
        database
            .raw()
            .batch_execute(&format!(
                "DROP TABLE drawn_ballots {cascade}; DROP TABLE results {cascade}; DROP TABLE submission_keys {cascade}; \
                 DROP TABLE participations {cascade}; DROP TABLE entries {cascade}; DROP TABLE draws {cascade}; \
                 DELETE FROM __diesel_schema_migrations WHERE version = '{DRAWS}'; \
                 CREATE TABLE lottery_prizes (in_the_way BIGINT)"
            ))
            .unwrap();
        let failed = database.try_open();
        assert!(
            matches!(failed, Err(OpenError::Migration(_))),
            "{database}: {failed:?}"
        );
        let mut raw = database.raw();
        assert!(
            raw.batch_execute("SELECT 1 FROM draws").is_err(),
            "{database}"
        );
        raw.batch_execute("DROP TABLE lottery_prizes").unwrap();
        drop(raw);
        let db = database.open();
        assert!(can_read(&db, "draws").await && can_read(&db, "daily_draws").await);
        assert_eq!(stored(&db).await, names(&["kept"]), "{database}");
    }
}

#[actix_web::test]
async fn a_newer_schema_is_refused() {
    for database in databases() {
        drop(database.open());
        database
            .raw()
            .batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231')")
            .unwrap();
        let refused = database.try_open();
        assert!(
            matches!(&refused, Err(OpenError::NewerSchema(version)) if version == "29991231"),
            "{database}: {refused:?}"
        );
    }
}

#[actix_web::test]
async fn instances_that_start_together_migrate_once() {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    for database in postgres_databases() {
        std::thread::scope(|scope| {
            let starts: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| database.try_open().map(drop)))
                .collect();
            for start in starts {
                start.join().unwrap().unwrap();
            }
        });
        let db = database.open();
        let held = db
            .read(|conn| {
                Ok::<Count, StoreError>(
                    diesel::sql_query(
                        "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' \
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                    )
                    .get_result(conn)?,
                )
            })
            .await
            .unwrap();
        assert_eq!(held.count, 0, "no lock is left behind");
        let folders = std::fs::read_dir("migrations/postgres").unwrap().count();
        assert_eq!(applied(&db).await.len(), folders);
    }
}
