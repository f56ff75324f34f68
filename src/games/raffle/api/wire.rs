//! Raffles and tickets as programs send and read them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::draws::api::at;
use crate::fairness::TicketCount;
use crate::games::raffle::model::{
    self, CLAIM_DAYS, Description, DraftError, NewTicket, Policy, RESERVES_MAX, RaffleDraft,
    RaffleName, RafflePrizes, WinningTicket,
};
use crate::web::problem::Problem;

/// One kind of prize.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RafflePrize {
    /// What it is, on one line.
    #[schema(min_length = 1, max_length = 200, example = "Food hamper")]
    pub name: String,
    /// How many there are of it.
    #[schema(minimum = 1, maximum = 100_000, example = 3)]
    pub amount: i64,
}

/// Who may have how many tickets.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RafflePolicy {
    /// One for each network address; of IPv6 one for each /64.
    #[default]
    Ip,
    /// One for each account.
    Account,
    /// One for each invite code.
    Invite,
    /// As many as anybody asks for.
    Open,
}

impl From<RafflePolicy> for Policy {
    fn from(policy: RafflePolicy) -> Self {
        match policy {
            RafflePolicy::Ip => Policy::Ip,
            RafflePolicy::Account => Policy::Account,
            RafflePolicy::Invite => Policy::Invite,
            RafflePolicy::Open => Policy::Open,
        }
    }
}

impl From<Policy> for RafflePolicy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Ip => RafflePolicy::Ip,
            Policy::Account => RafflePolicy::Account,
            Policy::Invite => RafflePolicy::Invite,
            Policy::Open => RafflePolicy::Open,
        }
    }
}

/// A raffle to be made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRaffle {
    /// What it is called, on one line.
    #[schema(min_length = 1, max_length = 80, example = "Summer fair")]
    pub name: String,
    /// How many tickets it has: they are numbered from 1.
    #[schema(minimum = 1, maximum = 16_777_216, example = 100)]
    pub total_tickets: i64,
    /// The prizes, best first: at least one, and not more than tickets.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 1000)]
    pub prizes: Vec<RafflePrize>,
    /// What it is about.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub description: String,
    /// Who may have how many tickets.
    #[serde(default)]
    pub policy: RafflePolicy,
    /// Whether the server draws by itself when it is sold out; otherwise a manager draws.
    #[serde(default)]
    pub draws_itself: bool,
    /// When the sale ends at the latest and what was handed out by then is drawn; a year from now if nobody says.
    #[serde(default)]
    pub closes_at: Option<DateTime<Utc>>,
    /// How many reserves are drawn after the prizes.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1000, default = 0)]
    pub reserves: u32,
    /// How many days winners have to claim a prize.
    #[serde(default = "usual_claim_days")]
    #[schema(minimum = 1, maximum = 365, default = 30)]
    pub claim_days: u64,
}

fn usual_claim_days() -> u64 {
    CLAIM_DAYS
}

impl CreateRaffle {
    /// The raffle they describe.
    pub(super) fn parse(&self) -> Result<RaffleDraft, DraftError> {
        let tickets = u64::try_from(self.total_tickets).map_err(|_e| DraftError::Tickets)?;
        let tickets = TicketCount::try_from(tickets).map_err(|_e| DraftError::Tickets)?;
        let prizes = self.prizes.iter();
        let prizes = prizes.map(|prize| (prize.name.as_str(), prize.amount));
        if self.reserves > RESERVES_MAX {
            return Err(DraftError::Reserves);
        }
        if !(1..=365).contains(&self.claim_days) {
            return Err(DraftError::ClaimDays);
        }
        let closes = self.closes_at.map(|at| u64::try_from(at.timestamp()));
        Ok(RaffleDraft {
            name: RaffleName::parse(&self.name).map_err(DraftError::Name)?,
            description: Description::parse(&self.description).map_err(DraftError::Description)?,
            prizes: RafflePrizes::parse(prizes, tickets.get())?,
            tickets,
            policy: self.policy.into(),
            draws_itself: self.draws_itself,
            closes: closes.transpose().map_err(|_e| DraftError::Closes)?,
            reserves: self.reserves,
            claim_days: self.claim_days,
        })
    }
}

/// Where a raffle stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = RaffleState)]
pub enum State {
    /// Its sale begins in a moment.
    Scheduled,
    /// Tickets can be had, or are all gone and it waits to be drawn.
    Open,
    /// The sale is over; the winners come with a round of public randomness.
    Closed,
    /// The winners are known.
    Drawn,
    /// It was called off.
    Void,
}

/// A raffle.
#[derive(Debug, Serialize, ToSchema)]
pub struct Raffle {
    /// Its name in addresses: a UUID.
    #[schema(format = "uuid", example = "6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Summer fair")]
    pub name: String,
    /// How many tickets it has.
    #[schema(example = 100)]
    pub total_tickets: u64,
    /// How many of them are left.
    #[schema(example = 58)]
    pub available_tickets: u64,
    /// Whether the winners are known.
    pub winners_drawn: bool,
    /// The prizes, best first.
    pub prizes: Vec<RafflePrize>,
    /// What it is about; may be empty.
    pub description: String,
    /// Who may have how many tickets.
    pub policy: RafflePolicy,
    /// Whether the server draws by itself when it is sold out.
    pub draws_itself: bool,
    /// Where it stands.
    pub state: State,
    /// Why it was called off, if it was.
    #[schema(required)]
    pub void_reason: Option<String>,
    /// From when on tickets can be had.
    pub opens_at: DateTime<Utc>,
    /// When the sale ends at the latest.
    pub closes_at: DateTime<Utc>,
    /// How many reserves are drawn.
    pub reserves: u32,
    /// How many days winners have to claim a prize.
    pub claim_days: u64,
    /// The id of its draw, with all that proves the result.
    #[schema(example = "raffle-6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11")]
    pub draw: String,
}

