//! Instants, days and durations in words. Every instant carries its zone; nothing here reads a clock.

use std::fmt;

use chrono::{
    DateTime, Datelike, MappedLocalTime, NaiveDate, SecondsFormat, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use super::names::{month, short_month, short_weekday, weekday};
use crate::web::i18n::{tn, tn_with, tr, tr_with};

/// One instant as shown in one time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// RFC 3339 in UTC, for `datetime` attributes.
    pub iso: String,
    /// Day and date: "Sat 21 November 2026".
    pub date: String,
    /// Time of day: "00:00:04".
    pub clock: String,
    /// The named zone: "UTC", "Europe/Berlin". Where a clock change makes the time of day happen twice, its offset too.
    pub zone: String,
}

impl Stamp {
    /// The instant as a clock in `zone` shows it.
    #[must_use]
    pub fn new(instant: DateTime<Utc>, zone: Tz) -> Self {
        let local = instant.with_timezone(&zone);
        let twice = matches!(
            zone.from_local_datetime(&local.naive_local()),
            MappedLocalTime::Ambiguous(..)
        );
        let offset = if twice {
            local.format(" (UTC%:z)").to_string()
        } else {
            String::new()
        };
        Self {
            iso: instant.to_rfc3339_opts(SecondsFormat::Secs, true),
            date: stamp_date(local.date_naive()),
            clock: local.format("%H:%M:%S").to_string(),
            zone: format!("{}{offset}", zone.name()),
        }
    }

    /// Date and time without the zone: "Sat 21 November 2026, 00:00:04".
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}, {}", self.date, self.clock)
    }

    /// The time of day without seconds: "00:00".
    #[must_use]
    pub fn hour_minute(&self) -> &str {
        self.clock.get(..5).unwrap_or(&self.clock)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} {}", self.date, self.clock, self.zone)
    }
}

/// "Sat 21 November 2026"
fn stamp_date(date: NaiveDate) -> String {
    tr_with(
        "{short_weekday} {day} {month} {year}",
        &[
            ("short_weekday", &short_weekday(date)),
            ("day", &date.day()),
            ("month", &month(date)),
            ("year", &date.year()),
        ],
    )
}

/// A calendar day, shown in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(NaiveDate);

impl Day {
    /// The day of that date.
    #[must_use]
    pub fn new(date: NaiveDate) -> Self {
        Self(date)
    }

    /// The day of an ISO date, if it is one.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// "2026-11-17", for addresses, `datetime` attributes and date fields.
    #[must_use]
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }

    /// "Tue 17 Nov 2026", for tables.
    #[must_use]
    pub fn short(self) -> String {
        tr_with(
            "{short_weekday} {day} {short_month} {year}",
            &[
                ("short_weekday", &short_weekday(self.0)),
                ("day", &self.0.day()),
                ("short_month", &short_month(self.0)),
                ("year", &self.0.year()),
            ],
        )
    }

    /// Where it stands from `today`: "today", "yesterday", "tomorrow" or "on Tuesday 17 November 2026".
    #[must_use]
    pub fn seen_from(self, today: NaiveDate) -> String {
        match self.0.signed_duration_since(today).num_days() {
            0 => tr("today").to_owned(),
            -1 => tr("yesterday").to_owned(),
            1 => tr("tomorrow").to_owned(),
            _ => tr_with("on {day}", &[("day", &self)]),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = tr_with(
            "{weekday} {day} {month} {year}",
            &[
                ("weekday", &weekday(self.0)),
                ("day", &self.0.day()),
                ("month", &month(self.0)),
                ("year", &self.0.year()),
            ],
        );
        f.write_str(&text)
    }
}

/// How long it is until something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeLeft(TimeDelta);

impl TimeLeft {
    /// The time from `now` to `then`; none if `then` has passed.
    #[must_use]
    pub fn between(now: DateTime<Utc>, then: DateTime<Utc>) -> Self {
        Self((then - now).max(TimeDelta::zero()))
    }

    /// That many seconds.
    #[must_use]
    pub fn seconds(seconds: u32) -> Self {
        Self(TimeDelta::seconds(i64::from(seconds)))
    }

    /// Whether less than an hour is left.
    #[must_use]
    pub fn is_soon(self) -> bool {
        self.0 < TimeDelta::hours(1)
    }
}

