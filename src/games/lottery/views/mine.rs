//! My ballots.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::LotteryLink;
use crate::draws::beacon_view::RoundWait;
use crate::draws::claim_view::ClaimMark;
use crate::draws::views::MyHalf;
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{BallotNumber, Bars, Count, Day, Ranges, Stamp, TimeLeft};

/// `GET /ballots`. Each draw stands in one of the four groups.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/my_ballots.html")]
pub struct MyBallotsPage {
    /// The frame.
    pub page: Page,
    /// In open draws, the one that closes first in front.
    pub open: Vec<MyDraw>,
    /// In closed draws without a result.
    pub waiting: Vec<MyDraw>,
    /// In draws with a result, newest first.
    pub drawn: Vec<MyDraw>,
    /// In cancelled draws, newest first.
    pub void: Vec<MyDraw>,
    /// My ballots of the last days; none on further pages.
    pub chart: Option<Bars>,
    /// When this page was made, for "counted at".
    pub now: Stamp,
    /// The address of the page with older draws.
    pub older: Option<String>,
    /// The address of the page with newer draws.
    pub newer: Option<String>,
}

impl MyBallotsPage {
    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        [&self.open, &self.waiting, &self.drawn, &self.void]
            .into_iter()
            .all(Vec::is_empty)
    }

    /// How many ballots are in open draws.
    #[must_use]
    pub fn in_open(&self) -> Count {
        Count::new(
            self.open
                .iter()
                .map(|mine| mine.numbers.count().value())
                .sum(),
        )
    }
}

/// My ballots in one draw.
#[derive(Clone, Debug)]
pub struct MyDraw {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// My ballots.
    pub numbers: Ranges,
    /// My entries, oldest first: the first of them, if there are very many.
    pub entries: Vec<MyEntry>,
    /// How many more entries there are.
    pub further: Count,
    /// What came or will come of them.
    pub result: MyResult,
}

impl MyDraw {
    /// Whether the list is sealed, so that receipts are final.
    #[must_use]
    pub fn is_sealed(&self) -> bool {
        !matches!(self.result, MyResult::Open { .. } | MyResult::Void { .. })
    }

    /// The first entries, at most three.
    #[must_use]
    pub fn first_entries(&self) -> &[MyEntry] {
        self.entries.get(..3).unwrap_or(&self.entries)
    }

    /// The entries that follow them.
    #[must_use]
    pub fn other_entries(&self) -> &[MyEntry] {
        self.entries.get(3..).unwrap_or_default()
    }

    /// How many entries are not among the first.
    #[must_use]
    pub fn other_count(&self) -> Count {
        Count::new((self.other_entries().len() as u64).saturating_add(self.further.value()))
    }
}

/// One submission of mine, as it was accepted.
#[derive(Clone, Debug)]
pub struct MyEntry {
    /// Its ballots.
    pub numbers: Ranges,
    /// When the server accepted it.
    pub accepted: Stamp,
    /// Why it was cancelled, if it was.
    pub cancelled: Option<String>,
    /// The address of its receipt.
    pub receipt: String,
}

/// What came or will come of my ballots in a draw.
#[derive(Clone, Debug)]
pub enum MyResult {
    /// The draw is open.
    Open {
        /// When it closes.
        closes: Stamp,
        /// The time left.
        left: TimeLeft,
        /// My share of what is in the box.
        half: MyHalf,
    },
    /// The draw is closed.
    Waiting {
        /// The round that it waits for, if it does.
        wait: Option<RoundWait>,
        /// When it closed.
        closed: Stamp,
    },
    /// I won.
    Won(Vec<Win>),
    /// I did not win.
    NotWon {
        /// The ballot of the first prize.
        winner: BallotNumber,
    },
    /// The draw was cancelled.
    Void {
        /// The public reason.
        reason: String,
    },
}

/// A prize of mine.
#[derive(Clone, Debug)]
pub struct Win {
    /// The ballot.
    pub ballot: BallotNumber,
    /// The prize.
    pub prize: String,
    /// Whether it was passed on to somebody else.
    pub is_passed_on: bool,
    /// Where the prize stands, if that is known.
    pub claim: Option<ClaimMark>,
}
