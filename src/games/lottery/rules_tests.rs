//! Which days get draws: in ordinary weeks, after downtime, and when an edit changes days or time zone.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::model::{
    Cancelled, Days, Lottery, LotteryForm, LotteryId, NoDraw, PublicReason, Slug, Standing,
    TimeZone,
};
use super::rules::{self, *};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::parse(name).unwrap()
}

fn days(first: &str, due: Option<&str>) -> Days {
    Days::new(date(first), due.map(date)).unwrap()
}

fn last(day: &str, closes: &str) -> Option<LastSettled> {
    Some(LastSettled {
        day: date(day),
        closes: utc(closes),
    })
}

fn plan_days(
    days: Days,
    zone: TimeZone,
    now: DateTime<Utc>,
    last: Option<LastSettled>,
) -> Vec<PlannedDay> {
    rules::plan_days(days, zone, now, last, plan_horizon(days, zone, now))
}

fn day_names(planned: &[PlannedDay]) -> Vec<String> {
    planned.iter().map(|p| p.day.to_string()).collect()
}

#[track_caller]
fn assert_tiles(start: DateTime<Utc>, planned: &[PlannedDay]) {
    let mut at = start;
    for p in planned {
        assert_eq!(p.opens, at, "{}", p.day);
        assert!(p.opens < p.closes, "{}", p.day);
        at = p.closes;
    }
}

#[test]
fn today_and_the_week_after_it_are_planned_oldest_first() {
    let now = utc("2026-11-21T10:00:00.5Z");
    let planned = plan_days(days("2026-11-01", None), TimeZone::UTC, now, None);
    assert_eq!(planned.len(), 8);
    assert_eq!(planned[0].day, date("2026-11-21"));
    assert_eq!(
        planned[0].opens,
        utc("2026-11-21T10:00:01Z"),
        "never in the past"
    );
    assert_eq!(planned[7].day, date("2026-11-28"));
    assert_tiles(utc("2026-11-21T10:00:01Z"), &planned);
}

#[test]
fn nothing_is_planned_before_the_first_day_or_after_the_due_date() {
    let now = utc("2026-11-21T10:00:00Z");
    let planned = plan_days(
        days("2026-11-23", Some("2026-11-25")),
        TimeZone::UTC,
        now,
        None,
    );
    assert_eq!(
        day_names(&planned),
        ["2026-11-23", "2026-11-24", "2026-11-25"]
    );
    assert_eq!(planned[0].opens, utc("2026-11-23T00:00:00Z"));
    assert!(plan_days(days("2026-12-24", None), TimeZone::UTC, now, None).is_empty());
    assert!(
        plan_days(
            days("2026-11-01", Some("2026-11-20")),
            TimeZone::UTC,
            now,
            None
        )
        .is_empty()
    );
}

#[test]
fn days_that_are_over_are_passed_over() {
    let now = utc("2026-12-01T08:00:00Z");
    let last = last("2026-11-28", "2026-11-29T00:00:00Z");
    let planned = plan_days(days("2026-11-01", None), TimeZone::UTC, now, last);
    assert_eq!(planned[0].day, date("2026-12-01"));
    assert_eq!(planned[0].opens, utc("2026-12-01T08:00:01Z"));
}

#[test]
fn in_the_last_second_of_a_day_its_draw_is_passed_over() {
    let now = utc("2026-11-21T23:59:59.2Z");
    let planned = plan_days(days("2026-11-21", None), TimeZone::UTC, now, None);
    assert_eq!(planned[0].day, date("2026-11-22"));
    assert_eq!(planned[0].opens, utc("2026-11-22T00:00:00Z"));
}

#[test]
fn a_day_that_does_not_exist_has_no_draw_and_its_neighbours_meet() {
    let now = utc("2011-12-28T12:00:00Z");
    let planned = plan_days(days("2011-12-29", None), zone("Pacific/Apia"), now, None);
    assert_eq!(
        day_names(&planned)[..3],
        ["2011-12-29", "2011-12-31", "2012-01-01"]
    );
    assert_tiles(planned[0].opens, &planned);
}

