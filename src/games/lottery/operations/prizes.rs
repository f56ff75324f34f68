//! Prizes that were won: which ones wait for their winners, what was done about one, and doing it.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::Lotteries;
use super::calling_off::{DrawActionError, find_draw_of};
use super::load::{ById, by_id, load_draws, load_winners};
use super::managed_draw::load_day;
use super::managing::object;
use super::notices::tell_passed_on;
use super::results::{DayDraw, Winner};
use crate::audit::{Actor, record};
use crate::draws::claim::{Claim, ClaimAction, ClaimOrder, ClaimState, ClaimStep};
use crate::draws::{DrawId, DrawName, list_claim_steps, list_open_claims, settle_claim};
use crate::games::lottery::model::{Description, PublicReason, Slug};
use crate::games::lottery::store;
use crate::idempotency::{Answer as Told, Once, once};
use crate::store::{Conn, StoreError};

/// The path of all lotteries.
pub(super) const GAMES: &str = "/lotteries/";

/// A prize that was won.
#[derive(Debug, Clone)]
pub struct WonPrize {
    /// The draw.
    pub day: DayDraw,
    /// Who won it, and where it stands.
    pub winner: Winner,
}

/// A prize with all that was done about it.
#[derive(Debug, Clone)]
pub struct PrizeHistory {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The prize.
    pub prize: WonPrize,
    /// The steps in order.
    pub steps: Vec<ClaimStep>,
}

/// What a manager does about the prize of a draw.
#[derive(Debug, Clone)]
pub struct PrizeAction {
    /// Which prize: 1 is the first.
    pub place: u64,
    /// How many steps the manager has seen.
    pub step: u64,
    /// What to do.
    pub wish: PrizeWish,
    /// The manager's username.
    pub by: String,
}

/// What becomes of a prize.
#[derive(Debug, Clone)]
pub enum PrizeWish {
    /// It was handed over.
    MarkClaimed {
        /// For managers; may be empty.
        note: Description,
    },
    /// Its deadline has passed: it goes to the next reserve.
    PassOn {
        /// For managers; may be empty.
        note: Description,
    },
    /// It was marked as claimed by mistake.
    TakeBack {
        /// Why, for everyone to read.
        reason: PublicReason,
    },
}

impl PrizeWish {
    fn action(&self) -> ClaimAction {
        match self {
            PrizeWish::MarkClaimed { .. } => ClaimAction::MarkClaimed,
            PrizeWish::PassOn { .. } => ClaimAction::PassOn,
            PrizeWish::TakeBack { .. } => ClaimAction::TakeBack,
        }
    }

    /// What is written down with it: the note or the reason.
    pub fn text(&self) -> &str {
        match self {
            PrizeWish::MarkClaimed { note } | PrizeWish::PassOn { note } => note.as_str(),
            PrizeWish::TakeBack { reason } => reason.as_str(),
        }
    }
}

