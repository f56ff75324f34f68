//! The ceilings that `benches/run` measures Clearlot against.
//!
//! `bare_server ballots FILE`: a bare actix-web route that hands one insert to one group-committing SQLite writer (WAL,
//! `synchronous=FULL`) and answers after the commit. No forms, sessions, rules or pages.
//! `bare_server pages FOLDER BYTES`: a bare route with Clearlot's own session lookup, on the database and key file in
//! the folder, and a constant page of so many bytes.
#![expect(missing_docs, reason = "diesel's macro makes undocumented items")]
#![expect(
    clippy::print_stdout,
    reason = "the benchmark reads the address from standard output"
)]

use std::path::Path;
use std::sync::mpsc;

use actix_session::config::CookieContentSecurity;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, HttpServer, web};
use clearlot::accounts::SessionTable;
use clearlot::clock::Clock;
use clearlot::keys::ServerKey;
use clearlot::store::{DatabaseUrl, Db, StoreConfig};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tokio::sync::oneshot;

/// As many waiting inserts as one commit may take along.
const GROUP: usize = 256;

diesel::table! {
    ballots (id) {
        id -> BigInt,
        body -> Text,
    }
}

type Job = (String, oneshot::Sender<()>);

fn write_loop(mut db: SqliteConnection, jobs: &mpsc::Receiver<Job>) -> QueryResult<()> {
    while let Ok(first) = jobs.recv() {
        let group: Vec<Job> = std::iter::once(first)
            .chain(jobs.try_iter().take(GROUP - 1))
            .collect();
        db.immediate_transaction(|db| {
            for (body, _) in &group {
                diesel::insert_into(ballots::table)
                    .values(ballots::body.eq(body))
                    .execute(db)?;
            }
            QueryResult::Ok(())
        })?;
        for (_, answer) in group {
            // a client that hung up misses its answer
            let _ = answer.send(());
        }
    }
    Ok(())
}

async fn insert(body: String, jobs: web::Data<mpsc::Sender<Job>>) -> HttpResponse {
    let (answer, committed) = oneshot::channel();
    if jobs.send((body, answer)).is_err() || committed.await.is_err() {
        return HttpResponse::ServiceUnavailable().finish();
    }
    HttpResponse::SeeOther()
        .insert_header(("location", "/ballots"))
        .finish()
}

async fn page(session: Session, page: web::Data<Bytes>) -> HttpResponse {
    // who is signed in was looked up by the middleware; it must be somebody
    match session.get::<clearlot::accounts::SignedIn>("signed_in") {
        Ok(Some(_)) => HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .body(page.get_ref().clone()),
        _ => HttpResponse::Unauthorized().finish(),
    }
}

type Done = Result<(), Box<dyn std::error::Error>>;

#[actix_web::main]
async fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["ballots", file] => serve_ballots(file).await,
        ["pages", folder, bytes] => serve_pages(Path::new(folder), bytes.parse()?).await,
        _ => Err("usage: bare_server ballots FILE | pages FOLDER BYTES".into()),
    }
}

async fn serve_ballots(file: &str) -> Done {
    let mut db = SqliteConnection::establish(file)?;
    db.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         CREATE TABLE ballots (id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    )?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || write_loop(db, &receiver).map_err(|e| e.to_string()));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(sender.clone()))
            .route("/ballots", web::post().to(insert))
    });
    let server = server.workers(2).bind(("127.0.0.1", 0))?;
    println!("{}", server.addrs()[0]);
    Ok(server.run().await?)
}

async fn serve_pages(folder: &Path, bytes: usize) -> Done {
    let key = ServerKey::load_or_create(&folder.join("clearlot.key"))?;
    let db = Db::open(&StoreConfig {
        url: DatabaseUrl::Sqlite(folder.join("clearlot.db")),
        connections: 4,
        allow_unsafe: false,
    })?;
    let sessions = SessionTable::new(db, Clock::system());
    let signing = Key::derive_from(&key.derive("session cookies"));
    let constant = web::Data::new(Bytes::from("x".repeat(bytes)));
    let server = HttpServer::new(move || {
        let sessions = SessionMiddleware::builder(sessions.clone(), signing.clone())
            .cookie_name("sid".into())
            .cookie_secure(false)
            .cookie_content_security(CookieContentSecurity::Signed)
            .build();
        App::new()
            .app_data(constant.clone())
            .wrap(sessions)
            .route("/", web::get().to(page))
    });
    let server = server.workers(2).bind(("127.0.0.1", 0))?;
    println!("{}", server.addrs()[0]);
    Ok(server.run().await?)
}
