//! Writes: neighbours, panics, refusals, clashes, queues and closing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::rt::spawn;
use clearlot::store::{Conn, StoreError};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::{Job, counter, increment, insert, inserting, names, stored, submit, together};
use crate::database::{databases, postgres_databases};

#[actix_web::test]
async fn a_failing_job_takes_no_neighbour_with_it() {
    for database in databases() {
        let db = database.open();
        let answers = together(
            &db,
            vec![
                inserting("first"),
                Box::new(|conn| {
                    insert(conn, "refused")?;
                    Err(StoreError::corrupt("thing", "refused after writing"))
                }),
                inserting("first"),
                inserting("last"),
            ],
        )
        .await;
        assert!(matches!(answers[0], Ok(())), "{database}");
        assert!(matches!(answers[1], Err(StoreError::Corrupt { .. })));
        assert!(answers[2].as_ref().unwrap_err().is_unique_violation());
        assert!(matches!(answers[3], Ok(())));
        assert_eq!(stored(&db).await, names(&["first", "last"]), "{database}");
    }
}

#[actix_web::test]
async fn a_panic_undoes_its_own_job_alone_however_deep_it_is() {
    for database in databases() {
        let db = database.open();
        let answers = together(
            &db,
            vec![
                inserting("first"),
                Box::new(|conn| {
                    insert(conn, "plain")?;
                    panic!("in the job")
                }),
                Box::new(|conn| {
                    insert(conn, "outer")?;
                    conn.transaction(|conn| {
                        insert(conn, "middle")?;
                        conn.transaction(|conn| {
                            insert(conn, "inner")?;
                            panic!("two levels down")
                        })
                    })
                }),
                Box::new(|conn| conn.transaction(|conn| insert(conn, "last"))),
            ],
        )
        .await;
        assert!(matches!(answers[0], Ok(())), "{database}");
        assert!(matches!(&answers[1], Err(StoreError::Panicked(why)) if why == "in the job"));
        assert!(matches!(&answers[2], Err(StoreError::Panicked(why)) if why == "two levels down"));
        assert!(matches!(answers[3], Ok(())), "{database}");
        assert_eq!(stored(&db).await, names(&["first", "last"]), "{database}");
    }
}

#[actix_web::test]
async fn a_job_that_ends_the_transaction_leaves_nobody_with_a_wrong_answer() {
    for database in databases() {
        let db = database.open();
        let rollbacks: [Job; 3] = [
            Box::new(|conn| Ok(conn.batch_execute("ROLLBACK")?)),
            Box::new(|conn| {
                conn.batch_execute("ROLLBACK")?;
                Err(StoreError::corrupt("thing", "refused"))
            }),
            // inside a savepoint of diesel's, which then loses count of what is open
            Box::new(|conn| {
                conn.transaction(|conn| {
                    conn.batch_execute("ROLLBACK")?;
                    Err(StoreError::corrupt("thing", "refused"))
                })
            }),
        ];
        for (round, rollback) in rollbacks.into_iter().enumerate() {
            let jobs = [format!("{round} before"), format!("{round} after")];
            let answers = together(
                &db,
                vec![
                    inserting(&jobs[0]),
                    rollback,
                    inserting(&jobs[1]),
                    inserting(&format!("{round} last")),
                ],
            )
            .await;
            assert!(answers[1].is_err(), "{database}, round {round}");
            let stored = stored(&db).await;
            for (name, answer) in [(&jobs[0], &answers[0]), (&jobs[1], &answers[2])] {
                assert_eq!(
                    answer.is_ok(),
                    stored.contains(name),
                    "{database}: {name} was answered {answer:?}"
                );
            }
        }
        assert!(!db.has_stopped_writing(), "{database}");
    }
}

#[actix_web::test]
async fn a_job_that_leaves_a_transaction_open_fails_alone() {
    for database in databases() {
        let db = database.open();
        let answers = together(
            &db,
            vec![
                inserting("first"),
                Box::new(|conn| {
                    use diesel::connection::TransactionManager;
                    <Conn as Connection>::TransactionManager::begin_transaction(conn)?;
                    insert(conn, "never committed")
                }),
                inserting("last"),
            ],
        )
        .await;
        assert!(matches!(
            answers[1],
            Err(StoreError::Query(DieselError::AlreadyInTransaction))
        ));
        assert!(answers[0].is_ok() && answers[2].is_ok(), "{database}");
        assert_eq!(stored(&db).await, names(&["first", "last"]), "{database}");
    }
}

#[actix_web::test]
async fn a_swallowed_error_never_turns_into_a_false_ok() {
    for database in databases() {
        let db = database.open();
        db.write(inserting("taken")).await.unwrap();
        let answer = db
            .write(|conn| {
                insert(conn, "before")?;
                let _ = insert(conn, "taken");
                Ok::<_, StoreError>(())
            })
            .await;
        let stored = stored(&db).await;
        assert_eq!(answer.is_ok(), stored.contains("before"), "{database}");
        // PostgreSQL gives the transaction up, SQLite only the statement
        assert_eq!(answer.is_ok(), !database.is_postgres(), "{database}");
    }
}

