//! The table `daily_draws`: which draw is the one of which lottery and day.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::draws::DrawId;
use crate::games::lottery::model::LotteryId;
use crate::schema::daily_draws;
use crate::store::{Conn, MultiBackend, StoreError};

/// The draw of a lottery's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyDraw {
    /// The draw.
    pub draw_id: DrawId,
    /// The lottery.
    pub lottery_id: LotteryId,
    /// Its local day.
    pub day: NaiveDate,
    /// Whether a manager cancelled it alone: its day gets no other draw.
    pub called_off: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = daily_draws, check_for_backend(MultiBackend))]
struct Row {
    draw_id: i64,
    lottery_id: i64,
    day: NaiveDate,
    called_off: bool,
}

fn loaded(rows: QueryResult<Vec<Row>>) -> Result<Vec<DailyDraw>, StoreError> {
    let daily = |row: Row| DailyDraw {
        draw_id: DrawId::from_parts(row.draw_id),
        lottery_id: LotteryId::from_parts(row.lottery_id),
        day: row.day,
        called_off: row.called_off,
    };
    Ok(rows?.into_iter().map(daily).collect())
}

/// Gives a day its draw. The database refuses a second one that stands.
pub fn insert_daily_draw(conn: &mut Conn, daily: DailyDraw) -> Result<(), StoreError> {
    diesel::insert_into(daily_draws::table)
        .values((
            daily_draws::draw_id.eq(daily.draw_id.as_i64()),
            daily_draws::lottery_id.eq(daily.lottery_id.get()),
            daily_draws::day.eq(daily.day),
            daily_draws::replaced.eq(false),
            daily_draws::called_off.eq(daily.called_off),
        ))
        .execute(conn)?;
    Ok(())
}

/// A manager cancelled this draw alone.
pub fn mark_called_off(conn: &mut Conn, draw: DrawId) -> Result<(), StoreError> {
    diesel::update(daily_draws::table.find(draw.as_i64()))
        .set(daily_draws::called_off.eq(true))
        .execute(conn)?;
    Ok(())
}

/// This draw was called off before it opened, and its day gets another one.
pub fn mark_replaced(conn: &mut Conn, draw: DrawId) -> Result<(), StoreError> {
    diesel::update(daily_draws::table.find(draw.as_i64()))
        .set(daily_draws::replaced.eq(true))
        .execute(conn)?;
    Ok(())
}

/// How many draws the day has had, those replaced included.
pub fn count_attempts(
    conn: &mut Conn,
    lottery: LotteryId,
    day: NaiveDate,
) -> Result<usize, StoreError> {
    let count: i64 = daily_draws::table
        .filter(daily_draws::lottery_id.eq(lottery.get()))
        .filter(daily_draws::day.eq(day))
        .count()
        .get_result(conn)?;
    usize::try_from(count).map_err(|e| StoreError::corrupt("count", e))
}

/// The draws of one lottery from this day on, oldest first.
pub fn list_standing(
    conn: &mut Conn,
    lottery: LotteryId,
    from: NaiveDate,
) -> Result<Vec<DailyDraw>, StoreError> {
    let query = daily_draws::table
        .filter(daily_draws::lottery_id.eq(lottery.get()))
        .filter(daily_draws::day.ge(from))
        .filter(daily_draws::replaced.eq(false))
        .order(daily_draws::day);
    loaded(query.select(Row::as_select()).load(conn))
}

/// The draws of every lottery on these days, both included, oldest first.
pub fn list_between(
    conn: &mut Conn,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<DailyDraw>, StoreError> {
    let query = daily_draws::table
        .filter(daily_draws::day.between(from, to))
        .filter(daily_draws::replaced.eq(false))
        .order((daily_draws::day, daily_draws::draw_id));
    loaded(query.select(Row::as_select()).load(conn))
}

/// The draws of one lottery before this day, newest first: after the first `skip` at most `limit`.
pub fn list_past(
    conn: &mut Conn,
    lottery: LotteryId,
    before: NaiveDate,
    skip: u32,
    limit: u32,
) -> Result<Vec<DailyDraw>, StoreError> {
    let query = daily_draws::table
        .filter(daily_draws::lottery_id.eq(lottery.get()))
        .filter(daily_draws::day.lt(before))
        .filter(daily_draws::replaced.eq(false))
        .order(daily_draws::day.desc())
        .offset(skip.into())
        .limit(limit.into());
    loaded(query.select(Row::as_select()).load(conn))
}

/// The draws of every lottery through this day but for those in `without`, newest first, at most `limit`.
pub fn list_latest(
    conn: &mut Conn,
    through: NaiveDate,
    without: &[DrawId],
    limit: u32,
) -> Result<Vec<DailyDraw>, StoreError> {
    let query = daily_draws::table
        .filter(daily_draws::day.le(through))
        .filter(daily_draws::replaced.eq(false))
        .filter(daily_draws::draw_id.ne_all(without.iter().map(|id| id.as_i64())))
        .order((daily_draws::day.desc(), daily_draws::draw_id.desc()))
        .limit(limit.into());
    loaded(query.select(Row::as_select()).load(conn))
}

/// Those of these draws that belong to a lottery, those replaced included.
pub fn list_of_draws(conn: &mut Conn, draws: &[DrawId]) -> Result<Vec<DailyDraw>, StoreError> {
    let ids = draws.iter().map(|id| id.as_i64());
    let query = daily_draws::table.filter(daily_draws::draw_id.eq_any(ids));
    loaded(query.select(Row::as_select()).load(conn))
}
