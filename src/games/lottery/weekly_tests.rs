//! Lotteries that are not drawn every day: from when to when each draw is open, in any time zone, through changes.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;

use super::calendar::{day_at, day_span, start_of_day};
use super::model::{Days, TimeZone, Weekdays};
use super::rules::{LastSettled, PlannedDay, plan_days, plan_horizon};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::parse(name).unwrap()
}

fn days(first: &str, due: Option<&str>, weekdays: &[&str]) -> Days {
    let chosen: Vec<String> = weekdays.iter().map(|day| (*day).to_owned()).collect();
    let days = Days::new(date(first), due.map(date)).unwrap();
    days.on(Weekdays::parse(&chosen).unwrap()).unwrap()
}

fn plan(
    days: Days,
    zone: TimeZone,
    now: DateTime<Utc>,
    last: Option<LastSettled>,
) -> Vec<PlannedDay> {
    plan_days(days, zone, now, last, plan_horizon(days, zone, now))
}

fn settled(draw: PlannedDay) -> Option<LastSettled> {
    Some(LastSettled {
        day: draw.day,
        closes: draw.closes,
    })
}

fn spans(planned: &[PlannedDay]) -> Vec<(String, String, String)> {
    let time = |time: DateTime<Utc>| time.format("%m-%d %H:%M:%S").to_string();
    let span = |p: &PlannedDay| (p.day.to_string(), time(p.opens), time(p.closes));
    planned.iter().map(span).collect()
}

fn span(day: &str, opens: &str, closes: &str) -> (String, String, String) {
    (day.to_owned(), opens.to_owned(), closes.to_owned())
}

#[test]
fn a_weekly_draw_is_open_from_the_end_of_the_one_before_until_the_end_of_its_day() {
    // made on a Thursday
    let weekly = days("2026-11-26", None, &["sun"]);
    let planned = plan(weekly, TimeZone::UTC, utc("2026-11-26T10:00:00Z"), None);
    assert_eq!(
        spans(&planned),
        [
            span("2026-11-29", "11-26 10:00:01", "11-30 00:00:00"),
            span("2026-12-06", "11-30 00:00:00", "12-07 00:00:00"),
        ]
    );
}

#[test]
fn the_first_weekly_draw_opens_on_the_first_day() {
    let weekly = days("2026-12-02", Some("2026-12-13"), &["sun"]);
    let planned = plan(weekly, TimeZone::UTC, utc("2026-11-29T10:00:00Z"), None);
    assert_eq!(
        spans(&planned),
        [span("2026-12-06", "12-02 00:00:00", "12-07 00:00:00")]
    );
}

#[test]
fn several_weekdays_share_the_week() {
    let twice = days("2026-11-23", None, &["wed", "sat"]);
    let last = Some(LastSettled {
        day: date("2026-11-25"),
        closes: utc("2026-11-26T00:00:00Z"),
    });
    let planned = plan(twice, TimeZone::UTC, utc("2026-11-26T10:00:00Z"), last);
    assert_eq!(
        spans(&planned),
        [
            span("2026-11-28", "11-26 10:00:01", "11-29 00:00:00"),
            span("2026-12-02", "11-29 00:00:00", "12-03 00:00:00"),
            span("2026-12-05", "12-03 00:00:00", "12-06 00:00:00"),
        ]
    );
}

#[test]
fn whatever_opens_within_a_week_is_announced() {
    let weekly = days("2026-11-01", None, &["sun"]);
    // the draw of the 13th opens on Monday the 7th
    let horizon = |now| plan_horizon(weekly, TimeZone::UTC, utc(now));
    assert_eq!(horizon("2026-11-29T23:59:59Z"), date("2026-12-06"));
    assert_eq!(horizon("2026-11-30T00:00:00Z"), date("2026-12-13"));
}

#[test]
fn a_draw_day_that_the_calendar_leaves_out_has_no_draw_and_the_next_box_is_open_meanwhile() {
    // in Apia there was no Friday 30 December 2011
    let fridays = days("2011-12-17", None, &["fri"]);
    let apia = zone("Pacific/Apia");
    let open = plan(fridays, apia, utc("2011-12-22T12:00:00Z"), None);
    assert_eq!(open[0].day, date("2011-12-23"));
    let last = settled(open[0]);
    let planned = plan(fridays, apia, utc("2011-12-23T12:00:00Z"), last);
    assert_eq!(planned[0].day, date("2012-01-06"));
    assert_eq!(planned[0].opens, open[0].closes);
}

#[test]
fn other_weekdays_leave_the_open_draw_alone_and_meet_it() {
    let now = utc("2026-11-26T10:00:00Z");
    let open = LastSettled {
        day: date("2026-11-29"),
        closes: utc("2026-11-30T00:00:00Z"),
    };
    let fridays = days("2026-11-01", None, &["fri"]);
    let planned = plan(fridays, TimeZone::UTC, now, Some(open));
    assert_eq!(
        spans(&planned),
        [span("2026-12-04", "11-30 00:00:00", "12-05 00:00:00")]
    );
    let daily = days("2026-11-01", None, &[]);
    let planned = plan(daily, TimeZone::UTC, now, Some(open));
    assert_eq!(planned[0].day, date("2026-11-30"));
    assert_eq!(planned[0].opens, open.closes);
}

#[test]
fn a_first_day_moved_later_keeps_the_box_shut_until_then() {
    let open = LastSettled {
        day: date("2026-11-29"),
        closes: utc("2026-11-30T00:00:00Z"),
    };
    let moved = days("2026-12-03", None, &["sun"]);
    let planned = plan(
        moved,
        TimeZone::UTC,
        utc("2026-11-26T10:00:00Z"),
        Some(open),
    );
    assert_eq!(
        spans(&planned),
        [span("2026-12-06", "12-03 00:00:00", "12-07 00:00:00")]
    );
}

