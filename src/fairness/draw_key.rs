//! The two keys of a draw: K, which selects the winners, and Kp, which shuffles raffle numbers.
//! It hashes what it is given; whether seed and beacon are the right ones is for `result_rules`.

use std::fmt;

use super::beacon::BeaconOutcome;
use super::hash::{Hash, hash_parts};
use super::open_leaf::TicketCount;
use super::seed::Seed;
use super::stream::Order;
use super::text::Origin;

/// Everything the result depends on.
///
/// Source: spec §7, `K`.
#[derive(Debug, Clone, Copy)]
pub struct DrawKeyInputs<'a> {
    /// The name of the draw.
    pub origin: &'a Origin,
    /// The number of leaves of the closed tree.
    pub size: u64,
    /// The root of the closed tree.
    pub root: Hash,
    /// Plain SHA-256 of the open leaf: [`OpenLeaf::hash`](super::OpenLeaf::hash).
    pub open_leaf: Hash,
    /// The number of ballots: `n`.
    pub ballots: u64,
    /// The seed; `None` if there is none, or if it was withheld.
    pub seed: Option<&'a Seed>,
    /// The beacon of the closing round, or with a withheld seed of the fallback round.
    pub beacon: &'a BeaconOutcome,
}

/// The key that selects the winners: `K`. It is published with the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawKey(Hash);

impl DrawKey {
    /// The key of this closed draw.
    pub fn new(inputs: &DrawKeyInputs<'_>) -> Self {
        let text = format!(
            "vdraw/1 draw\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
            inputs.origin,
            inputs.size,
            inputs.root.to_base64(),
            inputs.open_leaf.to_hex(),
            inputs.ballots,
            inputs.seed.map_or_else(|| "-".to_owned(), Seed::expose_hex),
            inputs.beacon,
        );
        Self(hash_parts(&[text.as_bytes()]))
    }

    /// The key as a hash, for the `result` anchor.
    pub fn hash(&self) -> &Hash {
        &self.0
    }

    /// The order in which the ballots 1..=n are drawn.
    pub fn order(&self, ballots: u64) -> Order {
        Order::new(self.0.as_bytes(), "select", ballots)
    }
}

/// Everything the ticket numbers of a raffle depend on.
///
/// Source: spec §7, `Kp`.
#[derive(Debug, Clone, Copy)]
pub struct NumberKeyInputs<'a> {
    /// The name of the draw.
    pub origin: &'a Origin,
    /// The number of tickets: `N`.
    pub tickets: TicketCount,
    /// Plain SHA-256 of the open leaf: [`OpenLeaf::hash`](super::OpenLeaf::hash).
    pub open_leaf: Hash,
    /// The seed; a raffle always has one.
    pub seed: &'a Seed,
    /// The round [`OpenLeaf::opening_round`](super::OpenLeaf::opening_round) of a drand draw, otherwise
    /// [`BeaconOutcome::None`], also for a public event.
    pub beacon: &'a BeaconOutcome,
}

/// The key that shuffles the ticket numbers of a raffle: `Kp`. Secret until the seed is revealed,
/// so `Debug` shows nothing.
#[derive(Clone)]
pub struct NumberKey {
    key: Hash,
    tickets: TicketCount,
}

impl NumberKey {
    /// The key of this raffle.
    pub fn new(inputs: &NumberKeyInputs<'_>) -> Self {
        let text = format!(
            "vdraw/1 perm\n{}\n{}\n{}\n{}\n{}\n",
            inputs.origin,
            inputs.tickets.get(),
            inputs.open_leaf.to_hex(),
            inputs.seed.expose_hex(),
            inputs.beacon,
        );
        Self {
            key: hash_parts(&[text.as_bytes()]),
            tickets: inputs.tickets,
        }
    }

    /// The ticket numbers of the ballots in the order of sale: π(1), π(2), … π(N).
    pub fn ticket_numbers(&self) -> Order {
        Order::in_table(self.key.as_bytes(), "perm", self.tickets)
    }
}

impl fmt::Debug for NumberKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fairness::sha256;

    #[test]
    fn every_ticket_is_as_likely_to_be_the_first_that_is_handed_out() {
        const TICKETS: u32 = 100;
        const RAFFLES: u32 = 100_000;
        let origin = Origin::parse("lotto.example/vdraw/raffle").unwrap();
        let mut seen = [0u32; 100];
        for raffle in 0..RAFFLES {
            let seed = Seed::from_bytes(*sha256(format!("raffle {raffle}")).as_bytes());
            let key = NumberKey::new(&NumberKeyInputs {
                origin: &origin,
                tickets: u64::from(TICKETS).try_into().unwrap(),
                open_leaf: sha256("open"),
                seed: &seed,
                beacon: &BeaconOutcome::None,
            });
            let first = key.ticket_numbers().next().unwrap();
            seen[usize::try_from(first).unwrap() - 1] += 1;
        }
        let expected = f64::from(RAFFLES) / f64::from(TICKETS);
        let found: f64 = seen
            .iter()
            .map(|count| (f64::from(*count) - expected).powi(2) / expected)
            .sum();
        // chi-square with 99 degrees of freedom stays between these in 998 of 1000 cases
        assert!((60.0..148.23).contains(&found), "{found}");
    }
}
