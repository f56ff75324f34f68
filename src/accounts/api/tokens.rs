//! Making, listing and revoking tokens.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::accounts::model::password::PasswordAttempt;
use crate::accounts::model::token::{ApiToken, Lifetime, TokenName, TokenSeed};
use crate::accounts::operations::tokens::{self, NewToken, create_token_once};
use crate::accounts::operations::{self};
use crate::accounts::{Accounts, ApiAccount};
use crate::idempotency::{Answer, Fingerprint, Once, Owner, respond};
use crate::web::address::ClientAddress;
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, json};
use crate::web::problem::Problem;

/// A token, without what is secret of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    /// Its number.
    #[schema(example = "3")]
    pub id: String,
    /// What its owner calls it.
    #[schema(example = "nightly report")]
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to within ten minutes.
    #[schema(required)]
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it ends, if it does by itself.
    #[schema(required)]
    pub expires_at: Option<DateTime<Utc>>,
    /// Whether this request was sent with it.
    pub is_current: bool,
}

/// A token that was just made. The secret is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedToken {
    /// The secret, for `Authorization: Bearer`.
    #[schema(
        example = "clearlot_0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
    )]
    pub token: String,
    /// The token as lists show it.
    #[serde(flatten)]
    pub about: Token,
}

/// All tokens of an account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Tokens {
    /// Oldest first; there are few, so there are no pages.
    pub tokens: Vec<Token>,
}

/// Name and password of the account, and what the token is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// The account's name.
    #[schema(example = "amara")]
    username: String,
    /// The account's password.
    #[schema(example = "correct horse battery staple", format = Password)]
    password: String,
    /// What to call the token: 1 to 60 characters, so that you know it again.
    #[schema(
        example = "nightly report",
        min_length = 1,
        max_length = 60,
        // something that can be seen, and nothing that cannot be shown on one line
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069 \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000][^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$"
    )]
    name: String,
    /// For how many days it works; without, until it is revoked.
    #[schema(example = 90, minimum = 1, maximum = 3650)]
    expires_in_days: Option<u32>,
}

impl Token {
    fn new(token: &ApiToken, current: Option<i64>) -> Self {
        Token {
            id: token.id.to_string(),
            name: token.name.clone(),
            created_at: token.created_at,
            last_used_at: token.last_used_at,
            expires_at: token.expires_at,
            is_current: current == Some(token.id),
        }
    }
}

/// Make a token
///
/// Takes the account's name and password, counted as a sign-in is. The token is shown this once; only a hash of it is kept.
#[utoipa::path(
    post, path = "/tokens", tag = "Tokens", operation_id = "create_token",
    request_body = CreateToken,
    responses((status = 201, description = "The token is made. Keep it: it is not shown again.", body = CreatedToken))
)]
pub(super) async fn create_token(
    accounts: web::Data<Accounts>,
    address: ClientAddress,
    MaybeKey(key): MaybeKey,
    body: Body<CreateToken>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let name = TokenName::parse(&sent.name).map_err(|e| Problem::invalid_field("name", e))?;
    let lifetime = match sent.expires_in_days {
        None => Lifetime::ENDLESS,
        Some(days) => {
            Lifetime::days(days).map_err(|e| Problem::invalid_field("expires_in_days", e))?
        }
    };
    let attempt = PasswordAttempt::new(&sent.password);
    let account = operations::sign_in(&accounts, &sent.username, &attempt, address.0).await?;
    let asked = (name.as_str(), sent.expires_in_days);
    let request = Once::new(
        &Owner::Account(account.id),
        key.as_ref(),
        Fingerprint::new("create_token", &asked).map_err(Problem::internal)?,
    );
    let answer = |made: &NewToken| {
        let body = serde_json::to_string(&CreatedToken {
            token: made.seed.to_text(),
            about: Token::new(&made.token, None),
        })?;
        let location = format!("/api/tokens/{}", made.token.id);
        Ok(Answer::new(201, Some(location), body))
    };
    let told = create_token_once(
        &accounts,
        account.actor(Some(address.0)),
        account.id,
        name,
        lifetime,
        request,
        answer,
    )
    .await?;
    respond(with_secret(&accounts, told)?)
}

/// What is kept for a day with the key has the seed where the answer has the token.
fn with_secret(accounts: &Accounts, mut told: Answer) -> Result<Answer, Problem> {
    let mut body: Value = serde_json::from_str(&told.body).map_err(Problem::internal)?;
    let seed = body.get("token").and_then(Value::as_str);
    let seed = seed
        .and_then(TokenSeed::from_text)
        .ok_or_else(|| Problem::internal("a stored answer has no seed"))?;
    body["token"] = tokens::reveal(accounts, seed).reveal().into();
    told.body = body.to_string();
    Ok(told)
}

/// List my tokens
#[utoipa::path(
    get, path = "/tokens", tag = "Tokens", operation_id = "list_tokens",
    responses((status = 200, description = "The tokens of the account, those that expired in the last month included.", body = Tokens))
)]
pub(super) async fn list_tokens(
    accounts: web::Data<Accounts>,
    me: ApiAccount,
) -> Result<HttpResponse, Problem> {
    let tokens = tokens::list_tokens(&accounts, me.id).await?;
    let shown = |token: &ApiToken| Token::new(token, Some(me.token_id));
    let tokens = tokens.iter().map(shown).collect();
    json(StatusCode::OK, &Tokens { tokens })
}

/// Read one of my tokens
#[utoipa::path(
    get, path = "/tokens/{id}", tag = "Tokens", operation_id = "get_token",
    params(("id" = String, Path, description = "The token's number.", example = "3")),
    responses((status = 200, description = "The token, without its secret.", body = Token))
)]
pub(super) async fn get_token(
    accounts: web::Data<Accounts>,
    me: ApiAccount,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let tokens = tokens::list_tokens(&accounts, me.id).await?;
    let found = tokens.iter().find(|token| token.id.to_string() == *id);
    let token = found.ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &Token::new(token, Some(me.token_id)))
}

/// Revoke one of my tokens
///
/// It opens nothing from then on. A token may revoke itself.
#[utoipa::path(
    delete, path = "/tokens/{id}", tag = "Tokens", operation_id = "revoke_token",
    params(("id" = String, Path, description = "The token's number.", example = "3")),
    responses((status = 204, description = "The token is revoked."))
)]
pub(super) async fn revoke_token(
    accounts: web::Data<Accounts>,
    me: ApiAccount,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = id.parse().map_err(|_no_number| Problem::not_found())?;
    match tokens::revoke_token(&accounts, &me.actor(), me.id, id).await? {
        Some(_name) => Ok(HttpResponse::NoContent().finish()),
        None => Err(Problem::not_found()),
    }
}
