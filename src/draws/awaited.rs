//! Which round of public randomness decides a draw, and what a closed draw waits for. Where rounds come from is not known
//! here.

use super::model::{Draw, DrawState};
use crate::beacon::Awaited;
use crate::fairness::{
    BeaconOutcome, BeaconTerms, DrandMode, OpenLeaf, Round, RoundSignature, UnixTime,
};

/// Which round of the public randomness decides a draw that uses it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RoundChoice {
    /// The one that follows from the moment of closing: a server that was down draws late, with a later round.
    #[default]
    AtClose,
    /// The one that follows from the closing time announced: a server that was down then has to call the draw off.
    Fixed,
}

impl Draw {
    /// The round of public randomness that a closed draw waits for at `now`; none if it waits for nothing.
    pub fn awaited_round(&self, now: u64) -> Option<Awaited> {
        match (self.state, self.closed_at) {
            (DrawState::Closed, Some(closed)) => awaited_round(&self.open_leaf, closed, now),
            _ => None,
        }
    }

    /// Whether a round of public randomness decides it.
    pub fn has_beacon(&self) -> bool {
        self.round_choice().is_some()
    }

    /// Which round decides it, if one does.
    pub fn round_choice(&self) -> Option<RoundChoice> {
        match self.open_leaf.fields().beacon {
            BeaconTerms::Drand { mode, .. } => Some(match mode {
                DrandMode::Fixed(_) => RoundChoice::Fixed,
                DrandMode::AtClose => RoundChoice::AtClose,
            }),
            BeaconTerms::Public(_) | BeaconTerms::None => None,
        }
    }

    /// When its next step is due at the latest: closing, or the round that a closed draw waits for.
    pub fn due(&self, now: u64) -> u64 {
        self.awaited_round(now)
            .map_or(self.closes, |awaited| awaited.due())
    }
}

/// The round that decides a draw of this open leaf, closed at this time, if it is drawn at `now`; none if it announced
/// no beacon. The one that follows from closing, or, once the time to show the seed is over, the one that decides
/// without it.
///
/// Source: spec §7, *Fallback*.
pub fn awaited_round(open: &OpenLeaf, closed: u64, now: u64) -> Option<Awaited> {
    let BeaconTerms::Drand { chain, .. } = open.fields().beacon else {
        return None;
    };
    let closed = UnixTime::try_from(closed).ok()?;
    let round = if now >= open.fields().reveal_by.secs() {
        open.fallback_round()
    } else {
        open.closing_round(closed)
    };
    round.map(|round| Awaited { chain, round })
}

/// What came out of the beacon that a draw of this open leaf announced, as it goes into the draw key and the proof file:
/// the round that decided, or none.
pub fn beacon_outcome(open: &OpenLeaf, decided: Option<(Round, RoundSignature)>) -> BeaconOutcome {
    match (&open.fields().beacon, decided) {
        (BeaconTerms::Drand { chain, .. }, Some((round, signature))) => BeaconOutcome::Drand {
            chain: *chain,
            round,
            signature,
        },
        _ => BeaconOutcome::None,
    }
}
