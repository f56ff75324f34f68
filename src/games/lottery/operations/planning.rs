//! Preparing draws: the days that are to have one get it, a week ahead. Which days those are is decided in `rules.rs`.

use std::collections::BTreeMap;

use chrono::{DateTime, Days as DayCount, NaiveDate, Utc};

use super::{Lotteries, from_unix, to_unix};
use crate::audit::{Actor, record};
use crate::draws::{
    Draw, DrawLabel, DrawName, DrawPlan, DrawState, Draws, RoundChoice, ScheduleError, find_draws,
    replan_draw, schedule_draw, void_draws,
};
use crate::fairness::{FreeText, PrizeLine};
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::{
    ClaimDays, Days, Description, Lottery, LotteryDraft, LotteryName, Prizes, Reserves, Slug,
    Terms, TimeZone,
};
use crate::games::lottery::rules::{
    LastSettled, PlannedDay, draw_name, is_settled, plan_days, plan_horizon, void_reason,
};
use crate::games::lottery::store::{self, DailyDraw};
use crate::store::{Conn, StoreError};
use crate::web::show::Stock;

/// Why draws could not be prepared. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A draw cannot be announced.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How far back a draw may lie that is still open, or opens only now, after any change of time zone: they differ by at
/// most 26 hours.
const NEAR: DayCount = DayCount::new(3);

/// The day from which on draws matter for what happens now.
pub(super) fn near_day(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(NEAR).unwrap_or(today)
}

impl Lotteries {
    /// Gives every running lottery the draws it lacks, oldest first. Each lottery has its own transaction: one that
    /// fails does not keep the others from theirs. Several instances may do this at once. Returns how many lotteries
    /// were planned.
    ///
    /// # Errors
    /// The last [`PlanError`], after all lotteries were tried.
    pub async fn plan_due_draws(&self) -> Result<usize, PlanError> {
        let now = self.clock.now();
        let rows = self.db.read(store::list_plan_rows).await?;
        let mut planned = 0;
        let mut failed = None;
        for row in rows {
            let horizon = plan_horizon(row.days, row.time_zone, now);
            if row.planned_through.is_some_and(|day| day >= horizon) {
                continue;
            }
            match self.plan_one(row.slug.clone()).await {
                Ok(()) => planned += 1,
                Err(e) => {
                    log::error!("lottery: {} could not be planned: {e}", row.slug);
                    failed = Some(e);
                }
            }
        }
        failed.map_or(Ok(planned), Err)
    }

    async fn plan_one(&self, slug: Slug) -> Result<(), PlanError> {
        let this = self.clone();
        self.db
            .write_locked(move |conn| {
                match store::lock_lottery(conn, &slug)? {
                    // cancelled in the meantime
                    Some(lottery) if lottery.cancelled.is_none() => {
                        plan_lottery(conn, &this.draws, &lottery, this.clock.now())
                    }
                    _ => Ok(()),
                }
            })
            .await
    }

    /// At first start: makes the lottery "Daily Draw" with today's draw, unless there is any lottery.
    /// Returns whether it did.
    ///
    /// # Errors
    /// [`PlanError`]; nothing is stored then.
    pub async fn ensure_daily_draw(&self, time_zone: TimeZone) -> Result<bool, PlanError> {
        let this = self.clone();
        self.db
            .write(move |conn| {
                if store::count_lotteries(conn)? > 0 {
                    return Ok(false);
                }
                let now = this.clock.now();
                let draft = daily_draw(time_zone, now)?;
                // of two instances that start at once, one makes it
                if store::insert_lottery(conn, &draft, now)?.is_none() {
                    return Ok(false);
                }
                let lottery = store::find_lottery(conn, &draft.slug)?
                    .ok_or_else(|| StoreError::corrupt("lottery", "not there after inserting"))?;
                plan_lottery(conn, &this.draws, &lottery, now)?;
                let object = super::managing::object(&draft.slug);
                let detail = serde_json::json!({"name": lottery.terms.name.as_str()});
                record(
                    conn,
                    now,
                    &Actor::clock(),
                    "lottery.create",
                    &object,
                    &detail,
                )?;
                Ok(true)
            })
            .await
    }
}

fn daily_draw(time_zone: TimeZone, now: DateTime<Utc>) -> Result<LotteryDraft, StoreError> {
    let first_day = day_at(time_zone.tz(), now);
    Ok(LotteryDraft {
        slug: Slug::parse("daily").expect("invariant: a slug"),
        terms: Terms {
            name: LotteryName::parse("Daily Draw").expect("invariant: a name"),
            description: Description::parse("One draw every day.").expect("invariant: a text"),
            prizes: Prizes::default(),
            days: Days::new(first_day, None).map_err(|e| StoreError::corrupt("clock", e))?,
            time_zone,
            cap: None,
            one_prize: false,
            reserves: Reserves::default(),
            round: RoundChoice::AtClose,
            claim_days: ClaimDays::default(),
            stock: Stock::default(),
        },
    })
}

