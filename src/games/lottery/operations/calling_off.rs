//! What managers end about a single draw: the draw itself, or one of its entries. Whole lotteries are cancelled in
//! `managing.rs`, prizes are dealt with in `prizes.rs`. Who may do so is decided where the person is known.

use serde_json::json;

use super::managing::object;
use super::notices::tell_entry_cancelled;
use super::{Lotteries, to_unix};
use crate::audit::{Actor, record};
use crate::draws::{
    CancelEntryError, ClaimError, Draw, DrawName, DrawState, Entry, cancel_entry, find_draw,
    void_draw,
};
use crate::games::lottery::model::{Change, ChangeKind, Lottery, PublicReason, Slug};
use crate::games::lottery::store::{self, DailyDraw};
use crate::idempotency::{Answer as Told, Once, OnceError, once};
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
        reason: PublicReason,
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
    /// The key stands for another request; only where there are keys.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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
        reason: PublicReason,
    ) -> Result<(), DrawActionError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let entry = (&slug, &name, leaf_index);
                this.strike_out(conn, &actor, entry, &reason).map(drop)
            })
            .await
    }

    /// Does so once, however often it is asked for under one key. `answer` says what is told of the entry after it.
    ///
    /// # Errors
    /// [`DrawActionError`]; nothing is changed then.
    pub async fn cancel_entry_once(
        &self,
        actor: &Actor,
        (slug, name, leaf_index): (Slug, DrawName, u64),
        reason: PublicReason,
        request: Once,
        answer: impl Fn(&Entry) -> Result<Told, serde_json::Error> + Send + 'static,
    ) -> Result<Told, DrawActionError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let entry = (&slug, &name, leaf_index);
                let make = |conn: &mut Conn| this.strike_out(conn, &actor, entry, &reason);
                once(conn, &request, this.clock.now(), make, &answer)
            })
            .await
    }

    /// Answers the entry as it is then.
    fn strike_out(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        (slug, name, leaf_index): (&Slug, &DrawName, u64),
        reason: &PublicReason,
    ) -> Result<Entry, DrawActionError> {
        let lottery = store::lock_lottery(conn, slug)?.ok_or(DrawActionError::NotFound)?;
        let found = find_draw_of(conn, &lottery, name)?;
        let (_, draw) = found.ok_or(DrawActionError::NotFound)?;
        let now = self.clock.now();
        let entry = cancel_entry(conn, draw.id, leaf_index, reason.as_str(), to_unix(now))?;
        let notices = self.notices.as_ref();
        tell_entry_cancelled(conn, notices, &draw, &entry, reason.as_str(), now)?;
        let detail = json!({
            "draw": name.as_str(), "entry": entry.leaf_index, "reason": reason.as_str(),
        });
        record(conn, now, actor, "entry.cancel", &object(slug), &detail)?;
        let cancelled = Some(reason.as_str().to_owned());
        Ok(Entry { cancelled, ..entry })
    }
}
