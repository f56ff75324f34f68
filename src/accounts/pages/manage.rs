//! The managers' pages about accounts: search, one account, and what may be done to it.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE, ZONE};
use crate::accounts::Accounts;
use crate::accounts::current::CurrentManager;
use crate::accounts::model::{DisableReason, Role};
use crate::accounts::operations::roster::{self, Change, Listed, RosterError};
use crate::accounts::views::{AccountLine, ManageAccountPage, ManageAccountsPage};
use crate::audit::Actor;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::layout::html;
use crate::web::page::{FlashKind, encoded};
use crate::web::show::{Count, Stamp};
use crate::web::{Form, Page, WebError};

/// What to look for.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(in crate::accounts) struct Search {
    name: String,
    after: String,
}

pub(in crate::accounts) async fn list_accounts(
    _manager: CurrentManager,
    page: Page,
    accounts: web::Data<Accounts>,
    query: web::Query<Search>,
) -> Answer {
    let found = roster::search(&accounts, &query.name, &query.after).await?;
    let address = |after: &str| {
        let (name, after) = (encoded(query.name.trim()), encoded(after));
        format!("/manage/accounts?name={name}&after={after}")
    };
    let view = ManageAccountsPage {
        page,
        name: query.name.trim().to_owned(),
        accounts: found.accounts.iter().map(line).collect(),
        first: (!query.after.is_empty()).then(|| address("")),
        next: found.after.as_deref().map(address),
    };
    html(StatusCode::OK, &view)
}

fn line(listed: &Listed) -> AccountLine {
    let account = &listed.account;
    let reason = listed.disabled_reason.clone().unwrap_or_default();
    AccountLine {
        id: account.id,
        username: account.username.to_string(),
        is_manager: account.role == Role::Manager,
        since: Stamp::new(account.created_at, ZONE),
        last_seen: listed.last_seen_at.map(|at| Stamp::new(at, ZONE)),
        disabled: account.disabled_at.map(|at| (Stamp::new(at, ZONE), reason)),
        ballots: Count::new(listed.ballots),
    }
}

pub(in crate::accounts) async fn show_managed_account(
    manager: CurrentManager,
    page: Page,
    accounts: web::Data<Accounts>,
    id: web::Path<i64>,
) -> Answer {
    let asked = Asked {
        id: *id,
        is_own: manager.0.id == *id,
    };
    let (reason, errors) = (Field::default(), Vec::new());
    account_page(StatusCode::OK, page, &accounts, asked, reason, errors).await
}

#[derive(Clone, Copy)]
struct Asked {
    id: i64,
    is_own: bool,
}

async fn account_page(
    status: StatusCode,
    page: Page,
    accounts: &Accounts,
    asked: Asked,
    reason: Field,
    form_errors: Vec<String>,
) -> Answer {
    let found = roster::find_listed(accounts, asked.id).await?;
    let view = ManageAccountPage {
        page,
        account: line(&found.ok_or(WebError::NotFound)?),
        is_own: asked.is_own,
        reason,
        form_errors,
    };
    html(status, &view)
}

/// The form that disables an account; the others have no fields.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(in crate::accounts) struct ChangeFields {
    reason: String,
}

pub(in crate::accounts) async fn change_account(
    manager: CurrentManager,
    actor: Actor,
    session: Session,
    page: Page,
    accounts: web::Data<Accounts>,
    path: web::Path<(i64, String)>,
    Form(fields): Form<ChangeFields>,
) -> Answer {
    let (id, what) = path.into_inner();
    let asked = Asked {
        id,
        is_own: manager.0.id == id,
    };
    let change = match what.as_str() {
        "promote" => Change::Promote,
        "demote" => Change::Demote,
        "enable" => Change::Enable,
        "disable" => match DisableReason::parse(&fields.reason) {
            Ok(reason) => Change::Disable(reason),
            Err(e) => {
                let reason = Field::new(fields.reason).with_error(e.to_string());
                let errors = Vec::new();
                return account_page(UNPROCESSABLE, page, &accounts, asked, reason, errors).await;
            }
        },
        _ => return Err(WebError::NotFound),
    };
    match roster::change(&accounts, &actor, id, change.clone()).await {
        Ok(account) => {
            let name = &account.username;
            let text = match change {
                Change::Promote => format!("{name} is a manager, from the next sign-in on."),
                Change::Demote => format!("{name} takes part only, and is signed out everywhere."),
                Change::Disable(_) => {
                    format!("{name} is disabled and signed out everywhere. Ballots stay in.")
                }
                Change::Enable => format!("{name} can sign in again."),
            };
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(&format!("/manage/accounts/{id}")))
        }
        Err(e @ (RosterError::LastManager | RosterError::Unchanged)) => {
            let (reason, errors) = (Field::new(fields.reason), vec![e.to_string()]);
            account_page(StatusCode::CONFLICT, page, &accounts, asked, reason, errors).await
        }
        Err(e) => Err(e.into()),
    }
}
