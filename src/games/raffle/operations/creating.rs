//! Announcing a raffle: its draw with the committed seed, and what the raffle adds to it. Costs the same for ten tickets
//! and for ten million: there is no row for a ticket that nobody has.

use serde_json::json;

use super::{Raffles, object};
use crate::audit::{Actor, record};
use crate::draws::{
    DrawLabel, DrawPlan, RoundChoice, RunError, ScheduleError, open_now, schedule_draw,
};
use crate::games::raffle::model::{DraftError, Raffle, RaffleDraft, RaffleId, RaffleTerms};
use crate::games::raffle::store;
use crate::idempotency::{Answer, Once, OnceError, once};
use crate::keys::{KeyError, random};
use crate::store::{Conn, StoreError};
use crate::web::show::Stock;

/// Seconds after which the sale ends if nobody says: a year.
const USUAL: u64 = 365 * 24 * 3600;
/// The least and the most seconds of a sale.
const SALE: std::ops::RangeInclusive<u64> = 60..=2 * USUAL;
/// Seconds from announcing to opening where public randomness shuffles the numbers: its round must not be out yet.
const BEFORE_OPENING: u64 = 5;

/// Why a raffle was not made. The text is for who makes it.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Its values do not fit.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The draw cannot be announced.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// The draw cannot be opened.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The key stands for another request.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The system has no random numbers to give.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Raffles {
    /// Announces a raffle once, however often it is asked for under one key. `answer` says what is told of it. Without
    /// public randomness its sale begins at once; with it, a few seconds later.
    ///
    /// # Errors
    /// [`CreateError`]; nothing is stored then.
    pub async fn create(
        &self,
        actor: &Actor,
        draft: RaffleDraft,
        request: Once,
        answer: impl Fn(&Raffle) -> Result<Answer, serde_json::Error> + Send + 'static,
    ) -> Result<Answer, CreateError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let make = |conn: &mut Conn| this.make(conn, &actor, &draft);
                once(conn, &request, this.clock.now(), make, &answer)
            })
            .await
    }

    pub(super) fn make(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        draft: &RaffleDraft,
    ) -> Result<Raffle, CreateError> {
        let now = self.clock.now();
        let id = RaffleId::from_random(random()?);
        let plan = self.plan(id, draft)?;
        let draw_id = schedule_draw(conn, &self.draws, &plan)?;
        let terms = RaffleTerms {
            id,
            draw_id,
            description: draft.description.as_str().to_owned(),
            policy: draft.policy,
            draws_itself: draft.draws_itself,
            codes: self.codes.clone(),
        };
        store::insert_raffle(conn, &terms, now)?;
        open_now(conn, self.draws.tools(), draw_id)?;
        let detail = json!({
            "name": draft.name.as_str(),
            "tickets": draft.tickets.get(),
            "policy": draft.policy.as_str(),
        });
        record(conn, now, actor, "raffle.create", &object(id), &detail)?;
        let raffle = store::find_raffle(conn, id)?;
        let missing = || StoreError::corrupt("raffle", "not there after inserting");
        Ok(raffle.ok_or_else(missing)?)
    }

    fn plan(&self, id: RaffleId, draft: &RaffleDraft) -> Result<DrawPlan, DraftError> {
        let (now, seconds) = (self.clock.now(), self.clock.unix());
        let opens = match self.draws.uses_beacon() {
            true => seconds + BEFORE_OPENING,
            false => seconds,
        };
        let closes = draft.closes.unwrap_or(opens + USUAL);
        if !SALE.contains(&closes.saturating_sub(opens)) {
            return Err(DraftError::Closes);
        }
        Ok(DrawPlan {
            name: id.draw_name(),
            label: DrawLabel {
                title: draft.name.as_str().to_owned(),
                game_path: format!("/raffles/{id}"),
                stock: Stock::default(),
                time_zone: self.time_zone,
                day: now.with_timezone(&self.time_zone).date_naive(),
            },
            opens,
            closes,
            prizes: draft.prizes.lines().to_vec(),
            one_prize: false,
            reserves: draft.reserves,
            cap: None,
            claim_days: Some(draft.claim_days),
            round: RoundChoice::AtClose,
            tickets: Some(draft.tickets),
        })
    }
}
