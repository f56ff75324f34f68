//! Making, changing and cancelling a lottery. Who may do so is decided where the person is known.

use chrono::NaiveDate;
use serde_json::json;

use super::planning::{first_to_come, near_draws, plan_lottery};
use super::{Lotteries, PlanError};
use crate::audit::{Actor, record};
use crate::draws::{DrawState, ScheduleError, void_draws};
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::{
    Cancelled, Change, ChangeKind, Days, FieldErrors, Lottery, LotteryDraft, PublicReason, Slug,
    Standing, Terms, changed_fields,
};
use crate::games::lottery::rules::standing;
use crate::games::lottery::store;
use crate::idempotency::{Answer as Told, Once, OnceError, once};
use crate::store::{Conn, StoreError};
use crate::web::i18n::{current, tr, tr_with, with_language};

/// Why a lottery was not made. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Some fields do not fit.
    #[error(transparent)]
    Fields(#[from] FieldErrors),
    /// Its first draws cannot be announced.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The key stands for another request; only where there are keys.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a lottery was not changed. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is none.
    #[error("{}", tr("There is no such lottery."))]
    NotFound,
    /// Somebody changed it after the form was shown.
    #[error(
        "{}",
        tr(
            "This lottery was changed while you were editing it, so nothing was saved. Look at it as it is now, and make your changes again."
        )
    )]
    Stale,
    /// It is cancelled.
    #[error("{}", tr("This lottery was cancelled and can no longer be changed."))]
    Cancelled,
    /// Some fields do not fit.
    #[error(transparent)]
    Fields(#[from] FieldErrors),
    /// Its draws cannot be announced like this.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a lottery was not cancelled. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// There is none.
    #[error("{}", tr("There is no such lottery."))]
    NotFound,
    /// It is cancelled already.
    #[error("{}", tr("This lottery was cancelled before."))]
    AlreadyCancelled,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Lotteries {
    /// Makes a lottery and announces its draws of the coming week.
    ///
    /// # Errors
    /// [`CreateError`]; nothing is stored then.
    pub async fn create_lottery(
        &self,
        actor: &Actor,
        draft: LotteryDraft,
    ) -> Result<Lottery, CreateError> {
        let language = current();
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write(move |conn| with_language(language, || this.insert(conn, &actor, &draft)))
            .await
    }

    /// Makes a lottery once, however often it is asked for under one key. `answer` says what is told of a new one and of
    /// where it stands.
    ///
    /// # Errors
    /// [`CreateError`]; nothing is stored then.
    pub async fn create_lottery_once(
        &self,
        actor: &Actor,
        draft: LotteryDraft,
        request: Once,
        answer: impl Fn(&Lottery, Standing) -> Result<Told, serde_json::Error> + Send + 'static,
    ) -> Result<Told, CreateError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write(move |conn| {
                let now = this.clock.now();
                let make = |conn: &mut _| this.insert(conn, &actor, &draft);
                once(conn, &request, now, make, |lottery| {
                    answer(lottery, standing(lottery, now))
                })
            })
            .await
    }

    fn insert(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        draft: &LotteryDraft,
    ) -> Result<Lottery, CreateError> {
        let lottery = make_lottery(conn, self, draft)?;
        let detail = json!({"name": lottery.terms.name.as_str()});
        let (now, object) = (self.clock.now(), object(&draft.slug));
        record(conn, now, actor, "lottery.create", &object, &detail)?;
        Ok(lottery)
    }

    /// Changes a lottery that is still at `version`, and with it the draws that are not open. Draws that are open or
    /// about to open keep what they announced, and so do those that are over.
    ///
    /// # Errors
    /// [`EditError`]; nothing is changed then.
    pub async fn edit_lottery(
        &self,
        actor: &Actor,
        slug: Slug,
        version: i64,
        terms: Terms,
    ) -> Result<Lottery, EditError> {
        let language = current();
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let now = this.clock.now();
                let old = store::lock_lottery(conn, &slug)?.ok_or(EditError::NotFound)?;
                if old.cancelled.is_some() {
                    return Err(EditError::Cancelled);
                }
                if old.version != version {
                    return Err(EditError::Stale);
                }
                let (first, due) = changed_days(old.terms.days, terms.days);
                with_language(language, || check_not_over(&terms, first, due, now))?;
                store::update_terms(conn, old.id, &terms)?;
                let lottery = store::find_lottery(conn, &slug)?.ok_or(EditError::NotFound)?;
                plan_lottery(conn, &this.draws, &lottery, now)?;
                let fields = changed_fields(&old.terms, &lottery.terms);
                if !fields.is_empty() {
                    let change = Change {
                        at: now,
                        from_day: first_to_come(conn, &lottery, now)?,
                        kind: ChangeKind::Edited(fields),
                    };
                    store::insert_change(conn, lottery.id, &change)?;
                }
                let detail = json!({"version": lottery.version});
                record(conn, now, &actor, "lottery.edit", &object(&slug), &detail)?;
                Ok(lottery)
            })
            .await
    }

    /// Ends a lottery before its time. Its open draw and those announced are called off with the public reason; a draw
    /// whose closing time has passed keeps its result, or will have it.
    ///
    /// # Errors
    /// [`CancelError`]; nothing is changed then.
    pub async fn cancel_lottery(
        &self,
        actor: &Actor,
        slug: Slug,
        reason: PublicReason,
    ) -> Result<(), CancelError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let now = this.clock.now();
                let lottery = store::lock_lottery(conn, &slug)?.ok_or(CancelError::NotFound)?;
                if lottery.cancelled.is_some() {
                    return Err(CancelError::AlreadyCancelled);
                }
                let at = this.clock.unix();
                let mut running = near_draws(conn, &lottery, now)?;
                running.retain(|_, (_, draw)| {
                    let is_running = matches!(draw.state, DrawState::Scheduled | DrawState::Open);
                    is_running && draw.closes > at
                });
                let from_day = running.keys().next().copied();
                let ids = running.values().map(|(daily, _)| daily.draw_id);
                let reasons: Vec<_> = ids.map(|id| (id, reason.as_str())).collect();
                void_draws(conn, &reasons, at)?;
                let change = Change {
                    at: now,
                    from_day,
                    kind: ChangeKind::Cancelled {
                        reason: reason.as_str().to_owned(),
                    },
                };
                store::insert_change(conn, lottery.id, &change)?;
                let cancelled = Cancelled {
                    at: now,
                    reason: reason.clone(),
                };
                store::mark_cancelled(conn, lottery.id, &cancelled)?;
                let detail = json!({"reason": reason.as_str()});
                record(conn, now, &actor, "lottery.cancel", &object(&slug), &detail)?;
                Ok(())
            })
            .await
    }

    /// A lottery as it is, to show it in its form.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_lottery(&self, slug: Slug) -> Result<Option<Lottery>, StoreError> {
        self.db
            .read(move |conn| store::find_lottery(conn, &slug))
            .await
    }
}

