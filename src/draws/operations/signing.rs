//! The signing key and what it signs: the heads of logs. Whatever is signed was read from what is committed, goes on from whatever was signed before
//! (`guard.rs` remembers that), and is the same on every instance: Ed25519 has one signature for one text.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::guard::{Guard, GuardError};
use super::key_history::add_vkey;
use super::logs::{LogError, read_log};
use crate::draws::log::{LogHead, LogId};
use crate::draws::store;
use crate::fairness::{Checkpoint, NoteSigner, ServerName, ServerVkey};
use crate::keys::{KeyError, SigningFiles, SigningSecret};
use crate::store::{Conn, Db, StoreError};
use crate::web::i18n::{tr, tr_with};

/// What the name of the file of signed heads is kept under.
pub(super) const HEADS_FACT: &str = "signed heads";
/// Signed heads that are kept in memory.
const KEPT: usize = 1000;

/// Why a head is not signed. The text is for managers and the operator.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The database has fewer leaves than were signed: it went back in time.
    #[error(
        "{}",
        tr_with(
            "The log {origin} was signed with {signed} leaves and has only {size} now: an older copy of the database was put back. Put the newer one back; the operating manual says what to do if it is lost.",
            &[("origin", .origin), ("signed", .signed), ("size", .size)]
        )
    )]
    Behind {
        /// The log.
        origin: String,
        /// How many leaves it had when it was last signed.
        signed: u64,
        /// How many it has.
        size: u64,
    },
    /// The log is another one than the one that was signed.
    #[error(
        "{}",
        tr_with(
            "The log {origin} is not the one that was signed with {signed} leaves: an older copy of the database was put back and went on from there. Put the newer one back; the operating manual says what to do if it is lost.",
            &[("origin", .origin), ("signed", .signed)]
        )
    )]
    Diverged {
        /// The log.
        origin: String,
        /// How many leaves it had when it was last signed.
        signed: u64,
    },
    /// The file of signed heads is not the one that belongs to this database.
    #[error(
        "{}",
        tr_with(
            "The file {file} is not the one that belongs to this database, so it is not known how far its logs were signed. Put the right one back; the operating manual says what to do if it is lost.",
            &[("file", &.0.display())]
        )
    )]
    OtherHeads(PathBuf),
    /// This program has no signing key, such as a command that signs nothing.
    #[error("{}", tr("This program was started without its signing key."))]
    NoKey,
    /// What was signed before cannot be known.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A head and its signed note: a C2SP checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// What was signed.
    pub head: LogHead,
    /// The note.
    pub note: String,
}

/// Why signing cannot begin. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum OpenSigningError {
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What was signed before cannot be known.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The secret is one of those that nobody can find.
    #[error("the signing key cannot be used; make another one with clearlot key rotate")]
    WeakKey,
}

/// The signing key, and what it has signed.
#[derive(Debug)]
pub struct Signing {
    pub(super) signer: NoteSigner,
    vkey: ServerVkey,
    files: SigningFiles,
    pub(super) guard: Guard,
    /// Whether the file of signed heads belongs to another database.
    pub(super) is_others: AtomicBool,
    /// Whether all signed heads were compared with their logs since the start.
    pub(super) was_compared: AtomicBool,
    /// One head is signed at a time; whoever waited finds that one.
    pub(super) turn: tokio::sync::Mutex<()>,
    signed: Mutex<HashMap<LogId, SignedHead>>,
    pub(super) refused: Mutex<BTreeMap<String, String>>,
}

impl Signing {
    /// Reads the key and the files beside it, or makes them at first start. `server` is the name in whose name it signs.
    ///
    /// # Errors
    /// [`OpenSigningError`]
    pub fn open(
        files: &SigningFiles,
        server: &ServerName,
        now: u64,
    ) -> Result<Self, OpenSigningError> {
        let secret = SigningSecret::load_or_create(&files.key)?;
        let signer = NoteSigner::from_seed(secret.expose());
        let vkey = signer
            .server_vkey(server.clone())
            .ok_or(OpenSigningError::WeakKey)?;
        add_vkey(&files.vkeys, &vkey, now)?;
        Ok(Signing {
            signer,
            vkey,
            guard: Guard::open(&files.heads)?,
            files: files.clone(),
            is_others: AtomicBool::new(false),
            was_compared: AtomicBool::new(false),
            turn: tokio::sync::Mutex::default(),
            signed: Mutex::default(),
            refused: Mutex::default(),
        })
    }

    /// The key to publish.
    pub fn vkey(&self) -> &ServerVkey {
        &self.vkey
    }

    /// Compares the file of signed heads with the one that the database remembers, or makes it remember this one. If it is
    /// another one, nothing is signed.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn adopt_heads(&self, db: &Db) -> Result<(), StoreError> {
        let id = self.guard.id();
        let known = db
            .write(move |conn| {
                let known = store::insert_or_find_fact(conn, HEADS_FACT, &id)?;
                Ok::<_, StoreError>(known == id)
            })
            .await?;
        self.is_others.store(!known, Ordering::Release);
        if !known {
            log::error!("draws: {}", self.other_heads());
        }
        Ok(())
    }

    pub(super) fn other_heads(&self) -> SignError {
        SignError::OtherHeads(self.files.heads.clone())
    }

    fn signed(&self) -> MutexGuard<'_, HashMap<LogId, SignedHead>> {
        self.signed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn find_signed(&self, log: LogId, size: u64) -> Option<SignedHead> {
        let signed = self.signed().get(&log).cloned();
        signed.filter(|signed| signed.head.size >= size)
    }

    /// Signs the log as it is in this snapshot of what is committed.
    pub(super) fn sign(&self, conn: &mut Conn, log: LogId) -> Result<SignedHead, SignError> {
        if self.is_others.load(Ordering::Acquire) {
            return Err(self.other_heads());
        }
        let mut log = read_log(conn, log)?;
        let head = log.head().clone();
        let checkpoint = Checkpoint {
            origin: head.origin.clone(),
            size: head.size,
            root: head.root,
        };
        self.guard.advance(&checkpoint, |last| {
            let Some((signed, root)) = last else {
                return Ok(());
            };
            let origin = head.origin.clone();
            if signed > head.size {
                let size = head.size;
                return Err(SignError::Behind {
                    origin,
                    signed,
                    size,
                });
            }
            if log.root_at(signed)? != root {
                return Err(SignError::Diverged { origin, signed });
            }
            Ok(())
        })?;
        let note = self.signer.sign_checkpoint(&checkpoint);
        Ok(SignedHead { head, note })
    }

    pub(super) fn refuse(&self, origin: &str, why: &SignError) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.insert(origin.to_owned(), why.to_string()).is_none() {
            log::error!("draws: nothing is signed any more: {why}");
        }
    }

    /// Whether a log is not what was signed of it: then the database is not the one that people have seen.
    pub(super) fn is_refusing(&self) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        !refused.is_empty() || self.is_others.load(Ordering::Acquire)
    }

    pub(super) fn note_outcome(&self, log: LogId, outcome: &Result<SignedHead, SignError>) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(signed) => {
                refused.remove(&signed.head.origin);
                let mut known = self.signed();
                if known.len() >= KEPT {
                    known.clear();
                }
                known.insert(log, signed.clone());
            }
            Err(e @ (SignError::Behind { origin, .. } | SignError::Diverged { origin, .. })) => {
                drop(refused);
                self.refuse(origin, e);
            }
            Err(_) => {}
        }
    }
}
