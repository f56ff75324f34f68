//! Turns what was read into what is shown. No queries and no decisions.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::accounts::CurrentAccount;
use crate::accounts::model::limits::until_lifted;
use crate::draws::pages::{claim_line, name_of, ranges, stamp, time_left};
use crate::draws::views::{DrawLine, DrawMark, MyHalf, Outcome, WinnerLine};
use crate::draws::{Draw, DrawState};
use crate::games::lottery::calendar::day_at;
use crate::games::lottery::model::Standing;
use crate::games::lottery::model::{Lottery, Prizes};
use crate::games::lottery::operations::{Answer, DayDraw, DayResult, Mine, OpenDraw, Winner};
use crate::games::lottery::views::{
    BallotForm, LotteryLink, LotteryMark, PrizeLine, TakePart, Win,
};
use crate::keys::random;
use crate::web::WebError;
use crate::web::page::Viewer;
use crate::web::show::{BallotNumber, Count, Day, Money, Ranges, Stamp, prize_words};

pub fn zone(lottery: &Lottery) -> Tz {
    lottery.terms.time_zone.tz()
}

pub fn link(lottery: &Lottery) -> LotteryLink {
    LotteryLink {
        name: lottery.terms.name.as_str().to_owned(),
        slug: lottery.slug.as_str().to_owned(),
        stock: lottery.terms.stock,
    }
}

pub fn prizes(prizes: &Prizes) -> Vec<PrizeLine> {
    let line = |prize: &crate::games::lottery::model::Prize| PrizeLine {
        quantity: Count::new(prize.quantity().into()),
        name: prize.name().to_owned(),
        amount: prize
            .amount()
            .map(|amount| Money::new(amount.minor(), amount.currency().code())),
    };
    prizes.lines().iter().map(line).collect()
}

/// The prizes that a draw announced: in the lottery's own words where they are still the same.
pub fn prizes_of(draw: &Draw, lottery: &Lottery) -> Vec<PrizeLine> {
    let announced = draw.open_leaf.fields().prizes.lines();
    let own = lottery.terms.prizes.lines();
    let is_same = announced.len() == own.len()
        && announced.iter().zip(own).all(|(said, own)| {
            said.quantity() == u64::from(own.quantity()) && said.text().as_str() == own.text()
        });
    if is_same {
        return prizes(&lottery.terms.prizes);
    }
    let line = |said: &crate::fairness::PrizeLine| PrizeLine {
        quantity: Count::new(said.quantity()),
        name: prize_words(said.text().as_str()),
        amount: None,
    };
    announced.iter().map(line).collect()
}

pub fn mark(standing: &Standing) -> LotteryMark {
    match standing {
        Standing::Upcoming { .. } => LotteryMark::Upcoming,
        Standing::Running => LotteryMark::Running,
        Standing::Finished { .. } => LotteryMark::Finished,
        Standing::Cancelled => LotteryMark::Cancelled,
    }
}

/// A day as seen from today in the lottery's zone: "yesterday".
pub fn when(lottery: &Lottery, day: NaiveDate, now: DateTime<Utc>) -> String {
    Day::new(day).seen_from(day_at(zone(lottery), now))
}

pub fn numbers(mine: &Mine) -> Ranges {
    ranges(mine.in_play(), &mine.entries)
}

pub fn my_half(open: &OpenDraw) -> MyHalf {
    half(&open.draw.draw, &open.mine)
}

/// What somebody has in a draw, beside all that is in it.
pub fn half(draw: &Draw, mine: &Mine) -> MyHalf {
    let terms = draw.open_leaf.fields();
    MyHalf {
        numbers: numbers(mine),
        cap: draw.cap,
        all: Count::new(draw.ballots_in_play()),
        prizes: Count::new(terms.prizes.total()),
        one_prize: terms.one_prize,
    }
}

pub fn open_mark(draw: &DayDraw, now: DateTime<Utc>) -> DrawMark {
    DrawMark::open(time_left(now, draw.draw.closes))
}

/// The state of a draw as people see it.
pub fn draw_mark(day: &DayDraw, now: DateTime<Utc>) -> DrawMark {
    match day.draw.state {
        _ if day.is_open(now) => open_mark(day, now),
        DrawState::Scheduled | DrawState::Open if day.is_upcoming(now) => DrawMark::Scheduled,
        DrawState::Scheduled | DrawState::Open | DrawState::Closed => DrawMark::Sealed,
        DrawState::Drawn => DrawMark::Drawn,
        DrawState::Void => DrawMark::Void,
    }
}

