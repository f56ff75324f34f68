//! Registering, and whom a token acts for.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::model::password::{Password, PasswordAttempt};
use crate::accounts::model::{self, Username};
use crate::accounts::operations::{self, sign_up_once::sign_up_once};
use crate::accounts::{Accounts, ApiAccount};
use crate::idempotency::{Answer, Fingerprint, Once, Owner, respond};
use crate::web::address::ClientAddress;
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, json};
use crate::web::problem::Problem;

/// What an account is to its owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct Account {
    /// Its number.
    #[schema(example = "7")]
    pub id: String,
    /// Its name.
    #[schema(example = "amara")]
    pub username: String,
    /// What it may do.
    pub role: Role,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What an account may do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Takes part.
    Participant,
    /// Also makes and changes lotteries.
    Manager,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAccount {
    /// 3 to 32 letters from a to z, digits and the signs `_`, `-`, `.`; begins with a letter or a digit. Names that
    /// differ only in case are one.
    #[schema(
        example = "amara",
        min_length = 3,
        max_length = 32,
        pattern = "^[A-Za-z0-9][A-Za-z0-9_.-]{2,31}$"
    )]
    username: String,
    /// 8 to 128 characters; a common password or one made of the username is refused.
    #[schema(
        example = "correct horse battery staple",
        min_length = 8,
        max_length = 128,
        format = Password
    )]
    password: String,
}

impl From<&model::Account> for Account {
    fn from(account: &model::Account) -> Self {
        Account {
            id: account.id.to_string(),
            username: account.username.to_string(),
            role: match account.role {
                model::Role::Participant => Role::Participant,
                model::Role::Manager => Role::Manager,
            },
            created_at: account.created_at,
        }
    }
}

/// Register an account
///
/// Makes an account that takes part in draws. Anybody may; one address may only make so many an hour. To act for the
/// account, make a token next.
#[utoipa::path(
    post, path = "/accounts", tag = "Accounts", operation_id = "create_account",
    request_body = CreateAccount,
    responses((status = 201, description = "The account is made.", body = Account))
)]
pub(super) async fn create_account(
    accounts: web::Data<Accounts>,
    address: ClientAddress,
    MaybeKey(key): MaybeKey,
    body: Body<CreateAccount>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let username = Username::parse(&sent.username);
    let password = Password::parse(&sent.password, &sent.username);
    let (username, password) = match (username, password) {
        (Ok(username), Ok(password)) => (username, password),
        (username, password) => {
            let username = username.err().map(|e| ("username", e.to_string()));
            let password = password.err().map(|e| ("password", e.to_string()));
            return Err(Problem::invalid(username.into_iter().chain(password)));
        }
    };
    let request = Once::new(
        &Owner::NewAccount(username.key()),
        key.as_ref(),
        Fingerprint::new("create_account", &username.as_str()).map_err(Problem::internal)?,
    );
    let attempt = PasswordAttempt::new(&sent.password);
    let answer = |account: &model::Account| {
        let body = serde_json::to_string(&Account::from(account))?;
        Ok(Answer::new(201, Some("/api/me".to_owned()), body))
    };
    let place = address.0;
    let passwords = (&password, &attempt);
    respond(sign_up_once(&accounts, username, passwords, place, request, answer).await?)
}

/// See whom the token acts for
#[utoipa::path(
    get, path = "/me", tag = "Accounts", operation_id = "get_me",
    responses((status = 200, description = "The account of the token.", body = Account))
)]
pub(super) async fn get_me(
    accounts: web::Data<Accounts>,
    me: ApiAccount,
) -> Result<HttpResponse, Problem> {
    // gone since the token was looked up
    let account = operations::find_account(&accounts, me.id)
        .await?
        .ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &Account::from(&account))
}
