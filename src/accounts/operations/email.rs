//! One's own e-mail address: entered with the password, confirmed by a link, removed with the password.

use std::net::IpAddr;

use serde_json::json;

use super::ChangePasswordError;
use super::change_password::check_password;
use super::letters;
use super::tries::count_try;
use crate::accounts::Accounts;
use crate::accounts::model::email::{
    CONFIRM_VALID, Choices, Email, LinkToken, PER_ACCOUNT, PER_RECIPIENT, Topic, token_hash,
};
use crate::accounts::model::password::PasswordAttempt;
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::keys::KeyError;
use crate::mail::{self, EmailAddress};
use crate::store::StoreError;
use crate::web::i18n::tr;

/// Why an address is as it was. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum EmailError {
    /// No mail leaves this site.
    #[error(
        "{}",
        tr("This site sends no mail, so an address cannot be confirmed.")
    )]
    MailOff,
    /// The address is confirmed already.
    #[error("{}", tr("That is your address already, and it is confirmed."))]
    Unchanged,
    /// The link was used, is too old, or never was.
    #[error("{}", tr("This link no longer works."))]
    LinkUsed,
    /// Wrong password, too many tries, signed out.
    #[error(transparent)]
    Password(#[from] ChangePasswordError),
    /// No token was made.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is known of the account's address.
///
/// # Errors
/// The database failed.
pub async fn find_email(accounts: &Accounts, account: i64) -> Result<Option<Email>, StoreError> {
    accounts
        .db
        .read(move |conn| store::find_email(conn, account))
        .await
}

/// Notes the address and sends a link to it. Until that is opened, a confirmed address stays and the new one gets
/// nothing else. Whether another account has the same address is neither asked nor said.
///
/// # Errors
/// [`EmailError`]; then nothing is changed and nothing is sent.
pub async fn enter_email(
    accounts: &Accounts,
    account: i64,
    attempt: &PasswordAttempt,
    email: EmailAddress,
    language: &'static str,
    place: IpAddr,
) -> Result<(), EmailError> {
    if !accounts.outbox.is_on() {
        return Err(EmailError::MailOff);
    }
    let account = check_password(accounts, account, attempt, place).await?;
    let token = LinkToken::generate()?;
    let key = &accounts.throttle_key;
    let limits = vec![
        (key.letters_of(account.id), PER_ACCOUNT),
        (key.letters_to(&email.key()), PER_RECIPIENT),
    ];
    let (now, outbox) = (accounts.clock.now(), accounts.outbox.clone());
    let actor = account.actor(Some(place));
    accounts
        .db
        .write_locked(move |conn| {
            let known = store::find_email(conn, account.id)?.and_then(|known| known.address);
            if known.is_some_and(|known| known == email) {
                return Err(EmailError::Unchanged);
            }
            if let Err(refused) = count_try(conn, &limits, now)? {
                return Err(ChangePasswordError::Throttled(refused.throttled).into());
            }
            let (id, until, hash) = (account.id, now + CONFIRM_VALID, token.hash());
            store::save_pending_email(conn, id, &email, &hash, until, language)?;
            let letter = letters::confirm(&outbox, id, &account.username, &email, &token, language);
            outbox.enqueue(conn, now, &letter)?;
            audit::record(
                conn,
                now,
                &actor,
                "email.enter",
                &account_object(id),
                &json!({}),
            )?;
            Ok(())
        })
        .await
}

/// The address that a link would confirm, while it works.
///
/// # Errors
/// The database failed.
pub async fn find_pending_email(
    accounts: &Accounts,
    token: &str,
) -> Result<Option<EmailAddress>, StoreError> {
    let (hash, now) = (token_hash(token), accounts.clock.now());
    let found = accounts
        .db
        .read(move |conn| store::find_pending_email(conn, &hash, now))
        .await?;
    Ok(found.map(|(_, address)| address))
}

/// Confirms an address and uses up the link. Whoever has the link reads the mailbox, so no sign-in is asked for.
///
/// # Errors
/// [`EmailError`]; then nothing is changed.
pub async fn confirm_email(
    accounts: &Accounts,
    token: &str,
    place: IpAddr,
) -> Result<EmailAddress, EmailError> {
    let (hash, now) = (token_hash(token), accounts.clock.now());
    let outbox = accounts.outbox.clone();
    accounts
        .db
        .write(move |conn| {
            let (id, address) =
                store::find_pending_email(conn, &hash, now)?.ok_or(EmailError::LinkUsed)?;
            let before = store::find_recipient(conn, id, None)?;
            if !store::mark_email_confirmed(conn, id, &address, &hash)? {
                return Err(EmailError::LinkUsed);
            }
            // links that went to the old mailbox are worth nothing now
            store::delete_resets_of(conn, id)?;
            if let Some(before) = before.filter(|before| before.address != address) {
                let letter = letters::address_was_changed(&outbox, &before);
                outbox.enqueue(conn, now, &letter)?;
            }
            let (actor, object) = (Actor::visitor(place), account_object(id));
            audit::record(conn, now, &actor, "email.confirm", &object, &json!({}))?;
            Ok(address)
        })
        .await
}

/// Removes the address, confirmed or not, with every letter to it that is kept.
///
/// # Errors
/// [`EmailError`]; then nothing is changed.
pub async fn remove_email(
    accounts: &Accounts,
    account: i64,
    attempt: &PasswordAttempt,
    place: IpAddr,
) -> Result<(), EmailError> {
    let account = check_password(accounts, account, attempt, place).await?;
    let (now, actor) = (accounts.clock.now(), account.actor(Some(place)));
    accounts
        .db
        .write(move |conn| {
            if store::delete_email(conn, account.id)? {
                store::delete_resets_of(conn, account.id)?;
                mail::forget_account(conn, account.id)?;
                let object = account_object(account.id);
                audit::record(conn, now, &actor, "email.remove", &object, &json!({}))?;
            }
            Ok(())
        })
        .await
}

/// What the account wants to be told. False where it has no address.
///
/// # Errors
/// The database failed.
pub async fn choose(
    accounts: &Accounts,
    account: i64,
    choices: Choices,
    language: &'static str,
) -> Result<bool, StoreError> {
    accounts
        .db
        .write(move |conn| store::mark_choices(conn, account, choices, language))
        .await
}

/// What a link that stops mails is for; nothing for one that this server did not make.
pub fn stop_link_topic(accounts: &Accounts, token: &str) -> Option<Topic> {
    accounts.stop_key.parse(token).map(|(_, topic)| topic)
}

/// Stops mails of a topic by a signed link. `None` for a link that this server did not make. Doing it twice is doing it
/// once.
///
/// # Errors
/// The database failed.
pub async fn stop_by_link(accounts: &Accounts, token: &str) -> Result<Option<Topic>, StoreError> {
    let Some((account, topic)) = accounts.stop_key.parse(token) else {
        return Ok(None);
    };
    accounts
        .db
        .write(move |conn| store::mark_stopped(conn, account, topic))
        .await?;
    Ok(Some(topic))
}
