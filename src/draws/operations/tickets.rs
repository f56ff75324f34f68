//! Handing out the tickets of a raffle, and ending its sale when they are gone.

use super::Draws;
use super::anchors::{Step, anchor};
use super::run::{Doing, RunError, close_with, draw_these, each, open_one};
use super::tools::Tools;
use crate::draws::model::{DrawId, DrawState};
use crate::draws::refusal::Refusal;
use crate::draws::rules::Log;
use crate::draws::store::{self, NewEntry, signed};
use crate::fairness::FreeText;
use crate::store::{Conn, StoreError};

/// A ticket that was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DealtTicket {
    /// Its number.
    pub number: u64,
    /// The place of its entry in the log.
    pub leaf_index: u64,
    /// When it was handed out.
    pub time: u64,
}

/// The sale of one raffle, locked until the transaction ends.
#[derive(Debug)]
pub struct Sale {
    id: DrawId,
    log: Log,
    now: u64,
}

impl Sale {
    /// Locks it: the first statement of a `Db::write_locked`. `None` if there is no such draw.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub fn begin(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<Option<Self>, StoreError> {
        let log = store::lock_log(conn, id)?;
        // the time that counts is that of the transaction which holds the lock
        let now = tools.clock.unix();
        Ok(log.map(|log| Sale { id, log, now }))
    }

    /// Whether a ticket can be had.
    ///
    /// # Errors
    /// The [`Refusal`] that the participant should read.
    pub fn check(&self) -> Result<(), Refusal> {
        self.log.check_sale(self.now)
    }

    /// Hands out the next ticket; [`Sale::check`] was asked. `reference` stands for the holder in the log's hashes,
    /// `account_id` is whose it is, if that is known.
    ///
    /// # Errors
    /// [`RunError`]; then the transaction must be given up.
    pub fn hand_out(
        &mut self,
        conn: &mut Conn,
        tools: &Tools,
        account_id: Option<i64>,
        reference: impl FnOnce(u64) -> FreeText,
        salt: [u8; 16],
    ) -> Result<DealtTicket, RunError> {
        let number = tools
            .dealers
            .next_number(conn, &tools.sealing, self.id, &self.log)?;
        let reference = reference(number);
        let entry = self
            .log
            .append_ticket(&reference, number, salt, self.now)
            .map_err(|refusal| RunError::Log(refusal.to_string()))?;
        let row = NewEntry {
            draw_id: self.id.as_i64(),
            leaf_index: signed(entry.leaf_index),
            first: signed(entry.first),
            count: 1,
            time: signed(entry.time),
            who: entry.who.as_bytes().to_vec(),
            salt: entry.salt.to_vec(),
            account_id,
            reference: reference.as_str().to_owned(),
            ticket_number: Some(signed(number)),
        };
        store::insert_entries(conn, &[row])?;
        store::update_log(conn, self.id, &mut self.log, None)?;
        Ok(DealtTicket {
            number,
            leaf_index: entry.leaf_index,
            time: entry.time,
        })
    }
}

/// Opens a draw at once that was announced in the same transaction to open now: its terms are in the server's log before
/// anybody can enter. A draw that waits for a round of public randomness opens with it. The last thing that a transaction
/// does with draws: it locks the server's log.
///
/// # Errors
/// [`RunError`]
pub fn open_now(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<(), RunError> {
    if open_one(conn, tools, id)? {
        return Ok(());
    }
    if let Some(log) = store::lock_log(conn, id)? {
        anchor(conn, id, &log, Step::Fixed, tools.clock.unix())?;
    }
    Ok(())
}

/// Ends the sale of a raffle that is sold out, and draws it unless a round of public randomness decides it, which comes
/// later. True if it was this call that ended the sale: two that come at once do not both hear it.
///
/// # Errors
/// [`RunError`]
pub async fn draw_sold_out(draws: &Draws, id: DrawId) -> Result<bool, StoreError> {
    let has_closed = each(draws, vec![id], "close", close_sold_out as Doing).await? == 1;
    draws.tools.dealers.forget(id);
    // what waits for a round, the clock draws
    draw_these(draws, vec![id]).await?;
    Ok(has_closed)
}

fn close_sold_out(conn: &mut Conn, tools: &Tools, id: DrawId) -> Result<bool, RunError> {
    let Some(log) = store::lock_log(conn, id)? else {
        return Ok(false);
    };
    if log.state != DrawState::Open || !log.is_sold_out() {
        return Ok(false);
    }
    close_with(conn, id, log, tools.clock.unix())
}
