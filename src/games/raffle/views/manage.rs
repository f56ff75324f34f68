//! The organiser's pages: all raffles, one raffle, and new invite codes.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::{PolicyMark, RaffleLink, RaffleMark, Sold};
use super::raffle::WinnerRow;
use super::raffles::RaffleRow;
use crate::draws::beacon_view::RoundWait;
use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{BallotNumber, Count, Stamp};

/// `GET /manage/raffles`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/manage_raffles.html")]
pub struct ManageRafflesPage {
    /// The frame.
    pub page: Page,
    /// The newest first, one page of them.
    pub raffles: Vec<RaffleRow>,
    /// The address of the page with older ones.
    pub older: Option<String>,
    /// The address of the page with the newest.
    pub newer: Option<String>,
}

/// `GET /manage/raffles/{id}`, and its forms that failed.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/manage_raffle.html")]
pub struct ManageRafflePage {
    /// The frame.
    pub page: Page,
    /// The raffle.
    pub raffle: RaffleLink,
    /// Where it stands.
    pub mark: RaffleMark,
    /// How many tickets are taken.
    pub sold: Sold,
    /// When its sale began.
    pub opens: Stamp,
    /// When its sale ends, or ended.
    pub closes: Stamp,
    /// Who may have how many tickets.
    pub policy: PolicyMark,
    /// Whether it draws by itself when it is sold out.
    pub draws_itself: bool,
    /// Whether public randomness decides.
    pub has_beacon: bool,
    /// Whether the winners can be drawn now.
    pub can_draw: bool,
    /// The round that it waits for, if it does.
    pub wait: Option<RoundWait>,
    /// The public reason and the time, if it was called off.
    pub void: Option<(String, Stamp)>,
    /// How many invite codes were made.
    pub invites: Count,
    /// The form that makes more; none where they are of no use.
    pub invite: Option<InviteForm>,
    /// The prizes that were won, a page of them.
    pub prizes: Vec<PrizeToHand>,
    /// Where the next of them are.
    pub further_prizes: Option<String>,
    /// One page of the tickets, in the order in which they were handed out.
    pub rows: Vec<SoldRow>,
    /// The address of the next page of them.
    pub older: Option<String>,
    /// The form that calls it off; none once there is a result.
    pub cancel: Option<CancelForm>,
}

/// `POST /manage/raffles/{id}/invites`: the field `count`.
#[derive(Clone, Debug, Default)]
pub struct InviteForm {
    /// How many codes to make.
    pub count: Field,
}

impl InviteForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(&[], [("count".to_owned(), &self.count)])
    }
}

/// A prize that was won, with what can be done about it.
#[derive(Clone, Debug)]
pub struct PrizeToHand {
    /// Who won it, and where it stands.
    pub winner: WinnerRow,
    /// The ticket that holds it now.
    pub holder: BallotNumber,
    /// How many steps were taken; sent back with the form.
    pub step: u64,
    /// Whether it waits for its winner.
    pub is_open: bool,
    /// Whether it is marked as claimed.
    pub is_claimed: bool,
    /// Whether its deadline has passed.
    pub is_overdue: bool,
    /// What was done, by whom.
    pub steps: Vec<StepLine>,
    /// What was typed, where it was refused.
    pub form: ClaimForm,
}

/// `POST /manage/raffles/{id}/prizes/{place}`: the hidden `step`, `action`, and `ticket` with `code`, or `reason`.
#[derive(Clone, Debug, Default)]
pub struct ClaimForm {
    /// The ticket's number.
    pub ticket: Field,
    /// Its code: never put back.
    pub code: Field,
    /// Why a mark is taken back.
    pub reason: Field,
}

impl ClaimForm {
    /// Whether something is wrong.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        [&self.ticket, &self.code, &self.reason]
            .into_iter()
            .any(Field::is_bad)
    }
}

impl ManageRafflePage {
    /// Whether it is known whose the tickets are.
    #[must_use]
    pub fn has_names(&self) -> bool {
        self.policy == PolicyMark::Account
    }

    /// What is wrong with the form of a prize.
    #[must_use]
    pub fn prize_problems(&self) -> Vec<Problem<'_>> {
        let of = |prize: &PrizeToHand| prize.winner.place;
        let prizes = self.prizes.iter();
        let fields = prizes.flat_map(|prize| {
            [
                (format!("ticket-{}", of(prize)), &prize.form.ticket),
                (format!("code-{}", of(prize)), &prize.form.code),
                (format!("reason-{}", of(prize)), &prize.form.reason),
            ]
        });
        problems(&[], fields)
    }
}

/// One step of a claim, for managers.
#[derive(Clone, Debug)]
pub struct StepLine {
    /// What was done.
    pub what: &'static str,
    /// When.
    pub at: Stamp,
    /// By whom.
    pub by: String,
    /// The note; may be empty.
    pub note: String,
}

/// One ticket that was handed out.
#[derive(Clone, Debug)]
pub struct SoldRow {
    /// Its place in the log.
    pub entry: u64,
    /// Its number.
    pub ticket: BallotNumber,
    /// When it was handed out.
    pub at: Stamp,
    /// Whose it is, where the raffle is for accounts.
    pub username: Option<String>,
}

/// `POST /manage/raffles/{id}/cancel`: the fields `reason` and `confirm` (a checkbox, `yes`).
#[derive(Clone, Debug, Default)]
pub struct CancelForm {
    /// The public reason.
    pub reason: Field,
    /// Whether it was confirmed; "yes" if so.
    pub confirm: Field,
}

impl CancelForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        let fields = [
            ("reason".to_owned(), &self.reason),
            ("confirm".to_owned(), &self.confirm),
        ];
        problems(&[], fields)
    }
}

/// The answer to `POST /manage/raffles/{id}/invites`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/invites.html")]
pub struct InvitesPage {
    /// The frame.
    pub page: Page,
    /// The raffle.
    pub raffle: RaffleLink,
    /// The codes: told here and nowhere else.
    pub codes: Vec<String>,
}
