//! The names of weekdays and months in the current language.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::web::i18n::{tr, tr_as};

pub(super) fn weekday(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => tr("Monday"),
        Weekday::Tue => tr("Tuesday"),
        Weekday::Wed => tr("Wednesday"),
        Weekday::Thu => tr("Thursday"),
        Weekday::Fri => tr("Friday"),
        Weekday::Sat => tr("Saturday"),
        Weekday::Sun => tr("Sunday"),
    }
}

pub(super) fn short_weekday(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => tr_as("short", "Mon"),
        Weekday::Tue => tr_as("short", "Tue"),
        Weekday::Wed => tr_as("short", "Wed"),
        Weekday::Thu => tr_as("short", "Thu"),
        Weekday::Fri => tr_as("short", "Fri"),
        Weekday::Sat => tr_as("short", "Sat"),
        Weekday::Sun => tr_as("short", "Sun"),
    }
}

pub(super) fn month(date: NaiveDate) -> &'static str {
    match date.month() {
        1 => tr("January"),
        2 => tr("February"),
        3 => tr("March"),
        4 => tr("April"),
        5 => tr("May"),
        6 => tr("June"),
        7 => tr("July"),
        8 => tr("August"),
        9 => tr("September"),
        10 => tr("October"),
        11 => tr("November"),
        _ => tr("December"),
    }
}

pub(super) fn short_month(date: NaiveDate) -> &'static str {
    match date.month() {
        1 => tr_as("short", "Jan"),
        2 => tr_as("short", "Feb"),
        3 => tr_as("short", "Mar"),
        4 => tr_as("short", "Apr"),
        5 => tr_as("short", "May"),
        6 => tr_as("short", "Jun"),
        7 => tr_as("short", "Jul"),
        8 => tr_as("short", "Aug"),
        9 => tr_as("short", "Sep"),
        10 => tr_as("short", "Oct"),
        11 => tr_as("short", "Nov"),
        _ => tr_as("short", "Dec"),
    }
}
