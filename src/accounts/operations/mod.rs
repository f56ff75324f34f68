//! What people can do with accounts. It knows no HTTP: a handler parses, calls one of these, and answers.
//! A `place` is an address as limits count it: of IPv6 the whole /64 of one household.

mod change_password;
pub mod roster;
mod sessions;
pub mod set_up;
pub mod sign_up_once;
pub mod tokens;
mod tries;

pub use change_password::{ChangePasswordError, change_password};
pub use sessions::{list_sessions, revoke_other_sessions, revoke_session};

use std::net::IpAddr;

use chrono::TimeDelta;

use crate::accounts::Accounts;
use crate::accounts::hasher::{HashError, Verdict};
use crate::accounts::model::password::{Password, PasswordAttempt, PasswordHash};
use crate::accounts::model::throttle::Throttled;
use crate::accounts::model::{Account, Role, Username};
use crate::accounts::store;
use crate::idempotency::OnceError;
use crate::store::StoreError;
use tries::{SignInTries, count_try, forgive};

/// How long a place is remembered that an account has not signed in from again.
const KNOWN_PLACE: TimeDelta = TimeDelta::days(180);

/// Why no account was made. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Somebody has the name, in this or another case.
    #[error("That name is taken. Names are not case-sensitive.")]
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
    #[error("That name and password do not belong together. Check both and try again.")]
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
    place: IpAddr,
) -> Result<Account, SignUpError> {
    let bucket = accounts.throttle_key.sign_up_address(place);
    let limits = vec![(bucket, accounts.config.limits.sign_up_address)];
    let (now, name) = (accounts.clock.now(), username.clone());
    let is_free = accounts
        .db
        .write_locked(move |conn| {
            count_try(conn, &limits, now)??;
            // spares a hash; the unique name below decides
            Ok::<_, SignUpError>(store::find_account_by_name(conn, &name)?.is_none())
        })
        .await?;
    if !is_free {
        return Err(SignUpError::NameTaken);
    }
    create_account(accounts, username, password, Role::Participant).await
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
    let hash = accounts.hasher.hash(password).await?;
    let now = accounts.clock.now();
    let account = accounts
        .db
        .write(move |conn| {
            let made = store::insert_account(conn, &username, &hash, role, now)?;
            if role == Role::Manager && made.is_some() {
                store::delete_setup_links(conn)?;
            }
            made.ok_or(SignUpError::NameTaken)
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
    place: IpAddr,
) -> Result<Account, SignInError> {
    let tries = SignInTries::new(accounts, name, place);
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
            count_try(conn, &limits, now)??;
            Ok::<_, SignInError>(found)
        })
        .await?;
    let stored = found.as_ref().map(|(_, hash)| hash.clone());
    let is_outdated = match accounts.hasher.verify(attempt, stored).await {
        Ok(Verdict::Right { is_outdated }) => is_outdated,
        Ok(Verdict::Wrong) => return Err(SignInError::Wrong),
        Err(e) => {
            forgive(accounts, tries, None).await?;
            return Err(e.into());
        }
    };
    let Some((account, old)) = found.filter(|(account, _)| account.disabled_at.is_none()) else {
        return Err(SignInError::Wrong);
    };
    forgive(accounts, tries, Some(account.id)).await?;
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

/// The account with this number.
///
/// # Errors
/// The database failed.
pub async fn find_account(accounts: &Accounts, id: i64) -> Result<Option<Account>, StoreError> {
    accounts
        .db
        .read(move |conn| store::find_account(conn, id))
        .await
}

/// Removes expired sessions, counts, links and tokens, and places not seen for long. How many sessions those were.
///
/// # Errors
/// The database failed.
pub async fn remove_expired(accounts: &Accounts) -> Result<usize, StoreError> {
    let now = accounts.clock.now();
    accounts
        .db
        .write(move |conn| {
            store::delete_ended_tries(conn, now)?;
            store::delete_expired_setup_links(conn, now)?;
            store::delete_known_addresses(conn, now - KNOWN_PLACE)?;
            store::delete_expired_tokens(conn, now - tokens::SHOWN_AFTER_END)?;
            store::delete_expired_sessions(conn, now)
        })
        .await
}
