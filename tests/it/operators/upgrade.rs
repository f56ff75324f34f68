//! From the first release's schema with data in it to today's: once, whole, also when the program is killed meanwhile.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use clearlot::schema::{accounts, results};
use clearlot::store::StoreError;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use crate::database::{Database, databases, postgres_databases};

/// The migrations of the first release.
const FIRST: [&str; 3] = [
    "2026-11-21-000001_accounts",
    "2026-11-21-000002_draws",
    "2026-11-21-000003_lotteries",
];

/// Makes the database as the first release left it, with an account, a lottery and a drawn draw in it.
fn first_release(database: &Database) {
    let kind = if database.is_postgres() {
        "postgres"
    } else {
        "sqlite"
    };
    let mut text = String::from(
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
         run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);",
    );
    for name in FIRST {
        let file = format!(
            "{}/migrations/{kind}/{name}/up.sql",
            env!("CARGO_MANIFEST_DIR")
        );
        text.push_str(&std::fs::read_to_string(file).unwrap());
        let version: String = name.chars().filter(char::is_ascii_digit).collect();
        text.push_str(&format!(
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('{version}');"
        ));
    }
    text.push_str(
        "INSERT INTO accounts (username, username_key, password_hash, role, created_at) \
         VALUES ('ann', 'ann', 'x', 'manager', '2026-11-21 12:00:00'); \
         INSERT INTO lotteries (slug, name, description, time_zone, first_day, one_prize, reserves, stock, version, created_at) \
         VALUES ('daily', 'Daily Draw', '', 'UTC', '2026-11-21', false, 0, 'buff', 1, '2026-11-21 12:00:00');",
    );
    let bytes = if database.is_postgres() {
        r"'\x0102'"
    } else {
        "X'0102'"
    };
    text.push_str(&format!(
        "INSERT INTO draws (name, origin, title, game_path, stock, time_zone, day, state, opens, closes, reveal_by, \
         open_leaf, sealed_seed, frontier, last_time, created_at) \
         VALUES ('daily-2026-11-21', 'lotto.example/vdraw/daily-2026-11-21', 'Daily Draw', '/lotteries/daily', 'buff', \
         'UTC', '2026-11-21', 'drawn', 1, 2, 3, '', {bytes}, {bytes}, 2, '2026-11-21 12:00:00'); \
         INSERT INTO results (draw_id, draw_key, seed, drawn_at, late) VALUES (1, {bytes}, {bytes}, 2, true);"
    ));
    if !database.is_postgres() {
        std::fs::create_dir_all(database.file().parent().unwrap()).unwrap();
    }
    database.raw().batch_execute(&text).unwrap();
}

async fn names(database: &Database) -> Vec<String> {
    let db = database.open();
    let names = db
        .read(|conn| Ok::<_, StoreError>(accounts::table.select(accounts::username).load(conn)?))
        .await
        .unwrap();
    db.close();
    names
}

#[actix_web::test]
async fn a_database_of_the_first_release_is_brought_up_to_date_with_what_it_holds() {
    for database in databases() {
        first_release(&database);
        assert_eq!(names(&database).await, ["ann"], "{database}");
        let db = database.open();
        db.check_schema().await.unwrap();
        type Row = (i64, Vec<u8>, Option<Vec<u8>>, i64, bool, Option<i64>);
        let kept: Vec<Row> = db
            .read(|conn| {
                let columns = (
                    results::draw_id,
                    results::draw_key,
                    results::seed,
                    results::drawn_at,
                    results::late,
                    results::beacon_round,
                );
                Ok::<_, StoreError>(results::table.select(columns).load(conn)?)
            })
            .await
            .unwrap();
        let bytes = vec![1, 2];
        assert_eq!(kept, [(1, bytes.clone(), Some(bytes), 2, true, None)]);
    }
}

#[actix_web::test]
async fn instances_that_start_together_on_an_old_database_migrate_it_once() {
    for database in postgres_databases() {
        first_release(&database);
        std::thread::scope(|scope| {
            let start = || database.try_open().map(|db| db.close());
            let starts: Vec<_> = (0..3).map(|_| scope.spawn(start)).collect();
            for start in starts {
                start.join().unwrap().unwrap();
            }
        });
        assert_eq!(names(&database).await, ["ann"], "{database}");
    }
}

#[actix_web::test]
async fn a_program_killed_while_it_migrates_leaves_a_database_that_the_next_start_brings_up_to_date()
 {
    for database in databases() {
        first_release(&database);
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..5 {
            let mut child = Command::new(env!("CARGO_BIN_EXE_clearlot"))
                .arg("migrate")
                .current_dir(folder.path())
                .env("DATABASE_URL", database.url())
                .env("CLEARLOT_DATA_DIR", folder.path())
                .env("RUST_LOG", "info")
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            // the first line comes just before the schema is touched
            let mut line = String::new();
            let _ = BufReader::new(child.stderr.take().unwrap()).read_line(&mut line);
            child.kill().unwrap();
            child.wait().unwrap();
        }
        assert_eq!(names(&database).await, ["ann"], "{database}");
        database.open().check_schema().await.unwrap();
    }
}
