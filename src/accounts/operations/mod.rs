//! What people can do with accounts. It knows no HTTP: a handler parses, calls one of these, and answers.
//! Limits count the place of an address: of IPv6 the whole /64 of one household.

mod change_password;
mod email;
pub mod leaving;
mod letters;
mod limits;
mod reset;
pub mod roster;
mod sessions;
pub mod set_up;
pub mod sign_up_once;
pub mod tokens;
mod tries;

pub use change_password::{ChangePasswordError, change_password};
pub use email::{
    EmailError, choose, confirm_email, enter_email, find_email, find_pending_email, remove_email,
    stop_by_link, stop_link_topic,
};
pub use limits::{LimitWish, change_limits};
pub use reset::{ResetError, answer_reset_requests, find_reset, request_reset, reset_password};
pub use sessions::{list_sessions, revoke_other_sessions, revoke_session, sign_out};

use std::net::IpAddr;

use chrono::TimeDelta;
use serde_json::json;

use crate::accounts::Accounts;
use crate::accounts::hasher::{HashError, Verdict};
use crate::accounts::model::password::{Password, PasswordAttempt, PasswordHash};
use crate::accounts::model::throttle::Throttled;
use crate::accounts::model::{Account, Role, Username};
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::idempotency::OnceError;
use crate::store::StoreError;
use crate::web::address::place_of;
use crate::web::i18n::tr;
use tries::{
    SignInTries, count_try, forgive, note_failure, note_refusal, note_unlisted, take_unlisted,
};

/// How long a place is remembered that an account has not signed in from again.
const KNOWN_PLACE: TimeDelta = TimeDelta::days(180);
/// How long the audit log knows names and addresses.
const AUDIT_PEOPLE: TimeDelta = TimeDelta::days(400);
/// How many of them are forgotten at a time.
const AUDIT_CHUNK: i64 = 10_000;

/// Why no account was made. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Somebody has the name, in this or another case.
    #[error("{}", tr("That name is taken. Names are not case-sensitive."))]
    NameTaken,
    /// Too many from one address.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// The key stands for another request; only where there are keys.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// No hash was made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why somebody was not let in. The text is the user's, and does not say which of the two was wrong.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such account, another password, or a disabled account.
    #[error(
        "{}",
        tr("That name and password do not belong together. Check both and try again.")
    )]
    Wrong,
    /// Too many tries.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// Nothing was checked.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an account that takes part.
///
/// # Errors
/// [`SignUpError`]; then there is no new account.
pub async fn sign_up(
    accounts: &Accounts,
    username: Username,
    password: &Password,
    address: IpAddr,
) -> Result<Account, SignUpError> {
    let bucket = accounts.throttle_key.sign_up_address(place_of(address));
    let limits = vec![(bucket, accounts.config.limits.sign_up_address)];
    let (now, name) = (accounts.clock.now(), username.clone());
    let actor = Actor::visitor(address);
    let counted = accounts
        .db
        .write_locked(move |conn| {
            if let Err(refused) = count_try(conn, &limits, now)? {
                note_refusal(
                    conn,
                    &actor,
                    "account.sign_up_throttled",
                    None,
                    &refused,
                    now,
                )?;
                return Ok(Err(refused.throttled));
            }
            // spares a hash; the unique name below decides
            let is_free = store::find_account_by_name(conn, &name)?.is_none();
            Ok::<_, SignUpError>(Ok(is_free))
        })
        .await?;
    if !counted? {
        return Err(SignUpError::NameTaken);
    }
    let role = Role::Participant;
    insert_account(accounts, username, password, role, Some(address)).await
}

/// Makes an account of this role, unthrottled: for the command line. A manager voids the set-up links.
///
/// # Errors
/// [`SignUpError`]; then there is no new account.
pub async fn create_account(
    accounts: &Accounts,
    username: Username,
    password: &Password,
    role: Role,
) -> Result<Account, SignUpError> {
    insert_account(accounts, username, password, role, None).await
}

/// `from` is where somebody made the account of their own; none for the command line.
async fn insert_account(
    accounts: &Accounts,
    username: Username,
    password: &Password,
    role: Role,
    from: Option<IpAddr>,
) -> Result<Account, SignUpError> {
    let hash = accounts.hasher.hash(password).await?;
    let now = accounts.clock.now();
    let retired = accounts.throttle_key.retired_name(&username);
    let account = accounts
        .db
        // the unique name decides; of the rest nothing depends on what others do meanwhile
        .write_locked(move |conn| {
            let made = store::insert_account(conn, &username, &hash, role, &retired, now)?;
            let account = made.ok_or(SignUpError::NameTaken)?;
            if role == Role::Manager {
                store::delete_setup_links(conn)?;
            }
            let (actor, action) = match from {
                Some(_) => (account.actor(from), "account.sign_up"),
                None => (Actor::command_line(), "account.create"),
            };
            let (object, detail) = (account_object(account.id), json!({"role": role.as_str()}));
            audit::record(conn, now, &actor, action, &object, &detail)?;
            Ok::<_, SignUpError>(account)
        })
        .await?;
    log::info!("accounts: made {} {}", role.as_str(), account.id);
    Ok(account)
}

