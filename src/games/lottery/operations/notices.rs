//! Letters about draws: to everybody who took part, has a confirmed address and wants them. One for each person and draw.
//!
//! They are not written in the transaction that draws: a hundred thousand participants must not hold it up. A job goes
//! through the people page by page, in small transactions, and notes how far it came; the key of a letter is unique, so
//! that however often and by however many instances this is done, each is written once.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::notice_letters::{self, About, Passed};
use super::{Lotteries, to_unix};
use crate::accounts::{Recipient, StopKey, Topic, find_recipient, list_recipients};
use crate::draws::claim::{Claim, ClaimState};
use crate::draws::{
    Draw, DrawId, DrawState, DrawnBallot, Entry, Holding, LogId, find_draws, list_decided_since,
    list_drawn_ballots, list_holdings, sign_present_head,
};
use crate::games::lottery::store;
use crate::mail::Outbox;
use crate::store::{Conn, StoreError};

/// How old a result may be to be told: after mail was turned on or was down, nobody wants the news of last week.
const FRESH: TimeDelta = TimeDelta::days(2);
/// How many people one transaction looks at.
const PAGE: u32 = 200;
/// How many transactions one tick has: the draws' own jobs come round every second.
const PAGES_PER_TICK: usize = 5;

/// What letters about draws are written with. Fit for a transaction: it holds no database.
#[derive(Debug, Clone)]
pub struct Notices {
    pub(super) outbox: Outbox,
    pub(super) stop_key: StopKey,
}

impl Notices {
    /// Letters go to `outbox`; `stop_key` signs the links that stop them.
    pub fn new(outbox: Outbox, stop_key: StopKey) -> Self {
        Notices { outbox, stop_key }
    }
}

impl Lotteries {
    /// The same lotteries, with letters about their draws.
    #[must_use]
    pub fn with_notices(self, notices: Notices) -> Self {
        Lotteries {
            notices: Some(notices),
            ..self
        }
    }

    /// Writes letters about draws that were decided in the last two days, a few pages of people at a time. Returns how
    /// many letters.
    ///
    /// # Errors
    /// [`StoreError`] of the database; what was written before stays.
    pub async fn mail_decided_draws(&self) -> Result<usize, StoreError> {
        let Some(notices) = self.notices.clone().filter(|n| n.outbox.is_on()) else {
            return Ok(0);
        };
        let since = to_unix(self.clock.now() - FRESH);
        let open: Vec<DrawId> = self
            .db
            .read(move |conn| {
                let decided = list_decided_since(conn, since)?;
                let unmailed = store::list_unmailed(conn, &decided)?;
                let own = store::list_of_draws(conn, &unmailed)?;
                Ok::<_, StoreError>(own.into_iter().map(|daily| daily.draw_id).collect())
            })
            .await?;
        let (mut written, mut pages) = (0, 0);
        for draw in open {
            let checkpoint = self.closing_checkpoint(draw).await;
            loop {
                if pages == PAGES_PER_TICK {
                    return Ok(written);
                }
                pages += 1;
                let (notices, clock) = (notices.clone(), self.clock.clone());
                let checkpoint = checkpoint.clone();
                let write = move |conn: &mut Conn| {
                    let news = News {
                        notices: &notices,
                        checkpoint: checkpoint.as_deref(),
                        now: clock.now(),
                    };
                    write_page(conn, news, draw)
                };
                let page = self.db.write_locked(write).await?;
                written += page.letters;
                if page.is_last {
                    break;
                }
            }
        }
        Ok(written)
    }

    /// The signed checkpoint of a draw's closed log. Letters do without it where this server does not sign.
    async fn closing_checkpoint(&self, draw: DrawId) -> Option<String> {
        let signed = sign_present_head(&self.draws, LogId::Draw(draw)).await;
        let signed = signed.ok().filter(|signed| signed.head.is_complete);
        signed.map(|signed| signed.note)
    }
}

/// What letters about one draw are written with.
#[derive(Clone, Copy)]
struct News<'a> {
    notices: &'a Notices,
    checkpoint: Option<&'a str>,
    now: DateTime<Utc>,
}

/// What one transaction did.
struct Page {
    letters: usize,
    is_last: bool,
}

