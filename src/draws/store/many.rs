//! Reads over many draws at once, for pages that list them: the number of queries does not depend on the number of draws.

use diesel::prelude::*;

use super::unsigned;
use crate::draws::model::{DrawId, DrawSize, Drawing, Holding};
use crate::schema::{draws, participations, results};
use crate::store::{Conn, StoreError};

/// When those of these draws that have been drawn were drawn.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_drawings(conn: &mut Conn, ids: &[DrawId]) -> Result<Vec<Drawing>, StoreError> {
    let rows: Vec<(i64, i64, bool)> = results::table
        .filter(results::draw_id.eq_any(ids.iter().map(|id| id.as_i64())))
        .select((results::draw_id, results::drawn_at, results::late))
        .load(conn)?;
    let drawing = |(id, drawn_at, late)| {
        Ok(Drawing {
            draw_id: DrawId::from_parts(id),
            drawn_at: unsigned("time", drawn_at)?,
            late,
        })
    };
    rows.into_iter().map(drawing).collect()
}

/// How many ballots each of these accounts has in each of these draws, where it has any.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_holdings(
    conn: &mut Conn,
    accounts: &[i64],
    draws: &[DrawId],
) -> Result<Vec<Holding>, StoreError> {
    let rows: Vec<(i64, i64, i64, i64)> = participations::table
        .filter(participations::account_id.eq_any(accounts))
        .filter(participations::draw_id.eq_any(draws.iter().map(|id| id.as_i64())))
        .select((
            participations::account_id,
            participations::draw_id,
            participations::ballots,
            participations::cancelled_ballots,
        ))
        .load(conn)?;
    let holding = |(account_id, draw_id, ballots, cancelled)| {
        Ok(Holding {
            account_id,
            draw_id: DrawId::from_parts(draw_id),
            ballots: unsigned("number of ballots", ballots - cancelled)?,
            cancelled_ballots: unsigned("number of ballots", cancelled)?,
        })
    };
    rows.into_iter().map(holding).collect()
}

/// How much these draws hold.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_sizes(conn: &mut Conn, ids: &[DrawId]) -> Result<Vec<DrawSize>, StoreError> {
    let rows: Vec<(i64, i64, i64)> = draws::table
        .filter(draws::id.eq_any(ids.iter().map(|id| id.as_i64())))
        .select((draws::id, draws::entries, draws::ballots))
        .load(conn)?;
    let size = |(id, entries, ballots)| {
        Ok(DrawSize {
            draw_id: DrawId::from_parts(id),
            entries: unsigned("number of entries", entries)?,
            ballots: unsigned("number of ballots", ballots)?,
        })
    };
    rows.into_iter().map(size).collect()
}
