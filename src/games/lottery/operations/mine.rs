//! What one person has put in and won.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::Lotteries;
use super::load::{by_id, load_draws, load_results};
use super::results::DayResult;
use crate::draws::{
    DrawId, DrawName, Entry, EntryFilter, Participation, find_draw, list_entries,
    list_participated_draws, list_participations,
};
use crate::games::lottery::store;
use crate::store::{Conn, StoreError};
use crate::web::show::MOST_DAYS;

/// How many draws one page shows.
const DRAWS: u32 = 30;

/// What the page "my ballots" shows.
#[derive(Debug, Clone)]
pub struct MyBallots {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The draws the person took part in, the one announced last first; winners among them name the account.
    pub draws: Vec<DayResult>,
    /// How many ballots the person put in on each of the last days; none on further pages.
    pub days: Vec<(NaiveDate, u64)>,
    /// Where the next page begins, if there is one.
    pub older: Option<DrawId>,
}

impl Lotteries {
    /// The draws an account took part in: those announced before `before`, or the latest.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn my_ballots(
        &self,
        account_id: i64,
        before: Option<DrawId>,
    ) -> Result<MyBallots, StoreError> {
        let (now, is_first) = (self.clock.now(), before.is_none());
        self.db
            .read(move |conn| {
                let mut mine = load_my_ballots(conn, account_id, before, DRAWS, now)?;
                if is_first {
                    mine.days = load_days(conn, account_id, now.date_naive())?;
                }
                Ok(mine)
            })
            .await
    }

    /// One of an account's own entries, by its place in the log of a draw. `None` if it is somebody else's or nobody's.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_own_entry(
        &self,
        account_id: i64,
        draw: DrawName,
        leaf_index: u64,
    ) -> Result<Option<Entry>, StoreError> {
        self.db
            .read_short(move |conn| {
                let Some(draw) = find_draw(conn, &draw)? else {
                    return Ok(None);
                };
                let before = leaf_index.saturating_sub(1);
                let next =
                    list_entries(conn, draw.id, EntryFilter::Of(account_id), before, 1)?.pop();
                Ok(next.filter(|entry| entry.leaf_index == leaf_index))
            })
            .await
    }
}

/// What an account has in at most `limit` of the draws announced before `before`.
pub(super) fn load_my_ballots(
    conn: &mut Conn,
    account_id: i64,
    before: Option<DrawId>,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<MyBallots, StoreError> {
    let mut parts = list_participated_draws(conn, account_id, before, limit + 1)?;
    let has_older = parts.len() > limit as usize;
    parts.truncate(limit as usize);
    let ids: Vec<DrawId> = parts.iter().map(|part| part.draw_id).collect();
    let mut dailies = store::list_of_draws(conn, &ids)?;
    dailies.sort_by_key(|daily| std::cmp::Reverse(daily.draw_id));
    let lotteries = by_id(store::list_lotteries_of(conn, &dailies)?);
    let draws = load_draws(conn, &dailies, &lotteries)?;
    Ok(MyBallots {
        now,
        days: Vec::new(),
        draws: load_results(conn, draws, Some(account_id), now)?,
        older: ids.last().copied().filter(|_| has_older),
    })
}

/// How many ballots an account has in the draws of each of the last days, from the sums that are kept. Two queries.
fn load_days(
    conn: &mut Conn,
    account_id: i64,
    today: NaiveDate,
) -> Result<Vec<(NaiveDate, u64)>, StoreError> {
    let from = today
        .checked_sub_days(Days::new(MOST_DAYS))
        .unwrap_or(today);
    // days are local: somewhere it is tomorrow already
    let to = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let dailies = store::list_between(conn, from, to)?;
    let days: HashMap<DrawId, NaiveDate> = dailies
        .iter()
        .map(|daily| (daily.draw_id, daily.day))
        .collect();
    let ids: Vec<DrawId> = days.keys().copied().collect();
    let parts = list_participations(conn, account_id, &ids)?;
    let day = |part: Participation| Some((*days.get(&part.draw_id)?, part.in_play()));
    Ok(parts.into_iter().filter_map(day).collect())
}
