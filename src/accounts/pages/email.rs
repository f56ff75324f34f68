//! One's e-mail address: entering, confirming and removing it, choosing what is sent, and stopping it by a link.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::web;
use serde::Deserialize;

use super::{Answer, UNPROCESSABLE};
use crate::accounts::Accounts;
use crate::accounts::current::CurrentAccount;
use crate::accounts::email_views::{EmailForm, EmailPage, MailLinkPage};
use crate::accounts::model::email::{Choices, Topic};
use crate::accounts::model::password::PasswordAttempt;
use crate::accounts::operations::{self, ChangePasswordError, EmailError};
use crate::mail::EmailAddress;
use crate::web::address::ClientAddress;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::i18n;
use crate::web::i18n::{tr, tr_with};
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::{Form, Page, WebError};

/// The path of the page.
const PATH: &str = "/account/email";

pub(in crate::accounts) async fn show_email(
    page: Page,
    accounts: web::Data<Accounts>,
    current: CurrentAccount,
) -> Answer {
    email_page(
        StatusCode::OK,
        page,
        &accounts,
        current,
        EmailForm::default(),
    )
    .await
}

/// The address and the password as typed.
#[derive(Deserialize)]
pub(in crate::accounts) struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    current_password: String,
}

pub(in crate::accounts) async fn enter_email(
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    address: ClientAddress,
    Form(typed): Form<Typed>,
) -> Answer {
    let mut form = EmailForm {
        email: Field::new(&typed.email),
        ..EmailForm::default()
    };
    let email = match EmailAddress::parse(&typed.email) {
        Ok(email) => email,
        Err(e) => {
            form.email = form.email.with_error(e.to_string());
            return email_page(UNPROCESSABLE, page, &accounts, current, form).await;
        }
    };
    let attempt = PasswordAttempt::new(&typed.current_password);
    let text = format!(
        "A mail is on its way to {email}. Open the link in it within 24 hours to confirm the address."
    );
    let language = i18n::current().code();
    let entered =
        operations::enter_email(&accounts, current.id, &attempt, email, language, address.0);
    match entered.await {
        Ok(()) => {
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(PATH))
        }
        Err(EmailError::Password(e @ ChangePasswordError::WrongCurrent)) => {
            form.password = form.password.with_error(e.to_string());
            email_page(UNPROCESSABLE, page, &accounts, current, form).await
        }
        Err(e @ EmailError::Unchanged) => {
            form.email = form.email.with_error(e.to_string());
            email_page(UNPROCESSABLE, page, &accounts, current, form).await
        }
        Err(e) => Err(e.into()),
    }
}

pub(in crate::accounts) async fn remove_email(
    page: Page,
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    address: ClientAddress,
    Form(typed): Form<Typed>,
) -> Answer {
    let attempt = PasswordAttempt::new(&typed.current_password);
    match operations::remove_email(&accounts, current.id, &attempt, address.0).await {
        Ok(()) => {
            let text = tr("Your e-mail address is removed. No more mails will come.");
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(PATH))
        }
        Err(EmailError::Password(e @ ChangePasswordError::WrongCurrent)) => {
            let mut form = EmailForm::default();
            form.form_errors
                .push(format!("{e} {}", tr("Your address is as it was.")));
            email_page(UNPROCESSABLE, page, &accounts, current, form).await
        }
        Err(e) => Err(e.into()),
    }
}

/// Boxes that are not ticked are not sent.
#[derive(Deserialize)]
pub(in crate::accounts) struct Ticked {
    results: Option<String>,
    cancelled: Option<String>,
}

pub(in crate::accounts) async fn choose(
    accounts: web::Data<Accounts>,
    session: Session,
    current: CurrentAccount,
    Form(ticked): Form<Ticked>,
) -> Answer {
    let choices = Choices {
        results: ticked.results.is_some(),
        cancelled: ticked.cancelled.is_some(),
    };
    if !operations::choose(&accounts, current.id, choices, i18n::current().code()).await? {
        return Err(WebError::Conflict(
            tr("Your account has no e-mail address, so there is nothing to choose.").to_owned(),
        ));
    }
    flash::push(&session, FlashKind::Ok, tr("Your choice is saved."))?;
    Ok(see_other(PATH))
}

