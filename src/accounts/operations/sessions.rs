//! One's own sessions. Nothing here touches a session of another account.

use serde_json::json;

use crate::accounts::Accounts;
use crate::accounts::model::SessionSummary;
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::store::StoreError;

/// The places where the account is signed in, the one used last first.
///
/// # Errors
/// The database failed.
pub async fn list_sessions(
    accounts: &Accounts,
    account: i64,
) -> Result<Vec<SessionSummary>, StoreError> {
    let now = accounts.clock.now();
    accounts
        .db
        .read_short(move |conn| store::list_sessions(conn, account, now))
        .await
}

/// Ends one session of the actor's account. False where it has no such session; whether somebody else has, is not said.
///
/// # Errors
/// The database failed.
pub async fn revoke_session(
    accounts: &Accounts,
    actor: &Actor,
    session: String,
) -> Result<bool, StoreError> {
    end_session(accounts, actor, session, "session.revoke").await
}

/// Ends the session that the actor is using.
///
/// # Errors
/// The database failed.
pub async fn sign_out(
    accounts: &Accounts,
    actor: &Actor,
    session: String,
) -> Result<bool, StoreError> {
    end_session(accounts, actor, session, "sign_out").await
}

async fn end_session(
    accounts: &Accounts,
    actor: &Actor,
    session: String,
    action: &'static str,
) -> Result<bool, StoreError> {
    let (actor, now) = (actor.clone(), accounts.clock.now());
    let Some(account) = actor.account_id() else {
        return Ok(false);
    };
    accounts
        .db
        .write(move |conn| {
            let is_ended = store::delete_session_of(conn, account, &session)?;
            if is_ended {
                let object = account_object(account);
                audit::record(conn, now, &actor, action, &object, &json!({}))?;
            }
            Ok(is_ended)
        })
        .await
}

/// Ends every session of the actor's account but this one. How many there were.
///
/// # Errors
/// The database failed.
pub async fn revoke_other_sessions(
    accounts: &Accounts,
    actor: &Actor,
    session: String,
) -> Result<usize, StoreError> {
    let (actor, now) = (actor.clone(), accounts.clock.now());
    let Some(account) = actor.account_id() else {
        return Ok(0);
    };
    accounts
        .db
        .write(move |conn| {
            let ended = store::delete_sessions_of(conn, account, Some(&session))?;
            if ended > 0 {
                let (object, detail) = (account_object(account), json!({"sessions_ended": ended}));
                audit::record(conn, now, &actor, "session.revoke_others", &object, &detail)?;
            }
            Ok(ended)
        })
        .await
}
