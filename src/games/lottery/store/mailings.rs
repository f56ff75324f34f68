//! The table `draw_mailings`: how far the letters about one draw have been written. Who gets which is decided in
//! `operations/notices.rs`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::draws::DrawId;
use crate::on_each;
use crate::schema::draw_mailings;
use crate::store::{Conn, ForUpdate, Moment, StoreError};

/// Those of these draws whose letters have not all been written.
pub fn list_unmailed(conn: &mut Conn, draws: &[DrawId]) -> Result<Vec<DrawId>, StoreError> {
    let done: Vec<i64> = draw_mailings::table
        .filter(draw_mailings::draw_id.eq_any(draws.iter().map(|id| id.as_i64())))
        .filter(draw_mailings::finished_at.is_not_null())
        .select(draw_mailings::draw_id)
        .load(conn)?;
    let is_open = |id: &&DrawId| !done.contains(&id.as_i64());
    Ok(draws.iter().filter(is_open).copied().collect())
}

/// Locks the draw's letters and says after which account to go on; nothing where all are written. A second instance
/// waits here and goes on where the first has stopped.
pub fn lock_mailing(conn: &mut Conn, draw: DrawId) -> Result<Option<i64>, StoreError> {
    let row = (
        draw_mailings::draw_id.eq(draw.as_i64()),
        draw_mailings::after_account.eq(0),
    );
    on_each!(conn, |c| diesel::insert_into(draw_mailings::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    let query = draw_mailings::table
        .find(draw.as_i64())
        .select((draw_mailings::after_account, draw_mailings::finished_at));
    let (after, finished): (i64, Option<Moment>) = ForUpdate(query).get_result(conn)?;
    Ok(finished.is_none().then_some(after))
}

/// Letters are written to all accounts up to this one.
pub fn mark_mailed_through(conn: &mut Conn, draw: DrawId, account: i64) -> Result<(), StoreError> {
    diesel::update(draw_mailings::table.find(draw.as_i64()))
        .set(draw_mailings::after_account.eq(account))
        .execute(conn)?;
    Ok(())
}

/// All letters about the draw are written.
pub fn mark_mailed(conn: &mut Conn, draw: DrawId, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(draw_mailings::table.find(draw.as_i64()))
        .set(draw_mailings::finished_at.eq(Some(Moment::from(now))))
        .execute(conn)?;
    Ok(())
}
