//! Forgotten passwords: what was asked for, and the links that were made. A link is used by deleting it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::accounts::model::Username;
use crate::schema::{password_resets, reset_requests};
use crate::store::{Conn, Moment, StoreError};

/// Notes that somebody typed this name, which nobody need have.
pub fn insert_reset_request(
    conn: &mut Conn,
    username: &Username,
    language: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(reset_requests::table)
        .values((
            reset_requests::username.eq(username.as_str()),
            reset_requests::language.eq(language),
            reset_requests::created_at.eq(Moment::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// A name that was typed.
#[derive(Debug, Clone)]
pub struct ResetRequest {
    /// The row.
    pub id: i64,
    /// The name.
    pub username: Username,
    /// The language of the page it was typed on.
    pub language: String,
}

/// What was asked for, oldest first.
pub fn list_reset_requests(conn: &mut Conn, limit: u32) -> Result<Vec<ResetRequest>, StoreError> {
    let rows: Vec<(i64, String, String)> = reset_requests::table
        .order(reset_requests::id)
        .limit(limit.into())
        .select((
            reset_requests::id,
            reset_requests::username,
            reset_requests::language,
        ))
        .load(conn)?;
    let request = |(id, name, language): (i64, String, String)| {
        Ok(ResetRequest {
            username: Username::parse(&name)
                .map_err(|e| StoreError::corrupt(format!("reset request {id}"), e))?,
            id,
            language,
        })
    };
    rows.into_iter().map(request).collect()
}

/// Takes the request. False where another instance has.
pub fn delete_reset_request(conn: &mut Conn, id: i64) -> Result<bool, StoreError> {
    Ok(diesel::delete(reset_requests::table.find(id)).execute(conn)? == 1)
}

/// Takes what was asked for under this name. Written otherwise than its owner does, the next answer takes it.
pub fn delete_reset_requests_of(conn: &mut Conn, name: &Username) -> Result<(), StoreError> {
    let spelled = [name.as_str().to_owned(), name.key()];
    let own = reset_requests::table.filter(reset_requests::username.eq_any(spelled));
    diesel::delete(own).execute(conn)?;
    Ok(())
}

/// Adds a link that replaces the password of this version.
pub fn insert_reset(
    conn: &mut Conn,
    token_hash: &str,
    account: i64,
    password_version: i64,
    expires: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(password_resets::table)
        .values((
            password_resets::token_hash.eq(token_hash),
            password_resets::account_id.eq(account),
            password_resets::password_version.eq(password_version),
            password_resets::expires_at.eq(Moment::from(expires)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The account of a link that still works, and the version of the password that it replaces.
pub fn find_reset(
    conn: &mut Conn,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<(i64, i64)>, StoreError> {
    Ok(password_resets::table
        .find(token_hash)
        .filter(password_resets::expires_at.gt(Moment::from(now)))
        .select((
            password_resets::account_id,
            password_resets::password_version,
        ))
        .first(conn)
        .optional()?)
}

/// Voids every link of an account.
pub fn delete_resets_of(conn: &mut Conn, account: i64) -> Result<(), StoreError> {
    let own = password_resets::account_id.eq(account);
    diesel::delete(password_resets::table.filter(own)).execute(conn)?;
    Ok(())
}

/// Removes the links that are too old.
pub fn delete_expired_resets(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let expired = password_resets::expires_at.le(Moment::from(now));
    Ok(diesel::delete(password_resets::table.filter(expired)).execute(conn)?)
}
