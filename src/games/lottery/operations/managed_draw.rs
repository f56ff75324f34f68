//! What a manager sees of one draw.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Lotteries;
use super::calling_off::find_draw_of;
use super::results::DayDraw;
use crate::draws::DrawName;
use crate::games::lottery::model::Slug;
use crate::games::lottery::store;
use crate::store::StoreError;

/// One draw as its organisers see it.
#[derive(Debug, Clone)]
pub struct ManagedDraw {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The draw.
    pub day: DayDraw,
}

impl ManagedDraw {
    /// Whether it can still be cancelled.
    pub fn is_cancellable(&self) -> bool {
        self.day.is_upcoming(self.now)
    }
}

impl Lotteries {
    /// A draw of a lottery. `None` if there is no such lottery, or no such draw of it.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn managed_draw(
        &self,
        slug: Slug,
        name: DrawName,
    ) -> Result<Option<ManagedDraw>, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| {
                let Some(lottery) = store::find_lottery(conn, &slug)? else {
                    return Ok(None);
                };
                let Some((daily, draw)) = find_draw_of(conn, &lottery, &name)? else {
                    return Ok(None);
                };
                let day = DayDraw {
                    lottery: Arc::new(lottery),
                    day: daily.day,
                    draw,
                };
                Ok(Some(ManagedDraw { now, day }))
            })
            .await
    }
}