/// Finds out whether this name and password belong together. The caller then begins the session.
///
/// The try is counted before the password is checked, so that a thousand tries at once are not a thousand checks;
/// a right password is no guess and is taken off again.
///
/// # Errors
/// [`SignInError`]
pub async fn sign_in(
    accounts: &Accounts,
    name: &str,
    attempt: &PasswordAttempt,
    address: IpAddr,
) -> Result<Account, SignInError> {
    let tries = SignInTries::new(accounts, name, address);
    let username = Username::parse(name).ok();
    let (now, counted) = (accounts.clock.now(), tries.clone());
    let found = accounts
        .db
        .write_locked(move |conn| {
            let found = match &username {
                Some(username) => store::find_account_by_name(conn, username)?,
                None => None,
            };
            let account = found.as_ref().map(|(account, _)| account.id);
            let limits = counted.limits(conn, account)?;
            if let Err(refused) = count_try(conn, &limits, now)? {
                let actor = Actor::visitor(address);
                note_refusal(conn, &actor, "sign_in.throttled", account, &refused, now)?;
                return Ok(Err(refused.throttled));
            }
            Ok::<_, SignInError>(Ok(found))
        })
        .await??;
    let stored = found.as_ref().map(|(_, hash)| hash.clone());
    let is_outdated = match accounts.hasher.verify(attempt, stored).await {
        Ok(Verdict::Right { is_outdated }) => Some(is_outdated),
        Ok(Verdict::Wrong) => None,
        Err(e) => {
            forgive(accounts, tries, None, None).await?;
            return Err(e.into());
        }
    };
    let account = found.as_ref().map(|(account, _)| account.id);
    let let_in = is_outdated.zip(found.filter(|(account, _)| account.disabled_at.is_none()));
    let Some((is_outdated, (account, old))) = let_in else {
        let why = if is_outdated.is_some() {
            "disabled"
        } else {
            "password"
        };
        let actor = Actor::visitor(address);
        note_failure(accounts, actor, "sign_in.failed", account, why).await?;
        return Err(SignInError::Wrong);
    };
    let actor = account.actor(Some(address));
    forgive(accounts, tries, Some(account.id), Some(actor)).await?;
    if is_outdated {
        rehash(accounts, &account, old, attempt).await;
    }
    Ok(account)
}

/// A hash that could not be renewed today is renewed at the next sign-in.
async fn rehash(
    accounts: &Accounts,
    account: &Account,
    old: PasswordHash,
    attempt: &PasswordAttempt,
) {
    let Ok(new) = accounts.hasher.rehash(attempt).await else {
        return;
    };
    let id = account.id;
    let stored: Result<(), StoreError> = accounts
        .db
        .write(move |conn| store::mark_rehashed(conn, id, &old, &new))
        .await;
    if let Err(e) = stored {
        log::warn!("accounts: the hash of account {id} was not renewed: {e}");
    }
}

/// The number of the account of this name, in any case; none if there is none or it can be no name.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_account_id(
    accounts: &Accounts,
    username: &str,
) -> Result<Option<i64>, StoreError> {
    let Ok(username) = Username::parse(username) else {
        return Ok(None);
    };
    let found = accounts
        .db
        .read(move |conn| store::find_account_by_name(conn, &username))
        .await?;
    Ok(found.map(|(account, _)| account.id))
}

/// The account with this number.
///
/// # Errors
/// The database failed.
pub async fn find_account(accounts: &Accounts, id: i64) -> Result<Option<Account>, StoreError> {
    accounts
        .db
        .read_short(move |conn| store::find_account(conn, id))
        .await
}

/// Removes expired sessions, counts, links and tokens, and places not seen for long. How many sessions those were.
///
/// # Errors
/// The database failed.
pub async fn remove_expired(accounts: &Accounts) -> Result<usize, StoreError> {
    let (accounts, now) = (accounts.clone(), accounts.clock.now());
    let db = accounts.db.clone();
    db.write(move |conn| {
        leaving::erase_leftovers(conn, &accounts, now)?;
        audit::forget_people_before(conn, now - AUDIT_PEOPLE, AUDIT_CHUNK)?;
        let unlisted = take_unlisted(conn, &accounts, now)?;
        store::delete_ended_tries(conn, now)?;
        store::delete_expired_setup_links(conn, now)?;
        store::delete_known_addresses(conn, now - KNOWN_PLACE)?;
        store::delete_expired_tokens(conn, now - tokens::SHOWN_AFTER_END)?;
        store::delete_expired_emails(conn, now)?;
        store::delete_expired_resets(conn, now)?;
        let sessions = store::delete_expired_sessions(conn, now)?;
        note_unlisted(conn, unlisted, now)?;
        Ok(sessions)
    })
    .await
}