impl fmt::Display for TimeLeft {
    /// "under a minute", "19 min", "4 h 12 min", "2 days 3 h", "12 days". No-break spaces keep it in one piece.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, hours, minutes) = (
            self.0.num_days(),
            self.0.num_hours() % 24,
            self.0.num_minutes() % 60,
        );
        let whole_days = u64::try_from(days).unwrap_or(0);
        let text = match (days, hours, minutes) {
            (0, 0, 0) => tr("under a minute").to_owned(),
            (0, 0, _) => tr_with("{minutes} min", &[("minutes", &minutes)]),
            (0, _, 0) => tr_with("{hours} h", &[("hours", &hours)]),
            (0, _, _) => tr_with(
                "{hours} h {minutes} min",
                &[("hours", &hours), ("minutes", &minutes)],
            ),
            (1..=6, 1.., _) => tn_with(
                "{n} day {hours} h",
                "{n} days {hours} h",
                whole_days,
                &[("hours", &hours)],
            ),
            _ => tn("{n} day", "{n} days", whole_days),
        };
        f.write_str(&text.replace(' ', "\u{a0}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().expect("invariant: tests write valid RFC 3339")
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("invariant: tests write valid dates")
    }

    fn left(seconds: u32) -> String {
        TimeLeft::seconds(seconds)
            .to_string()
            .replace('\u{a0}', " ")
    }

    #[test]
    fn an_instant_names_its_zone() {
        let stamp = Stamp::new(instant("2026-11-21T00:00:04Z"), Tz::UTC);
        assert_eq!(stamp.iso, "2026-11-21T00:00:04Z");
        assert_eq!(stamp.text(), "Sat 21 November 2026, 00:00:04");
        assert_eq!(stamp.to_string(), "Sat 21 November 2026, 00:00:04 UTC");
        let stamp = Stamp::new(instant("2026-11-20T23:00:04Z"), Tz::Europe__Berlin);
        assert_eq!(
            stamp.to_string(),
            "Sat 21 November 2026, 00:00:04 Europe/Berlin"
        );
    }

    #[test]
    fn an_hour_that_happens_twice_shows_its_offset() {
        let first = Stamp::new(instant("2026-10-25T00:30:00Z"), Tz::Europe__Berlin);
        let second = Stamp::new(instant("2026-10-25T01:30:00Z"), Tz::Europe__Berlin);
        assert_eq!(first.clock, second.clock);
        assert_eq!(first.zone, "Europe/Berlin (UTC+02:00)");
        assert_eq!(second.zone, "Europe/Berlin (UTC+01:00)");
    }

    #[test]
    fn a_day_is_said_in_words() {
        let day = Day::new(date("2026-11-17"));
        assert_eq!(day.to_string(), "Tuesday 17 November 2026");
        assert_eq!(day.short(), "Tue 17 Nov 2026");
        assert_eq!(day.iso(), "2026-11-17");
        assert_eq!(Day::from_iso("2026-11-17"), Some(day));
        assert_eq!(Day::from_iso("2026-13-17"), None);
        assert_eq!(day.seen_from(date("2026-11-18")), "yesterday");
        assert_eq!(
            day.seen_from(date("2026-11-20")),
            "on Tuesday 17 November 2026"
        );
    }

    #[test]
    fn time_left_is_coarser_the_longer_it_is() {
        assert_eq!(left(0), "under a minute");
        assert_eq!(left(59), "under a minute");
        assert_eq!(left(19 * 60), "19 min");
        assert_eq!(left(4 * 3600 + 12 * 60), "4 h 12 min");
        assert_eq!(left(5 * 3600), "5 h");
        assert_eq!(left(86_400), "1 day");
        assert_eq!(left(2 * 86_400 + 3 * 3600), "2 days 3 h");
        assert_eq!(left(12 * 86_400 + 3 * 3600), "12 days");
    }

    #[test]
    fn german_dates_and_durations_are_german() {
        use crate::web::i18n::{Language, with_language};
        with_language(Language::from_code("de").unwrap(), || {
            let stamp = Stamp::new(instant("2026-03-21T00:00:04Z"), Tz::UTC);
            assert_eq!(stamp.to_string(), "Sa., 21. März 2026, 00:00:04 UTC");
            let day = Day::new(date("2026-11-17"));
            assert_eq!(day.to_string(), "Dienstag, 17. November 2026");
            assert_eq!(day.short(), "Di., 17. Nov. 2026");
            assert_eq!(
                day.seen_from(date("2026-11-20")),
                "am Dienstag, 17. November 2026"
            );
            assert_eq!(left(59), "weniger als eine Minute");
            assert_eq!(left(4 * 3600 + 12 * 60), "4 Std. 12 Min.");
            assert_eq!(left(86_400), "1 Tag");
            assert_eq!(left(2 * 86_400 + 3 * 3600), "2 Tage 3 Std.");
        });
    }

    #[test]
    fn time_left_never_goes_below_nothing() {
        let (now, past) = (
            instant("2026-11-21T00:00:04Z"),
            instant("2026-11-20T00:00:04Z"),
        );
        assert_eq!(
            TimeLeft::between(now, past),
            TimeLeft::seconds(0),
            "already past"
        );
        assert!(TimeLeft::seconds(3599).is_soon());
        assert!(!TimeLeft::seconds(3600).is_soon());
    }
}