#[test]
fn a_zone_further_east_makes_the_next_day_shorter() {
    // the open draw closes at midnight UTC, when it is 13:00 of the next day in Auckland
    let now = utc("2026-11-21T12:30:00Z");
    let last = last("2026-11-21", "2026-11-22T00:00:00Z");
    let planned = plan_days(
        days("2026-11-01", None),
        zone("Pacific/Auckland"),
        now,
        last,
    );
    assert_eq!(planned[0].day, date("2026-11-22"));
    assert_eq!(planned[0].closes, utc("2026-11-22T11:00:00Z"));
    assert_tiles(utc("2026-11-22T00:00:00Z"), &planned);
}

#[test]
fn a_zone_further_west_makes_the_next_day_longer() {
    let now = utc("2026-11-22T10:30:00Z");
    let last = last("2026-11-22", "2026-11-22T11:00:00Z");
    let planned = plan_days(days("2026-11-01", None), TimeZone::UTC, now, last);
    assert_eq!(planned[0].day, date("2026-11-23"));
    assert_eq!(planned[0].closes, utc("2026-11-24T00:00:00Z"));
    assert_tiles(utc("2026-11-22T11:00:00Z"), &planned);
}

#[test]
fn a_day_without_time_left_after_a_change_of_zone_is_passed_over() {
    // from Pago Pago (-11) to Kiritimati (+14): its 22nd is over when the open draw closes
    let now = utc("2026-11-22T10:30:00Z");
    let last = last("2026-11-21", "2026-11-22T11:00:00Z");
    let planned = plan_days(
        days("2026-11-01", None),
        zone("Pacific/Kiritimati"),
        now,
        last,
    );
    assert_eq!(planned[0].day, date("2026-11-23"));
    assert_tiles(utc("2026-11-22T11:00:00Z"), &planned);
}

#[test]
fn a_day_before_a_settled_draw_is_never_planned() {
    // Kiritimati is a day ahead: its 22nd is open while it is still the 21st in UTC
    let now = utc("2026-11-21T12:00:00Z");
    let last = last("2026-11-22", "2026-11-22T10:00:00Z");
    let planned = plan_days(days("2026-11-20", None), TimeZone::UTC, now, last);
    assert_eq!(planned[0].day, date("2026-11-23"));
    assert_tiles(utc("2026-11-22T10:00:00Z"), &planned);
}

proptest::proptest! {
    #[test]
    fn after_any_change_of_zone_draws_meet_without_gap_or_overlap(
        from in proptest::sample::select(&chrono_tz::TZ_VARIANTS[..]),
        to in proptest::sample::select(&chrono_tz::TZ_VARIANTS[..]),
        minutes in 0..1_000_000_i64,
    ) {
        let (from, to) = (zone(from.name()), zone(to.name()));
        let start = utc("2025-12-01T00:00:00Z") + TimeDelta::minutes(minutes);
        let days = days("2025-11-01", None);
        let open = plan_days(days, from, start, None)[0];
        let now = open.opens + TimeDelta::seconds(1);
        let last = Some(LastSettled { day: open.day, closes: open.closes });
        let planned = plan_days(days, to, now, last);
        proptest::prop_assert!(planned.len() >= 5);
        assert_tiles(open.closes, &planned);
    }
}

#[test]
fn planning_again_a_little_later_changes_nothing() {
    let (days, zone) = (days("2026-11-01", None), zone("America/Havana"));
    let first = plan_days(days, zone, utc("2026-10-31T12:00:00Z"), None);
    assert_eq!(
        first[0].day,
        date("2026-11-01"),
        "its first day is a day ahead"
    );
    let again = plan_days(days, zone, utc("2026-11-01T03:00:00Z"), None);
    assert_eq!(first, again);
}

