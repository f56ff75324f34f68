//! The tables `claims` and `claim_steps`.

use std::collections::HashMap;

use diesel::prelude::*;

use super::entries::ticket;
use super::{CHUNK, signed, unsigned};
use crate::draws::claim::{
    Claim, ClaimOrder, ClaimState, ClaimStep, Passing, PrizeStanding, StepKind, TakenBack,
};
use crate::draws::model::DrawId;
use crate::on_each;
use crate::schema::{claim_steps, claims, drawn_ballots, draws, entries};
use crate::store::{Conn, ForUpdate, MultiBackend, StoreError};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = claims, check_for_backend(MultiBackend), treat_none_as_default_value = false)]
struct ClaimRow {
    draw_id: i64,
    place: i64,
    position: i64,
    step: i64,
    state: String,
    deadline: i64,
}

impl From<&Claim> for ClaimRow {
    fn from(claim: &Claim) -> Self {
        ClaimRow {
            draw_id: claim.draw_id.as_i64(),
            place: signed(claim.place),
            position: signed(claim.position),
            step: signed(claim.step),
            state: claim.state.as_str().to_owned(),
            deadline: signed(claim.deadline),
        }
    }
}

impl TryFrom<ClaimRow> for Claim {
    type Error = StoreError;

    fn try_from(row: ClaimRow) -> Result<Self, StoreError> {
        let state = ClaimState::parse(&row.state).ok_or_else(|| {
            StoreError::corrupt(
                format!("claim {} of draw {}", row.place, row.draw_id),
                "state",
            )
        })?;
        Ok(Claim {
            draw_id: DrawId::from_parts(row.draw_id),
            place: unsigned("place", row.place)?,
            position: unsigned("position", row.position)?,
            step: unsigned("step", row.step)?,
            state,
            deadline: unsigned("time", row.deadline)?,
        })
    }
}

/// How many days winners have to claim a prize, as the draw announced it.
pub fn find_claim_days(conn: &mut Conn, id: DrawId) -> Result<Option<u64>, StoreError> {
    let row = draws::table.find(id.as_i64());
    let days: Option<i64> = row.select(draws::claim_days).first(conn)?;
    days.map(|days| unsigned("days", days)).transpose()
}

/// Stores the prizes that were won.
pub fn insert_claims(conn: &mut Conn, all: &[Claim]) -> Result<(), StoreError> {
    let rows: Vec<ClaimRow> = all.iter().map(ClaimRow::from).collect();
    for rows in rows.chunks(CHUNK) {
        on_each!(conn, |c| diesel::insert_into(claims::table)
            .values(rows)
            .execute(c))?;
    }
    Ok(())
}

/// One prize, locked until the transaction ends.
pub fn lock_claim(conn: &mut Conn, id: DrawId, place: u64) -> Result<Option<Claim>, StoreError> {
    let Ok(place) = i64::try_from(place) else {
        return Ok(None);
    };
    let query = claims::table.find((id.as_i64(), place));
    let row = ForUpdate(query.select(ClaimRow::as_select()))
        .get_result::<ClaimRow>(conn)
        .optional()?;
    row.map(Claim::try_from).transpose()
}

