//! What managers do about prizes, and about entries before closing. They run inside the caller's write transaction, so
//! that what is recorded beside them is saved with them or not at all.

use crate::draws::claim::{Claim, ClaimAction, ClaimOrder, ClaimState};
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

/// Marks a prize as handed over, or passes it on to the next reserve after its deadline. Of two managers who do so at
/// once, one does it.
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
    if claim.state != ClaimState::Open {
        return Err(ClaimError::Ended);
    }
    let step = claim.step + 1;
    let after = match order.action {
        ClaimAction::MarkClaimed => Claim {
            state: ClaimState::Claimed,
            step,
            ..claim
        },
        ClaimAction::PassOn if now < claim.deadline => return Err(ClaimError::TooEarly),
        ClaimAction::PassOn => match store::find_next_reserve(conn, claim.draw_id)? {
            None => Claim {
                state: ClaimState::Lapsed,
                step,
                ..claim
            },
            Some(position) => {
                let days = store::find_claim_days(conn, claim.draw_id)?.unwrap_or(0);
                Claim {
                    position,
                    step,
                    deadline: now + days * DAY,
                    ..claim
                }
            }
        },
    };
    store::save_step(conn, &claim, &after, order, now)?;
    Ok(after)
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
    if !store::mark_entry_cancelled(conn, &entry, reason)? {
        return Err(CancelEntryError::AlreadyCancelled);
    }
    Ok(entry)
}
