//! The ticket numbers of raffles, in the order in which they are handed out. They follow from the seed, so every instance
//! that knows it deals the same ones; what is remembered here only saves computing them again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use super::drawing::open_seed;
use super::run::RunError;
use crate::beacon::find_round;
use crate::draws::model::DrawId;
use crate::draws::rules::Log;
use crate::draws::seal::SealingKey;
use crate::fairness::{
    BeaconOutcome, BeaconTerms, NumberKey, NumberKeyInputs, OpenLeaf, Order, Seed, TicketCount,
};
use crate::store::{Conn, StoreError};

/// How many of the last numbers are remembered: transactions that are undone give theirs back.
const RECENT: usize = 8192;
/// How many tickets the raffles have together whose orders are kept, at four bytes for each.
const KEPT: u64 = 2 * TicketCount::MAX;

/// The orders that are remembered. All clones share them.
#[derive(Clone, Default)]
pub(super) struct Dealers(Arc<Mutex<HashMap<DrawId, Dealer>>>);

impl Dealers {
    /// The number of the next ticket of this raffle, which must be locked and must have one left.
    pub(super) fn next_number(
        &self,
        conn: &mut Conn,
        sealing: &SealingKey,
        id: DrawId,
        log: &Log,
    ) -> Result<u64, RunError> {
        let ballot = log.ballots + 1;
        let mut dealers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = dealers.get_mut(&id);
        if let Some(number) = known.and_then(|dealer| dealer.number(ballot)) {
            return Ok(number);
        }
        let none_left = || StoreError::corrupt(format!("draw {}", id.as_i64()), "no ticket left");
        let tickets = log.tickets().ok_or_else(none_left)?;
        let seed = open_seed(conn, sealing, id, log)?;
        let mut dealer = Dealer::new(tickets, &number_key(conn, log, tickets, &seed)?);
        let number = dealer.number(ballot).ok_or_else(none_left)?;
        let others: u64 = dealers.values().map(|dealer| dealer.tickets).sum();
        if others.saturating_add(dealer.tickets) > KEPT {
            dealers.clear();
        }
        dealers.insert(id, dealer);
        Ok(number)
    }

    /// Lets go of the orders of raffles that sell no more.
    pub(super) fn forget(&self, id: DrawId) {
        let mut dealers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dealers.remove(&id);
    }
}

/// The key of the ticket numbers: it takes the round of public randomness that comes out with the opening, where the draw
/// uses it, so that whoever made the seed could not choose the order.
///
/// Source: spec §7, **Raffle numbers**.
pub(super) fn number_key(
    conn: &mut Conn,
    log: &Log,
    tickets: TicketCount,
    seed: &Seed,
) -> Result<NumberKey, StoreError> {
    let beacon = opening_beacon(conn, &log.open_leaf)?
        .ok_or_else(|| StoreError::corrupt("opening round", "a raffle is open without it"))?;
    Ok(NumberKey::new(&NumberKeyInputs {
        origin: &log.open_leaf.fields().origin,
        tickets,
        open_leaf: log.open_leaf.hash(),
        seed,
        beacon: &beacon,
    }))
}

/// What came out of the beacon when the draw opened; `None` while that round is not here.
pub(super) fn opening_beacon(
    conn: &mut Conn,
    open: &OpenLeaf,
) -> Result<Option<BeaconOutcome>, StoreError> {
    match (&open.fields().beacon, open.opening_round()) {
        (BeaconTerms::Drand { chain, .. }, Some(round)) => {
            let round = find_round(conn, *chain, round)?;
            Ok(round.map(|round| round.outcome()))
        }
        _ => Ok(Some(BeaconOutcome::None)),
    }
}

/// One raffle's numbers, dealt as far as they were asked for.
struct Dealer {
    tickets: u64,
    order: Order,
    /// How many were dealt.
    dealt: u64,
    /// The last of them, the newest at the back.
    recent: VecDeque<u64>,
}

impl Dealer {
    fn new(tickets: TicketCount, key: &NumberKey) -> Self {
        Dealer {
            tickets: tickets.get(),
            order: key.ticket_numbers(),
            dealt: 0,
            recent: VecDeque::new(),
        }
    }

    /// The number of a ballot; `None` if there is none, or it was dealt too long ago to be remembered.
    fn number(&mut self, ballot: u64) -> Option<u64> {
        while self.dealt < ballot {
            let number = self.order.next()?;
            self.dealt += 1;
            self.recent.push_back(number);
            if self.recent.len() > RECENT {
                self.recent.pop_front();
            }
        }
        let back = usize::try_from(self.dealt - ballot).ok()?;
        let place = self.recent.len().checked_sub(back)?.checked_sub(1)?;
        self.recent.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fairness::{Origin, sha256};

    fn key(tickets: TicketCount) -> NumberKey {
        NumberKey::new(&NumberKeyInputs {
            origin: &Origin::parse("lotto.example/vdraw/raffle").unwrap(),
            tickets,
            open_leaf: sha256("open"),
            seed: &Seed::from_bytes([7; 32]),
            beacon: &BeaconOutcome::None,
        })
    }

    #[test]
    fn numbers_are_dealt_again_to_those_whose_transaction_was_undone() {
        let tickets = TicketCount::try_from(20_000).unwrap();
        let expected: Vec<u64> = key(tickets).ticket_numbers().collect();
        let mut dealer = Dealer::new(tickets, &key(tickets));
        for ballot in [1, 2, 1, 9000, 8000, 9001, 20_000] {
            let index = usize::try_from(ballot - 1).unwrap();
            assert_eq!(dealer.number(ballot), Some(expected[index]), "{ballot}");
        }
        assert_eq!(dealer.number(1), None, "too long ago");
        assert_eq!(dealer.number(20_001), None, "there is none");
    }
}
