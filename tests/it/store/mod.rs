//! The store's promises, each as a test on both databases: nobody gets "ok" for what was not committed,
//! and a failing job takes no neighbour with it.
//! Not here: what the features keep in their tables. `server_facts` serves as a plain table of names and values.

mod columns;
mod disk;
mod migrations;
mod opening;
mod outages;
mod reads;
mod writes;

use std::collections::BTreeSet;

use actix_web::rt::spawn;
use clearlot::schema::server_facts;
use clearlot::store::{Conn, Db, ForUpdate, StoreError};
use diesel::prelude::*;

type Job = Box<dyn Fn(&mut Conn) -> Result<(), StoreError> + Send>;

fn insert(conn: &mut Conn, name: &str) -> Result<(), StoreError> {
    diesel::insert_into(server_facts::table)
        .values((server_facts::name.eq(name), server_facts::value.eq("0")))
        .execute(conn)?;
    Ok(())
}

/// A job that inserts one row, as most do.
fn inserting(name: &str) -> Job {
    let name = name.to_owned();
    Box::new(move |conn| insert(conn, &name))
}

async fn stored(db: &Db) -> BTreeSet<String> {
    db.read(|conn| {
        let names: Vec<String> = server_facts::table.select(server_facts::name).load(conn)?;
        Ok::<_, StoreError>(names.into_iter().collect())
    })
    .await
    .unwrap()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Runs the jobs so that on SQLite they wait for the writer together, and so share a commit.
async fn together(db: &Db, jobs: Vec<Job>) -> Vec<Result<(), StoreError>> {
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let holding = submit(db, move |_| {
        // ends when the sender is dropped
        let _ = gate.recv();
        Ok(())
    });
    let waiting: Vec<_> = jobs.into_iter().map(|job| submit(db, job)).collect();
    // tasks run in the order they were made: when this one runs, all jobs are queued
    spawn(async move { drop(open) });
    // on SQLite it shares the fate of the group
    let _ = holding.await.unwrap();
    let mut answers = Vec::new();
    for answer in waiting {
        answers.push(answer.await.unwrap());
    }
    answers
}

fn submit(
    db: &Db,
    job: impl Fn(&mut Conn) -> Result<(), StoreError> + Send + 'static,
) -> actix_web::rt::task::JoinHandle<Result<(), StoreError>> {
    let db = db.clone();
    spawn(async move { db.write(job).await })
}

/// Reads a number, adds one and writes it back: right only where nothing comes between.
fn increment(conn: &mut Conn, lock: bool) -> Result<(), StoreError> {
    let row = server_facts::table
        .find("counter")
        .select(server_facts::value);
    let value: String = if lock {
        ForUpdate(row).get_result(conn)?
    } else {
        row.first(conn)?
    };
    let next = value.parse::<i64>().unwrap() + 1;
    diesel::update(server_facts::table.find("counter"))
        .set(server_facts::value.eq(next.to_string()))
        .execute(conn)?;
    Ok(())
}

async fn counter(db: &Db) -> String {
    db.read(|conn| {
        Ok::<String, StoreError>(
            server_facts::table
                .find("counter")
                .select(server_facts::value)
                .first(conn)?,
        )
    })
    .await
    .unwrap()
}
