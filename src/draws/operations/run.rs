//! What the clock does with draws: open, close and draw what is due, oldest first. Each step is one transaction that
//! locks the draw and looks again, so that several instances may do this at once and a crash loses nothing:
//! a step is done or it is due.

use chrono::TimeDelta;

use super::Draws;
use super::anchors::{Step, anchor};
use super::dealing::opening_beacon;
use super::drawing::draw_one;
use super::rounds::list_ready;
use super::tools::Tools;
use crate::draws::model::{DrawId, DrawState};
use crate::draws::rules::{Closing, KEY_AGE, Log};
use crate::draws::seal::SealError;
use crate::draws::store;
use crate::fairness::{ResultError, VoidReason};
use crate::store::{Conn, Moment, StoreError, reach};

/// How many old submission keys one run forgets.
const PRUNE: u32 = 5000;
/// Seconds. A round is out a margin of more than this after closing, so a step that took less is in time.
const SLOW_COMMIT: u64 = 30;

/// Why a draw is void: to people, and in the server's log.
pub(super) type Reason = (&'static str, VoidReason);

const ROUND_IS_OUT: Reason = (
    "The server did not run in time: the public random number that was to decide this draw came out before the list was \
     sealed.",
    VoidReason::Cancelled,
);

pub(super) const WITHHELD: Reason = (
    "The server did not run in time: the draw's secret had to be shown within thirty days of closing and was not.",
    VoidReason::Withheld,
);

/// Why a draw could not go on. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The seed is locked away.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The seed is not the one that was promised.
    #[error("the stored seed does not fit the draw: {0}")]
    Seed(#[from] ResultError),
    /// The log breaks a rule of the protocol.
    #[error("the stored log does not fit the protocol: {0}")]
    Log(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens the draws whose time has come. Answers how many.
///
/// # Errors
/// [`StoreError`] when what is due could not be found out; a draw that could not be opened is logged.
pub async fn open_due(draws: &Draws) -> Result<usize, StoreError> {
    let now = draws.clock.unix();
    let due = draws
        .db
        .read_short(move |conn| store::list_due_to_open(conn, now))
        .await?;
    each(draws, due, "open", open_one).await
}

/// Closes the draws whose time has come. Answers how many, those included that became void.
///
/// # Errors
/// As [`open_due`].
pub async fn close_due(draws: &Draws) -> Result<usize, StoreError> {
    let now = draws.clock.unix();
    let due = draws
        .db
        .read_short(move |conn| store::list_due_to_close(conn, now))
        .await?;
    each(draws, due, "close", close_one).await
}

/// Draws the winners of the draws that are closed and wait for no round, or whose round is here. Answers how many,
/// those included that became void.
///
/// # Errors
/// As [`open_due`].
pub async fn draw_due(draws: &Draws) -> Result<usize, StoreError> {
    let now = draws.clock.unix();
    let due = draws
        .db
        .read_short(move |conn| list_ready(conn, now))
        .await?;
    draw_these(draws, due).await
}

/// Draws those of these draws that are closed and wait for nothing. Answers how many.
pub(super) async fn draw_these(draws: &Draws, ids: Vec<DrawId>) -> Result<usize, StoreError> {
    each(draws, ids, "draw", draw_one).await
}

/// Opens, closes and draws what was due at a time that is past. Each step is dated now, when it happens.
///
/// # Errors
/// As [`open_due`].
pub async fn run_until(draws: &Draws, until: u64) -> Result<(), StoreError> {
    let until = until.min(draws.clock.unix());
    for (verb, step, state) in [
        ("open", open_one as Doing, DrawState::Scheduled),
        ("close", close_one, DrawState::Open),
        ("draw", draw_one, DrawState::Closed),
    ] {
        let pending = draws
            .db
            .read(move |conn| store::list_pending(conn, until))
            .await?;
        let is_due = |one: &store::Pending| {
            one.state == state && (state == DrawState::Scheduled || one.closes <= until)
        };
        let due = pending.into_iter().filter(is_due).map(|one| one.id);
        each(draws, due.collect(), verb, step).await?;
    }
    Ok(())
}

/// Forgets submission keys older than two days, a few thousand at a time. Answers how many.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn prune_submission_keys(draws: &Draws) -> Result<usize, StoreError> {
    let before = Moment::from(draws.clock.now() - TimeDelta::seconds(KEY_AGE));
    let has_old = draws
        .db
        .read_short(move |conn| store::has_old_keys(conn, before))
        .await?;
    if !has_old {
        return Ok(0);
    }
    draws
        .db
        .write(move |conn| store::delete_old_keys(conn, before, PRUNE))
        .await
}

/// One step of one draw, in the transaction of the connection; false if another instance has done it.
pub(super) type Doing = fn(&mut Conn, &Tools, DrawId) -> Result<bool, RunError>;

/// The step for each draw in turn. One that fails does not keep the next from its turn.
pub(super) async fn each(
    draws: &Draws,
    due: Vec<DrawId>,
    verb: &str,
    step: Doing,
) -> Result<usize, StoreError> {
    if draws.is_on_hold() {
        return Ok(0);
    }
    let tools = draws.tools.clone();
    let mut done = 0;
    let verb = verb.to_owned();
    for id in due {
        let begun = draws.clock.unix();
        let (tools, name) = (tools.clone(), verb.clone());
        let outcome = draws.db.write_locked(move |conn| {
            let done = step(conn, &tools, id)?;
            reach(&name, "before commit");
            Ok(done)
        });
        let outcome: Result<bool, RunError> = outcome.await;
        reach(&verb, "after commit");
        match outcome {
            Ok(true) => {
                done += 1;
                void_if_sealed_too_late(draws, id, begun).await?;
            }
            Ok(false) => {}
            Err(e) => log::error!("draws: cannot {verb} draw {}: {e}", id.as_i64()),
        }
    }
    Ok(done)
}

/// A commit may hang. A list that came on the disk only when its round was out decides nothing.
async fn void_if_sealed_too_late(draws: &Draws, id: DrawId, begun: u64) -> Result<(), StoreError> {
    let durable_at = draws.clock.unix();
    if durable_at < begun + SLOW_COMMIT {
        return Ok(());
    }
    let void = move |conn: &mut Conn| {
        if let Some(log) = store::lock_log(conn, id)?
            && log.is_sealed_too_late(durable_at)
        {
            make_void(conn, id, &log, ROUND_IS_OUT, durable_at)?;
        }
        Ok(())
    };
    draws.db.write_locked(void).await
}

/// There is no result and never will be.
pub(super) fn make_void(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    (text, reason): Reason,
    now: u64,
) -> Result<(), StoreError> {
    store::mark_void(conn, id, text, now)?;
    anchor(conn, id, log, Step::Void(reason), now)
}

pub(super) fn open_one(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<bool, RunError> {
    let Some(mut log) = store::lock_log(conn, id)? else {
        return Ok(false);
    };
    let now = tools.clock.unix();
    if !log.is_due_to_open(now) {
        return Ok(false);
    }
    if log.tickets().is_some() && opening_beacon(conn, &log.open_leaf)?.is_none() {
        // nobody can be given a number before the round that shuffles them is here
        return Ok(false);
    }
    log.state = DrawState::Open;
    store::update_log(conn, id, &mut log, None)?;
    // an hour ago already, unless the server was down
    anchor(conn, id, &log, Step::Fixed, now)?;
    Ok(true)
}

fn close_one(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<bool, RunError> {
    let Some(log) = store::lock_log(conn, id)? else {
        return Ok(false);
    };
    let now = tools.clock.unix();
    if !log.is_due_to_close(now) {
        return Ok(false);
    }
    close_with(conn, id, log, now)
}

/// Ends a log that is locked and that may end now.
pub(super) fn close_with(
    conn: &mut Conn,
    id: DrawId,
    mut log: Log,
    now: u64,
) -> Result<bool, RunError> {
    let cancelled = store::list_cancelled(conn, id)?;
    match log.close(cancelled, now).map_err(RunError::Log)? {
        Closing::Closed(leaf) => {
            store::update_log(conn, id, &mut log, Some(&leaf.to_text()))?;
            anchor(conn, id, &log, Step::Closed, now)?;
        }
        Closing::TooLateToReveal => {
            make_void(conn, id, &log, WITHHELD, now)?;
        }
        Closing::RoundIsOut => {
            make_void(conn, id, &log, ROUND_IS_OUT, now)?;
        }
    }
    Ok(true)
}
