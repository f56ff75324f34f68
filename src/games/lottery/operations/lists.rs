//! Lotteries side by side: the home page, the list, the managers' overview.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Days as DayCount, NaiveDate, Utc};

use super::kept::{Fresh, Memo, Shared};
use super::load::{ById, by_id, load_draws, load_mine, load_results};
use super::planning::near_day;
use super::prizes::{WonPrize, load_open_prizes};
use super::results::{Answer, DayDraw, DayResult, Mine, OpenDraw};
use super::{Lotteries, from_unix};
use crate::draws::{DrawId, DrawState, count_open_claims};
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::Standing;
use crate::games::lottery::model::{Lottery, LotteryId};
use crate::games::lottery::rules::standing;
use crate::games::lottery::store;
use crate::store::{Conn, StoreError};

/// How many of the latest results the home page shows.
const LATEST: usize = 10;
/// How many draws are looked at to find them: among the newest are some that wait to be drawn.
const LATEST_READ: u32 = 60;
/// A draw that has not been drawn so many seconds after closing is overdue.
const OVERDUE_AFTER: u64 = 60;
/// How far ahead the day of an open draw may lie: two weeks where the calendar left out a draw day, and time zones.
const OPEN_AHEAD: DayCount = DayCount::new(16);
/// How many of the latest results the managers' first page shows.
const LATEST_MANAGED: usize = 5;
/// How many prizes to hand over it shows.
const OPEN_PRIZES: u32 = 20;
/// How far ahead the last draw of a lottery is near.
const ENDING: DayCount = DayCount::new(6);
/// How far back overdue draws are looked for: the seed of an older one is not shown any more, so that it is void.
const OVERDUE_DAYS: DayCount = DayCount::new(33);

/// What the home page shows.
#[derive(Debug, Clone)]
pub struct Home {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The open draws, the one that closes first in front.
    pub open: Vec<OpenDraw>,
    /// Draws that are closed and wait for their round of public randomness, the earliest first.
    pub waiting: Vec<DayDraw>,
    /// Lotteries to come with the opening of their first draw, soonest first.
    pub upcoming: Vec<(Arc<Lottery>, DateTime<Utc>)>,
    /// The latest draws that are over, newest day first, without the viewer's ballots.
    pub latest: Arc<[DayResult]>,
    /// Those that were drawn on the newest day on which anything was, with the viewer's ballots.
    pub newest: Vec<DayResult>,
    /// What is made of `latest`, for all viewers.
    pub made: Arc<Memo>,
}

/// What the home page shows to everybody, as it stood when it was read.
#[derive(Debug)]
pub(super) struct Board {
    open: Vec<DayDraw>,
    waiting: Vec<DayDraw>,
    upcoming: Vec<(Arc<Lottery>, DateTime<Utc>)>,
    latest: Arc<[DayResult]>,
    /// Those that were drawn on the newest day on which anything was.
    newest: Vec<DayResult>,
    made: Arc<Memo>,
    /// The draws in which the viewer's ballots are shown.
    shown: Arc<[DrawId]>,
}

/// One lottery in a list.
#[derive(Debug, Clone)]
pub struct LotterySummary {
    /// The lottery.
    pub lottery: Arc<Lottery>,
    /// Where it stands.
    pub standing: Standing,
    /// Its open draw, with what the viewer has in it.
    pub open: Option<OpenDraw>,
}

/// What the managers' first page shows.
#[derive(Debug, Clone)]
pub struct ManageOverview {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// Every lottery, running ones first.
    pub lotteries: Vec<LotterySummary>,
    /// Draws that should have been drawn by now, oldest first.
    pub overdue: Vec<DayDraw>,
    /// Prizes that wait for their winners, the earliest deadline first; of very many, the first.
    pub prizes: Vec<WonPrize>,
    /// How many there are.
    pub open_prizes: u64,
    /// How many of them are past their deadline.
    pub overdue_prizes: u64,
    /// Lotteries whose last draw is near, with its day.
    pub ending: Vec<(Arc<Lottery>, NaiveDate)>,
    /// The latest draws that are over, newest day first.
    pub latest: Vec<DayResult>,
}

