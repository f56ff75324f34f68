//! Where a lottery stands, and why a day has no draw. When that is so is decided in `rules.rs`.

use chrono::{DateTime, NaiveDate, Utc};

use super::weekdays::Weekdays;
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
    #[error("This lottery begins on {0}.")]
    BeforeFirstDay(NaiveDate),
    /// The day is after the last.
    #[error("The last draw of this lottery was set for {0}.")]
    AfterDueDate(NaiveDate),
    /// The day is none of its weekdays.
    #[error("This lottery is drawn {on}, so there was no draw on this day.{}", next_draw(*.next))]
    NotADrawDay {
        /// The weekdays of its draws.
        on: Weekdays,
        /// The next draw day after the day, if there is one.
        next: Option<NaiveDate>,
    },
    /// The lottery had been cancelled.
    #[error("This lottery was cancelled: {0}")]
    Cancelled(String),
    /// The day is missing from the calendar of the time zone.
    #[error("This day was left out of the calendar in {0}.")]
    NoSuchDay(&'static str),
    /// The day is to come and has no draw yet.
    #[error("The draw of this day has not been prepared yet.")]
    NotYet {
        /// When it will open, as far as is known today.
        opens: DateTime<Utc>,
    },
    /// Nobody was there to announce the draw.
    #[error("There was no draw on this day because the server was not running.")]
    NotRunning,
}

fn next_draw(next: Option<NaiveDate>) -> String {
    next.map_or_else(String::new, |day| {
        format!(" The next one is on {}.", Day::new(day))
    })
}
