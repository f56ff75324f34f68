//! Signed heads of logs, for whoever asks for one. What may be signed is decided in `signing.rs`.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::Draws;
use super::logs::{LogError, read_log};
use super::signing::{SignError, SignedHead, Signing};
use crate::draws::log::{LogHead, LogId};
use crate::draws::store;
use crate::fairness::Checkpoint;

/// How often a head is read again that another process has overtaken.
const ATTEMPTS: usize = 3;

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
