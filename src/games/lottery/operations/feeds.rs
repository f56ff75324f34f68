//! What programs of readers follow: the results of one lottery or of all, and the dates of draws. Nothing here is of
//! one person, so that a copy of it may be kept by anybody.

use std::sync::Arc;

use chrono::{DateTime, Days as DayCount, NaiveDate, Utc};

use super::load::{ById, by_id, load_draws, load_results};
use super::results::{DayDraw, DayResult};
use super::{Lotteries, from_unix};
use crate::draws::DrawState;
use crate::games::lottery::model::{Lottery, Slug};
use crate::games::lottery::store;
use crate::store::{Conn, StoreError};

/// How many results a feed has.
const RESULTS: usize = 30;
/// How many draws are looked at to find them.
const READ: u32 = 90;
/// How far back a calendar goes.
const DAYS_BACK: DayCount = DayCount::new(31);
/// Further ahead than draws are announced.
const DAYS_AHEAD: DayCount = DayCount::new(400);

/// The latest results.
#[derive(Debug, Clone)]
pub struct ResultFeed {
    /// The lottery; none means all.
    pub lottery: Option<Arc<Lottery>>,
    /// The results, newest day first: drawn, or called off after they had opened.
    pub results: Vec<DayResult>,
    /// When the first lottery of these was made: what a feed without results was last changed at.
    pub since: DateTime<Utc>,
}

/// Draws with their dates.
#[derive(Debug, Clone)]
pub struct DrawCalendar {
    /// The lottery; none means all.
    pub lottery: Option<Arc<Lottery>>,
    /// Draws of the last month and those announced, oldest first.
    pub draws: Vec<DayDraw>,
}

impl Lotteries {
    /// The latest results of one lottery, or of all. `None` if there is no such lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn result_feed(&self, slug: Option<Slug>) -> Result<Option<ResultFeed>, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| {
                let Some((lottery, lotteries)) = find_lotteries(conn, slug.as_ref())? else {
                    return Ok(None);
                };
                let through = now.date_naive().checked_add_days(DayCount::new(2));
                let through: NaiveDate = through.unwrap_or(now.date_naive());
                let dailies = match &lottery {
                    Some(lottery) => store::list_past(conn, lottery.id, through, 0, READ)?,
                    None => store::list_latest(conn, through, &[], READ)?,
                };
                let mut draws = load_draws(conn, &dailies, &lotteries)?;
                draws.retain(|day| match day.draw.state {
                    DrawState::Drawn => true,
                    DrawState::Void => from_unix(day.draw.opens) <= now,
                    _ => false,
                });
                draws.truncate(RESULTS);
                let made = lotteries.values().map(|lottery| lottery.created_at).min();
                Ok(Some(ResultFeed {
                    results: load_results(conn, draws, None, now)?,
                    since: made.unwrap_or(DateTime::UNIX_EPOCH),
                    lottery,
                }))
            })
            .await
    }

    /// The draws of the last month and those announced, of one lottery or of all. `None` if there is no such lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn draw_calendar(
        &self,
        slug: Option<Slug>,
    ) -> Result<Option<DrawCalendar>, StoreError> {
        let today = self.clock.now().date_naive();
        self.db
            .read(move |conn| {
                let Some((lottery, lotteries)) = find_lotteries(conn, slug.as_ref())? else {
                    return Ok(None);
                };
                let from = today.checked_sub_days(DAYS_BACK).unwrap_or(today);
                let to = today.checked_add_days(DAYS_AHEAD).unwrap_or(today);
                let dailies = store::list_between(conn, from, to)?;
                Ok(Some(DrawCalendar {
                    // draws of other lotteries find none in the table and are left out
                    draws: load_draws(conn, &dailies, &lotteries)?,
                    lottery,
                }))
            })
            .await
    }
}

/// The lottery that was asked for, if one was, and the table of those that count.
type Chosen = (Option<Arc<Lottery>>, ById);

/// One lottery alone, or all of them.
fn find_lotteries(conn: &mut Conn, slug: Option<&Slug>) -> Result<Option<Chosen>, StoreError> {
    let Some(slug) = slug else {
        return Ok(Some((None, by_id(store::list_lotteries(conn)?))));
    };
    let Some(lottery) = store::find_lottery(conn, slug)? else {
        return Ok(None);
    };
    let lotteries = by_id(vec![lottery]);
    Ok(Some((lotteries.values().next().cloned(), lotteries)))
}
