//! What managers do while a raffle runs and after: invite codes, and prizes that are handed over or passed on.

use serde_json::json;

use super::checking::VerifyError;
use super::{Raffles, object};
use crate::audit::{Actor, record};
use crate::draws::claim::{Claim, ClaimAction, ClaimOrder, ClaimState};
use crate::draws::{ClaimError, DrawState, settle_claim};
use crate::games::raffle::model::{Code, Policy, PublicReason, RaffleId};
use crate::games::raffle::store;
use crate::keys::KeyError;
use crate::store::{Conn, StoreError};
use crate::web::i18n::tr;

/// The most invite codes that are made at once.
pub const INVITES_MAX: u32 = 10_000;
/// The most invite codes of a raffle.
const INVITES_OF_RAFFLE: u64 = 1_000_000;

/// Why nothing was done. The text is for the manager.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    /// There is no such raffle.
    #[error("{}", tr("There is no such raffle."))]
    NotFound,
    /// It takes no invite codes.
    #[error("{}", tr("This raffle asks for no invite codes."))]
    NoInvites,
    /// Its sale is over.
    #[error(
        "{}",
        tr("The sale of this raffle is over, so no invite code would be of use.")
    )]
    SaleOver,
    /// Not a number of codes that can be made at once.
    #[error(
        "{}",
        tr(
            "Make between 1 and 10,000 invite codes at a time, and at most a million for one raffle."
        )
    )]
    InviteCount,
    /// The code is not that of the ticket which holds the prize.
    #[error(
        "{}",
        tr("This code is not that of the ticket which holds this prize.")
    )]
    OtherTicket,
    /// The ticket could not be checked.
    #[error(transparent)]
    Verify(#[from] VerifyError),
    /// The prize stands otherwise.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The system has no random numbers to give.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What becomes of a prize.
#[derive(Debug, Clone)]
pub enum PrizeWish {
    /// It was handed over to who has this code of the ticket that holds it.
    MarkClaimed {
        /// The ticket's number.
        ticket: u64,
        /// Its code, as typed.
        code: String,
    },
    /// Its deadline has passed: it goes to the next reserve.
    PassOn,
    /// It was marked as claimed by mistake.
    TakeBack {
        /// Why, for everyone to read.
        reason: PublicReason,
    },
}

impl PrizeWish {
    fn action(&self) -> ClaimAction {
        match self {
            PrizeWish::MarkClaimed { .. } => ClaimAction::MarkClaimed,
            PrizeWish::PassOn => ClaimAction::PassOn,
            PrizeWish::TakeBack { .. } => ClaimAction::TakeBack,
        }
    }

    fn note(&self) -> String {
        match self {
            PrizeWish::MarkClaimed { ticket, .. } => format!("ticket {ticket}"),
            PrizeWish::PassOn => String::new(),
            PrizeWish::TakeBack { reason } => reason.as_str().to_owned(),
        }
    }
}

impl Raffles {
    /// Makes one-time invite codes: told here and nowhere else.
    ///
    /// # Errors
    /// [`ManageError`]; none is made then.
    pub async fn make_invites(
        &self,
        actor: &Actor,
        id: RaffleId,
        count: u32,
    ) -> Result<Vec<Code>, ManageError> {
        if !(1..=INVITES_MAX).contains(&count) {
            return Err(ManageError::InviteCount);
        }
        let raffle = self.find(id).await?.ok_or(ManageError::NotFound)?;
        let terms = raffle.terms;
        if terms.policy != Policy::Invite {
            return Err(ManageError::NoInvites);
        }
        if !matches!(raffle.draw.state, DrawState::Scheduled | DrawState::Open) {
            return Err(ManageError::SaleOver);
        }
        let made = (0..count).map(|_| self.keys.make(&terms.codes));
        let codes = made.collect::<Result<Vec<Code>, _>>()?;
        let hash = |code: &Code| {
            let read = terms.codes.read(code.reveal());
            self.keys
                .holder(terms.draw_id, terms.policy.as_str(), read.as_str())
        };
        let hashes: Vec<Vec<u8>> = codes.iter().map(hash).collect();
        let (clock, actor) = (self.clock.clone(), actor.clone());
        let write = move |conn: &mut Conn| {
            let there = store::count_invites(conn, terms.draw_id)?;
            if there + u64::from(count) > INVITES_OF_RAFFLE {
                return Err(ManageError::InviteCount);
            }
            store::insert_invites(conn, terms.draw_id, &hashes, clock.now())?;
            let detail = json!({ "count": count });
            record(
                conn,
                clock.now(),
                &actor,
                "raffle.invite",
                &object(id),
                &detail,
            )?;
            Ok(())
        };
        self.db.write(write).await?;
        Ok(codes)
    }

    /// Marks a prize as handed over to the holder of its ticket, takes such a mark back, or passes the prize on to the
    /// next reserve after its deadline. `step` is how many steps the manager has seen.
    ///
    /// # Errors
    /// [`ManageError`]; nothing is changed then.
    pub async fn settle_prize(
        &self,
        actor: &Actor,
        by: String,
        id: RaffleId,
        (place, step): (u64, u64),
        wish: PrizeWish,
    ) -> Result<Claim, ManageError> {
        let raffle = self.find(id).await?.ok_or(ManageError::NotFound)?;
        if !raffle.is_drawn() {
            return Err(VerifyError::NotDrawn.into());
        }
        if let PrizeWish::MarkClaimed { ticket, code } = &wish {
            let checked = self.check_code(&raffle, *ticket, code).await?;
            if checked.prize.is_none_or(|(held, _)| held != place) {
                return Err(ManageError::OtherTicket);
            }
        }
        let action = wish.action();
        let order = ClaimOrder {
            draw_id: raffle.draw.id,
            place,
            step,
            action,
            account_id: actor.account_id(),
            username: by,
            note: wish.note(),
        };
        let (clock, actor) = (self.clock.clone(), actor.clone());
        let write = move |conn: &mut Conn| {
            let claim = settle_claim(conn, &order, clock.unix())?;
            let detail = json!({ "place": place, "note": order.note });
            let word = word_of(action, claim.state);
            record(conn, clock.now(), &actor, word, &object(id), &detail)?;
            Ok::<_, ManageError>(claim)
        };
        self.db.write_locked(write).await
    }
}

/// What the audit log calls what was done.
fn word_of(action: ClaimAction, left: ClaimState) -> &'static str {
    match (action, left) {
        (ClaimAction::MarkClaimed, _) => "prize.claimed",
        (ClaimAction::TakeBack, _) => "prize.taken_back",
        (ClaimAction::PassOn, ClaimState::Lapsed) => "prize.lapsed",
        (ClaimAction::PassOn, _) => "prize.passed_on",
    }
}
