//! How many draws there are of each state, for the operator.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::unsigned;
use crate::draws::model::DrawState;
use crate::schema::draws;
use crate::store::{Conn, StoreError};

/// How many draws are in each state; a state without draws is left out.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn count_by_state(conn: &mut Conn) -> Result<Vec<(DrawState, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = draws::table
        .group_by(draws::state)
        .select((draws::state, count_star()))
        .load(conn)?;
    let count = |(state, number): (String, i64)| {
        let unknown = || StoreError::corrupt("draw", format!("unknown state {state:?}"));
        let state = DrawState::parse(&state).ok_or_else(unknown)?;
        Ok((state, unsigned("count", number)?))
    };
    rows.into_iter().map(count).collect()
}
