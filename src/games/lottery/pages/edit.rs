//! The form that makes a lottery or changes one.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono_tz::TZ_VARIANTS;

use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::games::lottery::model::{FieldErrors, LotteryForm, Slug};
use crate::games::lottery::operations::{CreateError, EditError, Lotteries};
use crate::games::lottery::views::{self, FormMode, LotteryFormPage, PrizeRow};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::i18n::{tr, tr_with};
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::{Form, Page, WebError};

/// How many rows of prizes the form offers beyond those filled in.
const SPARE_ROWS: usize = 2;
/// How many rows it has at least.
const LEAST_ROWS: usize = 5;

/// `GET /manage/lotteries/new`.
///
/// # Errors
/// 403 for whoever is no manager.
pub async fn show_new(
    _manager: CurrentManager,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<LotteryFormPage, WebError> {
    let typed = LotteryForm {
        first_day: lotteries.now().date_naive().to_string(),
        time_zone: lotteries.time_zone().name().to_owned(),
        stock: crate::web::show::Stock::default().name().to_owned(),
        reserves: "0".to_owned(),
        ..LotteryForm::default()
    };
    Ok(form_page(
        page,
        FormMode::New,
        &typed,
        &FieldErrors::default(),
        None,
    ))
}

/// `POST /manage/lotteries/new`.
///
/// # Errors
/// 403 for whoever is no manager.
pub async fn create_lottery(
    _manager: CurrentManager,
    actor: Actor,
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(typed): Form<LotteryForm>,
) -> Result<HttpResponse, WebError> {
    let created = match typed.parse() {
        Ok(draft) => lotteries.create_lottery(&actor, draft).await,
        Err(errors) => Err(CreateError::Fields(errors)),
    };
    match created {
        Ok(lottery) => {
            let text = tr_with(
                "{lottery} is announced. Its draws of the coming week are promised.",
                &[("lottery", &lottery.terms.name.as_str())],
            );
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(&format!("/manage/lotteries/{}", lottery.slug)))
        }
        Err(CreateError::Fields(errors)) => html(
            StatusCode::UNPROCESSABLE_ENTITY,
            &form_page(page, FormMode::New, &typed, &errors, None),
        ),
        Err(error) => Err(error.into()),
    }
}

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

/// The form with what was typed and what is wrong with it.
fn form_page(
    page: Page,
    mode: FormMode,
    typed: &LotteryForm,
    errors: &FieldErrors,
    whole: Option<String>,
) -> LotteryFormPage {
    let field = |name: &str, value: &str| Field {
        value: value.to_owned(),
        errors: errors
            .get(name)
            .map(ToOwned::to_owned)
            .into_iter()
            .collect(),
    };
    let rows = typed.prize_name.len().max(typed.prize_amount.len());
    let rows = (rows + SPARE_ROWS).max(LEAST_ROWS);
    let cell = |column: &[String], name: &str, row: usize| {
        field(
            &format!("{name}-{}", row + 1),
            column.get(row).map_or("", String::as_str),
        )
    };
    let prize = |row| PrizeRow {
        quantity: cell(&typed.prize_quantity, "prize_quantity", row),
        name: cell(&typed.prize_name, "prize_name", row),
        amount: cell(&typed.prize_amount, "prize_amount", row),
        currency: cell(&typed.prize_currency, "prize_currency", row),
    };
    let prizes = errors.get("prizes").map(ToOwned::to_owned);
    LotteryFormPage {
        page,
        mode,
        form: views::LotteryForm {
            name: field("name", &typed.name),
            slug: field("slug", &typed.slug),
            description: field("description", &typed.description),
            prizes: (0..rows).map(prize).collect(),
            first_day: field("first_day", &typed.first_day),
            due_date: field("due_date", &typed.due_date),
            time_zone: field("time_zone", &typed.time_zone),
            cap: field("cap", &typed.cap),
            one_prize_per_person: !typed.one_prize.trim().is_empty(),
            reserves: field("reserves", &typed.reserves),
            stock: field("stock", &typed.stock),
            version: typed.version.parse().unwrap_or(0),
            form_errors: whole.into_iter().chain(prizes).collect(),
        },
        zones: TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
    }
}
