//! What managers' programs send and read: invite codes, tickets that were handed out, and what becomes of prizes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::draws::api::at;
use crate::draws::claim::{ClaimState, PrizeStanding};
use crate::games::raffle::model::WinningTicket;

/// How many invite codes to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeInvites {
    /// How many.
    #[schema(minimum = 1, maximum = 10_000, example = 20)]
    pub count: u32,
}

/// New invite codes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invites {
    /// They are told here and nowhere else. Each is good for one ticket.
    pub codes: Vec<String>,
}

/// A ticket that was handed out.
#[derive(Debug, Serialize, ToSchema)]
pub struct SoldTicket {
    /// Its number.
    pub ticket_number: u64,
    /// The place of its entry in the draw's log: the order in which tickets were handed out.
    pub entry: u64,
    /// When.
    pub handed_out_at: DateTime<Utc>,
    /// Whose it is, where the raffle is for accounts.
    #[schema(required, example = "amara")]
    pub username: Option<String>,
}

/// A page of tickets.
#[derive(Debug, Serialize, ToSchema)]
pub struct SoldTicketList {
    /// In the order in which they were handed out.
    pub tickets: Vec<SoldTicket>,
    /// Where the next page begins; none on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// What becomes of a prize.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RaffleClaimState)]
pub enum PrizeState {
    /// It waits for its winner.
    Open,
    /// It was handed over.
    Claimed,
    /// Nobody claimed it, and there is no reserve left.
    Lapsed,
}

/// A prize that was won.
#[derive(Debug, Serialize, ToSchema)]
pub struct WonRafflePrize {
    /// Which: 1 is the first.
    pub place: u64,
    /// What it is.
    pub prize: String,
    /// The ticket that drew it.
    pub ticket_number: u64,
    /// Where it stands.
    pub state: PrizeState,
    /// Until when it can be claimed.
    pub deadline: DateTime<Utc>,
    /// How many steps were taken about it: a call that acts on it names this.
    pub step: u64,
    /// How often it was passed on to a reserve.
    pub passed_on: u64,
}

impl WonRafflePrize {
    pub(super) fn new(winner: &WinningTicket, standing: &PrizeStanding) -> Self {
        let claim = &standing.claim;
        WonRafflePrize {
            place: winner.place,
            prize: winner.prize.clone(),
            ticket_number: winner.number,
            state: match claim.state {
                ClaimState::Open => PrizeState::Open,
                ClaimState::Claimed => PrizeState::Claimed,
                ClaimState::Lapsed => PrizeState::Lapsed,
            },
            deadline: at(claim.deadline),
            step: claim.step,
            passed_on: u64::try_from(standing.passed.len()).unwrap_or(u64::MAX),
        }
    }
}

/// Who claims a prize.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkClaimed {
    /// How many steps of the prize were seen.
    pub step: u64,
    /// The ticket that holds the prize now.
    #[schema(minimum = 0)]
    pub ticket_number: u64,
    /// Its code, shown by who claims.
    #[schema(max_length = 200)]
    pub verification_code: String,
}

/// A prize to be passed on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassOn {
    /// How many steps of the prize were seen.
    pub step: u64,
}

/// A mark to be taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBackClaim {
    /// How many steps of the prize were seen.
    pub step: u64,
    /// The reason, for everyone to read: 3 to 300 characters on one line.
    #[schema(min_length = 3, max_length = 300)]
    pub reason: String,
}
