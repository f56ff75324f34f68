//! What a person or the clock can do with a raffle. Where it is called from (page, job) is not known here.

mod checking;
mod codes;
mod creating;
mod drawing;
mod handing_out;
mod lists;
mod managing;
mod once;
mod shown;

pub use checking::{CheckedTicket, VerifyError};
pub use creating::CreateError;
pub use drawing::{DrawError, Drawing};
pub use handing_out::{Claimant, ParticipateError};
pub use lists::{ManagedRaffle, RafflePage, SoldPage};
pub use managing::{ManageError, PrizeWish};

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use self::checking::{Drawn, Tries};
use self::codes::Keys;
use self::once::Recent;
use super::model::CodeFormat;
use crate::clock::Clock;
use crate::draws::Draws;
use crate::keys::ServerKey;
use crate::store::Db;

/// Everything the operations on raffles need. Cheap to clone.
#[derive(Clone)]
pub struct Raffles {
    db: Db,
    clock: Clock,
    draws: Draws,
    keys: Keys,
    /// What the codes of new raffles look like.
    codes: CodeFormat,
    /// The zone whose day a new raffle has.
    time_zone: Tz,
    recent: Arc<Recent>,
    tries: Arc<Tries>,
    drawn: Arc<Drawn>,
}

impl Raffles {
    /// The raffles in the database of these draws. New ones have `codes` like these and the day of this zone.
    pub fn new(draws: &Draws, key: &ServerKey, codes: CodeFormat, time_zone: Tz) -> Self {
        Raffles {
            tries: Arc::new(Tries::new(draws.clock().clone())),
            keys: Keys::new(key),
            recent: Arc::default(),
            drawn: Arc::default(),
            db: draws.db().clone(),
            clock: draws.clock().clone(),
            draws: draws.clone(),
            codes,
            time_zone,
        }
    }

    /// The time by which everything here is decided.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The draws of the raffles, for what is the same for every draw: receipts and proofs.
    pub fn draws(&self) -> &Draws {
        &self.draws
    }
}

/// What the audit log calls a raffle.
fn object(id: super::model::RaffleId) -> String {
    format!("raffle/{id}")
}
