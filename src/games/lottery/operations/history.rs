//! What was changed about a lottery, for everyone to read.

use std::sync::Arc;

use super::Lotteries;
use crate::games::lottery::model::{Change, Lottery, Slug};
use crate::games::lottery::store;
use crate::store::StoreError;

/// How many changes one page shows.
const CHANGES: u32 = 30;

/// One page of a lottery's changes.
#[derive(Debug, Clone)]
pub struct LotteryChanges {
    /// The lottery.
    pub lottery: Arc<Lottery>,
    /// The changes, newest first.
    pub changes: Vec<Change>,
    /// Whether there is a further page of them.
    pub has_older: bool,
}

impl Lotteries {
    /// The changes of a lottery; `page` counts pages from 0. `None` if there is no such lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn lottery_changes(
        &self,
        slug: Slug,
        page: u32,
    ) -> Result<Option<LotteryChanges>, StoreError> {
        self.db
            .read(move |conn| {
                let Some(lottery) = store::find_lottery(conn, &slug)? else {
                    return Ok(None);
                };
                let skip = page.saturating_mul(CHANGES);
                let mut changes = store::list_changes(conn, lottery.id, skip, CHANGES + 1)?;
                let has_older = changes.len() > CHANGES as usize;
                changes.truncate(CHANGES as usize);
                Ok(Some(LotteryChanges {
                    lottery: Arc::new(lottery),
                    changes,
                    has_older,
                }))
            })
            .await
    }
}
