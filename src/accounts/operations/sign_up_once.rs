//! Sign-up for programs: as sign-up, but once, however often it is sent under the same key.
//!
//! The password is no part of what is kept with the key: a hash that is fast to make would be a way to guess it. Whoever
//! sends the same key again shows by the password itself that the request is the same.

use std::net::IpAddr;

use serde_json::json;

use super::{SignUpError, count_try, note_refusal};
use crate::accounts::Accounts;
use crate::accounts::hasher::Verdict;
use crate::accounts::model::password::{Password, PasswordAttempt};
use crate::accounts::model::{Account, Role, Username};
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::idempotency::{Answer, Once, OnceError, find_answer, once};
use crate::web::address::place_of;

/// Makes an account that takes part, or gives the earlier answer again. `answer` says what is told of a new one.
///
/// # Errors
/// [`SignUpError`]; then there is no new account.
pub async fn sign_up_once(
    accounts: &Accounts,
    username: Username,
    (password, attempt): (&Password, &PasswordAttempt),
    address: IpAddr,
    request: Once,
    answer: impl Fn(&Account) -> Result<Answer, serde_json::Error> + Send + 'static,
) -> Result<Answer, SignUpError> {
    let bucket = accounts.throttle_key.sign_up_address(place_of(address));
    let limits = vec![(bucket, accounts.config.limits.sign_up_address)];
    let (now, name, asked) = (accounts.clock.now(), username.clone(), request.clone());
    let counted = accounts
        .db
        .write_locked(move |conn| {
            if let Err(refused) = count_try(conn, &limits, now)? {
                let actor = Actor::visitor(address);
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
            let known = find_answer(conn, &asked, now)?;
            // spares a hash; the unique name below decides
            let found = store::find_account_by_name(conn, &name)?;
            Ok::<_, SignUpError>(Ok((known, found.is_none())))
        })
        .await?;
    let (known, is_free) = counted?;
    if let Some(known) = known {
        return same_password(accounts, username, attempt, known).await;
    }
    if !is_free {
        return Err(SignUpError::NameTaken);
    }
    let hash = accounts.hasher.hash(password).await?;
    let (name, retired) = (
        username.clone(),
        accounts.throttle_key.retired_name(&username),
    );
    let told = accounts
        .db
        .write(move |conn| {
            let make = |conn: &mut _| {
                let made =
                    store::insert_account(conn, &name, &hash, Role::Participant, &retired, now)?;
                let account = made.ok_or(SignUpError::NameTaken)?;
                let (actor, object) = (account.actor(Some(address)), account_object(account.id));
                let detail = json!({"role": account.role.as_str(), "by": "api"});
                audit::record(conn, now, &actor, "account.sign_up", &object, &detail)?;
                Ok::<_, SignUpError>(account)
            };
            once(conn, &request, now, make, &answer)
        })
        .await?;
    if told.replayed {
        return same_password(accounts, username, attempt, told).await;
    }
    log::info!("accounts: made participant {username} by the API");
    Ok(told)
}

/// The earlier answer, for whoever has the password of the account it speaks of.
async fn same_password(
    accounts: &Accounts,
    username: Username,
    attempt: &PasswordAttempt,
    known: Answer,
) -> Result<Answer, SignUpError> {
    let found = accounts
        .db
        .read(move |conn| store::find_account_by_name(conn, &username))
        .await?;
    match accounts
        .hasher
        .verify(attempt, found.map(|(_, hash)| hash))
        .await?
    {
        Verdict::Right { .. } => Ok(known),
        Verdict::Wrong => Err(OnceError::KeyReused.into()),
    }
}
