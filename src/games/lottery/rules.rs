//! Which days get a draw, when each opens and closes, and what is said about a day without one. Pure: the time is an argument.

use chrono::{DateTime, Days as DayCount, NaiveDate, SubsecRound, TimeDelta, Utc};

use super::calendar::{day_at, day_span, start_of_day};
use super::model::{Cancelled, Days, Lottery, NoDraw, Slug, Standing, TimeZone};
use crate::draws::rules::ANCHOR_BEFORE;

/// How many days after today have their draw already. Seeds are committed that long before opening, and a server that
/// was down for no longer still has its draws, to be drawn late.
const DAYS_AHEAD: DayCount = DayCount::new(7);

/// A draw that opens sooner than this is left alone by edits as if it were open: an hour before it opens, what it announced
/// goes into the server's log. A transaction may wait a few seconds for its turn, and another server's clock may be a
/// little ahead.
const SETTLED_BEFORE_OPENING: TimeDelta = TimeDelta::seconds(ANCHOR_BEFORE as i64 + 5);

/// Whether a draw that opens at `opens` keeps what it announced, whatever is edited.
pub fn is_settled(opens: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    opens <= now + SETTLED_BEFORE_OPENING
}

/// The last draw of a lottery that edits no longer touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastSettled {
    /// Its day.
    pub day: NaiveDate,
    /// When it closes.
    pub closes: DateTime<Utc>,
}

/// A day that is to have a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedDay {
    /// The local day.
    pub day: NaiveDate,
    /// Ballots count from this second on.
    pub opens: DateTime<Utc>,
    /// Ballots count before this second: the start of the next local day.
    pub closes: DateTime<Utc>,
}

/// The days from today through `through` that are to have a draw, oldest first.
///
/// - A day that is over when nobody had planned it is passed over: its opening cannot be announced any more.
/// - A draw whose time has begun opens in the next second: the commitment to its seed exists before.
/// - A draw opens when the draw day before it ends, and closes when its own day ends: with a draw every day it is open
///   for its day, with one a week for the week. Days that the calendar leaves out do not count as draw days.
/// - Where the draw before closes at another time, because days or time zone were changed, it opens when that closes:
///   draws still meet without gap or overlap, and one of them is shorter or longer than usual.
/// - The first draw opens at the start of the first day, and so does the next one after the first day was moved.
/// - A day that has no time left after the draw before it has no draw.
/// - Nothing is planned for the day of a settled draw or before it.
pub fn plan_days(
    days: Days,
    time_zone: TimeZone,
    now: DateTime<Utc>,
    last: Option<LastSettled>,
    through: NaiveDate,
) -> Vec<PlannedDay> {
    let tz = time_zone.tz();
    let soonest = now.trunc_subsecs(0) + TimeDelta::seconds(1);
    let after_last = last.and_then(|last| last.day.succ_opt());
    let from = after_last
        .unwrap_or(days.first())
        .max(days.first())
        .max(day_at(tz, now));
    let mut before = last;
    let mut planned = Vec::new();
    let end = through.min(days.last());
    let weekdays = days.weekdays();
    let is_drawn = |day: &NaiveDate| weekdays.has(*day);
    for day in from
        .iter_days()
        .take_while(|day| *day <= end)
        .filter(is_drawn)
    {
        let Some(span) = day_span(tz, day) else {
            continue;
        };
        let opens = opening(days, time_zone, day, before).max(soonest);
        if opens >= span.end {
            continue;
        }
        planned.push(PlannedDay {
            day,
            opens,
            closes: span.end,
        });
        before = Some(LastSettled {
            day,
            closes: span.end,
        });
    }
    planned
}

/// When the draw of `day` opens, `before` being the draw before it, if there is one.
fn opening(
    days: Days,
    time_zone: TimeZone,
    day: NaiveDate,
    before: Option<LastSettled>,
) -> DateTime<Utc> {
    let tz = time_zone.tz();
    let previous = draw_day_before(days, time_zone, day);
    let after_previous = previous.succ_opt().unwrap_or(day);
    let by_calendar = start_of_day(tz, after_previous.max(days.first()));
    match before {
        Some(last) if last.day >= previous && after_previous >= days.first() => last.closes,
        Some(last) => by_calendar.max(last.closes),
        None => by_calendar,
    }
}

