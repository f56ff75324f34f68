//! PostgreSQL going away: never a false "ok", never a hang, and no restart needed when it is back.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clearlot::store::{DatabaseUrl, Db, StoreConfig, StoreError};
use diesel::connection::SimpleConnection;
use url::Url;

use super::{insert, inserting, names, stored, submit};
use crate::database::{Database, postgres_databases};

/// Ends all connections to the database but the one that says so.
pub(super) fn end_connections(database: &Database) {
    database
        .raw()
        .batch_execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .unwrap();
}

#[actix_web::test]
async fn connections_that_died_while_idle_are_not_noticed() {
    for database in postgres_databases() {
        let db = database.open();
        // several connections in both pools
        let tasks: Vec<_> = (0..8)
            .map(|n| submit(&db, inserting(&n.to_string())))
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        end_connections(&database);
        db.write(inserting("after")).await.unwrap();
        assert_eq!(stored(&db).await.len(), 9);
    }
}

#[actix_web::test]
async fn a_connection_lost_in_a_write_is_an_error_and_nothing_is_saved() {
    for database in postgres_databases() {
        let db = database.open();
        for before_commit in [false, true] {
            let (inserted, is_inserted) = tokio::sync::oneshot::channel();
            let inserted = Mutex::new(Some(inserted));
            let (open, gate) = std::sync::mpsc::channel::<()>();
            let writing = submit(&db, move |conn| {
                insert(conn, "lost")?;
                if let Some(inserted) = inserted.lock().unwrap().take() {
                    let _ = inserted.send(());
                }
                let _ = gate.recv();
                if before_commit {
                    return Ok(());
                }
                insert(conn, "lost too")
            });
            is_inserted.await.unwrap();
            end_connections(&database);
            drop(open);
            let error = writing.await.unwrap().unwrap_err();
            assert!(error.is_passing(), "{error}");
            assert_eq!(
                matches!(error, StoreError::OutcomeUnknown(_)),
                before_commit,
                "{error}"
            );
            assert!(stored(&db).await.is_empty());
        }
        db.write(inserting("after")).await.unwrap();
    }
}

#[actix_web::test]
async fn a_commit_whose_answer_is_lost_is_not_called_saved_nor_unsaved() {
    for database in postgres_databases() {
        let proxy = Proxy::start(&database);
        let db = proxy.open(&database);
        let toggle = proxy.clone();
        let answer = db
            .write(move |conn| {
                insert(conn, "committed")?;
                // from here on the server hears us, and we do not hear the server
                toggle.set(CUT_ANSWERS);
                Ok::<_, StoreError>(())
            })
            .await;
        assert!(
            matches!(answer, Err(StoreError::OutcomeUnknown(_))),
            "{answer:?}"
        );
        proxy.set(FORWARD);
        assert_eq!(stored(&db).await, names(&["committed"]));
    }
}

#[actix_web::test]
async fn while_the_server_is_away_every_request_fails_soon_and_after_it_none() {
    for database in postgres_databases() {
        let proxy = Proxy::start(&database);
        let db = proxy.open(&database);
        db.write(inserting("before")).await.unwrap();
        proxy.set(REFUSE);
        let started = Instant::now();
        let writes: Vec<_> = (0..40)
            .map(|n| submit(&db, inserting(&n.to_string())))
            .collect();
        let reads: Vec<_> = (0..40)
            .map(|_| {
                let db = db.clone();
                actix_web::rt::spawn(async move { db.read(|_| Ok::<_, StoreError>(())).await })
            })
            .collect();
        for task in writes.into_iter().chain(reads) {
            let error = task.await.unwrap().unwrap_err();
            assert!(matches!(error, StoreError::NoConnection(_)), "{error}");
        }
        let waited = started.elapsed();
        assert!(waited < Duration::from_secs(5), "{waited:?}");
        proxy.set(FORWARD);
        db.write(inserting("after")).await.unwrap();
        assert_eq!(stored(&db).await, names(&["before", "after"]));
    }
}

#[actix_web::test]
async fn a_request_that_finds_all_connections_busy_is_refused_in_time() {
    for database in postgres_databases() {
        let db = database.open();
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let busy: Vec<_> = (0..4)
            .map(|_| {
                let gate = gate.clone();
                submit(&db, move |_| {
                    let _ = gate.lock().unwrap().recv();
                    Ok(())
                })
            })
            .collect();
        let started = Instant::now();
        let refused = submit(&db, inserting("one")).await.unwrap();
        assert!(
            matches!(refused, Err(StoreError::NoConnection(_))),
            "{refused:?}"
        );
        assert!(started.elapsed() < Duration::from_secs(5));
        drop(open);
        for task in busy {
            task.await.unwrap().unwrap();
        }
        db.write(inserting("two")).await.unwrap();
        assert_eq!(stored(&db).await, names(&["two"]));
    }
}

const FORWARD: u8 = 0;
/// What the server says ends the connection in place of reaching us.
const CUT_ANSWERS: u8 = 1;
/// Open connections end, new ones are closed at once.
const REFUSE: u8 = 2;

/// The network between the program and the server.
#[derive(Clone)]
struct Proxy {
    address: SocketAddr,
    mode: Arc<AtomicU8>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Proxy {
    fn start(database: &Database) -> Self {
        let url = Url::parse(&database.url()).unwrap();
        let host = url.host_str().unwrap().to_owned();
        let port = url.port().unwrap_or(5432);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy {
            address: listener.local_addr().unwrap(),
            mode: Arc::new(AtomicU8::new(FORWARD)),
            open: Arc::default(),
        };
        let accepting = proxy.clone();
        // ends with the process
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if accepting.mode() == FORWARD {
                    let server = TcpStream::connect((host.as_str(), port)).unwrap();
                    accepting.join(&client, &server);
                }
            }
        });
        proxy
    }

    fn join(&self, client: &TcpStream, server: &TcpStream) {
        for (from, to, answers) in [(client, server, false), (server, client, true)] {
            let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            self.open.lock().unwrap().push(from.try_clone().unwrap());
            let proxy = self.clone();
            std::thread::spawn(move || proxy.copy(from, to, answers));
        }
    }

    fn copy(&self, mut from: TcpStream, mut to: TcpStream, answers: bool) {
        let mut buffer = [0; 8192];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            if answers && self.mode() == CUT_ANSWERS || to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }

    fn mode(&self) -> u8 {
        self.mode.load(Ordering::SeqCst)
    }

    fn set(&self, mode: u8) {
        self.mode.store(mode, Ordering::SeqCst);
        if mode == REFUSE {
            for stream in self.open.lock().unwrap().drain(..) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }

    fn open(&self, database: &Database) -> Db {
        let mut url = Url::parse(&database.url()).unwrap();
        url.set_ip_host(self.address.ip()).unwrap();
        url.set_port(Some(self.address.port())).unwrap();
        Db::open(&StoreConfig {
            url: DatabaseUrl::Postgres(url.into()),
            ..database.config()
        })
        .unwrap()
    }
}
