//! On which weekdays a lottery is drawn. Not here: from when to when.

use std::fmt;

use chrono::{Datelike, Days as DayCount, NaiveDate, Weekday};

use crate::web::i18n::{tr, tr_with};

/// The weekdays of a lottery's draws: one at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekdays(u8);

/// Not a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr("Choose from the seven weekdays."))]
pub struct UnknownWeekday;

const ALL: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Reads `mon`, `tue` and so on, as forms send them.
///
/// # Errors
/// [`UnknownWeekday`]
pub fn parse_weekday(text: &str) -> Result<Weekday, UnknownWeekday> {
    let is_named = |day: &&Weekday| code(**day) == text;
    ALL.iter().find(is_named).copied().ok_or(UnknownWeekday)
}

fn code(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => tr("Monday"),
        Weekday::Tue => tr("Tuesday"),
        Weekday::Wed => tr("Wednesday"),
        Weekday::Thu => tr("Thursday"),
        Weekday::Fri => tr("Friday"),
        Weekday::Sat => tr("Saturday"),
        Weekday::Sun => tr("Sunday"),
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl Weekdays {
    /// All seven.
    pub const EVERY_DAY: Weekdays = Weekdays(127);

    /// Reads the chosen weekdays; none chosen means every day.
    ///
    /// # Errors
    /// [`UnknownWeekday`]
    pub fn parse(chosen: &[String]) -> Result<Self, UnknownWeekday> {
        let mut bits = 0;
        for day in chosen
            .iter()
            .map(|day| day.trim())
            .filter(|d| !d.is_empty())
        {
            bits |= bit(parse_weekday(day)?);
        }
        Ok(if bits == 0 {
            Self::EVERY_DAY
        } else {
            Weekdays(bits)
        })
    }

    /// What [`Weekdays::bits`] gave; `None` for anything else.
    pub fn from_bits(bits: i64) -> Option<Self> {
        let bits = u8::try_from(bits).ok()?;
        (1..=127).contains(&bits).then_some(Weekdays(bits))
    }

    /// Monday is 1, Tuesday 2, Wednesday 4 and so on.
    pub fn bits(self) -> i64 {
        self.0.into()
    }

    /// Whether they are all seven.
    pub fn is_every_day(self) -> bool {
        self == Self::EVERY_DAY
    }

    /// Whether `day` is one of them.
    pub fn has(self, day: NaiveDate) -> bool {
        self.holds(day.weekday())
    }

    /// Whether that weekday is one of them.
    pub fn holds(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// The first of them from `day` on.
    pub fn first_from(self, day: NaiveDate) -> NaiveDate {
        let week = day.iter_days().take(7);
        week.into_iter().find(|day| self.has(*day)).unwrap_or(day)
    }

    /// The last of them through `day`.
    pub fn last_through(self, day: NaiveDate) -> NaiveDate {
        let week = (0..7).filter_map(|n| day.checked_sub_days(DayCount::new(n)));
        week.into_iter().find(|day| self.has(*day)).unwrap_or(day)
    }

    /// The codes that forms send: empty for every day.
    pub fn codes(self) -> Vec<String> {
        if self.is_every_day() {
            return Vec::new();
        }
        let chosen = ALL.into_iter().filter(|day| self.holds(*day));
        chosen.map(|day| code(day).to_owned()).collect()
    }

    /// Every weekday with its code, its name, and whether it is one of these; of every day, none is marked.
    pub fn choices(chosen: &[String]) -> Vec<(&'static str, &'static str, bool)> {
        let choice = |day: Weekday| {
            let is_chosen = chosen.iter().any(|c| c.trim() == code(day));
            (code(day), name(day), is_chosen)
        };
        ALL.into_iter().map(choice).collect()
    }
}

/// "every day", "every Sunday", "every Monday, Wednesday and Friday".
impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_every_day() {
            return f.write_str(tr("every day"));
        }
        let days = ALL.into_iter().filter(|day| self.holds(*day));
        let names: Vec<&str> = days.map(name).collect();
        match names.split_last() {
            Some((last, [])) => f.write_str(&tr_with("every {day}", &[("day", last)])),
            Some((last, others)) => f.write_str(&tr_with(
                "every {days} and {day}",
                &[("days", &others.join(", ")), ("day", last)],
            )),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weekdays(chosen: &[&str]) -> Weekdays {
        let chosen: Vec<String> = chosen.iter().map(|day| (*day).to_owned()).collect();
        Weekdays::parse(&chosen).unwrap()
    }

    #[test]
    fn none_chosen_and_all_chosen_are_every_day() {
        assert_eq!(weekdays(&[]), Weekdays::EVERY_DAY);
        let all = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        assert_eq!(weekdays(&all), Weekdays::EVERY_DAY);
        assert!(Weekdays::EVERY_DAY.codes().is_empty());
        assert!(Weekdays::parse(&["Sunday".to_owned()]).is_err());
    }

    #[test]
    fn they_are_named_in_the_order_of_the_week() {
        assert_eq!(Weekdays::EVERY_DAY.to_string(), "every day");
        assert_eq!(weekdays(&["sun"]).to_string(), "every Sunday");
        assert_eq!(
            weekdays(&["fri", "mon", "wed"]).to_string(),
            "every Monday, Wednesday and Friday"
        );
    }

    #[test]
    fn they_come_back_from_their_bits_and_codes() {
        for bits in 1..=127 {
            let days = Weekdays::from_bits(bits).unwrap();
            assert_eq!(days.bits(), bits);
            assert_eq!(Weekdays::parse(&days.codes()), Ok(days));
        }
        for bits in [0, -1, 128, 1 << 40] {
            assert_eq!(Weekdays::from_bits(bits), None);
        }
    }

    #[test]
    fn the_nearest_of_them_is_found_both_ways() {
        let sunday: NaiveDate = "2026-11-29".parse().unwrap();
        let days = weekdays(&["sun"]);
        assert_eq!(days.first_from(sunday), sunday);
        assert_eq!(days.last_through(sunday), sunday);
        let monday = sunday.succ_opt().unwrap();
        assert_eq!(days.last_through(monday), sunday);
        assert_eq!(days.first_from(monday), "2026-12-06".parse().unwrap());
    }
}
