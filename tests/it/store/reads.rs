//! Reads: they cannot write, see one snapshot and wait for nobody.

use std::sync::mpsc;

use clearlot::schema::server_facts;
use clearlot::store::{Conn, StoreError};
use diesel::prelude::*;

use super::{insert, inserting, names, stored, submit};
use crate::database::databases;

fn count(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(server_facts::table.count().get_result(conn)?)
}

#[actix_web::test]
async fn a_read_cannot_write() {
    for database in databases() {
        let db = database.open();
        let refused = db.read(|conn| insert(conn, "sneaked in")).await;
        assert!(
            matches!(refused, Err(StoreError::Query(_))),
            "{database}: {refused:?}"
        );
        // the connection goes on being used
        for _ in 0..8 {
            assert!(stored(&db).await.is_empty(), "{database}");
        }
    }
}

#[actix_web::test]
async fn all_selects_of_a_read_see_the_same_moment() {
    for database in databases() {
        let db = database.open();
        let (looked, has_looked) = tokio::sync::oneshot::channel();
        let (written, is_written) = mpsc::channel::<()>();
        let reading = {
            let db = db.clone();
            actix_web::rt::spawn(async move {
                db.read(move |conn| {
                    let before = count(conn)?;
                    let _ = looked.send(());
                    let _ = is_written.recv();
                    Ok::<_, StoreError>((before, count(conn)?))
                })
                .await
            })
        };
        has_looked.await.unwrap();
        db.write(inserting("new")).await.unwrap();
        drop(written);
        assert_eq!(reading.await.unwrap().unwrap(), (0, 0), "{database}");
        assert_eq!(db.read(count).await.unwrap(), 1, "{database}");
    }
}

#[actix_web::test]
async fn a_read_does_not_wait_for_a_write() {
    for database in databases() {
        let db = database.open();
        db.write(inserting("old")).await.unwrap();
        let (inserted, is_inserted) = tokio::sync::oneshot::channel();
        let inserted = std::sync::Mutex::new(Some(inserted));
        let (open, gate) = mpsc::channel::<()>();
        let writing = submit(&db, move |conn| {
            insert(conn, "new")?;
            if let Some(inserted) = inserted.lock().unwrap().take() {
                let _ = inserted.send(());
            }
            let _ = gate.recv();
            Ok(())
        });
        is_inserted.await.unwrap();
        // would never come back if it waited: the write waits for us
        assert_eq!(stored(&db).await, names(&["old"]), "{database}");
        drop(open);
        writing.await.unwrap().unwrap();
        assert_eq!(stored(&db).await, names(&["old", "new"]), "{database}");
    }
}

#[actix_web::test]
async fn a_panic_in_a_read_is_an_error_and_costs_no_connection() {
    for database in databases() {
        let db = database.open();
        for _ in 0..8 {
            let answer = db
                .read(|conn| -> Result<(), StoreError> {
                    conn.transaction(|_| -> Result<(), StoreError> { panic!("while reading") })
                })
                .await;
            assert!(
                matches!(answer, Err(StoreError::Panicked(_))),
                "{database}: {answer:?}"
            );
        }
        assert!(stored(&db).await.is_empty(), "{database}");
    }
}
