//! The organiser's page of one draw, and of one of its entries.

use askama::Template;
use askama_web::WebTemplate;

use super::manage::CancelForm;
use super::parts::LotteryLink;
use crate::draws::views::{DrawMark, WinnerLine};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Day, Ranges, Stamp};

/// `GET /manage/lotteries/{slug}/draws/{name}`, and its forms that failed.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/manage_draw.html")]
pub struct ManageDrawPage {
    /// The frame.
    pub page: Page,
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// Its state.
    pub mark: DrawMark,
    /// When it opens.
    pub opens: Stamp,
    /// When it closes.
    pub closes: Stamp,
    /// How many entries there are.
    pub entries: Count,
    /// How many ballots they hold.
    pub ballots: Count,
    /// How many of those were struck out.
    pub cancelled_ballots: Count,
    /// The public reason and the time, if it was cancelled.
    pub cancelled: Option<(String, Stamp)>,
    /// The prizes that were won.
    pub prizes: Vec<PrizeToHand>,
    /// What was looked for among the entries, as typed.
    pub search: String,
    /// Whether only cancelled entries were asked for.
    pub only_cancelled: bool,
    /// One page of the entries.
    pub rows: Vec<EntryLine>,
    /// The address of the next page of them.
    pub older: Option<String>,
    /// The form that cancels the draw; none once it has closed.
    pub cancel: Option<CancelForm>,
}

/// A prize that was won, with what can be done about it.
#[derive(Clone, Debug)]
pub struct PrizeToHand {
    /// Who won it, and where it stands.
    pub winner: WinnerLine,
    /// Which prize, from 1.
    pub place: u64,
    /// How many steps were taken; sent back with the form.
    pub step: u64,
    /// Whether it waits for its winner.
    pub is_open: bool,
    /// Whether it is marked as claimed.
    pub is_claimed: bool,
    /// Whether its deadline has passed.
    pub is_overdue: bool,
    /// What was done, by whom, with the notes.
    pub steps: Vec<StepLine>,
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

/// One entry.
#[derive(Clone, Debug)]
pub struct EntryLine {
    /// Its place in the log.
    pub leaf_index: u64,
    /// Its ballots.
    pub numbers: Ranges,
    /// Whose it is.
    pub username: String,
    /// When it was accepted.
    pub accepted: Stamp,
    /// Why it was struck out, if it was.
    pub cancelled: Option<String>,
}

/// `GET /manage/lotteries/{slug}/draws/{name}/entries/{n}`, and a failed `POST` of it.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/manage_entry.html")]
pub struct ManageEntryPage {
    /// The frame.
    pub page: Page,
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// The entry.
    pub entry: EntryLine,
    /// The form that strikes it out; none once the draw has closed or it was struck out.
    pub cancel: Option<CancelForm>,
}
