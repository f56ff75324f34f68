//! How many draws there are of each state, for the operator.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{signed, unsigned};
use crate::draws::model::{DrawId, DrawName, DrawState};
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

/// A draw that has not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The draw.
    pub id: DrawId,
    /// Its name.
    pub name: DrawName,
    /// Where it stands.
    pub state: DrawState,
    /// When it opens.
    pub opens: u64,
    /// When it closes.
    pub closes: u64,
}

/// The draws that have opened at this time, or should have, and have not come to their end; oldest first.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_pending(conn: &mut Conn, until: u64) -> Result<Vec<Pending>, StoreError> {
    type Row = (i64, String, String, i64, i64);
    let pending = [DrawState::Scheduled, DrawState::Open, DrawState::Closed];
    let rows: Vec<Row> = draws::table
        .filter(draws::state.eq_any(pending.map(DrawState::as_str)))
        .filter(draws::opens.le(signed(until)))
        .order((draws::closes, draws::id))
        .select((
            draws::id,
            draws::name,
            draws::state,
            draws::opens,
            draws::closes,
        ))
        .load(conn)?;
    let one = |(id, name, state, opens, closes): Row| {
        let corrupt = |what: &str| StoreError::corrupt(format!("draw {id}"), what);
        Ok(Pending {
            id: DrawId::from_parts(id),
            name: DrawName::parse(&name).map_err(|_cause| corrupt("its name"))?,
            state: DrawState::parse(&state).ok_or_else(|| corrupt("unknown state"))?,
            opens: unsigned("time", opens)?,
            closes: unsigned("time", closes)?,
        })
    };
    rows.into_iter().map(one).collect()
}
