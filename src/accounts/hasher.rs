//! Makes and checks password hashes: argon2id, away from the request threads, only so many at once.
//! It knows no account; how often somebody may try is decided in `throttle.rs`.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use tokio::sync::Semaphore;

use super::model::password::{Password, PasswordAttempt, PasswordHash};

use crate::web::i18n::tr;

/// How many may wait for their turn; the next one is told to come back.
const QUEUE: usize = 32;
/// When to come back, in seconds: a full queue is done in about one.
const RETRY_AFTER: u64 = 2;

/// Hashes passwords. Clones share one queue.
#[derive(Clone)]
pub struct Hasher(Arc<Shared>);

struct Shared {
    argon2: Argon2<'static>,
    /// A hash no password is known for, of the cost of today: checking against it takes as long as against a real one.
    dummy: PasswordHash,
    /// One permit per hash that may run: all cores but one, 19 MiB each.
    running: Arc<Semaphore>,
    /// One permit per hash that runs or waits.
    admitted: Arc<Semaphore>,
    hashes: AtomicU64,
    /// How many may run at once.
    slots: usize,
}

/// What one hash costs; one lane always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// In KiB.
    pub memory: u32,
    /// How often it goes over the memory.
    pub passes: u32,
}

impl Default for HashCost {
    /// What OWASP names as the least for argon2id: 19 MiB, two passes; about 40 ms.
    fn default() -> Self {
        HashCost {
            memory: 19 * 1024,
            passes: 2,
        }
    }
}

impl HashCost {
    /// The least the algorithm has, on the same path.
    pub fn for_tests() -> Self {
        HashCost {
            memory: Params::MIN_M_COST,
            passes: 1,
        }
    }
}

/// What a check of a password found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password, or there is no such account.
    Wrong,
    /// The password.
    Right {
        /// The stored hash has another cost than new ones: make it anew while the password is known.
        is_outdated: bool,
    },
}

/// Why a hash was not made.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting. Nothing was tried.
    #[error(
        "{}",
        tr("Many people are signing in right now. Try again in a moment.")
    )]
    Busy {
        /// Seconds.
        retry_after: u64,
    },
    /// The library refused, or the system has no random numbers.
    #[error("password hash: {0}")]
    Failed(String),
}

impl Hasher {
    /// A hasher that makes hashes of this cost.
    ///
    /// # Errors
    /// [`HashError::Failed`] when the dummy hash cannot be made.
    pub fn new(cost: HashCost) -> Result<Self, HashError> {
        let params = Params::new(cost.memory, cost.passes, 1, None).map_err(failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let dummy = dummy(argon2.params())?;
        let slots = std::thread::available_parallelism().map_or(1, NonZero::get);
        let slots = slots.saturating_sub(1).max(1);
        Ok(Hasher(Arc::new(Shared {
            argon2,
            dummy,
            running: Arc::new(Semaphore::new(slots)),
            admitted: Arc::new(Semaphore::new(slots + QUEUE)),
            hashes: AtomicU64::new(0),
            slots,
        })))
    }

    /// The hash of a new password.
    ///
    /// # Errors
    /// [`HashError`]
    pub async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        self.hash_bytes(password.as_bytes().to_vec()).await
    }

    /// The hash of a password that was just found right, at today's cost.
    ///
    /// # Errors
    /// [`HashError`]
    pub async fn rehash(&self, attempt: &PasswordAttempt) -> Result<PasswordHash, HashError> {
        self.hash_bytes(attempt.as_bytes().to_vec()).await
    }

    async fn hash_bytes(&self, bytes: Vec<u8>) -> Result<PasswordHash, HashError> {
        self.run(move |shared| make(&shared.argon2, &bytes)).await
    }

    /// Checks what was typed against a stored hash, or, where there is no such account, against one that nothing
    /// matches: both take the same path and the same time.
    ///
    /// # Errors
    /// [`HashError`]
    pub async fn verify(
        &self,
        attempt: &PasswordAttempt,
        stored: Option<PasswordHash>,
    ) -> Result<Verdict, HashError> {
        let bytes = attempt.as_bytes().to_vec();
        self.run(move |shared| {
            let is_known = stored.is_some();
            let stored = stored.unwrap_or_else(|| shared.dummy.clone());
            let stored = phc::PasswordHash::new(stored.as_str()).map_err(failed)?;
            let is_right = shared.argon2.verify_password(&bytes, &stored).is_ok();
            if !(is_right && is_known) {
                return Ok(Verdict::Wrong);
            }
            let is_outdated = stored.algorithm != Algorithm::Argon2id.ident()
                || Params::try_from(&stored).ok().as_ref().map(cost)
                    != Some(cost(shared.argon2.params()));
            Ok(Verdict::Right { is_outdated })
        })
        .await
    }

    /// How many hashes run or wait for their turn.
    pub fn waiting(&self) -> usize {
        let most = self.0.slots + QUEUE;
        most.saturating_sub(self.0.admitted.available_permits())
    }

