//! How a lottery would look: it is made, read, and taken back in one transaction, so that the preview is exactly what
//! making it leads to, and nothing of it stays.

use std::time::Duration;

use super::managing::make_lottery;
use super::pages::load_page;
use super::{CreateError, Lotteries, LotteryPage, from_unix};
use crate::games::lottery::model::LotteryDraft;
use crate::store::StoreError;

/// How the transaction of a preview ends: never with a commit.
#[derive(Debug, thiserror::Error)]
enum End {
    #[error("the preview is complete")]
    Shown(Box<LotteryPage>),
    #[error(transparent)]
    Refused(#[from] CreateError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Lotteries {
    /// What the page of this lottery would show in the first second its first draw is open. Stores nothing.
    ///
    /// # Errors
    /// [`CreateError`], just as making the lottery would.
    pub async fn preview_lottery(&self, draft: LotteryDraft) -> Result<LotteryPage, CreateError> {
        let this = self.clone();
        let end: Result<(), End> = self
            .db
            .write(move |conn| {
                let lottery = make_lottery(conn, &this, &draft)?;
                let now = this.clock.now();
                let page = load_page(conn, &lottery.slug, None, 0, now)?;
                let opens = page.as_ref().and_then(|page| page.upcoming.first());
                let soon = now + Duration::from_secs(2);
                let opens = opens.map(|day| from_unix(day.draw.opens));
                let page = match opens {
                    Some(opens) if opens <= soon => load_page(conn, &lottery.slug, None, 0, opens)?,
                    _ => page,
                };
                let page = page.ok_or_else(|| StoreError::corrupt("lottery", "not there"))?;
                Err(End::Shown(Box::new(page)))
            })
            .await;
        match end {
            Err(End::Shown(page)) => Ok(*page),
            Err(End::Refused(error)) => Err(error),
            Err(End::Store(error)) => Err(error.into()),
            Ok(()) => Err(StoreError::corrupt("preview", "it was stored").into()),
        }
    }
}
