//! The organiser's pages: all lotteries, and one lottery.

use askama::Template;
use askama_web::WebTemplate;

use super::home::LatestResult;
use super::parts::{LotteryLink, LotteryMark, PrizeLine};
use crate::draws::views::{DrawLine, DrawMark, WinnerLine};
use crate::web::checks::Finding;
use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Day, Stamp, TimeLeft};

/// `GET /manage`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/manage.html")]
pub struct ManagePage {
    /// The frame.
    pub page: Page,
    /// How many draws are open.
    pub open_draws: Count,
    /// The draw that closes next: its lottery, when, and the time left.
    pub closing_next: Option<(LotteryLink, Stamp, TimeLeft)>,
    /// Draws past their time, oldest first.
    pub overdue: Vec<OverdueDraw>,
    /// How many ballots are in the open draws.
    pub open_ballots: Count,
    /// Whether one of them closes within a day.
    pub closes_soon: bool,
    /// What other parts of the server report.
    pub findings: Vec<Finding>,
    /// Prizes to hand over, the earliest deadline first.
    pub prizes: Vec<HandOver>,
    /// How many there are.
    pub open_prizes: Count,
    /// How many of them are past their deadline.
    pub overdue_prizes: Count,
    /// Lotteries whose last draw is near.
    pub ending: Vec<(LotteryLink, Day)>,
    /// The latest results, newest first.
    pub latest: Vec<LatestResult>,
    /// Every lottery, running ones first.
    pub lotteries: Vec<ManageRow>,
}

impl ManagePage {
    /// How many things need the organisers.
    #[must_use]
    pub fn needs(&self) -> usize {
        let rest = [!self.overdue.is_empty(), !self.overdue_prizes.is_zero()];
        let rest = rest.into_iter().filter(|is_so| *is_so).count();
        self.findings.len() + self.ending.len() + rest
    }
}

/// A prize that waits for its winner.
#[derive(Clone, Debug)]
pub struct HandOver {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// Who won it, and where it stands.
    pub winner: WinnerLine,
}

/// A draw that should have been closed or drawn by now.
#[derive(Clone, Debug)]
pub struct OverdueDraw {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// When it should have closed.
    pub due: Stamp,
}

/// One lottery in the organiser's list.
#[derive(Clone, Debug)]
pub struct ManageRow {
    /// The lottery.
    pub lottery: LotteryLink,
    /// Where it stands.
    pub mark: LotteryMark,
    /// Ballots in the open draw, if one is open.
    pub ballots: Option<Count>,
    /// When the open draw closes or the first one opens, if either.
    pub next: Option<Stamp>,
}

/// `GET /manage/lotteries/{slug}`, and a failed `POST /manage/lotteries/{slug}/cancel`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/manage_lottery.html")]
pub struct ManageLotteryPage {
    /// The frame.
    pub page: Page,
    /// The lottery.
    pub lottery: LotteryLink,
    /// Where it stands.
    pub mark: LotteryMark,
    /// The prizes of draws that have not opened.
    pub prizes: Vec<PrizeLine>,
    /// The open draw and those to come, soonest first.
    pub upcoming: Vec<UpcomingDraw>,
    /// Past draws, newest first, one page of them.
    pub past: Vec<DrawLine>,
    /// The address of the page with older draws.
    pub older: Option<String>,
    /// The address of the page with newer draws.
    pub newer: Option<String>,
    /// The form that cancels it; none once it is over.
    pub cancel: Option<CancelForm>,
    /// The public reason and the time, if it was cancelled.
    pub cancelled: Option<(String, Stamp)>,
}

/// A draw that is open or to come.
#[derive(Clone, Debug)]
pub struct UpcomingDraw {
    /// The draw's name, once it exists.
    pub draw: Option<String>,
    /// Its day.
    pub day: Day,
    /// Its state.
    pub mark: DrawMark,
    /// When it opens.
    pub opens: Stamp,
    /// When it closes.
    pub closes: Stamp,
    /// Ballots so far.
    pub ballots: Count,
}

/// `POST /manage/lotteries/{slug}/cancel`: the fields `reason` and `confirm` (a checkbox, `yes`).
#[derive(Clone, Debug, Default)]
pub struct CancelForm {
    /// The public reason.
    pub reason: Field,
    /// Whether it was confirmed; "yes" if so.
    pub confirm: Field,
    /// The ballots that would become void.
    pub open_ballots: Count,
}

impl CancelForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &[],
            [
                ("reason".to_owned(), &self.reason),
                ("confirm".to_owned(), &self.confirm),
            ],
        )
    }
}
