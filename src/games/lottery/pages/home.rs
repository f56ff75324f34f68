//! The home page: my answer first, then what is open.

use actix_web::web;
use askama::Template;
use chrono::{DateTime, Utc};

use super::show::{
    counted_at, has_ballots, link, my_half, numbers, open_mark, outcome, prizes, prizes_of,
    take_part, when, wins, within_own_limits, zone,
};
use crate::accounts::{CurrentAccount, MaybeAccount};
use crate::draws::Draw;
use crate::draws::pages::{name_of, round_wait, stamp, time_left};
use crate::games::lottery::operations::{
    Answer, DayDraw, DayResult, Home, Lotteries, OpenDraw, Winner,
};
use crate::games::lottery::views::{
    FirstDay, HomeAnswer, HomePage, HomeResult, LatestList, LatestResult, LatestResults,
    OpenTicket, Upcoming, WaitingDraw,
};
use crate::web::i18n;
use crate::web::page::Viewer;
use crate::web::show::{BallotNumber, Count, Day, Stamp, prize_words};
use crate::web::{Page, WebError};

/// `GET /`.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn show_home(
    page: Page,
    account: MaybeAccount,
    lotteries: web::Data<Lotteries>,
) -> Result<HomePage, WebError> {
    let viewer = page.viewer.as_ref().map(|viewer| viewer.account_id);
    let home = lotteries.home(viewer).await?;
    let now = home.now;
    let ticket =
        |open: &OpenDraw| open_ticket(open, page.viewer.as_ref(), account.0.as_ref(), &home);
    let upcoming = home.upcoming.iter().map(|(lottery, opens)| Upcoming {
        lottery: link(lottery),
        prizes: prizes(&lottery.terms.prizes),
        opens: Stamp::new(*opens, zone(lottery)),
    });
    Ok(HomePage {
        answer: answer(&home, viewer),
        open: home.open.iter().map(ticket).collect::<Result<_, _>>()?,
        waiting: home
            .waiting
            .iter()
            .filter_map(|day| waiting(day, now))
            .collect(),
        upcoming: upcoming.collect(),
        latest: latest_list(&home)?,
        now: counted_at(now, home.open.first().map(|open| &*open.draw.lottery)),
        page,
    })
}

fn open_ticket(
    open: &OpenDraw,
    viewer: Option<&Viewer>,
    account: Option<&CurrentAccount>,
    home: &Home,
) -> Result<OpenTicket, WebError> {
    let (lottery, draw) = (&open.draw.lottery, &open.draw.draw);
    let part = take_part(open, viewer)?;
    Ok(OpenTicket {
        lottery: link(lottery),
        description: lottery.terms.description.as_str().to_owned(),
        prizes: prizes_of(draw, lottery),
        draw: draw.name.to_string(),
        mark: open_mark(&open.draw, home.now),
        closes: stamp(draw.closes, zone(lottery)),
        left: time_left(home.now, draw.closes),
        mine: my_half(open),
        take_part: within_own_limits(part, account, home.now, zone(lottery)),
    })
}

fn waiting(day: &DayDraw, now: DateTime<Utc>) -> Option<WaitingDraw> {
    Some(WaitingDraw {
        lottery: link(&day.lottery),
        draw: day.draw.name.to_string(),
        day: Day::new(day.day),
        wait: round_wait(&day.draw, now, zone(&day.lottery))?,
    })
}

/// The list is half the page and the same for all viewers.
fn latest_list(home: &Home) -> Result<LatestList, WebError> {
    let make = || {
        let results = home.latest.iter().filter_map(latest);
        let list = LatestResults {
            latest: results.collect(),
        };
        list.render().map_err(WebError::internal)
    };
    let html = home.made.text(i18n::current().code(), make)?;
    Ok(LatestList::new(html))
}

/// A result that is over, in one line.
pub fn latest(result: &DayResult) -> Option<LatestResult> {
    Some(LatestResult {
        lottery: link(&result.lottery),
        draw: result.draw.as_ref()?.name.to_string(),
        day: Day::new(result.day),
        outcome: outcome(result),
    })
}

/// The result that stands first: of the newest day on which something was drawn the one the viewer took part in; else one
/// with a winner, else one without. Draws that were called off are in the list below.
fn first_result(newest: &[DayResult]) -> Option<&DayResult> {
    let mine = newest.iter().find(|result| result.mine.ballots > 0);
    let is_won = |result: &&DayResult| matches!(result.answer, Answer::Drawn { .. });
    mine.or_else(|| newest.iter().find(is_won))
        .or(newest.first())
}

/// What stands first on the page.
fn answer(home: &Home, viewer: Option<i64>) -> HomeAnswer {
    let Some(result) = first_result(&home.newest) else {
        return HomeAnswer::FirstDay(home.open.first().map(|open| FirstDay {
            lottery: link(&open.draw.lottery),
            closes: stamp(open.draw.draw.closes, zone(&open.draw.lottery)),
            left: time_left(home.now, open.draw.draw.closes),
        }));
    };
    let draw = result
        .draw
        .as_ref()
        .map_or_else(String::new, |draw| draw.name.to_string());
    let when = when(&result.lottery, result.day, home.now);
    let winners = match &result.answer {
        Answer::Drawn { winners, .. } => winners.split_first(),
        _ => None,
    };
    let Some((first, others)) = winners else {
        let lottery = link(&result.lottery);
        return HomeAnswer::NoBallots {
            lottery,
            draw,
            day: Day::new(result.day),
            when,
            were_cancelled: has_ballots(result),
        };
    };
    let shown = home_result(result, draw, when, first, others.len());
    let wins = wins(result, home.now, viewer);
    match (wins.is_empty(), result.mine.in_play()) {
        (false, _) => HomeAnswer::Won {
            result: shown,
            wins,
        },
        (true, 0) => HomeAnswer::Drawn(shown),
        (true, _) => HomeAnswer::NotYours {
            result: shown,
            mine: numbers(&result.mine),
        },
    }
}

fn home_result(
    result: &DayResult,
    draw: String,
    when: String,
    first: &Winner,
    more: usize,
) -> HomeResult {
    HomeResult {
        has_beacon: result.draw.as_ref().is_some_and(Draw::has_beacon),
        lottery: link(&result.lottery),
        draw,
        day: Day::new(result.day),
        when,
        ballot: BallotNumber::new(first.ballot),
        username: name_of(first.username.as_deref()),
        prize: first.prize.as_deref().map(prize_words).unwrap_or_default(),
        more,
        ballots: Count::new(result.draw.as_ref().map_or(0, Draw::ballots_in_play)),
    }
}
