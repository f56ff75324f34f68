//! The table `idempotency_keys`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::Answer;
use crate::on_each;
use crate::schema::idempotency_keys as keys;
use crate::store::{Conn, Moment, StoreError};

/// Whose turn it is.
pub enum Claim {
    /// The caller's: the key is its own until the transaction ends.
    New,
    /// Somebody was there before: the fingerprint of that request, and what it was told.
    Known(Vec<u8>, Answer),
}

/// Takes the key, or answers what it stands for. A row made at or before `expired` does not count.
/// On PostgreSQL the conflict waits for a rival to commit.
pub fn claim(
    conn: &mut Conn,
    id: &[u8],
    fingerprint: &[u8],
    now: DateTime<Utc>,
    expired: DateTime<Utc>,
) -> Result<Claim, StoreError> {
    let old = keys::created_at.le(Moment::from(expired));
    diesel::delete(keys::table.find(id).filter(old)).execute(conn)?;
    // filled in by `save_answer` before anybody else can see the row
    let row = (
        keys::id.eq(id),
        keys::fingerprint.eq(fingerprint),
        keys::status.eq(0),
        keys::body.eq(""),
        keys::created_at.eq(Moment::from(now)),
    );
    let inserted = on_each!(conn, |c| diesel::insert_into(keys::table)
        .values(row)
        .on_conflict(keys::id)
        .do_nothing()
        .execute(c))?;
    if inserted == 1 {
        return Ok(Claim::New);
    }
    match find(conn, id, expired)? {
        Some((fingerprint, answer)) => Ok(Claim::Known(fingerprint, answer)),
        // the rival's row was there and is no more: the caller may ask again
        None => Err(StoreError::NotSaved("an idempotency key was lost".into())),
    }
}

/// What the key stands for, unless its row was made at or before `expired`.
pub fn find(
    conn: &mut Conn,
    id: &[u8],
    expired: DateTime<Utc>,
) -> Result<Option<(Vec<u8>, Answer)>, StoreError> {
    type Row = (Vec<u8>, i64, Option<String>, String);
    let row: Option<Row> = keys::table
        .find(id)
        .filter(keys::created_at.gt(Moment::from(expired)))
        .select((keys::fingerprint, keys::status, keys::location, keys::body))
        .first(conn)
        .optional()?;
    let Some((fingerprint, status, location, body)) = row else {
        return Ok(None);
    };
    let status = u16::try_from(status).map_err(|e| StoreError::corrupt("status", e))?;
    let answer = Answer {
        status,
        location,
        body,
        replayed: true,
    };
    Ok(Some((fingerprint, answer)))
}

/// Keeps the answer under a key that was claimed in this transaction.
pub fn save_answer(conn: &mut Conn, id: &[u8], answer: &Answer) -> Result<(), StoreError> {
    diesel::update(keys::table.find(id))
        .set((
            keys::status.eq(i64::from(answer.status)),
            keys::location.eq(answer.location.as_deref()),
            keys::body.eq(&answer.body),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether any key was made at or before `before`.
pub fn has_older(conn: &mut Conn, before: DateTime<Utc>) -> Result<bool, StoreError> {
    let old = keys::table.filter(keys::created_at.le(Moment::from(before)));
    Ok(diesel::select(diesel::dsl::exists(old)).get_result(conn)?)
}

/// Forgets keys made at or before `before`, oldest first and at most `limit` of them. Answers how many.
pub fn delete_older(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: u32,
) -> Result<usize, StoreError> {
    let ids: Vec<Vec<u8>> = keys::table
        .filter(keys::created_at.le(Moment::from(before)))
        .order(keys::created_at)
        .limit(limit.into())
        .select(keys::id)
        .load(conn)?;
    Ok(diesel::delete(keys::table.filter(keys::id.eq_any(ids))).execute(conn)?)
}

/// Removes the answers that tell of an account of this name. The table holds a day.
pub fn delete_answers_naming(conn: &mut Conn, username: &str) -> Result<usize, StoreError> {
    let name = username
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    let names = keys::body
        .like(format!("%\"username\":\"{name}\"%"))
        .escape('\\');
    Ok(diesel::delete(keys::table.filter(names)).execute(conn)?)
}
