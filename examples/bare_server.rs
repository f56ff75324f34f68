//! The ceiling that `benches/run` measures Clearlot against: a bare actix-web route that hands one insert to one
//! group-committing SQLite writer (WAL, `synchronous=FULL`) and answers after the commit. No forms, sessions, rules or pages.
#![expect(missing_docs, reason = "diesel's macro makes undocumented items")]
#![expect(
    clippy::print_stdout,
    reason = "the benchmark reads the address from standard output"
)]

use std::sync::mpsc;

use actix_web::{App, HttpResponse, HttpServer, web};
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

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args()
        .nth(1)
        .ok_or("usage: bare_server DATABASE-FILE")?;
    let mut db = SqliteConnection::establish(&path)?;
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
    server.run().await?;
    Ok(())
}
