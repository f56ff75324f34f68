//! Links that make the first manager. A link is used by deleting it, so that only one request can.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::schema::setup_links;
use crate::store::{Conn, Moment, StoreError};

/// Adds a link.
pub fn insert_setup_link(
    conn: &mut Conn,
    token_hash: &str,
    expires: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(setup_links::table)
        .values((
            setup_links::token_hash.eq(token_hash),
            setup_links::expires_at.eq(Moment::from(expires)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether the link can be used.
pub fn is_setup_link(
    conn: &mut Conn,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let found: Option<String> = setup_links::table
        .find(token_hash)
        .filter(setup_links::expires_at.gt(Moment::from(now)))
        .select(setup_links::token_hash)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Uses the link. False where it is not there, too old, or somebody was faster.
pub fn delete_setup_link(
    conn: &mut Conn,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let link = setup_links::table
        .find(token_hash)
        .filter(setup_links::expires_at.gt(Moment::from(now)));
    Ok(diesel::delete(link).execute(conn)? == 1)
}

/// Voids every link.
pub fn delete_setup_links(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::delete(setup_links::table).execute(conn)?;
    Ok(())
}

/// Removes the links that are too old.
pub fn delete_expired_setup_links(
    conn: &mut Conn,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let expired = setup_links::expires_at.le(Moment::from(now));
    Ok(diesel::delete(setup_links::table.filter(expired)).execute(conn)?)
}