#[actix_web::test]
async fn an_error_is_survived_inside_a_transaction_of_its_own() {
    for database in databases() {
        let db = database.open();
        db.write(inserting("taken")).await.unwrap();
        db.write(|conn| {
            insert(conn, "before")?;
            let refused = conn.transaction(|conn| insert(conn, "taken"));
            assert!(refused.unwrap_err().is_unique_violation());
            insert(conn, "after")
        })
        .await
        .unwrap();
        assert_eq!(
            stored(&db).await,
            names(&["taken", "before", "after"]),
            "{database}"
        );
    }
}

#[actix_web::test]
async fn sixty_increments_at_once_make_sixty() {
    for database in databases() {
        let db = database.open();
        db.write(inserting("counter")).await.unwrap();
        let tasks: Vec<_> = (0..60)
            .map(|_| submit(&db, |conn| increment(conn, false)))
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(counter(&db).await, "60", "{database}");
    }
}

#[actix_web::test]
async fn instances_that_lock_first_wait_for_each_other() {
    for database in postgres_databases() {
        let instances = [database.open(), database.open()];
        instances[0].write(inserting("counter")).await.unwrap();
        let runs = Arc::new(AtomicU32::new(0));
        let mut tasks = Vec::new();
        for round in 0..40 {
            let (db, runs) = (instances[round % 2].clone(), runs.clone());
            tasks.push(spawn(async move {
                db.write_locked(move |conn| {
                    runs.fetch_add(1, Ordering::Relaxed);
                    increment(conn, true)
                })
                .await
            }));
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(counter(&instances[1]).await, "40", "{database}");
        assert_eq!(runs.load(Ordering::Relaxed), 40, "none was aborted");
    }
}

#[actix_web::test]
async fn a_clash_without_end_is_given_up() {
    for database in postgres_databases() {
        let db = database.open();
        let attempts = Arc::new(AtomicU32::new(0));
        let seen = attempts.clone();
        let answer = db
            .write(move |conn| {
                seen.fetch_add(1, Ordering::Relaxed);
                insert(conn, "clash")?;
                conn.batch_execute("DO $$ BEGIN RAISE serialization_failure; END $$")?;
                Ok::<_, StoreError>(())
            })
            .await;
        assert!(answer.unwrap_err().is_passing());
        assert_eq!(attempts.load(Ordering::Relaxed), 10);
        assert!(stored(&db).await.is_empty());
    }
}

#[actix_web::test]
async fn a_write_too_many_is_refused_at_once_and_the_others_are_kept() {
    let database = crate::database::Database::sqlite();
    let db = database.open();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let (started, running) = tokio::sync::oneshot::channel();
    let started = std::sync::Mutex::new(Some(started));
    let holding = submit(&db, move |_| {
        let _ = started.lock().unwrap().take().unwrap().send(());
        let _ = gate.recv();
        Ok(())
    });
    running.await.unwrap();
    let waiting: Vec<_> = (0..1024)
        .map(|n| submit(&db, inserting(&n.to_string())))
        .collect();
    let refused = submit(&db, inserting("too many")).await.unwrap();
    assert!(matches!(refused, Err(StoreError::QueueFull)), "{refused:?}");
    assert!(refused.unwrap_err().is_passing());
    drop(open);
    holding.await.unwrap().unwrap();
    for task in waiting {
        task.await.unwrap().unwrap();
    }
    assert_eq!(stored(&db).await.len(), 1024);
}

#[actix_web::test]
async fn a_caller_that_went_away_is_not_served() {
    let database = crate::database::Database::sqlite();
    let db = database.open();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let holding = submit(&db, move |_| {
        let _ = gate.recv();
        Ok(())
    });
    let gone = submit(&db, inserting("gone"));
    let stays = submit(&db, inserting("stays"));
    spawn(async move {
        gone.abort();
        let _ = gone.await;
        drop(open);
    });
    holding.await.unwrap().unwrap();
    stays.await.unwrap().unwrap();
    assert_eq!(stored(&db).await, names(&["stays"]));
}

#[actix_web::test]
async fn closing_finishes_what_is_queued_and_lets_go_of_the_file() {
    let database = crate::database::Database::sqlite();
    let db = database.open();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let holding = submit(&db, move |_| {
        let _ = gate.recv();
        Ok(())
    });
    let waiting: Vec<_> = (0..20)
        .map(|n| submit(&db, inserting(&n.to_string())))
        .collect();
    let closing = {
        let db = db.clone();
        spawn(async move {
            let thread = std::thread::spawn(move || db.close());
            drop(open);
            thread
        })
    };
    holding.await.unwrap().unwrap();
    for task in waiting {
        task.await.unwrap().unwrap();
    }
    closing.await.unwrap().join().unwrap();
    let late = db.write(inserting("late")).await;
    assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
    let next = database.open();
    assert_eq!(stored(&next).await.len(), 20);
}

#[actix_web::test]
async fn a_closed_server_database_takes_no_write() {
    for database in postgres_databases() {
        let db = database.open();
        db.close();
        let late = db.write(inserting("late")).await;
        assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
        assert!(stored(&db).await.is_empty());
    }
}