/// Writes a step and where the prize stands after it. The database refuses a second step of the same number, and a
/// reserve that stepped in before.
pub fn save_step(
    conn: &mut Conn,
    before: &Claim,
    after: &Claim,
    kind: StepKind,
    order: &ClaimOrder,
    at: u64,
) -> Result<(), StoreError> {
    let to = match kind {
        StepKind::Passed(to) => Some(signed(to)),
        StepKind::Claimed | StepKind::Lapsed | StepKind::TakenBack => None,
    };
    diesel::insert_into(claim_steps::table)
        .values((
            claim_steps::draw_id.eq(before.draw_id.as_i64()),
            claim_steps::place.eq(signed(before.place)),
            claim_steps::step.eq(signed(after.step)),
            claim_steps::kind.eq(kind.as_str()),
            claim_steps::position.eq(signed(before.position)),
            claim_steps::to_position.eq(to),
            claim_steps::at.eq(signed(at)),
            claim_steps::account_id.eq(order.account_id),
            claim_steps::username.eq(&order.username),
            claim_steps::note.eq(&order.note),
        ))
        .execute(conn)?;
    diesel::update(claims::table.find((before.draw_id.as_i64(), signed(before.place))))
        .set((
            claims::position.eq(signed(after.position)),
            claims::step.eq(signed(after.step)),
            claims::state.eq(after.state.as_str()),
            claims::deadline.eq(signed(after.deadline)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The first reserve of a draw, in drawing order, that has not stepped in.
pub fn find_next_reserve(conn: &mut Conn, id: DrawId) -> Result<Option<u64>, StoreError> {
    let used = claim_steps::table
        .filter(claim_steps::draw_id.eq(id.as_i64()))
        .filter(claim_steps::to_position.is_not_null())
        .select(claim_steps::to_position.assume_not_null());
    let used: Vec<i64> = used.load(conn)?;
    let position: Option<i64> = drawn_ballots::table
        .filter(drawn_ballots::draw_id.eq(id.as_i64()))
        .filter(drawn_ballots::outcome.like("reserve %"))
        .filter(drawn_ballots::position.ne_all(used))
        .order(drawn_ballots::position)
        .select(drawn_ballots::position)
        .first(conn)
        .optional()?;
    position.map(|p| unsigned("position", p)).transpose()
}

/// Every prize of these draws with the chain of its holders, by draw and place. Three queries.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_prize_standings(
    conn: &mut Conn,
    ids: &[DrawId],
) -> Result<HashMap<(DrawId, u64), PrizeStanding>, StoreError> {
    let keys: Vec<i64> = ids.iter().map(|id| id.as_i64()).collect();
    let rows: Vec<ClaimRow> = claims::table
        .filter(claims::draw_id.eq_any(&keys))
        .select(ClaimRow::as_select())
        .load(conn)?;
    let mut standings = HashMap::new();
    for row in rows {
        let claim = Claim::try_from(row)?;
        let standing = PrizeStanding {
            claim,
            passed: Vec::new(),
            taken_back: Vec::new(),
            ended: None,
        };
        standings.insert((claim.draw_id, claim.place), standing);
    }
    for passing in list_passings(conn, &keys)? {
        if let Some(standing) = standings.get_mut(&(passing.draw_id, passing.place)) {
            standing.passed.push(passing);
        }
    }
    let ends: Vec<(i64, i64, String, i64, String)> = claim_steps::table
        .filter(claim_steps::draw_id.eq_any(&keys))
        .filter(claim_steps::to_position.is_null())
        .order((claim_steps::draw_id, claim_steps::place, claim_steps::step))
        .select((
            claim_steps::draw_id,
            claim_steps::place,
            claim_steps::kind,
            claim_steps::at,
            claim_steps::note,
        ))
        .load(conn)?;
    for (id, place, kind, at, note) in ends {
        let (key, at) = (
            (DrawId::from_parts(id), unsigned("place", place)?),
            unsigned("time", at)?,
        );
        let Some(standing) = standings.get_mut(&key) else {
            continue;
        };
        match (StepKind::parse(&kind, None), standing.ended.take()) {
            (Some(StepKind::TakenBack), Some(marked_at)) => {
                let reason = note;
                standing.taken_back.push(TakenBack {
                    marked_at,
                    at,
                    reason,
                });
            }
            (Some(StepKind::Claimed | StepKind::Lapsed), None) => standing.ended = Some(at),
            _ => return Err(StoreError::corrupt("claim step", kind)),
        }
    }
    Ok(standings)
}

fn list_passings(conn: &mut Conn, keys: &[i64]) -> Result<Vec<Passing>, StoreError> {
    type Row = (
        i64,
        i64,
        i64,
        i64,
        Option<i64>,
        (Option<String>, Option<i64>),
    );
    let of_reserve = drawn_ballots::draw_id.eq(claim_steps::draw_id).and(
        drawn_ballots::position
            .nullable()
            .eq(claim_steps::to_position),
    );
    let of_ballot = entries::draw_id
        .eq(drawn_ballots::draw_id)
        .and(entries::leaf_index.eq(drawn_ballots::leaf_index));
    let rows: Vec<Row> = claim_steps::table
        .inner_join(drawn_ballots::table.on(of_reserve))
        .inner_join(entries::table.on(of_ballot))
        .filter(claim_steps::draw_id.eq_any(keys))
        .order((claim_steps::draw_id, claim_steps::place, claim_steps::step))
        .select((
            claim_steps::draw_id,
            claim_steps::place,
            claim_steps::at,
            drawn_ballots::ballot,
            drawn_ballots::account_id,
            (entries::reference, entries::ticket_number),
        ))
        .load(conn)?;
    let passing = |(id, place, at, ballot, account_id, (reference, number)): Row| {
        Ok(Passing {
            draw_id: DrawId::from_parts(id),
            place: unsigned("place", place)?,
            at: unsigned("time", at)?,
            ballot: unsigned("ballot", ballot)?,
            ticket: ticket(number)?,
            account_id,
            reference,
        })
    };
    rows.into_iter().map(passing).collect()
}

/// What was done about the prizes of a draw, prize by prize, in order.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_claim_steps(conn: &mut Conn, id: DrawId) -> Result<Vec<ClaimStep>, StoreError> {
    type Row = (i64, i64, String, i64, Option<i64>, i64, String, String);
    let rows: Vec<Row> = claim_steps::table
        .filter(claim_steps::draw_id.eq(id.as_i64()))
        .order((claim_steps::place, claim_steps::step))
        .select((
            claim_steps::place,
            claim_steps::step,
            claim_steps::kind,
            claim_steps::position,
            claim_steps::to_position,
            claim_steps::at,
            claim_steps::username,
            claim_steps::note,
        ))
        .load(conn)?;
    let step = |(place, step, kind, position, to, at, username, note): Row| {
        let to = to.map(|to| unsigned("position", to)).transpose()?;
        let known = StepKind::parse(&kind, to);
        Ok(ClaimStep {
            draw_id: id,
            place: unsigned("place", place)?,
            step: unsigned("step", step)?,
            kind: known.ok_or_else(|| StoreError::corrupt("claim step", kind))?,
            position: unsigned("position", position)?,
            at: unsigned("time", at)?,
            username: Some(username).filter(|name| !name.is_empty()),
            note,
        })
    };
    rows.into_iter().map(step).collect()
}

/// The prizes that wait for their winners in the draws of games below this path, the one whose deadline comes first in
/// front: those after this deadline, draw and place, at most `limit`.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_open_claims(
    conn: &mut Conn,
    games: &str,
    after: Option<(u64, DrawId, u64)>,
    limit: u32,
) -> Result<Vec<Claim>, StoreError> {
    let (deadline, draw, place) = after.map_or((-1, -1, -1), |(deadline, draw, place)| {
        (signed(deadline), draw.as_i64(), signed(place))
    });
    let in_draw = claims::draw_id
        .gt(draw)
        .or(claims::draw_id.eq(draw).and(claims::place.gt(place)));
    let is_later = claims::deadline
        .gt(deadline)
        .or(claims::deadline.eq(deadline).and(in_draw));
    let rows: Vec<ClaimRow> = claims::table
        .inner_join(draws::table.on(draws::id.eq(claims::draw_id)))
        .filter(draws::game_path.like(format!("{games}%")))
        .filter(claims::state.eq(ClaimState::Open.as_str()))
        .filter(is_later)
        .order((claims::deadline, claims::draw_id, claims::place))
        .limit(limit.into())
        .select(ClaimRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Claim::try_from).collect()
}

/// How many prizes wait for their winners in the draws of games below this path, and how many of them are past their
/// deadline at `now`.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn count_open_claims(conn: &mut Conn, games: &str, now: u64) -> Result<(u64, u64), StoreError> {
    let open = || {
        claims::table
            .inner_join(draws::table.on(draws::id.eq(claims::draw_id)))
            .filter(draws::game_path.like(format!("{games}%")))
            .filter(claims::state.eq(ClaimState::Open.as_str()))
    };
    let all: i64 = open().count().get_result(conn)?;
    let over: i64 = open()
        .filter(claims::deadline.le(signed(now)))
        .count()
        .get_result(conn)?;
    Ok((unsigned("count", all)?, unsigned("count", over)?))
}
