//! Accounts for programs: register, who am I, tokens. A handler parses, calls one operation and answers.

mod register;
mod tokens;

use actix_web::web;
use utoipa::OpenApi;

use super::operations::tokens::CreateTokenError;
use super::operations::{SignInError, SignUpError};
use crate::web::WebError;
use crate::web::api::{Access, ApiPart, ApiRoute};
use crate::web::problem::{Problem, ProblemKind};

/// The part as the application takes it.
pub const PART: ApiPart = ApiPart {
    routes,
    fragment: Fragment::openapi,
};

/// The name is somebody's.
const NAME_TAKEN: ProblemKind = ProblemKind {
    slug: "name-taken",
    status: 409,
    title: "The name is taken",
    about: "Another account has this username, in this or another case. Choose another one.",
};
/// Name and password do not belong together.
const WRONG_CREDENTIALS: ProblemKind = ProblemKind {
    slug: "wrong-credentials",
    status: 401,
    title: "Name and password do not belong together",
    about: "There is no such account, it has another password, or it is disabled; which of these is not said. Tries are counted.",
};
/// As many as an account may have.
const TOO_MANY_TOKENS: ProblemKind = ProblemKind {
    slug: "too-many-tokens",
    status: 409,
    title: "The account has too many tokens",
    about: "An account may have 20 tokens that work. Revoke one first.",
};

fn routes() -> Vec<ApiRoute> {
    use Access::{Account, Everyone};
    vec![
        ApiRoute::create("/accounts", "create_account", Everyone, || {
            web::post().to(register::create_account)
        })
        .with(&[&NAME_TAKEN]),
        ApiRoute::get("/me", "get_me", Account, || web::get().to(register::get_me)),
        ApiRoute::create("/tokens", "create_token", Everyone, || {
            web::post().to(tokens::create_token)
        })
        .with(&[&WRONG_CREDENTIALS, &TOO_MANY_TOKENS]),
        ApiRoute::get("/tokens", "list_tokens", Account, || {
            web::get().to(tokens::list_tokens)
        }),
        ApiRoute::get("/tokens/{id}", "get_token", Account, || {
            web::get().to(tokens::get_token)
        }),
        ApiRoute::delete("/tokens/{id}", "revoke_token", Account, || {
            web::delete().to(tokens::revoke_token)
        }),
    ]
}

#[derive(OpenApi)]
#[openapi(
    paths(
        register::create_account,
        register::get_me,
        tokens::create_token,
        tokens::list_tokens,
        tokens::get_token,
        tokens::revoke_token
    ),
    tags((name = "Accounts", description = "Register, and see whom a token acts for."),
         (name = "Tokens", description = "Make, list and revoke the tokens that programs act by."))
)]
struct Fragment;

impl From<SignUpError> for Problem {
    fn from(error: SignUpError) -> Self {
        match error {
            SignUpError::NameTaken => Problem::new(&NAME_TAKEN, error),
            SignUpError::Once(e) => e.into(),
            other => WebError::from(other).into(),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Problem::new(&WRONG_CREDENTIALS, error),
            other => WebError::from(other).into(),
        }
    }
}

impl From<CreateTokenError> for Problem {
    fn from(error: CreateTokenError) -> Self {
        match error {
            CreateTokenError::TooMany => Problem::new(&TOO_MANY_TOKENS, error),
            CreateTokenError::Once(e) => e.into(),
            CreateTokenError::Random(e) => Problem::internal(e),
            CreateTokenError::Store(e) => e.into(),
        }
    }
}