    /// How many hashes this hasher has made or checked.
    pub fn count(&self) -> u64 {
        self.0.hashes.load(Ordering::Relaxed)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let busy = HashError::Busy {
            retry_after: RETRY_AFTER,
        };
        let Ok(admitted) = self.0.admitted.clone().try_acquire_owned() else {
            return Err(busy);
        };
        let running = self
            .0
            .running
            .clone()
            .acquire_owned()
            .await
            .map_err(failed)?;
        let shared = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            // held by the work itself: a client that hangs up does not make room while its hash still runs
            let _held = (admitted, running);
            shared.hashes.fetch_add(1, Ordering::Relaxed);
            work(&shared)
        });
        done.await.map_err(failed)?
    }
}

fn make(argon2: &Argon2<'_>, bytes: &[u8]) -> Result<PasswordHash, HashError> {
    let hash = argon2.hash_password(bytes).map_err(failed)?;
    PasswordHash::parse(hash.to_string()).map_err(failed)
}

/// Random bytes in the form of a hash. Making a real one would take 19 MiB at start, which an idle server then keeps.
fn dummy(params: &Params) -> Result<PasswordHash, HashError> {
    let salt: [u8; 16] = crate::keys::random().map_err(failed)?;
    let hash: [u8; 32] = crate::keys::random().map_err(failed)?;
    let (memory, passes, lanes) = cost(params);
    let text = format!(
        "$argon2id$v=19$m={memory},t={passes},p={lanes}${}${}",
        BASE64_STANDARD_NO_PAD.encode(salt),
        BASE64_STANDARD_NO_PAD.encode(hash)
    );
    PasswordHash::parse(text).map_err(failed)
}

fn cost(params: &Params) -> (u32, u32, u32) {
    (params.m_cost(), params.t_cost(), params.p_cost())
}

fn failed(error: impl std::fmt::Display) -> HashError {
    HashError::Failed(error.to_string())
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hasher({:?})", self.0.argon2.params())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;

    const RIGHT: Verdict = Verdict::Right { is_outdated: false };

    fn hasher() -> Hasher {
        Hasher::new(HashCost::for_tests()).unwrap()
    }

    fn password() -> Password {
        Password::parse("three ordinary words", "").unwrap()
    }

    #[actix_web::test]
    async fn a_password_matches_its_own_hash_and_no_other() {
        let hasher = hasher();
        let hash = hasher.hash(&password()).await.unwrap();
        let check = async |text: &str| {
            let attempt = PasswordAttempt::new(text);
            hasher.verify(&attempt, Some(hash.clone())).await.unwrap()
        };
        assert_eq!(check("three ordinary words").await, RIGHT);
        assert_eq!(check("three ordinary words ").await, Verdict::Wrong);
        assert_ne!(hash, hasher.hash(&password()).await.unwrap(), "salted");
    }

    #[actix_web::test]
    async fn an_unknown_account_costs_one_hash_like_a_known_one() {
        let hasher = hasher();
        let attempt = PasswordAttempt::new("three ordinary words");
        let verdict = hasher.verify(&attempt, None).await.unwrap();
        assert_eq!((verdict, hasher.count()), (Verdict::Wrong, 1));
        let same_cost = |hash: &PasswordHash| {
            let hash = phc::PasswordHash::new(hash.as_str()).unwrap();
            Params::try_from(&hash).unwrap()
        };
        let real = hasher.hash(&password()).await.unwrap();
        assert_eq!(same_cost(&hasher.0.dummy), same_cost(&real));
    }

    #[actix_web::test]
    async fn a_hash_of_another_cost_is_right_and_outdated() {
        let old = Hasher::new(HashCost {
            memory: 16,
            passes: 1,
        })
        .unwrap();
        let hash = old.hash(&password()).await.unwrap();
        let attempt = PasswordAttempt::new("three ordinary words");
        let verdict = hasher().verify(&attempt, Some(hash)).await;
        assert_eq!(verdict.unwrap(), Verdict::Right { is_outdated: true });
    }

    #[actix_web::test]
    async fn a_full_queue_is_told_to_come_back_and_makes_no_hash() {
        let hasher = hasher();
        let held = hasher
            .0
            .running
            .clone()
            .acquire_many_owned(u32::try_from(hasher.0.running.available_permits()).unwrap());
        let held = held.await.unwrap();
        let room = hasher.0.admitted.available_permits();
        let attempt = PasswordAttempt::new("x");
        let waiting = join_all((0..room + 5).map(|_| hasher.verify(&attempt, None)));
        let release = async { drop(held) };
        let (answers, ()) = futures_util::future::join(waiting, release).await;
        let busy = |answer: &Result<Verdict, HashError>| {
            matches!(answer, Err(HashError::Busy { retry_after: 1.. }))
        };
        assert_eq!(answers.iter().filter(|a| busy(a)).count(), 5);
        assert_eq!(hasher.count(), room as u64);
    }

    #[test]
    fn the_real_cost_is_what_the_documents_promise() {
        let hasher = Hasher::new(HashCost::default()).unwrap();
        assert!(
            hasher
                .0
                .dummy
                .as_str()
                .starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
        );
    }
}
