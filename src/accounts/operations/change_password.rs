//! Changing one's password, which asks for the current one and ends all other sessions.

use std::net::IpAddr;

use super::tries::{SignInTries, count_try, forgive};
use crate::accounts::Accounts;
use crate::accounts::hasher::{HashError, Verdict};
use crate::accounts::model::Account;
use crate::accounts::model::password::{Password, PasswordAttempt, PasswordHash};
use crate::accounts::model::throttle::Throttled;
use crate::accounts::store;
use crate::store::StoreError;

/// Why a password is as it was. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// Not the current password, or changed elsewhere meanwhile.
    #[error("That is not your current password.")]
    WrongCurrent,
    /// The account is gone or disabled, or this session was ended meanwhile.
    #[error("You are signed out. Sign in and try again.")]
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
    place: IpAddr,
) -> Result<Account, ChangePasswordError> {
    let (account, hash, tries) = count_password_try(accounts, account, place).await?;
    match accounts.hasher.verify(current, Some(hash)).await {
        Ok(Verdict::Right { .. }) => {}
        Ok(Verdict::Wrong) => return Err(ChangePasswordError::WrongCurrent),
        Err(e) => {
            forgive(accounts, tries, None).await?;
            return Err(e.into());
        }
    }
    forgive(accounts, tries, Some(account.id)).await?;
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
            store::delete_sessions_of(conn, id, Some(&session))?;
            store::find_account(conn, id)?.ok_or(ChangePasswordError::SignedOut)
        })
        .await?;
    log::info!("accounts: the password of account {id} was changed");
    Ok(changed)
}

/// A stolen session may guess the password no faster than the login page may.
async fn count_password_try(
    accounts: &Accounts,
    account: i64,
    place: IpAddr,
) -> Result<(Account, PasswordHash, SignInTries), ChangePasswordError> {
    let (accounts, now) = (accounts.clone(), accounts.clock.now());
    let db = accounts.db.clone();
    db.write_locked(move |conn| {
        let (account, hash) = store::find_account_with_hash(conn, account)?
            .filter(|(account, _)| account.disabled_at.is_none())
            .ok_or(ChangePasswordError::SignedOut)?;
        let tries = SignInTries::new(&accounts, account.username.as_str(), place);
        let limits = tries.limits(conn, Some(account.id))?;
        count_try(conn, &limits, now)??;
        Ok((account, hash, tries))
    })
    .await
}
