//! Who won on a day: the public answer, by date.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::Lotteries;
use super::kept::{Fresh, Shared};
use super::lists::{load_latest, load_open};
use super::load::{by_id, load_draws, load_results};
use super::results::{Answer, DayResult, Mine};
use crate::draws::DrawId;
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::NoDraw;
use crate::games::lottery::model::{Lottery, LotteryId, Slug};
use crate::games::lottery::rules::why_no_draw;
use crate::games::lottery::store;
use crate::store::{Conn, StoreError};

/// The answers about one day.
#[derive(Debug, Clone)]
pub struct CheckWinner {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The day.
    pub day: NaiveDate,
    /// One answer per lottery that the day is for, in the order the lotteries were made. If one lottery was asked for,
    /// its answer alone, whatever it is.
    pub answers: Vec<DayResult>,
    /// Every lottery, to choose from.
    pub lotteries: Vec<Arc<Lottery>>,
    /// The latest day with a result, of any lottery.
    pub latest: Option<NaiveDate>,
    /// The first day any lottery has; today if there is no lottery.
    pub first: NaiveDate,
}

/// The answers as everybody gets them, as they stood when they were read.
#[derive(Debug)]
pub(super) struct Checked {
    /// `None` if there is no such lottery.
    answers: Option<CheckWinner>,
    shown: Arc<[DrawId]>,
}

impl Lotteries {
    /// Who won on `day`, or else on the latest day with a result: in every lottery, or in one.
    /// `None` if there is no such lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn check_winner(
        &self,
        day: Option<NaiveDate>,
        slug: Option<Slug>,
        viewer: Option<i64>,
    ) -> Result<Option<CheckWinner>, StoreError> {
        let now = self.clock.now();
        let key = (now.timestamp(), day, slug.clone());
        let load = move |conn: &mut Conn| load_checked(conn, day, slug.as_ref(), now);
        self.show_kept(|kept| &kept.checks, key, viewer, now, load)
            .await
    }
}

impl Shared for Checked {
    type Page = Option<CheckWinner>;

    fn draws(&self) -> &Arc<[DrawId]> {
        &self.shown
    }

    fn for_viewer(&self, fresh: &Fresh, now: DateTime<Utc>) -> Option<CheckWinner> {
        let mut shown = self.answers.clone()?;
        shown.now = now;
        for answer in &mut shown.answers {
            if let Some(draw) = answer.draw.take() {
                answer.mine = fresh.mine(draw.id);
                answer.draw = Some(fresh.grown(draw));
            }
        }
        Some(shown)
    }
}

fn load_checked(
    conn: &mut Conn,
    day: Option<NaiveDate>,
    slug: Option<&Slug>,
    now: DateTime<Utc>,
) -> Result<Checked, StoreError> {
    let by_id = by_id(store::list_lotteries(conn)?);
    let mut lotteries: Vec<Arc<Lottery>> = by_id.values().cloned().collect();
    lotteries.sort_by_key(|lottery| lottery.id);
    let is_asked = |lottery: &Lottery| slug.is_none_or(|s| *s == lottery.slug);
    if slug.is_some() && !lotteries.iter().any(|lottery| is_asked(lottery)) {
        return Ok(Checked {
            answers: None,
            shown: Arc::new([]),
        });
    }
    let open: Vec<_> = load_open(conn, &by_id, None, now)?
        .into_values()
        .map(|open| open.draw.draw.id)
        .collect();
    let latest = load_latest(conn, &by_id, &open, None, now)?;
    let latest = latest.first().map(|result| result.day);
    let day = day.or(latest).unwrap_or(now.date_naive());
    let mut dailies = store::list_between(conn, day, day)?;
    dailies.retain(|d| by_id.get(&d.lottery_id).is_some_and(|l| is_asked(l)));
    let draws = load_draws(conn, &dailies, &by_id)?;
    let shown = draws.iter().map(|day| day.draw.id).collect();
    let mut results: HashMap<LotteryId, DayResult> = load_results(conn, draws, None, now)?
        .into_iter()
        .map(|result| (result.lottery.id, result))
        .collect();
    let answers = lotteries
        .iter()
        .filter(|lottery| is_asked(lottery))
        .filter_map(|lottery| {
            let found = results.remove(&lottery.id);
            found.or_else(|| without_draw(lottery, day, slug.is_some(), now))
        })
        .collect();
    let first = lotteries.iter().map(|l| l.terms.days.first()).min();
    let answers = CheckWinner {
        now,
        day,
        answers,
        latest,
        first: first.unwrap_or(day_at(chrono_tz::UTC, now)),
        lotteries,
    };
    Ok(Checked {
        answers: Some(answers),
        shown,
    })
}

/// The answer of a lottery that has no draw on the day. If all lotteries were asked, those that had not begun, had
/// ended or had been cancelled say nothing.
fn without_draw(
    lottery: &Arc<Lottery>,
    day: NaiveDate,
    alone: bool,
    now: DateTime<Utc>,
) -> Option<DayResult> {
    let why = why_no_draw(lottery, day, now);
    let is_apart = matches!(
        why,
        NoDraw::BeforeFirstDay(_) | NoDraw::AfterDueDate(_) | NoDraw::Cancelled(_)
    );
    (alone || !is_apart).then(|| DayResult {
        lottery: lottery.clone(),
        day,
        draw: None,
        answer: Answer::NoDraw(why),
        mine: Mine::default(),
    })
}
