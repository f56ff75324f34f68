//! What a manager sees of one draw, and what is taken out of it as tables.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Lotteries;
use super::calling_off::find_draw_of;
use super::load::load_winners;
use super::results::{DayDraw, Winner};
use crate::draws::claim::ClaimStep;
use crate::draws::{
    DrawId, DrawName, DrawState, Entry, EntryFilter, find_entry, find_entry_of_ballot,
    list_claim_steps, list_entries,
};
use crate::games::lottery::model::Slug;
use crate::games::lottery::store;
use crate::store::{Conn, StoreError};

/// How many entries one page shows.
const ENTRIES: u32 = 50;
/// How many entries one part of an export holds.
const EXPORTED: u32 = 2000;

/// Which entries a manager looks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EntrySearch {
    /// All of them.
    #[default]
    All,
    /// Those that were cancelled.
    Cancelled,
    /// Those of an account.
    Of(i64),
    /// The one that owns a ballot.
    Ballot(u64),
    /// Those of somebody who is not there.
    Nobody,
}

/// One draw as its organisers see it.
#[derive(Debug, Clone)]
pub struct ManagedDraw {
    /// When it was read.
    pub now: DateTime<Utc>,
    /// The draw.
    pub day: DayDraw,
    /// One page of the entries looked for, in the order of the log.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub after: Option<u64>,
    /// The winners with their prizes, in order.
    pub winners: Vec<Winner>,
    /// What was done about the prizes, by place.
    pub steps: HashMap<u64, Vec<ClaimStep>>,
}

impl ManagedDraw {
    /// Whether it, or an entry of it, can still be cancelled.
    pub fn is_cancellable(&self) -> bool {
        self.day.is_upcoming(self.now)
    }
}

impl Lotteries {
    /// A draw of a lottery, with the entries looked for after the place `after` in the log. `None` if there is no such
    /// lottery, or no such draw of it.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn managed_draw(
        &self,
        slug: Slug,
        name: DrawName,
        search: EntrySearch,
        after: u64,
    ) -> Result<Option<ManagedDraw>, StoreError> {
        let now = self.clock.now();
        self.db
            .read(move |conn| {
                let Some(day) = load_day(conn, &slug, &name)? else {
                    return Ok(None);
                };
                let id = day.draw.id;
                let (entries, has_more) = find_entries(conn, id, search, after, ENTRIES)?;
                let last = entries.last().map(|entry| entry.leaf_index);
                let (mut winners, mut steps) = (Vec::new(), HashMap::new());
                if day.draw.state == DrawState::Drawn {
                    winners = load_winners(conn, &[id])?.remove(&id).unwrap_or_default();
                    for step in list_claim_steps(conn, id)? {
                        let of: &mut Vec<ClaimStep> = steps.entry(step.place).or_default();
                        of.push(step);
                    }
                }
                Ok(Some(ManagedDraw {
                    now,
                    day,
                    entries,
                    after: last.filter(|_| has_more),
                    winners,
                    steps,
                }))
            })
            .await
    }

    /// The entries looked for in a draw of a lottery: those after the place `after` in the log, at most `limit`, and
    /// whether there are more. `None` if the lottery has no such draw.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_entries(
        &self,
        slug: Slug,
        name: DrawName,
        search: EntrySearch,
        after: u64,
        limit: u32,
    ) -> Result<Option<(Vec<Entry>, bool)>, StoreError> {
        self.db
            .read(move |conn| {
                let Some(day) = load_day(conn, &slug, &name)? else {
                    return Ok(None);
                };
                find_entries(conn, day.draw.id, search, after, limit).map(Some)
            })
            .await
    }

    /// One entry of a draw of a lottery.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn managed_entry(
        &self,
        slug: Slug,
        name: DrawName,
        leaf_index: u64,
    ) -> Result<Option<(DayDraw, Entry)>, StoreError> {
        self.db
            .read(move |conn| {
                let Some(day) = load_day(conn, &slug, &name)? else {
                    return Ok(None);
                };
                let entry = find_entry(conn, day.draw.id, leaf_index)?;
                Ok(entry.map(|entry| (day, entry)))
            })
            .await
    }

    /// The next part of a draw's entries for a table: those after the place `after` in the log. Empty at the end.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn entries_after(&self, draw: DrawId, after: u64) -> Result<Vec<Entry>, StoreError> {
        self.db
            .read(move |conn| list_entries(conn, draw, EntryFilter::All, after, EXPORTED))
            .await
    }
}

pub(super) fn load_day(
    conn: &mut Conn,
    slug: &Slug,
    name: &DrawName,
) -> Result<Option<DayDraw>, StoreError> {
    let Some(lottery) = store::find_lottery(conn, slug)? else {
        return Ok(None);
    };
    let found = find_draw_of(conn, &lottery, name)?;
    Ok(found.map(|(daily, draw)| DayDraw {
        lottery: Arc::new(lottery),
        day: daily.day,
        draw,
    }))
}

/// Those after `after`, at most `limit`, and whether there are more.
fn find_entries(
    conn: &mut Conn,
    draw: DrawId,
    search: EntrySearch,
    after: u64,
    limit: u32,
) -> Result<(Vec<Entry>, bool), StoreError> {
    let filter = match search {
        EntrySearch::All => EntryFilter::All,
        EntrySearch::Cancelled => EntryFilter::Cancelled,
        EntrySearch::Of(account) => EntryFilter::Of(account),
        EntrySearch::Ballot(number) => {
            let owner = find_entry_of_ballot(conn, draw, number)?;
            return Ok((owner.into_iter().collect(), false));
        }
        EntrySearch::Nobody => return Ok((Vec::new(), false)),
    };
    let mut entries = list_entries(conn, draw, filter, after, limit + 1)?;
    let has_more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    Ok((entries, has_more))
}