/// The last draw day before `day` that exists in the time zone, were there no first day.
fn draw_day_before(days: Days, time_zone: TimeZone, day: NaiveDate) -> NaiveDate {
    let mut before = day;
    // no calendar leaves out two such days in a row
    for _ in 0..3 {
        let Some(eve) = before.pred_opt() else {
            break;
        };
        before = days.weekdays().last_through(eve);
        if day_span(time_zone.tz(), before).is_some() {
            break;
        }
    }
    before
}

/// The day through which draws are prepared: the first draw day a week from today or later, so that whatever opens
/// within the week is announced; or the last draw day, if that is sooner.
pub fn plan_horizon(days: Days, time_zone: TimeZone, now: DateTime<Utc>) -> NaiveDate {
    let today = day_at(time_zone.tz(), now);
    let ahead = today.checked_add_days(DAYS_AHEAD).unwrap_or(today);
    let mut draw_day = days.weekdays().first_from(ahead);
    // a draw day that the calendar leaves out announces nothing: the box of the one after it opens in its place
    while let (None, Some(next)) = (day_span(time_zone.tz(), draw_day), draw_day.succ_opt()) {
        draw_day = days.weekdays().first_from(next);
    }
    draw_day.min(days.last())
}

/// The public name of a day's draw: `daily-2026-11-21`. A day whose draw was called off before it opened, and that is
/// among the lottery's days again, gets another one, the `attempt`th: names are never used twice.
pub fn draw_name(slug: &Slug, day: NaiveDate, attempt: usize) -> String {
    match attempt {
        ..=1 => format!("{slug}-{day}"),
        _ => format!("{slug}-{day}-{attempt}"),
    }
}

/// Whether a draw of that name is one of the lottery's: its slug, a day, and perhaps an attempt.
pub fn is_draw_of(slug: &Slug, draw_name: &str) -> bool {
    let rest = draw_name
        .strip_prefix(slug.as_str())
        .and_then(|rest| rest.strip_prefix('-'));
    let Some((day, attempt)) = rest.and_then(|rest| rest.split_at_checked(10)) else {
        return false;
    };
    let is_attempt = attempt.is_empty()
        || attempt
            .strip_prefix('-')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    is_attempt && super::model::parse_day(day).is_ok()
}

/// Where the lottery stands at `now`.
pub fn standing(lottery: &Lottery, now: DateTime<Utc>) -> Standing {
    let (days, tz) = (lottery.terms.days, lottery.terms.time_zone.tz());
    let today = day_at(tz, now);
    if lottery.cancelled.is_some() {
        Standing::Cancelled
    } else if today < days.first() {
        Standing::Upcoming {
            opens: start_of_day(tz, days.first()),
        }
    } else if today > days.last() {
        Standing::Finished {
            last_day: days.last(),
        }
    } else {
        Standing::Running
    }
}

/// Why the lottery has no draw on `day`, given that it has none.
pub fn why_no_draw(lottery: &Lottery, day: NaiveDate, now: DateTime<Utc>) -> NoDraw {
    let (days, time_zone) = (lottery.terms.days, lottery.terms.time_zone);
    if day < days.first() {
        return NoDraw::BeforeFirstDay(days.first());
    }
    if let Some(due) = days.due()
        && day > due
    {
        return NoDraw::AfterDueDate(due);
    }
    let Some(span) = day_span(time_zone.tz(), day) else {
        return NoDraw::NoSuchDay(time_zone.name());
    };
    match &lottery.cancelled {
        Some(Cancelled { at, reason }) if span.end > *at => {
            NoDraw::Cancelled(reason.as_str().to_owned())
        }
        _ if !days.has(day) => NoDraw::NotADrawDay {
            on: days.weekdays(),
            next: days.next_from(day),
        },
        _ if day <= day_at(time_zone.tz(), now) => NoDraw::NotRunning,
        _ => NoDraw::NotYet {
            opens: opening(days, time_zone, day, None),
        },
    }
}

/// Why a draw that had been announced is called off after an edit. Shown to everyone.
pub fn void_reason(days: Days, day: NaiveDate) -> &'static str {
    if days.has(day) {
        "The time zone of the lottery was changed: this day falls into the time of another draw."
    } else {
        "The days of the lottery were changed: it has no draw on this day."
    }
}
