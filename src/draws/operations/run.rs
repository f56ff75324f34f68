//! What the clock does with draws: open, close and draw what is due, oldest first. Each step is one transaction that
//! locks the draw and looks again, so that several instances may do this at once and a crash loses nothing:
//! a step is done or it is due.

use chrono::TimeDelta;

use super::Draws;
use super::anchors::{Step, anchor};
use super::rounds::list_ready;
use crate::beacon::{Awaited, find_round};
use crate::clock::Clock;
use crate::draws::awaited::awaited_round;
use crate::draws::claim::{Claim, ClaimState};
use crate::draws::model::{DrawId, DrawState};
use crate::draws::rules::{Closing, DAY, KEY_AGE, Log};
use crate::draws::seal::{SealError, SealingKey};
use crate::draws::store::{self, NewDrawnBallot, NewResult, signed};
use crate::fairness::{
    BeaconOutcome, DrawKey, DrawKeyInputs, Outcome, ResultError, Seed, SelectionRules, UnixTime,
    VoidReason, check_result_inputs, select,
};
use crate::store::{Conn, Moment, StoreError, reach};

/// How many old submission keys one run forgets.
const PRUNE: u32 = 5000;
/// Seconds. A round is out a margin of more than this after closing, so a step that took less is in time.
const SLOW_COMMIT: u64 = 30;

