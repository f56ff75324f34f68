//! Leaving: everything a person may take with them, and the end of their account.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::change_password::{ChangePasswordError, check_password};
use super::roster::was_needed;
use crate::accounts::Accounts;
use crate::accounts::model::Account;
use crate::accounts::model::limits::until_lifted;
use crate::accounts::model::password::PasswordAttempt;
use crate::accounts::store;
use crate::audit::{self, Filter, account_object};
use crate::idempotency::forget_name;
use crate::mail::EmailAddress;
use crate::person::After;
use crate::store::{Conn, StoreError};
use crate::web::i18n::tr;

/// How many audit rows one page of the download has.
const AUDIT_PAGE: i64 = 500;
/// For how long after a deletion its erasure is repeated: a ballot that was on its way then leaves no name behind.
const REPEAT: TimeDelta = TimeDelta::minutes(30);

/// Why an account was not deleted. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// The password was not right, or was not checked.
    #[error(transparent)]
    Password(#[from] ChangePasswordError),
    /// Nobody could manage any more.
    #[error(
        "{}",
        tr(
            "You are the last manager, so your account cannot be deleted. Make another account a manager first."
        )
    )]
    LastManager,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Deletes the account for good, if this is its password. Its sessions end with it, its name is given to nobody again,
/// and what draws keep of it no longer tells whose it was; their logs and results stay as they are.
///
/// # Errors
/// [`DeleteError`]; then the account is as it was.
pub async fn delete_account(
    accounts: &Accounts,
    account: i64,
    attempt: &PasswordAttempt,
    address: IpAddr,
) -> Result<(), DeleteError> {
    let account = check_password(accounts, account, attempt, address).await?;
    let name_hash = accounts.throttle_key.retired_name(&account.username);
    let (accounts, now) = (accounts.clone(), accounts.clock.now());
    let (db, id) = (accounts.db.clone(), account.id);
    db.write(move |conn| {
        let Some(account) = store::find_account(conn, id)? else {
            return Err(ChangePasswordError::SignedOut.into());
        };
        for records in accounts.records.iter() {
            (records.erase)(conn, id)?;
        }
        forget_name(conn, account.username.as_str())?;
        store::delete_reset_requests_of(conn, &account.username)?;
        store::delete_account(conn, id, &name_hash, now)?;
        if was_needed(&account) && store::count_managers(conn)? == 0 {
            return Err(DeleteError::LastManager);
        }
        audit::forget_account(conn, id)?;
        // without name and address, which are forgotten from here on
        let actor = account.actor(None).without_name();
        audit::record(
            conn,
            now,
            &actor,
            "account.delete",
            &account_object(id),
            &json!({}),
        )?;
        Ok::<_, DeleteError>(())
    })
    .await?;
    log::info!("accounts: account {id} was deleted by its owner");
    Ok(())
}

/// Erases once more what features keep of accounts that were deleted lately.
pub(super) fn erase_leftovers(
    conn: &mut Conn,
    accounts: &Accounts,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for id in store::list_deleted_since(conn, now - REPEAT)? {
        for records in accounts.records.iter() {
            (records.erase)(conn, id)?;
        }
    }
    Ok(())
}

/// A part of the download: one member of its JSON object, or one page of a list in it.
#[derive(Debug)]
pub struct Part {
    /// The member's name.
    pub name: &'static str,
    /// Its value, or the rows of this page.
    pub rows: Rows,
}

/// What a part holds.
#[derive(Debug)]
pub enum Rows {
    /// A whole value.
    Whole(Value),
    /// Some rows of a list, of which more parts may follow.
    Some(Vec<Value>),
}

/// How far a download has got: small enough to keep between two reads.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    step: usize,
    after: After,
}

