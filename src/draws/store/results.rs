//! The tables `results` and `drawn_ballots`: what was drawn, and from what.

use diesel::prelude::*;

use super::entries::ticket;
use super::{CHUNK, unsigned};
use crate::draws::model::{DrawId, DrawResult, DrawnBallot};
use crate::fairness::{Frontier, Outcome, Round, RoundSignature};
use crate::on_each;
use crate::schema::{drawn_ballots, draws, entries, results};
use crate::store::{Conn, StoreError};

/// A result to be stored. A second one for the same draw is refused by the database.
#[derive(Insertable)]
#[diesel(table_name = results, treat_none_as_default_value = false)]
pub struct NewResult {
    pub draw_id: i64,
    pub draw_key: Vec<u8>,
    pub seed: Option<Vec<u8>>,
    pub drawn_at: i64,
    pub late: bool,
    pub beacon_round: Option<i64>,
    pub beacon_signature: Option<Vec<u8>>,
}

/// A drawn ballot to be stored.
#[derive(Insertable)]
#[diesel(table_name = drawn_ballots, treat_none_as_default_value = false)]
pub struct NewDrawnBallot {
    pub draw_id: i64,
    pub position: i64,
    pub ballot: i64,
    pub leaf_index: i64,
    pub outcome: String,
    pub prize: Option<String>,
    pub account_id: Option<i64>,
}

/// Stores a result.
pub fn insert_result(conn: &mut Conn, row: &NewResult) -> Result<(), StoreError> {
    diesel::insert_into(results::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Stores the ballots that were drawn.
pub fn insert_drawn_ballots(conn: &mut Conn, rows: &[NewDrawnBallot]) -> Result<(), StoreError> {
    for rows in rows.chunks(CHUNK) {
        on_each!(conn, |c| diesel::insert_into(drawn_ballots::table)
            .values(rows)
            .execute(c))?;
    }
    Ok(())
}

/// What decided a draw; `None` if it has not been drawn.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_result(conn: &mut Conn, id: DrawId) -> Result<Option<DrawResult>, StoreError> {
    type Beacon = (Option<i64>, Option<Vec<u8>>);
    type Row = (Vec<u8>, Option<Vec<u8>>, i64, bool, Beacon, Vec<u8>);
    let row: Option<Row> = results::table
        .inner_join(draws::table.on(draws::id.eq(results::draw_id)))
        .filter(results::draw_id.eq(id.as_i64()))
        .select((
            results::draw_key,
            results::seed,
            results::drawn_at,
            results::late,
            (results::beacon_round, results::beacon_signature),
            draws::frontier,
        ))
        .first(conn)
        .optional()?;
    let Some((draw_key, seed, drawn_at, late, beacon, frontier)) = row else {
        return Ok(None);
    };
    let corrupt =
        |why: &dyn ToString| StoreError::corrupt(format!("draw {}", id.as_i64()), why.to_string());
    let frontier = Frontier::from_bytes(&frontier).map_err(|e| corrupt(&e))?;
    Ok(Some(DrawResult {
        draw_id: id,
        draw_key: hex::encode(draw_key),
        seed: seed.map(hex::encode),
        beacon: read_beacon(beacon).map_err(|why| corrupt(&why))?,
        root: frontier.root().to_base64(),
        drawn_at: unsigned("time", drawn_at)?,
        late,
    }))
}

/// The round and signature of a result's row.
pub(super) fn read_beacon(
    row: (Option<i64>, Option<Vec<u8>>),
) -> Result<Option<(Round, RoundSignature)>, &'static str> {
    let (Some(round), Some(signature)) = row else {
        return Ok(None);
    };
    let round = u64::try_from(round)
        .ok()
        .and_then(|n| Round::try_from(n).ok());
    let signature = signature.try_into().ok().map(RoundSignature::from_bytes);
    round.zip(signature).map(Some).ok_or("its beacon round")
}

/// The ballots that were drawn in these draws, in drawing order, draw by draw. With `prizes_only`, without
/// reserves and those passed over.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_drawn_ballots(
    conn: &mut Conn,
    ids: &[DrawId],
    prizes_only: bool,
) -> Result<Vec<DrawnBallot>, StoreError> {
    type Row = (
        i64,
        i64,
        i64,
        i64,
        String,
        Option<String>,
        Option<i64>,
        (Option<String>, Option<i64>),
    );
    let of_ballot = entries::draw_id
        .eq(drawn_ballots::draw_id)
        .and(entries::leaf_index.eq(drawn_ballots::leaf_index));
    let mut query = drawn_ballots::table
        .inner_join(entries::table.on(of_ballot))
        .filter(drawn_ballots::draw_id.eq_any(ids.iter().map(|id| id.as_i64())))
        .order((drawn_ballots::draw_id, drawn_ballots::position))
        .select((
            drawn_ballots::draw_id,
            drawn_ballots::position,
            drawn_ballots::ballot,
            drawn_ballots::leaf_index,
            drawn_ballots::outcome,
            drawn_ballots::prize,
            drawn_ballots::account_id,
            (entries::reference, entries::ticket_number),
        ))
        .into_boxed();
    if prizes_only {
        query = query.filter(drawn_ballots::prize.is_not_null());
    }
    let ballot = |row: Row| {
        let outcome = Outcome::parse(&row.4).map_err(|e| {
            StoreError::corrupt(format!("drawn ballot {} of draw {}", row.1, row.0), e)
        })?;
        Ok(DrawnBallot {
            draw_id: DrawId::from_parts(row.0),
            position: unsigned("position", row.1)?,
            ballot: unsigned("ballot", row.2)?,
            leaf_index: unsigned("leaf index", row.3)?,
            outcome,
            prize: row.5,
            account_id: row.6,
            reference: row.7.0,
            ticket: ticket(row.7.1)?,
        })
    };
    let rows: Vec<Row> = query.load(conn)?;
    rows.into_iter().map(ballot).collect()
}
