//! The talk with relays over HTTP. It blocks, so it runs on threads that may; what comes back is checked before it is
//! believed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ureq::Agent;

use super::model::{Awaited, BeaconConfig, Relay, SignedRound};
use super::rules::{ANSWER_MAX, is_info_of, read_answer};
use crate::fairness::Chain;
use crate::outgoing;

/// The relays, and which of them is asked first: the one that answered last.
#[derive(Debug)]
pub(super) struct Relays {
    agent: Agent,
    relays: Arc<[Relay]>,
    first: AtomicUsize,
}

/// Nobody had it. The text says why, relay by relay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("; "))]
pub(super) struct Missed(Vec<String>);

impl Relays {
    pub(super) fn new(config: &BeaconConfig) -> Self {
        let agent = outgoing::agent(config.patience).max_idle_connections(0);
        Relays {
            agent: agent.build().into(),
            relays: config.relays.clone(),
            first: AtomicUsize::new(0),
        }
    }

    /// The round from the first relay that has it, and which that was.
    pub(super) fn fetch(&self, wanted: &Awaited) -> Result<(SignedRound, Relay), Missed> {
        let path = format!("{}/public/{}", wanted.chain, wanted.round);
        self.ask(&path, |answer| {
            read_answer(wanted, answer).map_err(|e| e.to_string())
        })
    }

    /// The first relay that says it serves this chain.
    pub(super) fn find_answering(&self, chain: Chain) -> Result<Relay, Missed> {
        let found = self.ask(&format!("{chain}/info"), |answer| {
            is_info_of(chain, answer)
                .then_some(())
                .ok_or_else(|| "it does not serve this chain".to_owned())
        });
        found.map(|((), relay)| relay)
    }

    /// One relay after the other, until what one answers is good.
    fn ask<T>(
        &self,
        path: &str,
        read: impl Fn(&[u8]) -> Result<T, String>,
    ) -> Result<(T, Relay), Missed> {
        let first = self.first.load(Ordering::Relaxed);
        let mut missed = Vec::new();
        for turn in 0..self.relays.len() {
            let at = (first + turn) % self.relays.len();
            let relay = &self.relays[at];
            match self.get(relay, path).and_then(|answer| read(&answer)) {
                Ok(good) => {
                    self.first.store(at, Ordering::Relaxed);
                    return Ok((good, relay.clone()));
                }
                Err(why) => missed.push(format!("{relay}: {why}")),
            }
        }
        if missed.is_empty() {
            missed.push("no relay is named in the settings".to_owned());
        }
        Err(Missed(missed))
    }

    fn get(&self, relay: &Relay, path: &str) -> Result<Vec<u8>, String> {
        let url = format!("{relay}/{path}");
        let mut response = self.agent.get(url).call().map_err(|e| e.to_string())?;
        match response.status().as_u16() {
            200 => {}
            404 | 425 => return Err("it is not there yet".to_owned()),
            status => return Err(format!("the answer is {status}")),
        }
        let body = response.body_mut().with_config().limit(ANSWER_MAX);
        body.read_to_vec().map_err(|e| e.to_string())
    }
}
