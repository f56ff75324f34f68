//! Forgotten passwords: a link by mail, to the confirmed address, that sets a new one once.
//!
//! What is typed on the page is only noted. A job looks up later whether there is such an account with such an address,
//! so that the page does the same work and gives the same answer for every name.

use std::net::IpAddr;

use serde_json::json;

use super::letters;
use super::tries::count_try;
use crate::accounts::Accounts;
use crate::accounts::hasher::HashError;
use crate::accounts::model::email::{
    LinkToken, RESET_VALID, RESETS_PER_ACCOUNT, RESETS_PER_PLACE, token_hash,
};
use crate::accounts::model::password::Password;
use crate::accounts::model::throttle::Throttled;
use crate::accounts::model::{Account, Username};
use crate::accounts::store;
use crate::audit::{self, account_object};
use crate::keys::KeyError;
use crate::store::StoreError;
use crate::web::address::place_of;
use crate::web::i18n::tr;

/// How many requests one run of the job answers.
const BATCH: u32 = 50;

/// Why no link is sent, or no password set. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// No mail leaves this site.
    #[error(
        "{}",
        tr(
            "This site sends no mail, so a new password cannot be set by mail. Ask whoever runs this site."
        )
    )]
    MailOff,
    /// The link was used, is too old, or never was.
    #[error("{}", tr("This link no longer works. Ask for a new one."))]
    LinkUsed,
    /// Too many from one address.
    #[error(transparent)]
    Throttled(#[from] Throttled),
    /// No hash was made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// No token was made.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Notes that somebody has forgotten the password of this name, which nobody need have.
///
/// # Errors
/// [`ResetError`], the same for every name.
pub async fn request_reset(
    accounts: &Accounts,
    username: Username,
    language: &'static str,
    address: IpAddr,
) -> Result<(), ResetError> {
    if !accounts.outbox.is_on() {
        return Err(ResetError::MailOff);
    }
    let bucket = accounts.throttle_key.resets_from(place_of(address));
    let now = accounts.clock.now();
    accounts
        .db
        .write_locked(move |conn| {
            if let Err(refused) = count_try(conn, &[(bucket.clone(), RESETS_PER_PLACE)], now)? {
                return Err(refused.throttled.into());
            }
            Ok(store::insert_reset_request(conn, &username, language, now)?)
        })
        .await
}

/// Sends links for the names that were typed, where there is an account in use with a confirmed address. How many.
///
/// # Errors
/// [`ResetError`]; what is not done yet is done the next time.
pub async fn answer_reset_requests(accounts: &Accounts) -> Result<usize, ResetError> {
    let requests = accounts
        .db
        .read(|conn| store::list_reset_requests(conn, BATCH))
        .await?;
    let mut sent = 0;
    for request in requests {
        let token = LinkToken::generate()?;
        let (accounts, now) = (accounts.clone(), accounts.clock.now());
        let (key, outbox) = (accounts.throttle_key.clone(), accounts.outbox.clone());
        let is_sent = accounts
            .db
            .write(move |conn| {
                if !store::delete_reset_request(conn, request.id)? {
                    return Ok(false);
                }
                let Some((account, _)) = store::find_account_by_name(conn, &request.username)?
                else {
                    return Ok(false);
                };
                let Some(to) = store::find_recipient(conn, account.id, None)? else {
                    return Ok(false);
                };
                let bucket = key.resets_of(account.id);
                if count_try(conn, &[(bucket, RESETS_PER_ACCOUNT)], now)?.is_err() {
                    return Ok(false);
                }
                let (version, until) = (account.password_version, now + RESET_VALID);
                store::insert_reset(conn, &token.hash(), account.id, version, until)?;
                outbox.enqueue(
                    conn,
                    now,
                    &letters::reset(&outbox, &to, &token, &request.language),
                )
            })
            .await;
        sent += usize::from(is_sent.map_err(ResetError::Store)?);
    }
    Ok(sent)
}

/// The account whose password a link sets, while it works.
///
/// # Errors
/// The database failed.
pub async fn find_reset(accounts: &Accounts, token: &str) -> Result<Option<Account>, StoreError> {
    let (hash, now) = (token_hash(token), accounts.clock.now());
    accounts
        .db
        .read(move |conn| {
            let Some((account, version)) = store::find_reset(conn, &hash, now)? else {
                return Ok(None);
            };
            let account = store::find_account(conn, account)?;
            Ok(account.filter(|a| a.disabled_at.is_none() && a.password_version == version))
        })
        .await
}

/// Sets a new password, ends every session of the account and uses up the link; of two at once, one does.
///
/// # Errors
/// [`ResetError`]; then the password is as it was.
pub async fn reset_password(
    accounts: &Accounts,
    token: &str,
    new: &Password,
    address: IpAddr,
) -> Result<(), ResetError> {
    let account = find_reset(accounts, token)
        .await?
        .ok_or(ResetError::LinkUsed)?;
    let new = accounts.hasher.hash(new).await?;
    let (hash, now, outbox) = (
        token_hash(token),
        accounts.clock.now(),
        accounts.outbox.clone(),
    );
    let (id, actor) = (account.id, account.actor(Some(address)));
    accounts
        .db
        .write(move |conn| {
            let found = store::find_reset(conn, &hash, now)?;
            let (found, version) = found.ok_or(ResetError::LinkUsed)?;
            let is_usable = store::find_account(conn, id)?.is_some_and(|a| a.disabled_at.is_none());
            if found != id || !is_usable || !store::mark_password_changed(conn, id, version, &new)?
            {
                return Err(ResetError::LinkUsed);
            }
            let ended = store::delete_sessions_of(conn, id, None)?;
            store::delete_resets_of(conn, id)?;
            if let Some(to) = store::find_recipient(conn, id, None)? {
                let letter = letters::password_was_reset(&outbox, &to);
                outbox.enqueue(conn, now, &letter)?;
            }
            let detail = json!({"sessions_ended": ended});
            audit::record(
                conn,
                now,
                &actor,
                "password.reset",
                &account_object(id),
                &detail,
            )?;
            Ok(())
        })
        .await?;
    log::info!("accounts: the password of account {id} was set by a link");
    Ok(())
}
