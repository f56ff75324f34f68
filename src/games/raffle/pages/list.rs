//! The list of raffles, and the list of one's own tickets.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::show::{id_of, link, mark, prizes, sold, zone};
use crate::accounts::CurrentAccount;
use crate::draws::DrawState;
use crate::draws::pages::stamp;
use crate::games::raffle::model::{Raffle, RaffleId};
use crate::games::raffle::operations::Raffles;
use crate::games::raffle::views::{
    MyTicket, MyTicketsPage, PrizeLine, RaffleMark, RaffleRow, RafflesPage,
};
use crate::web::show::{BallotNumber, Count, Stamp};
use crate::web::{Page, WebError};

/// How many raffles one page lists.
const RAFFLES: u32 = 30;
/// How many kinds of prizes stand in one line.
const PRIZES: usize = 3;

/// Where the list begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    before: String,
}

impl Before {
    /// The raffle before which the page begins, if it is not the first page.
    pub fn raffle(&self) -> Result<Option<RaffleId>, WebError> {
        match self.before.as_str() {
            "" => Ok(None),
            id => id_of(id).map(Some),
        }
    }
}

/// One page of all raffles, the newest first, and the address of the next.
pub async fn page_of(
    raffles: &Raffles,
    before: Option<RaffleId>,
    path: &str,
) -> Result<(Vec<Raffle>, Option<String>), WebError> {
    let found = raffles.list(before, RAFFLES).await?;
    let (found, has_more) = found.ok_or(WebError::NotFound)?;
    let last = found.last().filter(|_| has_more);
    let older = last.map(|last| format!("{path}?before={}", last.terms.id));
    Ok((found, older))
}

/// `GET /raffles`.
///
/// # Errors
/// 404 when the page begins before a raffle that is not there.
pub async fn list_raffles(
    query: web::Query<Before>,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<RafflesPage, WebError> {
    let (now, before) = (raffles.now(), query.raffle()?);
    let running = match before {
        None => raffles.list_running().await?,
        Some(_) => Vec::new(),
    };
    let (found, older) = page_of(&raffles, before, "/raffles").await?;
    let is_over =
        |raffle: &&Raffle| matches!(raffle.draw.state, DrawState::Drawn | DrawState::Void);
    Ok(RafflesPage {
        page,
        running: running.iter().map(|raffle| row(raffle, now)).collect(),
        over: found
            .iter()
            .filter(is_over)
            .map(|raffle| row(raffle, now))
            .collect(),
        older,
        newer: before.map(|_| "/raffles".to_owned()),
        now: Stamp::new(now, raffles.time_zone()),
    })
}

/// One raffle in a list.
pub fn row(raffle: &Raffle, now: DateTime<Utc>) -> RaffleRow {
    let all = prizes(raffle);
    let shown = all.iter().take(PRIZES).map(PrizeLine::text);
    let rest = all.iter().skip(PRIZES).map(|line| line.amount.value());
    let draw = &raffle.draw;
    let mark = mark(raffle, now);
    let ended = match mark {
        RaffleMark::Closed | RaffleMark::Drawn => draw.closed_at,
        _ => None,
    };
    RaffleRow {
        raffle: link(raffle),
        mark,
        prizes: shown.collect::<Vec<_>>().join(", "),
        more_prizes: Count::new(rest.sum()),
        sold: sold(raffle),
        closes: stamp(ended.unwrap_or(draw.closes), zone(raffle)),
        void: draw.void.as_ref().map(|(reason, _)| reason.clone()),
    }
}

/// `GET /tickets`.
///
/// # Errors
/// 303 to the login page for visitors.
pub async fn show_my_tickets(
    account: CurrentAccount,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<MyTicketsPage, WebError> {
    let own = raffles.list_own(account.id).await?;
    let ticket = |(id, raffle, number): (RaffleId, String, u64)| MyTicket {
        raffle,
        id: id.to_string(),
        ticket: BallotNumber::new(number),
    };
    Ok(MyTicketsPage {
        page,
        tickets: own.into_iter().map(ticket).collect(),
    })
}
