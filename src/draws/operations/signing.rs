//! Signing the heads of logs. Whatever is signed was read from what is committed, goes on from whatever was signed before
//! (`guard.rs` remembers that), and is the same on every instance: Ed25519 has one signature for one text.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Draws;
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
/// How often a head is read again that another process has overtaken.
const ATTEMPTS: usize = 3;

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
    signer: NoteSigner,
    vkey: ServerVkey,
    files: SigningFiles,
    guard: Guard,
    /// Whether the file of signed heads belongs to another database.
    is_others: AtomicBool,
    /// Whether all signed heads were compared with their logs since the start.
    was_compared: AtomicBool,
    /// One head is signed at a time; whoever waited finds that one.
    turn: tokio::sync::Mutex<()>,
    signed: Mutex<HashMap<LogId, SignedHead>>,
    refused: Mutex<BTreeMap<String, String>>,
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

    fn other_heads(&self) -> SignError {
        SignError::OtherHeads(self.files.heads.clone())
    }

    fn signed(&self) -> MutexGuard<'_, HashMap<LogId, SignedHead>> {
        self.signed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find_signed(&self, log: LogId, size: u64) -> Option<SignedHead> {
        let signed = self.signed().get(&log).cloned();
        signed.filter(|signed| signed.head.size >= size)
    }

    /// Signs the log as it is in this snapshot of what is committed.
    fn sign(&self, conn: &mut Conn, log: LogId) -> Result<SignedHead, SignError> {
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

    fn refuse(&self, origin: &str, why: &SignError) {
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

    fn note_outcome(&self, log: LogId, outcome: &Result<SignedHead, SignError>) {
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

/// The signed head of a log with at least `size` leaves, which it must have: what it has now, or what was signed a
/// moment ago and reaches that far. It is on the disk, in the database and in the file of signed heads.
///
/// # Errors
/// [`SignError`]; nothing was signed then.
pub async fn sign_head(draws: &Draws, log: LogId, size: u64) -> Result<SignedHead, SignError> {
    let signing = draws.signing.clone().ok_or(SignError::NoKey)?;
    if let Some(signed) = signing.find_signed(log, size) {
        return Ok(signed);
    }
    let _turn = signing.turn.lock().await;
    if let Some(signed) = signing.find_signed(log, size) {
        return Ok(signed);
    }
    let mut attempt = 1;
    let outcome = loop {
        let one = signing.clone();
        let outcome = draws.db.read(move |conn| one.sign(conn, log)).await;
        match outcome {
            // where another process signs too, it may have read later than we did
            Err(SignError::Behind { .. }) if attempt < ATTEMPTS => attempt += 1,
            outcome => break outcome,
        }
    };
    signing.note_outcome(log, &outcome);
    outcome
}

/// The signed head that a log had with `size` leaves, which it must have had. What is signed goes on from whatever was
/// signed before, as in [`sign_head`].
///
/// # Errors
/// As [`sign_head`].
pub async fn sign_past_head(draws: &Draws, log: LogId, size: u64) -> Result<SignedHead, SignError> {
    let present = sign_head(draws, log, size).await?;
    if present.head.size == size {
        return Ok(present);
    }
    let signing = draws.signing.clone().ok_or(SignError::NoKey)?;
    let read = draws.db.read_short(move |conn| {
        let mut log = read_log(conn, log)?;
        log.root_at(size)
    });
    let root = read.await?;
    let head = LogHead {
        size,
        root,
        is_complete: false,
        ..present.head
    };
    let note = signing.signer.sign_checkpoint(&Checkpoint {
        origin: head.origin.clone(),
        size,
        root,
    });
    Ok(SignedHead { head, note })
}

/// The note with the lines of others under it.
pub(super) fn with_lines(mut note: String, lines: &[String]) -> String {
    for line in lines {
        note.push_str(line);
        note.push('\n');
    }
    note
}

/// The signed head of a log as it is now.
///
/// # Errors
/// As [`sign_head`].
pub async fn sign_present_head(draws: &Draws, log: LogId) -> Result<SignedHead, SignError> {
    let head = draws
        .db
        .read_short(move |conn| store::find_head(conn, log))
        .await?
        .ok_or(LogError::Unknown)?;
    sign_head(draws, log, head.size).await
}

/// What is not signed, and why, as sentences for managers.
pub fn list_refused(draws: &Draws) -> Vec<String> {
    let Some(signing) = &draws.signing else {
        return Vec::new();
    };
    if signing.is_others.load(Ordering::Acquire) {
        return vec![signing.other_heads().to_string()];
    }
    let refused = signing
        .refused
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    refused.values().cloned().collect()
}

/// Signs the head of the server's log if it has grown, and looks at start once whether every log is still what was
/// signed of it. What is refused is in [`list_refused`].
///
/// # Errors
/// The database failed, or the file of signed heads.
pub async fn sign_server_log(draws: &Draws) -> Result<(), SignError> {
    let Some(signing) = draws.signing.clone() else {
        return Ok(());
    };
    if !signing.was_compared.swap(true, Ordering::AcqRel) {
        compare_all(draws, &signing).await?;
    }
    match sign_present_head(draws, LogId::Server).await {
        // they were logged and are shown to managers
        Err(SignError::Behind { .. } | SignError::Diverged { .. } | SignError::OtherHeads(_)) => {
            Ok(())
        }
        outcome => outcome.map(drop),
    }
}

/// Compares every signed head with the log that it is of.
async fn compare_all(draws: &Draws, signing: &Signing) -> Result<(), SignError> {
    for signed in signing.guard.heads() {
        let origin = signed.origin.clone();
        let found = draws
            .db
            .read_short(move |conn| store::find_log_of(conn, &origin))
            .await?;
        match found {
            Some(log) => {
                if let Err(e) = sign_present_head(draws, log).await
                    && !matches!(e, SignError::Behind { .. } | SignError::Diverged { .. })
                {
                    log::error!(
                        "draws: {} cannot be compared with what was signed: {e}",
                        signed.origin
                    );
                }
            }
            None => {
                let origin = signed.origin.clone();
                let lost = SignError::Behind {
                    origin,
                    signed: signed.size,
                    size: 0,
                };
                signing.refuse(&signed.origin, &lost);
            }
        }
    }
    Ok(())
}
