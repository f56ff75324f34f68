//! One's own account: its password and its sessions.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE, ZONE, begin};
use crate::accounts::Accounts;
use crate::accounts::current::CurrentAccount;
use crate::accounts::device::device;
use crate::accounts::model::SessionSummary;
use crate::accounts::model::password::{Password, PasswordAttempt};
use crate::accounts::operations::{self, ChangePasswordError};
use crate::accounts::session;
use crate::accounts::views::{AccountPage, ChangePasswordForm, SessionRow};
use crate::audit::Actor;
use crate::web::address::ClientAddress;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::{tn, tr};
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::Stamp;
use crate::web::{Form, Page, WebError};

pub(in crate::accounts) async fn show_account(
    page: Page,
    accounts: web::Data<Accounts>,
    current: CurrentAccount,
) -> Answer {
    account_page(
        StatusCode::OK,
        page,
        &accounts,
        current,
        ChangePasswordForm::default(),
    )
    .await
}

/// Both passwords, and never shown again.
#[derive(Deserialize)]
pub(in crate::accounts) struct Passwords {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
}

pub(in crate::accounts) async fn change_password(
    request: HttpRequest,
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    address: ClientAddress,
    Form(typed): Form<Passwords>,
) -> Answer {
    let mut form = ChangePasswordForm::default();
    let new = match Password::parse(&typed.new_password, &current.username) {
        Ok(new) => new,
        Err(e) => {
            form.new = form.new.with_error(e.to_string());
            return account_page(UNPROCESSABLE, page, &accounts, current, form).await;
        }
    };
    let attempt = PasswordAttempt::new(&typed.current_password);
    let (id, this, place) = (current.id, current.session_id.clone(), address.0);
    match operations::change_password(&accounts, id, &this, &attempt, &new, place).await {
        Ok(account) => {
            begin(&request, &session, &account)?;
            let text = tr("Your password is changed. You are signed out everywhere else.");
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other("/account"))
        }
        Err(e @ ChangePasswordError::WrongCurrent) => {
            form.current = form.current.with_error(e.to_string());
            account_page(UNPROCESSABLE, page, &accounts, current, form).await
        }
        Err(e) => Err(e.into()),
    }
}

pub(in crate::accounts) async fn revoke_session(
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    actor: Actor,
    id: web::Path<String>,
) -> Answer {
    let id = id.into_inner();
    if id == current.session_id {
        operations::sign_out(&accounts, &actor, id).await?;
        session::sign_out(&session);
        return Ok(see_other("/"));
    }
    if !operations::revoke_session(&accounts, &actor, id).await? {
        return Err(WebError::NotFound);
    }
    flash::push(&session, FlashKind::Ok, tr("That place is signed out."))?;
    Ok(see_other("/account"))
}

pub(in crate::accounts) async fn revoke_other_sessions(
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    actor: Actor,
) -> Answer {
    let this = current.session_id;
    let text = match operations::revoke_other_sessions(&accounts, &actor, this).await? {
        0 => tr("You were signed in nowhere else.").to_owned(),
        n => tn(
            "You are signed out in {n} other place.",
            "You are signed out in {n} other places.",
            n as u64,
        ),
    };
    flash::push(&session, FlashKind::Ok, text)?;
    Ok(see_other("/account"))
}

async fn account_page(
    status: StatusCode,
    page: Page,
    accounts: &Accounts,
    current: CurrentAccount,
    password: ChangePasswordForm,
) -> Answer {
    // gone since the session was loaded
    let account = operations::find_account(accounts, current.id)
        .await?
        .ok_or(WebError::NotFound)?;
    let row = |session: SessionSummary| SessionRow {
        is_this: session.id == current.session_id,
        id: session.id,
        device: device(&session.user_agent),
        started: Stamp::new(session.created_at, ZONE),
        last_seen: Stamp::new(session.last_seen_at, ZONE),
    };
    let sessions = operations::list_sessions(accounts, current.id).await?;
    let mut sessions: Vec<SessionRow> = sessions.into_iter().map(row).collect();
    sessions.sort_by_key(|session| !session.is_this);
    let view = AccountPage {
        page,
        username: current.username,
        is_manager: current.is_manager,
        since: Stamp::new(account.created_at, ZONE),
        password,
        min_password: Password::MIN,
        sessions,
    };
    html(status, &view)
}
