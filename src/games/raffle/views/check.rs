//! Checking a ticket with its code.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::RaffleLink;
use super::ticket::TicketFate;
use crate::web::form_view::Field;
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::BallotNumber;

/// `GET` and `POST /raffles/{id}/check`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/check.html")]
pub struct CheckPage {
    /// The frame.
    pub page: Page,
    /// The raffle.
    pub raffle: RaffleLink,
    /// The field `ticket`, as typed.
    pub ticket: Field,
    /// The field `code`: put back only where it was right, for the receipt.
    pub code: Field,
    /// Why there is no answer: the same whatever is wrong.
    pub refused: Option<String>,
    /// The ticket whose code it is, and what came of it.
    pub checked: Option<(BallotNumber, TicketFate)>,
}
