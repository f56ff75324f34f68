//! The tables `server_log` and `anchors`: the server's own log, which tells of every draw. The row of its head is locked
//! after all rows of draws, and by one transaction at a time.

use diesel::prelude::*;

use super::tree::insert_nodes;
use super::{signed, unsigned};
use crate::draws::log::{AnchorKind, LogId, StoredAnchor};
use crate::draws::model::{DrawId, DrawState};
use crate::fairness::{Frontier, ServerName, leaf_hash};
use crate::on_each;
use crate::schema::{anchors, draws, server_log};
use crate::store::{Conn, ForUpdate, StoreError};

/// The server's name and the head of its log, locked until the transaction ends.
pub struct ServerLog {
    pub name: ServerName,
    frontier: Frontier,
}

fn corrupt(why: impl ToString) -> StoreError {
    StoreError::corrupt("server log", why)
}

/// The name in the origins of this server's draws, if it has one already.
pub fn find_server_name(conn: &mut Conn) -> Result<Option<ServerName>, StoreError> {
    let name: Option<String> = server_log::table
        .select(server_log::name)
        .first(conn)
        .optional()?;
    name.map(|name| ServerName::parse(&name).map_err(corrupt))
        .transpose()
}

/// Begins the server's log under this name, unless there is one.
pub fn insert_server_log(conn: &mut Conn, name: &ServerName) -> Result<(), StoreError> {
    let row = (
        server_log::id.eq(0),
        server_log::name.eq(name.as_str()),
        server_log::frontier.eq(Frontier::default().to_bytes()),
    );
    on_each!(conn, |c| diesel::insert_into(server_log::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// The origin of the draw announced last, if any was.
pub fn find_last_origin(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    Ok(draws::table
        .order(draws::id.desc())
        .select(draws::origin)
        .first(conn)
        .optional()?)
}

/// Locks the head of the server's log. To be called when all draws that the transaction touches are locked.
pub fn lock_server_log(conn: &mut Conn) -> Result<Option<ServerLog>, StoreError> {
    let query = server_log::table.select((server_log::name, server_log::frontier));
    let row: Option<(String, Vec<u8>)> = ForUpdate(query).get_result(conn).optional()?;
    row.map(|(name, frontier)| {
        Ok(ServerLog {
            name: ServerName::parse(&name).map_err(corrupt)?,
            frontier: Frontier::from_bytes(&frontier).map_err(corrupt)?,
        })
    })
    .transpose()
}

/// Appends anchors of one draw, in this order. A second one of a kind is refused by the database.
pub fn append_anchors(
    conn: &mut Conn,
    log: &mut ServerLog,
    id: DrawId,
    leaves: &[(AnchorKind, String)],
    now: u64,
) -> Result<(), StoreError> {
    let mut completed = Vec::new();
    for (kind, leaf) in leaves {
        diesel::insert_into(anchors::table)
            .values((
                anchors::leaf_index.eq(signed(log.frontier.size())),
                anchors::draw_id.eq(id.as_i64()),
                anchors::kind.eq(kind.as_str()),
                anchors::leaf.eq(leaf),
                anchors::made_at.eq(signed(now)),
            ))
            .execute(conn)?;
        completed.extend(log.frontier.append(leaf_hash(leaf)));
    }
    insert_nodes(conn, LogId::Server, &completed)?;
    diesel::update(server_log::table)
        .set(server_log::frontier.eq(log.frontier.to_bytes()))
        .execute(conn)?;
    Ok(())
}

pub(super) type Row = (i64, i64, String, String, i64);

pub(super) fn stored(
    (index, draw_id, kind, leaf, made_at): Row,
) -> Result<StoredAnchor, StoreError> {
    let unknown = || corrupt(format!("unknown anchor {kind:?}"));
    Ok(StoredAnchor {
        index: unsigned("leaf index", index)?,
        draw_id: DrawId::from_parts(draw_id),
        kind: AnchorKind::parse(&kind).ok_or_else(unknown)?,
        leaf,
        made_at: unsigned("time", made_at)?,
    })
}

/// The anchors of a draw, in the order of the server's log.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_anchors(conn: &mut Conn, id: DrawId) -> Result<Vec<StoredAnchor>, StoreError> {
    let rows: Vec<Row> = anchors::table
        .filter(anchors::draw_id.eq(id.as_i64()))
        .order(anchors::leaf_index)
        .load(conn)?;
    rows.into_iter().map(stored).collect()
}

/// The anchors of all draws: those from place `start` on, at most `limit`.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_all_anchors(
    conn: &mut Conn,
    start: u64,
    limit: u32,
) -> Result<Vec<StoredAnchor>, StoreError> {
    let rows: Vec<Row> = anchors::table
        .filter(anchors::leaf_index.ge(i64::try_from(start).unwrap_or(i64::MAX)))
        .order(anchors::leaf_index)
        .limit(limit.into())
        .load(conn)?;
    rows.into_iter().map(stored).collect()
}

/// The draws that open before this time, or are open or closed, and are not anchored yet; oldest first.
pub fn list_unanchored(conn: &mut Conn, opens_before: u64) -> Result<Vec<DrawId>, StoreError> {
    let alive = [DrawState::Scheduled, DrawState::Open, DrawState::Closed];
    let anchored = anchors::table
        .filter(anchors::draw_id.eq(draws::id))
        .filter(anchors::kind.eq(AnchorKind::Open.as_str()));
    let ids: Vec<i64> = draws::table
        .filter(draws::state.eq_any(alive.map(DrawState::as_str)))
        .filter(draws::opens.le(signed(opens_before)))
        .filter(diesel::dsl::not(diesel::dsl::exists(anchored)))
        .order((draws::opens, draws::id))
        .select(draws::id)
        .load(conn)?;
    Ok(ids.into_iter().map(DrawId::from_parts).collect())
}
