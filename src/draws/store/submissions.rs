//! The tables `participations` and `submission_keys`, as a batch of submissions reads and writes them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::unsigned;
use crate::draws::model::{Accepted, DrawId};
use crate::draws::rules::Share;
use crate::schema::{entries, participations, submission_keys};
use crate::store::{Conn, Moment, StoreError};

/// What an account has in a draw, to be stored.
#[derive(Insertable)]
#[diesel(table_name = participations, treat_none_as_default_value = false)]
pub struct NewShare {
    pub account_id: i64,
    pub draw_id: i64,
    pub entries: i64,
    pub ballots: i64,
    pub salt: Option<Vec<u8>>,
}

/// What these accounts have in these draws; more than was asked for where several of each are asked for.
pub fn find_shares(
    conn: &mut Conn,
    accounts: &[i64],
    draws: &[i64],
) -> Result<HashMap<(i64, DrawId), Share>, StoreError> {
    type Row = (i64, i64, i64, i64, Option<Vec<u8>>);
    let rows: Vec<Row> = participations::table
        .filter(participations::account_id.eq_any(accounts))
        .filter(participations::draw_id.eq_any(draws))
        .select((
            participations::account_id,
            participations::draw_id,
            participations::entries,
            participations::ballots,
            participations::salt,
        ))
        .load(conn)?;
    let share = |(account_id, draw_id, entries, ballots, salt): Row| {
        let salt = salt.map(<[u8; 16]>::try_from).transpose();
        let share = Share {
            entries: unsigned("number of entries", entries)?,
            ballots: unsigned("number of ballots", ballots)?,
            salt: salt.map_err(|_bytes: Vec<u8>| {
                StoreError::corrupt(format!("salt of account {account_id}"), "not 16 bytes")
            })?,
        };
        Ok(((account_id, DrawId::from_parts(draw_id)), share))
    };
    rows.into_iter().map(share).collect()
}

/// Stores what accounts have in draws, in place of what they had.
pub fn save_shares(conn: &mut Conn, rows: &[NewShare]) -> Result<(), StoreError> {
    insert_all!(conn, rows, |part| diesel::insert_into(
        participations::table
    )
    .values(part)
    .on_conflict((participations::account_id, participations::draw_id))
    .do_update()
    .set((
        participations::entries.eq(excluded(participations::entries)),
        participations::ballots.eq(excluded(participations::ballots)),
        participations::salt.eq(excluded(participations::salt)),
    )));
    Ok(())
}

/// A submission key to be stored.
#[derive(Insertable)]
#[diesel(table_name = submission_keys, treat_none_as_default_value = false)]
pub struct NewKey {
    pub id: Vec<u8>,
    pub account_id: i64,
    pub key: String,
    pub draw_id: i64,
    pub count: i64,
    pub leaf_index: i64,
    pub created_at: Moment,
}

/// The row of one account's key. Accounts may well number their submissions alike, so the account is part of it; and it
/// comes first, so that those of one account lie side by side: a row in a random place costs a page of its own to write.
pub fn key_id(account_id: i64, key: &str) -> Vec<u8> {
    format!("{account_id:016x}:{key}").into_bytes()
}

/// Remembers keys.
pub fn insert_keys(conn: &mut Conn, rows: &[NewKey]) -> Result<(), StoreError> {
    insert_all!(conn, rows, |part| diesel::insert_into(
        submission_keys::table
    )
    .values(part));
    Ok(())
}

/// What each key of each account stood for.
pub type KeyUses = HashMap<(i64, String), Accepted>;

/// What these keys of these accounts stood for.
pub fn find_key_uses(conn: &mut Conn, keys: &[(i64, &str)]) -> Result<KeyUses, StoreError> {
    type Row = (i64, String, i64, i64, i64, i64, i64);
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let of_key = entries::draw_id
        .eq(submission_keys::draw_id)
        .and(entries::leaf_index.eq(submission_keys::leaf_index));
    let ids = keys
        .iter()
        .map(|(account_id, key)| key_id(*account_id, key));
    let query = submission_keys::table
        .filter(submission_keys::id.eq_any(ids))
        .inner_join(entries::table.on(of_key))
        .select((
            submission_keys::account_id,
            submission_keys::key,
            submission_keys::draw_id,
            entries::leaf_index,
            entries::first,
            entries::count,
            entries::time,
        ));
    let rows: Vec<Row> = query.load(conn)?;
    let known = |(account_id, key, draw_id, leaf_index, first, count, time): Row| {
        let accepted = Accepted {
            draw_id: DrawId::from_parts(draw_id),
            leaf_index: unsigned("leaf index", leaf_index)?,
            first: unsigned("ballot", first)?,
            count: unsigned("number of ballots", count)?,
            time: unsigned("time", time)?,
            repeated: true,
        };
        Ok(((account_id, key), accepted))
    };
    rows.into_iter().map(known).collect()
}

/// Whether any key was made before `before`.
pub fn has_old_keys(conn: &mut Conn, before: Moment) -> Result<bool, StoreError> {
    let old = submission_keys::table.filter(submission_keys::created_at.lt(before));
    Ok(diesel::select(diesel::dsl::exists(old)).get_result(conn)?)
}

/// Forgets keys made before `before`, oldest first and about `limit` of them. Answers how many.
pub fn delete_old_keys(conn: &mut Conn, before: Moment, limit: u32) -> Result<usize, StoreError> {
    let old = submission_keys::table.filter(submission_keys::created_at.lt(before));
    let newest: Option<Moment> = old
        .order(submission_keys::created_at)
        .select(submission_keys::created_at)
        .limit(limit.into())
        .load(conn)?
        .pop();
    let Some(newest) = newest else {
        return Ok(0);
    };
    let keys = submission_keys::table.filter(submission_keys::created_at.le(newest));
    Ok(diesel::delete(keys).execute(conn)?)
}
