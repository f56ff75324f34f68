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
//! 10. An e-mail address is optional; before it is confirmed by a link nothing else is sent to it. A forgotten password
//!     is set anew by a link that goes there, and the page says the same for every name.
//! 11. There is no default account: the first manager is made by a one-time link or on the command line.
//!
//! 11. A program acts for an account by an API token, of which only the hash is kept; cookies do not count in the API.
//!
//! A handler that needs an account takes [`CurrentAccount`], one for managers [`CurrentManager`]; in the API they are
//! [`ApiAccount`] and [`ApiManager`].

mod api;
mod bearer;
mod current;
mod device;
mod email_views;
pub mod hasher;
mod jobs;
pub mod model;
pub mod operations;
mod pages;
mod routes;
mod session;
mod session_store;
mod store;
mod views;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_web::web;
use chrono_tz::Tz;

pub use api::PART as API;
pub use bearer::{ApiAccount, ApiManager};
pub use current::{CurrentAccount, CurrentManager, MaybeAccount, viewer_middleware};
pub use model::email::{Recipient, StopKey, Topic};
pub use operations::set_up::prepare_setup_link;
pub use session::SignedIn;
pub use session_store::{SESSION_TTL, SessionTable};
pub use store::{find_recipient, list_recipients};

use crate::clock::Clock;
use crate::idempotency::forget_old_keys;
use crate::keys::ServerKey;
use crate::mail::Outbox;
use crate::person::PersonRecords;
use crate::store::Db;
use crate::web::Feature;
use crate::web::api::Api;
use hasher::{HashCost, HashError, Hasher};
use model::throttle::{AccountLimits, ThrottleKey};
use model::token::TokenKey;

/// What the operations work with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    hasher: Hasher,
    config: AccountsConfig,
    throttle_key: ThrottleKey,
    token_key: TokenKey,
    records: Arc<[PersonRecords]>,
    time_zone: Tz,
    stop_key: StopKey,
    outbox: Outbox,
}

/// The settings of this feature.
#[derive(Debug, Clone)]
pub struct AccountsConfig {
    /// How often somebody may try.
    pub limits: AccountLimits,
    /// What a password hash costs.
    pub hash_cost: HashCost,
    /// Where the first manager's link is written while there is none.
    pub setup_file: PathBuf,
}

impl AccountsConfig {
    /// The settings of a server with this data folder.
    pub fn new(data_dir: &Path) -> Self {
        AccountsConfig {
            limits: AccountLimits::default(),
            hash_cost: HashCost::default(),
            setup_file: data_dir.join("setup-link.txt"),
        }
    }

    /// Cheap hashes, and no limit on how many accounts one address makes and uses.
    pub fn for_tests(data_dir: &Path) -> Self {
        AccountsConfig {
            limits: AccountLimits::for_tests(),
            hash_cost: HashCost::for_tests(),
            ..Self::new(data_dir)
        }
    }
}

impl Accounts {
    /// Puts the parts together.
    ///
    /// # Errors
    /// No hash can be made on this system.
    pub fn new(
        db: Db,
        clock: Clock,
        key: &ServerKey,
        config: &AccountsConfig,
    ) -> Result<Self, HashError> {
        Ok(Accounts {
            db,
            clock,
            hasher: Hasher::new(config.hash_cost)?,
            config: config.clone(),
            throttle_key: ThrottleKey::new(key),
            token_key: TokenKey::new(key),
            records: Arc::new([]),
            time_zone: Tz::UTC,
            stop_key: StopKey::new(key),
            outbox: Outbox::off(),
        })
    }

    /// The time by which everything here is decided.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.clock.now()
    }

    /// With what other features keep about people, for downloads, deletions and the managers' list.
    #[must_use]
    pub fn with_records(self, records: impl Into<Arc<[PersonRecords]>>) -> Self {
        Accounts {
            records: records.into(),
            ..self
        }
    }

    /// With the zone in whose midnight a personal day begins.
    #[must_use]
    pub fn with_time_zone(self, time_zone: Tz) -> Self {
        Accounts { time_zone, ..self }
    }

    /// The same, with somewhere to leave letters.
    #[must_use]
    pub fn with_outbox(self, outbox: Outbox) -> Self {
        Accounts { outbox, ..self }
    }

    /// Whether mail leaves this site.
    pub fn sends_mail(&self) -> bool {
        self.outbox.is_on()
    }

    /// Signs the links that stop mails, for features that write letters of their own.
    pub fn stop_key(&self) -> &StopKey {
        &self.stop_key
    }

    /// How many password hashes were made or checked since the start.
    pub fn hash_count(&self) -> u64 {
        self.hasher.count()
    }

    /// How many password hashes run or wait for their turn.
    pub fn hashes_waiting(&self) -> usize {
        self.hasher.waiting()
    }
}

/// The feature as the application takes it.
pub fn feature(accounts: &Accounts) -> Feature {
    let data = web::Data::new(accounts.clone());
    let api = Api::new(API, data.clone());
    Feature {
        name: "accounts",
        routes: Arc::new(move |config| {
            config.app_data(data.clone());
            routes::routes(config);
        }),
        api: Some(api),
        jobs: vec![
            jobs::answer_reset_requests(accounts.clone()),
            jobs::remove_expired(accounts.clone()),
            forget_old_keys(&accounts.db, &accounts.clock),
        ],
        menu: Vec::new(),
    }
}