const NOTHING_LEFT: Page = Page {
    letters: 0,
    is_last: true,
};

fn write_page(conn: &mut Conn, news: News<'_>, id: DrawId) -> Result<Page, StoreError> {
    // the first statement: it locks
    let Some(after) = store::lock_mailing(conn, id)? else {
        return Ok(NOTHING_LEFT);
    };
    let draw = find_draws(conn, &[id])?.pop();
    // nobody took part
    let Some(draw) = draw.filter(|draw| draw.ballots > 0) else {
        store::mark_mailed(conn, id, news.now)?;
        return Ok(NOTHING_LEFT);
    };
    let topic = match draw.state {
        DrawState::Void => Topic::Cancelled,
        _ => Topic::Results,
    };
    let people = list_recipients(conn, topic, after, PAGE)?;
    let is_last = people.len() < PAGE as usize;
    let letters = write_letters(conn, news, &draw, &people)?;
    match people.last() {
        Some(last) if !is_last => store::mark_mailed_through(conn, id, last.account_id)?,
        _ => store::mark_mailed(conn, id, news.now)?,
    }
    Ok(Page { letters, is_last })
}

fn write_letters(
    conn: &mut Conn,
    news: News<'_>,
    draw: &Draw,
    people: &[Recipient],
) -> Result<usize, StoreError> {
    let notices = news.notices;
    let ids: Vec<i64> = people.iter().map(|to| to.account_id).collect();
    let held: HashMap<i64, Holding> = list_holdings(conn, &ids, &[draw.id])?
        .into_iter()
        .map(|holding| (holding.account_id, holding))
        .collect();
    if held.is_empty() {
        return Ok(0);
    }
    let drawn: Vec<DrawnBallot> = match draw.state {
        DrawState::Void => Vec::new(),
        _ => list_drawn_ballots(conn, &[draw.id], false)?,
    };
    let about = About {
        draw,
        drawn: &drawn,
        checkpoint: news.checkpoint,
    };
    let mut written = 0;
    for to in people {
        // who has nothing left in a draw was told so then
        let Some(held) = held.get(&to.account_id).filter(|held| held.ballots > 0) else {
            continue;
        };
        let letter = match draw.state {
            DrawState::Void => notice_letters::cancelled(notices, about, to, held),
            _ => notice_letters::result(notices, about, to, held),
        };
        written += usize::from(notices.outbox.enqueue(conn, news.now, &letter)?);
    }
    Ok(written)
}

/// Tells the owner of an entry that it was struck out, in the transaction that does so.
pub(super) fn tell_entry_cancelled(
    conn: &mut Conn,
    notices: Option<&Notices>,
    draw: &Draw,
    entry: &Entry,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (Some(notices), Some(account)) = (notices, entry.account_id) else {
        return Ok(());
    };
    if let Some(to) = find_recipient(conn, account, Some(Topic::Cancelled))? {
        let letter = notice_letters::entry_cancelled(notices, draw, entry, reason, &to);
        notices.outbox.enqueue(conn, now, &letter)?;
    }
    Ok(())
}

/// Tells the reserve that a prize was passed on to it, in the transaction that does so. Nothing where the prize lapsed.
pub(super) fn tell_passed_on(
    conn: &mut Conn,
    notices: Option<&Notices>,
    draw: &Draw,
    claim: &Claim,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some(notices) = notices.filter(|_| claim.state == ClaimState::Open) else {
        return Ok(());
    };
    let drawn = list_drawn_ballots(conn, &[draw.id], false)?;
    let holder = drawn.iter().find(|drawn| drawn.position == claim.position);
    let Some((holder, account)) = holder.and_then(|h| Some((h, h.account_id?))) else {
        return Ok(());
    };
    let prizes = &draw.open_leaf.fields().prizes;
    let prize = prizes
        .line_at(claim.place)
        .map(|(_, line)| line.text().to_string());
    if let Some(to) = find_recipient(conn, account, Some(Topic::Results))? {
        let passed = Passed {
            draw,
            claim,
            prize: prize.as_deref().unwrap_or_default(),
            ballot: holder.ballot,
        };
        let letter = notice_letters::passed_on(notices, passed, &to);
        notices.outbox.enqueue(conn, now, &letter)?;
    }
    Ok(())
}
