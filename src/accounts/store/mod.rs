//! All SQL of the account tables; this file has the accounts themselves, its siblings sessions, throttles, set-up links and API tokens.
//! Nothing here decides: operations do.

mod emails;
mod resets;
mod roster;
mod sessions;
mod setup_links;
mod throttles;
mod tokens;

pub use emails::*;
pub use resets::*;
pub use roster::*;
pub use sessions::*;
pub use setup_links::*;
pub use throttles::*;
pub use tokens::*;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::limits::{Later, PersonalLimits};
use super::model::password::PasswordHash;
use super::model::{Account, Role, Username};
use crate::on_each;
use crate::schema::{accounts, known_addresses};
use crate::store::{Conn, Moment, MultiBackend, StoreError};

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts, check_for_backend(MultiBackend))]
pub(super) struct AccountRow {
    id: i64,
    username: String,
    role: String,
    disabled_at: Option<Moment>,
    created_at: Moment,
    password_version: i64,
    daily_limit: Option<i64>,
    later_limit: Option<i64>,
    later_limit_at: Option<Moment>,
    excluded_until: Option<Moment>,
}

impl AccountRow {
    /// Judges the row as if it came from outside.
    pub(super) fn account(self) -> Result<Account, StoreError> {
        let corrupt = |why: &dyn ToString| {
            StoreError::corrupt(format!("account {}", self.id), why.to_string())
        };
        let number = |limit: Option<i64>| limit.map(u64::try_from).transpose();
        let later = |(daily, from): (_, Moment)| Later {
            daily,
            from: from.utc(),
        };
        let later_limit = number(self.later_limit).map_err(|e| corrupt(&e))?;
        let limits = PersonalLimits {
            daily: number(self.daily_limit).map_err(|e| corrupt(&e))?,
            later: self.later_limit_at.map(|from| later((later_limit, from))),
            excluded_until: self.excluded_until.map(Moment::utc),
        };
        Ok(Account {
            limits,
            id: self.id,
            username: Username::parse(&self.username).map_err(|e| corrupt(&e))?,
            role: Role::parse(&self.role).ok_or_else(|| corrupt(&"unknown role"))?,
            disabled_at: self.disabled_at.map(Moment::utc),
            created_at: self.created_at.utc(),
            password_version: self.password_version,
        })
    }
}

/// A new account, or `None` where its name is taken or was a deleted account's: roll back then. On PostgreSQL the conflict waits for a rival to commit,
/// so that of two only one gets the name.
pub fn insert_account(
    conn: &mut Conn,
    username: &Username,
    hash: &PasswordHash,
    role: Role,
    retired: &str,
    now: DateTime<Utc>,
) -> Result<Option<Account>, StoreError> {
    let row = (
        accounts::username.eq(username.as_str()),
        accounts::username_key.eq(username.key()),
        accounts::password_hash.eq(hash.as_str()),
        accounts::role.eq(role.as_str()),
        accounts::created_at.eq(Moment::from(now)),
    );
    let id: Option<i64> = on_each!(conn, |c| diesel::insert_into(accounts::table)
        .values(row)
        .on_conflict(accounts::username_key)
        .do_nothing()
        .returning(accounts::id)
        .get_result(c)
        .optional())?;
    match id {
        // looked at after the name is held: a deletion that was under way has ended by then
        Some(id) if !is_retired_name(conn, retired)? => find_account(conn, id),
        _ => Ok(None),
    }
}

/// The account with this number.
pub fn find_account(conn: &mut Conn, id: i64) -> Result<Option<Account>, StoreError> {
    let row: Option<AccountRow> = accounts::table
        .find(id)
        .select(AccountRow::as_select())
        .first(conn)
        .optional()?;
    row.map(AccountRow::account).transpose()
}

/// The account of this name in any case, with its hash.
pub fn find_account_by_name(
    conn: &mut Conn,
    username: &Username,
) -> Result<Option<(Account, PasswordHash)>, StoreError> {
    let row: Option<(AccountRow, String)> = accounts::table
        .filter(accounts::username_key.eq(username.key()))
        .select((AccountRow::as_select(), accounts::password_hash))
        .first(conn)
        .optional()?;
    row.map(with_hash).transpose()
}