#[test]
fn a_draw_is_settled_an_hour_before_it_opens() {
    let opens = utc("2026-11-22T00:00:00Z");
    assert!(!is_settled(opens, utc("2026-11-21T22:59:54Z")));
    assert!(is_settled(opens, utc("2026-11-21T22:59:55Z")));
    assert!(is_settled(opens, opens + TimeDelta::days(1)));
}

#[test]
fn a_draws_name_is_the_slug_and_the_day() {
    let slug = Slug::parse("daily").unwrap();
    let day = date("2026-11-21");
    assert_eq!(draw_name(&slug, day, 1), "daily-2026-11-21");
    assert_eq!(draw_name(&slug, day, 2), "daily-2026-11-21-2");
    for name in ["daily-2026-11-21", "daily-2026-11-21-2"] {
        assert!(is_draw_of(&slug, name), "{name}");
    }
    for name in [
        "daily",
        "daily-",
        "daily-x-2026-11-21",
        "dailyx2026-11-21",
        "daily-2026-11-32",
        "daily-2026-11-21-",
        "daily-2026-11-21-x",
        "daily-2026-11-2é",
    ] {
        assert!(!is_draw_of(&slug, name), "{name}");
    }
}

#[test]
fn the_longest_name_of_a_draw_is_a_segment_of_the_protocol() {
    let slug = Slug::parse(&"a".repeat(Slug::MAX)).unwrap();
    assert!(draw_name(&slug, Days::MAX, 999).len() <= 63);
}

fn lottery(first: &str, due: &str) -> Lottery {
    let form = LotteryForm {
        name: "Daily".to_owned(),
        first_day: first.to_owned(),
        due_date: due.to_owned(),
        time_zone: "Pacific/Apia".to_owned(),
        ..LotteryForm::default()
    };
    let draft = form.parse().unwrap();
    Lottery {
        id: LotteryId::from_parts(1),
        slug: draft.slug,
        terms: draft.terms,
        planned_through: None,
        cancelled: None,
        version: 1,
        created_at: utc("2011-12-20T00:00:00Z"),
    }
}

#[test]
fn a_day_without_a_draw_has_its_reason() {
    let now = utc("2012-01-05T12:00:00Z");
    let mut lottery = lottery("2011-12-25", "2012-01-31");
    let why = |lottery: &Lottery, day| why_no_draw(lottery, date(day), now);
    assert_eq!(
        why(&lottery, "2011-12-24"),
        NoDraw::BeforeFirstDay(date("2011-12-25"))
    );
    assert_eq!(
        why(&lottery, "2012-02-01"),
        NoDraw::AfterDueDate(date("2012-01-31"))
    );
    assert_eq!(
        why(&lottery, "2011-12-30"),
        NoDraw::NoSuchDay("Pacific/Apia")
    );
    assert_eq!(why(&lottery, "2011-12-29"), NoDraw::NotRunning);
    assert!(matches!(why(&lottery, "2012-01-20"), NoDraw::NotYet { .. }));
    lottery.cancelled = Some(Cancelled {
        at: utc("2012-01-03T00:00:00Z"),
        reason: PublicReason::parse("Rain").unwrap(),
    });
    assert_eq!(
        why(&lottery, "2012-01-20"),
        NoDraw::Cancelled("Rain".to_owned())
    );
    assert_eq!(
        why(&lottery, "2011-12-29"),
        NoDraw::NotRunning,
        "before it was cancelled"
    );
}

#[test]
fn a_lottery_stands_where_its_days_say() {
    let lottery = lottery("2012-01-05", "2012-01-06");
    // midnight in Apia is 10:00 UTC of the day before
    let at = |text| standing(&lottery, utc(text));
    assert!(matches!(
        at("2012-01-04T09:59:59Z"),
        Standing::Upcoming { .. }
    ));
    assert_eq!(at("2012-01-04T10:00:00Z"), Standing::Running);
    assert_eq!(at("2012-01-06T09:59:59Z"), Standing::Running);
    assert_eq!(
        at("2012-01-06T10:00:00Z"),
        Standing::Finished {
            last_day: date("2012-01-06")
        }
    );
}
