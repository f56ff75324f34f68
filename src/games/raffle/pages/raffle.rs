//! The page of one raffle: what can be won, who may have a ticket, and what came of it.

use actix_web::web;
use chrono::{DateTime, Utc};

use super::show::{form_key, id_of, link, mark, policy, prizes, sold, tickets, winners, zone};
use crate::draws::pages::{round_wait, stamp, time_left};
use crate::draws::{DrawState, DrawnBallot};
use crate::fairness::Outcome;
use crate::games::raffle::model::{Policy, Raffle, RaffleId};
use crate::games::raffle::operations::{self, Raffles};
use crate::games::raffle::views::{
    RaffleMark, RafflePage, RaffleStatus, Rules, TakePart, TicketForm,
};
use crate::web::form_view::Field;
use crate::web::page::Viewer;
use crate::web::show::{BallotNumber, Count, Stamp};
use crate::web::{Page, WebError};

/// How many winners the page lists: ten thousand would be megabytes.
const WINNERS: usize = 100;

/// `GET /raffles/{id}`.
///
/// # Errors
/// 404 when there is no such raffle.
pub async fn show_raffle(
    id: web::Path<String>,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<RafflePage, WebError> {
    raffle_page(page, &raffles, id_of(&id)?).await
}

/// The page as it stands now, with a fresh form where there is one.
pub async fn raffle_page(
    page: Page,
    raffles: &Raffles,
    id: RaffleId,
) -> Result<RafflePage, WebError> {
    let facts = raffles.page(id).await?.ok_or(WebError::NotFound)?;
    let drawn = match facts.raffle.is_drawn() {
        true => raffles.drawn(&facts.raffle).await?,
        false => Vec::new(),
    };
    let now = raffles.now();
    let part = match mark(&facts.raffle, now) {
        RaffleMark::Open => take_part(raffles, &facts.raffle, page.viewer.as_ref()).await?,
        _ => TakePart::SignIn,
    };
    let status = status(&facts, &drawn, part, now);
    Ok(shown(page, &facts.raffle, status, now))
}

/// What the viewer can do about an open raffle.
async fn take_part(
    raffles: &Raffles,
    raffle: &Raffle,
    viewer: Option<&Viewer>,
) -> Result<TakePart, WebError> {
    if raffle.terms.policy == Policy::Account {
        let Some(viewer) = viewer else {
            return Ok(TakePart::SignIn);
        };
        let own = raffles.list_own(viewer.account_id).await?;
        let here = own.iter().find(|(id, ..)| *id == raffle.terms.id);
        if let Some((.., number)) = here {
            return Ok(TakePart::Has(BallotNumber::new(*number)));
        }
    }
    Ok(TakePart::Form(TicketForm {
        key: form_key()?,
        invite: (raffle.terms.policy == Policy::Invite).then(Field::default),
    }))
}

fn status(
    facts: &operations::RafflePage,
    drawn: &[DrawnBallot],
    part: TakePart,
    now: DateTime<Utc>,
) -> RaffleStatus {
    let raffle = &facts.raffle;
    let (draw, zone) = (&raffle.draw, zone(raffle));
    match mark(raffle, now) {
        RaffleMark::Scheduled => RaffleStatus::Scheduled {
            opens: stamp(draw.opens, zone),
            round: draw
                .open_leaf
                .opening_round()
                .map(|round| round.to_string()),
        },
        RaffleMark::Open => RaffleStatus::Open {
            left: time_left(now, draw.closes),
            part,
        },
        RaffleMark::SoldOut => RaffleStatus::SoldOut,
        RaffleMark::Closed => RaffleStatus::Closed {
            closed: stamp(draw.closed_at.unwrap_or(draw.closes), zone),
            wait: round_wait(draw, now, zone),
        },
        RaffleMark::Drawn => {
            let tickets = tickets(drawn);
            let reserve = |drawn: &DrawnBallot| {
                let number = tickets.get(&drawn.ballot)?;
                matches!(drawn.outcome, Outcome::Reserve(_)).then(|| BallotNumber::new(*number))
            };
            let all = draw.open_leaf.fields().prizes.total();
            let mut rows = winners(facts, drawn, now);
            let more = rows.len().saturating_sub(WINNERS);
            rows.truncate(WINNERS);
            RaffleStatus::Drawn {
                winners: rows,
                more: Count::new(more as u64),
                reserves: drawn.iter().filter_map(reserve).collect(),
                prizes_left: Count::new(all.saturating_sub(facts.winners.len() as u64)),
            }
        }
        RaffleMark::Void => {
            let (reason, at) = draw.void.clone().unwrap_or_default();
            RaffleStatus::Void {
                reason,
                at: stamp(at, zone),
            }
        }
    }
}

/// How a raffle that was not made yet would look as soon as its tickets are to be had.
pub fn preview_page(page: Page, raffle: &Raffle, now: DateTime<Utc>) -> RafflePage {
    let status = RaffleStatus::Open {
        left: time_left(now, raffle.draw.closes),
        part: TakePart::SignIn,
    };
    let mut shown = shown(page, raffle, status, now);
    shown.mark = RaffleMark::Open;
    shown
}

fn shown(page: Page, raffle: &Raffle, status: RaffleStatus, now: DateTime<Utc>) -> RafflePage {
    let draw = &raffle.draw;
    let open = draw.open_leaf.fields();
    // a raffle that ended sooner tells when, instead of when it would have
    let ended = match draw.state {
        DrawState::Closed | DrawState::Drawn => draw.closed_at,
        _ => None,
    };
    RafflePage {
        page,
        raffle: link(raffle),
        description: raffle.terms.description.clone(),
        prizes: prizes(raffle),
        mark: mark(raffle, now),
        status,
        sold: sold(raffle),
        rules: Rules {
            policy: policy(raffle),
            draws_itself: raffle.terms.draws_itself,
            closes: stamp(ended.unwrap_or(draw.closes), zone(raffle)),
            latest: stamp(draw.closes, zone(raffle)),
            has_beacon: draw.has_beacon(),
            prizes: Count::new(open.prizes.total()),
            reserves: Count::new(open.reserves),
            claim_days: Count::new(draw.claim_days.unwrap_or(0)),
        },
        commitment: draw.commitment.clone(),
        refused: None,
        now: Stamp::new(now, zone(raffle)),
        preview: None,
    }
}