/// The next part of everything that is kept about an account, and where to go on; `None` at the end.
///
/// # Errors
/// The database failed.
pub async fn next_part(
    accounts: &Accounts,
    account: i64,
    progress: Progress,
) -> Result<Option<(Part, Progress)>, StoreError> {
    let (accounts, now) = (accounts.clone(), accounts.clock.now());
    let db = accounts.db.clone();
    db.read(move |conn| {
        let whole = |name, value| Part {
            name,
            rows: Rows::Whole(value),
        };
        let next = Progress {
            step: progress.step + 1,
            after: None,
        };
        let lists = accounts.records.iter().flat_map(|records| records.lists);
        match progress.step {
            0 => {
                let Some((found, _, last_seen)) = store::find_listed(conn, account)? else {
                    return Ok(None);
                };
                let mut about = about(&found, last_seen);
                about["email"] = email(conn, account)?;
                Ok(Some((whole("account", about), next)))
            }
            1 => {
                let sessions = store::list_sessions(conn, account, now)?;
                let rows = sessions.iter().map(|session| {
                    json!({
                        "browser": session.user_agent,
                        "since": session.created_at,
                        "last_used": session.last_seen_at,
                    })
                });
                Ok(Some((whole("sessions", rows.collect()), next)))
            }
            2 => {
                let tokens = store::list_tokens(conn, account)?;
                let rows = tokens.iter().map(|token| {
                    json!({
                        "name": token.name,
                        "since": token.created_at,
                        "last_used": token.last_used_at,
                        "until": token.expires_at,
                    })
                });
                Ok(Some((whole("api_tokens", rows.collect()), next)))
            }
            3 => {
                let (rows, after) = audit_page(conn, account, progress.after)?;
                Ok(Some(page("audit_log", rows, progress, after)))
            }
            step => {
                let Some(list) = lists.clone().nth(step - 4) else {
                    return Ok(None);
                };
                let (rows, after) = (list.page)(conn, account, progress.after)?;
                Ok(Some(page(list.name, rows, progress, after)))
            }
        }
    })
    .await
}

fn page(name: &'static str, rows: Vec<Value>, at: Progress, after: After) -> (Part, Progress) {
    let part = Part {
        name,
        rows: Rows::Some(rows),
    };
    let step = if after.is_some() {
        at.step
    } else {
        at.step + 1
    };
    (part, Progress { step, after })
}

fn about(account: &Account, last_seen: Option<DateTime<Utc>>) -> Value {
    let limits = account.limits;
    let away = limits.excluded_until.map(|until| match until {
        until if until == until_lifted() => json!("until lifted"),
        until => json!(until),
    });
    json!({
        "number": account.id,
        "username": account.username.as_str(),
        "role": account.role.as_str(),
        "since": account.created_at,
        "last_seen": last_seen,
        "disabled_since": account.disabled_at,
        "limits": {
            "ballots_a_day": limits.daily,
            "later": limits.later,
            "no_ballots_until": away,
        },
    })
}

fn email(conn: &mut Conn, account: i64) -> Result<Value, StoreError> {
    let Some(email) = store::find_email(conn, account)? else {
        return Ok(Value::Null);
    };
    let text = |address: Option<EmailAddress>| address.map(|address| address.to_string());
    Ok(json!({
        "address": text(email.address),
        "to_be_confirmed": text(email.pending),
        "wants_results": email.choices.results,
        "wants_cancelled": email.choices.cancelled,
    }))
}

fn audit_page(
    conn: &mut Conn,
    account: i64,
    after: After,
) -> Result<(Vec<Value>, After), StoreError> {
    let filter = Filter {
        about: Some(account),
        before: after.map(|(number, _)| number),
        ..Filter::default()
    };
    let rows = audit::list_rows_in(conn, &filter, AUDIT_PAGE)?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|len| len == AUDIT_PAGE);
    let after = rows.last().filter(|_| is_full).map(|row| (row.number, 0));
    let row = |row: &audit::Row| {
        // who else acted is not this person's to know
        let is_own = row.account_id == Some(account);
        let address = row
            .person
            .as_ref()
            .and_then(|person| person.address.clone());
        json!({
            "row": row.number,
            "at": row.at,
            "by": if is_own { "you" } else { row.actor.as_str() },
            "address": address.filter(|_| is_own),
            "action": row.action,
            "detail": serde_json::from_str::<Value>(&row.detail).unwrap_or_default(),
        })
    };
    Ok((rows.iter().map(row).collect(), after))
}
