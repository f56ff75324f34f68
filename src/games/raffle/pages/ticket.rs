//! Getting a ticket, which is told once, keeping it as a file, and the page that everybody may see of a ticket's number.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::raffle::raffle_page;
use super::show::{digits, id_of, link, mark, tickets, winners, zone};
use crate::accounts::MaybeAccount;
use crate::draws::pages::stamp;
use crate::draws::receipt_view::QrCode;
use crate::draws::{DrawState, Refusal};
use crate::fairness::Outcome;
use crate::games::raffle::model::{NewTicket, Policy, Raffle, RaffleId};
use crate::games::raffle::operations::{self, Claimant, ParticipateError, Raffles};
use crate::games::raffle::views::{
    NewTicketPage, RafflePage, RaffleStatus, TakePart, TicketFate, TicketPage, WinnerRow,
};
use crate::web::address::ClientAddress;
use crate::web::form_view::Field;
use crate::web::i18n::{later, tr, tr_with};
use crate::web::idempotency_key::IdempotencyKey;
use crate::web::layout::html;
use crate::web::show::{BallotNumber, Count};
use crate::web::{Form, Page, Site, WebError};

/// A form that no page of this site made.
const STALE: &str = later("The form is incomplete. Load the page again and send it from there.");
/// The most characters of a code, its hyphens counted.
const CODE_MAX: usize = 100;

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TicketFields {
    key: String,
    invite: String,
}

/// `POST /raffles/{id}/tickets`: the ticket with its code, on a page that nobody keeps.
///
/// # Errors
/// 404 for a raffle that is not there; what the person can understand or mend is the raffle's page again.
pub async fn get_ticket(
    id: web::Path<String>,
    address: ClientAddress,
    account: MaybeAccount,
    page: Page,
    site: web::Data<Site>,
    raffles: web::Data<Raffles>,
    Form(fields): Form<TicketFields>,
) -> Result<HttpResponse, WebError> {
    let id = id_of(&id)?;
    let raffle = raffles.find(id).await?.ok_or(WebError::NotFound)?;
    let key = IdempotencyKey::parse(&fields.key);
    let key = key.ok_or_else(|| WebError::BadRequest(tr(STALE).into()))?;
    let claimant = Claimant {
        address: address.0,
        account: account
            .0
            .map(|account| (account.id, account.username, account.limits)),
        invite: Some(fields.invite.clone()),
    };
    let key = Some(key.as_str().to_owned());
    match raffles.participate(id, claimant, key).await {
        Ok(ticket) => {
            let shown = new_ticket_page(page, &raffle, &ticket, &site);
            let mut response = html(StatusCode::OK, &shown)?;
            let never = header::HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, never);
            Ok(response)
        }
        Err(ParticipateError::NeedsAccount) => Err(WebError::SignInFirst {
            next: format!("/raffles/{id}"),
        }),
        Err(error) => match refusal_status(&error) {
            Some(status) => {
                let shown = raffle_page(page, &raffles, id).await?;
                html(status, &refused(shown, &error, &fields))
            }
            None => Err(error.into()),
        },
    }
}

/// The status of a refusal that the raffle's page shows; the rest are pages of their own.
fn refusal_status(error: &ParticipateError) -> Option<StatusCode> {
    match error {
        ParticipateError::Already(_) | ParticipateError::NoInvite => Some(StatusCode::FORBIDDEN),
        ParticipateError::Away(_) | ParticipateError::Refused(Refusal::NotOpenYet { .. }) => {
            Some(StatusCode::CONFLICT)
        }
        ParticipateError::Refused(_) => Some(StatusCode::GONE),
        _ => None,
    }
}

/// The raffle's page with the reason: at the field if it is about the code, else above all.
fn refused(mut shown: RafflePage, error: &ParticipateError, fields: &TicketFields) -> RafflePage {
    let is_about_code = matches!(
        error,
        ParticipateError::NoInvite | ParticipateError::Already(Policy::Invite)
    );
    let text = error.to_string();
    match &mut shown.status {
        RaffleStatus::Open {
            part: TakePart::Form(form),
            ..
        } if is_about_code => {
            let typed: String = fields.invite.chars().take(CODE_MAX).collect();
            form.invite = Some(Field::new(typed).with_error(text));
        }
        _ => shown.refused = Some(text),
    }
    shown
}

fn new_ticket_page(page: Page, raffle: &Raffle, ticket: &NewTicket, site: &Site) -> NewTicketPage {
    let code = ticket.code.in_groups();
    NewTicketPage {
        page,
        raffle: link(raffle),
        ticket: BallotNumber::new(ticket.number),
        code: code.split('-').map(str::to_owned).collect(),
        handed_out: stamp(ticket.time, zone(raffle)),
        closes: stamp(raffle.draw.closes, zone(raffle)),
        qr: QrCode::of(check_url(site, raffle.terms.id, ticket.number).as_bytes()),
    }
}

