//! A request for a ticket that is sent twice, by a double click or by a program that heard no answer, gets the same ticket
//! and the same code. Codes are stored nowhere, so this is remembered in memory only, for ten minutes: by the process
//! that handed the ticket out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::games::raffle::model::{NewTicket, RaffleId};

/// Seconds.
const KEPT: u64 = 600;
/// How many are remembered.
const MOST: usize = 50_000;

/// What somebody calls one request: the raffle, who asks, and their key.
pub(super) type RequestKey = (RaffleId, String, String);

/// The ticket of one request, once it is handed out.
pub(super) type Handed = Arc<OnceCell<NewTicket>>;

#[derive(Default)]
pub(super) struct Recent(Mutex<HashMap<RequestKey, (u64, Handed)>>);

impl Recent {
    /// Forgets what is older than ten minutes: no code stays in memory longer than it has to.
    pub(super) fn sweep(&self, now: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, (since, _)| now < *since + KEPT);
    }

    /// The place for the answer to a request: whoever comes second waits for the first.
    pub(super) fn place(&self, key: RequestKey, now: u64) -> Handed {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            // a flood: who asks twice now is told that they have a ticket
            known.clear();
        }
        let place = known.entry(key).or_insert_with(|| (now, Handed::default()));
        if now >= place.0 + KEPT {
            *place = (now, Handed::default());
        }
        place.1.clone()
    }
}
