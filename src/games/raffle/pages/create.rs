//! Making a raffle: the form, filled in with what is safe; a preview; and making it.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::fields::{Errors, RaffleFields};
use super::raffle::preview_page;
use super::show::form_key;
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::games::raffle::model::{Raffle, RaffleDraft};
use crate::games::raffle::operations::{CreateError, Raffles};
use crate::games::raffle::views::{Preview, RaffleFormPage};
use crate::idempotency::{Answer, Fingerprint, Once, Owner};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::{tr, tr_with};
use crate::web::idempotency_key::IdempotencyKey;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::{Form, Page, WebError};

/// `GET /manage/raffles/new`.
///
/// # Errors
/// 403 for whoever is no manager.
pub async fn show_new(
    _manager: CurrentManager,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<RaffleFormPage, WebError> {
    let usual = RaffleFields::usual(raffles.now(), raffles.time_zone());
    form_page(page, &raffles, &usual, &Errors::default())
}

fn form_page(
    page: Page,
    raffles: &Raffles,
    typed: &RaffleFields,
    errors: &Errors,
) -> Result<RaffleFormPage, WebError> {
    Ok(RaffleFormPage {
        page,
        form: typed.shown(errors, form_key()?),
        zone: raffles.time_zone().name().to_owned(),
    })
}

/// `POST /manage/raffles/new`: with `step=preview` shows how the raffle would look, with `step=change` the form again, and
/// otherwise makes it.
///
/// # Errors
/// 403 for whoever is no manager.
pub async fn create_raffle(
    manager: CurrentManager,
    actor: Actor,
    session: Session,
    page: Page,
    raffles: web::Data<Raffles>,
    Form(typed): Form<RaffleFields>,
) -> Result<HttpResponse, WebError> {
    let draft = typed.parse(raffles.now(), raffles.time_zone());
    let made = match (typed.step.as_str(), draft) {
        ("change", _) => {
            let again = form_page(page, &raffles, &typed, &Errors::default())?;
            return html(StatusCode::OK, &again);
        }
        (_, Err(errors)) => {
            let again = form_page(page, &raffles, &typed, &errors)?;
            return html(StatusCode::UNPROCESSABLE_ENTITY, &again);
        }
        ("preview", Ok(draft)) => match raffles.preview(&actor, draft).await {
            Ok(raffle) => {
                let mut shown = preview_page(page, &raffle, raffles.now());
                let fields = typed.hidden(form_key()?);
                shown.preview = Some(Preview { fields });
                return html(StatusCode::OK, &shown);
            }
            Err(error) => Err(error),
        },
        (_, Ok(draft)) => create(&raffles, manager.0.id, &actor, &typed, draft).await,
    };
    match made {
        Ok(location) => {
            let text = tr_with(
                "{raffle} is announced. Its tickets are to be had at once, or in a few seconds.",
                &[("raffle", &typed.name.trim())],
            );
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(&location))
        }
        Err(CreateError::Draft(error)) => {
            let errors = Errors::whole(error.to_string());
            let again = form_page(page, &raffles, &typed, &errors)?;
            html(StatusCode::UNPROCESSABLE_ENTITY, &again)
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes it, or finds what the same form had made. Answers its address.
async fn create(
    raffles: &Raffles,
    manager: i64,
    actor: &Actor,
    typed: &RaffleFields,
    draft: RaffleDraft,
) -> Result<String, CreateError> {
    let key = IdempotencyKey::parse(&typed.key);
    let fingerprint = Fingerprint::new("create_raffle_page", typed);
    let fingerprint = fingerprint.map_err(crate::idempotency::OnceError::from)?;
    let request = Once::new(&Owner::Account(manager), key.as_ref(), fingerprint);
    let answer = |raffle: &Raffle| {
        let location = format!("/manage/raffles/{}", raffle.terms.id);
        Ok(Answer::new(303, Some(location), String::new()))
    };
    let made = raffles.create(actor, draft, request, answer).await?;
    Ok(made
        .location
        .unwrap_or_else(|| "/manage/raffles".to_owned()))
}

/// What is told of a key that stands for another form.
pub fn key_reused() -> &'static str {
    tr("This form was sent before with other values. Load the page again and send it from there.")
}
