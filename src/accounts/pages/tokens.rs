//! One's own API tokens: a list, a form for a new one, and the new one, shown once.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::web;
use chrono_tz::Tz;
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE};
use crate::accounts::Accounts;
use crate::accounts::current::CurrentAccount;
use crate::accounts::model::token::{ApiToken, Lifetime, TokenName};
use crate::accounts::operations::tokens::{self as making, CreateTokenError};
use crate::accounts::session;
use crate::accounts::views::{TokenForm, TokenRow, TokensPage};
use crate::audit::Actor;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::{later, tr_with};
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::Stamp;
use crate::web::{Form, Page, WebError};

/// The account has no time zone of its own, and these times are compared with nothing.
const ZONE: Tz = Tz::UTC;

/// The form as sent.
#[derive(Deserialize)]
pub(in crate::accounts) struct NewTokenFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    days: String,
}

pub(in crate::accounts) async fn show_tokens(
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
) -> Answer {
    let seed = session::take_token_seed(&session);
    let secret = seed.map(|seed| making::reveal(&accounts, seed).reveal().to_owned());
    tokens_page(
        StatusCode::OK,
        page,
        &accounts,
        &current,
        TokenForm::default(),
        secret,
    )
    .await
}

pub(in crate::accounts) async fn create_token(
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    actor: Actor,
    Form(typed): Form<NewTokenFields>,
) -> Answer {
    let mut form = TokenForm::new(&typed.name, &typed.days);
    let (name, lifetime) = (TokenName::parse(&typed.name), Lifetime::parse(&typed.days));
    let (name, lifetime) = match (name, lifetime) {
        (Ok(name), Ok(lifetime)) => (name, lifetime),
        (name, lifetime) => {
            form.name.errors.extend(name.err().map(|e| e.to_string()));
            form.days
                .errors
                .extend(lifetime.err().map(|e| e.to_string()));
            return tokens_page(UNPROCESSABLE, page, &accounts, &current, form, None).await;
        }
    };
    match making::create_token(&accounts, actor, current.id, name, lifetime).await {
        Ok(made) => {
            session::keep_token_seed(&session, made.seed)
                .map_err(|e| WebError::internal(e.to_string()))?;
            Ok(see_other("/account/tokens"))
        }
        Err(e @ CreateTokenError::TooMany) => {
            form.form_errors.push(e.to_string());
            tokens_page(UNPROCESSABLE, page, &accounts, &current, form, None).await
        }
        Err(e) => Err(e.into()),
    }
}

pub(in crate::accounts) async fn revoke_token(
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    actor: Actor,
    id: web::Path<i64>,
) -> Answer {
    // of a double click the second finds it gone
    let Some(name) = making::revoke_token(&accounts, &actor, current.id, *id).await? else {
        return Err(WebError::NotFound);
    };
    let key = later("The token “{name}” is revoked. Programs that used it are locked out.");
    let text = tr_with(key, &[("name", &name)]);
    flash::push(&session, FlashKind::Ok, text)?;
    Ok(see_other("/account/tokens"))
}

async fn tokens_page(
    status: StatusCode,
    page: Page,
    accounts: &Accounts,
    current: &CurrentAccount,
    form: TokenForm,
    secret: Option<String>,
) -> Answer {
    let now = accounts.now();
    let row = |token: ApiToken| TokenRow {
        id: token.id,
        name: token.name,
        created: Stamp::new(token.created_at, ZONE),
        last_used: token.last_used_at.map(|at| Stamp::new(at, ZONE)),
        is_over: token.expires_at.is_some_and(|end| end <= now),
        expires: token.expires_at.map(|at| Stamp::new(at, ZONE)),
    };
    let tokens = making::list_tokens(accounts, current.id).await?;
    let view = TokensPage {
        page,
        tokens: tokens.into_iter().map(row).collect(),
        form,
        secret,
    };
    html(status, &view)
}
