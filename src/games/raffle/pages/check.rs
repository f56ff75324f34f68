//! Checking a ticket with its code, and its receipt. Whatever is wrong gets one answer: who has no code learns nothing.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::show::{digits, id_of, link};
use super::ticket::fate;
use crate::games::raffle::model::Raffle;
use crate::games::raffle::operations::{Raffles, VerifyError};
use crate::games::raffle::views::CheckPage;
use crate::web::form_view::Field;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::show::BallotNumber;
use crate::web::{Form, Page, WebError};

/// The most characters that are put back into a field.
const TYPED: usize = 100;

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    ticket: String,
}

/// `GET /raffles/{id}/check`, with `ticket` filled in if the address names one.
///
/// # Errors
/// 404 when there is no such raffle.
pub async fn show_check(
    id: web::Path<String>,
    asked: web::Query<Asked>,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<CheckPage, WebError> {
    let raffle = raffles.find(id_of(&id)?).await?.ok_or(WebError::NotFound)?;
    Ok(check_page(page, &raffle, &asked.ticket))
}

fn check_page(page: Page, raffle: &Raffle, ticket: &str) -> CheckPage {
    CheckPage {
        page,
        raffle: link(raffle),
        ticket: Field::new(ticket.trim().chars().take(TYPED).collect::<String>()),
        code: Field::default(),
        refused: None,
        checked: None,
    }
}

/// A ticket's number and its code, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CheckFields {
    ticket: String,
    code: String,
}

impl CheckFields {
    /// The number; what is none is that of no ticket, and checked like one.
    fn number(&self) -> u64 {
        digits(&self.ticket).unwrap_or(0)
    }
}

/// `POST /raffles/{id}/check`.
///
/// # Errors
/// 404 when there is no such raffle. A code that is not the ticket's is the form again.
pub async fn check_ticket(
    id: web::Path<String>,
    page: Page,
    raffles: web::Data<Raffles>,
    Form(fields): Form<CheckFields>,
) -> Result<HttpResponse, WebError> {
    let facts = raffles.page(id_of(&id)?).await?.ok_or(WebError::NotFound)?;
    let mut shown = check_page(page, &facts.raffle, &fields.ticket);
    let checked = raffles.check_code(&facts.raffle, fields.number(), &fields.code);
    match checked.await {
        Ok(ticket) => {
            let fate = fate(&raffles, &facts, ticket.number).await?;
            shown.code = Field::new(fields.code.trim());
            shown.checked = Some((BallotNumber::new(ticket.number), fate));
            html(StatusCode::OK, &shown)
        }
        Err(VerifyError::WrongCode) => {
            shown.refused = Some(wrong_code().into());
            html(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Err(VerifyError::TooMany { retry_after }) => {
            let text = VerifyError::TooMany { retry_after }.to_string();
            shown.refused = Some(text);
            let mut response = html(StatusCode::TOO_MANY_REQUESTS, &shown)?;
            let seconds = HeaderValue::from(retry_after);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

/// What is said of every code that is not right.
pub fn wrong_code() -> &'static str {
    tr(
        "Not valid: this is not the code of that ticket, or there is no such ticket. Compare both with what you noted down.",
    )
}

/// `POST /raffles/{id}/check/receipt`: the receipt of a ticket as a file, for who has its code.
///
/// # Errors
/// 404 when there is no such raffle; 400 for a code that is not the ticket's.
pub async fn download_receipt(
    id: web::Path<String>,
    raffles: web::Data<Raffles>,
    Form(fields): Form<CheckFields>,
) -> Result<HttpResponse, WebError> {
    let receipt = raffles.receipt(id_of(&id)?, fields.number(), &fields.code);
    let receipt = receipt.await?;
    let name = format!("{}-{}.tlog-proof", receipt.draw, receipt.entry.leaf_index);
    let file = format!("attachment; filename=\"{name}\"");
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, file))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(receipt.text))
}