/// Where a ticket is checked, as an address for other devices. It has the number in it and never the code.
fn check_url(site: &Site, id: RaffleId, number: u64) -> String {
    let origin = site.public_url.origin();
    format!("{origin}/raffles/{id}/check?ticket={number}")
}

/// What the file is made of, as the page of a new ticket sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SaveFields {
    ticket: String,
    code: String,
}

/// `POST /raffles/{id}/ticket.txt`: number and code as a file. The code comes from the page: this server does not know it.
///
/// # Errors
/// 404 for a raffle that is not there; 400 for what can be no ticket.
pub async fn save_ticket(
    id: web::Path<String>,
    site: web::Data<Site>,
    raffles: web::Data<Raffles>,
    Form(fields): Form<SaveFields>,
) -> Result<HttpResponse, WebError> {
    let raffle = raffles.find(id_of(&id)?).await?.ok_or(WebError::NotFound)?;
    let stale = || WebError::BadRequest(tr(STALE).into());
    let number = digits(&fields.ticket).ok_or_else(stale)?;
    let is_code = (1..=CODE_MAX).contains(&fields.code.len())
        && fields
            .code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_code {
        return Err(stale());
    }
    let lines = [
        raffle.name().to_owned(),
        tr_with("Ticket {number}", &[("number", &BallotNumber::new(number))]),
        tr_with("Verification code: {code}", &[("code", &fields.code)]),
        tr("Who has this code holds the ticket: keep it to yourself.").to_owned(),
        check_url(&site, raffle.terms.id, number),
    ];
    let file = format!("attachment; filename=\"ticket-{number}.txt\"");
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, file))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(lines.join("\r\n") + "\r\n"))
}

/// `GET /raffles/{id}/tickets/{number}`.
///
/// # Errors
/// 404 when there is no such raffle, or it has no such number.
pub async fn show_ticket(
    path: web::Path<(String, String)>,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<TicketPage, WebError> {
    let facts = raffles.page(id_of(&path.0)?).await?;
    let facts = facts.ok_or(WebError::NotFound)?;
    let number = digits(&path.1).filter(|number| (1..=facts.raffle.tickets()).contains(number));
    let number = number.ok_or(WebError::NotFound)?;
    Ok(TicketPage {
        page,
        raffle: link(&facts.raffle),
        ticket: BallotNumber::new(number),
        fate: fate(&raffles, &facts, number).await?,
    })
}

/// What everybody may know of a number: nothing before there is a result.
pub async fn fate(
    raffles: &Raffles,
    facts: &operations::RafflePage,
    number: u64,
) -> Result<TicketFate, WebError> {
    let (raffle, now) = (&facts.raffle, raffles.now());
    match (raffle.draw.state, &raffle.draw.void) {
        (DrawState::Drawn, _) => {}
        (_, Some((reason, _))) => {
            return Ok(TicketFate::Void {
                reason: reason.clone(),
            });
        }
        _ => {
            let ended = raffle.draw.closed_at.unwrap_or(raffle.draw.closes);
            return Ok(TicketFate::NotDrawn {
                mark: mark(raffle, now),
                closes: stamp(ended, zone(raffle)),
            });
        }
    }
    let drawn = raffles.drawn(raffle).await?;
    let ticket = BallotNumber::new(number);
    let rows = winners(facts, &drawn, now);
    let held = rows.iter().find(|row| {
        let passed = row.claim.as_ref().and_then(|claim| claim.passed.last());
        passed.map_or(row.ticket, |(to, _)| *to) == ticket
    });
    if let Some(row) = held {
        return Ok(TicketFate::Won {
            prize: row.prize.clone(),
            claim: row.claim.clone(),
        });
    }
    let lost = |row: &&WinnerRow| {
        let mut passed = row.claim.iter().flat_map(|claim| &claim.passed);
        row.ticket == ticket || passed.any(|(to, _)| *to == ticket)
    };
    if let Some(row) = rows.iter().find(lost) {
        return Ok(TicketFate::PassedOn {
            prize: row.prize.clone(),
        });
    }
    let numbers = tickets(&drawn);
    let reserve = drawn.iter().find_map(|drawn| match drawn.outcome {
        Outcome::Reserve(place) if numbers.get(&drawn.ballot) == Some(&number) => Some(place),
        _ => None,
    });
    Ok(match reserve {
        Some(place) => TicketFate::Reserve {
            place: Count::new(place),
        },
        None => TicketFate::NoPrize,
    })
}
