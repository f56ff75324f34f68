//! Drawing the winners of one closed draw, in the transaction of the connection.

use super::anchors::{Step, anchor};
use super::run::{RunError, WITHHELD, make_void};
use super::tools::Tools;
use crate::beacon::{Awaited, find_round};
use crate::draws::awaited::awaited_round;
use crate::draws::claim::{Claim, ClaimState};
use crate::draws::model::{DrawId, DrawState};
use crate::draws::rules::{DAY, Log};
use crate::draws::seal::SealingKey;
use crate::draws::store::{self, NewDrawnBallot, NewResult, signed};
use crate::fairness::{
    BeaconOutcome, DrawKey, DrawKeyInputs, Outcome, Seed, SelectionRules, UnixTime,
    check_result_inputs, select,
};
use crate::store::{Conn, StoreError};

/// The result is computed from the stored seed, the closed log and the round, if one was announced, alone: whoever
/// draws, and however often a crash undoes it, the winners are the same.
pub(super) fn draw_one(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<bool, RunError> {
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

pub(super) fn open_seed(
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
