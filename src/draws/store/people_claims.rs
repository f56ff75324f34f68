//! What the steps of claims keep about people: whose prizes they were, and which manager took them.

use diesel::prelude::*;
use serde_json::{Value, json};

use super::people::{PAGE, time};
use crate::person::{After, PersonPage};
use crate::schema::{claim_steps, claims, drawn_ballots, draws};
use crate::store::{Conn, StoreError};

/// Where a page of steps begins is two numbers: the draw, and the prize with its step in the low bits.
const STEP_BITS: u32 = 20;

/// The prizes that wait for this person, or that they have.
pub fn claims_page(conn: &mut Conn, account: i64, after: After) -> Result<PersonPage, StoreError> {
    type Row = (i64, i64, String, String, i64);
    let (draw, place) = after.unwrap_or((0, 0));
    let is_holder = drawn_ballots::draw_id
        .eq(claims::draw_id)
        .and(drawn_ballots::position.eq(claims::position));
    let is_later = claims::draw_id
        .gt(draw)
        .or(claims::draw_id.eq(draw).and(claims::place.gt(place)));
    let rows: Vec<Row> = claims::table
        .inner_join(drawn_ballots::table.on(is_holder))
        .inner_join(draws::table.on(draws::id.eq(claims::draw_id)))
        .filter(drawn_ballots::account_id.eq(account))
        .filter(is_later)
        .order((claims::draw_id, claims::place))
        .limit(PAGE)
        .select((
            claims::draw_id,
            claims::place,
            draws::name,
            claims::state,
            claims::deadline,
        ))
        .load(conn)?;
    let last = rows.last().map(|row| (row.0, row.1));
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == PAGE);
    let claim = |(_, place, draw, state, deadline): Row| json!({"draw": draw, "prize": place, "state": state, "to_be_claimed_by": time(deadline)});
    let rows = rows.into_iter().map(claim).collect();
    Ok((rows, last.filter(|_| is_full)))
}

type StepRow = (i64, i64, i64, String, String, i64, String);

/// What was done about prizes of this person. Which manager did it is not theirs to know.
pub fn own_steps_page(
    conn: &mut Conn,
    account: i64,
    after: After,
) -> Result<PersonPage, StoreError> {
    let (draw, place, step) = beginning(after);
    let is_in = drawn_ballots::draw_id.eq(claim_steps::draw_id);
    let position = drawn_ballots::position.nullable();
    let is_about = position
        .eq(claim_steps::position.nullable())
        .or(position.eq(claim_steps::to_position));
    let in_prize = claim_steps::place
        .gt(place)
        .or(claim_steps::place.eq(place).and(claim_steps::step.gt(step)));
    let is_later = claim_steps::draw_id
        .gt(draw)
        .or(claim_steps::draw_id.eq(draw).and(in_prize));
    let rows: Vec<StepRow> = claim_steps::table
        .inner_join(drawn_ballots::table.on(is_in))
        .inner_join(draws::table.on(draws::id.eq(claim_steps::draw_id)))
        .filter(drawn_ballots::account_id.eq(account))
        .filter(is_about)
        .filter(is_later)
        .order((claim_steps::draw_id, claim_steps::place, claim_steps::step))
        .limit(PAGE)
        .select((
            claim_steps::draw_id,
            claim_steps::place,
            claim_steps::step,
            draws::name,
            claim_steps::kind,
            claim_steps::at,
            claim_steps::note,
        ))
        .load(conn)?;
    Ok(page(rows))
}

/// What this person did about prizes of others, as a manager.
pub fn taken_steps_page(
    conn: &mut Conn,
    account: i64,
    after: After,
) -> Result<PersonPage, StoreError> {
    let (draw, place, step) = beginning(after);
    let in_prize = claim_steps::place
        .gt(place)
        .or(claim_steps::place.eq(place).and(claim_steps::step.gt(step)));
    let is_later = claim_steps::draw_id
        .gt(draw)
        .or(claim_steps::draw_id.eq(draw).and(in_prize));
    let rows: Vec<StepRow> = claim_steps::table
        .inner_join(draws::table.on(draws::id.eq(claim_steps::draw_id)))
        .filter(claim_steps::account_id.eq(account))
        .filter(is_later)
        .order((claim_steps::draw_id, claim_steps::place, claim_steps::step))
        .limit(PAGE)
        .select((
            claim_steps::draw_id,
            claim_steps::place,
            claim_steps::step,
            draws::name,
            claim_steps::kind,
            claim_steps::at,
            claim_steps::note,
        ))
        .load(conn)?;
    Ok(page(rows))
}

fn beginning(after: After) -> (i64, i64, i64) {
    let (draw, packed) = after.unwrap_or((0, 0));
    (draw, packed >> STEP_BITS, packed & ((1 << STEP_BITS) - 1))
}

fn page(rows: Vec<StepRow>) -> PersonPage {
    let last = rows.last().map(|row| (row.0, (row.1 << STEP_BITS) | row.2));
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == PAGE);
    let step = |(_, place, _, draw, kind, at, note): StepRow| -> Value {
        json!({"draw": draw, "prize": place, "what": kind, "at": time(at), "note": note})
    };
    let rows = rows.into_iter().map(step).collect();
    (rows, last.filter(|_| is_full))
}

/// The steps stay: what became of a prize is public. The name of the manager goes, and the notes on this person's
/// prizes. Before the drawn ballots forget whose they were.
pub fn erase_steps(conn: &mut Conn, account: i64) -> Result<(), StoreError> {
    let taken = claim_steps::table.filter(claim_steps::account_id.eq(account));
    diesel::update(taken)
        .set((
            claim_steps::account_id.eq(None::<i64>),
            claim_steps::username.eq(""),
        ))
        .execute(conn)?;
    let drawn: Vec<(i64, i64)> = drawn_ballots::table
        .filter(drawn_ballots::account_id.eq(account))
        .select((drawn_ballots::draw_id, drawn_ballots::position))
        .load(conn)?;
    for (draw, position) in drawn {
        let is_about = claim_steps::position
            .nullable()
            .eq(position)
            .or(claim_steps::to_position.eq(position));
        let about = claim_steps::table
            .filter(claim_steps::draw_id.eq(draw))
            .filter(is_about);
        diesel::update(about)
            .set(claim_steps::note.eq(""))
            .execute(conn)?;
    }
    Ok(())
}