impl Lotteries {
    /// Marks a prize as handed over, takes such a mark back, or passes the prize on to the next reserve after its
    /// deadline.
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
            .write_locked(move |conn| this.settle(conn, &actor, &slug, &name, &wanted))
            .await
    }

    /// Does so once, however often it is asked for under one key. `answer` says what is told of the prize after it.
    ///
    /// # Errors
    /// [`DrawActionError`]; nothing is changed then.
    pub async fn settle_prize_once(
        &self,
        actor: &Actor,
        slug: Slug,
        name: DrawName,
        wanted: PrizeAction,
        request: Once,
        answer: impl Fn(&PrizeHistory) -> Result<Told, serde_json::Error> + Send + 'static,
    ) -> Result<Told, DrawActionError> {
        let (this, actor) = (self.clone(), actor.clone());
        self.db
            .write_locked(move |conn| {
                let now = this.clock.now();
                let make = |conn: &mut Conn| {
                    let claim = this.settle(conn, &actor, &slug, &name, &wanted)?;
                    let history = load_history(conn, &slug, &name, claim.place, now)?;
                    history.ok_or(DrawActionError::NotFound)
                };
                once(conn, &request, now, make, &answer)
            })
            .await
    }

    fn settle(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        slug: &Slug,
        name: &DrawName,
        wanted: &PrizeAction,
    ) -> Result<Claim, DrawActionError> {
        let lottery = store::lock_lottery(conn, slug)?.ok_or(DrawActionError::NotFound)?;
        let found = find_draw_of(conn, &lottery, name)?;
        let (_, draw) = found.ok_or(DrawActionError::NotFound)?;
        let action = wanted.wish.action();
        let order = ClaimOrder {
            draw_id: draw.id,
            place: wanted.place,
            step: wanted.step,
            action,
            account_id: actor.account_id(),
            username: wanted.by.clone(),
            note: wanted.wish.text().to_owned(),
        };
        let claim = settle_claim(conn, &order, self.clock.unix())?;
        let now = self.clock.now();
        if action == ClaimAction::PassOn {
            tell_passed_on(conn, self.notices.as_ref(), &draw, &claim, now)?;
        }
        let what = match (action, claim.state) {
            (ClaimAction::MarkClaimed, _) => "prize.claimed",
            (ClaimAction::TakeBack, _) => "prize.taken_back",
            (ClaimAction::PassOn, ClaimState::Lapsed) => "prize.lapsed",
            (ClaimAction::PassOn, _) => "prize.passed_on",
        };
        let mut detail = json!({"draw": name.as_str(), "place": claim.place, "step": claim.step});
        if let PrizeWish::TakeBack { reason } = &wanted.wish {
            detail["reason"] = json!(reason.as_str());
        }
        record(conn, now, actor, what, &object(slug), &detail)?;
        Ok(claim)
    }

    /// The prizes that wait for their winners, the one whose deadline comes first in front: those after `after`, at most
    /// `limit`, and whether there are more.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_open_prizes(
        &self,
        after: Option<(u64, DrawId, u64)>,
        limit: u32,
    ) -> Result<(Vec<WonPrize>, bool), StoreError> {
        self.db
            .read(move |conn| {
                let lotteries = by_id(store::list_lotteries(conn)?);
                let mut prizes = load_open_prizes(conn, &lotteries, after, limit + 1)?;
                let has_more = prizes.len() > limit as usize;
                prizes.truncate(limit as usize);
                Ok((prizes, has_more))
            })
            .await
    }

    /// The prizes of a draw that were won, in order. `None` if the lottery has no such draw.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_prizes(
        &self,
        slug: Slug,
        name: DrawName,
    ) -> Result<Option<Vec<WonPrize>>, StoreError> {
        self.db
            .read(move |conn| {
                let Some(day) = load_day(conn, &slug, &name)? else {
                    return Ok(None);
                };
                let winners = load_winners(conn, &[day.draw.id])?.remove(&day.draw.id);
                let won = |winner| WonPrize {
                    day: day.clone(),
                    winner,
                };
                Ok(Some(winners.into_iter().flatten().map(won).collect()))
            })
            .await
    }

    /// One prize of a draw with all that was done about it. `None` if there is no such prize to claim.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_prize(
        &self,
        slug: Slug,
        name: DrawName,
        place: u64,
    ) -> Result<Option<PrizeHistory>, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| load_history(conn, &slug, &name, place, now))
            .await
    }
}

fn load_history(
    conn: &mut Conn,
    slug: &Slug,
    name: &DrawName,
    place: u64,
    now: DateTime<Utc>,
) -> Result<Option<PrizeHistory>, StoreError> {
    let Some(day) = load_day(conn, slug, name)? else {
        return Ok(None);
    };
    let id = day.draw.id;
    let winners = load_winners(conn, &[id])?.remove(&id).unwrap_or_default();
    let Some(winner) = winners.into_iter().find(|winner| is_of(winner, place)) else {
        return Ok(None);
    };
    let mut steps = list_claim_steps(conn, id)?;
    steps.retain(|step| step.place == place);
    let prize = WonPrize { day, winner };
    Ok(Some(PrizeHistory { now, prize, steps }))
}

fn is_of(winner: &Winner, place: u64) -> bool {
    let standing = winner.standing.as_ref();
    standing.is_some_and(|standing| standing.claim.place == place)
}

/// The prizes that wait for their winners. Few queries, however many there are.
pub(super) fn load_open_prizes(
    conn: &mut Conn,
    lotteries: &ById,
    after: Option<(u64, DrawId, u64)>,
    limit: u32,
) -> Result<Vec<WonPrize>, StoreError> {
    let claims = list_open_claims(conn, GAMES, after, limit)?;
    let mut ids: Vec<DrawId> = claims.iter().map(|claim| claim.draw_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let dailies = store::list_of_draws(conn, &ids)?;
    let days = load_draws(conn, &dailies, lotteries)?;
    let winners = load_winners(conn, &ids)?;
    let prize = |claim: &Claim| {
        let day = days.iter().find(|day| day.draw.id == claim.draw_id)?;
        let of_draw = winners.get(&claim.draw_id)?;
        let winner = of_draw.iter().find(|winner| is_of(winner, claim.place))?;
        Some(WonPrize {
            day: day.clone(),
            winner: winner.clone(),
        })
    };
    Ok(claims.iter().filter_map(prize).collect())
}