impl Lotteries {
    /// What the home page shows to this account, or to a visitor.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn home(&self, viewer: Option<i64>) -> Result<Home, StoreError> {
        let now = self.clock.now();
        let load = move |conn: &mut Conn| load_board(conn, now);
        self.show_kept(|kept| &kept.boards, now.timestamp(), viewer, now, load)
            .await
    }

    /// Every lottery with its open draw: running ones first, then those to come, then those that are over.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_lotteries(
        &self,
        viewer: Option<i64>,
    ) -> Result<Vec<LotterySummary>, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| {
                let lotteries = by_id(store::list_lotteries(conn)?);
                let open = load_open(conn, &lotteries, viewer, now)?;
                Ok(summaries(&lotteries, open, now))
            })
            .await
    }

    /// What the managers' first page shows.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn manage_overview(&self) -> Result<ManageOverview, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| {
                let lotteries = by_id(store::list_lotteries(conn)?);
                let open = load_open(conn, &lotteries, None, now)?;
                let today = now.date_naive();
                let from = today.checked_sub_days(OVERDUE_DAYS).unwrap_or(today);
                let dailies = store::list_between(conn, from, today)?;
                let mut overdue = load_draws(conn, &dailies, &lotteries)?;
                let due = u64::try_from(now.timestamp()).unwrap_or(0);
                overdue.retain(|day| {
                    !matches!(day.draw.state, DrawState::Drawn | DrawState::Void)
                        && day.draw.due(due) + OVERDUE_AFTER < due
                });
                overdue.sort_by_key(|day| (day.draw.closes, day.lottery.id));
                let (open_prizes, overdue_prizes) =
                    count_open_claims(conn, super::prizes::GAMES, due)?;
                let ids: Vec<DrawId> = open.values().map(|open| open.draw.draw.id).collect();
                let mut latest = load_latest(conn, &lotteries, &ids, None, now)?;
                latest.truncate(LATEST_MANAGED);
                Ok(ManageOverview {
                    now,
                    prizes: load_open_prizes(conn, &lotteries, None, OPEN_PRIZES)?,
                    open_prizes,
                    overdue_prizes,
                    ending: list_ending(&lotteries, now),
                    latest,
                    lotteries: summaries(&lotteries, open, now),
                    overdue,
                })
            })
            .await
    }
}

/// Running lotteries whose last draw is less than a week ahead.
fn list_ending(lotteries: &ById, now: DateTime<Utc>) -> Vec<(Arc<Lottery>, NaiveDate)> {
    let last = |lottery: &Arc<Lottery>| {
        let (days, tz) = (lottery.terms.days, lottery.terms.time_zone.tz());
        let until = day_at(tz, now).checked_add_days(ENDING)?;
        let is_near = days.last() <= until && standing(lottery, now) == Standing::Running;
        is_near.then(|| (lottery.clone(), days.last()))
    };
    let mut ending: Vec<_> = lotteries.values().filter_map(last).collect();
    ending.sort_by_key(|(lottery, last)| (*last, lottery.id));
    ending
}

impl Shared for Board {
    type Page = Home;

    fn draws(&self) -> &Arc<[DrawId]> {
        &self.shown
    }

    fn for_viewer(&self, fresh: &Fresh, now: DateTime<Utc>) -> Home {
        let open = |day: &DayDraw| OpenDraw {
            mine: fresh.mine(day.draw.id),
            draw: DayDraw {
                draw: fresh.grown(day.draw.clone()),
                ..day.clone()
            },
        };
        let result = |result: &DayResult| DayResult {
            mine: result
                .draw
                .as_ref()
                .map_or_else(Mine::default, |draw| fresh.mine(draw.id)),
            ..result.clone()
        };
        Home {
            now,
            open: self.open.iter().map(open).collect(),
            waiting: self.waiting.clone(),
            upcoming: self.upcoming.clone(),
            latest: self.latest.clone(),
            newest: self.newest.iter().map(result).collect(),
            made: self.made.clone(),
        }
    }
}

fn load_board(conn: &mut Conn, now: DateTime<Utc>) -> Result<Board, StoreError> {
    let lotteries = by_id(store::list_lotteries(conn)?);
    let open = load_open(conn, &lotteries, None, now)?.into_values();
    let mut open: Vec<DayDraw> = open.map(|open| open.draw).collect();
    open.sort_by_key(|day| (day.draw.closes, day.lottery.id));
    let ids: Vec<DrawId> = open.iter().map(|day| day.draw.id).collect();
    let over = load_over(conn, &lotteries, &ids, now)?;
    let waiting = waiting(&over, now);
    let latest = load_results(conn, latest(over, now), None, now)?;
    let is_drawn = |result: &&DayResult| {
        matches!(
            result.answer,
            Answer::Drawn { .. } | Answer::NoBallots { .. }
        )
    };
    let drawn = latest.iter().filter(is_drawn);
    let day = drawn.clone().next().map(|result| result.day);
    let newest = drawn.filter(|result| Some(result.day) == day).cloned();
    let newest: Vec<DayResult> = newest.collect();
    let shown = newest.iter().filter_map(|result| result.draw.as_ref());
    Ok(Board {
        shown: ids.into_iter().chain(shown.map(|draw| draw.id)).collect(),
        upcoming: list_upcoming(&lotteries, now),
        waiting,
        open,
        newest,
        latest: latest.into(),
        made: Arc::default(),
    })
}

