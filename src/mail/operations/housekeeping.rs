//! What is too old goes: letters that could not be sent in time, and rows nobody looks up any more.

use super::Mail;
use crate::mail::rules::KEEP;
use crate::mail::store;
use crate::store::StoreError;

/// Gives up what is past its time and removes what was finished thirty days ago. How many rows went.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn remove_old(mail: &Mail) -> Result<usize, StoreError> {
    let now = mail.clock.now();
    let has_old = mail
        .db
        .read(move |conn| store::has_old(conn, now, now - KEEP))
        .await?;
    if !has_old {
        return Ok(0);
    }
    mail.db
        .write(move |conn| {
            store::mark_given_up(conn, now)?;
            store::delete_finished(conn, now - KEEP)
        })
        .await
}
