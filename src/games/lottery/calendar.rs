//! When local days begin and end, in UTC. Pure time-zone arithmetic; it knows no lottery and reads no clock.
//!
//! The start of day D is the first instant whose local date is D or later. Midnight may be missing (then it is the
//! instant after the gap) or happen twice (then the first counts). A day may last 23, 24 or 25 hours. A whole day may be
//! missing, where a country crossed the date line: its span is empty, so it has no draw.

use std::ops::Range;

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// The first instant whose local date in `tz` is `day` or, if that day does not exist there, a later one.
pub fn start_of_day(tz: Tz, day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let start = match tz.from_local_datetime(&midnight) {
        MappedLocalTime::Single(start) => start,
        MappedLocalTime::Ambiguous(one, other) => one.min(other),
        MappedLocalTime::None => GapInfo::new(&midnight, &tz)
            .and_then(|gap| gap.end)
            .expect("invariant: a local time that does not exist lies in a gap that ends"),
    };
    start.with_timezone(&Utc)
}

/// The instants of `day`: from its start up to, and not with, the start of the next day. `None` if the day does not
/// exist in `tz`. Spans of successive days meet exactly.
pub fn day_span(tz: Tz, day: NaiveDate) -> Option<Range<DateTime<Utc>>> {
    let span = start_of_day(tz, day)..start_of_day(tz, day.succ_opt()?);
    (!span.is_empty()).then_some(span)
}

