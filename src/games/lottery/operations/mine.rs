//! What one person has put in and won.

use super::Lotteries;
use super::load::{by_id, load_draws, load_results};
use super::results::DayResult;
use crate::draws::{DrawId, list_participated_draws};
use crate::games::lottery::store;
use crate::store::StoreError;
use chrono::{DateTime, Utc};

/// How many draws one page shows.
const DRAWS: u32 = 30;

/// What the page "my ballots" shows.
#[derive(Debug, Clone)]
pub struct MyBallots {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The draws the person took part in, the one announced last first; winners among them name the account.
    pub draws: Vec<DayResult>,
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
        let now = self.clock.now();
        self.db
            .read(move |conn| {
                let mut parts = list_participated_draws(conn, account_id, before, DRAWS + 1)?;
                let has_older = parts.len() > DRAWS as usize;
                parts.truncate(DRAWS as usize);
                let ids: Vec<DrawId> = parts.iter().map(|part| part.draw_id).collect();
                let mut dailies = store::list_of_draws(conn, &ids)?;
                dailies.sort_by_key(|daily| std::cmp::Reverse(daily.draw_id));
                let lotteries = by_id(store::list_lotteries_of(conn, &dailies)?);
                let draws = load_draws(conn, &dailies, &lotteries)?;
                Ok(MyBallots {
                    now,
                    draws: load_results(conn, draws, Some(account_id), now)?,
                    older: ids.last().copied().filter(|_| has_older),
                })
            })
            .await
    }
}
