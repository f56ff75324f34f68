//! The server's log as its page lists it: newest first, each anchor with the draw it tells of.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::anchors::{Row, stored};
use super::signed;
use crate::draws::log::StoredAnchor;
use crate::schema::{anchors, draws};
use crate::store::{Conn, StoreError};

/// An anchor, and the draw it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The anchor.
    pub anchor: StoredAnchor,
    /// The draw's name.
    pub draw: String,
    /// What it is a draw of.
    pub title: String,
    /// Its local day.
    pub day: NaiveDate,
}

/// How many leaves the server's log has.
pub fn count_anchors(conn: &mut Conn) -> Result<u64, StoreError> {
    let last: Option<i64> = anchors::table
        .select(diesel::dsl::max(anchors::leaf_index))
        .first(conn)?;
    last.map_or(Ok(0), |last| super::unsigned("leaf index", last + 1))
}

/// The anchors before this place, newest first.
pub fn list_log_lines(
    conn: &mut Conn,
    before: u64,
    limit: u32,
) -> Result<Vec<LogLine>, StoreError> {
    let rows: Vec<(Row, (String, String, NaiveDate))> = anchors::table
        .inner_join(draws::table.on(draws::id.eq(anchors::draw_id)))
        .filter(anchors::leaf_index.lt(signed(before)))
        .order(anchors::leaf_index.desc())
        .limit(limit.into())
        .select((
            (
                anchors::leaf_index,
                anchors::draw_id,
                anchors::kind,
                anchors::leaf,
                anchors::made_at,
            ),
            (draws::name, draws::title, draws::day),
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(row, (draw, title, day))| {
            Ok(LogLine {
                anchor: stored(row)?,
                draw,
                title,
                day,
            })
        })
        .collect()
}
