//! Doing a thing once, inside the transaction of whoever does it.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{Answer, Once, OnceError};
use super::store::{self, Claim};
use crate::store::{Conn, Db, StoreError};

/// How long a key is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
/// How many old keys one run forgets.
const PRUNE: u32 = 5000;

/// Does it with `make` and remembers what `answer` says of it, or gives the earlier answer again. To be called inside
/// the transaction that `make` writes in: its refusal rolls the key back too.
///
/// # Errors
/// [`OnceError`]: the key stands for another request. What `make` answers: it was not done, and the key is free.
pub fn once<T, E>(
    conn: &mut Conn,
    once: &Once,
    now: DateTime<Utc>,
    make: impl FnOnce(&mut Conn) -> Result<T, E>,
    answer: impl FnOnce(&T) -> Result<Answer, serde_json::Error>,
) -> Result<Answer, E>
where
    E: From<OnceError>,
{
    let told = |made: &T| answer(made).map_err(OnceError::from);
    let Some(id) = &once.id else {
        return Ok(told(&make(conn)?)?);
    };
    // claimed first: a rival with the same key waits here until this one has committed, and then reads its answer
    let claim = store::claim(conn, id, &once.fingerprint.0, now, now - KEPT);
    match claim.map_err(OnceError::from)? {
        Claim::New => {
            let answer = told(&make(conn)?)?;
            store::save_answer(conn, id, &answer).map_err(OnceError::from)?;
            Ok(answer)
        }
        Claim::Known(fingerprint, known) if fingerprint == once.fingerprint.0 => Ok(known),
        Claim::Known(..) => Err(OnceError::KeyReused.into()),
    }
}

/// The earlier answer, without doing anything.
///
/// # Errors
/// [`OnceError`]: the key stands for another request.
pub fn find_answer(
    conn: &mut Conn,
    once: &Once,
    now: DateTime<Utc>,
) -> Result<Option<Answer>, OnceError> {
    let Some(id) = &once.id else {
        return Ok(None);
    };
    match store::find(conn, id, now - KEPT)? {
        None => Ok(None),
        Some((fingerprint, known)) if fingerprint == once.fingerprint.0 => Ok(Some(known)),
        Some(_) => Err(OnceError::KeyReused),
    }
}

/// Forgets the answers that tell of an account of this name, which is being deleted.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn forget_name(conn: &mut Conn, username: &str) -> Result<(), StoreError> {
    store::delete_answers_naming(conn, username).map(drop)
}

/// Forgets keys older than a day, a few thousand at a time. Answers how many.
///
/// # Errors
/// [`StoreError`] of the database.
pub(super) async fn forget(db: &Db, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let before = now - KEPT;
    // a read first: most of the time there is nothing, and a write would sync the disk for it
    let is_needed = db.read(move |conn| store::has_older(conn, before)).await?;
    if !is_needed {
        return Ok(0);
    }
    db.write(move |conn| store::delete_older(conn, before, PRUNE))
        .await
}
