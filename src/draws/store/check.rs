//! What a check of the whole database reads: every draw's head, and its entries page by page.

use diesel::prelude::*;

use super::draws::DrawRow;
use super::results::read_beacon;
use super::{signed, unsigned};
use crate::draws::model::{DrawId, DrawName};
use crate::draws::rules::Log;
use crate::fairness::{Outcome, Round, RoundSignature};
use crate::schema::{drawn_ballots, draws, entries, participations, results};
use crate::store::{Conn, StoreError};

/// One entry as it is stored.
#[derive(Debug, Clone, Queryable)]
pub struct LogEntry {
    pub leaf_index: i64,
    pub first: i64,
    pub count: i64,
    pub time: i64,
    pub who: Vec<u8>,
    pub salt: Option<Vec<u8>>,
    pub account_id: Option<i64>,
    pub reference: Option<String>,
    pub cancel_reason: Option<String>,
    pub ticket_number: Option<i64>,
}

/// A result as it is stored.
pub struct StoredResult {
    pub draw_key: Vec<u8>,
    pub seed: Option<Vec<u8>>,
    pub beacon: Option<(Round, RoundSignature)>,
}

/// Every draw, oldest first.
pub fn list_ids(conn: &mut Conn) -> Result<Vec<DrawId>, StoreError> {
    let ids: Vec<i64> = draws::table.order(draws::id).select(draws::id).load(conn)?;
    Ok(ids.into_iter().map(DrawId::from_parts).collect())
}

/// The head of one log, as it is stored, with its close leaf. Locks nothing.
pub fn find_log(
    conn: &mut Conn,
    id: DrawId,
) -> Result<Option<(DrawName, Log, Option<String>)>, StoreError> {
    let row: Option<(DrawRow, Option<String>)> = draws::table
        .find(id.as_i64())
        .select((DrawRow::as_select(), draws::close_leaf))
        .first(conn)
        .optional()?;
    let Some((row, close_leaf)) = row else {
        return Ok(None);
    };
    let (_, name, log) = row.into_log()?;
    Ok(Some((name, log, close_leaf)))
}

/// The entries after this leaf, in order.
pub fn list_log_entries(
    conn: &mut Conn,
    id: DrawId,
    after: i64,
    limit: i64,
) -> Result<Vec<LogEntry>, StoreError> {
    Ok(entries::table
        .filter(entries::draw_id.eq(id.as_i64()))
        .filter(entries::leaf_index.gt(after))
        .order(entries::leaf_index)
        .limit(limit)
        .select((
            entries::leaf_index,
            entries::first,
            entries::count,
            entries::time,
            entries::who,
            entries::salt,
            entries::account_id,
            entries::reference,
            entries::cancel_reason,
            entries::ticket_number,
        ))
        .load(conn)?)
}

/// The sums kept for each account: entries and ballots.
pub fn list_shares_of(conn: &mut Conn, id: DrawId) -> Result<Vec<(i64, i64, i64)>, StoreError> {
    Ok(participations::table
        .filter(participations::draw_id.eq(id.as_i64()))
        .select((
            participations::account_id,
            participations::entries,
            participations::ballots,
        ))
        .load(conn)?)
}

/// The stored result.
pub fn find_stored_result(conn: &mut Conn, id: DrawId) -> Result<Option<StoredResult>, StoreError> {
    type Row = (Vec<u8>, Option<Vec<u8>>, (Option<i64>, Option<Vec<u8>>));
    let row = results::table.find(id.as_i64());
    let beacon = (results::beacon_round, results::beacon_signature);
    let row: Option<Row> = row
        .select((results::draw_key, results::seed, beacon))
        .first(conn)
        .optional()?;
    let result = |(draw_key, seed, beacon)| {
        let beacon = read_beacon(beacon)
            .map_err(|why| StoreError::corrupt(format!("draw {}", id.as_i64()), why))?;
        Ok(StoredResult {
            draw_key,
            seed,
            beacon,
        })
    };
    row.map(result).transpose()
}

/// What was drawn, in order: ballot, leaf, outcome.
pub fn list_drawn(conn: &mut Conn, id: DrawId) -> Result<Vec<(u64, u64, Outcome)>, StoreError> {
    let rows: Vec<(i64, i64, String)> = drawn_ballots::table
        .filter(drawn_ballots::draw_id.eq(id.as_i64()))
        .order(drawn_ballots::position)
        .select((
            drawn_ballots::ballot,
            drawn_ballots::leaf_index,
            drawn_ballots::outcome,
        ))
        .load(conn)?;
    let drawn = |(ballot, leaf, outcome): (i64, i64, String)| {
        let outcome = Outcome::parse(&outcome)
            .map_err(|e| StoreError::corrupt(format!("drawn ballot {ballot}"), e))?;
        Ok((
            unsigned("ballot", ballot)?,
            unsigned("leaf index", leaf)?,
            outcome,
        ))
    };
    rows.into_iter().map(drawn).collect()
}

/// Whether the entries that stand in the log before this one own all ballots up to it.
pub fn follows(entry: &LogEntry, entries: u64, ballots: u64) -> bool {
    entry.leaf_index == signed(entries) + 1 && entry.first == signed(ballots) + 1
}
