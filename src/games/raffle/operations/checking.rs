//! Telling the holder of a ticket whether it has won. Who has no code learns nothing, not even whether there is such a
//! ticket: the answer is the same and takes as long.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::Raffles;
use super::codes::CodeHash;
use crate::clock::Clock;
use crate::draws::{ReceiptFile, SignError, find_ticket_receipt};
use crate::games::raffle::model::code::invalid_code;
use crate::games::raffle::model::{Raffle, RaffleId};
use crate::games::raffle::store;
use crate::store::StoreError;
use crate::web::i18n::tr;

/// How many wrong codes one ticket number may be tried with at once, and how long until there is one more try: where
/// nobody can guess a code, and where somebody might.
const STRONG: (u32, Duration) = (60, Duration::from_secs(10));
const WEAK: (u32, Duration) = (10, Duration::from_secs(600));

/// Why a ticket was not checked. The text is for who asked.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no such raffle.
    #[error("{}", tr("There is no such raffle."))]
    NotFound,
    /// There is no result.
    #[error("{}", tr("Winners for the raffle have not been drawn yet"))]
    NotDrawn,
    /// It is not the code of that ticket, or there is no such ticket.
    #[error("{}", invalid_code())]
    WrongCode,
    /// This ticket was tried too often.
    #[error(
        "{}",
        tr("This ticket was checked with too many codes. Wait a while before you try again.")
    )]
    TooMany {
        /// Seconds until the next try is worth it.
        retry_after: u64,
    },
    /// The receipt could not be signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A ticket whose code was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedTicket {
    /// Its number.
    pub number: u64,
    /// The place of its entry in the log.
    pub leaf_index: u64,
    /// The place and the words of what it has won, once the raffle is drawn.
    pub prize: Option<(u64, String)>,
}

impl Raffles {
    /// What a ticket has won.
    ///
    /// # Errors
    /// [`VerifyError`], the same for a wrong code and for a ticket that does not exist.
    pub async fn verify_ticket(
        &self,
        id: RaffleId,
        number: u64,
        typed: &str,
    ) -> Result<CheckedTicket, VerifyError> {
        let raffle = self.find_drawn(id).await?;
        self.check_code(&raffle, number, typed).await
    }

    /// A raffle that is drawn. It never changes again, so it is read once.
    async fn find_drawn(&self, id: RaffleId) -> Result<Arc<Raffle>, VerifyError> {
        if let Some(known) = self.drawn.find(id) {
            return Ok(known);
        }
        let raffle = self.find(id).await?.ok_or(VerifyError::NotFound)?;
        if !raffle.is_drawn() {
            return Err(VerifyError::NotDrawn);
        }
        Ok(self.drawn.keep(raffle))
    }

    /// The same before there is a result: whether the code is right.
    ///
    /// # Errors
    /// As [`Raffles::verify_ticket`], but for [`VerifyError::NotDrawn`].
    pub async fn check_code(
        &self,
        raffle: &Raffle,
        number: u64,
        typed: &str,
    ) -> Result<CheckedTicket, VerifyError> {
        let format = &raffle.terms.codes;
        let tries = (raffle.terms.id, number);
        self.tries.check(tries, format.is_strong())?;
        let draw = raffle.draw.clone();
        let read = self.db.read_short(move |conn| {
            let Some(ticket) = store::find_ticket(conn, draw.id, number)? else {
                return Ok(None);
            };
            let prize = match ticket.position {
                None => None,
                Some(position) => store::find_prize(conn, &draw, position)?,
            };
            Ok::<_, StoreError>(Some((ticket, prize)))
        });
        let (stored, ticket) = match read.await? {
            None => (None, None),
            Some((secret, prize)) => {
                let stored = CodeHash {
                    salt: secret.code_salt,
                    hash: secret.code_hash,
                };
                let ticket = CheckedTicket {
                    number,
                    leaf_index: secret.leaf_index,
                    prize,
                };
                (Some(stored), Some(ticket))
            }
        };
        let typed = format.read(typed);
        let is_right = self.keys.is_right(format, &typed, stored.as_ref()).await;
        let ticket = ticket.filter(|_| is_right).ok_or(VerifyError::WrongCode)?;
        Ok(ticket)
    }

    /// The receipt of a ticket, for who has its code.
    ///
    /// # Errors
    /// As [`Raffles::check_code`].
    pub async fn receipt(
        &self,
        id: RaffleId,
        number: u64,
        typed: &str,
    ) -> Result<ReceiptFile, VerifyError> {
        let raffle = self.find(id).await?.ok_or(VerifyError::NotFound)?;
        let ticket = self.check_code(&raffle, number, typed).await?;
        let name = raffle.draw.name.clone();
        let receipt = find_ticket_receipt(&self.draws, name, ticket.leaf_index).await?;
        receipt.ok_or(VerifyError::WrongCode)
    }
}

/// How many raffles are remembered.
const REMEMBERED: usize = 500;

/// Raffles that are drawn.
#[derive(Default)]
pub(super) struct Drawn(RwLock<HashMap<RaffleId, Arc<Raffle>>>);

impl Drawn {
    fn find(&self, id: RaffleId) -> Option<Arc<Raffle>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).cloned()
    }

    fn keep(&self, raffle: Raffle) -> Arc<Raffle> {
        let raffle = Arc::new(raffle);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(raffle.terms.id, raffle.clone());
        raffle
    }
}

/// Time that never goes back, or the hands of a test.
#[derive(Debug, Clone)]
struct Ticking(Clock);

impl GovernorClock for Ticking {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

type Counters = RateLimiter<
    (RaffleId, u64),
    DashMapStateStore<(RaffleId, u64)>,
    Ticking,
    NoOpMiddleware<Duration>,
>;

/// How often the codes of each ticket number are tried, whether there is such a ticket or not. Kept in memory: each
/// process counts for itself.
pub(super) struct Tries {
    strong: Counters,
    weak: Counters,
    clock: Ticking,
}

impl Tries {
    pub(super) fn new(clock: Clock) -> Self {
        let clock = Ticking(clock);
        let counters = |(burst, each): (u32, Duration)| {
            let burst = NonZeroU32::new(burst).expect("invariant: a limit allows something");
            let quota = Quota::with_period(each).expect("invariant: a limit has a time");
            Counters::dashmap_with_clock(quota.allow_burst(burst), clock.clone())
        };
        Tries {
            strong: counters(STRONG),
            weak: counters(WEAK),
            clock,
        }
    }

    fn check(&self, ticket: (RaffleId, u64), is_strong: bool) -> Result<(), VerifyError> {
        let counters = if is_strong { &self.strong } else { &self.weak };
        counters.check_key(&ticket).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            let retry_after = wait.as_secs().saturating_add(1);
            VerifyError::TooMany { retry_after }
        })
    }

    /// Forgets who has not tried for long.
    pub(super) fn sweep(&self) {
        self.strong.retain_recent();
        self.weak.retain_recent();
    }
}
