//! The leaves of every log as texts, and how far each log has come. The leaves of entries are not stored: they are
//! written from the columns of `entries`, byte for byte what was hashed when the entry was accepted.

use diesel::prelude::*;

use super::entries::ticket;
use super::unsigned;
use crate::draws::log::{LogHead, LogId};
use crate::draws::model::{DrawId, DrawState};
use crate::fairness::{EntryFields, EntryLeaf, Frontier, Hash, Origin, UnixTime};
use crate::schema::{anchors, draws, entries, server_log};
use crate::store::{Conn, StoreError};

/// How far a log has come; `None` if there is no such log.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_head(conn: &mut Conn, log: LogId) -> Result<Option<LogHead>, StoreError> {
    let row: Option<(String, Vec<u8>, bool, bool)> = match log {
        LogId::Draw(id) => find_draw_head(conn, id)?,
        LogId::Server => server_log::table
            .select((server_log::name, server_log::frontier))
            .first(conn)
            .optional()?
            .map(|(name, frontier)| (name, frontier, true, false)),
    };
    row.map(|(origin, frontier, is_fixed, is_complete)| {
        let frontier = Frontier::from_bytes(&frontier)
            .map_err(|e| StoreError::corrupt(format!("log {origin}"), e))?;
        Ok(LogHead {
            log,
            origin,
            size: frontier.size(),
            root: frontier.root(),
            is_fixed,
            is_complete,
        })
    })
    .transpose()
}

/// Origin, tree head, whether the terms stand, whether no leaf is to come.
type DrawHead = (String, Vec<u8>, bool, bool);

fn find_draw_head(conn: &mut Conn, id: DrawId) -> Result<Option<DrawHead>, StoreError> {
    let anchored = anchors::table.filter(anchors::draw_id.eq(id.as_i64()));
    let row: Option<(String, Vec<u8>, String, Option<String>)> = draws::table
        .find(id.as_i64())
        .select((
            draws::origin,
            draws::frontier,
            draws::state,
            draws::close_leaf,
        ))
        .first(conn)
        .optional()?;
    let Some((origin, frontier, state, close_leaf)) = row else {
        return Ok(None);
    };
    let is_fixed = state != DrawState::Scheduled.as_str()
        || diesel::select(diesel::dsl::exists(anchored)).get_result(conn)?;
    let is_complete = close_leaf.is_some() || state == DrawState::Void.as_str();
    Ok(Some((origin, frontier, is_fixed, is_complete)))
}

/// The log of this name.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_log_of(conn: &mut Conn, origin: &str) -> Result<Option<LogId>, StoreError> {
    let draw: Option<i64> = draws::table
        .filter(draws::origin.eq(origin))
        .select(draws::id)
        .first(conn)
        .optional()?;
    if let Some(id) = draw {
        return Ok(Some(LogId::Draw(DrawId::from_parts(id))));
    }
    let own = server_log::table.filter(server_log::name.eq(origin));
    let is_own: bool = diesel::select(diesel::dsl::exists(own)).get_result(conn)?;
    Ok(is_own.then_some(LogId::Server))
}

/// The leaves from `start` on, at most `count` of them.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_leaves(
    conn: &mut Conn,
    log: LogId,
    start: u64,
    count: u64,
) -> Result<Vec<String>, StoreError> {
    match log {
        LogId::Draw(id) => list_leaves_of_draw(conn, id, start, start.saturating_add(count)),
        LogId::Server => Ok(anchors::table
            .filter(anchors::leaf_index.ge(column(start)))
            .filter(anchors::leaf_index.lt(column(start.saturating_add(count))))
            .order(anchors::leaf_index)
            .select(anchors::leaf)
            .load(conn)?),
    }
}

/// A leaf index that no column can hold lies after every leaf.
fn column(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

fn list_leaves_of_draw(
    conn: &mut Conn,
    id: DrawId,
    start: u64,
    end: u64,
) -> Result<Vec<String>, StoreError> {
    type Row = (String, i64, Option<String>);
    let corrupt =
        |e: &dyn std::fmt::Display| StoreError::corrupt(format!("draw {}", id.as_i64()), e);
    let row: Option<Row> = draws::table
        .find(id.as_i64())
        .select((draws::origin, draws::entries, draws::close_leaf))
        .first(conn)
        .optional()?;
    let Some((origin, entry_count, close_leaf)) = row else {
        return Ok(Vec::new());
    };
    let entry_count = unsigned("number of entries", entry_count)?;
    let mut leaves = Vec::new();
    if start == 0 && end > 0 {
        let row = draws::table.find(id.as_i64());
        leaves.push(row.select(draws::open_leaf).first(conn)?);
    }
    type EntryRow = (i64, i64, i64, Vec<u8>, Option<i64>);
    let rows: Vec<EntryRow> = entries::table
        .filter(entries::draw_id.eq(id.as_i64()))
        .filter(entries::leaf_index.ge(column(start)))
        .filter(entries::leaf_index.lt(column(end)))
        .order(entries::leaf_index)
        .select((
            entries::first,
            entries::count,
            entries::time,
            entries::who,
            entries::ticket_number,
        ))
        .load(conn)?;
    if !rows.is_empty() {
        let origin = Origin::parse(&origin).map_err(|e| corrupt(&e))?;
        for (first, count, time, who, number) in rows {
            let who: [u8; 32] = who.try_into().map_err(|_bytes: Vec<u8>| corrupt(&"who"))?;
            let leaf = EntryLeaf::new(EntryFields {
                origin: origin.clone(),
                first: unsigned("ballot", first)?,
                count: unsigned("number of ballots", count)?,
                time: UnixTime::try_from(unsigned("time", time)?).map_err(|e| corrupt(&e))?,
                who: Hash::from_bytes(who),
                numbers: ticket(number)?.map(|number| vec![number]),
            });
            leaves.push(leaf.map_err(|e| corrupt(&e))?.to_text());
        }
    }
    if let Some(close_leaf) = close_leaf
        && (start..end).contains(&(entry_count + 1))
    {
        leaves.push(close_leaf);
    }
    Ok(leaves)
}
