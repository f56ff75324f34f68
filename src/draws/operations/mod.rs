//! What a person or the clock can do with a draw. Where it is called from (page, job, command line) is not known here.

mod anchors;
mod append;
mod appender;
mod backlog;
mod check;
mod check_anchors;
mod check_numbers;
mod claims;
mod counters;
mod counts;
mod dealing;
mod drawing;
mod facts;
mod guard;
mod heads;
mod key_history;
mod log_lines;
mod logs;
mod loss;
mod memory;
mod proofs;
mod proving;
mod rounds;
mod run;
mod schedule;
mod served;
mod signing;
mod statistics;
mod tickets;
mod tools;

pub use anchors::{adopt_server_name, anchor_due};
pub use append::{AppendError, append};
pub use backlog::keep_old_nodes;
pub use check::{DrawHead, DrawsReport, check_draws};
pub use claims::{CancelEntryError, ClaimError, cancel_entry, settle_claim};
pub use counters::Counters;
pub use counts::{DrawCount, list_live_counts};
pub use facts::{DrawFacts, find_draw_facts, find_owner_of};
pub use guard::{Guard, GuardError};
pub use heads::{list_refused, sign_head, sign_past_head, sign_present_head, sign_server_log};
pub use key_history::{DatedVkey, read_vkeys};
pub use log_lines::{LINES_PER_PAGE, LogLine, read_log_page};
pub use logs::{LogError, LogReader, read_leaves, read_log, read_tile};
pub use loss::{LossError, begin_after_loss, list_lost_logs, rotate_key};
pub use proofs::{
    find_proof, find_receipt, find_ticket_receipt, list_entry_leaves, list_proof_leaves,
};
pub use proving::{AnchorProof, prove_anchors, prove_leaf};
pub use rounds::fetch_rounds;
pub use run::{RunError, close_due, draw_due, open_due, prune_submission_keys, run_until};
pub use schedule::{ScheduleError, replan_draw, schedule_draw, void_draw, void_draws};
pub use served::{read_checkpoint, read_part};
pub use signing::{OpenSigningError, SignError, SignedHead, Signing};
pub use statistics::{Statistics, count_winners};
pub use tickets::{DealtTicket, Sale, draw_sold_out, open_now};
pub use tools::Tools;

use std::sync::Arc;

use self::appender::Appender;
use self::backlog::Backlog;
use super::seal::SealingKey;
use super::store;
use crate::beacon::Beacons;
use crate::clock::Clock;
use crate::fairness::{ServerName, ServerVkey};
use crate::keys::{ServerKey, SigningFiles};
use crate::store::{Conn, Db, StoreError};

/// Everything the operations on draws need. Cheap to clone; all clones share one queue of submissions.
#[derive(Clone)]
pub struct Draws {
    db: Db,
    clock: Clock,
    tools: Tools,
    server: ServerName,
    appender: Arc<Appender>,
    counters: Counters,
    beacons: Option<Beacons>,
    statistics: Statistics,
    backlog: Arc<Backlog>,
    signing: Option<Arc<Signing>>,
}

impl std::fmt::Debug for Draws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draws({})", self.server)
    }
}

impl Draws {
    /// Starts the thread that commits submissions; it ends when the last clone is dropped,
    /// after it has committed what is queued.
    /// `server` is the first part of the origin of every draw scheduled from here on.
    ///
    /// # Errors
    /// What the system says when it has no thread to give.
    pub fn new(db: Db, clock: Clock, key: &ServerKey, server: ServerName) -> std::io::Result<Self> {
        let counters = Counters::new();
        let sizes = counters.batch.clone();
        Ok(Draws {
            appender: Arc::new(Appender::start(db.clone(), clock.clone(), sizes)?),
            counters,
            beacons: None,
            statistics: Statistics::default(),
            backlog: Arc::default(),
            signing: None,
            tools: Tools::new(clock.clone(), SealingKey::new(key)),
            db,
            clock,
            server,
        })
    }

    /// Public randomness for the draws scheduled from here on, and for those that wait for it.
    #[must_use]
    pub fn with_beacons(self, beacons: Beacons) -> Self {
        Draws {
            beacons: Some(beacons),
            ..self
        }
    }

    /// Where public randomness comes from, if anywhere.
    pub fn beacons(&self) -> Option<&Beacons> {
        self.beacons.as_ref()
    }

    /// As [`Draws::new`], with the name that the database remembers or else the one proposed, and with the signing key.
    /// A database that went back in time is noticed here, before anything happens to a draw.
    ///
    /// # Errors
    /// The signing key cannot be used, or the database failed; the text is for the operator.
    pub async fn start(
        db: &Db,
        clock: &Clock,
        key: &ServerKey,
        proposed: ServerName,
        files: &SigningFiles,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let server = db
            .write(move |conn| adopt_server_name(conn, &proposed))
            .await?;
        let signing = Signing::open(files, &server, clock.unix())?;
        signing.adopt_heads(db).await?;
        let draws = Draws::new(db.clone(), clock.clone(), key, server)?.with_signing(signing);
        sign_server_log(&draws).await?;
        Ok(draws)
    }

    /// The same draws, with the key that signs their logs.
    #[must_use]
    pub fn with_signing(self, signing: Signing) -> Self {
        Draws {
            signing: Some(Arc::new(signing)),
            ..self
        }
    }

    /// The name of this server in the names of its draws, and of its own log.
    pub fn server(&self) -> &ServerName {
        &self.server
    }

    /// The key to publish, by which anybody checks this server's signatures; none without a signing key.
    pub fn vkey(&self) -> Option<ServerVkey> {
        self.signing.as_ref().map(|signing| signing.vkey().clone())
    }

    /// Whether nothing may happen to draws: the database went back in time, and what it would do now contradicts what
    /// was signed. [`list_refused`] says more.
    pub fn is_on_hold(&self) -> bool {
        self.signing
            .as_ref()
            .is_some_and(|signing| signing.is_refusing())
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// What was counted of submissions since the start.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }

    /// The winners by their place in the list, as last counted.
    pub fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Whether public randomness decides the draws that are announced now.
    pub fn uses_beacon(&self) -> bool {
        let chain = self.beacons.as_ref().and_then(Beacons::chain_of_new_draws);
        chain.is_some()
    }

    /// What a transaction about draws needs.
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Commits the submissions that are queued and takes no more. To be called before `Db::close`, and not from a
    /// database job: the commit it waits for may be behind that job.
    pub fn close(&self) {
        self.appender.close();
    }
}

/// Why this database must not be used with this key file. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AdoptKeyError {
    /// The seeds in the database were sealed with another key.
    #[error(
        "this database was made with the key file of fingerprint {expected}, but the one here has {found}: \
         restore the key file from the backup that belongs to the database, or every open draw becomes void"
    )]
    OtherKey {
        /// The fingerprint that the database remembers.
        expected: String,
        /// The fingerprint of the key file.
        found: String,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Remembers in the database which key file belongs to it; from then on refuses any other.
///
/// # Errors
/// [`AdoptKeyError::OtherKey`] when the database remembers another one.
pub fn adopt_key(conn: &mut Conn, key: &ServerKey) -> Result<(), AdoptKeyError> {
    let found = key.fingerprint();
    let expected = store::insert_or_find_fact(conn, "key fingerprint", &found)?;
    if expected == found {
        Ok(())
    } else {
        Err(AdoptKeyError::OtherKey { expected, found })
    }
}
