//! What several raffle pages say of a raffle, in the form in which they show it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::draws::claim::PrizeStanding;
use crate::draws::pages::claim_line;
use crate::draws::{DrawState, DrawnBallot};
use crate::fairness;
use crate::games::raffle::model::{Policy, Raffle, RaffleId, WinningTicket};
use crate::games::raffle::operations;
use crate::games::raffle::views::{
    PolicyMark, PrizeLine, RaffleLink, RaffleMark, Sold, TicketClaim, WinnerRow,
};
use crate::keys::random;
use crate::web::WebError;
use crate::web::show::{BallotNumber, Count, prize_words};

/// The id in an address; one that cannot be an id is nobody's.
pub fn id_of(text: &str) -> Result<RaffleId, WebError> {
    RaffleId::parse(text).ok_or(WebError::NotFound)
}

/// A whole number in digits; what is none is nobody's.
pub fn digits(text: &str) -> Option<u64> {
    let text = text.trim();
    // `parse` alone would take `+1` too
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok())?
}

/// What makes sending a form twice one request.
pub fn form_key() -> Result<String, WebError> {
    Ok(hex::encode(random::<16>().map_err(WebError::internal)?))
}

pub fn zone(raffle: &Raffle) -> Tz {
    raffle.draw.label.time_zone
}

/// Seconds since 1970 UTC.
fn seconds(now: DateTime<Utc>) -> u64 {
    u64::try_from(now.timestamp()).unwrap_or(0)
}

pub fn link(raffle: &Raffle) -> RaffleLink {
    RaffleLink {
        name: raffle.name().to_owned(),
        id: raffle.terms.id.to_string(),
        draw: raffle.draw.name.to_string(),
        stock: raffle.draw.label.stock,
    }
}

pub fn policy(raffle: &Raffle) -> PolicyMark {
    match raffle.terms.policy {
        Policy::Ip => PolicyMark::Ip,
        Policy::Account => PolicyMark::Account,
        Policy::Invite => PolicyMark::Invite,
        Policy::Open => PolicyMark::Open,
    }
}

/// Where it stands at `now`: past its closing time it sells nothing, whether or not that was noted down yet.
pub fn mark(raffle: &Raffle, now: DateTime<Utc>) -> RaffleMark {
    match raffle.draw.state {
        DrawState::Scheduled => RaffleMark::Scheduled,
        DrawState::Open if raffle.draw.closes <= seconds(now) => RaffleMark::Closed,
        DrawState::Open if raffle.is_sold_out() => RaffleMark::SoldOut,
        DrawState::Open => RaffleMark::Open,
        DrawState::Closed => RaffleMark::Closed,
        DrawState::Drawn => RaffleMark::Drawn,
        DrawState::Void => RaffleMark::Void,
    }
}

pub fn sold(raffle: &Raffle) -> Sold {
    Sold {
        taken: Count::new(raffle.sold()),
        all: Count::new(raffle.tickets()),
    }
}

pub fn prizes(raffle: &Raffle) -> Vec<PrizeLine> {
    let line = |line: &fairness::PrizeLine| PrizeLine {
        amount: Count::new(line.quantity()),
        name: prize_words(line.text().as_str()),
    };
    let lines = raffle.draw.open_leaf.fields().prizes.lines();
    lines.iter().map(line).collect()
}

/// The winners of a raffle with where their prizes stand; `drawn` has the numbers of the reserves.
pub fn winners(
    facts: &operations::RafflePage,
    drawn: &[DrawnBallot],
    now: DateTime<Utc>,
) -> Vec<WinnerRow> {
    let tickets = tickets(drawn);
    let row = |winner: &WinningTicket| WinnerRow {
        place: winner.place,
        prize: prize_words(&winner.prize),
        ticket: BallotNumber::new(winner.number),
        claim: facts
            .standings
            .get(&winner.place)
            .map(|standing| claim(standing, &tickets, &facts.raffle, now)),
    };
    facts.winners.iter().map(row).collect()
}

/// The ticket number of each ballot that was drawn.
pub fn tickets(drawn: &[DrawnBallot]) -> HashMap<u64, u64> {
    let number = |drawn: &DrawnBallot| Some((drawn.ballot, drawn.ticket?));
    drawn.iter().filter_map(number).collect()
}

/// The ticket that holds a prize now: the winner's, or that of the last reserve it was passed on to.
pub fn holder(winner: u64, standing: &PrizeStanding, tickets: &HashMap<u64, u64>) -> u64 {
    let last = standing.passed.last();
    last.and_then(|to| tickets.get(&to.ballot).copied())
        .unwrap_or(winner)
}

fn claim(
    standing: &PrizeStanding,
    tickets: &HashMap<u64, u64>,
    raffle: &Raffle,
    now: DateTime<Utc>,
) -> TicketClaim {
    let line = claim_line(standing, zone(raffle), now, None);
    let passed = standing.passed.iter().zip(line.passed);
    TicketClaim {
        state: line.state,
        passed: passed
            .map(|(to, shown)| {
                let number = tickets.get(&to.ballot).copied().unwrap_or_default();
                (BallotNumber::new(number), shown.at)
            })
            .collect(),
        taken_back: line.taken_back,
    }
}
