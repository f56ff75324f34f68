//! What a manager decides about a lottery. Not here: its slug, which never changes, and what has become of it.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::names::{Description, LotteryName};
use super::prize::Prizes;
use super::weekdays::Weekdays;
use crate::draws::RoundChoice;
use crate::web::i18n::{tr, tr_with};
use crate::web::show::Stock;

/// All that can be edited. Every combination of valid parts is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Its name.
    pub name: LotteryName,
    /// What it is about.
    pub description: Description,
    /// The prizes of each draw.
    pub prizes: Prizes,
    /// The days it has draws on.
    pub days: Days,
    /// Where its days begin and end.
    pub time_zone: TimeZone,
    /// Ballots one person may have in one draw, or any number.
    pub cap: Option<Cap>,
    /// Whether one person can win only once in a draw.
    pub one_prize: bool,
    /// How many reserves are drawn after the prizes.
    pub reserves: Reserves,
    /// Which round of public randomness decides its draws, where the server uses that.
    pub round: RoundChoice,
    /// How long a prize waits for its winner.
    pub claim_days: ClaimDays,
    /// The colour of its tickets.
    pub stock: Stock,
}

/// The first day, the due date, which is the last day that can have a draw, or none, and the weekdays of its draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    first: NaiveDate,
    due: Option<NaiveDate>,
    weekdays: Weekdays,
}

/// Why days were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DaysError {
    /// The first day is out of range.
    #[error("{}", tr("Choose a day from 2000 to 2200."))]
    FirstOutOfRange,
    /// The due date is out of range.
    #[error("{}", tr("Choose a day from 2000 to 2200."))]
    DueOutOfRange,
    /// The last draw would be before the first.
    #[error("{}", tr("The due date must not be before the first day."))]
    DueBeforeFirst,
    /// None of the weekdays lies between the first day and the due date.
    #[error(
        "{}",
        tr("None of the draw days lies between the first day and the due date.")
    )]
    NoDrawDay,
}

impl Days {
    /// The earliest day a lottery can have.
    pub const MIN: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("invariant: a date");
    /// The latest day a lottery can have.
    pub const MAX: NaiveDate = NaiveDate::from_ymd_opt(2200, 12, 31).expect("invariant: a date");

    /// From `first` through `due`, or for good.
    ///
    /// # Errors
    /// [`DaysError`]
    pub fn new(first: NaiveDate, due: Option<NaiveDate>) -> Result<Self, DaysError> {
        let range = Self::MIN..=Self::MAX;
        if !range.contains(&first) {
            return Err(DaysError::FirstOutOfRange);
        }
        match due {
            Some(due) if !range.contains(&due) => Err(DaysError::DueOutOfRange),
            Some(due) if due < first => Err(DaysError::DueBeforeFirst),
            _ => Ok(Days {
                first,
                due,
                weekdays: Weekdays::EVERY_DAY,
            }),
        }
    }

    /// The same days, with draws on these weekdays only.
    ///
    /// # Errors
    /// [`DaysError::NoDrawDay`] when there would be no draw at all.
    pub fn on(self, weekdays: Weekdays) -> Result<Self, DaysError> {
        let days = Days { weekdays, ..self };
        if days.last() < self.first {
            return Err(DaysError::NoDrawDay);
        }
        Ok(days)
    }

    /// The first day: from its start on, ballots are taken for the first draw.
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day that can have a draw, or none.
    pub fn due(self) -> Option<NaiveDate> {
        self.due
    }

    /// The weekdays of its draws.
    pub fn weekdays(self) -> Weekdays {
        self.weekdays
    }

    /// The day of the last draw, which for a lottery without a due date is the last that can be.
    pub fn last(self) -> NaiveDate {
        self.weekdays.last_through(self.due.unwrap_or(Self::MAX))
    }

    /// Whether `day` is to have a draw.
    pub fn has(self, day: NaiveDate) -> bool {
        (self.first..=self.last()).contains(&day) && self.weekdays.has(day)
    }

    /// The first day from `from` on that is to have a draw.
    pub fn next_from(self, from: NaiveDate) -> Option<NaiveDate> {
        let next = self.weekdays.first_from(from.max(self.first));
        (next <= self.last()).then_some(next)
    }
}

/// An IANA time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone(Tz);

/// No time zone has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{}",
    tr("Choose a time zone by its name, such as Europe/Berlin or UTC.")
)]
pub struct UnknownTimeZone;

impl TimeZone {
    /// Universal time.
    pub const UTC: TimeZone = TimeZone(Tz::UTC);

    /// Reads an exact IANA name.
    ///
    /// # Errors
    /// [`UnknownTimeZone`]
    pub fn parse(name: &str) -> Result<Self, UnknownTimeZone> {
        name.parse().ok().map(TimeZone).ok_or(UnknownTimeZone)
    }

    /// Its IANA name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Its rules.
    pub fn tz(self) -> Tz {
        self.0
    }
}

/// No stock has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr("Choose one of the colours."))]
pub struct UnknownStock;

/// Reads the colour of a lottery's tickets.
///
/// # Errors
/// [`UnknownStock`]
pub fn parse_stock(name: &str) -> Result<Stock, UnknownStock> {
    Stock::from_name(name).ok_or(UnknownStock)
}