/// The day whose span holds `instant`. This is the local date, except where clocks were turned back over midnight a
/// while after it: the hour before midnight that then happens again belongs to the day that had already begun.
pub fn day_at(tz: Tz, instant: DateTime<Utc>) -> NaiveDate {
    let mut day = instant.with_timezone(&tz).date_naive();
    while let Some(next) = day.succ_opt()
        && start_of_day(tz, next) <= instant
    {
        day = next;
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Checks where the day begins and how many hours it has.
    #[track_caller]
    fn check(tz: Tz, day: &str, start: &str, hours: i64) {
        let span = day_span(tz, date(day)).unwrap();
        assert_eq!(span.start, utc(start), "start of {day} in {tz}");
        assert_eq!(
            span.end - span.start,
            TimeDelta::hours(hours),
            "{day} in {tz}"
        );
        assert_eq!(day_at(tz, span.start), date(day));
        assert_eq!(day_at(tz, span.end - TimeDelta::nanoseconds(1)), date(day));
        assert_eq!(day_at(tz, span.end), date(day).succ_opt().unwrap());
    }

    #[test]
    fn utc_days_begin_at_midnight() {
        check(Tz::UTC, "2026-11-21", "2026-11-21T00:00:00Z", 24);
    }

    #[test]
    fn africa_cairo_2026_04_24_has_no_midnight() {
        check(Tz::Africa__Cairo, "2026-04-23", "2026-04-22T22:00:00Z", 24);
        check(Tz::Africa__Cairo, "2026-04-24", "2026-04-23T22:00:00Z", 23);
        check(Tz::Africa__Cairo, "2026-04-25", "2026-04-24T21:00:00Z", 24);
    }

    #[test]
    fn africa_cairo_2026_10_29_has_its_last_hour_twice() {
        check(Tz::Africa__Cairo, "2026-10-29", "2026-10-28T21:00:00Z", 25);
        check(Tz::Africa__Cairo, "2026-10-30", "2026-10-29T22:00:00Z", 24);
    }

    #[test]
    fn asia_beirut_2026_03_29_has_no_midnight() {
        check(Tz::Asia__Beirut, "2026-03-29", "2026-03-28T22:00:00Z", 23);
    }

    #[test]
    fn asia_beirut_2026_10_24_has_its_last_hour_twice() {
        check(Tz::Asia__Beirut, "2026-10-24", "2026-10-23T21:00:00Z", 25);
        check(Tz::Asia__Beirut, "2026-10-25", "2026-10-24T22:00:00Z", 24);
    }

    #[test]
    fn america_santiago_2026_09_06_has_no_midnight() {
        check(
            Tz::America__Santiago,
            "2026-09-06",
            "2026-09-06T04:00:00Z",
            23,
        );
    }

    #[test]
    fn america_santiago_2026_04_04_has_its_last_hour_twice() {
        check(
            Tz::America__Santiago,
            "2026-04-04",
            "2026-04-04T03:00:00Z",
            25,
        );
        check(
            Tz::America__Santiago,
            "2026-04-05",
            "2026-04-05T04:00:00Z",
            24,
        );
    }

    #[test]
    fn america_havana_2026_03_08_has_no_midnight() {
        check(
            Tz::America__Havana,
            "2026-03-08",
            "2026-03-08T05:00:00Z",
            23,
        );
    }

    #[test]
    fn america_havana_2026_11_01_has_two_midnights_and_begins_at_the_first() {
        check(
            Tz::America__Havana,
            "2026-11-01",
            "2026-11-01T04:00:00Z",
            25,
        );
        check(
            Tz::America__Havana,
            "2026-11-02",
            "2026-11-02T05:00:00Z",
            24,
        );
    }

    #[test]
    fn america_sao_paulo_2018_11_04_has_no_midnight() {
        check(
            Tz::America__Sao_Paulo,
            "2018-11-04",
            "2018-11-04T03:00:00Z",
            23,
        );
    }

    #[test]
    fn pacific_apia_2011_12_30_does_not_exist() {
        check(Tz::Pacific__Apia, "2011-12-31", "2011-12-30T10:00:00Z", 24);
        assert_eq!(day_span(Tz::Pacific__Apia, date("2011-12-30")), None);
        let before = day_span(Tz::Pacific__Apia, date("2011-12-29")).unwrap();
        assert_eq!(before.end, utc("2011-12-30T10:00:00Z"));
    }

    #[test]
    fn pacific_kwajalein_1993_08_21_does_not_exist() {
        assert_eq!(day_span(Tz::Pacific__Kwajalein, date("1993-08-21")), None);
    }

    #[test]
    fn america_st_johns_2006_10_29_was_turned_back_a_minute_after_midnight_and_had_begun() {
        // 00:01 became 23:01 of the day before
        check(
            Tz::America__St_Johns,
            "2006-10-28",
            "2006-10-28T02:30:00Z",
            24,
        );
        check(
            Tz::America__St_Johns,
            "2006-10-29",
            "2006-10-29T02:30:00Z",
            25,
        );
    }

    /// The first instant whose local date is not before `day`, found by looking at every minute: no rule to share a mistake with.
    fn start_by_looking(tz: Tz, day: NaiveDate) -> DateTime<Utc> {
        let mut instant = day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(28);
        while instant.with_timezone(&tz).date_naive() < day {
            instant += TimeDelta::minutes(1);
        }
        instant
    }

    fn any_zone() -> impl Strategy<Value = Tz> {
        proptest::sample::select(&chrono_tz::TZ_VARIANTS[..])
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0..73_413_u64).prop_map(|n| date("2000-01-01") + chrono::Days::new(n))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_day_begins_where_a_walk_through_the_minutes_finds_it(tz in any_zone(), day in any_day()) {
            prop_assert_eq!(start_of_day(tz, day), start_by_looking(tz, day));
        }

        #[test]
        fn days_tile_time(tz in any_zone(), day in any_day(), seconds in 0..86_400_i64) {
            let instant = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::seconds(seconds);
            let at = day_at(tz, instant);
            let span = day_span(tz, at).unwrap();
            prop_assert!(span.contains(&instant));
            for (before, after) in [(at.pred_opt().unwrap(), at), (at, at.succ_opt().unwrap())] {
                prop_assert!(start_of_day(tz, before) <= start_of_day(tz, after));
                if let (Some(one), Some(two)) = (day_span(tz, before), day_span(tz, after)) {
                    prop_assert_eq!(one.end, two.start);
                }
            }
        }
    }

    #[test]
    fn every_change_of_every_zone_in_2026_and_the_days_round_it_tile() {
        for tz in chrono_tz::TZ_VARIANTS {
            for n in 0..365 {
                let day = date("2026-01-01") + chrono::Days::new(n);
                let span = day_span(tz, day).unwrap();
                let hours = (span.end - span.start).num_hours();
                assert!(
                    (22..=26).contains(&hours),
                    "{day} in {tz} has {hours} hours"
                );
                assert_eq!(day_at(tz, span.start), day, "{tz}");
            }
        }
    }
}