pub(in crate::accounts) async fn show_confirm(
    page: Page,
    accounts: web::Data<Accounts>,
    token: web::Path<String>,
) -> Answer {
    let Some(address) = operations::find_pending_email(&accounts, &token).await? else {
        return dead_link(page);
    };
    let view = MailLinkPage {
        page,
        title: tr("Confirm your e-mail address").to_owned(),
        text: tr_with(
            "Is {address} your address, and do you want mails from this site there?",
            &[("address", &address)],
        ),
        action: Some((
            format!("/confirm-email/{token}"),
            tr("Confirm this address").to_owned(),
        )),
    };
    html(StatusCode::OK, &view)
}

pub(in crate::accounts) async fn confirm(
    page: Page,
    accounts: web::Data<Accounts>,
    address: ClientAddress,
    token: web::Path<String>,
) -> Answer {
    match operations::confirm_email(&accounts, &token, address.0).await {
        Ok(address) => {
            let view = MailLinkPage {
                page,
                title: tr("Your address is confirmed").to_owned(),
                text: tr_with(
                    "Results of draws you take part in now come to {address}. You can change that on your account page.",
                    &[("address", &address)],
                ),
                action: None,
            };
            html(StatusCode::OK, &view)
        }
        Err(EmailError::LinkUsed) => dead_link(page),
        Err(e) => Err(e.into()),
    }
}

fn dead_link(page: Page) -> Answer {
    let view = MailLinkPage {
        page,
        title: tr("This link no longer works").to_owned(),
        text: tr("It was used before, is older than a day, or a newer one was sent. Enter the address again on your account page.")
            .to_owned(),
        action: None,
    };
    html(StatusCode::NOT_FOUND, &view)
}

pub(in crate::accounts) async fn show_stop(
    page: Page,
    accounts: web::Data<Accounts>,
    token: web::Path<String>,
) -> Answer {
    let topic = operations::stop_link_topic(&accounts, &token).ok_or(WebError::NotFound)?;
    let view = MailLinkPage {
        page,
        title: tr("Stop these mails").to_owned(),
        text: tr_with(
            "You will get no more mails about {topic}. On this site you can still read everything.",
            &[("topic", &about(topic))],
        ),
        action: Some((
            format!("/stop-mail/{token}"),
            tr("Stop these mails").to_owned(),
        )),
    };
    html(StatusCode::OK, &view)
}

/// Also what mail programs send by themselves when somebody presses "unsubscribe" (RFC 8058).
pub(in crate::accounts) async fn stop(
    page: Page,
    accounts: web::Data<Accounts>,
    token: web::Path<String>,
) -> Answer {
    let topic = operations::stop_by_link(&accounts, &token).await?;
    let topic = topic.ok_or(WebError::NotFound)?;
    let view = MailLinkPage {
        page,
        title: tr("No more of these mails").to_owned(),
        text: tr_with(
            "No more mails about {topic} will come. You can turn them on again on your account page.",
            &[("topic", &about(topic))],
        ),
        action: None,
    };
    html(StatusCode::OK, &view)
}

fn about(topic: Topic) -> &'static str {
    match topic {
        Topic::Results => tr("results of draws"),
        Topic::Cancelled => tr("cancelled draws and ballots"),
    }
}

async fn email_page(
    status: StatusCode,
    page: Page,
    accounts: &Accounts,
    current: CurrentAccount,
    form: EmailForm,
) -> Answer {
    let email = operations::find_email(accounts, current.id).await?;
    let shown = |address: &Option<EmailAddress>| address.as_ref().map(ToString::to_string);
    let view = EmailPage {
        page,
        username: current.username,
        is_on: accounts.sends_mail(),
        address: email.as_ref().and_then(|email| shown(&email.address)),
        pending: email.as_ref().and_then(|email| shown(&email.pending)),
        wants_results: email.as_ref().is_none_or(|email| email.choices.results),
        wants_cancelled: email.as_ref().is_none_or(|email| email.choices.cancelled),
        form,
    };
    html(status, &view)
}
