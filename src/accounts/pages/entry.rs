//! Sign-up, login and logout.

use actix_session::Session;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::credentials::Credentials;
use super::{Answer, UNPROCESSABLE, begin};
use crate::accounts::Accounts;
use crate::accounts::current::MaybeAccount;
use crate::accounts::model::next::LocalPath;
use crate::accounts::model::password::{Password, PasswordAttempt};
use crate::accounts::model::throttle::Throttled;
use crate::accounts::operations::{self, SignInError, SignUpError};
use crate::accounts::session;
use crate::accounts::views::{CredentialsForm, LoginPage, SignUpPage};
use crate::audit::Actor;
use crate::web::address::ClientAddress;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::tr_with;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::TimeLeft;
use crate::web::{Form, Page};

/// The query of a page that leads on.
#[derive(Deserialize)]
pub(in crate::accounts) struct Next {
    #[serde(default)]
    next: String,
}

pub(in crate::accounts) async fn show_sign_up(
    page: Page,
    account: MaybeAccount,
    query: web::Query<Next>,
) -> Answer {
    let next = LocalPath::parse_or_home(&query.next);
    match account.0 {
        Some(_) => Ok(see_other(next.as_str())),
        None => sign_up_page(StatusCode::OK, page, empty_form(&next)),
    }
}

pub(in crate::accounts) async fn sign_up(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    address: ClientAddress,
    Form(typed): Form<Credentials>,
) -> Answer {
    let (username, password) = match typed.parse() {
        Ok(parsed) => parsed,
        Err(refused) => return sign_up_page(UNPROCESSABLE, page, typed.form_with(&refused)),
    };
    match operations::sign_up(&accounts, username, &password, address.0).await {
        Ok(account) => {
            let text = tr_with(
                "Your account is ready, {name}. You are signed in.",
                &[("name", &account.username)],
            );
            begin(&request, &session, &account)?;
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(typed.next().as_str()))
        }
        Err(e @ SignUpError::NameTaken) => {
            sign_up_page(UNPROCESSABLE, page, typed.form_with_name_error(&e))
        }
        Err(e) => Err(e.into()),
    }
}

pub(in crate::accounts) async fn show_login(
    page: Page,
    account: MaybeAccount,
    query: web::Query<Next>,
) -> Answer {
    let next = LocalPath::parse_or_home(&query.next);
    match account.0 {
        Some(_) => Ok(see_other(next.as_str())),
        None => login_page(StatusCode::OK, page, empty_form(&next), None),
    }
}

pub(in crate::accounts) async fn sign_in(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    address: ClientAddress,
    Form(typed): Form<Credentials>,
) -> Answer {
    let attempt = PasswordAttempt::new(&typed.password);
    match operations::sign_in(&accounts, &typed.username, &attempt, address.0).await {
        Ok(account) => {
            begin(&request, &session, &account)?;
            Ok(see_other(typed.next().as_str()))
        }
        Err(e @ SignInError::Wrong) => {
            let mut form = typed.form();
            form.form_errors.push(e.to_string());
            login_page(StatusCode::UNAUTHORIZED, page, form, None)
        }
        Err(SignInError::Throttled(e)) => {
            login_page(StatusCode::TOO_MANY_REQUESTS, page, typed.form(), Some(e))
        }
        Err(e) => Err(e.into()),
    }
}

pub(in crate::accounts) async fn sign_out(
    accounts: web::Data<Accounts>,
    session: Session,
    account: MaybeAccount,
    actor: Actor,
) -> Answer {
    if let Some(account) = account.0 {
        operations::sign_out(&accounts, &actor, account.session_id).await?;
    }
    session::sign_out(&session);
    Ok(see_other("/"))
}

fn empty_form(next: &LocalPath) -> CredentialsForm {
    CredentialsForm {
        next: next.as_str().to_owned(),
        ..CredentialsForm::default()
    }
}

fn sign_up_page(status: StatusCode, page: Page, form: CredentialsForm) -> Answer {
    let min_password = Password::MIN;
    html(
        status,
        &SignUpPage {
            page,
            form,
            min_password,
        },
    )
}

fn login_page(
    status: StatusCode,
    page: Page,
    form: CredentialsForm,
    throttled: Option<Throttled>,
) -> Answer {
    let left = throttled.map(|e| u32::try_from(e.retry_after).unwrap_or(u32::MAX));
    let view = LoginPage {
        page,
        form,
        throttled: left.map(TimeLeft::seconds),
    };
    let mut response = html(status, &view)?;
    if let Some(seconds) = left {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}
