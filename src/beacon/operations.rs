//! Asking relays beside everything else that happens, taking in rounds from files, and saying what is missing.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prometheus::IntCounterVec;
use prometheus::Opts;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use super::inbox;
use super::model::{Awaited, BeaconConfig, BeaconMode, SignedRound, Trouble};
use super::relays::Relays;
use super::rules::{
    AnswerError, LOOK_AGAIN, LOOK_AGAIN_SOON, MISSED_AFTER, RoundJson, check_round, pause,
};
use super::store::{has_round, insert_round};
use crate::clock::Clock;
use crate::fairness::Chain;
use crate::store::{Conn, Db, StoreError};

/// The chain that new draws use.
const CHAIN: Chain = Chain::Quicknet;

/// Public randomness as draws use it. Cheap to clone; all clones share what they know of the relays.
#[derive(Clone)]
pub struct Beacons(Arc<Shared>);

struct Shared {
    db: Db,
    clock: Clock,
    config: BeaconConfig,
    relays: Arc<Relays>,
    /// Held by whoever asks relays: one at a time.
    turn: Arc<Turn<()>>,
    state: Mutex<State>,
    fetched: IntCounterVec,
}

/// Seconds are the clock's, since 1970.
#[derive(Debug, Default)]
struct State {
    /// Whether a relay answered when it was asked last.
    answers: bool,
    /// When `auto` looks again.
    look_at: u64,
    /// Relays are left alone until then.
    resume_at: u64,
    /// How often in a row nobody had an awaited round.
    failures: u32,
    /// What was said then.
    why: Option<String>,
    /// Rounds that are out, awaited, and not here.
    missing: Vec<Awaited>,
}

impl std::fmt::Debug for Beacons {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Beacons({})", self.0.config.mode.as_str())
    }
}

impl Beacons {
    /// As it must be before the first draws are made: with `auto` it is known whether a relay answers in time.
    pub async fn start(db: Db, clock: Clock, config: &BeaconConfig) -> Self {
        let beacons = Self::new(db, clock, config);
        // a firewall that swallows every packet must not keep the site from starting
        let wait = config.patience * 2;
        if tokio::time::timeout(wait, beacons.look()).await.is_err() {
            log::warn!("beacon: no relay has answered within {} s", wait.as_secs());
        }
        beacons
    }

    /// Asks nobody yet.
    fn new(db: Db, clock: Clock, config: &BeaconConfig) -> Self {
        let fetched = Opts::new(
            "clearlot_beacon_fetches_total",
            "Rounds asked for, by what came of it.",
        );
        Beacons(Arc::new(Shared {
            db,
            clock,
            relays: Arc::new(Relays::new(config)),
            config: config.clone(),
            turn: Arc::default(),
            state: Mutex::default(),
            fetched: IntCounterVec::new(fetched, &["outcome"]).expect("invariant: good names"),
        }))
    }

    /// The chain whose rounds decide new draws; nothing if they are to do without.
    pub fn chain_of_new_draws(&self) -> Option<Chain> {
        let is_used = match self.0.config.mode {
            BeaconMode::Drand => true,
            BeaconMode::Auto => self.state().answers,
            BeaconMode::None => false,
        };
        is_used.then_some(CHAIN)
    }

    /// What is counted.
    pub fn fetched(&self) -> &IntCounterVec {
        &self.0.fetched
    }

    /// How many rounds are out, awaited, and not here.
    pub fn missing(&self) -> usize {
        self.state().missing.len()
    }

    /// The oldest round that should have been here for a minute.
    pub fn trouble(&self) -> Option<Trouble> {
        let now = self.0.clock.unix();
        let state = self.state();
        let is_late = |awaited: &&Awaited| awaited.due() + MISSED_AFTER <= now;
        let late = state.missing.iter().filter(is_late);
        let awaited = *late.min_by_key(|awaited| awaited.due())?;
        let why = match self.0.config.mode {
            BeaconMode::None => None,
            BeaconMode::Auto | BeaconMode::Drand => state.why.clone(),
        };
        Some(Trouble { awaited, why })
    }

    /// Waits until no relay is being asked by this instance.
    pub async fn settled(&self) {
        drop(self.0.turn.clone().lock_owned().await);
    }

    /// Finds out whether a relay answers, and waits for it.
    async fn look(&self) {
        if self.0.config.mode == BeaconMode::Auto {
            let turn = self.0.turn.clone().lock_owned().await;
            self.clone().look_in_turn(turn).await;
        }
    }

    /// With `auto`, looks again now and then whether a relay answers. Returns at once.
    pub fn start_looking(&self) {
        let is_due = self.state().look_at <= self.0.clock.unix();
        if self.0.config.mode == BeaconMode::Auto
            && is_due
            && let Ok(turn) = self.0.turn.clone().try_lock_owned()
        {
            tokio::spawn(self.clone().look_in_turn(turn));
        }
    }

    async fn look_in_turn(self, turn: OwnedMutexGuard<()>) {
        let relays = self.0.relays.clone();
        let found = tokio::task::spawn_blocking(move || relays.find_answering(CHAIN)).await;
        let now = self.0.clock.unix();
        let mut state = self.state();
        let answered = match found {
            Ok(Ok(relay)) => Ok(relay),
            Ok(Err(missed)) => Err(missed.to_string()),
            Err(panicked) => Err(panicked.to_string()),
        };
        let is_first = state.look_at == 0;
        match (&answered, state.answers) {
            (Ok(relay), false) => log::info!("beacon: {relay} answers: new draws use its network"),
            (Err(why), was) if was || is_first => {
                log::warn!("beacon: no relay answers, new draws do without: {why}");
            }
            _ => {}
        }
        state.answers = answered.is_ok();
        state.look_at = now
            + if answered.is_ok() {
                LOOK_AGAIN
            } else {
                LOOK_AGAIN_SOON
            };
        drop(turn);
    }

