//! Forgotten passwords: asking for a link, and what the link leads to.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE};
use crate::accounts::Accounts;
use crate::accounts::email_views::{ForgotPasswordPage, MailLinkPage, ResetPasswordPage};
use crate::accounts::model::Username;
use crate::accounts::model::password::Password;
use crate::accounts::operations::{self, ResetError};
use crate::web::address::ClientAddress;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::i18n::{current, tr};
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::{Form, Page};

pub(in crate::accounts) async fn show_forgot(page: Page, accounts: web::Data<Accounts>) -> Answer {
    forgot_page(StatusCode::OK, page, &accounts, Field::default(), false)
}

/// The name as typed.
#[derive(Deserialize)]
pub(in crate::accounts) struct Name {
    #[serde(default)]
    username: String,
}

/// The answer is the same for every name.
pub(in crate::accounts) async fn request_reset(
    page: Page,
    accounts: web::Data<Accounts>,
    address: ClientAddress,
    Form(typed): Form<Name>,
) -> Answer {
    let field = Field::new(&typed.username);
    let username = match Username::parse(&typed.username) {
        Ok(username) => username,
        Err(e) => {
            let field = field.with_error(e.to_string());
            return forgot_page(UNPROCESSABLE, page, &accounts, field, false);
        }
    };
    match operations::request_reset(&accounts, username, current().code(), address.0).await {
        Ok(()) => forgot_page(StatusCode::OK, page, &accounts, field, true),
        Err(ResetError::MailOff) => {
            forgot_page(StatusCode::CONFLICT, page, &accounts, field, false)
        }
        Err(e) => Err(e.into()),
    }
}

fn forgot_page(
    status: StatusCode,
    page: Page,
    accounts: &Accounts,
    username: Field,
    is_sent: bool,
) -> Answer {
    let view = ForgotPasswordPage {
        page,
        is_on: accounts.sends_mail(),
        username,
        is_sent,
    };
    html(status, &view)
}

pub(in crate::accounts) async fn show_reset(
    page: Page,
    accounts: web::Data<Accounts>,
    token: web::Path<String>,
) -> Answer {
    match operations::find_reset(&accounts, &token).await? {
        Some(account) => reset_page(
            StatusCode::OK,
            page,
            &token,
            account.username.as_str(),
            Field::default(),
        ),
        None => dead_link(page),
    }
}

/// The new password, and never shown again.
#[derive(Deserialize)]
pub(in crate::accounts) struct NewPassword {
    #[serde(default)]
    new_password: String,
}

pub(in crate::accounts) async fn reset_password(
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    address: ClientAddress,
    token: web::Path<String>,
    Form(typed): Form<NewPassword>,
) -> Answer {
    let Some(account) = operations::find_reset(&accounts, &token).await? else {
        return dead_link(page);
    };
    let name = account.username.as_str();
    let new = match Password::parse(&typed.new_password, name) {
        Ok(new) => new,
        Err(e) => {
            let field = Field::default().with_error(e.to_string());
            return reset_page(UNPROCESSABLE, page, &token, name, field);
        }
    };
    match operations::reset_password(&accounts, &token, &new, address.0).await {
        Ok(()) => {
            let text = tr(
                "Your new password is set, and you are signed out everywhere. Sign in with it now.",
            );
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other("/login"))
        }
        Err(ResetError::LinkUsed) => dead_link(page),
        Err(e) => Err(e.into()),
    }
}

fn reset_page(
    status: StatusCode,
    page: Page,
    token: &str,
    username: &str,
    password: Field,
) -> Answer {
    let view = ResetPasswordPage {
        page,
        token: token.to_owned(),
        username: username.to_owned(),
        password,
        min_password: Password::MIN,
    };
    html(status, &view)
}

fn dead_link(page: Page) -> Answer {
    let view = MailLinkPage {
        page,
        title: tr("This link no longer works").to_owned(),
        text: tr("It was used before, is older than 30 minutes, or the password was changed meanwhile. You can ask for a new one under “Forgot your password?”.")
            .to_owned(),
        action: None,
    };
    html(StatusCode::NOT_FOUND, &view)
}
