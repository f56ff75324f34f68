//! What the session says about who is looking. Only this file and `session_store.rs` know its keys.
//! A handler can begin a sign-in and end one, and nothing else: there is no way to keep a key across a sign-in.

use actix_session::{Session, SessionInsertError};
use serde::{Deserialize, Serialize};

use super::model::limits::PersonalLimits;
use super::model::token::TokenSeed;
use super::model::{Account, Role};

/// Set by a sign-in, taken by the store when it makes the new row; never in the database.
pub(super) const OPENING: &str = "opening";
/// Set by the store when it loads a row; never in the database.
pub(super) const SIGNED_IN: &str = "signed_in";

/// What a token is made from that is to be shown on the next page. Of no use without the server's key.
const TOKEN_SEED: &str = "token_seed";

/// A sign-in that the store is to make a session of.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Opening {
    pub account_id: i64,
    pub password_version: i64,
    pub user_agent: String,
}

/// Who is signed in, as the database had it when this request began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The account.
    pub account_id: i64,
    /// Its name.
    pub username: String,
    /// Whether it may manage.
    pub is_manager: bool,
    /// This session, as lists of sessions name it.
    pub session_id: String,
    /// What the person allows themselves.
    #[serde(default)]
    pub limits: PersonalLimits,
}

impl SignedIn {
    pub(super) fn new(account: &Account, session_id: String) -> Self {
        SignedIn {
            account_id: account.id,
            username: account.username.to_string(),
            is_manager: account.role == Role::Manager,
            session_id,
            limits: account.limits,
        }
    }
}

/// Signs in, under a new key: whoever knew the old one (it may have been planted) knows nothing.
///
/// # Errors
/// The state cannot be written as JSON, which does not happen.
pub(super) fn sign_in(
    session: &Session,
    account: &Account,
    user_agent: &str,
) -> Result<(), SessionInsertError> {
    session.renew();
    session.remove(SIGNED_IN);
    session.insert(
        OPENING,
        Opening {
            account_id: account.id,
            password_version: account.password_version,
            user_agent: user_agent.chars().take(200).collect(),
        },
    )
}

/// Signs out: the row goes, and the cookie.
pub(super) fn sign_out(session: &Session) {
    session.purge();
}

/// Who is signed in.
pub(super) fn signed_in(session: &Session) -> Option<SignedIn> {
    session.get(SIGNED_IN).ok().flatten()
}

/// Remembers for the next page which token was just made.
///
/// # Errors
/// The state cannot be written as JSON, which does not happen.
pub(super) fn keep_token_seed(
    session: &Session,
    seed: TokenSeed,
) -> Result<(), SessionInsertError> {
    session.insert(TOKEN_SEED, seed.to_text())
}

/// The token that was just made, once.
pub(super) fn take_token_seed(session: &Session) -> Option<TokenSeed> {
    let text: Option<String> = session.get(TOKEN_SEED).ok().flatten();
    let seed = TokenSeed::from_text(&text?);
    session.remove(TOKEN_SEED);
    seed
}
