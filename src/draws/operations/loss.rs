//! What to do when the newest database is lost for good and an older one must go on: a new key, and the draws that lost
//! ballots are called off. Nobody can say afterwards that nothing happened: the old key's signatures stay.

use super::guard::Guard;
use super::key_history::add_vkey;
use super::logs::{LogError, read_log};
use super::schedule::void_draws;
use super::signing::{HEADS_FACT, OpenSigningError};
use crate::clock::Clock;
use crate::draws::log::LogId;
use crate::draws::model::DrawId;
use crate::draws::store;
use crate::fairness::{Checkpoint, NoteSigner, ServerName};
use crate::keys::{SigningFiles, SigningSecret};
use crate::store::{Conn, Db, StoreError};

const REASON: &str = "The server lost its newest data and was put back to an earlier state: ballots of this draw are gone. \
                      Whoever kept a receipt can prove theirs.";

/// Why the loss could not be dealt with. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum LossError {
    /// The files cannot be used.
    #[error(transparent)]
    Files(#[from] OpenSigningError),
    /// A log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a new signing key. The old one is gone, and its public half is remembered.
///
/// # Errors
/// [`OpenSigningError`]; what was there before is still there.
pub fn rotate_key(
    files: &SigningFiles,
    server: &ServerName,
    now: u64,
) -> Result<(), OpenSigningError> {
    let secret = SigningSecret::replace(&files.key)?;
    let vkey = NoteSigner::from_seed(secret.expose()).server_vkey(server.clone());
    let vkey = vkey.ok_or(OpenSigningError::WeakKey)?;
    Ok(add_vkey(&files.vkeys, &vkey, now)?)
}

/// The logs that were signed further than this database goes, as sentences.
///
/// # Errors
/// [`LossError`]
pub async fn list_lost_logs(db: &Db, files: &SigningFiles) -> Result<Vec<String>, LossError> {
    let lost = find_lost(db, files).await?;
    let say = |(signed, _): &(Checkpoint, Option<LogId>)| {
        format!("{} was signed with {} leaves", signed.origin, signed.size)
    };
    Ok(lost.iter().map(say).collect())
}

/// Goes on from this database: makes a new key, begins the file of signed heads anew, and calls off the draws that were
/// signed further and have no result here. Answers their origins.
///
/// # Errors
/// [`LossError`]. It may be tried again.
pub async fn begin_after_loss(
    db: &Db,
    clock: &Clock,
    files: &SigningFiles,
    server: &ServerName,
) -> Result<Vec<String>, LossError> {
    let lost = find_lost(db, files).await?;
    let ids = lost.iter().filter_map(|(signed, log)| match log {
        Some(LogId::Draw(id)) => Some((*id, signed.origin.clone())),
        _ => None,
    });
    let ids: Vec<(DrawId, String)> = ids.collect();
    rotate_key(files, server, clock.unix())?;
    let guard = Guard::open(&files.heads).map_err(OpenSigningError::from)?;
    guard.begin_anew().map_err(OpenSigningError::from)?;
    let (id, now) = (guard.id(), clock.unix());
    let called_off = db
        .write_locked(move |conn: &mut Conn| {
            let mut called_off = Vec::new();
            let reasons: Vec<_> = ids.iter().map(|(id, _)| (*id, REASON)).collect();
            let done = void_draws(conn, &reasons, now)?;
            if done > 0 {
                called_off.extend(ids.iter().map(|(_, origin)| origin.clone()));
            }
            store::save_fact(conn, HEADS_FACT, &id)?;
            Ok::<_, StoreError>(called_off)
        })
        .await?;
    Ok(called_off)
}

/// Signed heads that this database's logs do not go on from, and the logs, as far as they are there.
async fn find_lost(
    db: &Db,
    files: &SigningFiles,
) -> Result<Vec<(Checkpoint, Option<LogId>)>, LossError> {
    let guard = Guard::open(&files.heads).map_err(OpenSigningError::from)?;
    let mut lost = Vec::new();
    for signed in guard.heads() {
        let wanted = signed.clone();
        let found: Result<(Option<LogId>, bool), LogError> = db
            .read(move |conn| {
                let Some(log) = store::find_log_of(conn, &wanted.origin)? else {
                    return Ok((None, false));
                };
                let mut reader = match read_log(conn, log) {
                    // it was fixed when it was signed
                    Err(LogError::NotFixed) => return Ok((Some(log), false)),
                    reader => reader?,
                };
                let goes_on = reader.head().size >= wanted.size
                    && reader.root_at(wanted.size)? == wanted.root;
                Ok((Some(log), goes_on))
            })
            .await;
        let (log, goes_on) = found?;
        if !goes_on {
            lost.push((signed, log));
        }
    }
    Ok(lost)
}
