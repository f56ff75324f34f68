//! Telling of draws in the server's log. Every step of a draw is anchored in the transaction that takes it: there is no
//! step without its anchor, and the database refuses a second one.

use super::Draws;
use crate::draws::log::AnchorKind;
use crate::draws::model::{DrawId, DrawState};
use crate::draws::rules::{ANCHOR_BEFORE, Log};
use crate::draws::store;
use crate::fairness::{Anchor, DrawKey, Origin, ServerName, VoidReason};
use crate::store::{Conn, StoreError};

/// A step of a draw, as far as the server's log is concerned.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// What it announced stands from here on.
    Fixed,
    /// Its log is complete.
    Closed,
    /// It is drawn.
    Drawn(DrawKey),
    /// It has no result.
    Void(VoidReason),
}

/// Anchors this step, and the steps before it that are not anchored because an earlier version of the program took
/// them. The draw must be locked, and so must every other draw that the transaction touches: this locks the server's log.
///
/// A draw that was never anchored and is called off leaves no trace: nobody could have known its terms for certain.
pub(super) fn anchor(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    step: Step,
    now: u64,
) -> Result<(), StoreError> {
    let there = store::list_anchors(conn, id)?;
    let has = |kind| there.iter().any(|anchor| anchor.kind == kind);
    if matches!(step, Step::Void(_)) && !has(AnchorKind::Open) {
        return Ok(());
    }
    let origin = &log.open_leaf.fields().origin;
    let mut steps = vec![(AnchorKind::Open, Anchor::Open(origin, log.open_leaf.hash()))];
    if log.is_complete() {
        let (size, root) = (log.frontier.size(), log.frontier.root());
        steps.push((AnchorKind::Close, Anchor::Close(origin, size, root)));
    }
    match step {
        Step::Fixed | Step::Closed => {}
        Step::Drawn(key) => steps.push((AnchorKind::Result, Anchor::Result(origin, key))),
        Step::Void(reason) => steps.push((AnchorKind::Void, Anchor::Void(origin, reason))),
    }
    let leaves: Vec<(AnchorKind, String)> = steps
        .into_iter()
        .filter(|(kind, _)| !has(*kind))
        .map(|(kind, anchor)| (kind, anchor.to_string()))
        .collect();
    if leaves.is_empty() {
        return Ok(());
    }
    let Some(mut server) = lock_server_log(conn, origin)? else {
        return Err(StoreError::corrupt("server log", "there is none"));
    };
    if !origin.is_below(&server.name) {
        // announced by an earlier version of the program under another address: no log of that name goes on
        return Ok(());
    }
    store::append_anchors(conn, &mut server, id, &leaves, now)
}

/// Where no name was adopted yet, the one in the draw's own is.
fn lock_server_log(
    conn: &mut Conn,
    origin: &Origin,
) -> Result<Option<store::ServerLog>, StoreError> {
    let server = store::lock_server_log(conn)?;
    if server.is_some() {
        return Ok(server);
    }
    if let Some(name) = server_of(origin.as_str()) {
        store::insert_server_log(conn, &name)?;
    }
    store::lock_server_log(conn)
}

/// A draw's name is the last segment of its origin.
fn server_of(origin: &str) -> Option<ServerName> {
    ServerName::parse(origin.rsplit_once('/')?.0).ok()
}

/// Fixes and anchors the draws that open within the hour. Answers how many.
///
/// # Errors
/// [`StoreError`] when what is due could not be found out; a draw that could not be anchored is logged.
pub async fn anchor_due(draws: &Draws) -> Result<usize, StoreError> {
    let before = draws.clock.unix().saturating_add(ANCHOR_BEFORE);
    let due = draws
        .db
        .read_short(move |conn| store::list_unanchored(conn, before))
        .await?;
    super::run::each(draws, due, "anchor", |conn, tools, id| {
        let Some(log) = store::lock_log(conn, id)? else {
            return Ok(false);
        };
        if matches!(log.state, DrawState::Drawn | DrawState::Void) {
            return Ok(false);
        }
        anchor(conn, id, &log, Step::Fixed, tools.clock.unix())?;
        Ok(true)
    })
    .await
}

/// The name in the origins of this server's draws. It is the one proposed at first start, and stays when the server's
/// address changes: a log is known by its name for ever.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn adopt_server_name(conn: &mut Conn, proposed: &ServerName) -> Result<ServerName, StoreError> {
    if store::find_server_name(conn)?.is_none() {
        // a database from before the name was remembered has it in its draws
        let last = store::find_last_origin(conn)?;
        let last = last.and_then(|origin| server_of(&origin));
        store::insert_server_log(conn, last.as_ref().unwrap_or(proposed))?;
    }
    let missing = || StoreError::corrupt("server log", "there is none");
    store::find_server_name(conn)?.ok_or_else(missing)
}
