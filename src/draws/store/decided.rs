//! Draws that were decided lately: for what has to be told about them.

use diesel::prelude::*;

use super::signed;
use crate::draws::model::DrawId;
use crate::schema::{draws, results};
use crate::store::{Conn, StoreError};

/// The draws that were drawn or became void at `since` or later, in the order in which they were announced.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_decided_since(conn: &mut Conn, since: u64) -> Result<Vec<DrawId>, StoreError> {
    let since = signed(since);
    let mut ids: Vec<i64> = results::table
        .filter(results::drawn_at.ge(since))
        .select(results::draw_id)
        .load(conn)?;
    let void: Vec<i64> = draws::table
        .filter(draws::voided_at.ge(since))
        .select(draws::id)
        .load(conn)?;
    ids.extend(void);
    ids.sort_unstable();
    Ok(ids.into_iter().map(DrawId::from_parts).collect())
}
