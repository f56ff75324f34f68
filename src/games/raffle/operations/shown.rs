//! What pages of people need beside what programs do: how a raffle would look before it is made, and every ticket that was
//! drawn.

use chrono_tz::Tz;

use super::{CreateError, Raffles};
use crate::audit::Actor;
use crate::draws::{DrawnBallot, list_drawn_ballots};
use crate::games::raffle::model::{Raffle, RaffleDraft};
use crate::store::StoreError;

/// How the transaction of a preview ends: never with a commit.
#[derive(Debug, thiserror::Error)]
enum End {
    #[error("the preview is complete")]
    Shown(Box<Raffle>),
    #[error(transparent)]
    Refused(#[from] CreateError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Raffles {
    /// The zone whose day a new raffle has.
    pub fn time_zone(&self) -> Tz {
        self.time_zone
    }

    /// The raffle that this draft would make: it is made, read, and taken back in one transaction, so that nothing stays.
    ///
    /// # Errors
    /// [`CreateError`], just as making it would.
    pub async fn preview(&self, actor: &Actor, draft: RaffleDraft) -> Result<Raffle, CreateError> {
        let (this, actor) = (self.clone(), actor.clone());
        let end: Result<(), End> = self
            .db
            .write_locked(move |conn| {
                let raffle = this.make(conn, &actor, &draft)?;
                Err(End::Shown(Box::new(raffle)))
            })
            .await;
        match end {
            Err(End::Shown(raffle)) => Ok(*raffle),
            Err(End::Refused(error)) => Err(error),
            Err(End::Store(error)) => Err(error.into()),
            Ok(()) => Err(StoreError::corrupt("preview", "it was stored").into()),
        }
    }

    /// The tickets that were drawn, reserves too, in drawing order; none before that.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn drawn(&self, raffle: &Raffle) -> Result<Vec<DrawnBallot>, StoreError> {
        let id = raffle.draw.id;
        let read = move |conn: &mut crate::store::Conn| list_drawn_ballots(conn, &[id], false);
        self.db.read(read).await
    }
}
