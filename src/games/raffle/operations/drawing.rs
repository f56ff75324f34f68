//! Drawing the winners of a raffle, and calling one off.

use serde_json::json;

use super::{Raffles, object};
use crate::audit::{Actor, record};
use crate::draws::{DrawState, draw_sold_out, void_draw};
use crate::games::raffle::model::{PublicReason, Raffle, RaffleId, WinningTicket};
use crate::games::raffle::store;
use crate::store::StoreError;
use crate::web::i18n::tr;

/// Why winners were not drawn, or a raffle was not called off. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// There is no such raffle.
    #[error("{}", tr("There is no such raffle."))]
    NotFound,
    /// Tickets are left.
    #[error("{}", tr("Winners can't be drawn when tickets are still available"))]
    TicketsLeft,
    /// There is a result.
    #[error("{}", tr("Winners for the raffle have already been drawn"))]
    AlreadyDrawn,
    /// It was called off.
    #[error("{}", tr("This raffle was called off, and nothing is drawn."))]
    CalledOff,
    /// It could not be done now; the server tries again by itself.
    #[error(
        "{}",
        tr(
            "The sale is closed, but the winners could not be drawn yet. The server tries again every second."
        )
    )]
    NotYet,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of asking for the winners.
#[derive(Debug, Clone)]
pub enum Drawing {
    /// They are drawn.
    Drawn(Vec<WinningTicket>),
    /// The sale is closed, and a round of public randomness draws them at this time, in seconds since 1970 UTC.
    Waiting {
        /// The round.
        round: u64,
        /// When it is out.
        due: u64,
    },
}

impl Raffles {
    /// Ends the sale of a raffle that is sold out and draws its winners, or says when they will be drawn. Of two managers
    /// who ask at once, one draws.
    ///
    /// # Errors
    /// [`DrawError`]
    pub async fn draw_winners(&self, actor: &Actor, id: RaffleId) -> Result<Drawing, DrawError> {
        let raffle = self.find(id).await?.ok_or(DrawError::NotFound)?;
        match raffle.draw.state {
            DrawState::Drawn => return Err(DrawError::AlreadyDrawn),
            DrawState::Void => return Err(DrawError::CalledOff),
            DrawState::Scheduled | DrawState::Open if !raffle.is_sold_out() => {
                return Err(DrawError::TicketsLeft);
            }
            // closed: by somebody else who draws at this moment, or it waits for a round
            DrawState::Scheduled | DrawState::Open | DrawState::Closed => {}
        }
        let has_closed = draw_sold_out(&self.draws, raffle.draw.id).await?;
        if has_closed {
            let (now, actor) = (self.clock.now(), actor.clone());
            let write = move |conn: &mut crate::store::Conn| {
                record(conn, now, &actor, "raffle.draw", &object(id), &json!({}))
            };
            self.db.write(write).await?;
        }
        let raffle = self.find(id).await?.ok_or(DrawError::NotFound)?;
        match raffle.draw.state {
            DrawState::Drawn if has_closed => Ok(Drawing::Drawn(self.winners(&raffle).await?)),
            DrawState::Drawn => Err(DrawError::AlreadyDrawn),
            DrawState::Void => Err(DrawError::CalledOff),
            _ => self.waiting(&raffle).ok_or(DrawError::NotYet),
        }
    }

    fn waiting(&self, raffle: &Raffle) -> Option<Drawing> {
        let awaited = raffle.draw.awaited_round(self.clock.unix())?;
        Some(Drawing::Waiting {
            round: awaited.round.number(),
            due: awaited.due(),
        })
    }

    /// Draws the raffles that are sold out and draw by themselves. Answers how many.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn draw_sold_out(&self) -> Result<usize, StoreError> {
        let mut done = 0;
        for id in self.db.read_short(store::list_sold_out).await? {
            done += usize::from(draw_sold_out(&self.draws, id).await?);
        }
        Ok(done)
    }

    /// Calls a raffle off, with a reason that everybody can read.
    ///
    /// # Errors
    /// [`DrawError`]; nothing is changed then.
    pub async fn cancel(
        &self,
        actor: &Actor,
        id: RaffleId,
        reason: PublicReason,
    ) -> Result<(), DrawError> {
        let raffle = self.find(id).await?.ok_or(DrawError::NotFound)?;
        let (clock, actor) = (self.clock.clone(), actor.clone());
        let draw = raffle.draw.id;
        let write = move |conn: &mut crate::store::Conn| {
            if !void_draw(conn, draw, reason.as_str(), clock.unix())? {
                return Err(DrawError::AlreadyDrawn);
            }
            let detail = json!({ "reason": reason.as_str() });
            record(
                conn,
                clock.now(),
                &actor,
                "raffle.cancel",
                &object(id),
                &detail,
            )?;
            Ok(())
        };
        let done = self.db.write_locked(write).await;
        match (done, raffle.draw.state) {
            (Err(DrawError::AlreadyDrawn), DrawState::Void) => Err(DrawError::CalledOff),
            (done, _) => done,
        }
    }

    /// Forgets who holds the tickets of raffles that are over, and codes that were told a while ago. Answers how many
    /// raffles.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn forget_holders(&self) -> Result<usize, StoreError> {
        self.tries.sweep();
        self.recent.sweep(self.clock.unix());
        if self
            .db
            .read_short(store::list_forgettable)
            .await?
            .is_empty()
        {
            return Ok(0);
        }
        self.db.write(store::forget_holders).await
    }
}