/// A whole number that is not in its range. The text says which is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr_with("Write a whole number from {min} to {max}.", &[("min", .min), ("max", .max)]))]
pub struct OutOfRange {
    min: u32,
    max: u32,
}

/// Reads a whole number in ASCII digits; spaces around it are fine.
pub(super) fn parse_number(text: &str, min: u32, max: u32) -> Result<u32, OutOfRange> {
    let text = text.trim();
    let number = match text.bytes().all(|b| b.is_ascii_digit()) {
        true => text.parse().ok(),
        false => None,
    };
    number
        .filter(|n| (min..=max).contains(n))
        .ok_or(OutOfRange { min, max })
}

/// How many ballots one person may have in one draw: 1 to a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap(u32);

impl Cap {
    /// The highest cap.
    pub const MAX: u32 = 1_000_000;

    /// Reads a cap.
    ///
    /// # Errors
    /// [`OutOfRange`]
    pub fn parse(text: &str) -> Result<Self, OutOfRange> {
        parse_number(text, 1, Self::MAX).map(Cap)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// How many reserves are drawn: 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reserves(u32);

impl Reserves {
    /// The most reserves.
    pub const MAX: u32 = 100;

    /// Reads a number of reserves.
    ///
    /// # Errors
    /// [`OutOfRange`]
    pub fn parse(text: &str) -> Result<Self, OutOfRange> {
        parse_number(text, 0, Self::MAX).map(Reserves)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// How many days a winner has to claim a prize before it may go to the next reserve: 1 to 365.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClaimDays(u32);

impl ClaimDays {
    /// The longest time.
    pub const MAX: u32 = 365;

    /// Reads a number of days.
    ///
    /// # Errors
    /// [`OutOfRange`]
    pub fn parse(text: &str) -> Result<Self, OutOfRange> {
        parse_number(text, 1, Self::MAX).map(ClaimDays)
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// Two weeks.
impl Default for ClaimDays {
    fn default() -> Self {
        ClaimDays(14)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_day_is_not_before_the_first() {
        let first = date("2026-11-21");
        assert!(Days::new(first, None).is_ok());
        assert!(Days::new(first, Some(first)).is_ok());
        assert_eq!(
            Days::new(first, first.pred_opt()),
            Err(DaysError::DueBeforeFirst)
        );
        assert_eq!(
            Days::new(date("1999-12-31"), None),
            Err(DaysError::FirstOutOfRange)
        );
        assert_eq!(
            Days::new(first, Some(date("2201-01-01"))),
            Err(DaysError::DueOutOfRange)
        );
    }

    #[test]
    fn draws_are_on_chosen_weekdays_between_the_first_day_and_the_due_date() {
        let sundays = Weekdays::parse(&["sun".to_owned()]).unwrap();
        let thursday = date("2026-11-26");
        let days = Days::new(thursday, Some(date("2026-12-16"))).unwrap();
        let weekly = days.on(sundays).unwrap();
        assert_eq!(weekly.last(), date("2026-12-13"));
        assert_eq!(
            weekly.next_from(date("2026-11-01")),
            Some(date("2026-11-29"))
        );
        assert_eq!(
            weekly.next_from(date("2026-11-29")),
            Some(date("2026-11-29"))
        );
        assert_eq!(weekly.next_from(date("2026-12-14")), None);
        assert!(weekly.has(date("2026-12-06")) && !weekly.has(date("2026-12-07")));
        assert!(!weekly.has(date("2026-11-22")) && !weekly.has(date("2026-12-20")));
        let short = Days::new(thursday, Some(date("2026-11-28"))).unwrap();
        assert_eq!(short.on(sundays), Err(DaysError::NoDrawDay));
        assert_eq!(
            days.last(),
            date("2026-12-16"),
            "every day, if not said otherwise"
        );
        let endless = Days::new(thursday, None).unwrap().on(sundays).unwrap();
        assert_eq!(endless.last(), date("2200-12-28"));
    }

    #[test]
    fn a_time_zone_has_its_exact_name() {
        assert_eq!(
            TimeZone::parse("Europe/Berlin").unwrap().name(),
            "Europe/Berlin"
        );
        assert_eq!(TimeZone::parse("UTC"), Ok(TimeZone::UTC));
        for bad in ["europe/berlin", "Mars/Base", "", " UTC", "+01:00"] {
            assert_eq!(TimeZone::parse(bad), Err(UnknownTimeZone), "{bad}");
        }
    }

    #[test]
    fn numbers_are_whole_and_in_range() {
        assert_eq!(Cap::parse(" 1000000 ").unwrap().get(), 1_000_000);
        assert_eq!(Reserves::parse("0").unwrap().get(), 0);
        for bad in [
            "0",
            "1000001",
            "-1",
            "+1",
            "1.0",
            "",
            "99999999999999999999",
            "٣",
        ] {
            assert!(Cap::parse(bad).is_err(), "{bad}");
        }
        let text = Reserves::parse("101").unwrap_err().to_string();
        assert_eq!(text, "Write a whole number from 0 to 100.");
    }

    #[test]
    fn every_stock_is_read_by_its_name() {
        for stock in Stock::ALL {
            assert_eq!(parse_stock(stock.name()), Ok(stock));
        }
        assert_eq!(parse_stock("gold"), Err(UnknownStock));
    }
}
