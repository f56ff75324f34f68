//! What anybody may know: raffles, and who won.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::problems::NOT_DRAWN;
use super::wire::{Raffle, Winner};
use crate::games::raffle::model::{self, RaffleId, WinningTicket};
use crate::games::raffle::operations::{Raffles, VerifyError};
use crate::web::json::{Parameters, json};
use crate::web::paging::{PageQuery, link_to_next, whole_number};
use crate::web::problem::Problem;

/// Which raffles.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct RafflesQuery {
    /// How many at most.
    #[param(minimum = 1, maximum = 100, default = 30, nullable = false)]
    #[serde(default, deserialize_with = "whole_number")]
    limit: Option<u32>,
    /// Those made before the raffle of this id.
    #[param(format = "uuid", nullable = false)]
    before: Option<String>,
}

/// List raffles
///
/// The latest first. Where there are more, a `Link` header leads to them.
#[utoipa::path(
    get, path = "/raffles", tag = "Raffles", operation_id = "list_raffles",
    params(RafflesQuery),
    responses((status = 200, description = "The raffles.", body = Vec<Raffle>))
)]
pub(super) async fn list_raffles(
    raffles: web::Data<Raffles>,
    Parameters(query): Parameters<RafflesQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = PageQuery::new(query.limit, None).limit()?;
    let unknown = || Problem::invalid_field("before", "There is no such raffle.");
    let before = query.before.as_deref().map(RaffleId::parse);
    let before = before.map(|id| id.ok_or_else(unknown)).transpose()?;
    let found = raffles.list(before, limit).await?.ok_or_else(unknown)?;
    let (found, has_more) = found;
    let shown: Vec<Raffle> = found.iter().map(Raffle::from).collect();
    let mut response = json(StatusCode::OK, &shown)?;
    if let Some(last) = found.last().filter(|_| has_more) {
        let next = format!("/api/raffles?limit={limit}&before={}", last.terms.id);
        link_to_next(&mut response, &next)?;
    }
    Ok(response)
}

/// Read a raffle
#[utoipa::path(
    get, path = "/raffles/{raffle}", tag = "Raffles", operation_id = "get_raffle",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    responses((status = 200, description = "The raffle.", body = Raffle))
)]
pub(super) async fn get_raffle(
    raffles: web::Data<Raffles>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let raffle = find(&raffles, &id).await?;
    json(StatusCode::OK, &Raffle::from(&raffle))
}

/// Read who won
///
/// The tickets with a prize, in the order of the prizes.
#[utoipa::path(
    get, path = "/raffles/{raffle}/winners", tag = "Raffles", operation_id = "list_raffle_winners",
    params(("raffle" = String, Path, description = "The raffle's id.", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")),
    responses((status = 200, description = "The winners.", body = Vec<Winner>))
)]
pub(super) async fn list_winners(
    raffles: web::Data<Raffles>,
    id: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let raffle = find(&raffles, &id).await?;
    if !raffle.is_drawn() {
        return Err(Problem::new(&NOT_DRAWN, VerifyError::NotDrawn));
    }
    let winners = raffles.winners(&raffle).await?;
    json(StatusCode::OK, &wire(&winners))
}

/// The winners as they are told.
pub(super) fn wire(winners: &[WinningTicket]) -> Vec<Winner> {
    winners.iter().map(Winner::from).collect()
}

/// The id in an address; one that cannot be an id is nobody's.
pub(super) fn id_of(text: &str) -> Result<RaffleId, Problem> {
    RaffleId::parse(text).ok_or_else(Problem::not_found)
}

/// The raffle as it stands now.
pub(super) async fn find(raffles: &Raffles, id: &str) -> Result<model::Raffle, Problem> {
    let found = raffles.find(id_of(id)?).await?;
    found.ok_or_else(Problem::not_found)
}
