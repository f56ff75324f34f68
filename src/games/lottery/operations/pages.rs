//! One lottery with its draws.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::load::{load_draws, load_mine, load_results};
use super::planning::near_draws;
use super::results::{DayDraw, DayResult, OpenDraw};
use super::{AFTER_ALL, Lotteries, from_unix};
use crate::draws::DrawState;
use crate::games::lottery::model::Standing;
use crate::games::lottery::model::{Lottery, Slug};
use crate::games::lottery::rules::standing;
use crate::games::lottery::store;
use crate::store::{Conn, StoreError};

/// How many past draws one page of a lottery shows.
const PAST: u32 = 20;

/// What the page of a lottery shows.
#[derive(Debug, Clone)]
pub struct LotteryPage {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The lottery.
    pub lottery: Arc<Lottery>,
    /// Where it stands.
    pub standing: Standing,
    /// Its open draw, with what the viewer has in it.
    pub open: Option<OpenDraw>,
    /// The open draw and those to come, soonest first.
    pub upcoming: Vec<DayDraw>,
    /// Draws that are over, newest first: one page of them.
    pub past: Vec<DayResult>,
    /// Whether there is a further page of them.
    pub has_older: bool,
}

impl Lotteries {
    /// A lottery's page; `page` counts pages of past draws from 0. `None` if there is no such lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn lottery_page(
        &self,
        slug: Slug,
        viewer: Option<i64>,
        page: u32,
    ) -> Result<Option<LotteryPage>, StoreError> {
        let now = self.clock.now();
        self.db
            .read_short(move |conn| load_page(conn, &slug, viewer, page, now))
            .await
    }
}

/// Reads a lottery's page as it is at `now`.
pub(super) fn load_page(
    conn: &mut Conn,
    slug: &Slug,
    viewer: Option<i64>,
    page: u32,
    now: DateTime<Utc>,
) -> Result<Option<LotteryPage>, StoreError> {
    let Some(lottery) = store::find_lottery(conn, slug)? else {
        return Ok(None);
    };
    let near = near_draws(conn, &lottery, now)?;
    let lottery = Arc::new(lottery);
    let near = near.into_iter().map(|(day, (_, draw))| DayDraw {
        lottery: lottery.clone(),
        day,
        draw,
    });
    let near: Vec<DayDraw> = near.collect();
    let before = first_not_past(&near, now);
    let skip = page.saturating_mul(PAST);
    let mut dailies = store::list_past(conn, lottery.id, before, skip, PAST + 1)?;
    let has_older = dailies.len() > PAST as usize;
    dailies.truncate(PAST as usize);
    let lotteries = HashMap::from([(lottery.id, lottery.clone())]);
    let past = load_draws(conn, &dailies, &lotteries)?;
    let past = load_results(conn, past, viewer, now)?;
    let mut upcoming = near;
    upcoming.retain(|day| day.is_upcoming(now));
    let open = match upcoming.iter().find(|day| day.is_open(now)) {
        None => None,
        Some(draw) => Some(OpenDraw {
            mine: load_mine(conn, viewer, &[draw.draw.id])?
                .remove(&draw.draw.id)
                .unwrap_or_default(),
            draw: draw.clone(),
        }),
    };
    Ok(Some(LotteryPage {
        now,
        standing: standing(&lottery, now),
        lottery,
        open,
        upcoming,
        past,
        has_older,
    }))
}

/// The first day whose draw is not over: open, to come, or called off before it would have opened. If there is none,
/// a day after all that can be (its year has four digits: SQLite compares days as text).
fn first_not_past(near: &[DayDraw], now: DateTime<Utc>) -> NaiveDate {
    let is_called_off_early =
        |day: &DayDraw| day.draw.state == DrawState::Void && from_unix(day.draw.opens) > now;
    near.iter()
        .find(|day| day.is_upcoming(now) || is_called_off_early(day))
        .map_or(AFTER_ALL, |day| day.day)
}
