//! What managers do about a single draw: cancel it, strike out an entry, hand over its prizes or pass them on. Whole
//! lotteries are cancelled in `managing.rs`. Who may do so is decided where the person is known.

use serde_json::json;

use super::Lotteries;
use super::managing::object;
use super::notices::{tell_entry_cancelled, tell_passed_on};
use crate::audit::{Actor, record};
use crate::draws::claim::{Claim, ClaimAction, ClaimOrder, ClaimState};
use crate::draws::{
    CancelEntryError, ClaimError, Draw, DrawName, DrawState, cancel_entry, find_draw, settle_claim,
    void_draw,
};
use crate::games::lottery::model::{CancelReason, Change, ChangeKind, Description, Lottery, Slug};
use crate::games::lottery::store::{self, DailyDraw};
use crate::store::{Conn, StoreError};
use crate::web::i18n::tr;

/// Why a draw was not cancelled. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum CancelDrawError {
    /// The lottery has none of that name.
    #[error("{}", tr("There is no such draw."))]
    NotFound,
    /// It is void.
    #[error("{}", tr("This draw was cancelled before."))]
    AlreadyCancelled,
    /// Its result stands, or will in a moment.
    #[error(
        "{}",
        tr("This draw has closed. A draw can be cancelled only before its box is sealed.")
    )]
    Closed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Lotteries {
    /// Cancels one draw that has not closed, with a public reason. Its day gets no other draw, and the draws beside it
    /// keep their times.
    ///
    /// # Errors
    /// [`CancelDrawError`]; nothing is changed then.
    pub async fn cancel_draw(
        &self,
        actor: &Actor,
        slug: Slug,
        name: DrawName,
        reason: CancelReason,
    ) -> Result<(), CancelDrawError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let now = this.clock.now();
                let lottery = store::lock_lottery(conn, &slug)?;
                let lottery = lottery.ok_or(CancelDrawError::NotFound)?;
                let (daily, draw) =
                    find_draw_of(conn, &lottery, &name)?.ok_or(CancelDrawError::NotFound)?;
                match draw.state {
                    DrawState::Void => return Err(CancelDrawError::AlreadyCancelled),
                    DrawState::Scheduled | DrawState::Open if draw.closes > this.clock.unix() => {}
                    _ => return Err(CancelDrawError::Closed),
                }
                void_draw(conn, draw.id, reason.as_str(), this.clock.unix())?;
                store::mark_called_off(conn, draw.id)?;
                let change = Change {
                    at: now,
                    from_day: Some(daily.day),
                    kind: ChangeKind::DrawCancelled {
                        draw: name.to_string(),
                        reason: reason.as_str().to_owned(),
                    },
                };
                store::insert_change(conn, lottery.id, &change)?;
                let detail = json!({"draw": name.as_str(), "reason": reason.as_str()});
                record(conn, now, &actor, "draw.cancel", &object(&slug), &detail)?;
                Ok(())
            })
            .await
    }
}

/// The draw of that name, if it is one of the lottery's.
pub(super) fn find_draw_of(
    conn: &mut Conn,
    lottery: &Lottery,
    name: &DrawName,
) -> Result<Option<(DailyDraw, Draw)>, StoreError> {
    let Some(draw) = find_draw(conn, name)? else {
        return Ok(None);
    };
    let daily = store::list_of_draws(conn, &[draw.id])?.pop();
    let own = daily.filter(|daily| daily.lottery_id == lottery.id);
    Ok(own.map(|daily| (daily, draw)))
}

/// Why an entry was not cancelled, or nothing was done about a prize. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum DrawActionError {
    /// The lottery has no such draw.
    #[error("{}", tr("There is no such draw."))]
    NotFound,
    /// The entry stays as it is.
    #[error(transparent)]
    Entry(#[from] CancelEntryError),
    /// The prize stays as it is.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a manager does about the prize of a draw.
#[derive(Debug, Clone)]
pub struct PrizeAction {
    /// Which prize: 1 is the first.
    pub place: u64,
    /// How many steps the manager has seen.
    pub step: u64,
    /// What to do.
    pub action: ClaimAction,
    /// The manager's username.
    pub by: String,
    /// A note for managers; may be empty.
    pub note: Description,
}

impl Lotteries {
    /// Strikes out an entry of an open draw, with a reason that its owner can read. It stays in the log.
    ///
    /// # Errors
    /// [`DrawActionError`]; nothing is changed then.
    pub async fn cancel_entry(
        &self,
        actor: &Actor,
        slug: Slug,
        name: DrawName,
        leaf_index: u64,
        reason: CancelReason,
    ) -> Result<(), DrawActionError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let lottery = store::lock_lottery(conn, &slug)?;
                let lottery = lottery.ok_or(DrawActionError::NotFound)?;
                let found = find_draw_of(conn, &lottery, &name)?;
                let (_, draw) = found.ok_or(DrawActionError::NotFound)?;
                let now = this.clock.unix();
                let entry = cancel_entry(conn, draw.id, leaf_index, reason.as_str(), now)?;
                let (notices, at) = (this.notices.as_ref(), this.clock.now());
                tell_entry_cancelled(conn, notices, &draw, &entry, reason.as_str(), at)?;
                let detail = json!({
                    "draw": name.as_str(), "entry": entry.leaf_index, "reason": reason.as_str(),
                });
                let at = this.clock.now();
                record(conn, at, &actor, "entry.cancel", &object(&slug), &detail)?;
                Ok(())
            })
            .await
    }

    /// Marks a prize as handed over, or passes it on to the next reserve after its deadline.
    ///
    /// # Errors
    /// [`DrawActionError`]; nothing is changed then.
    pub async fn settle_prize(
        &self,
        actor: &Actor,
        slug: Slug,
        name: DrawName,
        wanted: PrizeAction,
    ) -> Result<Claim, DrawActionError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let lottery = store::lock_lottery(conn, &slug)?;
                let lottery = lottery.ok_or(DrawActionError::NotFound)?;
                let found = find_draw_of(conn, &lottery, &name)?;
                let (_, draw) = found.ok_or(DrawActionError::NotFound)?;
                let order = ClaimOrder {
                    draw_id: draw.id,
                    place: wanted.place,
                    step: wanted.step,
                    action: wanted.action,
                    account_id: actor.account_id(),
                    username: wanted.by.clone(),
                    note: wanted.note.as_str().to_owned(),
                };
                let claim = settle_claim(conn, &order, this.clock.unix())?;
                if wanted.action == ClaimAction::PassOn {
                    let (notices, at) = (this.notices.as_ref(), this.clock.now());
                    tell_passed_on(conn, notices, &draw, &claim, at)?;
                }
                let what = match (wanted.action, claim.state) {
                    (ClaimAction::MarkClaimed, _) => "prize.claimed",
                    (ClaimAction::PassOn, ClaimState::Lapsed) => "prize.lapsed",
                    (ClaimAction::PassOn, _) => "prize.passed_on",
                };
                let detail =
                    json!({"draw": name.as_str(), "place": claim.place, "step": claim.step});
                let at = this.clock.now();
                record(conn, at, &actor, what, &object(&slug), &detail)?;
                Ok(claim)
            })
            .await
    }
}
