//! For managers of raffles: making one, drawing it, calling it off, invite codes, and what becomes of prizes.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};

use super::manage_wire::{
    Invites, MakeInvites, MarkClaimed, PassOn, SoldTicket, SoldTicketList, TakeBackClaim,
    WonRafflePrize,
};
use super::raffles::{find, id_of, wire};
use super::wire::{CreateRaffle, Raffle, Reason, Winner, WinnersLater};
use crate::draws::api::at;
use crate::games::raffle::manager::RaffleManager;
use crate::games::raffle::model::{self, PublicReason};
use crate::games::raffle::operations::{CreateError, Drawing, PrizeWish, Raffles};
use crate::idempotency::{Answer, Fingerprint, Once, Owner, respond};
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, Parameters, json};
use crate::web::paging::{PageQuery, page};
use crate::web::problem::Problem;

/// Make a raffle
///
/// Its sale begins at once; where public randomness shuffles its numbers, a few seconds later.
#[utoipa::path(
    post, path = "/raffles", tag = "Raffles", operation_id = "create_raffle",
    request_body = CreateRaffle,
    responses((status = 201, description = "The raffle is announced.", body = Raffle))
)]
pub(super) async fn create_raffle(
    raffles: web::Data<Raffles>,
    manager: RaffleManager,
    MaybeKey(key): MaybeKey,
    body: Body<CreateRaffle>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let owner = match manager.account_id {
        Some(id) => Owner::Account(id),
        None => Owner::Place(manager.name.clone()),
    };
    let fingerprint = Fingerprint::new("create_raffle", &sent).map_err(Problem::internal)?;
    let request = Once::new(&owner, key.as_ref(), fingerprint);
    let draft = sent.parse().map_err(CreateError::from)?;
    let answer = |raffle: &model::Raffle| {
        let body = serde_json::to_string(&Raffle::from(raffle))?;
        let location = format!("/api/raffles/{}", raffle.terms.id);
        Ok(Answer::new(201, Some(location), body))
    };
    let made = raffles.create(&manager.actor, draft, request, answer);
    respond(made.await?)
}

/// Draw the winners
///
/// Of a raffle whose every ticket was handed out. Where a round of public randomness decides, the answer says when it
/// comes, and the winners appear by themselves.
#[utoipa::path(
    post, path = "/raffles/{raffle}/winners", tag = "Raffles", operation_id = "create_raffle_winners",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    responses(
        (status = 201, description = "The winners.", body = Vec<Winner>),
        (status = 202, description = "The sale is closed; the winners come later.", body = WinnersLater)
    )
)]
pub(super) async fn draw_winners(
    raffles: web::Data<Raffles>,
    manager: RaffleManager,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let id = id_of(&id)?;
    let location = format!("/api/raffles/{id}/winners");
    let location = HeaderValue::try_from(location).map_err(Problem::internal)?;
    let mut response = match raffles.draw_winners(&manager.actor, id).await? {
        Drawing::Drawn(winners) => json(StatusCode::CREATED, &wire(&winners))?,
        Drawing::Waiting { round, due } => {
            let due_at = at(due);
            json(StatusCode::ACCEPTED, &WinnersLater { round, due_at })?
        }
    };
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}

/// Call a raffle off
///
/// With a reason that everybody can read. This cannot be taken back.
#[utoipa::path(
    post, path = "/raffles/{raffle}/cancel", tag = "Raffles", operation_id = "cancel_raffle",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    request_body = Reason,
    responses((status = 200, description = "The raffle is called off.", body = Raffle))
)]
pub(super) async fn cancel_raffle(
    raffles: web::Data<Raffles>,
    manager: RaffleManager,
    id: web::Path<String>,
    body: Body<Reason>,
) -> Result<HttpResponse, Problem> {
    let reason = body.read().await?.parse()?;
    raffles.cancel(&manager.actor, id_of(&id)?, reason).await?;
    json(StatusCode::OK, &Raffle::from(&find(&raffles, &id).await?))
}

/// Make invite codes
///
/// Each is good for one ticket. They are told here and nowhere else.
#[utoipa::path(
    post, path = "/raffles/{raffle}/invites", tag = "Raffles", operation_id = "create_invites",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    request_body = MakeInvites,
    responses((status = 200, description = "The codes.", body = Invites))
)]
pub(super) async fn make_invites(
    raffles: web::Data<Raffles>,
    manager: RaffleManager,
    id: web::Path<String>,
    body: Body<MakeInvites>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let made = raffles.make_invites(&manager.actor, id_of(&id)?, sent.count);
    let codes = made.await?.iter().map(model::Code::in_groups).collect();
    json(StatusCode::OK, &Invites { codes })
}

