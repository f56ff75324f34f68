//! Changing a lottery.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::form::form_page;
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::games::lottery::model::{FieldErrors, LotteryForm, Slug};
use crate::games::lottery::operations::{EditError, Lotteries};
use crate::games::lottery::views::{FormMode, LotteryFormPage};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::{Form, Page, WebError};

/// `GET /manage/lotteries/{slug}/edit`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such lottery; 409 when it is cancelled.
pub async fn show_edit(
    _manager: CurrentManager,
    slug: web::Path<String>,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<LotteryFormPage, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let lottery = lotteries
        .find_lottery(slug)
        .await?
        .ok_or(WebError::NotFound)?;
    if lottery.cancelled.is_some() {
        return Err(EditError::Cancelled.into());
    }
    let mode = FormMode::Edit {
        slug: lottery.slug.to_string(),
        name: lottery.terms.name.as_str().to_owned(),
    };
    Ok(form_page(
        page,
        mode,
        &LotteryForm::from_lottery(&lottery),
        &FieldErrors::default(),
        None,
    ))
}

/// `POST /manage/lotteries/{slug}/edit`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such lottery; 409 when it is cancelled.
pub async fn edit_lottery(
    _manager: CurrentManager,
    actor: Actor,
    slug: web::Path<String>,
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(typed): Form<LotteryForm>,
) -> Result<HttpResponse, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let edited = match typed.parse_terms() {
        Ok(terms) => {
            lotteries
                .edit_lottery(&actor, slug.clone(), typed.version(), terms)
                .await
        }
        Err(errors) => Err(EditError::Fields(errors)),
    };
    let again = |page, errors: &FieldErrors, whole: Option<String>| {
        let mode = FormMode::Edit {
            slug: slug.to_string(),
            name: typed.name.clone(),
        };
        form_page(page, mode, &typed, errors, whole)
    };
    match edited {
        Ok(_) => {
            flash::push(
                &session,
                FlashKind::Ok,
                tr("Saved. Draws that have opened keep what they announced."),
            )?;
            Ok(see_other(&format!("/manage/lotteries/{slug}")))
        }
        Err(EditError::Fields(errors)) => html(
            StatusCode::UNPROCESSABLE_ENTITY,
            &again(page, &errors, None),
        ),
        Err(error @ EditError::Stale) => {
            let shown = again(page, &FieldErrors::default(), Some(error.to_string()));
            html(StatusCode::CONFLICT, &shown)
        }
        Err(error) => Err(error.into()),
    }
}