/// What the viewer can do about an open draw.
///
/// # Errors
/// [`WebError::Internal`] when the system has no random numbers for the form's key.
pub fn take_part(open: &OpenDraw, viewer: Option<&Viewer>) -> Result<TakePart, WebError> {
    if viewer.is_none() {
        return Ok(TakePart::SignIn);
    }
    let left = open
        .draw
        .draw
        .cap
        .map(|cap| (cap, cap.saturating_sub(open.mine.ballots)));
    if let Some((cap, 0)) = left {
        return Ok(TakePart::CapReached {
            cap: Count::new(cap),
        });
    }
    // sent twice, the form is one submission; later forms have greater keys, which the database stores side by side
    let random = random::<11>().map_err(WebError::internal)?;
    let key = format!("{:010x}{}", open.draw.draw.ballots, hex::encode(random));
    let mut form = BallotForm::new(
        &link(&open.draw.lottery),
        open.draw.draw.name.to_string(),
        key,
    );
    form.left = left.map(|(_, left)| left);
    form.has_some = open.mine.ballots > 0;
    Ok(TakePart::Form(Box::new(form)))
}

/// The same, with what the viewer allows themselves: told before they choose, not only when it is refused.
pub fn within_own_limits(
    part: TakePart,
    account: Option<&CurrentAccount>,
    now: DateTime<Utc>,
    zone: Tz,
) -> TakePart {
    let (TakePart::Form(mut form), Some(account)) = (part.clone(), account) else {
        return part;
    };
    if let Some(until) = account.limits.excluded_at(now) {
        let until = (until != until_lifted()).then(|| Stamp::new(until, zone));
        return TakePart::Paused { until };
    }
    form.own_limit = account.limits.daily_at(now).map(Count::new);
    TakePart::Form(form)
}

pub fn winner(
    winner: &Winner,
    lottery: &Lottery,
    now: DateTime<Utc>,
    viewer: Option<i64>,
) -> WinnerLine {
    let claim = winner.standing.as_ref();
    WinnerLine {
        prize: winner.prize.as_deref().map(prize_words).unwrap_or_default(),
        ballot: BallotNumber::new(winner.ballot),
        username: name_of(winner.username.as_deref()),
        held: Count::new(winner.held),
        handed_out: None,
        is_mine: viewer.is_some() && winner.account_id == viewer,
        claim: claim.map(|standing| claim_line(standing, zone(lottery), now, viewer)),
    }
}

/// What an account won in a day's draw, or got as a reserve.
pub fn wins(result: &DayResult, now: DateTime<Utc>, viewer: Option<i64>) -> Vec<Win> {
    let Answer::Drawn { winners, .. } = &result.answer else {
        return Vec::new();
    };
    let is_mine = |account: Option<i64>| viewer.is_some() && account == viewer;
    let mut wins = Vec::new();
    for line in winners {
        let prize = line.prize.as_deref().map(prize_words).unwrap_or_default();
        let shown = winner(line, &result.lottery, now, viewer).claim;
        let passed = line.standing.as_ref().map_or(&[][..], |s| &s.passed);
        let mut holders = vec![(line.ballot, line.account_id)];
        holders.extend(passed.iter().map(|to| (to.ballot, to.account_id)));
        for (n, (ballot, account)) in (1..).zip(&holders) {
            if is_mine(*account) {
                wins.push(Win {
                    ballot: BallotNumber::new(*ballot),
                    prize: prize.clone(),
                    is_passed_on: n < holders.len(),
                    claim: shown.clone().map(|claim| claim.state),
                });
            }
        }
    }
    wins
}

/// What came of a draw that is over.
pub fn outcome(result: &DayResult) -> Outcome {
    match &result.answer {
        Answer::Drawn { winners, .. } => match winners.split_first() {
            Some((first, others)) => Outcome::Won {
                ballot: BallotNumber::new(first.ballot),
                username: name_of(first.username.as_deref()),
                more: others.len(),
            },
            None => Outcome::NoBallots,
        },
        Answer::NoBallots { .. } if has_ballots(result) => Outcome::AllCancelled,
        Answer::NoBallots { .. } => Outcome::NoBallots,
        Answer::Cancelled { reason } => Outcome::Void {
            reason: reason.clone(),
        },
        Answer::NoDraw(why) => Outcome::Void {
            reason: why.to_string(),
        },
        Answer::NotOpenYet { .. }
        | Answer::NotDrawnYet { .. }
        | Answer::WaitingToBeDrawn { .. } => Outcome::Waiting {
            due: result.draw.as_ref().and_then(|draw| {
                let awaited = draw.awaited_round(draw.closed_at?)?;
                Some(stamp(awaited.due(), zone(&result.lottery)))
            }),
        },
    }
}

/// Whether anybody put in a ballot, struck out or not.
pub fn has_ballots(result: &DayResult) -> bool {
    result.draw.as_ref().is_some_and(|draw| draw.ballots > 0)
}

pub fn draw_line(result: &DayResult) -> Option<DrawLine> {
    let draw = result.draw.as_ref()?;
    Some(DrawLine {
        draw: draw.name.to_string(),
        day: Day::new(result.day),
        outcome: outcome(result),
        ballots: Count::new(draw.ballots_in_play()),
        is_late: matches!(
            result.answer,
            Answer::Drawn { late: true, .. } | Answer::NoBallots { late: true, .. }
        ),
    })
}

/// The time a page was made, in the zone most of its times are in.
pub fn counted_at(now: DateTime<Utc>, first: Option<&Lottery>) -> Stamp {
    Stamp::new(now, first.map_or(Tz::UTC, zone))
}
