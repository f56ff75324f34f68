//! How draws stand that people may be looking at, in one light query.

use diesel::prelude::*;

use super::{signed, unsigned};
use crate::draws::model::DrawState;
use crate::schema::draws;
use crate::store::{Conn, StoreError};

/// How one draw stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawCount {
    /// The draw's name.
    pub name: String,
    /// Its state.
    pub state: DrawState,
    /// How many ballots are in it that can win.
    pub ballots: u64,
    /// When it closes.
    pub closes: u64,
}

/// How those draws stand that have opened and close after `since`. One range of an index for each state.
pub fn list_counts(conn: &mut Conn, since: u64) -> Result<Vec<DrawCount>, StoreError> {
    type Row = (String, String, i64, i64, i64);
    let opened = [
        DrawState::Open,
        DrawState::Closed,
        DrawState::Drawn,
        DrawState::Void,
    ];
    let rows: Vec<Row> = draws::table
        .filter(draws::state.eq_any(opened.map(DrawState::as_str)))
        .filter(draws::closes.gt(signed(since)))
        .select((
            draws::name,
            draws::state,
            draws::ballots,
            draws::cancelled_ballots,
            draws::closes,
        ))
        .load(conn)?;
    let count = |(name, state, ballots, cancelled, closes): Row| {
        let corrupt = || StoreError::corrupt(format!("draw {name}"), "unknown state");
        Ok(DrawCount {
            state: DrawState::parse(&state).ok_or_else(corrupt)?,
            ballots: unsigned("number of ballots", ballots - cancelled)?,
            closes: unsigned("time", closes)?,
            name,
        })
    };
    rows.into_iter().map(count).collect()
}
