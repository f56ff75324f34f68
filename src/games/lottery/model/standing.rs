//! Where a lottery stands, and why a day has no draw. When that is so is decided in `rules.rs`.

use chrono::{DateTime, NaiveDate, Utc};

use super::weekdays::Weekdays;
use crate::web::i18n::{tr, tr_with};
use crate::web::show::Day;

/// Where a lottery stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its first day is to come.
    Upcoming {
        /// When that begins.
        opens: DateTime<Utc>,
    },
    /// Today is one of its days.
    Running,
    /// Its last day is over.
    Finished {
        /// That day.
        last_day: NaiveDate,
    },
    /// It was cancelled.
    Cancelled,
}

/// Why a lottery has no draw on a day. The text is a sentence for everyone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoDraw {
    /// The day is before the first.
    #[error("{}", tr_with("This lottery begins on {day}.", &[("day", .0)]))]
    BeforeFirstDay(NaiveDate),
    /// The day is after the last.
    #[error("{}", tr_with("The last draw of this lottery was set for {day}.", &[("day", .0)]))]
    AfterDueDate(NaiveDate),
    /// The day is none of its weekdays.
    #[error("{}", not_a_draw_day(.on, *.next))]
    NotADrawDay {
        /// The weekdays of its draws.
        on: Weekdays,
        /// The next draw day after the day, if there is one.
        next: Option<NaiveDate>,
    },
    /// The lottery had been cancelled.
    #[error("{}", tr_with("This lottery was cancelled: {reason}", &[("reason", .0)]))]
    Cancelled(String),
    /// The day is missing from the calendar of the time zone.
    #[error("{}", tr_with("This day was left out of the calendar in {zone}.", &[("zone", .0)]))]
    NoSuchDay(&'static str),
    /// The day is to come and has no draw yet.
    #[error("{}", tr("The draw of this day has not been prepared yet."))]
    NotYet {
        /// When it will open, as far as is known today.
        opens: DateTime<Utc>,
    },
    /// Nobody was there to announce the draw.
    #[error(
        "{}",
        tr("There was no draw on this day because the server was not running.")
    )]
    NotRunning,
}

fn not_a_draw_day(on: &Weekdays, next: Option<NaiveDate>) -> String {
    let why = tr_with(
        "This lottery is drawn {days}, so there was no draw on this day.",
        &[("days", on)],
    );
    match next {
        Some(next) => {
            let next = tr_with("The next one is on {day}.", &[("day", &Day::new(next))]);
            format!("{why} {next}")
        }
        None => why,
    }
}