impl From<&model::Raffle> for Raffle {
    fn from(raffle: &model::Raffle) -> Self {
        let draw = &raffle.draw;
        let open = draw.open_leaf.fields();
        let prize = |line: &crate::fairness::PrizeLine| RafflePrize {
            name: line.text().as_str().to_owned(),
            amount: i64::try_from(line.quantity()).unwrap_or(i64::MAX),
        };
        Raffle {
            id: raffle.terms.id.to_string(),
            name: raffle.name().to_owned(),
            total_tickets: raffle.tickets(),
            available_tickets: raffle.available(),
            winners_drawn: raffle.is_drawn(),
            prizes: open.prizes.lines().iter().map(prize).collect(),
            description: raffle.terms.description.clone(),
            policy: raffle.terms.policy.into(),
            draws_itself: raffle.terms.draws_itself,
            state: match draw.state {
                crate::draws::DrawState::Scheduled => State::Scheduled,
                crate::draws::DrawState::Open => State::Open,
                crate::draws::DrawState::Closed => State::Closed,
                crate::draws::DrawState::Drawn => State::Drawn,
                crate::draws::DrawState::Void => State::Void,
            },
            void_reason: draw.void.as_ref().map(|(reason, _)| reason.clone()),
            opens_at: at(draw.opens),
            closes_at: at(draw.closes),
            reserves: u32::try_from(open.reserves).unwrap_or(u32::MAX),
            claim_days: draw.claim_days.unwrap_or(0),
            draw: draw.name.to_string(),
        }
    }
}

/// The most characters of an invite code with all that may stand between them.
pub const INVITE_MAX: usize = 100;

/// What asks for a ticket may say; the body may be left out.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Participate {
    /// One of the raffle's invite codes, where its `policy` is `invite`.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub invite_code: Option<String>,
}

/// A ticket, and the only time that its code is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ticket {
    /// The raffle.
    #[schema(format = "uuid")]
    pub raffle_id: String,
    /// Its number.
    #[schema(example = 42)]
    pub ticket_number: u64,
    /// What proves whose it is. It is stored nowhere: keep it.
    #[schema(example = "7K3M9QXR2T5V8W4Z")]
    pub verification_code: String,
}

impl From<&NewTicket> for Ticket {
    fn from(ticket: &NewTicket) -> Self {
        Ticket {
            raffle_id: ticket.raffle.to_string(),
            ticket_number: ticket.number,
            verification_code: ticket.code.reveal().to_owned(),
        }
    }
}

/// A ticket with a prize.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RaffleWinner)]
pub struct Winner {
    /// The ticket.
    #[schema(example = 42)]
    pub ticket_number: u64,
    /// What it won.
    #[schema(example = "Food hamper")]
    pub prize: String,
}

impl From<&WinningTicket> for Winner {
    fn from(winner: &WinningTicket) -> Self {
        Winner {
            ticket_number: winner.number,
            prize: winner.prize.clone(),
        }
    }
}

/// When winners will be drawn that cannot be yet.
#[derive(Debug, Serialize, ToSchema)]
pub struct WinnersLater {
    /// The round of public randomness that draws them.
    pub round: u64,
    /// When it is out. The list appears by itself soon after.
    pub due_at: DateTime<Utc>,
}

/// A ticket to be checked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyTicket {
    /// Its number.
    #[schema(minimum = 0, example = 42)]
    pub ticket_number: u64,
    /// Its code; spaces and hyphens in it do not matter.
    #[schema(max_length = 200, example = "7K3M9QXR2T5V8W4Z")]
    pub verification_code: String,
}

/// What a ticket has won.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketFate {
    /// Whether it has a prize.
    pub has_won: bool,
    /// What; none without a prize.
    #[schema(required, example = "Food hamper")]
    pub prize: Option<String>,
}

/// That a ticket is in the raffle's log.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketReceipt {
    /// A C2SP tlog-proof: what to put into a file `.tlog-proof` and to verify anywhere. It is private.
    pub receipt: String,
    /// Whether it is against the complete log, which never changes again.
    pub is_final: bool,
}

/// Why a raffle is called off, or a mark taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason, for everyone to read: 3 to 300 characters on one line.
    #[schema(
        min_length = 3,
        max_length = 300,
        // three characters from the first to the last that can be seen, and none that cannot be shown on one line
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069 \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000][^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069 \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000][^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$",
        example = "The fair was rained off."
    )]
    pub reason: String,
}

impl Reason {
    /// The reason.
    pub(super) fn parse(&self) -> Result<model::PublicReason, Problem> {
        model::PublicReason::parse(&self.reason).map_err(|e| Problem::invalid_field("reason", e))
    }
}
