//! The list of lotteries and the page of one.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::{LotteryLink, LotteryMark, PrizeLine, TakePart};
use crate::draws::beacon_view::RoundWait;
use crate::draws::views::{DrawLine, DrawMark, MyHalf};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Bars, Count, Day, Stamp, TimeLeft};

/// `GET /lotteries`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/lotteries.html")]
pub struct LotteriesPage {
    /// The frame.
    pub page: Page,
    /// Those with a draw today.
    pub running: Vec<LotteryRow>,
    /// Those to come.
    pub upcoming: Vec<LotteryRow>,
    /// Those that are finished or cancelled.
    pub over: Vec<LotteryRow>,
    /// When this page was made, for "counted at".
    pub now: Stamp,
}

/// One lottery in the list.
#[derive(Clone, Debug)]
pub struct LotteryRow {
    /// The lottery.
    pub lottery: LotteryLink,
    /// What it is about.
    pub description: String,
    /// Where it stands.
    pub mark: LotteryMark,
    /// Today's draw.
    pub open: Option<OpenRow>,
    /// When it opens, for those to come.
    pub opens: Option<Stamp>,
    /// Its last day, for those with a due date.
    pub last_day: Option<Day>,
    /// How many ballots the viewer has in today's draw.
    pub mine: Count,
}

/// The open draw of a lottery in the list.
#[derive(Clone, Debug)]
pub struct OpenRow {
    /// The draw's name.
    pub draw: String,
    /// Open or closing soon.
    pub mark: DrawMark,
    /// When it closes.
    pub closes: Stamp,
    /// The time left.
    pub left: TimeLeft,
    /// Ballots so far.
    pub ballots: Count,
}

/// `GET /lotteries/{slug}`, and a failed `POST /lotteries/{slug}/ballots`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/lottery.html")]
pub struct LotteryPage {
    /// The frame.
    pub page: Page,
    /// The lottery.
    pub lottery: LotteryLink,
    /// What it is about.
    pub description: String,
    /// The prizes of each draw, in order.
    pub prizes: Vec<PrizeLine>,
    /// Where it stands.
    pub status: LotteryStatus,
    /// Its rules.
    pub rules: Rules,
    /// Ballots of the last days; none on further pages.
    pub chart: Option<Bars>,
    /// Past draws, newest first, one page of them.
    pub past: Vec<DrawLine>,
    /// The address of the page with older draws.
    pub older: Option<String>,
    /// The address of the page with newer draws.
    pub newer: Option<String>,
    /// Set if the lottery does not exist yet: the form that makes it.
    pub preview: Option<Preview>,
}

/// What a preview carries from the form to the button that makes the lottery.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The fields of the form as typed, name and value.
    pub fields: Vec<(&'static str, String)>,
}

/// Where a lottery stands, with what is shown for it.
#[derive(Clone, Debug)]
pub enum LotteryStatus {
    /// It has not begun.
    Upcoming {
        /// When its first draw opens.
        opens: Stamp,
    },
    /// A draw is open.
    Open(Box<OpenDraw>),
    /// A draw has closed and its result is due; the next opens by itself.
    Sealed(Box<SealedDraw>),
    /// Its last draw is over.
    Finished {
        /// The day of the last draw.
        last_day: Day,
    },
    /// It was cancelled.
    Cancelled {
        /// The public reason.
        reason: String,
        /// When.
        at: Stamp,
    },
}

/// The draw of a lottery that is closed and not drawn.
#[derive(Clone, Debug)]
pub struct SealedDraw {
    /// The draw's name.
    pub draw: String,
    /// When it closed.
    pub closed: Stamp,
    /// The round that it waits for, if it does.
    pub wait: Option<RoundWait>,
    /// When that was counted.
    pub now: Stamp,
}

/// The open draw of a lottery.
#[derive(Clone, Debug)]
pub struct OpenDraw {
    /// The draw's name.
    pub draw: String,
    /// Open or closing soon.
    pub mark: DrawMark,
    /// When it closes.
    pub closes: Stamp,
    /// The time left.
    pub left: TimeLeft,
    /// When that was counted.
    pub now: Stamp,
    /// The viewer's half, empty for visitors; its `all` is the number of ballots so far.
    pub mine: MyHalf,
    /// What the viewer can do.
    pub take_part: TakePart,
}

/// The rules of a lottery, told in sentences.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The most ballots per account and draw.
    pub cap: Option<Count>,
    /// The IANA time zone in which its days begin and end.
    pub zone: String,
    /// The weekdays of its draws: "every day", "every Sunday".
    pub draw_days: String,
    /// Whether it is drawn every day.
    pub is_daily: bool,
    /// How many days a winner has to claim a prize.
    pub claim_days: Count,
    /// Its first day.
    pub first_day: Day,
    /// The day of its last draw, if there is one.
    pub due_date: Option<Day>,
    /// Whether one account can win only once in a draw.
    pub one_prize_per_person: bool,
    /// Whether public randomness decides its draws.
    pub has_beacon: bool,
    /// How many reserves are drawn.
    pub reserves: Count,
    /// How many prizes each draw has.
    pub prizes: Count,
}

/// `GET /lotteries/{slug}/changes`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/changes.html")]
pub struct ChangesPage {
    /// The frame.
    pub page: Page,
    /// The lottery.
    pub lottery: LotteryLink,
    /// When it was made.
    pub made: Stamp,
    /// What was changed since, newest first.
    pub changes: Vec<ChangeRow>,
    /// The address of the page with older changes.
    pub older: Option<String>,
    /// The address of the page with newer changes.
    pub newer: Option<String>,
}

/// One change.
#[derive(Clone, Debug)]
pub struct ChangeRow {
    /// When.
    pub at: Stamp,
    /// What.
    pub what: ChangeWhat,
    /// The day of the first draw it holds for; none if no draw is to come.
    pub from: Option<Day>,
}

/// What was changed.
#[derive(Clone, Debug)]
pub enum ChangeWhat {
    /// The terms.
    Edited(Vec<ChangedField>),
    /// The lottery was cancelled, for this reason.
    Cancelled(String),
    /// One draw was cancelled.
    DrawCancelled {
        /// Its name.
        draw: String,
        /// The reason.
        reason: String,
    },
}

/// A field before and after.
#[derive(Clone, Debug)]
pub struct ChangedField {
    /// Its label.
    pub label: &'static str,
    /// What it was, in words.
    pub before: String,
    /// What it is, in words.
    pub after: String,
}
