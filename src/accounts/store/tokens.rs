//! API tokens. A revoked one is deleted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::AccountRow;
use crate::accounts::model::Account;
use crate::accounts::model::token::{ApiToken, TokenHash, TokenName};
use crate::schema::{accounts, api_tokens};
use crate::store::{Conn, Moment, StoreError};

type Row = (i64, String, Moment, Option<Moment>, Option<Moment>);

fn token((id, name, created_at, last_used_at, expires_at): Row) -> ApiToken {
    ApiToken {
        id,
        name,
        created_at: created_at.utc(),
        last_used_at: last_used_at.map(Moment::utc),
        expires_at: expires_at.map(Moment::utc),
    }
}

/// Adds a token.
pub fn insert_token(
    conn: &mut Conn,
    account: i64,
    name: &TokenName,
    hash: &TokenHash,
    now: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
) -> Result<ApiToken, StoreError> {
    let id: i64 = diesel::insert_into(api_tokens::table)
        .values((
            api_tokens::account_id.eq(account),
            api_tokens::name.eq(name.as_str()),
            api_tokens::token_hash.eq(hash.as_str()),
            api_tokens::created_at.eq(Moment::from(now)),
            api_tokens::expires_at.eq(expires_at.map(Moment::from)),
        ))
        .returning(api_tokens::id)
        .get_result(conn)?;
    Ok(ApiToken {
        id,
        name: name.as_str().to_owned(),
        created_at: Moment::from(now).utc(),
        last_used_at: None,
        expires_at: expires_at.map(|at| Moment::from(at).utc()),
    })
}

/// How many tokens of the account work at `now`.
pub fn count_tokens(conn: &mut Conn, account: i64, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let works = api_tokens::expires_at
        .is_null()
        .or(api_tokens::expires_at.gt(Moment::from(now)));
    Ok(api_tokens::table
        .filter(api_tokens::account_id.eq(account))
        .filter(works.assume_not_null())
        .count()
        .get_result(conn)?)
}

/// The tokens of the account, oldest first; those that have expired stay until they are removed.
pub fn list_tokens(conn: &mut Conn, account: i64) -> Result<Vec<ApiToken>, StoreError> {
    let rows: Vec<Row> = api_tokens::table
        .filter(api_tokens::account_id.eq(account))
        .order(api_tokens::id)
        .select((
            api_tokens::id,
            api_tokens::name,
            api_tokens::created_at,
            api_tokens::last_used_at,
            api_tokens::expires_at,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(token).collect())
}

/// The token of this hash with its account, in one query.
pub(in crate::accounts) fn find_token(
    conn: &mut Conn,
    hash: &TokenHash,
) -> Result<Option<(ApiToken, Account)>, StoreError> {
    let row: Option<(Row, AccountRow)> = api_tokens::table
        .inner_join(accounts::table.on(accounts::id.eq(api_tokens::account_id)))
        .filter(api_tokens::token_hash.eq(hash.as_str()))
        .select((
            (
                api_tokens::id,
                api_tokens::name,
                api_tokens::created_at,
                api_tokens::last_used_at,
                api_tokens::expires_at,
            ),
            AccountRow::as_select(),
        ))
        .first(conn)
        .optional()?;
    row.map(|(row, account)| Ok((token(row), account.account()?)))
        .transpose()
}

/// Notes that the token was used.
pub fn mark_token_used(conn: &mut Conn, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(api_tokens::table.find(id))
        .set(api_tokens::last_used_at.eq(Moment::from(now)))
        .execute(conn)?;
    Ok(())
}

/// Revokes a token of the account; answers its name. `None` where the account has no such token.
pub fn delete_token(conn: &mut Conn, account: i64, id: i64) -> Result<Option<String>, StoreError> {
    let own = api_tokens::table
        .find(id)
        .filter(api_tokens::account_id.eq(account));
    Ok(diesel::delete(own)
        .returning(api_tokens::name)
        .get_result(conn)
        .optional()?)
}

/// Removes the tokens that expired before `before`.
pub fn delete_expired_tokens(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let expired = api_tokens::expires_at.lt(Moment::from(before));
    Ok(diesel::delete(api_tokens::table.filter(expired)).execute(conn)?)
}
