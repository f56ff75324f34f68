//! What the busiest pages show, kept between requests: what all viewers share until a lottery or a draw changes, and
//! what grows with each ballot until the next one. Both are exact; on PostgreSQL, where others write too, nothing is kept.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};

use super::Lotteries;
use super::lists::Board;
use super::load::load_first_mine;
use super::results::Mine;
use super::winners::Checked;
use crate::draws::{Draw, DrawId, list_sizes};
use crate::games::lottery::model::Slug;
use crate::store::{Conn, Kept, StoreError};

/// How many viewers' ballots are kept, of a few kilobytes each.
const VIEWERS: usize = 1000;
/// How many days' answers are kept.
const DAYS: usize = 50;

/// The day and the lottery somebody asks for, and the second in which: times of draws are whole seconds, so nothing
/// changes by the clock alone within one.
pub(super) type CheckKey = (i64, Option<NaiveDate>, Option<Slug>);
/// A viewer, and the draws on the page.
type FreshKey = (Option<i64>, Arc<[DrawId]>);

/// The pages' memory.
#[derive(Debug)]
pub(super) struct KeptPages {
    /// By the second. Of the calm version.
    pub boards: Kept<i64, Arc<Board>>,
    /// Of the calm version.
    pub checks: Kept<CheckKey, Arc<Checked>>,
    /// Of the version that changes with each ballot.
    pub fresh: Kept<FreshKey, Arc<Fresh>>,
}

impl KeptPages {
    pub(super) fn new() -> Self {
        KeptPages {
            boards: Kept::new(2),
            checks: Kept::new(DAYS),
            fresh: Kept::new(VIEWERS),
        }
    }
}

/// A page as everybody gets it, to which each viewer's ballots are added.
pub(super) trait Shared: Send + Sync + 'static {
    /// The page for one viewer.
    type Page: Send + 'static;

    /// The draws on it.
    fn draws(&self) -> &Arc<[DrawId]>;

    /// The page at `now`, with the viewer's ballots and the sizes of the draws.
    fn for_viewer(&self, fresh: &Fresh, now: DateTime<Utc>) -> Self::Page;
}

impl Lotteries {
    /// A page as it is at `now`, out of memory where nothing was written since: what all share is kept under `key` in
    /// `shared`, and made by `load` where it is not there.
    pub(super) async fn show_kept<K, S: Shared>(
        &self,
        shared: fn(&KeptPages) -> &Kept<K, Arc<S>>,
        key: K,
        viewer: Option<i64>,
        now: DateTime<Utc>,
        load: impl FnOnce(&mut Conn) -> Result<S, StoreError> + Send + 'static,
    ) -> Result<S::Page, StoreError>
    where
        K: Eq + Hash + Send + 'static,
    {
        let (calm, version) = (self.db.calm_version(), self.db.version());
        if let Some(page) = shared(&self.kept).find(calm, &key) {
            let fresh_key = (viewer, page.draws().clone());
            if let Some(fresh) = self.kept.fresh.find(version, &fresh_key) {
                return Ok(page.for_viewer(&fresh, now));
            }
        }
        let kept = self.kept.clone();
        self.db
            .read_short(move |conn| {
                // somebody who waited less may have made it by now
                let page = match shared(&kept).find(calm, &key) {
                    Some(page) => page,
                    None => Arc::new(load(conn)?),
                };
                let fresh = Arc::new(Fresh::load(conn, viewer, page.draws())?);
                shared(&kept).keep(calm, key, page.clone());
                let fresh_key = (viewer, page.draws().clone());
                kept.fresh.keep(version, fresh_key, fresh.clone());
                Ok(page.for_viewer(&fresh, now))
            })
            .await
    }
}

/// Texts made of what is kept, which go when it goes. What they are is the maker's business.
#[derive(Debug, Default)]
pub struct Memo(Mutex<HashMap<&'static str, Arc<str>>>);

impl Memo {
    /// The text of this name, made if there is none yet. Two who ask at once may both make it.
    ///
    /// # Errors
    /// That of `make`.
    pub fn text<E>(
        &self,
        name: &'static str,
        make: impl FnOnce() -> Result<String, E>,
    ) -> Result<Arc<str>, E> {
        let texts = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = texts().get(name).cloned();
        if let Some(text) = made {
            return Ok(text);
        }
        let text: Arc<str> = make()?.into();
        texts().insert(name, text.clone());
        Ok(text)
    }
}

/// What changes with each ballot.
#[derive(Debug, Clone, Default)]
pub(super) struct Fresh {
    sizes: HashMap<DrawId, (u64, u64)>,
    mine: HashMap<DrawId, Mine>,
}

impl Fresh {
    pub(super) fn load(
        conn: &mut Conn,
        viewer: Option<i64>,
        draws: &[DrawId],
    ) -> Result<Self, StoreError> {
        let sizes = list_sizes(conn, draws)?;
        Ok(Fresh {
            sizes: sizes
                .into_iter()
                .map(|size| (size.draw_id, (size.entries, size.ballots)))
                .collect(),
            mine: load_first_mine(conn, viewer, draws)?,
        })
    }

    /// The draw with the ballots that are in it by now.
    pub(super) fn grown(&self, mut draw: Draw) -> Draw {
        if let Some((entries, ballots)) = self.sizes.get(&draw.id) {
            (draw.entries, draw.ballots) = (*entries, *ballots);
        }
        draw
    }

    /// The viewer's ballots in a draw.
    pub(super) fn mine(&self, draw: DrawId) -> Mine {
        self.mine.get(&draw).cloned().unwrap_or_default()
    }
}
