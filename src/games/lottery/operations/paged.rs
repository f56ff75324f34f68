//! Lists by the page, as programs read them: each begins after a cursor and has so many.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Lotteries;
use super::lists::load_open;
use super::load::load_draws;
use super::mine::{MyBallots, load_my_ballots};
use super::results::DayDraw;
use super::{AFTER_ALL, LotterySummary};
use crate::draws::{DrawId, DrawName, Entry, EntryFilter, find_draw, list_entries};
use crate::games::lottery::model::Slug;
use crate::games::lottery::rules::standing;
use crate::games::lottery::store;
use crate::store::StoreError;

impl Lotteries {
    /// One lottery as lists show it. `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find_summary(&self, slug: Slug) -> Result<Option<LotterySummary>, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| {
                let Some(lottery) = store::find_lottery(conn, &slug)? else {
                    return Ok(None);
                };
                let lottery = Arc::new(lottery);
                let alone = HashMap::from([(lottery.id, lottery.clone())]);
                Ok(Some(LotterySummary {
                    standing: standing(&lottery, now),
                    open: load_open(conn, &alone, None, now)?.remove(&lottery.id),
                    lottery,
                }))
            })
            .await
    }

    /// The draws of a lottery before this day, or all, the latest first: at most `limit`, and the day to go on before, if
    /// there are more. `None` if there is no such lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_draws(
        &self,
        slug: Slug,
        before: Option<NaiveDate>,
        limit: u32,
    ) -> Result<Option<(Vec<DayDraw>, Option<NaiveDate>)>, StoreError> {
        self.db
            .read(move |conn| {
                let Some(lottery) = store::find_lottery(conn, &slug)? else {
                    return Ok(None);
                };
                let before = before.unwrap_or(AFTER_ALL);
                let mut dailies = store::list_past(conn, lottery.id, before, 0, limit + 1)?;
                let has_more = dailies.len() > limit as usize;
                dailies.truncate(limit as usize);
                let next = dailies.last().map(|daily| daily.day).filter(|_| has_more);
                let lotteries = HashMap::from([(lottery.id, Arc::new(lottery))]);
                Ok(Some((load_draws(conn, &dailies, &lotteries)?, next)))
            })
            .await
    }

    /// As `my_ballots`, so many draws at most.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_own_ballots(
        &self,
        account_id: i64,
        before: Option<DrawId>,
        limit: u32,
    ) -> Result<MyBallots, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| load_my_ballots(conn, account_id, before, limit, now))
            .await
    }

    /// An account's entries in a draw after this place in its log, oldest first: at most `limit`, and whether there are
    /// more. `None` if there is no such draw.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_own_entries(
        &self,
        account_id: i64,
        draw: DrawName,
        after: u64,
        limit: u32,
    ) -> Result<Option<(Vec<Entry>, bool)>, StoreError> {
        self.db
            .read(move |conn| {
                let Some(draw) = find_draw(conn, &draw)? else {
                    return Ok(None);
                };
                let own = EntryFilter::Of(account_id);
                let mut entries = list_entries(conn, draw.id, own, after, limit + 1)?;
                let has_more = entries.len() > limit as usize;
                entries.truncate(limit as usize);
                Ok(Some((entries, has_more)))
            })
            .await
    }
}
