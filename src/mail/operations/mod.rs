//! What is done with letters: stored, sent, looked after. Who writes them is not known here.

mod housekeeping;
mod manage;
mod sending;

pub use housekeeping::remove_old;
pub use manage::{Health, MailFacts, MailState, find_facts, find_health, health, retry};
pub use sending::start_sending;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::Mutex;

use super::model::{Letter, MailConfig};
use super::rules::give_up_at;
use super::store;
use crate::clock::Clock;
use crate::keys::ServerKey;
use crate::store::{Conn, Db, StoreError};
use crate::web::public_url::PublicUrl;

/// How long the program's end waits for a letter.
const STOP_LIMIT: Duration = Duration::from_secs(5);

/// Where features leave their letters. Cheap to clone, and fit for a transaction: it holds no database.
#[derive(Debug, Clone)]
pub struct Outbox(Arc<Settings>);

struct Settings {
    config: Option<MailConfig>,
    public_url: PublicUrl,
    site_name: Arc<str>,
    message_id_key: [u8; 32],
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.config)
    }
}

impl Outbox {
    /// An outbox whose letters go where `config` says; without it, nowhere.
    pub fn new(
        config: Option<MailConfig>,
        public_url: PublicUrl,
        site_name: Arc<str>,
        key: &ServerKey,
    ) -> Self {
        Outbox(Arc::new(Settings {
            config,
            public_url,
            site_name,
            message_id_key: key.derive("mail message ids"),
        }))
    }

    /// An outbox that takes no letter: for the command line, and for tests of other things.
    ///
    /// # Panics
    /// Never: its address is one.
    pub fn off() -> Self {
        let nowhere = PublicUrl::parse("http://localhost");
        Outbox(Arc::new(Settings {
            config: None,
            public_url: nowhere.expect("invariant: an address"),
            site_name: "Clearlot".into(),
            message_id_key: [0; 32],
        }))
    }

    /// Whether letters are sent at all.
    pub fn is_on(&self) -> bool {
        self.0.config.is_some()
    }

    /// What absolute links begin with: `https://lotto.example`.
    pub fn origin(&self) -> &str {
        self.0.public_url.origin()
    }

    /// What the site is called.
    pub fn site_name(&self) -> &str {
        &self.0.site_name
    }

    /// Stores a letter in the transaction of the caller. False where mail is off, or a letter of the same key was
    /// stored before.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn enqueue(
        &self,
        conn: &mut Conn,
        now: DateTime<Utc>,
        letter: &Letter,
    ) -> Result<bool, StoreError> {
        if !self.is_on() {
            return Ok(false);
        }
        store::insert_letter(conn, letter, give_up_at(letter.urgency, now), now)
    }

    /// The same for the same letter, whenever and by whichever instance it is sent; and a guess for nobody.
    fn message_id(&self, letter: i64, created_at: DateTime<Utc>) -> String {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0.message_id_key)
            .expect("invariant: HMAC takes keys of any length");
        mac.update(&letter.to_be_bytes());
        mac.update(&created_at.timestamp_micros().to_be_bytes());
        let id = mac.finalize().into_bytes();
        format!("<{}@{}>", hex::encode(&id[..16]), self.0.public_url.host())
    }
}

/// Stores a letter; see [`Outbox::enqueue`].
///
/// # Errors
/// [`StoreError`] of the database.
pub fn enqueue(
    conn: &mut Conn,
    outbox: &Outbox,
    now: DateTime<Utc>,
    letter: &Letter,
) -> Result<bool, StoreError> {
    outbox.enqueue(conn, now, letter)
}

/// Everything the operations on mail need. Clones share one connection to the mail server.
#[derive(Debug, Clone)]
pub struct Mail {
    db: Db,
    clock: Clock,
    outbox: Outbox,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Held while this instance talks to the mail server.
    sending: Arc<Mutex<()>>,
    /// Set for good when the server shuts down: no further letter is begun.
    is_stopping: AtomicBool,
    /// Until when an unreachable server is left alone, in seconds since 1970.
    resume_at: AtomicI64,
}

impl Mail {
    /// Puts the parts together.
    pub fn new(db: Db, clock: Clock, outbox: Outbox) -> Self {
        Mail {
            db,
            clock,
            outbox,
            shared: Arc::new(Shared {
                sending: Arc::new(Mutex::new(())),
                is_stopping: AtomicBool::new(false),
                resume_at: AtomicI64::new(i64::MIN),
            }),
        }
    }

    /// Where letters are left.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The time by which letters are due.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Waits until nothing is being sent by this instance.
    pub async fn settled(&self) {
        drop(self.shared.sending.lock().await);
    }

    /// Begins no further letter, and waits a little for the one that is on its way. One that is cut off is sent again
    /// after the restart.
    pub async fn stop(&self) {
        self.shared.is_stopping.store(true, Ordering::Release);
        if tokio::time::timeout(STOP_LIMIT, self.settled())
            .await
            .is_err()
        {
            log::warn!("mail: stopped while the mail server was taking a letter");
        }
    }
}

/// Removes the letters of an account that is deleted, sent or not.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn forget_account(conn: &mut Conn, account: i64) -> Result<usize, StoreError> {
    store::delete_letters_of(conn, account)
}
