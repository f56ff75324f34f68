//! Who you are: accounts, their passwords, their sessions.
//!
//! 1. A username is 3 to 32 ASCII characters; two that differ only in case are one, and the database decides who was first.
//! 2. A password is any 8 to 128 characters but a common one; only its argon2id hash is kept.
//! 3. Hashes are made away from the request threads, a few at once; who comes when the queue is full is told to come back.
//! 4. A name nobody has costs as much to try as a wrong password, and gets the same answer.
//! 5. Tries are counted in the database before they are made: per account and address, per address, per account.
//!    A count ends after its window; the owner is never locked out where the account has signed in before.
//! 6. A session is a row; the cookie holds its random key and the row only the key's hash.
//! 7. Signing in makes a new session, changing the password ends all others, and one that was ended never comes back.
//! 8. A participant's session ends after 12 hours unused and 30 days at most, a manager's after 2 hours and 12 hours.
//! 9. A disabled account's sessions are dead at once.
//! 10. There is no default account: the first manager is made by a one-time link or on the command line.
//!
//! A handler that needs an account takes [`CurrentAccount`], one for managers [`CurrentManager`].

pub mod hasher;
pub mod jobs;
pub mod model;
pub mod next;
pub mod operations;
pub mod password;
pub mod roster;
mod session;
mod session_store;
pub mod setup;
mod store;
pub mod throttle;
mod tries;

use std::path::PathBuf;

pub use session::SignedIn;
pub use session_store::{DbSessions, session_middleware};
pub use store::SessionSummary;

use crate::clock::Clock;
use crate::keys::ServerKey;
use crate::store::Db;
use hasher::Hasher;
use throttle::{AccountLimits, ThrottleKey};

/// What the operations work with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    hasher: Hasher,
    limits: AccountLimits,
    throttle_key: ThrottleKey,
    /// Where the first manager's link is written while there is none.
    setup_file: PathBuf,
}

impl Accounts {
    /// Puts the parts together. `data_dir` is where the set-up link is written.
    pub fn new(
        db: Db,
        clock: Clock,
        key: &ServerKey,
        hasher: Hasher,
        limits: AccountLimits,
        data_dir: impl Into<PathBuf>,
    ) -> Self {
        Accounts {
            db,
            clock,
            hasher,
            limits,
            throttle_key: ThrottleKey::new(key),
            setup_file: data_dir.into().join("setup-link.txt"),
        }
    }
}
