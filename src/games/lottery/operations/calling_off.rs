//! Cancelling a single draw. Whole lotteries are cancelled in `managing.rs`. Who may do so is decided where the person
//! is known.

use serde_json::json;

use super::Lotteries;
use super::managing::object;
use crate::audit::{Actor, record};
use crate::draws::{Draw, DrawName, DrawState, find_draw, void_draw};
use crate::games::lottery::model::{CancelReason, Change, ChangeKind, Lottery, Slug};
use crate::games::lottery::store::{self, DailyDraw};
use crate::store::{Conn, StoreError};

/// Why a draw was not cancelled. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum CancelDrawError {
    /// The lottery has none of that name.
    #[error("There is no such draw.")]
    NotFound,
    /// It is void.
    #[error("This draw was cancelled before.")]
    AlreadyCancelled,
    /// Its result stands, or will in a moment.
    #[error("This draw has closed. A draw can be cancelled only before its box is sealed.")]
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