    /// Takes what lies in the inbox, and has those of these rounds fetched that are out and not here. Returns before
    /// any relay has answered.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn start_fetching(&self, awaited: Vec<Awaited>) -> Result<(), StoreError> {
        self.take_inbox().await?;
        let missing = self.list_missing(awaited).await?;
        let now = self.0.clock.unix();
        {
            let mut state = self.state();
            state.missing.clone_from(&missing);
            if missing.is_empty() {
                (state.failures, state.resume_at, state.why) = (0, 0, None);
                return Ok(());
            }
            if self.0.config.mode == BeaconMode::None || now < state.resume_at {
                return Ok(());
            }
        }
        if let Ok(turn) = self.0.turn.clone().try_lock_owned() {
            tokio::spawn(self.clone().fetch_in_turn(missing, turn));
        }
        Ok(())
    }

    async fn list_missing(&self, awaited: Vec<Awaited>) -> Result<Vec<Awaited>, StoreError> {
        let now = self.0.clock.unix();
        let out: Vec<Awaited> = awaited.into_iter().filter(|one| one.due() <= now).collect();
        if out.is_empty() {
            return Ok(out);
        }
        let missing = move |conn: &mut Conn| {
            let mut missing = Vec::new();
            for one in out {
                if !has_round(conn, one.chain, one.round)? && !missing.contains(&one) {
                    missing.push(one);
                }
            }
            Ok(missing)
        };
        self.0.db.read_short(missing).await
    }

    /// One after the other; the first that nobody has ends it, and all are left alone for a while.
    async fn fetch_in_turn(self, missing: Vec<Awaited>, turn: OwnedMutexGuard<()>) {
        for wanted in missing {
            let outcome = self.fetch(wanted).await;
            let label = if outcome.is_ok() { "got" } else { "missed" };
            self.0.fetched.with_label_values(&[label]).inc();
            let now = self.0.clock.unix();
            let mut state = self.state();
            match outcome {
                Ok(()) => (state.failures, state.why) = (0, None),
                Err(why) => {
                    state.failures = state.failures.saturating_add(1);
                    state.resume_at = now + pause(state.failures);
                    if state.failures % 8 == 3 {
                        log::warn!("beacon: round {} is not to be had: {why}", wanted.round);
                    }
                    state.why = Some(why);
                    break;
                }
            }
        }
        drop(turn);
    }

    async fn fetch(&self, wanted: Awaited) -> Result<(), String> {
        let relays = self.0.relays.clone();
        let fetched = tokio::task::spawn_blocking(move || relays.fetch(&wanted)).await;
        let (round, relay) = fetched
            .map_err(|panicked| panicked.to_string())?
            .map_err(|missed| missed.to_string())?;
        let now = self.0.clock.now().into();
        let store = move |conn: &mut Conn| insert_round(conn, &round, relay.as_str(), now);
        let stored: Result<bool, StoreError> = self.0.db.write(store).await;
        stored.map(drop).map_err(|e| e.to_string())
    }

    async fn take_inbox(&self) -> Result<(), StoreError> {
        for file in inbox::list(&self.0.config.inbox) {
            let name = file.display().to_string();
            let read = inbox::read(&file)
                .map_err(|e| e.to_string())
                .and_then(|text| read_rounds(&text).map_err(|e| e.to_string()));
            let outcome = match read {
                Ok(rounds) => {
                    import_rounds(&self.0.db, &self.0.clock, rounds).await?;
                    std::fs::remove_file(&file)
                }
                Err(why) => {
                    log::error!("beacon: {name} is put aside: {why}");
                    inbox::put_aside(&file)
                }
            };
            if let Err(e) = outcome {
                log::error!("beacon: {name} cannot be removed: {e}");
            }
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a file of rounds was not taken; nothing of it is. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A round that cannot be used.
    #[error(transparent)]
    Round(#[from] AnswerError),
    /// There is none.
    #[error("there is no round in it")]
    Empty,
}

/// Reads rounds as relays answer them: one, several one after the other, or a list of them. All are checked.
///
/// # Errors
/// [`ImportError`] with the first that cannot be used.
pub fn read_rounds(text: &[u8]) -> Result<Vec<SignedRound>, ImportError> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum OneOrMore {
        One(RoundJson),
        More(Vec<RoundJson>),
    }
    let mut rounds = Vec::new();
    for part in serde_json::Deserializer::from_slice(text).into_iter::<OneOrMore>() {
        let told = match part.map_err(|e| AnswerError::NotJson(e.to_string()))? {
            OneOrMore::One(one) => vec![one],
            OneOrMore::More(more) => more,
        };
        for told in &told {
            rounds.push(check_round(CHAIN, told)?);
        }
    }
    if rounds.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(rounds)
}

/// Stores rounds that were handed in. Answers which of them were not there before.
///
/// # Errors
/// [`StoreError`] of the database; none is stored then.
pub async fn import_rounds(
    db: &Db,
    clock: &Clock,
    rounds: Vec<SignedRound>,
) -> Result<Vec<SignedRound>, StoreError> {
    let now = clock.now().into();
    let store = move |conn: &mut Conn| {
        let mut new = Vec::new();
        for round in &rounds {
            if insert_round(conn, round, "import", now)? {
                new.push(*round);
            }
        }
        Ok(new)
    };
    db.write(store).await
}

/// Leaves rounds for the server that has the database open; it takes them within a second.
///
/// # Errors
/// What the system says.
pub fn leave_rounds(inbox: &Path, rounds: &[SignedRound]) -> std::io::Result<()> {
    inbox::leave(inbox, rounds)
}
