//! What managers, and whoever runs the server, do with accounts of others: the manager's page and `cli/account.rs`.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::accounts::Accounts;
use crate::accounts::model::{Account, DisableReason, Role, Username};
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::store::{Conn, StoreError};
use crate::web::i18n::tr;

/// How many accounts a page lists.
const PAGE: i64 = 50;

/// A change of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It becomes a manager.
    Promote,
    /// It becomes a participant.
    Demote,
    /// It can no longer be used.
    Disable(DisableReason),
    /// It can be used again.
    Enable,
}

/// Why an account was not changed. The text is the manager's.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// There is none.
    #[error("{}", tr("There is no such account."))]
    NotFound,
    /// It is so already.
    #[error("{}", tr("That was done before, so nothing was changed."))]
    Unchanged,
    /// Nobody could manage any more.
    #[error(
        "{}",
        tr(
            "This is the last manager who can sign in, so nothing was changed. Make another account a manager first."
        )
    )]
    LastManager,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An account as managers see it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The account.
    pub account: Account,
    /// Why it is disabled.
    pub disabled_reason: Option<String>,
    /// When it was last used, to within ten minutes.
    pub last_seen_at: Option<DateTime<Utc>>,
    /// How many ballots it has put in.
    pub ballots: u64,
}

/// Some accounts by name, and the name after which the next page begins.
#[derive(Debug, Clone)]
pub struct Roster {
    /// The accounts.
    pub accounts: Vec<Listed>,
    /// Where the next page begins, if there is one.
    pub after: Option<String>,
}

/// All accounts by name.
///
/// # Errors
/// The database failed.
pub async fn list(accounts: &Accounts) -> Result<Vec<Account>, StoreError> {
    accounts.db.read(store::list_accounts).await
}

/// The accounts whose names begin with `prefix` in any case, those after the name `after`.
///
/// # Errors
/// The database failed.
pub async fn search(accounts: &Accounts, prefix: &str, after: &str) -> Result<Roster, StoreError> {
    let (accounts, db) = (accounts.clone(), accounts.db.clone());
    let (prefix, after) = (prefix.trim().to_lowercase(), after.to_lowercase());
    db.read(move |conn| {
        let mut rows = store::search_accounts(conn, &prefix, &after, PAGE + 1)?;
        let has_more = rows.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
        if has_more {
            rows.pop();
        }
        let after = rows.last().filter(|_| has_more);
        let after = after.map(|(account, ..)| account.username.key());
        let accounts = with_ballots(conn, &accounts, rows)?;
        Ok(Roster { accounts, after })
    })
    .await
}

/// The account of this number.
///
/// # Errors
/// The database failed.
pub async fn find_listed(accounts: &Accounts, id: i64) -> Result<Option<Listed>, StoreError> {
    let (accounts, db) = (accounts.clone(), accounts.db.clone());
    db.read(move |conn| {
        let rows = store::find_listed(conn, id)?.into_iter().collect();
        Ok(with_ballots(conn, &accounts, rows)?.pop())
    })
    .await
}

fn with_ballots(
    conn: &mut Conn,
    accounts: &Accounts,
    rows: Vec<store::ListedRow>,
) -> Result<Vec<Listed>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|(account, ..)| account.id).collect();
    let mut ballots = std::collections::HashMap::new();
    for count in accounts
        .records
        .iter()
        .filter_map(|records| records.ballots)
    {
        for (id, count) in count(conn, &ids)? {
            *ballots.entry(id).or_insert(0) += count;
        }
    }
    let listed = |(account, disabled_reason, last_seen_at): store::ListedRow| Listed {
        ballots: ballots.get(&account.id).copied().unwrap_or(0),
        account,
        disabled_reason,
        last_seen_at,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// The account of this name in any case.
///
/// # Errors
/// The database failed.
pub async fn find_by_name(
    accounts: &Accounts,
    username: Username,
) -> Result<Option<Account>, StoreError> {
    let found = accounts
        .db
        .read(move |conn| store::find_account_by_name(conn, &username))
        .await?;
    Ok(found.map(|(account, _)| account))
}

/// Changes an account. Unless it is enabled, its sessions end: a manager's are shorter, and a disabled account has none.
/// The last manager who can sign in stays one, however many change managers at once.
///
/// # Errors
/// [`RosterError`]; then nothing was changed.
pub async fn change(
    accounts: &Accounts,
    actor: &Actor,
    id: i64,
    change: Change,
) -> Result<Account, RosterError> {
    let (actor, now) = (actor.clone(), accounts.clock.now());
    accounts
        .db
        .write(move |conn| {
            let account = store::find_account(conn, id)?.ok_or(RosterError::NotFound)?;
            let (action, mut detail) = apply(conn, &account, &change, now)?;
            if was_needed(&account) && store::count_managers(conn)? == 0 {
                return Err(RosterError::LastManager);
            }
            let ended = store::delete_sessions_of(conn, id, None)?;
            detail["sessions_ended"] = json!(ended);
            let changed = store::find_account(conn, id)?.ok_or(RosterError::NotFound)?;
            audit::record(conn, now, &actor, action, &account_object(id), &detail)?;
            Ok(changed)
        })
        .await
}

/// Whether the account is a manager who can sign in: one such must be left.
pub(super) fn was_needed(account: &Account) -> bool {
    account.role == Role::Manager && account.disabled_at.is_none()
}

fn apply(
    conn: &mut Conn,
    account: &Account,
    change: &Change,
    now: DateTime<Utc>,
) -> Result<(&'static str, serde_json::Value), RosterError> {
    let (id, is_disabled) = (account.id, account.disabled_at.is_some());
    match (change, account.role) {
        (Change::Promote, Role::Participant) => {
            store::mark_role(conn, id, Role::Manager)?;
            store::delete_setup_links(conn)?;
            Ok(("account.promote", json!({})))
        }
        (Change::Demote, Role::Manager) => {
            store::mark_role(conn, id, Role::Participant)?;
            Ok(("account.demote", json!({})))
        }
        (Change::Disable(reason), _) if !is_disabled => {
            store::mark_disabled(conn, id, Some((now, reason.as_str())))?;
            Ok(("account.disable", json!({"reason": reason.as_str()})))
        }
        (Change::Enable, _) if is_disabled => {
            store::mark_disabled(conn, id, None)?;
            Ok(("account.enable", json!({})))
        }
        _ => Err(RosterError::Unchanged),
    }
}
