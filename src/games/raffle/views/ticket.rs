//! A ticket: new, with the code that is told once; as everybody may see it; and all those of an account.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::{RaffleLink, RaffleMark};
use super::raffle::TicketClaim;
use crate::draws::receipt_view::QrCode;
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{BallotNumber, Count, Stamp};

/// The answer to `POST /raffles/{id}/tickets`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/new_ticket.html")]
pub struct NewTicketPage {
    /// The frame.
    pub page: Page,
    /// The raffle.
    pub raffle: RaffleLink,
    /// The ticket.
    pub ticket: BallotNumber,
    /// Its code, in groups.
    pub code: Vec<String>,
    /// When it was handed out.
    pub handed_out: Stamp,
    /// When the sale ends at the latest.
    pub closes: Stamp,
    /// The address at which the ticket can be checked, as a code: without the ticket's own code.
    pub qr: Option<QrCode>,
}

impl NewTicketPage {
    /// The code as it is copied and sent.
    #[must_use]
    pub fn code_text(&self) -> String {
        self.code.join("-")
    }
}

/// `GET /raffles/{id}/tickets/{number}`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/ticket.html")]
pub struct TicketPage {
    /// The frame.
    pub page: Page,
    /// The raffle.
    pub raffle: RaffleLink,
    /// The number asked for.
    pub ticket: BallotNumber,
    /// What everybody may know of it.
    pub fate: TicketFate,
}

impl TicketPage {
    /// Whether there is a result.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        !matches!(
            self.fate,
            TicketFate::NotDrawn { .. } | TicketFate::Void { .. }
        )
    }
}

/// What everybody may know of a ticket number.
#[derive(Clone, Debug)]
pub enum TicketFate {
    /// There is no result. Whether the ticket was handed out is not said.
    NotDrawn {
        /// Where the raffle stands.
        mark: RaffleMark,
        /// When its sale ends, or ended.
        closes: Stamp,
    },
    /// The raffle was called off.
    Void {
        /// The public reason.
        reason: String,
    },
    /// It holds a prize.
    Won {
        /// Which.
        prize: String,
        /// Where it stands.
        claim: Option<TicketClaim>,
    },
    /// It drew a prize, which went to a reserve.
    PassedOn {
        /// Which.
        prize: String,
    },
    /// It may still get a prize that is not claimed.
    Reserve {
        /// Which of the reserves.
        place: Count,
    },
    /// It won nothing, or nobody had it.
    NoPrize,
}

/// `GET /tickets`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/my_tickets.html")]
pub struct MyTicketsPage {
    /// The frame.
    pub page: Page,
    /// The newest first.
    pub tickets: Vec<MyTicket>,
}

/// A ticket of one's own.
#[derive(Clone, Debug)]
pub struct MyTicket {
    /// The raffle's name.
    pub raffle: String,
    /// The raffle's name in addresses.
    pub id: String,
    /// The ticket.
    pub ticket: BallotNumber,
}
