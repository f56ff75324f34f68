//! My ballots: what I have put in and what came of it.

use actix_web::web;
use serde::Deserialize;

use super::show::{link, numbers, wins, zone};
use crate::accounts::CurrentAccount;
use crate::draws::pages::{stamp, time_left};
use crate::draws::{Draw, DrawId};
use crate::games::lottery::operations::{Answer, DayResult, Lotteries, MyBallots};
use crate::games::lottery::views::{MyBallotsPage, MyDraw, MyResult};
use crate::web::show::{BallotNumber, Day, Stamp};
use crate::web::{Page, WebError};

/// How many times of acceptance are listed for one draw.
const TIMES: usize = 50;

/// Where the list begins.
#[derive(Deserialize)]
pub struct Before {
    #[serde(default)]
    before: String,
}

/// `GET /ballots`.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn show_my_ballots(
    account: CurrentAccount,
    query: web::Query<Before>,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<MyBallotsPage, WebError> {
    let before = query.before.parse().ok().map(DrawId::from_parts);
    let facts = lotteries.my_ballots(account.id, before).await?;
    Ok(my_ballots_page(page, &facts, account.id, before.is_some()))
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
    let times = result.mine.entries.iter().take(TIMES);
    Some(MyDraw {
        lottery: link(&result.lottery),
        draw: draw.name.to_string(),
        day: Day::new(result.day),
        numbers: numbers(&result.mine),
        accepted: times
            .map(|entry| stamp(entry.time, zone(&result.lottery)))
            .collect(),
        result: my_result(result, draw, facts, account_id)?,
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
        },
        Answer::WaitingToBeDrawn { closed } => MyResult::Waiting {
            closed: Stamp::new(*closed, zone),
        },
        Answer::Cancelled { reason } => MyResult::Void {
            reason: reason.clone(),
        },
        Answer::Drawn { winners, .. } => {
            let wins = wins(result, Some(account_id));
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
