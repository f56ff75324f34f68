//! Announcing a draw, changing it before it opens, calling it off. They run inside the caller's write transaction,
//! so that a game saves its own rows with them or not at all.

use super::Draws;
use super::anchors::{Step, anchor};
use crate::beacon::{Beacons, MARGIN};
use crate::draws::awaited::RoundChoice;
use crate::draws::model::{DrawId, DrawPlan, DrawState};
use crate::draws::rules::{LEAF_MAX, Log, REVEAL_AFTER};
use crate::draws::store;
use crate::fairness::{
    BeaconTerms, Chain, Commitment, DrandMode, FieldError, Numbering, OpenFields, OpenLeaf,
    OpenLeafError, Origin, PrizeList, Seed, VoidReason,
};
use crate::keys::{KeyError, random};
use crate::store::{Conn, StoreError};
use crate::web::i18n::{tr, tr_with};

/// Why a draw cannot be announced like this. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum ScheduleError {
    /// A value that the protocol cannot write.
    #[error("{}", tr_with("This draw cannot be announced: {reason}.", &[("reason", .0)]))]
    Field(#[from] FieldError),
    /// Values that do not go together.
    #[error("{}", tr_with("This draw cannot be announced: {reason}.", &[("reason", .0)]))]
    Rule(#[from] OpenLeafError),
    /// A cap of none, or one that no draw can reach.
    #[error(
        "{}",
        tr("The number of ballots one person may have must be between 1 and 1,099,511,627,776.")
    )]
    Cap,
    /// The open leaf could not be served.
    #[error(
        "{}",
        tr(
            "This draw announces more than its public log can hold in one line. Name fewer prizes, or give them shorter names."
        )
    )]
    TooLong,
    /// A public id is used once and never again.
    #[error("{}", tr("There is already a draw of that name."))]
    NameTaken,
    /// What an open draw has announced stands.
    #[error(
        "{}",
        tr("This draw has opened, so what it announced can no longer be changed.")
    )]
    AlreadyOpen,
    /// What is in the server's log stands.
    #[error(
        "{}",
        tr(
            "This draw opens within the hour: what it announced is in the server's log and can no longer be changed."
        )
    )]
    Fixed,
    /// There is no such draw.
    #[error("{}", tr("There is no such draw."))]
    UnknownDraw,
    /// There was no randomness for the seed.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Announces a draw: makes its seed, commits to it in the open leaf and stores it sealed.
/// The seed is never made again: whoever could have it made anew at drawing time could choose the result.
///
/// # Errors
/// [`ScheduleError`]; nothing is stored then.
pub fn schedule_draw(
    conn: &mut Conn,
    draws: &Draws,
    plan: &DrawPlan,
) -> Result<DrawId, ScheduleError> {
    let origin = Origin::below(&draws.server, plan.name.as_str())?;
    let seed = Seed::from_bytes(random()?);
    let commitment = seed.commit(&origin);
    let sealed_seed = draws.tools.sealing.seal(&seed, &origin)?;
    let chain = draws.beacons.as_ref().and_then(Beacons::chain_of_new_draws);
    let log = announce(plan, origin, commitment, chain)?;
    let new = store::NewDraw {
        name: &plan.name,
        label: &plan.label,
        log: &log,
        sealed_seed,
        claim_days: plan.claim_days,
        created_at: draws.clock.now().into(),
    };
    store::insert_draw(conn, &new)?.ok_or(ScheduleError::NameTaken)
}

