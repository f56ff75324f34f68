//! API tokens: making, listing and revoking one's own. Nothing here touches a token of another account.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::accounts::Accounts;
use crate::accounts::model::token::{
    ApiToken, Lifetime, MAX_TOKENS, PlainToken, TokenHash, TokenName, TokenSeed,
};
use crate::accounts::store;
use crate::audit::{self, Actor, account_object};
use crate::idempotency::{Answer, Once, OnceError, once};
use crate::keys::{KeyError, random};
use crate::store::{Conn, StoreError};
use crate::web::i18n::tr_with;

/// How long an expired token stays in the list, so that its owner sees why a program no longer works.
pub(super) const SHOWN_AFTER_END: TimeDelta = TimeDelta::days(30);

/// Why no token was made. The text is the user's.
#[derive(Debug, thiserror::Error)]
pub enum CreateTokenError {
    /// The account has as many as it may have.
    #[error("{}", tr_with("You have {n} tokens, which is as many as an account may have. Revoke one first.", &[("n", &MAX_TOKENS)]))]
    TooMany,
    /// The key stands for another request.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The system has no random numbers to give.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A token that was just made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// The token as lists show it.
    pub token: ApiToken,
    /// What it was made from.
    pub seed: TokenSeed,
}

/// Makes a token; [`reveal`] shows it.
///
/// # Errors
/// [`CreateTokenError`]; then there is no new token.
pub async fn create_token(
    accounts: &Accounts,
    actor: Actor,
    account: i64,
    name: TokenName,
    lifetime: Lifetime,
) -> Result<NewToken, CreateTokenError> {
    let making = Making::new(accounts, actor, account, name, lifetime)?;
    let made = accounts.db.write(move |conn| making.make(conn)).await?;
    log::info!(
        "accounts: account {account} made API token {}",
        made.token.id
    );
    Ok(made)
}

/// Makes a token once, however often it is asked for: `answer` says what is told then, with the seed in place of the
/// token; [`reveal`] puts the token there.
///
/// # Errors
/// [`CreateTokenError`]; then there is no new token.
pub async fn create_token_once(
    accounts: &Accounts,
    actor: Actor,
    account: i64,
    name: TokenName,
    lifetime: Lifetime,
    request: Once,
    answer: impl Fn(&NewToken) -> Result<Answer, serde_json::Error> + Send + 'static,
) -> Result<Answer, CreateTokenError> {
    let making = Making::new(accounts, actor, account, name, lifetime)?;
    accounts
        .db
        .write(move |conn| {
            once(
                conn,
                &request,
                making.now,
                |conn| making.make(conn),
                &answer,
            )
        })
        .await
}

/// The token of a seed.
pub fn reveal(accounts: &Accounts, seed: TokenSeed) -> PlainToken {
    accounts.token_key.token(seed)
}

struct Making {
    actor: Actor,
    account: i64,
    name: TokenName,
    seed: TokenSeed,
    hash: TokenHash,
    now: DateTime<Utc>,
    expires: Option<DateTime<Utc>>,
}

impl Making {
    fn new(
        accounts: &Accounts,
        actor: Actor,
        account: i64,
        name: TokenName,
        lifetime: Lifetime,
    ) -> Result<Self, KeyError> {
        let (seed, now) = (TokenSeed::new(random()?), accounts.clock.now());
        Ok(Making {
            actor,
            account,
            name,
            seed,
            hash: accounts.token_key.token(seed).hash(),
            now,
            expires: lifetime.end(now),
        })
    }

    fn make(&self, conn: &mut Conn) -> Result<NewToken, CreateTokenError> {
        if store::count_tokens(conn, self.account, self.now)? >= MAX_TOKENS {
            return Err(CreateTokenError::TooMany);
        }
        let token = store::insert_token(
            conn,
            self.account,
            &self.name,
            &self.hash,
            self.now,
            self.expires,
        )?;
        let (object, detail) = (account_object(self.account), json!({ "token": token.id }));
        audit::record(
            conn,
            self.now,
            &self.actor,
            "token.create",
            &object,
            &detail,
        )?;
        Ok(NewToken {
            token,
            seed: self.seed,
        })
    }
}

/// The account's tokens, oldest first.
///
/// # Errors
/// The database failed.
pub async fn list_tokens(accounts: &Accounts, account: i64) -> Result<Vec<ApiToken>, StoreError> {
    accounts
        .db
        .read(move |conn| store::list_tokens(conn, account))
        .await
}

/// Revokes one of the account's tokens, at once, and answers its name. `None` where the account has no such token;
/// whether somebody else has, is not said.
///
/// # Errors
/// The database failed.
pub async fn revoke_token(
    accounts: &Accounts,
    actor: &Actor,
    account: i64,
    id: i64,
) -> Result<Option<String>, StoreError> {
    let (actor, now) = (actor.clone(), accounts.clock.now());
    let revoked = accounts
        .db
        .write(move |conn| {
            let revoked = store::delete_token(conn, account, id)?;
            if revoked.is_some() {
                let (object, detail) = (account_object(account), json!({ "token": id }));
                audit::record(conn, now, &actor, "token.revoke", &object, &detail)?;
            }
            Ok::<_, StoreError>(revoked)
        })
        .await?;
    if revoked.is_some() {
        log::info!("accounts: account {account} revoked API token {id}");
    }
    Ok(revoked)
}
