//! The organiser's pages: all lotteries, one lottery, the form that makes or changes one, and calling one off.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono_tz::TZ_VARIANTS;
use serde::Deserialize;

use super::list::{PastPage, neighbours};
use super::show::{draw_line, link, mark, open_mark, prizes, zone};
use crate::accounts::CurrentManager;
use crate::draws::pages::{stamp, time_left};
use crate::draws::views::DrawMark;
use crate::games::lottery::model::{CancelReason, FieldErrors, LotteryForm, Slug};
use crate::games::lottery::operations::{
    self, CancelError, CreateError, DayDraw, EditError, Lotteries, LotterySummary,
};
use crate::games::lottery::rules::Standing;
use crate::games::lottery::views::{
    self, CancelForm, FormMode, LotteryFormPage, ManageLotteryPage, ManagePage, ManageRow,
    OverdueDraw, PrizeRow, UpcomingDraw,
};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::page::FlashKind;
use crate::web::show::{Count, Day, Stamp};
use crate::web::{Form, Page, WebError};

/// How many rows of prizes the form offers beyond those filled in.
const SPARE_ROWS: usize = 2;
/// How many rows it has at least.
const LEAST_ROWS: usize = 5;

/// `GET /manage`.
///
/// # Errors
/// 403 for whoever is no manager.
pub async fn show_manage(
    _manager: CurrentManager,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<ManagePage, WebError> {
    let facts = lotteries.manage_overview().await?;
    let open = || {
        facts
            .lotteries
            .iter()
            .filter_map(|summary| summary.open.as_ref())
    };
    let next = open().min_by_key(|open| open.draw.draw.closes).map(|open| {
        let closes = open.draw.draw.closes;
        (
            link(&open.draw.lottery),
            stamp(closes, zone(&open.draw.lottery)),
            time_left(facts.now, closes),
        )
    });
    let overdue = facts.overdue.iter().map(|day| OverdueDraw {
        lottery: link(&day.lottery),
        draw: day.draw.name.to_string(),
        day: Day::new(day.day),
        due: stamp(day.draw.closes, zone(&day.lottery)),
    });
    Ok(ManagePage {
        open_draws: Count::new(open().count() as u64),
        closing_next: next,
        overdue: overdue.collect(),
        lotteries: facts.lotteries.iter().map(row).collect(),
        page,
    })
}

fn row(summary: &LotterySummary) -> ManageRow {
    let zone = zone(&summary.lottery);
    let open = summary.open.as_ref().map(|open| &open.draw.draw);
    let next = match (open, summary.standing) {
        (Some(draw), _) => Some(stamp(draw.closes, zone)),
        (None, Standing::Upcoming { opens }) => Some(Stamp::new(opens, zone)),
        (None, _) => None,
    };
    ManageRow {
        lottery: link(&summary.lottery),
        mark: mark(&summary.standing),
        ballots: open.map(|draw| Count::new(draw.ballots)),
        next,
    }
}

/// `GET /manage/lotteries/{slug}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such lottery.
pub async fn show_managed_lottery(
    _manager: CurrentManager,
    slug: web::Path<String>,
    query: web::Query<PastPage>,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<ManageLotteryPage, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let facts = lotteries
        .lottery_page(slug, None, query.number())
        .await?
        .ok_or(WebError::NotFound)?;
    Ok(managed_lottery_page(
        page,
        facts,
        query.number(),
        CancelForm::default(),
    ))
}

fn managed_lottery_page(
    page: Page,
    facts: operations::LotteryPage,
    number: u32,
    form: CancelForm,
) -> ManageLotteryPage {
    let lottery = &facts.lottery;
    let (older, newer) = neighbours(
        &format!("/manage/lotteries/{}", lottery.slug),
        number,
        facts.has_older,
    );
    let is_over = matches!(
        facts.standing,
        Standing::Finished { .. } | Standing::Cancelled
    );
    let open_ballots = facts.open.as_ref().map_or(0, |open| open.draw.draw.ballots);
    let upcoming = |day: &DayDraw| UpcomingDraw {
        draw: Some(day.draw.name.to_string()),
        day: Day::new(day.day),
        mark: if day.is_open(facts.now) {
            open_mark(day, facts.now)
        } else {
            DrawMark::Scheduled
        },
        opens: stamp(day.draw.opens, zone(lottery)),
        closes: stamp(day.draw.closes, zone(lottery)),
        ballots: Count::new(day.draw.ballots),
    };
    ManageLotteryPage {
        page,
        lottery: link(lottery),
        mark: mark(&facts.standing),
        prizes: prizes(&lottery.terms.prizes),
        upcoming: facts.upcoming.iter().map(upcoming).collect(),
        past: facts.past.iter().filter_map(draw_line).collect(),
        older,
        newer,
        cancel: (!is_over).then(|| CancelForm {
            open_ballots: Count::new(open_ballots),
            ..form
        }),
        cancelled: lottery.cancelled.as_ref().map(|cancelled| {
            (
                cancelled.reason.as_str().to_owned(),
                Stamp::new(cancelled.at, zone(lottery)),
            )
        }),
    }
}

/// The form that calls a lottery off, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancelFields {
    reason: String,
    confirm: String,
}

