//! The table `cosignatures`: what witnesses have signed of the server's log. A line stays good whatever becomes of the
//! server's own key: it signs the text of the checkpoint, not the server's signature.

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::{signed, unsigned};
use crate::on_each;
use crate::schema::cosignatures;
use crate::store::{Conn, StoreError};

/// Keeps what a witness signed of the log with `size` leaves, at this time in seconds since 1970 UTC. The first line of a
/// witness for a size stays.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn insert_cosignature(
    conn: &mut Conn,
    size: u64,
    witness: &str,
    line: &str,
    time: u64,
) -> Result<(), StoreError> {
    let row = (
        cosignatures::size.eq(signed(size)),
        cosignatures::witness.eq(witness),
        cosignatures::line.eq(line),
        cosignatures::time.eq(i64::try_from(time).unwrap_or(i64::MAX)),
    );
    on_each!(conn, |c| diesel::insert_into(cosignatures::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// The largest size that this witness cosigned.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_cosigned_size(conn: &mut Conn, witness: &str) -> Result<Option<u64>, StoreError> {
    let size: Option<i64> = cosignatures::table
        .filter(cosignatures::witness.eq(witness))
        .select(max(cosignatures::size))
        .first(conn)?;
    size.map(|size| unsigned("size of a log", size)).transpose()
}

/// The lines under the checkpoint of this size, in the order of their witnesses.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_cosignatures(conn: &mut Conn, size: u64) -> Result<Vec<String>, StoreError> {
    Ok(cosignatures::table
        .filter(cosignatures::size.eq(signed(size)))
        .order(cosignatures::witness)
        .select(cosignatures::line)
        .load(conn)?)
}

/// The size whose checkpoint proves best that the leaf at `index` was there in time: of those that most witnesses cosigned,
/// the first. `None` if no witness has seen the leaf.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_size_seen(conn: &mut Conn, index: u64) -> Result<Option<u64>, StoreError> {
    // later ones prove no more: a witness cosigns within seconds, or comes late
    const LOOKED_AT: i64 = 100;
    let sizes: Vec<(i64, i64)> = cosignatures::table
        .filter(cosignatures::size.gt(signed(index)))
        .group_by(cosignatures::size)
        .order(cosignatures::size)
        .select((cosignatures::size, count_star()))
        .limit(LOOKED_AT)
        .load(conn)?;
    let best = sizes
        .into_iter()
        .max_by_key(|(size, witnesses)| (*witnesses, std::cmp::Reverse(*size)));
    best.map(|(size, _)| unsigned("size of a log", size))
        .transpose()
}
