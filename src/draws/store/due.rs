//! What is due: draws to open, to close, to draw, and those that somebody should look at. One small index answers.

use diesel::prelude::*;

use super::{signed, unsigned};
use crate::beacon::Awaited;
use crate::draws::awaited::awaited_round;
use crate::draws::model::{DrawId, DrawState};
use crate::draws::rules::LATE_AFTER;
use crate::fairness::{BeaconTerms, Numbering, OpenLeaf};
use crate::schema::draws;
use crate::store::{Conn, StoreError};

/// Scheduled draws whose opening time has come, oldest first.
pub fn list_due_to_open(conn: &mut Conn, now: u64) -> Result<Vec<DrawId>, StoreError> {
    let query = draws::table
        .filter(draws::state.eq(DrawState::Scheduled.as_str()))
        .filter(draws::opens.le(signed(now)))
        .order((draws::closes, draws::id));
    ids(query.select(draws::id).load(conn))
}

/// Open draws whose closing time has come, oldest first.
pub fn list_due_to_close(conn: &mut Conn, now: u64) -> Result<Vec<DrawId>, StoreError> {
    let query = draws::table
        .filter(draws::state.eq(DrawState::Open.as_str()))
        .filter(draws::closes.le(signed(now)))
        .order((draws::closes, draws::id));
    ids(query.select(draws::id).load(conn))
}

/// The rounds of public randomness that shuffle the tickets of raffles whose opening time has come.
pub fn list_awaiting_opening(conn: &mut Conn, now: u64) -> Result<Vec<Awaited>, StoreError> {
    let leaves: Vec<String> = draws::table
        .filter(draws::state.eq(DrawState::Scheduled.as_str()))
        .filter(draws::opens.le(signed(now)))
        .order((draws::closes, draws::id))
        .select(draws::open_leaf)
        .load(conn)?;
    let mut awaited = Vec::new();
    for leaf in leaves {
        let open = OpenLeaf::parse(&leaf).map_err(|e| StoreError::corrupt("draw", e))?;
        let is_raffle = matches!(open.fields().numbers, Numbering::Shuffled(_));
        if let (true, Some(round), BeaconTerms::Drand { chain, .. }) =
            (is_raffle, open.opening_round(), &open.fields().beacon)
        {
            awaited.push(Awaited {
                chain: *chain,
                round,
            });
        }
    }
    Ok(awaited)
}

/// Closed draws, oldest first, each with the round it waits for at `now`, if it waits for one.
pub fn list_closed(
    conn: &mut Conn,
    now: u64,
) -> Result<Vec<(DrawId, Option<Awaited>)>, StoreError> {
    let rows: Vec<(i64, String, i64)> = draws::table
        .filter(draws::state.eq(DrawState::Closed.as_str()))
        .order((draws::closes, draws::id))
        .select((draws::id, draws::open_leaf, draws::last_time))
        .load(conn)?;
    let one = |(id, open_leaf, closed): (i64, String, i64)| {
        let open_leaf = OpenLeaf::parse(&open_leaf)
            .map_err(|e| StoreError::corrupt(format!("draw {id}"), e))?;
        let awaited = awaited_round(&open_leaf, unsigned("time", closed)?, now);
        Ok((DrawId::from_parts(id), awaited))
    };
    rows.into_iter().map(one).collect()
}

fn ids(rows: QueryResult<Vec<i64>>) -> Result<Vec<DrawId>, StoreError> {
    Ok(rows?.into_iter().map(DrawId::from_parts).collect())
}

/// How many draws should have come a step further a minute ago and have not: more than none for long
/// means that somebody has to look. A closed draw has the time until its round of public randomness is out.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn count_overdue(conn: &mut Conn, now: u64) -> Result<u64, StoreError> {
    let before = now.saturating_sub(LATE_AFTER);
    let unclosed = [DrawState::Scheduled, DrawState::Open];
    let number = draws::table
        .filter(draws::state.eq_any(unclosed.map(DrawState::as_str)))
        .filter(draws::closes.lt(signed(before)))
        .count()
        .get_result(conn)?;
    let rows: Vec<(String, i64)> = draws::table
        .filter(draws::state.eq(DrawState::Closed.as_str()))
        // a raffle that was sold out closed before its closing time
        .filter(draws::closed_at.lt(signed(before)))
        .select((draws::open_leaf, draws::last_time))
        .load(conn)?;
    let mut undrawn = 0;
    for (open_leaf, closed) in rows {
        let open_leaf = OpenLeaf::parse(&open_leaf).map_err(|e| StoreError::corrupt("draw", e))?;
        let closed = unsigned("time", closed)?;
        let due = awaited_round(&open_leaf, closed, now).map_or(closed, |awaited| awaited.due());
        undrawn += u64::from(due < before);
    }
    Ok(unsigned("count", number)? + undrawn)
}
