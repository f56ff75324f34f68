//! The part of the table `lotteries` that is read every second.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::lotteries::read_days;
use crate::games::lottery::model::{Days, Slug, TimeZone};
use crate::schema::lotteries;
use crate::store::{Conn, StoreError};

/// What decides whether a lottery needs planning: looked at every second, so no more than that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// The lottery.
    pub slug: Slug,
    /// Its days.
    pub days: Days,
    /// Its time zone.
    pub time_zone: TimeZone,
    /// The last day that has been given a draw or passed over.
    pub planned_through: Option<NaiveDate>,
}

/// The lotteries that are not cancelled and not planned to their end, oldest first.
pub fn list_plan_rows(conn: &mut Conn) -> Result<Vec<PlanRow>, StoreError> {
    type Row = (
        String,
        String,
        NaiveDate,
        Option<NaiveDate>,
        Option<NaiveDate>,
        i64,
    );
    let is_unfinished = lotteries::planned_through
        .is_null()
        .or(lotteries::due_date.is_null())
        .or(lotteries::planned_through.lt(lotteries::due_date));
    let rows: Vec<Row> = lotteries::table
        .filter(lotteries::cancelled_at.is_null())
        .filter(is_unfinished.assume_not_null())
        .order(lotteries::id)
        .select((
            lotteries::slug,
            lotteries::time_zone,
            lotteries::first_day,
            lotteries::due_date,
            lotteries::planned_through,
            lotteries::weekdays,
        ))
        .load(conn)?;
    let parsed = |(slug, zone, first, due, planned_through, weekdays): Row| {
        let bad = |why: String| StoreError::corrupt(format!("lottery {slug}"), why);
        Ok(PlanRow {
            days: read_days(first, due, weekdays).map_err(bad)?,
            time_zone: TimeZone::parse(&zone).map_err(|e| bad(e.to_string()))?,
            planned_through,
            slug: Slug::parse(&slug).map_err(|e| bad(e.to_string()))?,
        })
    };
    rows.into_iter().map(parsed).collect()
}