/// Changes what a draw announces, until an hour before it opens. Name, origin, seed and whether public randomness decides
/// it stay; `plan.name` is not looked at.
///
/// # Errors
/// [`ScheduleError::Fixed`] or [`ScheduleError::AlreadyOpen`] when it is too late, and as [`schedule_draw`].
pub fn replan_draw(
    conn: &mut Conn,
    draws: &Draws,
    id: DrawId,
    plan: &DrawPlan,
) -> Result<(), ScheduleError> {
    let old = store::lock_log(conn, id)?.ok_or(ScheduleError::UnknownDraw)?;
    let now = draws.clock.unix();
    if old.state != DrawState::Scheduled || old.is_due_to_open(now) {
        return Err(ScheduleError::AlreadyOpen);
    }
    if !store::list_anchors(conn, id)?.is_empty() {
        return Err(ScheduleError::Fixed);
    }
    let fields = old.open_leaf.fields();
    let commitment = fields
        .seed
        .ok_or_else(|| StoreError::corrupt(format!("draw {}", id.as_i64()), "no commitment"))?;
    let chain = match fields.beacon {
        BeaconTerms::Drand { chain, .. } => Some(chain),
        BeaconTerms::Public(_) | BeaconTerms::None => None,
    };
    let log = announce(plan, fields.origin.clone(), commitment, chain)?;
    Ok(store::update_plan(
        conn,
        id,
        &log,
        &plan.label,
        plan.claim_days,
    )?)
}

/// Calls a draw off at this time, with a reason that everybody can read. False if it has its result, or was called off before.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn void_draw(conn: &mut Conn, id: DrawId, reason: &str, now: u64) -> Result<bool, StoreError> {
    Ok(void_draws(conn, &[(id, reason)], now)? == 1)
}

/// Calls draws off, each with its reason. Answers how many; the others have their result, or were called off before.
/// The last thing that a transaction does with draws: it locks the server's log.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn void_draws(
    conn: &mut Conn,
    reasons: &[(DrawId, &str)],
    now: u64,
) -> Result<usize, StoreError> {
    let mut reasons = reasons.to_vec();
    // in order, and all of them before the server's log: two transactions cannot wait for each other
    reasons.sort_by_key(|(id, _)| *id);
    let mut called_off = Vec::new();
    for (id, reason) in reasons {
        let Some(log) = store::lock_log(conn, id)? else {
            continue;
        };
        if !matches!(log.state, DrawState::Drawn | DrawState::Void) {
            store::mark_void(conn, id, reason, now)?;
            called_off.push((id, log));
        }
    }
    for (id, log) in &called_off {
        anchor(conn, *id, log, Step::Void(VoidReason::Cancelled), now)?;
    }
    Ok(called_off.len())
}

fn announce(
    plan: &DrawPlan,
    origin: Origin,
    commitment: Commitment,
    chain: Option<Chain>,
) -> Result<Log, ScheduleError> {
    if plan.cap.is_some_and(|cap| !(1..=1 << 40).contains(&cap)) {
        return Err(ScheduleError::Cap);
    }
    let closes = plan.closes.try_into()?;
    let beacon = match (chain, plan.round) {
        (None, _) => BeaconTerms::None,
        (Some(chain), round) => BeaconTerms::Drand {
            chain,
            margin: MARGIN,
            mode: match round {
                RoundChoice::AtClose => DrandMode::AtClose,
                RoundChoice::Fixed => DrandMode::Fixed(chain.round_after(closes, MARGIN)),
            },
        },
    };
    let open_leaf = OpenLeaf::new(OpenFields {
        origin,
        opens: plan.opens.try_into()?,
        closes,
        terms: None,
        numbers: match plan.tickets {
            Some(tickets) => Numbering::Shuffled(tickets),
            None => Numbering::Sequential,
        },
        seed: Some(commitment),
        beacon,
        reveal_by: plan.closes.saturating_add(REVEAL_AFTER).try_into()?,
        early: false,
        one_prize: plan.one_prize,
        reserves: plan.reserves.into(),
        prizes: PrizeList::new(plan.prizes.clone())?,
    })?;
    if open_leaf.to_text().len() > LEAF_MAX {
        return Err(ScheduleError::TooLong);
    }
    Ok(Log::announced(open_leaf, plan.cap))
}