/// List the tickets that were handed out
#[utoipa::path(
    get, path = "/raffles/{raffle}/tickets", tag = "Raffles", operation_id = "list_tickets",
    params(
        ("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11"),
        PageQuery
    ),
    responses((status = 200, description = "The tickets.", body = SoldTicketList))
)]
pub(super) async fn list_tickets(
    raffles: web::Data<Raffles>,
    _manager: RaffleManager,
    id: web::Path<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.limit()?;
    let after = query.cursor(|cursor| cursor.parse().ok())?;
    let raffle = find(&raffles, &id).await?;
    let sold = raffles
        .list_sold(&raffle, after.unwrap_or(0), limit)
        .await?;
    let next_cursor = sold.next.map(|leaf| leaf.to_string());
    let tickets = sold.tickets.into_iter().map(|ticket| SoldTicket {
        ticket_number: ticket.number,
        entry: ticket.leaf_index,
        handed_out_at: at(ticket.time),
        username: ticket.username,
    });
    let body = SoldTicketList {
        tickets: tickets.collect(),
        next_cursor: next_cursor.clone(),
    };
    let path = format!("/api/raffles/{}/tickets", raffle.terms.id);
    page(&path, limit, next_cursor.as_deref(), &body)
}

/// List the prizes that were won
///
/// Best first, wherever they stand; none before the winners are drawn.
#[utoipa::path(
    get, path = "/raffles/{raffle}/prizes", tag = "Raffles", operation_id = "list_raffle_prizes",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    responses((status = 200, description = "The prizes.", body = Vec<WonRafflePrize>))
)]
pub(super) async fn list_prizes(
    raffles: web::Data<Raffles>,
    _manager: RaffleManager,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    json(StatusCode::OK, &won(&raffles, &id).await?)
}

/// Mark a prize as claimed
///
/// It was handed over to who showed the code of the ticket that holds it.
#[utoipa::path(
    post, path = "/raffles/{raffle}/prizes/{place}/claimed", tag = "Raffles", operation_id = "mark_raffle_prize_claimed",
    params(
        ("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11"),
        ("place" = u64, Path, description = "Which prize: 1 is the first.", example = 1)
    ),
    request_body = MarkClaimed,
    responses((status = 200, description = "The prize as it stands now.", body = WonRafflePrize))
)]
pub(super) async fn mark_claimed(
    raffles: web::Data<Raffles>,
    manager: RaffleManager,
    path: web::Path<(String, String)>,
    body: Body<MarkClaimed>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let wish = PrizeWish::MarkClaimed {
        ticket: sent.ticket_number,
        code: sent.verification_code,
    };
    settle(&raffles, &manager, &path, sent.step, wish).await
}

/// Pass a prize on
///
/// Its deadline is over: it goes to the next reserve, or lapses where there is none.
#[utoipa::path(
    post, path = "/raffles/{raffle}/prizes/{place}/pass-on", tag = "Raffles", operation_id = "pass_on_raffle_prize",
    params(
        ("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11"),
        ("place" = u64, Path, description = "Which prize: 1 is the first.", example = 1)
    ),
    request_body = PassOn,
    responses((status = 200, description = "The prize as it stands now.", body = WonRafflePrize))
)]
pub(super) async fn pass_on(
    raffles: web::Data<Raffles>,
    manager: RaffleManager,
    path: web::Path<(String, String)>,
    body: Body<PassOn>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    settle(&raffles, &manager, &path, sent.step, PrizeWish::PassOn).await
}

/// Take a mark as claimed back
///
/// It was a mistake. The reason is public.
#[utoipa::path(
    post, path = "/raffles/{raffle}/prizes/{place}/take-back", tag = "Raffles", operation_id = "take_back_raffle_claim",
    params(
        ("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11"),
        ("place" = u64, Path, description = "Which prize: 1 is the first.", example = 1)
    ),
    request_body = TakeBackClaim,
    responses((status = 200, description = "The prize as it stands now.", body = WonRafflePrize))
)]
pub(super) async fn take_back(
    raffles: web::Data<Raffles>,
    manager: RaffleManager,
    path: web::Path<(String, String)>,
    body: Body<TakeBackClaim>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let reason = PublicReason::parse(&sent.reason);
    let reason = reason.map_err(|e| Problem::invalid_field("reason", e))?;
    settle(
        &raffles,
        &manager,
        &path,
        sent.step,
        PrizeWish::TakeBack { reason },
    )
    .await
}

async fn settle(
    raffles: &Raffles,
    manager: &RaffleManager,
    (id, place): &(String, String),
    step: u64,
    wish: PrizeWish,
) -> Result<HttpResponse, Problem> {
    let place: u64 = place.parse().map_err(|_no_number| Problem::not_found())?;
    let name = manager.name.clone();
    raffles
        .settle_prize(&manager.actor, name, id_of(id)?, (place, step), wish)
        .await?;
    let mut prizes = won(raffles, id).await?;
    prizes.retain(|prize| prize.place == place);
    let prize = prizes.pop().ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &prize)
}

async fn won(raffles: &Raffles, id: &str) -> Result<Vec<WonRafflePrize>, Problem> {
    let page = raffles.page(id_of(id)?).await?;
    let page = page.ok_or_else(Problem::not_found)?;
    let prize = |winner: &model::WinningTicket| {
        let standing = page.standings.get(&winner.place)?;
        Some(WonRafflePrize::new(winner, standing))
    };
    Ok(page.winners.iter().filter_map(prize).collect())
}
