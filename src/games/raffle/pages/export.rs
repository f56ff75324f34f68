//! Tables of a raffle as files: the tickets that were handed out, and the winners.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, SecondsFormat};
use futures_util::stream;

use super::show::{holder, id_of, tickets};
use crate::accounts::CurrentManager;
use crate::games::raffle::model::{Raffle, WinningTicket};
use crate::games::raffle::operations::Raffles;
use crate::web::{WebError, csv};

/// How many tickets are read at once.
const PART: u32 = 1000;

/// An instant of the protocol as programs write it.
fn instant(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok();
    time.and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map_or_else(String::new, |time| {
            time.to_rfc3339_opts(SecondsFormat::Secs, true)
        })
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(ToOwned::to_owned).to_vec()
}

/// `GET /manage/raffles/{id}/tickets.csv`: sent part by part, so that its size costs no memory.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such raffle.
pub async fn export_tickets(
    _manager: CurrentManager,
    id: web::Path<String>,
    raffles: web::Data<Raffles>,
) -> Result<HttpResponse, WebError> {
    let raffle = raffles.find(id_of(&id)?).await?.ok_or(WebError::NotFound)?;
    let head = row(["raffle", "entry", "ticket", "handed_out_at", "username"]);
    let file = format!("raffle-{}-tickets.csv", raffle.terms.id);
    let parts = stream::try_unfold((Some(head), Some(0)), move |(head, after)| {
        let (raffles, raffle) = (raffles.clone(), raffle.clone());
        async move { next_part(&raffles, &raffle, head, after).await }
    });
    Ok(csv::download(&file, parts))
}

type Part = Option<(web::Bytes, (Option<Vec<String>>, Option<u64>))>;

async fn next_part(
    raffles: &Raffles,
    raffle: &Raffle,
    head: Option<Vec<String>>,
    after: Option<u64>,
) -> Result<Part, WebError> {
    let Some(after) = after else { return Ok(None) };
    let part = raffles.list_sold(raffle, after, PART).await?;
    let rows = part.tickets.iter().map(|ticket| {
        vec![
            raffle.terms.id.to_string(),
            ticket.leaf_index.to_string(),
            ticket.number.to_string(),
            instant(ticket.time),
            ticket.username.clone().unwrap_or_default(),
        ]
    });
    let bytes = csv::rows(head.into_iter().chain(rows))?;
    Ok(Some((bytes, (None, part.next))))
}

/// `GET /manage/raffles/{id}/winners.csv`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such raffle.
pub async fn export_winners(
    _manager: CurrentManager,
    id: web::Path<String>,
    raffles: web::Data<Raffles>,
) -> Result<HttpResponse, WebError> {
    let facts = raffles.page(id_of(&id)?).await?.ok_or(WebError::NotFound)?;
    let numbers = match facts.raffle.is_drawn() {
        true => tickets(&raffles.drawn(&facts.raffle).await?),
        false => std::collections::HashMap::new(),
    };
    let head = row([
        "raffle",
        "place",
        "prize",
        "ticket",
        "state",
        "deadline",
        "holder_ticket",
    ]);
    let name = facts.raffle.terms.id.to_string();
    let winner = |winner: &WinningTicket| {
        let standing = facts.standings.get(&winner.place);
        let now = standing.map_or(winner.number, |standing| {
            holder(winner.number, standing, &numbers)
        });
        vec![
            name.clone(),
            winner.place.to_string(),
            winner.prize.clone(),
            winner.number.to_string(),
            standing.map_or_else(String::new, |s| s.claim.state.as_str().to_owned()),
            standing.map_or_else(String::new, |s| instant(s.claim.deadline)),
            now.to_string(),
        ]
    };
    let rows = facts.winners.iter().map(winner);
    let bytes = csv::rows(std::iter::once(head).chain(rows))?;
    let part = stream::once(std::future::ready(Ok(bytes)));
    Ok(csv::download(&format!("raffle-{name}-winners.csv"), part))
}
