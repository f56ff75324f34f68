//! Counts of tries. Several instances share them, and a restart keeps them. What a bucket is, says `throttle.rs`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::accounts::model::throttle::{Bucket, Limit, Throttled};
use crate::on_each;
use crate::schema::sign_in_throttles as throttles;
use crate::store::{Conn, Moment, StoreError};

/// Counts one more try in the bucket, whose row it locks. `Err` inside where that is one too many: roll back then.
pub fn insert_try(
    conn: &mut Conn,
    bucket: &Bucket,
    limit: Limit,
    now: DateTime<Utc>,
) -> Result<Result<(), Throttled>, StoreError> {
    let latest = Moment::from(now + limit.window);
    // over, or begun by a clock that has since been set back
    let over = throttles::window_ends_at
        .le(Moment::from(now))
        .or(throttles::window_ends_at.gt(latest));
    diesel::delete(throttles::table.find(bucket.as_str()).filter(over)).execute(conn)?;
    let row = (
        throttles::bucket.eq(bucket.as_str()),
        throttles::tries.eq(1),
        throttles::window_ends_at.eq(latest),
    );
    let (tries, ends): (i64, Moment) = on_each!(conn, |c| diesel::insert_into(throttles::table)
        .values(row)
        .on_conflict(throttles::bucket)
        .do_update()
        .set(throttles::tries.eq(throttles::tries + 1))
        .returning((throttles::tries, throttles::window_ends_at))
        .get_result(c))?;
    if tries <= limit.tries {
        return Ok(Ok(()));
    }
    Ok(Err(throttled(ends, now)))
}

/// Of these buckets the first that has no room for one more try, without counting one.
pub fn find_full(
    conn: &mut Conn,
    limits: &[(Bucket, Limit)],
    now: DateTime<Utc>,
) -> Result<Option<(Bucket, Throttled)>, StoreError> {
    let names = limits.iter().map(|(bucket, _)| bucket.as_str());
    let rows: Vec<(String, i64, Moment)> = throttles::table
        .filter(throttles::bucket.eq_any(names))
        .filter(throttles::window_ends_at.gt(Moment::from(now)))
        .select((
            throttles::bucket,
            throttles::tries,
            throttles::window_ends_at,
        ))
        .load(conn)?;
    Ok(limits.iter().find_map(|(bucket, limit)| {
        let (_, tries, ends) = rows.iter().find(|(name, ..)| name == bucket.as_str())?;
        let is_full = *tries >= limit.tries && ends.utc() <= now + limit.window;
        is_full.then(|| (bucket.clone(), throttled(*ends, now)))
    }))
}

fn throttled(ends: Moment, now: DateTime<Utc>) -> Throttled {
    let left = (ends.utc() - now).num_seconds();
    Throttled {
        retry_after: u64::try_from(left).unwrap_or(0).max(1),
    }
}

/// Notes that a refusal of this window is recorded. False where one was before.
pub fn mark_refusal_noted(conn: &mut Conn, bucket: &Bucket) -> Result<bool, StoreError> {
    let bucket = throttles::table
        .find(bucket.as_str())
        .filter(throttles::noted.eq(false));
    let marked = diesel::update(bucket)
        .set(throttles::noted.eq(true))
        .execute(conn)?;
    Ok(marked == 1)
}

/// Removes the bucket if its window has ended, and says how many tries it had.
pub fn delete_ended_bucket(
    conn: &mut Conn,
    bucket: &Bucket,
    now: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let ended = throttles::table
        .find(bucket.as_str())
        .filter(throttles::window_ends_at.le(Moment::from(now)));
    Ok(diesel::delete(ended)
        .returning(throttles::tries)
        .get_result(conn)
        .optional()?)
}

/// Takes one try off again: it turned out to be no guess.
pub fn mark_try_forgiven(conn: &mut Conn, bucket: &Bucket) -> Result<(), StoreError> {
    diesel::update(
        throttles::table
            .find(bucket.as_str())
            .filter(throttles::tries.gt(0)),
    )
    .set(throttles::tries.eq(throttles::tries - 1))
    .execute(conn)?;
    Ok(())
}

/// Empties the bucket.
pub fn delete_tries(conn: &mut Conn, bucket: &Bucket) -> Result<(), StoreError> {
    diesel::delete(throttles::table.find(bucket.as_str())).execute(conn)?;
    Ok(())
}

/// Removes the counts whose window has ended.
pub fn delete_ended_tries(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let ended = throttles::window_ends_at.le(Moment::from(now));
    Ok(diesel::delete(throttles::table.filter(ended)).execute(conn)?)
}
