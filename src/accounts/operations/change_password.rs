//! Changing one's password, which asks for the current one and ends all other sessions.

use std::net::IpAddr;

use serde_json::json;

use super::tries::{SignInTries, count_try, forgive, note_failure, note_refusal};
use crate::accounts::Accounts;
use crate::accounts::hasher::{HashError, Verdict};
use crate::accounts::model::Account;
use crate::accounts::model::password::{Password, PasswordAttempt, PasswordHash};
use crate::accounts::model::throttle::Throttled;
use crate::accounts::store;
use crate::audit::{self, account_object};
use crate::store::StoreError;
use crate::web::i18n::tr;

/// Why a password is as it was. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// Not the current password, or changed elsewhere meanwhile.
    #[error("{}", tr("That is not your current password."))]
    WrongCurrent,
    /// The account is gone or disabled, or this session was ended meanwhile.
    #[error("{}", tr("You are signed out. Sign in and try again."))]
    SignedOut,
    /// Too many tries.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// Nothing was checked or made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives the account a new password and ends its other sessions. The caller then begins this session anew.
///
/// # Errors
/// [`ChangePasswordError`]; then the password is as it was.
pub async fn change_password(
    accounts: &Accounts,
    account: i64,
    session: &str,
    current: &PasswordAttempt,
    new: &Password,
    address: IpAddr,
) -> Result<Account, ChangePasswordError> {
    let account = check_password(accounts, account, current, address).await?;
    let actor = account.actor(Some(address));
    let new = accounts.hasher.hash(new).await?;
    let (id, version) = (account.id, account.password_version);
    let (session, now) = (session.to_owned(), accounts.clock.now());
    let changed = accounts
        .db
        .write(move |conn| {
            // a thief's session that the owner has just ended must not finish what it had begun
            let mut sessions = store::list_sessions(conn, id, now)?.into_iter();
            if !sessions.any(|s| s.id == session) {
                return Err(ChangePasswordError::SignedOut);
            }
            if !store::mark_password_changed(conn, id, version, &new)? {
                return Err(ChangePasswordError::WrongCurrent);
            }
            let ended = store::delete_sessions_of(conn, id, Some(&session))?;
            let changed = store::find_account(conn, id)?.ok_or(ChangePasswordError::SignedOut)?;
            let (object, detail) = (account_object(id), json!({"sessions_ended": ended}));
            audit::record(conn, now, &actor, "password.change", &object, &detail)?;
            Ok(changed)
        })
        .await?;
    log::info!("accounts: the password of account {id} was changed");
    Ok(changed)
}

/// The account, if this is its password: for what asks for the password again. A stolen session may guess no faster
/// than the login page may.
///
/// # Errors
/// [`ChangePasswordError`]
pub(super) async fn check_password(
    accounts: &Accounts,
    account: i64,
    attempt: &PasswordAttempt,
    address: IpAddr,
) -> Result<Account, ChangePasswordError> {
    let (account, hash, tries) = count_password_try(accounts, account, address).await?;
    match accounts.hasher.verify(attempt, Some(hash)).await {
        Ok(Verdict::Right { .. }) => {}
        Ok(Verdict::Wrong) => {
            let (id, actor) = (account.id, account.actor(Some(address)));
            note_failure(accounts, actor, "password.failed", Some(id), "password").await?;
            return Err(ChangePasswordError::WrongCurrent);
        }
        Err(e) => {
            forgive(accounts, tries, None, None).await?;
            return Err(e.into());
        }
    }
    forgive(accounts, tries, Some(account.id), None).await?;
    Ok(account)
}

async fn count_password_try(
    accounts: &Accounts,
    account: i64,
    address: IpAddr,
) -> Result<(Account, PasswordHash, SignInTries), ChangePasswordError> {
    let (accounts, now) = (accounts.clone(), accounts.clock.now());
    let db = accounts.db.clone();
    let counted = db
        .write_locked(move |conn| {
            let (account, hash) = store::find_account_with_hash(conn, account)?
                .filter(|(account, _)| account.disabled_at.is_none())
                .ok_or(ChangePasswordError::SignedOut)?;
            let tries = SignInTries::new(&accounts, account.username.as_str(), address);
            let limits = tries.limits(conn, Some(account.id))?;
            if let Err(refused) = count_try(conn, &limits, now)? {
                let (actor, id) = (account.actor(Some(address)), Some(account.id));
                note_refusal(conn, &actor, "password.throttled", id, &refused, now)?;
                return Ok(Err(refused.throttled));
            }
            Ok::<_, ChangePasswordError>(Ok((account, hash, tries)))
        })
        .await?;
    Ok(counted?)
}
