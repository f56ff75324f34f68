//! Who won on a day: the public answer, by date.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::Lotteries;
use super::lists::{load_latest, load_open};
use super::load::{by_id, load_draws, load_results};
use super::results::{Answer, DayResult, Mine};
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::NoDraw;
use crate::games::lottery::model::{Lottery, LotteryId, Slug};
use crate::games::lottery::rules::why_no_draw;
use crate::games::lottery::store;
use crate::store::StoreError;

/// The answers about one day.
#[derive(Debug, Clone)]
pub struct CheckWinner {
    /// When it was read.
    pub now: DateTime<Utc>,
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

impl Lotteries {
    /// Who won on `day`: in every lottery, or in one. `None` if there is no such lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn check_winner(
        &self,
        day: NaiveDate,
        slug: Option<Slug>,
        viewer: Option<i64>,
    ) -> Result<Option<CheckWinner>, StoreError> {
        let now = self.clock.now();
        self.db
            .read_short(move |conn| {
                let by_id = by_id(store::list_lotteries(conn)?);
                let mut lotteries: Vec<Arc<Lottery>> = by_id.values().cloned().collect();
                lotteries.sort_by_key(|lottery| lottery.id);
                let is_asked = |lottery: &Lottery| slug.as_ref().is_none_or(|s| *s == lottery.slug);
                if slug.is_some() && !lotteries.iter().any(|lottery| is_asked(lottery)) {
                    return Ok(None);
                }
                let mut dailies = store::list_between(conn, day, day)?;
                dailies.retain(|d| by_id.get(&d.lottery_id).is_some_and(|l| is_asked(l)));
                let draws = load_draws(conn, &dailies, &by_id)?;
                let mut results: HashMap<LotteryId, DayResult> =
                    load_results(conn, draws, viewer, now)?
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
                let open: Vec<_> = load_open(conn, &by_id, None, now)?
                    .into_values()
                    .map(|open| open.draw.draw.id)
                    .collect();
                let latest = load_latest(conn, &by_id, &open, None, now)?;
                let first = lotteries.iter().map(|l| l.terms.days.first()).min();
                Ok(Some(CheckWinner {
                    now,
                    answers,
                    latest: latest.first().map(|result| result.day),
                    first: first.unwrap_or(day_at(chrono_tz::UTC, now)),
                    lotteries,
                }))
            })
            .await
    }
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
