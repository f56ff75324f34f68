//! The nouns of raffles. Texts and numbers that are not valid cannot be built; where they are kept is not known here.

pub mod code;
mod prizes;

use uuid::Uuid;

pub use self::code::{Code, CodeFormat, CodeFormatError, TypedCode};
pub use self::prizes::{PrizesError, RafflePrize, RafflePrizes};
use crate::draws::{Draw, DrawId, DrawName, DrawState};
use crate::fairness::{Numbering, TicketCount};
use crate::web::i18n::{tr, tr_with};
pub use crate::web::texts::{Description, PublicReason, TextError, parse_line};

/// A raffle's name in addresses: a random UUID, written in lower case with hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RaffleId(Uuid);

impl RaffleId {
    /// An id of these random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        RaffleId(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// Reads an id as it is written in addresses. Other spellings of a UUID are nobody's: one raffle has one address.
    pub fn parse(text: &str) -> Option<Self> {
        let id = Uuid::try_parse(text).ok()?;
        (id.hyphenated().to_string() == text).then_some(RaffleId(id))
    }

    /// The public name of its draw.
    pub fn draw_name(self) -> DrawName {
        DrawName::parse(&format!("raffle-{self}")).expect("invariant: a UUID is part of a name")
    }
}

impl std::fmt::Display for RaffleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// A raffle's name: 1 to 80 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaffleName(String);

impl RaffleName {
    /// The most characters.
    pub const MAX: usize = 80;

    /// Reads a name; spaces around it go.
    ///
    /// # Errors
    /// [`TextError`]
    pub fn parse(text: &str) -> Result<Self, TextError> {
        parse_line(text, Self::MAX).map(RaffleName)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who may have how many tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Policy {
    /// One for each network address; of IPv6 one for each /64, which one household has whole.
    #[default]
    Ip,
    /// One for each account.
    Account,
    /// One for each invite code that the organiser gives out.
    Invite,
    /// As many as anybody asks for.
    Open,
}

impl Policy {
    /// All of them.
    pub const ALL: [Policy; 4] = [Policy::Ip, Policy::Account, Policy::Invite, Policy::Open];

    /// The word that is stored and shown to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Policy::Ip => "ip",
            Policy::Account => "account",
            Policy::Invite => "invite",
            Policy::Open => "open",
        }
    }

    /// Reads what [`Policy::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// The values of a new raffle do not fit. The text is for who makes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// Its name.
    #[error("{}", tr_with("The name of the raffle: {reason}", &[("reason", .0)]))]
    Name(TextError),
    /// Its description.
    #[error("{}", tr_with("The description of the raffle: {reason}", &[("reason", .0)]))]
    Description(TextError),
    /// How many tickets it has.
    #[error("{}", tr("A raffle has 1 to 16,777,216 tickets."))]
    Tickets,
    /// Its prizes.
    #[error(transparent)]
    Prizes(#[from] PrizesError),
    /// Its reserves.
    #[error("{}", tr("A raffle has at most 1,000 reserves."))]
    Reserves,
    /// How long winners have.
    #[error("{}", tr("Winners have 1 to 365 days to claim a prize."))]
    ClaimDays,
    /// When its sale ends.
    #[error(
        "{}",
        tr("The sale ends at least a minute and at most two years from now.")
    )]
    Closes,
}

/// How many days winners have if nobody says.
pub const CLAIM_DAYS: u64 = 30;
/// The most reserves.
pub const RESERVES_MAX: u32 = 1000;

/// A raffle to be announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaffleDraft {
    /// What it is called.
    pub name: RaffleName,
    /// What it is about; may be empty.
    pub description: Description,
    /// How many tickets.
    pub tickets: TicketCount,
    /// The prizes, best first.
    pub prizes: RafflePrizes,
    /// Who may have how many tickets.
    pub policy: Policy,
    /// Whether it draws by itself when it is sold out; otherwise a manager draws.
    pub draws_itself: bool,
    /// When the sale ends at the latest, and what was sold is drawn: seconds since 1970 UTC; none: a year from now.
    pub closes: Option<u64>,
    /// How many reserves are drawn.
    pub reserves: u32,
    /// How many days winners have to claim a prize.
    pub claim_days: u64,
}

/// What of a raffle never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaffleTerms {
    /// Its name in addresses.
    pub id: RaffleId,
    /// The row of its draw, and its own.
    pub draw_id: DrawId,
    /// What it is about; may be empty.
    pub description: String,
    /// Who may have how many tickets.
    pub policy: Policy,
    /// Whether it draws by itself when it is sold out.
    pub draws_itself: bool,
    /// What its verification codes look like.
    pub codes: CodeFormat,
}

/// A raffle as it stands.
#[derive(Debug, Clone)]
pub struct Raffle {
    /// What never changes.
    pub terms: RaffleTerms,
    /// Its draw: name, prizes, times, how many tickets were handed out.
    pub draw: Draw,
}

impl Raffle {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.draw.label.title
    }

    /// How many tickets it has.
    pub fn tickets(&self) -> u64 {
        match self.draw.open_leaf.fields().numbers {
            Numbering::Shuffled(tickets) => tickets.get(),
            Numbering::Sequential => 0,
        }
    }

    /// How many were handed out.
    pub fn sold(&self) -> u64 {
        self.draw.ballots
    }

    /// How many are left.
    pub fn available(&self) -> u64 {
        self.tickets().saturating_sub(self.sold())
    }

    /// Whether every ticket was handed out.
    pub fn is_sold_out(&self) -> bool {
        self.available() == 0
    }

    /// Whether the winners are known.
    pub fn is_drawn(&self) -> bool {
        self.draw.state == DrawState::Drawn
    }
}

/// A ticket that was just handed out: the only time its code is known.
#[derive(Debug, Clone)]
pub struct NewTicket {
    /// The raffle.
    pub raffle: RaffleId,
    /// Its number.
    pub number: u64,
    /// The place of its entry in the log.
    pub leaf_index: u64,
    /// What proves whose it is.
    pub code: Code,
    /// When it was handed out.
    pub time: u64,
}

/// A ticket with a prize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WinningTicket {
    /// Which prize: 1 is the first.
    pub place: u64,
    /// Its number.
    pub number: u64,
    /// What it won.
    pub prize: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_raffle_has_one_address() {
        let id = RaffleId::from_random([0xab; 16]);
        let text = id.to_string();
        assert_eq!(RaffleId::parse(&text), Some(id));
        let others = [
            text.to_uppercase(),
            text.replace('-', ""),
            format!("{{{text}}}"),
            format!("urn:uuid:{text}"),
            String::new(),
        ];
        for other in others {
            assert_eq!(RaffleId::parse(&other), None, "{other}");
        }
        assert_eq!(id.draw_name().as_str(), format!("raffle-{text}"));
    }
}
