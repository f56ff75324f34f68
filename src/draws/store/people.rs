//! What draws keep about a person: what they can download, what is erased when they leave, and how many ballots they
//! put in since a time, for a limit of their own.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat};
use diesel::prelude::*;
use serde_json::json;

use super::people_claims::{claims_page, erase_steps, own_steps_page, taken_steps_page};
use super::{signed, unsigned};
use crate::person::{After, PersonList, PersonPage, PersonRecords};
use crate::schema::{drawn_ballots, draws, entries, participations, submission_keys};
use crate::store::{Conn, StoreError};

/// How many rows one page of a download has.
pub(super) const PAGE: i64 = 500;

/// What draws keep about people.
pub const PERSON: PersonRecords = PersonRecords {
    lists: &[
        PersonList {
            name: "entries",
            page: entries_page,
        },
        PersonList {
            name: "drawn_ballots",
            page: drawn_page,
        },
        PersonList {
            name: "claims",
            page: claims_page,
        },
        PersonList {
            name: "claim_steps",
            page: own_steps_page,
        },
        PersonList {
            name: "claim_steps_as_manager",
            page: taken_steps_page,
        },
    ],
    erase,
    ballots: Some(count_ballots),
};

pub(super) fn time(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(
        || seconds.to_string(),
        |time| time.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}

fn entries_page(conn: &mut Conn, account: i64, after: After) -> Result<PersonPage, StoreError> {
    type Row = (
        i64,
        i64,
        String,
        i64,
        i64,
        i64,
        Option<Vec<u8>>,
        Option<String>,
    );
    let (draw, leaf) = after.unwrap_or((0, 0));
    let is_later = entries::draw_id
        .gt(draw)
        .or(entries::draw_id.eq(draw).and(entries::leaf_index.gt(leaf)));
    let rows: Vec<Row> = entries::table
        .inner_join(draws::table.on(draws::id.eq(entries::draw_id)))
        .filter(entries::account_id.eq(account))
        .filter(is_later)
        .order((entries::draw_id, entries::leaf_index))
        .limit(PAGE)
        .select((
            entries::draw_id,
            entries::leaf_index,
            draws::name,
            entries::first,
            entries::count,
            entries::time,
            entries::salt,
            entries::cancel_reason,
        ))
        .load(conn)?;
    let last = rows.last().map(|row| (row.0, row.1));
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == PAGE);
    let entry = |(_, leaf, draw, first, count, at, salt, cancelled): Row| {
        json!({
            "draw": draw,
            "place_in_log": leaf,
            "first_ballot": first,
            "last_ballot": first + count - 1,
            "accepted_at": time(at),
            "salt": salt.map(hex::encode),
            "cancelled": cancelled,
        })
    };
    let rows = rows.into_iter().map(entry).collect();
    Ok((rows, last.filter(|_| is_full)))
}

fn drawn_page(conn: &mut Conn, account: i64, after: After) -> Result<PersonPage, StoreError> {
    type Row = (i64, i64, String, i64, String, Option<String>);
    let (draw, position) = after.unwrap_or((0, -1));
    let is_later = drawn_ballots::draw_id.gt(draw).or(drawn_ballots::draw_id
        .eq(draw)
        .and(drawn_ballots::position.gt(position)));
    let rows: Vec<Row> = drawn_ballots::table
        .inner_join(draws::table.on(draws::id.eq(drawn_ballots::draw_id)))
        .filter(drawn_ballots::account_id.eq(account))
        .filter(is_later)
        .order((drawn_ballots::draw_id, drawn_ballots::position))
        .limit(PAGE)
        .select((
            drawn_ballots::draw_id,
            drawn_ballots::position,
            draws::name,
            drawn_ballots::ballot,
            drawn_ballots::outcome,
            drawn_ballots::prize,
        ))
        .load(conn)?;
    let last = rows.last().map(|row| (row.0, row.1));
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == PAGE);
    let drawn = |(_, position, draw, ballot, outcome, prize): Row| {
        json!({
            "draw": draw,
            "position": position,
            "ballot": ballot,
            "outcome": outcome,
            "prize": prize,
        })
    };
    let rows = rows.into_iter().map(drawn).collect();
    Ok((rows, last.filter(|_| is_full)))
}

/// The leaves stay, and with them every root and result; whose they were can no longer be told, not even by
/// guessing a name: that takes the salt.
fn erase(conn: &mut Conn, account: i64) -> Result<(), StoreError> {
    erase_steps(conn, account)?;
    diesel::update(entries::table.filter(entries::account_id.eq(account)))
        .set((
            entries::salt.eq(None::<Vec<u8>>),
            entries::reference.eq(None::<String>),
            entries::account_id.eq(None::<i64>),
        ))
        .execute(conn)?;
    diesel::update(drawn_ballots::table.filter(drawn_ballots::account_id.eq(account)))
        .set(drawn_ballots::account_id.eq(None::<i64>))
        .execute(conn)?;
    let shares = participations::table.filter(participations::account_id.eq(account));
    diesel::delete(shares).execute(conn)?;
    let keys = submission_keys::table.filter(submission_keys::account_id.eq(account));
    diesel::delete(keys).execute(conn)?;
    Ok(())
}

fn count_ballots(conn: &mut Conn, accounts: &[i64]) -> Result<HashMap<i64, u64>, StoreError> {
    let rows: Vec<(i64, i64)> = participations::table
        .filter(participations::account_id.eq_any(accounts))
        .select((participations::account_id, participations::ballots))
        .load(conn)?;
    let mut ballots = HashMap::new();
    for (account, count) in rows {
        *ballots.entry(account).or_insert(0) += unsigned("number of ballots", count)?;
    }
    Ok(ballots)
}

/// How many ballots an account put in since a time, over all draws. Only draws that were open since then are looked at.
pub fn count_ballots_since(conn: &mut Conn, account: i64, since: u64) -> Result<u64, StoreError> {
    lock_person(conn, account)?;
    let draws_since: Vec<i64> = participations::table
        .inner_join(draws::table.on(draws::id.eq(participations::draw_id)))
        .filter(participations::account_id.eq(account))
        .filter(draws::closes.gt(signed(since)))
        .select(participations::draw_id)
        .load(conn)?;
    let counts: Vec<i64> = entries::table
        .filter(entries::account_id.eq(account))
        .filter(entries::draw_id.eq_any(draws_since))
        .filter(entries::time.ge(signed(since)))
        .select(entries::count)
        .load(conn)?;
    unsigned("number of ballots", counts.into_iter().sum())
}

/// Another instance may be taking ballots of the same person into another draw: it waits here. SQLite has one writer.
fn lock_person(conn: &mut Conn, account: i64) -> Result<(), StoreError> {
    if let Conn::Postgres(c) = conn {
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<diesel::sql_types::BigInt, _>(account)
            .execute(c)?;
    }
    Ok(())
}