/// The open draw of each lottery that has one. Few queries, however many lotteries.
pub(super) fn load_open(
    conn: &mut Conn,
    lotteries: &ById,
    viewer: Option<i64>,
    now: DateTime<Utc>,
) -> Result<HashMap<LotteryId, OpenDraw>, StoreError> {
    // days are local: the draw that is open somewhere may be that of a day before or after the one in UTC
    let today = now.date_naive();
    // a draw of a weekly lottery is open for the week before the end of its day
    let latest: NaiveDate = today.checked_add_days(OPEN_AHEAD).unwrap_or(today);
    let dailies = store::list_between(conn, near_day(today), latest)?;
    let mut draws = load_draws(conn, &dailies, lotteries)?;
    draws.retain(|day| day.is_open(now));
    let ids: Vec<DrawId> = draws.iter().map(|day| day.draw.id).collect();
    let mut mine = load_mine(conn, viewer, &ids)?;
    let open = |draw: DayDraw| {
        let mine = mine.remove(&draw.draw.id).unwrap_or_default();
        (draw.lottery.id, OpenDraw { draw, mine })
    };
    Ok(draws.into_iter().map(open).collect())
}

/// The latest draws that are over: drawn, or called off when people may have had ballots in them.
pub(super) fn load_latest(
    conn: &mut Conn,
    lotteries: &ById,
    open: &[DrawId],
    viewer: Option<i64>,
    now: DateTime<Utc>,
) -> Result<Vec<DayResult>, StoreError> {
    let over = load_over(conn, lotteries, open, now)?;
    load_results(conn, latest(over, now), viewer, now)
}

/// The newest draws that are no longer open, drawn or not.
fn load_over(
    conn: &mut Conn,
    lotteries: &ById,
    open: &[DrawId],
    now: DateTime<Utc>,
) -> Result<Vec<DayDraw>, StoreError> {
    let dailies = store::list_latest(conn, now.date_naive(), open, LATEST_READ)?;
    load_draws(conn, &dailies, lotteries)
}

fn latest(mut over: Vec<DayDraw>, now: DateTime<Utc>) -> Vec<DayDraw> {
    over.retain(|day| match day.draw.state {
        DrawState::Drawn => true,
        DrawState::Void => from_unix(day.draw.opens) <= now,
        _ => false,
    });
    over.truncate(LATEST);
    over
}

fn waiting(over: &[DayDraw], now: DateTime<Utc>) -> Vec<DayDraw> {
    let now = u64::try_from(now.timestamp()).unwrap_or(0);
    let is_waiting = |day: &&DayDraw| day.draw.awaited_round(now).is_some();
    let mut waiting: Vec<DayDraw> = over.iter().filter(is_waiting).cloned().collect();
    waiting.sort_by_key(|day| (day.draw.due(now), day.lottery.id));
    waiting
}

fn list_upcoming(lotteries: &ById, now: DateTime<Utc>) -> Vec<(Arc<Lottery>, DateTime<Utc>)> {
    let opening = |lottery: &Arc<Lottery>| match standing(lottery, now) {
        Standing::Upcoming { opens } => Some((lottery.clone(), opens)),
        _ => None,
    };
    let mut upcoming: Vec<_> = lotteries.values().filter_map(opening).collect();
    upcoming.sort_by_key(|(lottery, opens)| (*opens, lottery.id));
    upcoming
}

fn summaries(
    lotteries: &ById,
    mut open: HashMap<LotteryId, OpenDraw>,
    now: DateTime<Utc>,
) -> Vec<LotterySummary> {
    let summary = |lottery: &Arc<Lottery>| LotterySummary {
        standing: standing(lottery, now),
        open: open.remove(&lottery.id),
        lottery: lottery.clone(),
    };
    let mut all: Vec<_> = lotteries.values().map(summary).collect();
    all.sort_by_key(|summary| (rank(summary.standing), summary.lottery.id));
    all
}

fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Running => 0,
        Standing::Upcoming { .. } => 1,
        Standing::Finished { .. } => 2,
        Standing::Cancelled => 3,
    }
}
