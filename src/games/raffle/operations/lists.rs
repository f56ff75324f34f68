//! Reading raffles: lists, one of them, its winners, and what managers see.

use std::collections::HashMap;

use super::Raffles;
use crate::draws::claim::{ClaimStep, PrizeStanding};
use crate::draws::{DrawId, DrawState, list_claim_steps, list_prize_standings};
use crate::games::raffle::model::{Policy, Raffle, RaffleId, WinningTicket};
use crate::games::raffle::store::{self, SoldTicket};
use crate::store::StoreError;

/// How many raffles are shown as running.
const RUNNING: u32 = 50;
/// How many of one's own tickets are listed.
const OWN: u32 = 500;

/// Everything anybody may know of one raffle.
#[derive(Debug, Clone)]
pub struct RafflePage {
    /// The raffle.
    pub raffle: Raffle,
    /// The winners, once they are drawn.
    pub winners: Vec<WinningTicket>,
    /// Where each prize stands, by place.
    pub standings: HashMap<u64, PrizeStanding>,
}

/// What a manager sees of one raffle.
#[derive(Debug, Clone)]
pub struct ManagedRaffle {
    /// What everybody sees.
    pub shown: RafflePage,
    /// How many invite codes were made.
    pub invites: u64,
    /// What was done about the prizes.
    pub steps: Vec<ClaimStep>,
}

/// A page of the tickets that were handed out.
#[derive(Debug, Clone)]
pub struct SoldPage {
    /// In the order of sale.
    pub tickets: Vec<SoldTicket>,
    /// The leaf after which the next page begins; none on the last.
    pub next: Option<u64>,
}

impl Raffles {
    /// A raffle as it stands; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn find(&self, id: RaffleId) -> Result<Option<Raffle>, StoreError> {
        self.db
            .read_short(move |conn| store::find_raffle(conn, id))
            .await
    }

    /// The raffles made before this one, or the newest; at most `limit`, the newest first. `None` if there is no raffle
    /// `before`. True if there are more.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list(
        &self,
        before: Option<RaffleId>,
        limit: u32,
    ) -> Result<Option<(Vec<Raffle>, bool)>, StoreError> {
        self.db
            .read(move |conn| {
                let before: Option<DrawId> = match before {
                    None => None,
                    Some(id) => match store::find_terms(conn, id)? {
                        None => return Ok(None),
                        Some(terms) => Some(terms.draw_id),
                    },
                };
                let mut raffles = store::list_raffles(conn, before, limit.saturating_add(1))?;
                let has_more = raffles.len() > usize::try_from(limit).unwrap_or(usize::MAX);
                raffles.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                Ok(Some((raffles, has_more)))
            })
            .await
    }

    /// The raffles that are not over, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_running(&self) -> Result<Vec<Raffle>, StoreError> {
        self.db
            .read(|conn| store::list_running(conn, RUNNING))
            .await
    }

    /// The tickets with a prize, in the order of the prizes; none before they are drawn.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn winners(&self, raffle: &Raffle) -> Result<Vec<WinningTicket>, StoreError> {
        let id = raffle.draw.id;
        self.db
            .read(move |conn| store::list_winners(conn, id))
            .await
    }

    /// One raffle with its winners and where their prizes stand; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn page(&self, id: RaffleId) -> Result<Option<RafflePage>, StoreError> {
        self.db.read(move |conn| load_page(conn, id)).await
    }

    /// One raffle as its managers see it; `None` if there is none.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn managed(&self, id: RaffleId) -> Result<Option<ManagedRaffle>, StoreError> {
        self.db
            .read(move |conn| {
                let Some(shown) = load_page(conn, id)? else {
                    return Ok(None);
                };
                let draw = shown.raffle.draw.id;
                Ok(Some(ManagedRaffle {
                    invites: match shown.raffle.terms.policy {
                        Policy::Invite => store::count_invites(conn, draw)?,
                        Policy::Ip | Policy::Account | Policy::Open => 0,
                    },
                    steps: list_claim_steps(conn, draw)?,
                    shown,
                }))
            })
            .await
    }

    /// The tickets that were handed out after this leaf of the log, at most `limit`, in the order of sale.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_sold(
        &self,
        raffle: &Raffle,
        after: u64,
        limit: u32,
    ) -> Result<SoldPage, StoreError> {
        let id = raffle.draw.id;
        let read = move |conn: &mut crate::store::Conn| store::list_sold(conn, id, after, limit);
        let tickets = self.db.read(read).await?;
        let is_full = u32::try_from(tickets.len()) == Ok(limit);
        let next = tickets.last().map(|ticket| ticket.leaf_index);
        Ok(SoldPage {
            next: next.filter(|_| is_full),
            tickets,
        })
    }

    /// The tickets of an account, the newest first: raffle, its name, ticket number.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_own(&self, account: i64) -> Result<Vec<(RaffleId, String, u64)>, StoreError> {
        self.db
            .read(move |conn| store::list_own(conn, account, OWN))
            .await
    }
}

fn load_page(
    conn: &mut crate::store::Conn,
    id: RaffleId,
) -> Result<Option<RafflePage>, StoreError> {
    let Some(raffle) = store::find_raffle(conn, id)? else {
        return Ok(None);
    };
    let draw = raffle.draw.id;
    let (winners, standings) = match raffle.draw.state {
        DrawState::Drawn => (
            store::list_winners(conn, draw)?,
            list_prize_standings(conn, &[draw])?,
        ),
        _ => (Vec::new(), HashMap::new()),
    };
    Ok(Some(RafflePage {
        raffle,
        winners,
        standings: standings
            .into_iter()
            .map(|((_, place), standing)| (place, standing))
            .collect(),
    }))
}