/// Why a draw is void: to people, and in the server's log.
type Reason = (&'static str, VoidReason);

const ROUND_IS_OUT: Reason = (
    "The server did not run in time: the public random number that was to decide this draw came out before the list was \
     sealed.",
    VoidReason::Cancelled,
);

const WITHHELD: Reason = (
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
    each(draws, due, "draw", draw_one).await
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

/// What a step needs besides the connection. No `Draws` goes into a transaction: the last one must not be
/// dropped on the database's own thread.
#[derive(Clone)]
pub(super) struct Tools {
    pub(super) clock: Clock,
    sealing: SealingKey,
}

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
    let tools = Tools {
        clock: draws.clock.clone(),
        sealing: draws.sealing.clone(),
    };
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
fn make_void(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    (text, reason): Reason,
    now: u64,
) -> Result<(), StoreError> {
    store::mark_void(conn, id, text, now)?;
    anchor(conn, id, log, Step::Void(reason), now)
}

fn open_one(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<bool, RunError> {
    let Some(mut log) = store::lock_log(conn, id)? else {
        return Ok(false);
    };
    let now = tools.clock.unix();
    if !log.is_due_to_open(now) {
        return Ok(false);
    }
    log.state = DrawState::Open;
    store::update_log(conn, id, &mut log, None)?;
    // an hour ago already, unless the server was down
    anchor(conn, id, &log, Step::Fixed, now)?;
    Ok(true)
}

fn close_one(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<bool, RunError> {
    let Some(mut log) = store::lock_log(conn, id)? else {
        return Ok(false);
    };
    let now = tools.clock.unix();
    if !log.is_due_to_close(now) {
        return Ok(false);
    }
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

/// The result is computed from the stored seed, the closed log and the round, if one was announced, alone: whoever
/// draws, and however often a crash undoes it, the winners are the same.
fn draw_one(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<bool, RunError> {
    let Some(log) = store::lock_log(conn, id)? else {
        return Ok(false);
    };
    if log.state != DrawState::Closed {
        return Ok(false);
    }
    let drawn_at = tools.clock.unix().max(log.last_time);
    let is_withheld = drawn_at >= log.open_leaf.fields().reveal_by.secs();
    let beacon = match awaited_round(&log.open_leaf, log.last_time, drawn_at) {
        None if is_withheld => {
            make_void(conn, id, &log, WITHHELD, drawn_at)?;
            return Ok(true);
        }
        None => BeaconOutcome::None,
        Some(Awaited { chain, round }) => match find_round(conn, chain, round)? {
            None => return Ok(false),
            Some(round) => round.outcome(),
        },
    };
    let seed = match is_withheld {
        true => None,
        false => Some(open_seed(conn, &tools.sealing, id, &log)?),
    };
    let closed = UnixTime::try_from(log.last_time).map_err(|e| RunError::Log(e.to_string()))?;
    check_result_inputs(&log.open_leaf, closed, seed.as_ref(), &beacon)?;
    let key = draw_key(&log, seed.as_ref(), &beacon);
    let ballots = drawn_ballots(conn, id, &log, &key)?;
    store::insert_result(
        conn,
        &NewResult {
            draw_id: id.as_i64(),
            draw_key: key.hash().as_bytes().to_vec(),
            seed: seed.map(|seed| seed.expose().to_vec()),
            drawn_at: signed(drawn_at),
            late: log.is_late(drawn_at),
            beacon_round: round_of(&beacon),
            beacon_signature: signature_of(&beacon),
        },
    )?;
    store::insert_drawn_ballots(conn, &ballots)?;
    if let Some(days) = store::find_claim_days(conn, id)? {
        store::insert_claims(conn, &claims(id, &ballots, drawn_at + days * DAY)?)?;
    }
    store::mark_drawn(conn, id)?;
    anchor(conn, id, &log, Step::Drawn(key), drawn_at)?;
    Ok(true)
}

fn open_seed(
    conn: &mut Conn,
    sealing: &SealingKey,
    id: DrawId,
    log: &Log,
) -> Result<Seed, RunError> {
    let sealed = store::find_sealed_seed(conn, id)?;
    Ok(sealing.open(&sealed, &log.open_leaf.fields().origin)?)
}

fn round_of(beacon: &BeaconOutcome) -> Option<i64> {
    match beacon {
        BeaconOutcome::Drand { round, .. } => Some(signed(round.number())),
        BeaconOutcome::Public(_) | BeaconOutcome::None => None,
    }
}

fn signature_of(beacon: &BeaconOutcome) -> Option<Vec<u8>> {
    match beacon {
        BeaconOutcome::Drand { signature, .. } => Some(signature.as_bytes().to_vec()),
        BeaconOutcome::Public(_) | BeaconOutcome::None => None,
    }
}

fn draw_key(log: &Log, seed: Option<&Seed>, beacon: &BeaconOutcome) -> DrawKey {
    DrawKey::new(&DrawKeyInputs {
        origin: &log.open_leaf.fields().origin,
        size: log.frontier.size(),
        root: log.frontier.root(),
        open_leaf: log.open_leaf.hash(),
        ballots: log.ballots,
        seed,
        beacon,
    })
}

/// The prizes that were won wait for their winners.
fn claims(id: DrawId, ballots: &[NewDrawnBallot], deadline: u64) -> Result<Vec<Claim>, StoreError> {
    let claim = |ballot: &NewDrawnBallot| match Outcome::parse(&ballot.outcome) {
        Ok(Outcome::Prize(place)) => Some(Claim {
            draw_id: id,
            place,
            position: ballot.position.unsigned_abs(),
            step: 0,
            state: ClaimState::Open,
            deadline,
        }),
        _ => None,
    };
    Ok(ballots.iter().filter_map(claim).collect())
}

fn drawn_ballots(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    key: &DrawKey,
) -> Result<Vec<NewDrawnBallot>, StoreError> {
    let rules = SelectionRules::of(&log.open_leaf, log.ballots);
    let mut accounts = Vec::new();
    let drawn = select(key, &rules, |ballot| {
        let (owner, account_id) = store::find_owner(conn, id, ballot)?;
        accounts.push(account_id);
        Ok::<_, StoreError>(owner)
    })?;
    let prizes = &log.open_leaf.fields().prizes;
    let ballot = |(position, (drawn, account_id))| {
        let drawn: crate::fairness::Drawn = drawn;
        let place = match drawn.outcome {
            Outcome::Prize(place) => place,
            Outcome::Reserve(_) | Outcome::Skipped | Outcome::Cancelled => 0,
        };
        NewDrawnBallot {
            draw_id: id.as_i64(),
            position: signed(position),
            ballot: signed(drawn.ballot),
            leaf_index: signed(drawn.leaf_index),
            outcome: drawn.outcome.to_string(),
            prize: prizes
                .line_at(place)
                .map(|(_, line)| line.text().to_string()),
            account_id,
        }
    };
    Ok((1..)
        .zip(drawn.into_iter().zip(accounts))
        .map(ballot)
        .collect())
}
