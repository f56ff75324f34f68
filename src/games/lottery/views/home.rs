//! The home page: my answer first, then what is open.

use std::sync::Arc;

use askama::Template;
use askama_web::WebTemplate;

use super::mine::Win;
use super::parts::{LotteryLink, PrizeLine, TakePart};
use crate::draws::beacon_view::RoundWait;
use crate::draws::views::{DrawMark, MyHalf, Outcome};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{BallotNumber, Count, Day, Ranges, Stamp, TimeLeft};

/// `GET /`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/home.html")]
pub struct HomePage {
    /// The frame.
    pub page: Page,
    /// What stands first.
    pub answer: HomeAnswer,
    /// The open draws, the one that closes first in front.
    pub open: Vec<OpenTicket>,
    /// Draws that are closed and wait for their round, the earliest first.
    pub waiting: Vec<WaitingDraw>,
    /// Lotteries that have not begun.
    pub upcoming: Vec<Upcoming>,
    /// The latest results, newest first.
    pub latest: LatestList,
    /// When this page was made, for "counted at".
    pub now: Stamp,
}

/// A draw that waits for its round.
#[derive(Clone, Debug)]
pub struct WaitingDraw {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// The round.
    pub wait: RoundWait,
}

/// The list of the latest results.
#[derive(Template, Debug)]
#[template(path = "lottery/latest.html")]
pub struct LatestResults {
    /// Newest first.
    pub latest: Vec<LatestResult>,
}

/// [`LatestResults`] as its template has rendered it, and so escaped already.
#[derive(Clone, Debug)]
pub struct LatestList(Arc<str>);

impl LatestList {
    /// What [`LatestResults`] renders to.
    pub fn new(html: Arc<str>) -> Self {
        LatestList(html)
    }
}

impl std::fmt::Display for LatestList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for LatestList {}

/// The first thing on the home page.
#[derive(Clone, Debug)]
pub enum HomeAnswer {
    /// Nothing has been drawn yet.
    FirstDay(Option<FirstDay>),
    /// The viewer has won.
    Won {
        /// The draw.
        result: HomeResult,
        /// What the viewer won; never empty.
        wins: Vec<Win>,
    },
    /// The viewer took part and has not won.
    NotYours {
        /// The draw.
        result: HomeResult,
        /// The viewer's ballots.
        mine: Ranges,
    },
    /// The viewer took no part, or is not signed in.
    Drawn(HomeResult),
    /// Nobody took part, or every ballot was struck out.
    NoBallots {
        /// The lottery.
        lottery: LotteryLink,
        /// The draw's name.
        draw: String,
        /// Its day.
        day: Day,
        /// Its day in words: "yesterday", "on Tuesday 17 November 2026".
        when: String,
        /// Whether there were ballots, all of them struck out.
        were_cancelled: bool,
    },
}

/// The first draw to come.
#[derive(Clone, Debug)]
pub struct FirstDay {
    /// The lottery.
    pub lottery: LotteryLink,
    /// When it closes.
    pub closes: Stamp,
    /// The time left.
    pub left: TimeLeft,
}

/// The latest result.
#[derive(Clone, Debug)]
pub struct HomeResult {
    /// Whether public randomness decided it.
    pub has_beacon: bool,
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// Its day in words: "yesterday", "on Tuesday 17 November 2026".
    pub when: String,
    /// The ballot of the first prize.
    pub ballot: BallotNumber,
    /// Whose it is.
    pub username: String,
    /// The first prize.
    pub prize: String,
    /// How many more winners there are.
    pub more: usize,
    /// How many ballots were in it.
    pub ballots: Count,
}

/// An open draw as a ticket.
#[derive(Clone, Debug)]
pub struct OpenTicket {
    /// The lottery.
    pub lottery: LotteryLink,
    /// What it is about.
    pub description: String,
    /// The prizes of each draw.
    pub prizes: Vec<PrizeLine>,
    /// The draw's name.
    pub draw: String,
    /// Open or closing soon.
    pub mark: DrawMark,
    /// When it closes.
    pub closes: Stamp,
    /// The time left.
    pub left: TimeLeft,
    /// The viewer's half, empty for visitors; its `all` is the number of ballots so far.
    pub mine: MyHalf,
    /// What the viewer can do.
    pub take_part: TakePart,
}

/// A lottery that has not begun.
#[derive(Clone, Debug)]
pub struct Upcoming {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The prizes of each draw.
    pub prizes: Vec<PrizeLine>,
    /// When its first draw opens.
    pub opens: Stamp,
}

/// One line of the latest results.
#[derive(Clone, Debug)]
pub struct LatestResult {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// What came of it.
    pub outcome: Outcome,
}