/// `POST /manage/lotteries/{slug}/cancel`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such lottery; 409 when it was cancelled before.
pub async fn cancel_lottery(
    _manager: CurrentManager,
    slug: web::Path<String>,
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(fields): Form<CancelFields>,
) -> Result<HttpResponse, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let reason = CancelReason::parse(&fields.reason);
    let is_confirmed = fields.confirm == "yes";
    let reason = match reason {
        Ok(reason) if is_confirmed => reason,
        reason => {
            let mut form = CancelForm {
                reason: Field::new(&fields.reason),
                ..CancelForm::default()
            };
            if let Err(e) = reason {
                form.reason.errors.push(e.to_string());
            }
            if !is_confirmed {
                form.confirm
                    .errors
                    .push("Tick this to show that you mean it: it cannot be undone.".into());
            }
            let facts = lotteries
                .lottery_page(slug, None, 0)
                .await?
                .ok_or(WebError::NotFound)?;
            return invalid(&managed_lottery_page(page, facts, 0, form));
        }
    };
    lotteries.cancel_lottery(slug.clone(), reason).await?;
    flash::push(
        &session,
        FlashKind::Ok,
        "The lottery is cancelled. The reason stands on its page.",
    )?;
    Ok(see_other(&format!("/manage/lotteries/{slug}")))
}

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
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(typed): Form<LotteryForm>,
) -> Result<HttpResponse, WebError> {
    let created = match typed.parse() {
        Ok(draft) => lotteries.create_lottery(draft).await,
        Err(errors) => Err(CreateError::Fields(errors)),
    };
    match created {
        Ok(lottery) => {
            let text = format!(
                "{} is announced. Its draws of the coming week are promised.",
                lottery.terms.name.as_str()
            );
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(&format!("/manage/lotteries/{}", lottery.slug)))
        }
        Err(CreateError::Fields(errors)) => {
            invalid(&form_page(page, FormMode::New, &typed, &errors, None))
        }
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
                .edit_lottery(slug.clone(), typed.version(), terms)
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
                "Saved. Draws that have opened keep what they announced.",
            )?;
            Ok(see_other(&format!("/manage/lotteries/{slug}")))
        }
        Err(EditError::Fields(errors)) => invalid(&again(page, &errors, None)),
        Err(error @ EditError::Stale) => {
            let shown = again(page, &FieldErrors::default(), Some(error.to_string()));
            html(&shown, StatusCode::CONFLICT)
        }
        Err(error) => Err(error.into()),
    }
}

fn invalid(page: &impl Template) -> Result<HttpResponse, WebError> {
    html(page, StatusCode::UNPROCESSABLE_ENTITY)
}

fn html(page: &impl Template, status: StatusCode) -> Result<HttpResponse, WebError> {
    let html = page.render().map_err(WebError::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html))
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

impl From<CancelError> for WebError {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => WebError::NotFound,
            CancelError::AlreadyCancelled => WebError::Conflict(error.to_string()),
            CancelError::Store(e) => e.into(),
        }
    }
}
