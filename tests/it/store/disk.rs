//! SQLite on a disk that is full, fails or has damaged the file: what was answered "ok" is there, and nothing else.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};

use clearlot::schema::server_facts;
use clearlot::store::{Db, OpenError, StoreError};
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{insert, inserting, stored, submit, together};
use crate::database::Database;

/// Lets the file grow by so many pages and no further.
async fn limit_growth(db: &Db, pages: i64) {
    db.write(move |conn| {
        let now: i64 = diesel::select(sql::<BigInt>("(SELECT page_count FROM pragma_page_count)"))
            .get_result(conn)?;
        conn.batch_execute(&format!("PRAGMA max_page_count = {}", now + pages))?;
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
}

/// A row that takes a page of its own.
fn inserting_much(name: String, nested: bool) -> super::Job {
    Box::new(move |conn| {
        let row = (
            server_facts::name.eq(&name),
            server_facts::value.eq("x".repeat(3000)),
        );
        let statement = diesel::insert_into(server_facts::table).values(row);
        if nested {
            conn.transaction(|conn| statement.execute(conn))?;
        } else {
            statement.execute(conn)?;
        }
        Ok(())
    })
}

#[actix_web::test]
async fn on_a_full_disk_what_was_answered_ok_is_there_and_nothing_else() {
    let database = Database::sqlite();
    let db = database.open();
    limit_growth(&db, 60).await;
    let mut kept = BTreeSet::new();
    let mut refused = 0;
    // more than one group, so that full and free groups follow each other
    for round in 0..4 {
        let names: Vec<String> = (0..150).map(|n| format!("{round}/{n:03}")).collect();
        let jobs = names
            .iter()
            .enumerate()
            .map(|(n, name)| inserting_much(name.clone(), n % 2 == 0))
            .collect();
        for (name, answer) in names.into_iter().zip(together(&db, jobs).await) {
            match answer {
                Ok(()) => assert!(kept.insert(name)),
                Err(e) => {
                    assert!(e.is_passing(), "{e}");
                    refused += 1;
                }
            }
        }
        // one at a time fills what a lost group left free
        for n in 0..30 {
            let name = format!("{round}/alone {n}");
            if db
                .write(inserting_much(name.clone(), n % 2 == 0))
                .await
                .is_ok()
            {
                kept.insert(name);
            }
        }
    }
    assert!(!kept.is_empty() && refused > 0, "{} {refused}", kept.len());
    assert_eq!(stored(&db).await, kept);
    assert!(!db.has_stopped_writing());

    limit_growth(&db, 1_000_000).await;
    db.write(inserting("space again")).await.unwrap();
    drop(db);
    kept.insert("space again".into());
    assert_eq!(stored(&database.open()).await, kept, "after a restart");
}

#[actix_web::test]
async fn a_commit_that_is_refused_is_nobodys_ok() {
    let database = Database::sqlite();
    let db = database.open();
    let answers = together(
        &db,
        vec![
            inserting("neighbour"),
            Box::new(|conn| {
                // the check waits for the commit, which then fails for all
                conn.batch_execute(
                    "PRAGMA defer_foreign_keys = ON; \
                     INSERT INTO known_addresses VALUES (4711, 'nobody', '2026-11-21 00:00:00')",
                )?;
                Ok(())
            }),
        ],
    )
    .await;
    for answer in answers {
        assert!(matches!(answer, Err(StoreError::NotSaved(_))), "{answer:?}");
    }
    assert!(stored(&db).await.is_empty());
    db.write(inserting("next")).await.unwrap();
    assert!(!db.has_stopped_writing());
}

#[actix_web::test]
async fn a_file_that_another_program_has_locked_is_waited_for_once_and_not_by_each() {
    let database = Database::sqlite();
    let db = database.open();
    let mut other = database.raw();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let started = std::time::Instant::now();
    let waiting: Vec<_> = (0..5)
        .map(|n| submit(&db, inserting(&n.to_string())))
        .collect();
    for task in waiting {
        let answer = task.await.unwrap();
        assert!(matches!(answer, Err(StoreError::NotSaved(_))), "{answer:?}");
    }
    let waited = started.elapsed().as_secs();
    assert!((5..10).contains(&waited), "waited {waited} s");
    other.batch_execute("ROLLBACK").unwrap();
    db.write(inserting("next")).await.unwrap();
    assert_eq!(stored(&db).await.len(), 1);
}

/// Fills a table, brings it into the main file and overwrites its pages.
async fn damage(database: &Database, db: &Db) {
    damage_of(database, db, 500).await;
}

async fn damage_of(database: &Database, db: &Db, rows: usize) {
    db.write(move |conn| {
        for n in 0..rows {
            inserting_much(n.to_string(), false)(conn)?;
        }
        Ok::<_, StoreError>(())
    })
    .await
    .unwrap();
    database
        .raw()
        .batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
        .unwrap();
    let mut file = OpenOptions::new()
        .write(true)
        .open(database.file())
        .unwrap();
    let length = file.metadata().unwrap().len();
    file.seek(SeekFrom::Start(length / 2)).unwrap();
    file.write_all(&vec![0; usize::try_from(length / 2).unwrap()])
        .unwrap();
}

#[actix_web::test]
async fn a_read_that_meets_damage_stops_all_writing() {
    let database = Database::sqlite();
    let db = database.open();
    damage(&database, &db).await;
    let answer = db
        .read(|conn| {
            Ok::<Vec<String>, StoreError>(
                server_facts::table.select(server_facts::value).load(conn)?,
            )
        })
        .await;
    assert!(answer.is_err());
    assert!(db.has_stopped_writing(), "{answer:?}");
    let refused = db.write(inserting("after")).await;
    assert!(
        matches!(refused, Err(StoreError::WritesStopped)),
        "{refused:?}"
    );
}

#[actix_web::test]
async fn a_write_that_meets_damage_takes_its_group_along_and_stops_all_writing() {
    let database = Database::sqlite();
    let db = database.open();
    damage(&database, &db).await;
    let answers = together(
        &db,
        vec![
            Box::new(|conn| {
                diesel::update(server_facts::table)
                    .set(server_facts::value.eq("y"))
                    .execute(conn)?;
                Ok(())
            }),
            Box::new(|conn| insert(conn, "neighbour")),
        ],
    )
    .await;
    assert!(answers.iter().all(Result::is_err), "{answers:?}");
    assert!(db.has_stopped_writing());
}

#[actix_web::test]
async fn a_damaged_file_is_not_opened() {
    let database = Database::sqlite();
    let db = database.open();
    damage(&database, &db).await;
    drop(db);
    let error = database.try_open().unwrap_err();
    assert!(
        matches!(error, OpenError::Damaged(_) | OpenError::Query(_)),
        "{error}"
    );
}

#[actix_web::test]
async fn a_large_damaged_file_takes_no_writes_once_it_has_been_looked_through() {
    let database = Database::sqlite();
    let db = database.open();
    // 24 MB of pages: more than is looked through before the start
    damage_of(&database, &db, 6000).await;
    drop(db);
    let db = database.open();
    let started = std::time::Instant::now();
    while !db.has_stopped_writing() {
        assert!(started.elapsed().as_secs() < 60, "nobody noticed");
        actix_web::rt::task::yield_now().await;
        std::thread::yield_now();
    }
    let refused = db.write(inserting("after")).await;
    assert!(
        matches!(refused, Err(StoreError::WritesStopped)),
        "{refused:?}"
    );
}

/// A real error of a real write: the test runs itself again under the shell's limit for the size of a file,
/// beyond which the system refuses to write.
#[cfg(unix)]
#[actix_web::test]
async fn after_an_error_of_the_disk_nothing_more_is_confirmed() {
    const CHILD: &str = "CLEARLOT_TEST_FAILING_DISK";
    if let Ok(path) = std::env::var(CHILD) {
        return write_until_the_disk_fails(path).await;
    }
    let database = Database::sqlite();
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1024; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "--nocapture"])
        .arg("store::disk::after_an_error_of_the_disk_nothing_more_is_confirmed")
        .env(CHILD, database.file())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    // the test runner writes before the first word of a line
    let names_after = |word| -> BTreeSet<String> {
        said.lines()
            .filter_map(|line| line.split_once(word))
            .map(|(_, name)| name.to_owned())
            .collect()
    };
    let (confirmed, unknown) = (names_after("confirmed="), names_after("unknown="));
    assert!(!confirmed.is_empty() && unknown.len() == 1, "{said}");
    let kept = stored(&database.open()).await;
    assert!(kept.is_superset(&confirmed), "{said}\n{kept:?}");
    // the one whose commit failed may be there or not
    assert!(kept.is_subset(&(&confirmed | &unknown)), "{said}\n{kept:?}");
}

#[cfg(unix)]
#[expect(clippy::print_stdout, reason = "the parent reads what was confirmed")]
async fn write_until_the_disk_fails(path: String) {
    let db = Db::open(&clearlot::store::StoreConfig {
        url: clearlot::store::DatabaseUrl::Sqlite(path.into()),
        connections: 1,
        allow_unsafe: false,
    })
    .unwrap();
    for n in 0..10_000 {
        let name = n.to_string();
        let row = name.clone();
        let answer = db
            .write(move |conn| inserting_much(row.clone(), false)(conn))
            .await;
        match answer {
            Ok(()) => println!("confirmed={name}"),
            Err(e) => {
                assert!(matches!(e, StoreError::OutcomeUnknown(_)), "{e}");
                println!("unknown={name}");
                assert!(db.has_stopped_writing());
                let next = db.write(inserting("next")).await;
                assert!(matches!(next, Err(StoreError::WritesStopped)), "{next:?}");
                assert!(!stored(&db).await.is_empty(), "reads go on");
                return;
            }
        }
    }
    panic!("the disk did not fail");
}
