//! The pages of accounts: a handler parses, calls one operation and answers. What is decided is decided there.

mod account;
mod audit;
mod audit_words;
mod credentials;
mod email;
mod entry;
mod leaving;
mod limits;
mod manage;
mod reset;
mod set_up;
mod tokens;

pub(super) use account::{change_password, revoke_other_sessions, revoke_session, show_account};
pub(super) use audit::{export_audit, show_audit};
pub(super) use email::{
    choose, confirm, enter_email, remove_email, show_confirm, show_email, show_stop, stop,
};
pub(super) use entry::{show_login, show_sign_up, sign_in, sign_out, sign_up};
pub(super) use leaving::{delete_own_account, download_data, say_goodbye, show_delete};
pub(super) use limits::{change_own_limits, show_limits};
pub(super) use manage::{change_account, list_accounts, show_managed_account};
pub(super) use reset::{request_reset, reset_password, show_forgot, show_reset};
pub(super) use set_up::{set_up, show_set_up};
pub(super) use tokens::{create_token, revoke_token, show_tokens};

use actix_session::Session;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use chrono_tz::Tz;

use super::model::Account;
use super::session;
use crate::web::WebError;

/// Accounts have no time zone of their own, and these times are compared with nothing.
const ZONE: Tz = Tz::UTC;

type Answer = Result<HttpResponse, WebError>;

/// A form that is shown again with what is wrong with it.
const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// Begins a session for the account, in this browser.
fn begin(request: &HttpRequest, session: &Session, account: &Account) -> Result<(), WebError> {
    let user_agent = request.headers().get(header::USER_AGENT);
    let user_agent = user_agent.and_then(|value| value.to_str().ok());
    session::sign_in(session, account, user_agent.unwrap_or_default())
        .map_err(|e| WebError::internal(e.to_string()))
}
