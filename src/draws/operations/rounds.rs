//! Rounds of public randomness that closed draws wait for: they are fetched beside the clock's work, and a draw goes on
//! when its round is a row.

use super::Draws;
use crate::beacon::{Awaited, has_round};
use crate::draws::model::DrawId;
use crate::draws::store;
use crate::store::{Conn, StoreError};

/// Has the rounds fetched that closed draws wait for, and those that raffles wait for to open, and finds out now and then whether new draws may wait for any.
/// Returns before a relay has answered.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn fetch_rounds(draws: &Draws) -> Result<(), StoreError> {
    let Some(beacons) = &draws.beacons else {
        return Ok(());
    };
    let now = draws.clock.unix();
    let closed = draws.db.read_short(move |conn| {
        let mut awaited = store::list_awaiting_opening(conn, now)?;
        let closed = store::list_closed(conn, now)?;
        awaited.extend(closed.into_iter().filter_map(|one| one.1));
        Ok::<_, StoreError>(awaited)
    });
    let awaited: Vec<Awaited> = closed.await?;
    beacons.start_fetching(awaited).await?;
    beacons.start_looking();
    Ok(())
}

/// The closed draws that wait for no round, or whose round is here, oldest first.
pub(super) fn list_ready(conn: &mut Conn, now: u64) -> Result<Vec<DrawId>, StoreError> {
    let mut ready = Vec::new();
    for (id, awaited) in store::list_closed(conn, now)? {
        let is_ready = match awaited {
            None => true,
            Some(awaited) => has_round(conn, awaited.chain, awaited.round)?,
        };
        if is_ready {
            ready.push(id);
        }
    }
    Ok(ready)
}
