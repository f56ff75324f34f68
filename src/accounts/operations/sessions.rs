//! One's own sessions. Nothing here touches a session of another account.

use crate::accounts::Accounts;
use crate::accounts::model::SessionSummary;
use crate::accounts::store;
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

/// Ends one session of the account. False where it has no such session; whether somebody else has, is not said.
///
/// # Errors
/// The database failed.
pub async fn revoke_session(
    accounts: &Accounts,
    account: i64,
    session: String,
) -> Result<bool, StoreError> {
    accounts
        .db
        .write(move |conn| store::delete_session_of(conn, account, &session))
        .await
}

/// Ends every session of the account but this one. How many there were.
///
/// # Errors
/// The database failed.
pub async fn revoke_other_sessions(
    accounts: &Accounts,
    account: i64,
    session: String,
) -> Result<usize, StoreError> {
    accounts
        .db
        .write(move |conn| store::delete_sessions_of(conn, account, Some(&session)))
        .await
}
