//! Tickets: getting one, and asking what it has won.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev, web};

use super::raffles::id_of;
use super::wire::{INVITE_MAX, Participate, Ticket, TicketFate, TicketReceipt, VerifyTicket};
use crate::accounts::ApiAccount;
use crate::games::raffle::operations::{Claimant, Raffles};
use crate::web::address::ClientAddress;
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, MaybeBody, json};
use crate::web::problem::Problem;
use crate::web::same_origin::FromHere;

/// Get a ticket
///
/// The next one of the secret random order. Its code is told now and never again: keep it. Under an `Idempotency-Key` the
/// same ticket is told again for ten minutes.
#[utoipa::path(
    post, path = "/raffles/{raffle}/participate", tag = "Raffles", operation_id = "create_ticket",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    request_body(content = Option<Participate>, description = "May be left out."),
    responses((status = 201, description = "The ticket.", body = Ticket))
)]
pub(super) async fn participate(
    raffles: web::Data<Raffles>,
    id: web::Path<String>,
    // nobody's one ticket is used up by a page of another site
    _here: FromHere,
    address: ClientAddress,
    account: MaybeApiAccount,
    MaybeKey(key): MaybeKey,
    body: MaybeBody<Option<Participate>>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?.flatten().unwrap_or_default();
    let length = sent.invite_code.as_ref().map(|code| code.chars().count());
    if length.is_some_and(|length| length > INVITE_MAX) {
        let text = format!("An invite code has at most {INVITE_MAX} characters.");
        return Err(Problem::invalid_field("invite_code", text));
    }
    let claimant = Claimant {
        address: address.0,
        account: account
            .0
            .map(|account| (account.id, account.username, account.limits)),
        invite: sent.invite_code,
    };
    let key = key.map(|key| key.as_str().to_owned());
    let ticket = raffles.participate(id_of(&id)?, claimant, key).await?;
    let mut response = json(StatusCode::CREATED, &Ticket::from(&ticket))?;
    let location = format!("/raffles/{}/tickets/{}", ticket.raffle, ticket.number);
    let location = HeaderValue::try_from(location).map_err(Problem::internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    Ok(response)
}

/// Ask what a ticket has won
///
/// A wrong code and a ticket that does not exist get the same answer.
#[utoipa::path(
    post, path = "/raffles/{raffle}/verify-ticket", tag = "Raffles", operation_id = "check_ticket",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    request_body = VerifyTicket,
    responses((status = 200, description = "What it has won.", body = TicketFate))
)]
pub(super) async fn verify_ticket(
    raffles: web::Data<Raffles>,
    id: web::Path<String>,
    body: Body<VerifyTicket>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let checked = raffles
        .verify_ticket(id_of(&id)?, sent.ticket_number, &sent.verification_code)
        .await?;
    let prize = checked.prize.map(|(_, prize)| prize);
    let fate = TicketFate {
        has_won: prize.is_some(),
        prize,
    };
    json(StatusCode::OK, &fate)
}

/// Get a ticket's receipt
///
/// A C2SP tlog-proof that the ticket is in the raffle's log, for who has its code. Verify it without this server.
#[utoipa::path(
    post, path = "/raffles/{raffle}/receipt", tag = "Raffles", operation_id = "get_ticket_receipt",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    request_body = VerifyTicket,
    responses((status = 200, description = "The receipt.", body = TicketReceipt))
)]
pub(super) async fn get_receipt(
    raffles: web::Data<Raffles>,
    id: web::Path<String>,
    body: Body<VerifyTicket>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let receipt = raffles
        .receipt(id_of(&id)?, sent.ticket_number, &sent.verification_code)
        .await?;
    let body = TicketReceipt {
        receipt: receipt.text,
        is_final: receipt.is_final,
    };
    json(StatusCode::OK, &body)
}

/// The account that a program acts for, if it shows a token. A token that opens nothing is told.
pub(super) struct MaybeApiAccount(Option<ApiAccount>);

impl FromRequest for MaybeApiAccount {
    type Error = Problem;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let has_token = req.headers().contains_key(header::AUTHORIZATION);
        let account = has_token.then(|| ApiAccount::from_request(req, payload));
        Box::pin(async move {
            Ok(MaybeApiAccount(match account {
                Some(account) => Some(account.await?),
                None => None,
            }))
        })
    }
}
