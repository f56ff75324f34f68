//! Check winner: the answer for one day, for everyone.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::LotteryLink;
use crate::draws::beacon_view::RoundWait;
use crate::draws::views::WinnerLine;
use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{BallotNumber, Count, Day, Ranges, Stamp, TimeLeft};

/// `GET /check-winner`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/check_winner.html")]
pub struct CheckWinnerPage {
    /// The frame.
    pub page: Page,
    /// The field `date`, as typed.
    pub date: Field,
    /// The field `number`, as typed; may be empty.
    pub number: Field,
    /// The field `lottery`: all of them first, then each.
    pub lotteries: Vec<LotteryOption>,
    /// The day asked for; none if it could not be read.
    pub day: Option<Day>,
    /// That day as seen from today: "yesterday", "on Tuesday 17 November 2026".
    pub when: String,
    /// One answer per lottery.
    pub answers: Vec<DayAnswer>,
    /// The day before, if there can be a draw on it.
    pub previous: Option<DayLink>,
    /// The day after, likewise.
    pub next: Option<DayLink>,
    /// The latest day with a result, unless it is this one.
    pub latest: Option<DayLink>,
    /// The first day that can be asked for.
    pub min: Day,
    /// The last day that can be asked for.
    pub max: Day,
}

impl CheckWinnerPage {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &[],
            [
                ("date".to_owned(), &self.date),
                ("number".to_owned(), &self.number),
            ],
        )
    }
}

/// A day with its address.
#[derive(Clone, Debug)]
pub struct DayLink {
    /// The day.
    pub day: Day,
    /// Its address, which keeps the lottery asked for.
    pub href: String,
}

/// One choice of the field `lottery`.
#[derive(Clone, Debug)]
pub struct LotteryOption {
    /// The lottery's name in addresses; empty for all.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// What one lottery has to say about the day.
#[derive(Clone, Debug)]
pub struct DayAnswer {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name, if there is a draw.
    pub draw: Option<String>,
    /// All ballots in the draw, those struck out included.
    pub ballots: Count,
    /// The answer.
    pub answer: Answer,
    /// The viewer's ballots in the draw; may be none.
    pub mine: Ranges,
    /// The answer about the number asked for, if one was.
    pub number: Option<NumberAnswer>,
}

impl DayAnswer {
    /// The draw's name, blank where there is no draw.
    #[must_use]
    pub fn draw_name(&self) -> &str {
        self.draw.as_deref().unwrap_or_default()
    }

    /// The ballot of the first prize, if there is one.
    #[must_use]
    pub fn winner(&self) -> Option<&WinnerLine> {
        match &self.answer {
            Answer::Drawn { winners, .. } => winners.first(),
            _ => None,
        }
    }
}

/// What happened on the day.
#[derive(Clone, Debug)]
pub enum Answer {
    /// There are winners.
    Drawn {
        /// In the order of the prizes; never empty.
        winners: Vec<WinnerLine>,
        /// The ballots in the draw that could win.
        ballots: Count,
        /// When it was drawn.
        drawn: Stamp,
        /// Whether that was late.
        is_late: bool,
    },
    /// Ballots are still accepted.
    NotDrawnYet {
        /// When it closes.
        closes: Stamp,
        /// The time left.
        left: TimeLeft,
        /// Whether the result comes with a public random number, some minutes later.
        has_beacon: bool,
    },
    /// Closed, to be drawn any moment.
    Waiting {
        /// When it closed.
        closed: Stamp,
        /// The ballots in the draw that could win.
        ballots: Count,
        /// The round that it waits for, if it does.
        wait: Option<RoundWait>,
    },
    /// Nobody took part.
    NoBallots,
    /// The draw was cancelled.
    Cancelled {
        /// The public reason.
        reason: String,
    },
    /// There was no draw that day.
    NoDraw {
        /// Why, as a whole sentence.
        why: String,
    },
    /// The day is to come.
    Future {
        /// When its draw opens, if that is known.
        opens: Option<Stamp>,
    },
}

/// The answer about one ballot number.
#[derive(Clone, Debug)]
pub enum NumberAnswer {
    /// It won.
    Won {
        /// The number.
        ballot: BallotNumber,
        /// The prize.
        prize: String,
    },
    /// It did not win.
    NotWon {
        /// The number.
        ballot: BallotNumber,
    },
    /// There is no such ballot in the draw.
    NotInDraw {
        /// The number.
        ballot: BallotNumber,
        /// The highest number in the draw.
        highest: BallotNumber,
    },
}
