//! The page of one raffle.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::{PolicyMark, PrizeLine, RaffleLink, RaffleMark, Sold};
use crate::draws::beacon_view::RoundWait;
use crate::draws::claim_view::{ClaimMark, TakenBackLine};
use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{BallotNumber, Count, Stamp, TimeLeft};

/// `GET /raffles/{id}`, and a `POST /raffles/{id}/tickets` that was refused.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/raffle.html")]
pub struct RafflePage {
    /// The frame.
    pub page: Page,
    /// The raffle.
    pub raffle: RaffleLink,
    /// What it is about; may be empty.
    pub description: String,
    /// The prizes, best first.
    pub prizes: Vec<PrizeLine>,
    /// Where it stands.
    pub mark: RaffleMark,
    /// What is shown for that.
    pub status: RaffleStatus,
    /// How many tickets are taken.
    pub sold: Sold,
    /// Its rules.
    pub rules: Rules,
    /// The commitment to the seed.
    pub commitment: String,
    /// Why no ticket was handed out, where it is not about what was typed.
    pub refused: Option<String>,
    /// When this page was made.
    pub now: Stamp,
    /// Set if the raffle does not exist yet: the form that makes it.
    pub preview: Option<Preview>,
}

impl RafflePage {
    /// Whether the page is worth keeping up to date.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.preview.is_none()
            && !matches!(
                self.status,
                RaffleStatus::Drawn { .. } | RaffleStatus::Void { .. }
            )
    }
}

/// What a preview carries from the form to the button that makes the raffle.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The fields of the form as typed, name and value.
    pub fields: Vec<(&'static str, String)>,
}

/// Where a raffle stands, with what is shown for it.
#[derive(Clone, Debug)]
pub enum RaffleStatus {
    /// Its sale begins in a moment.
    Scheduled {
        /// When.
        opens: Stamp,
        /// The public random number that shuffles the tickets, if one does.
        round: Option<String>,
    },
    /// Tickets are to be had.
    Open {
        /// The time left.
        left: TimeLeft,
        /// What the viewer can do.
        part: TakePart,
    },
    /// Every ticket was handed out.
    SoldOut,
    /// The sale is over, and there is no result yet.
    Closed {
        /// Since when.
        closed: Stamp,
        /// The round that it waits for, if it does.
        wait: Option<RoundWait>,
    },
    /// The winners are known.
    Drawn {
        /// The first tickets with a prize, in the order of the prizes; none where nobody had a ticket.
        winners: Vec<WinnerRow>,
        /// How many more there are.
        more: Count,
        /// The reserves, in drawing order.
        reserves: Vec<BallotNumber>,
        /// How many prizes were not given, because there were too few tickets.
        prizes_left: Count,
    },
    /// It was called off.
    Void {
        /// The public reason.
        reason: String,
        /// When.
        at: Stamp,
    },
}

/// What the viewer can do about an open raffle.
#[derive(Clone, Debug)]
pub enum TakePart {
    /// Get a ticket.
    Form(TicketForm),
    /// Sign in first.
    SignIn,
    /// Nothing: their account has this ticket.
    Has(BallotNumber),
}

/// `POST /raffles/{id}/tickets`: the hidden `key`, and `invite` where the raffle asks for it.
#[derive(Clone, Debug, Default)]
pub struct TicketForm {
    /// What makes sending it twice one request.
    pub key: String,
    /// The invite code, where one is needed.
    pub invite: Option<Field>,
}

impl TicketForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        let invite = self.invite.iter();
        problems(&[], invite.map(|field| ("invite".to_owned(), field)))
    }
}

/// A ticket with a prize.
#[derive(Clone, Debug)]
pub struct WinnerRow {
    /// Which prize: 1 is the first.
    pub place: u64,
    /// What it is.
    pub prize: String,
    /// The ticket that drew it.
    pub ticket: BallotNumber,
    /// Where the prize stands.
    pub claim: Option<TicketClaim>,
}

/// Where a prize stands, with the tickets that it was passed on to.
#[derive(Clone, Debug)]
pub struct TicketClaim {
    /// Where it stands.
    pub state: ClaimMark,
    /// To which tickets it went after the winner's, in order, and when.
    pub passed: Vec<(BallotNumber, Stamp)>,
    /// The marks that were taken back, in order.
    pub taken_back: Vec<TakenBackLine>,
}

/// The rules of a raffle, told in sentences.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Who may have how many tickets.
    pub policy: PolicyMark,
    /// Whether it draws by itself when it is sold out.
    pub draws_itself: bool,
    /// When the sale ends, or ended.
    pub closes: Stamp,
    /// When it ends at the latest, as it was announced.
    pub latest: Stamp,
    /// Whether public randomness shuffles the tickets and decides.
    pub has_beacon: bool,
    /// How many prizes there are.
    pub prizes: Count,
    /// How many reserves are drawn.
    pub reserves: Count,
    /// How many days a winner has to claim a prize.
    pub claim_days: Count,
}