/// The account with this number, with its hash.
pub fn find_account_with_hash(
    conn: &mut Conn,
    id: i64,
) -> Result<Option<(Account, PasswordHash)>, StoreError> {
    let row: Option<(AccountRow, String)> = accounts::table
        .find(id)
        .select((AccountRow::as_select(), accounts::password_hash))
        .first(conn)
        .optional()?;
    row.map(with_hash).transpose()
}

fn with_hash((row, hash): (AccountRow, String)) -> Result<(Account, PasswordHash), StoreError> {
    let account = row.account()?;
    let hash = PasswordHash::parse(hash)
        .map_err(|e| StoreError::corrupt(format!("password hash of account {}", account.id), e))?;
    Ok((account, hash))
}

/// All accounts by name.
pub fn list_accounts(conn: &mut Conn) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<AccountRow> = accounts::table
        .order(accounts::username_key)
        .select(AccountRow::as_select())
        .load(conn)?;
    rows.into_iter().map(AccountRow::account).collect()
}

/// How many managers can sign in.
pub fn count_managers(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(accounts::table
        .filter(accounts::role.eq(Role::Manager.as_str()))
        .filter(accounts::disabled_at.is_null())
        .count()
        .get_result(conn)?)
}

/// Gives the account a new password. False where `version` is no longer its password's: somebody was faster.
pub fn mark_password_changed(
    conn: &mut Conn,
    id: i64,
    version: i64,
    new: &PasswordHash,
) -> Result<bool, StoreError> {
    let unchanged = accounts::password_version.eq(version);
    let changed = diesel::update(accounts::table.find(id).filter(unchanged))
        .set((
            accounts::password_hash.eq(new.as_str()),
            accounts::password_version.eq(version + 1),
        ))
        .execute(conn)?;
    Ok(changed == 1)
}

/// Replaces the hash `old` by one of the same password at another cost; nothing where it is no longer `old`.
pub fn mark_rehashed(
    conn: &mut Conn,
    id: i64,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), StoreError> {
    diesel::update(
        accounts::table
            .find(id)
            .filter(accounts::password_hash.eq(old.as_str())),
    )
    .set(accounts::password_hash.eq(new.as_str()))
    .execute(conn)?;
    Ok(())
}

/// Gives the account another role.
pub fn mark_role(conn: &mut Conn, id: i64, role: Role) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(id))
        .set(accounts::role.eq(role.as_str()))
        .execute(conn)?;
    Ok(())
}

/// Disables the account from a time on and for a reason, or enables it again.
pub fn mark_disabled(
    conn: &mut Conn,
    id: i64,
    disabled: Option<(DateTime<Utc>, &str)>,
) -> Result<(), StoreError> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::disabled_at.eq(disabled.map(|(at, _)| Moment::from(at))),
            accounts::disabled_reason.eq(disabled.map(|(_, reason)| reason)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Whether the account has signed in from this address before.
pub fn is_known_address(conn: &mut Conn, account: i64, address: &str) -> Result<bool, StoreError> {
    let found: Option<i64> = known_addresses::table
        .find((account, address))
        .select(known_addresses::account_id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Remembers that the account signed in from this address.
pub fn insert_known_address(
    conn: &mut Conn,
    account: i64,
    address: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let seen = known_addresses::seen_at.eq(Moment::from(now));
    let row = (
        known_addresses::account_id.eq(account),
        known_addresses::address_key.eq(address),
        seen,
    );
    on_each!(conn, |c| diesel::insert_into(known_addresses::table)
        .values(row)
        .on_conflict((known_addresses::account_id, known_addresses::address_key))
        .do_update()
        .set(seen)
        .execute(c))?;
    Ok(())
}

/// Forgets addresses not seen since `before`.
pub fn delete_known_addresses(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let old = known_addresses::seen_at.lt(Moment::from(before));
    Ok(diesel::delete(known_addresses::table.filter(old)).execute(conn)?)
}
