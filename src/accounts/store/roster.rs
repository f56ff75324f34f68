//! Accounts as managers look for them, the limits people set themselves, and accounts that were deleted.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::AccountRow;
use crate::accounts::model::Account;
use crate::accounts::model::limits::PersonalLimits;
use crate::schema::{accounts, deleted_accounts};
use crate::store::{Conn, Moment, StoreError};

/// An account, why it is disabled, and when it was last used.
pub type ListedRow = (Account, Option<String>, Option<DateTime<Utc>>);

type Columns = (AccountRow, Option<String>, Option<Moment>);

fn listed((account, reason, seen): Columns) -> Result<ListedRow, StoreError> {
    Ok((account.account()?, reason, seen.map(Moment::utc)))
}

/// Up to `limit` accounts whose keys begin with `prefix`, in their order, those after the key `after`.
pub fn search_accounts(
    conn: &mut Conn,
    prefix: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ListedRow>, StoreError> {
    let escaped: String = prefix
        .chars()
        .flat_map(|c| {
            let escape = matches!(c, '\\' | '%' | '_').then_some('\\');
            escape.into_iter().chain([c])
        })
        .collect();
    let rows: Vec<Columns> = accounts::table
        .filter(
            accounts::username_key
                .like(format!("{escaped}%"))
                .escape('\\'),
        )
        .filter(accounts::username_key.gt(after))
        .order(accounts::username_key)
        .limit(limit)
        .select((
            AccountRow::as_select(),
            accounts::disabled_reason,
            accounts::last_seen_at,
        ))
        .load(conn)?;
    rows.into_iter().map(listed).collect()
}

/// The account of this number.
pub fn find_listed(conn: &mut Conn, id: i64) -> Result<Option<ListedRow>, StoreError> {
    let row: Option<Columns> = accounts::table
        .find(id)
        .select((
            AccountRow::as_select(),
            accounts::disabled_reason,
            accounts::last_seen_at,
        ))
        .first(conn)
        .optional()?;
    row.map(listed).transpose()
}

/// Notes that the account was used.
pub fn mark_account_seen(conn: &mut Conn, id: i64, now: DateTime<Utc>) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(id))
        .set(accounts::last_seen_at.eq(Moment::from(now)))
        .execute(conn)?;
    Ok(())
}

/// Gives the account other limits.
pub fn mark_limits(conn: &mut Conn, id: i64, limits: &PersonalLimits) -> Result<(), StoreError> {
    // a limit is at most a million
    let number = |limit: Option<u64>| limit.and_then(|limit| i64::try_from(limit).ok());
    diesel::update(accounts::table.find(id))
        .set((
            accounts::daily_limit.eq(number(limits.daily)),
            accounts::later_limit.eq(limits.later.and_then(|later| number(later.daily))),
            accounts::later_limit_at.eq(limits.later.map(|later| Moment::from(later.from))),
            accounts::excluded_until.eq(limits.excluded_until.map(Moment::from)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Deletes the account with its sessions, tokens and places, and keeps its number and the hash of its name.
pub fn delete_account(
    conn: &mut Conn,
    id: i64,
    name_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::delete(accounts::table.find(id)).execute(conn)?;
    diesel::insert_into(deleted_accounts::table)
        .values((
            deleted_accounts::id.eq(id),
            deleted_accounts::name_hash.eq(name_hash),
            deleted_accounts::deleted_at.eq(Moment::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether a deleted account had the name of this hash.
pub fn is_retired_name(conn: &mut Conn, name_hash: &str) -> Result<bool, StoreError> {
    let retired = deleted_accounts::table.filter(deleted_accounts::name_hash.eq(name_hash));
    Ok(diesel::select(diesel::dsl::exists(retired)).get_result(conn)?)
}

/// The accounts deleted since then.
pub fn list_deleted_since(conn: &mut Conn, since: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    Ok(deleted_accounts::table
        .filter(deleted_accounts::deleted_at.ge(Moment::from(since)))
        .select(deleted_accounts::id)
        .load(conn)?)
}
