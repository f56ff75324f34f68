//! A check of a raffle's ticket numbers: once its seed is shown, that they are the ones that follow from it.

use super::dealing::number_key;
use crate::draws::model::DrawId;
use crate::draws::rules::Log;
use crate::draws::store::check as rows;
use crate::fairness::Seed;
use crate::store::{Conn, StoreError};

/// `numbers` are those of the log's entries, in order.
pub(super) fn check_numbers(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    numbers: &[u64],
    faults: &mut Vec<String>,
) -> Result<(), StoreError> {
    let Some(tickets) = log.tickets() else {
        if !numbers.is_empty() {
            faults.push("it is no raffle, and its entries have ticket numbers".to_owned());
        }
        return Ok(());
    };
    if u64::try_from(numbers.len()) != Ok(log.ballots) {
        faults.push("not every entry has a ticket number".to_owned());
    }
    let stored = rows::find_stored_result(conn, id)?;
    let seed = stored.and_then(|stored| <[u8; 32]>::try_from(stored.seed?).ok());
    let Some(seed) = seed.map(Seed::from_bytes) else {
        return Ok(());
    };
    let key = number_key(conn, log, tickets, &seed)?;
    if !key
        .ticket_numbers()
        .take(numbers.len())
        .eq(numbers.iter().copied())
    {
        faults.push("its ticket numbers are not those that follow from its seed".to_owned());
    }
    Ok(())
}
