//! What managers do about prizes, and about entries before closing. They run inside the caller's write transaction, so
//! that what is recorded beside them is saved with them or not at all.

use crate::draws::claim::{Claim, ClaimAction, ClaimOrder, ClaimState, StepKind};
use crate::draws::model::{DrawId, DrawState, Entry};
use crate::draws::rules::{BALLOTS_MAX_WITH_SKIPS, DAY};
use crate::draws::store;
use crate::store::{Conn, StoreError};
use crate::web::i18n::tr;

/// Why nothing was done about a prize. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum ClaimError {
    /// There is no such prize in the draw.
    #[error("{}", tr("There is no such prize to claim."))]
    NotFound,
    /// Somebody did something about it in the meantime.
    #[error(
        "{}",
        tr(
            "Something was done about this prize in the meantime, so nothing was changed. Look at it as it is now."
        )
    )]
    Stale,
    /// It is over.
    #[error("{}", tr("This prize was claimed or has lapsed; that stands."))]
    Ended,
    /// There is no mark to take back.
    #[error(
        "{}",
        tr("This prize is not marked as claimed, so there is nothing to take back.")
    )]
    NotClaimed,
    /// Its deadline is to come.
    #[error(
        "{}",
        tr(
            "This prize can be claimed until its deadline. It can be passed on after that, not before."
        )
    )]
    TooEarly,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Marks a prize as handed over, takes such a mark back, or passes the prize on to the next reserve after its deadline.
/// Of two managers who do something at once, one does it. A mark that is taken back moves no deadline: that was
/// published, and is the same whatever organisers do.
///
/// # Errors
/// [`ClaimError`]; nothing is changed then.
pub fn settle_claim(conn: &mut Conn, order: &ClaimOrder, now: u64) -> Result<Claim, ClaimError> {
    // the draw first: two prizes of it must not go to the same reserve
    store::lock_log(conn, order.draw_id)?.ok_or(ClaimError::NotFound)?;
    let claim = store::lock_claim(conn, order.draw_id, order.place)?;
    let claim = claim.ok_or(ClaimError::NotFound)?;
    if claim.step != order.step {
        return Err(ClaimError::Stale);
    }
    let (kind, after) = step(conn, &claim, order.action, now)?;
    let after = Claim {
        step: claim.step + 1,
        ..after
    };
    store::save_step(conn, &claim, &after, kind, order, now)?;
    Ok(after)
}

/// What the action makes of a prize.
fn step(
    conn: &mut Conn,
    claim: &Claim,
    action: ClaimAction,
    now: u64,
) -> Result<(StepKind, Claim), ClaimError> {
    let state = |state| Claim { state, ..*claim };
    match (action, claim.state) {
        (ClaimAction::TakeBack, ClaimState::Claimed) => {
            return Ok((StepKind::TakenBack, state(ClaimState::Open)));
        }
        (ClaimAction::TakeBack, _) => return Err(ClaimError::NotClaimed),
        (_, ClaimState::Claimed | ClaimState::Lapsed) => return Err(ClaimError::Ended),
        (ClaimAction::MarkClaimed, ClaimState::Open) => {
            return Ok((StepKind::Claimed, state(ClaimState::Claimed)));
        }
        (ClaimAction::PassOn, ClaimState::Open) => {}
    }
    if now < claim.deadline {
        return Err(ClaimError::TooEarly);
    }
    let Some(position) = store::find_next_reserve(conn, claim.draw_id)? else {
        return Ok((StepKind::Lapsed, state(ClaimState::Lapsed)));
    };
    let days = store::find_claim_days(conn, claim.draw_id)?.unwrap_or(0);
    let passed = Claim {
        position,
        deadline: now + days * DAY,
        ..*claim
    };
    Ok((StepKind::Passed(position), passed))
}

/// Why an entry was not struck out. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum CancelEntryError {
    /// There is no such entry.
    #[error("{}", tr("There is no such entry in this draw."))]
    NotFound,
    /// It was struck out before.
    #[error("{}", tr("This entry was cancelled before."))]
    AlreadyCancelled,
    /// The log is complete, or never will be.
    #[error(
        "{}",
        tr("This draw is not open. An entry can be cancelled only before the box is sealed.")
    )]
    NotOpen,
    /// Drawing might have to look at too many ballots.
    #[error(
        "{}",
        tr("This draw has more ballots than a draw with cancelled entries may have.")
    )]
    TooManyBallots,
    /// The close leaf names every struck-out entry, and could not be served.
    #[error(
        "{}",
        tr(
            "This draw has as many cancelled entries as a sealed list can name, so no more can be cancelled. The draw as a whole can."
        )
    )]
    TooManyCancelled,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Strikes out an entry of an open draw, with a reason its owner can read. It stays in the log, and drawing passes its
/// ballots over.
///
/// # Errors
/// [`CancelEntryError`]; nothing is changed then.
pub fn cancel_entry(
    conn: &mut Conn,
    draw_id: DrawId,
    leaf_index: u64,
    reason: &str,
    now: u64,
) -> Result<Entry, CancelEntryError> {
    let log = store::lock_log(conn, draw_id)?.ok_or(CancelEntryError::NotFound)?;
    let is_open = matches!(log.state, DrawState::Scheduled | DrawState::Open)
        && now < log.open_leaf.fields().closes.secs();
    if !is_open {
        return Err(CancelEntryError::NotOpen);
    }
    if log.ballots > BALLOTS_MAX_WITH_SKIPS {
        return Err(CancelEntryError::TooManyBallots);
    }
    let entry = store::find_entry(conn, draw_id, leaf_index)?;
    let entry = entry.ok_or(CancelEntryError::NotFound)?;
    let mut cancelled = store::list_cancelled(conn, draw_id)?;
    if let Err(place) = cancelled.binary_search(&leaf_index) {
        cancelled.insert(place, leaf_index);
    }
    if !log.can_strike_out(&cancelled) {
        return Err(CancelEntryError::TooManyCancelled);
    }
    if !store::mark_entry_cancelled(conn, &entry, reason)? {
        return Err(CancelEntryError::AlreadyCancelled);
    }
    Ok(entry)
}