/// Zones whose midnight is missing or happens twice, and any other.
fn any_zone() -> impl Strategy<Value = TimeZone> {
    let hard = prop::sample::select(vec![
        "America/Havana",
        "Africa/Cairo",
        "America/Sao_Paulo",
        "America/Santiago",
        "Asia/Beirut",
        "Pacific/Apia",
        "America/St_Johns",
    ]);
    let any = prop::sample::select(&chrono_tz::TZ_VARIANTS[..]).prop_map(|tz| tz.name());
    prop_oneof![hard.prop_map(zone), any.prop_map(zone)]
}

fn any_days() -> impl Strategy<Value = Days> {
    let weekdays = (1..=127_i64).prop_map(|bits| Weekdays::from_bits(bits).unwrap());
    weekdays.prop_map(|weekdays| {
        let days = Days::new(date("2006-01-01"), None).unwrap();
        days.on(weekdays).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn windows_meet_without_gap_or_overlap(
        tz in any_zone(),
        days in any_days(),
        minutes in 0..12_600_000_i64,
    ) {
        let now = utc("2006-01-03T00:00:00Z") + TimeDelta::minutes(minutes);
        let planned = plan_days(
            days,
            tz,
            now,
            None,
            day_at(tz.tz(), now) + chrono::Days::new(40),
        );
        prop_assert!(planned.len() >= 5);
        let mut at = now.max(planned[0].opens);
        prop_assert!(planned[0].opens <= now + TimeDelta::seconds(1), "one is open at any time");
        for (n, draw) in planned.iter().enumerate() {
            prop_assert!(days.has(draw.day));
            prop_assert_eq!(draw.closes, day_span(tz.tz(), draw.day).unwrap().end);
            prop_assert_eq!(draw.closes, start_of_day(tz.tz(), draw.day + chrono::Days::new(1)));
            prop_assert_eq!(draw.opens, at, "draw {}", n);
            prop_assert!(draw.opens < draw.closes);
            at = draw.closes;
        }
    }

    #[test]
    fn planning_day_by_day_says_the_same_as_planning_ahead(
        tz in any_zone(),
        days in any_days(),
        minutes in 0..12_600_000_i64,
    ) {
        let start = utc("2006-01-03T00:00:00Z") + TimeDelta::minutes(minutes);
        let ahead = plan(days, tz, start, None);
        for draw in &ahead[1..] {
            // the second in which it opens, the one before it is the last settled
            let before = ahead.iter().rfind(|other| other.day < draw.day).unwrap();
            let again = plan(days, tz, draw.opens - TimeDelta::seconds(10), settled(*before));
            prop_assert_eq!(again[0], *draw);
        }
    }

    #[test]
    fn after_any_change_of_days_and_zone_draws_meet_the_open_one(
        (from, to) in (any_zone(), any_zone()),
        (old, new) in (any_days(), any_days()),
        minutes in 0..12_600_000_i64,
    ) {
        let start = utc("2006-01-03T00:00:00Z") + TimeDelta::minutes(minutes);
        let open = plan(old, from, start, None)[0];
        let now = open.opens + TimeDelta::seconds(1);
        let through = day_at(to.tz(), now) + chrono::Days::new(40);
        let mut at = open.closes;
        for draw in plan_days(new, to, now, settled(open), through) {
            prop_assert_eq!(draw.opens, at);
            prop_assert!(draw.day > open.day);
            at = draw.closes;
        }
        prop_assert!(at > open.closes);
    }
}

/// The rule before there were weekdays, as it stood: every-day lotteries must not notice the difference.
fn plan_every_day(
    days: Days,
    time_zone: TimeZone,
    now: DateTime<Utc>,
    last: Option<LastSettled>,
    through: NaiveDate,
) -> Vec<PlannedDay> {
    let soonest = chrono::SubsecRound::trunc_subsecs(now, 0) + TimeDelta::seconds(1);
    let after_last = last.and_then(|last| last.day.succ_opt());
    let from = after_last
        .unwrap_or(days.first())
        .max(days.first())
        .max(day_at(time_zone.tz(), now));
    let (mut before, mut planned) = (last, Vec::new());
    for day in from
        .iter_days()
        .take_while(|day| *day <= through.min(days.last()))
    {
        let Some(span) = day_span(time_zone.tz(), day) else {
            continue;
        };
        let opens = match before {
            Some(last) if last.day.succ_opt() == Some(day) => last.closes,
            Some(last) => span.start.max(last.closes),
            None => span.start,
        };
        let opens = opens.max(soonest);
        if opens < span.end {
            let closes = span.end;
            planned.push(PlannedDay { day, opens, closes });
            before = Some(LastSettled { day, closes });
        }
    }
    planned
}

proptest! {
    #[test]
    fn a_lottery_of_every_day_is_planned_as_ever(
        (from, to) in (any_zone(), any_zone()),
        minutes in 7_500_000..12_600_000_i64,
        away in 0..20_i64,
        first in 0..4_u64,
    ) {
        let start = utc("2006-01-03T00:00:00Z") + TimeDelta::minutes(minutes);
        let days = Days::new(date("2006-01-01"), None).unwrap();
        let open = plan(days, from, start, None)[0];
        let now = open.opens + TimeDelta::seconds(1) + TimeDelta::days(away);
        let moved = Days::new(day_at(to.tz(), now) + chrono::Days::new(first), None).unwrap();
        for days in [days, moved] {
            for last in [None, settled(open)] {
                let through = plan_horizon(days, to, now);
                prop_assert_eq!(
                    plan_days(days, to, now, last, through),
                    plan_every_day(days, to, now, last, through)
                );
            }
        }
    }
}
