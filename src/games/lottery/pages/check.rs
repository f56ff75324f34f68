//! Check winner: the public answer for one day.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use super::show::{link, numbers, winner, zone};
use crate::draws::Draw;
use crate::draws::pages::{round_wait, time_left};
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::NoDraw;
use crate::games::lottery::model::{Days, Lottery, Slug, parse_day};
use crate::games::lottery::operations::{self, CheckWinner, DayResult, Lotteries};
use crate::games::lottery::views::{
    Answer, CheckWinnerPage, DayAnswer, DayLink, LotteryOption, NumberAnswer,
};
use crate::web::form_view::Field;
use crate::web::i18n::{tr, tr_with};
use crate::web::layout::html;
use crate::web::show::{BallotNumber, Count, Day, Stamp, prize_words};
use crate::web::{Page, WebError};

/// How far ahead one can look: draws are announced for a week.
const AHEAD: chrono::Days = chrono::Days::new(7);

/// The query as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    date: String,
    lottery: String,
    number: String,
}

/// `GET /check-winner`. Without a date, the latest day with a result.
///
/// # Errors
/// 404 for a lottery that is not there.
pub async fn check_winner(
    asked: web::Query<Asked>,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<HttpResponse, WebError> {
    let viewer = page.viewer.as_ref().map(|viewer| viewer.account_id);
    let slug = match asked.lottery.as_str() {
        "" => None,
        typed => Some(Slug::parse(typed).map_err(|_no_slug| WebError::NotFound)?),
    };
    let date = match asked.date.trim() {
        "" => Ok(None),
        typed => parse_day(typed).map(Some),
    };
    let is_bad = date.is_err() || number(&asked.number).is_err();
    let wanted = date.as_ref().ok().copied().flatten();
    let facts = lotteries
        .check_winner(wanted, slug, viewer)
        .await?
        .ok_or(WebError::NotFound)?;
    let day = facts.day;
    let mut shown = check_winner_page(page, &facts, &asked, day, viewer);
    if let Err(error) = date {
        // browsers empty a date field they cannot read: what was typed stands in the message
        let typed: String = asked.date.trim().chars().take(40).collect();
        shown.date = Field::default().with_error(tr_with(
            "“{typed}” is not a day. {error}",
            &[("typed", &typed), ("error", &error)],
        ));
        (shown.day, shown.answers) = (None, Vec::new());
    }
    let status = if is_bad {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    html(status, &shown)
}

/// A ballot number as typed: none, a number, or nothing that can be one.
fn number(typed: &str) -> Result<Option<u64>, ()> {
    match typed.trim() {
        "" => Ok(None),
        typed if typed.bytes().all(|byte| byte.is_ascii_digit()) => match typed.parse() {
            Ok(number @ 1..) => Ok(Some(number)),
            _ => Err(()),
        },
        _ => Err(()),
    }
}

fn check_winner_page(
    page: Page,
    facts: &CheckWinner,
    asked: &Asked,
    day: NaiveDate,
    viewer: Option<i64>,
) -> CheckWinnerPage {
    let mut typed_number = Field::new(asked.number.trim());
    let wanted = number(&asked.number);
    if wanted.is_err() {
        typed_number =
            typed_number.with_error(tr("Write the ballot's number in digits, such as 0147."));
    }
    let zone = facts
        .answers
        .first()
        .map_or(chrono_tz::UTC, |answer| zone(&answer.lottery));
    let today = day_at(zone, facts.now);
    let (min, max) = (
        facts.first.min(today),
        today.checked_add_days(AHEAD).unwrap_or(today),
    );
    let at = |day: NaiveDate| DayLink {
        day: Day::new(day),
        href: href(day, &asked.lottery),
    };
    let answers = facts
        .answers
        .iter()
        .map(|answer| day_answer(answer, wanted.unwrap_or(None), facts.now, viewer));
    let choice = |lottery: &Lottery| LotteryOption {
        slug: lottery.slug.to_string(),
        name: lottery.terms.name.as_str().to_owned(),
        is_chosen: lottery.slug.as_str() == asked.lottery,
    };
    let all = LotteryOption {
        slug: String::new(),
        name: tr("All lotteries").into(),
        is_chosen: asked.lottery.is_empty(),
    };
    CheckWinnerPage {
        page,
        date: Field::new(day.to_string()),
        number: typed_number,
        lotteries: std::iter::once(all)
            .chain(facts.lotteries.iter().map(|lottery| choice(lottery)))
            .collect(),
        day: Some(Day::new(day)),
        when: Day::new(day).seen_from(today),
        answers: answers.collect(),
        previous: day
            .pred_opt()
            .filter(|day| *day >= min && *day >= Days::MIN)
            .map(at),
        next: day.succ_opt().filter(|day| *day <= max).map(at),
        latest: facts.latest.filter(|latest| *latest != day).map(at),
        min: Day::new(min),
        max: Day::new(max),
    }
}

fn href(day: NaiveDate, lottery: &str) -> String {
    match lottery {
        "" => format!("/check-winner?date={day}"),
        slug => format!("/check-winner?date={day}&lottery={slug}"),
    }
}

fn day_answer(
    result: &DayResult,
    number: Option<u64>,
    now: DateTime<Utc>,
    viewer: Option<i64>,
) -> DayAnswer {
    DayAnswer {
        lottery: link(&result.lottery),
        draw: result.draw.as_ref().map(|draw| draw.name.to_string()),
        ballots: Count::new(result.draw.as_ref().map_or(0, |draw| draw.ballots)),
        answer: answer(result, now, viewer),
        mine: numbers(&result.mine),
        number: number.and_then(|number| number_answer(result, number)),
    }
}

fn answer(result: &DayResult, now: DateTime<Utc>, viewer: Option<i64>) -> Answer {
    let zone = zone(&result.lottery);
    let ballots = result.draw.as_ref().map_or(0, Draw::ballots_in_play);
    let ballots = Count::new(ballots);
    match &result.answer {
        operations::Answer::Drawn {
            winners,
            drawn_at,
            late,
        } => Answer::Drawn {
            winners: winners
                .iter()
                .map(|line| winner(line, &result.lottery, now, viewer))
                .collect(),
            ballots,
            drawn: Stamp::new(*drawn_at, zone),
            is_late: *late,
        },
        operations::Answer::NoBallots { .. } => Answer::NoBallots,
        operations::Answer::NotOpenYet { opens } => Answer::Future {
            opens: Some(Stamp::new(*opens, zone)),
        },
        operations::Answer::NotDrawnYet { closes } => Answer::NotDrawnYet {
            closes: Stamp::new(*closes, zone),
            left: time_left(now, u64::try_from(closes.timestamp()).unwrap_or(0)),
            has_beacon: result.draw.as_ref().is_some_and(Draw::has_beacon),
        },
        operations::Answer::WaitingToBeDrawn { closed } => Answer::Waiting {
            closed: Stamp::new(*closed, zone),
            ballots,
            wait: result
                .draw
                .as_ref()
                .and_then(|draw| round_wait(draw, now, zone)),
        },
        operations::Answer::Cancelled { reason } => Answer::Cancelled {
            reason: reason.clone(),
        },
        operations::Answer::NoDraw(NoDraw::NotYet { opens }) => Answer::Future {
            opens: Some(Stamp::new(*opens, zone)),
        },
        operations::Answer::NoDraw(why) => Answer::NoDraw {
            why: why.to_string(),
        },
    }
}

/// What became of one ballot number, once there are winners.
fn number_answer(result: &DayResult, number: u64) -> Option<NumberAnswer> {
    let operations::Answer::Drawn { winners, .. } = &result.answer else {
        return None;
    };
    let ballot = BallotNumber::new(number);
    let all = result.draw.as_ref()?.ballots;
    if number > all {
        return Some(NumberAnswer::NotInDraw {
            ballot,
            highest: BallotNumber::new(all),
        });
    }
    let prize = winners
        .iter()
        .find(|winner| winner.ballot == number)
        .and_then(|winner| winner.prize.as_deref().map(prize_words));
    Some(match prize {
        Some(prize) => NumberAnswer::Won { ballot, prize },
        None => NumberAnswer::NotWon { ballot },
    })
}