/// Makes a lottery in the transaction of the connection.
pub(super) fn make_lottery(
    conn: &mut Conn,
    lotteries: &Lotteries,
    draft: &LotteryDraft,
) -> Result<Lottery, CreateError> {
    let now = lotteries.clock.now();
    let days = draft.terms.days;
    check_not_over(&draft.terms, Some(days.first()), days.due(), now)?;
    if store::insert_lottery(conn, draft, now)?.is_none() {
        return Err(taken(&draft.slug).into());
    }
    let lottery = store::find_lottery(conn, &draft.slug)?
        .ok_or_else(|| StoreError::corrupt("lottery", "not there after inserting"))?;
    match plan_lottery(conn, &lotteries.draws, &lottery, now) {
        // another game has a draw of that name
        Err(PlanError::Schedule(ScheduleError::NameTaken)) => Err(taken(&draft.slug).into()),
        planned => Ok(planned.map(|()| lottery)?),
    }
}

/// How the audit log names a lottery.
pub(super) fn object(slug: &Slug) -> String {
    format!("lottery/{slug}")
}

fn taken(slug: &Slug) -> FieldErrors {
    FieldErrors::one(
        "slug",
        tr_with(
            "There is already a lottery at “{slug}”. Choose another name for its address.",
            &[("slug", slug)],
        ),
    )
}

/// The first day and the due date, each if it is another one than before.
fn changed_days(old: Days, new: Days) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let first = (new.first() != old.first()).then_some(new.first());
    let due = new.due().filter(|_| new.due() != old.due());
    (first, due)
}

/// A day that is chosen anew is today or later, where the lottery is: nothing can be changed about days that are over.
fn check_not_over(
    terms: &Terms,
    first: Option<NaiveDate>,
    due: Option<NaiveDate>,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), FieldErrors> {
    let today = day_at(terms.time_zone.tz(), now);
    let mut errors = FieldErrors::default();
    for (field, day) in [("first_day", first), ("due_date", due)] {
        if day.is_some_and(|day| day < today) {
            errors.add(
                field,
                tr_with(
                    "This day is over. Choose {today} or later.",
                    &[("today", &today)],
                ),
            );
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}
