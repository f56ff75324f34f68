//! Which ballot won the first prize of each draw, a few draws at a time.

use diesel::prelude::*;

use super::unsigned;
use crate::draws::model::DrawState;
use crate::schema::{drawn_ballots, draws};
use crate::store::{Conn, StoreError};

/// Draw, ballots in it, and the ballot that won the first prize.
pub type FirstWinner = (i64, u64, u64);

/// The first winners of the drawn draws after this one, in the order of the draws' ids. Draws with cancelled ballots are left
/// out: in them not every ballot could win.
pub fn list_first_winners(
    conn: &mut Conn,
    after: i64,
    limit: usize,
) -> Result<Vec<FirstWinner>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = draws::table
        .inner_join(drawn_ballots::table.on(drawn_ballots::draw_id.eq(draws::id)))
        .filter(draws::id.gt(after))
        .filter(draws::state.eq(DrawState::Drawn.as_str()))
        .filter(draws::cancelled_ballots.eq(0))
        .filter(drawn_ballots::position.eq(1))
        .filter(drawn_ballots::outcome.eq("prize 1"))
        .order(draws::id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select((draws::id, draws::ballots, drawn_ballots::ballot))
        .load(conn)?;
    let winner = |(id, ballots, ballot)| {
        Ok((
            id,
            unsigned("number of ballots", ballots)?,
            unsigned("ballot", ballot)?,
        ))
    };
    rows.into_iter().map(winner).collect()
}
