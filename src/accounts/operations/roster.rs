//! What whoever runs the server does with accounts of others. There is no page for it yet; `cli/account.rs` calls it.

use serde_json::json;

use crate::accounts::Accounts;
use crate::accounts::model::{Account, Role, Username};
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::store::{Conn, StoreError};

/// All accounts by name.
///
/// # Errors
/// The database failed.
pub async fn list(accounts: &Accounts) -> Result<Vec<Account>, StoreError> {
    accounts.db.read(store::list_accounts).await
}

/// Makes the account a manager. Its sessions end, because a manager's are shorter.
/// `None` where nobody has the name.
///
/// # Errors
/// The database failed.
pub async fn promote(
    accounts: &Accounts,
    actor: &Actor,
    username: Username,
) -> Result<Option<Account>, StoreError> {
    change(accounts, actor, "account.promote", username, |conn, id| {
        store::mark_role(conn, id, Role::Manager)?;
        store::delete_setup_links(conn)
    })
    .await
}

/// Keeps the account from being used. Its sessions end.
/// `None` where nobody has the name.
///
/// # Errors
/// The database failed.
pub async fn disable(
    accounts: &Accounts,
    actor: &Actor,
    username: Username,
) -> Result<Option<Account>, StoreError> {
    let now = accounts.clock.now();
    change(
        accounts,
        actor,
        "account.disable",
        username,
        move |conn, id| store::mark_disabled(conn, id, Some(now)),
    )
    .await
}

/// Lets the account be used again.
/// `None` where nobody has the name.
///
/// # Errors
/// The database failed.
pub async fn enable(
    accounts: &Accounts,
    actor: &Actor,
    username: Username,
) -> Result<Option<Account>, StoreError> {
    change(accounts, actor, "account.enable", username, |conn, id| {
        store::mark_disabled(conn, id, None)
    })
    .await
}

async fn change(
    accounts: &Accounts,
    actor: &Actor,
    action: &'static str,
    username: Username,
    how: impl Fn(&mut Conn, i64) -> Result<(), StoreError> + Send + 'static,
) -> Result<Option<Account>, StoreError> {
    let (actor, now) = (actor.clone(), accounts.clock.now());
    accounts
        .db
        .write(move |conn| {
            let Some((account, _)) = store::find_account_by_name(conn, &username)? else {
                return Ok(None);
            };
            how(conn, account.id)?;
            let ended = store::delete_sessions_of(conn, account.id, None)?;
            let changed = store::find_account(conn, account.id)?;
            let (object, detail) = (account_object(account.id), json!({"sessions_ended": ended}));
            audit::record(conn, now, &actor, action, &object, &detail)?;
            Ok(changed)
        })
        .await
}
