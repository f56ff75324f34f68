//! My ballots: what I have put in and what came of it.

use actix_web::web;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;

use super::show::{counted_at, half, link, numbers, wins, zone};
use crate::accounts::CurrentAccount;
use crate::draws::pages::{round_wait, stamp, time_left};
use crate::draws::{Draw, DrawId, DrawName, Entry};
use crate::games::lottery::operations::{Answer, DayResult, Lotteries, MyBallots};
use crate::games::lottery::views::{MyBallotsPage, MyDraw, MyEntry, MyResult};
use crate::web::i18n::tr_with;
use crate::web::page::{Flash, FlashKind};
use crate::web::show::{BallotNumber, Bars, Count, Day, DayCount, Ranges, Stamp};
use crate::web::{Page, WebError};

/// How many times of acceptance are listed for one draw.
const TIMES: usize = 50;

/// Where the list begins, and the entry that has just been taken.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Asked {
    before: String,
    taken: String,
}

impl Asked {
    /// `daily-2026-11-21.57`: a draw and the place of an entry in its log.
    fn taken(&self) -> Option<(DrawName, u64)> {
        let (draw, leaf_index) = self.taken.rsplit_once('.')?;
        Some((DrawName::parse(draw).ok()?, leaf_index.parse().ok()?))
    }
}

/// `GET /ballots`.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn show_my_ballots(
    account: CurrentAccount,
    query: web::Query<Asked>,
    mut page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<MyBallotsPage, WebError> {
    let before = query.before.parse().ok().map(DrawId::from_parts);
    let facts = lotteries.my_ballots(account.id, before).await?;
    if let Some((draw, leaf_index)) = query.taken()
        && let Some(entry) = lotteries
            .find_own_entry(account.id, draw, leaf_index)
            .await?
    {
        page.flashes.push(Flash {
            kind: FlashKind::Ok,
            text: thanks(&entry, zone_of(&facts, entry.draw_id)),
        });
    }
    Ok(my_ballots_page(page, &facts, account.id, before.is_some()))
}

/// The zone of a draw's lottery, if the draw is on this page.
fn zone_of(facts: &MyBallots, draw: DrawId) -> Tz {
    let is_it = |result: &&DayResult| result.draw.as_ref().is_some_and(|own| own.id == draw);
    let result = facts.draws.iter().find(is_it);
    result.map_or(Tz::UTC, |result| zone(&result.lottery))
}

fn thanks(entry: &Entry, zone: Tz) -> String {
    let numbers = Ranges::new([(entry.first, entry.count)]);
    let at = stamp(entry.time, zone);
    match entry.count {
        1 => tr_with(
            "Ballot {numbers} is in the box. Accepted {time}.",
            &[("numbers", &numbers), ("time", &at)],
        ),
        _ => tr_with(
            "Ballots {numbers} are in the box. Accepted {time}.",
            &[("numbers", &numbers), ("time", &at)],
        ),
    }
}

fn my_ballots_page(
    page: Page,
    facts: &MyBallots,
    account_id: i64,
    is_further: bool,
) -> MyBallotsPage {
    let mut shown = MyBallotsPage {
        page,
        open: Vec::new(),
        waiting: Vec::new(),
        drawn: Vec::new(),
        void: Vec::new(),
        chart: Bars::new(days(facts)),
        now: counted_at(
            facts.now,
            facts.draws.first().map(|result| &*result.lottery),
        ),
        older: facts
            .older
            .map(|id| format!("/ballots?before={}", id.as_i64())),
        newer: is_further.then(|| "/ballots".to_owned()),
    };
    let mut open: Vec<&DayResult> = Vec::new();
    for result in &facts.draws {
        let Some(draw) = &result.draw else { continue };
        match result.answer {
            Answer::NotOpenYet { .. } | Answer::NotDrawnYet { .. } => open.push(result),
            Answer::WaitingToBeDrawn { .. } => shown
                .waiting
                .extend(my_draw(result, draw, facts, account_id)),
            Answer::Cancelled { .. } => shown.void.extend(my_draw(result, draw, facts, account_id)),
            _ => shown.drawn.extend(my_draw(result, draw, facts, account_id)),
        }
    }
    open.sort_by_key(|result| result.draw.as_ref().map(|draw| draw.closes));
    let open = open
        .into_iter()
        .filter_map(|result| my_draw(result, result.draw.as_ref()?, facts, account_id));
    shown.open = open.collect();
    shown
}

fn my_draw(result: &DayResult, draw: &Draw, facts: &MyBallots, account_id: i64) -> Option<MyDraw> {
    let entries = result.mine.entries.iter().take(TIMES);
    let entries: Vec<MyEntry> = entries
        .map(|entry| MyEntry {
            numbers: Ranges::new([(entry.first, entry.count)]),
            accepted: stamp(entry.time, zone(&result.lottery)),
            cancelled: entry.cancelled.clone(),
            receipt: format!("/draws/{}/entries/{}/receipt", draw.name, entry.leaf_index),
        })
        .collect();
    Some(MyDraw {
        lottery: link(&result.lottery),
        draw: draw.name.to_string(),
        day: Day::new(result.day),
        numbers: numbers(&result.mine),
        further: Count::new(result.mine.all_entries.saturating_sub(entries.len() as u64)),
        entries,
        result: my_result(result, draw, facts, account_id)?,
    })
}

/// My ballots of the last days; a day with an open draw is still counting.
fn days(facts: &MyBallots) -> impl Iterator<Item = DayCount> {
    let is_open = |day: NaiveDate| {
        let mut of_day = facts.draws.iter().filter(move |result| result.day == day);
        of_day.any(|result| matches!(result.answer, Answer::NotDrawnYet { .. }))
    };
    facts.days.iter().map(move |&(day, count)| DayCount {
        day,
        count,
        is_open: is_open(day),
        is_void: false,
    })
}

fn my_result(
    result: &DayResult,
    draw: &Draw,
    facts: &MyBallots,
    account_id: i64,
) -> Option<MyResult> {
    let zone = zone(&result.lottery);
    Some(match &result.answer {
        Answer::NotDrawnYet { .. } | Answer::NotOpenYet { .. } => MyResult::Open {
            closes: stamp(draw.closes, zone),
            left: time_left(facts.now, draw.closes),
            half: half(draw, &result.mine),
        },
        Answer::WaitingToBeDrawn { closed } => MyResult::Waiting {
            wait: round_wait(draw, facts.now, zone),
            closed: Stamp::new(*closed, zone),
        },
        Answer::Cancelled { reason } => MyResult::Void {
            reason: reason.clone(),
        },
        Answer::Drawn { winners, .. } => {
            let wins = wins(result, facts.now, Some(account_id));
            match wins.is_empty() {
                true => MyResult::NotWon {
                    winner: BallotNumber::new(winners.first()?.ballot),
                },
                false => MyResult::Won(wins),
            }
        }
        Answer::NoBallots { .. } | Answer::NoDraw(_) => return None,
    })
}