/// Brings the draws that are not settled in line with the lottery: those missing are announced, those that announce
/// something else are announced anew, those on days that are not its own any more are called off.
/// The lottery must be locked.
pub(super) fn plan_lottery(
    conn: &mut Conn,
    draws: &Draws,
    lottery: &Lottery,
    now: DateTime<Utc>,
) -> Result<(), PlanError> {
    let (days, zone) = (lottery.terms.days, lottery.terms.time_zone);
    let near = near_draws(conn, lottery, now)?;
    let is_done =
        |draw: &Draw| draw.state != DrawState::Void && is_settled(from_unix(draw.opens), now);
    let last = near
        .iter()
        .rfind(|(_, (_, draw))| is_done(draw))
        .map(|(day, (_, draw))| LastSettled {
            day: *day,
            closes: from_unix(draw.closes),
        });
    // a zone further west has its horizon earlier; what was announced beyond it stays announced
    let announced = near.keys().next_back().copied();
    let horizon = plan_horizon(days, zone, now);
    let through = announced
        .map_or(horizon, |day| day.max(horizon))
        .min(days.last());
    let mut unsettled = near;
    unsettled.retain(|_, (_, draw)| !is_done(draw));
    for planned in plan_days(days, zone, now, last, through) {
        match unsettled.remove(&planned.day) {
            Some((_, draw)) if draw.state == DrawState::Scheduled => {
                let plan = draw_plan(lottery, planned, draw.name.clone())?;
                if !announces(&draw, &plan) {
                    replan_draw(conn, draws, draw.id, &plan)?;
                }
            }
            // cancelled by itself: the draws beside it stay as they are
            Some((daily, _)) if daily.called_off => {}
            Some((daily, _)) => {
                store::mark_replaced(conn, daily.draw_id)?;
                announce(conn, draws, lottery, planned)?;
            }
            None => announce(conn, draws, lottery, planned)?,
        }
    }
    // one that is void already stays as it is
    let reason =
        |(day, (daily, _)): (NaiveDate, (DailyDraw, Draw))| (daily.draw_id, void_reason(days, day));
    let reasons: Vec<_> = unsettled.into_iter().map(reason).collect();
    void_draws(conn, &reasons, to_unix(now))?;
    Ok(store::mark_planned(conn, lottery.id, through)?)
}

/// The lottery's draws from a few days ago on, by day.
pub(super) fn near_draws(
    conn: &mut Conn,
    lottery: &Lottery,
    now: DateTime<Utc>,
) -> Result<BTreeMap<NaiveDate, (DailyDraw, Draw)>, StoreError> {
    let from = near_day(day_at(lottery.terms.time_zone.tz(), now));
    let dailies = store::list_standing(conn, lottery.id, from)?;
    let ids: Vec<_> = dailies.iter().map(|daily| daily.draw_id).collect();
    let mut draws: BTreeMap<_, _> = find_draws(conn, &ids)?
        .into_iter()
        .map(|draw| (draw.id, draw))
        .collect();
    let paired = |daily: DailyDraw| {
        draws
            .remove(&daily.draw_id)
            .map(|draw| (daily.day, (daily, draw)))
    };
    Ok(dailies.into_iter().filter_map(paired).collect())
}

/// The day of the first draw that edits still touch.
pub(super) fn first_to_come(
    conn: &mut Conn,
    lottery: &Lottery,
    now: DateTime<Utc>,
) -> Result<Option<NaiveDate>, StoreError> {
    let near = near_draws(conn, lottery, now)?;
    let is_to_come =
        |draw: &Draw| draw.state == DrawState::Scheduled && !is_settled(from_unix(draw.opens), now);
    let mut to_come = near.into_iter().filter(|(_, (_, draw))| is_to_come(draw));
    Ok(to_come.next().map(|(day, _)| day))
}

fn announce(
    conn: &mut Conn,
    draws: &Draws,
    lottery: &Lottery,
    planned: PlannedDay,
) -> Result<(), PlanError> {
    let attempt = store::count_attempts(conn, lottery.id, planned.day)? + 1;
    let name = DrawName::parse(&draw_name(&lottery.slug, planned.day, attempt))
        .map_err(|e| StoreError::corrupt("draw name", e))?;
    let draw_id = schedule_draw(conn, draws, &draw_plan(lottery, planned, name)?)?;
    let daily = DailyDraw {
        draw_id,
        lottery_id: lottery.id,
        day: planned.day,
        called_off: false,
    };
    Ok(store::insert_daily_draw(conn, daily)?)
}

fn draw_plan(
    lottery: &Lottery,
    planned: PlannedDay,
    name: DrawName,
) -> Result<DrawPlan, ScheduleError> {
    let terms = &lottery.terms;
    let prize_line = |prize: &crate::games::lottery::model::Prize| {
        PrizeLine::new(prize.quantity().into(), FreeText::parse(&prize.text())?)
    };
    let prizes = terms.prizes.lines().iter().map(prize_line);
    Ok(DrawPlan {
        name,
        label: DrawLabel {
            title: terms.name.as_str().to_owned(),
            game_path: format!("/lotteries/{}", lottery.slug),
            stock: terms.stock,
            time_zone: terms.time_zone.tz(),
            day: planned.day,
        },
        opens: to_unix(planned.opens),
        closes: to_unix(planned.closes),
        prizes: prizes.collect::<Result<_, _>>()?,
        one_prize: terms.one_prize,
        reserves: terms.reserves.get(),
        cap: terms.cap.map(|cap| cap.get().into()),
        claim_days: Some(terms.claim_days.get().into()),
        round: terms.round,
        tickets: None,
    })
}

/// Whether the draw already announces just this.
fn announces(draw: &Draw, plan: &DrawPlan) -> bool {
    let said = draw.open_leaf.fields();
    (draw.opens, draw.closes, draw.cap) == (plan.opens, plan.closes, plan.cap)
        && (said.one_prize, said.reserves) == (plan.one_prize, plan.reserves.into())
        && said.prizes.lines() == plan.prizes
        && (draw.label == plan.label && draw.claim_days == plan.claim_days)
        && draw.round_choice().is_none_or(|round| round == plan.round)
}
