//! The pages of draws: one draw with all that shows how it went, and how draws work. Data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;

use super::beacon_view::{BeaconPart, RoundWait};
use super::claim_view::ClaimLine;
pub use super::line_view::{DrawLine, Outcome};
use super::log_view::{AnchorPlace, Mark};
use super::lookup_view::{BallotAnswer, BallotFate, ProofLinks};
use crate::web::i18n::{filters, tr_as, tr_with};
use crate::web::page::Page;
use crate::web::show::{BallotNumber, Count, Day, Odds, Ranges, Stamp, Stock, TimeLeft};

/// The state of a draw as people see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawMark {
    /// Not open yet.
    Scheduled,
    /// Ballots are accepted.
    Open,
    /// Open, with less than an hour left.
    ClosingSoon,
    /// Closed and not drawn yet.
    Sealed,
    /// There is a result.
    Drawn,
    /// Cancelled, with a public reason.
    Void,
}

impl DrawMark {
    /// The mark of an open draw: closing soon in its last hour.
    #[must_use]
    pub fn open(left: TimeLeft) -> Self {
        if left.is_soon() {
            Self::ClosingSoon
        } else {
            Self::Open
        }
    }

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => tr_as("state", "Scheduled"),
            Self::Open => tr_as("state", "Open"),
            Self::ClosingSoon => tr_as("state", "Closing soon"),
            Self::Sealed => tr_as("state", "Sealed"),
            Self::Drawn => tr_as("state", "Drawn"),
            Self::Void => tr_as("state", "Void"),
        }
    }

    /// The icon's id in the symbol sheet.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Scheduled => "i-scheduled",
            Self::Open => "i-open",
            Self::ClosingSoon => "i-soon",
            Self::Sealed => "i-sealed",
            Self::Drawn => "i-drawn",
            Self::Void => "i-void",
        }
    }

    /// The CSS class of its colour; most states have none.
    #[must_use]
    pub fn tone(self) -> &'static str {
        match self {
            Self::Scheduled | Self::Open | Self::Sealed => "",
            Self::ClosingSoon => "warn",
            Self::Drawn => "ok",
            Self::Void => "bad",
        }
    }
}

/// A winner.
#[derive(Clone, Debug)]
pub struct WinnerLine {
    /// The prize in words.
    pub prize: String,
    /// The ballot.
    pub ballot: BallotNumber,
    /// Whose it is.
    pub username: String,
    /// How many ballots that account had in the draw that could win.
    pub held: Count,
    /// Whether it is the viewer's.
    pub is_mine: bool,
    /// In a raffle, whose `ballot` is the ticket's number: its place in the order in which they were handed out.
    pub handed_out: Option<Count>,
    /// Where the prize stands, if that is known.
    pub claim: Option<ClaimLine>,
}

/// Ballots of the viewer that were struck out.
#[derive(Clone, Debug)]
pub struct StruckLine {
    /// Which.
    pub numbers: Ranges,
    /// Why.
    pub reason: String,
}

/// A reserve: takes over a prize that cannot be handed over.
#[derive(Clone, Debug)]
pub struct ReserveLine {
    /// The ballot.
    pub ballot: BallotNumber,
    /// Whose it is.
    pub username: String,
}

/// The viewer's share of a draw.
#[derive(Clone, Debug)]
pub struct MyHalf {
    /// The viewer's ballots; may be none.
    pub numbers: Ranges,
    /// The most ballots one account may have, if there is a limit.
    pub cap: Option<u64>,
    /// All ballots in the draw.
    pub all: Count,
    /// How many prizes are drawn.
    pub prizes: Count,
    /// Whether one person can win only one of them.
    pub one_prize: bool,
}

impl MyHalf {
    /// The viewer's share in words.
    #[must_use]
    pub fn odds(&self) -> Odds {
        Odds::new(self.numbers.count().value(), self.all.value())
    }

    /// What one ballot more (or the first) would make of it.
    #[must_use]
    pub fn odds_with_one(&self) -> Odds {
        Odds::new(1, self.all.value().saturating_add(1))
    }

    /// Whether the chance of any prize is another than that of the first.
    #[must_use]
    pub fn has_several_chances(&self) -> bool {
        self.prizes.value() > 1 && self.numbers.count() < self.all
    }

    /// What several prizes make of the odds, as a sentence; none where there is one prize, or nothing to win.
    /// Skipping people who have won makes everybody else's chance better, by how much depends on who holds what.
    #[must_use]
    pub fn prizes_sentence(&self, chance: &str) -> Option<String> {
        let prizes = self.prizes;
        if !self.has_several_chances() {
            return None;
        }
        Some(if self.one_prize {
            tr_with(
                "{n} prizes are drawn, and nobody wins twice: your chance of one is {chance} or better.",
                &[("n", &prizes), ("chance", &chance)],
            )
        } else {
            tr_with(
                "{n} prizes are drawn: your chance of at least one is {chance}.",
                &[("n", &prizes), ("chance", &chance)],
            )
        })
    }

    /// [`MyHalf::prizes_sentence`] as it is now.
    #[must_use]
    pub fn any_prize_sentence(&self) -> String {
        let chance = self.odds().of_any(self.prizes.value());
        self.prizes_sentence(&chance).unwrap_or_default()
    }

    /// "2 of 3" where there is a cap, "2" where there is none.
    #[must_use]
    pub fn held(&self) -> String {
        match self.cap {
            Some(cap) => tr_with(
                "{n} of {all}",
                &[("n", &self.numbers.count()), ("all", &Count::new(cap))],
            ),
            None => self.numbers.count().to_string(),
        }
    }
}

/// How far a draw has come, with what is known at that point.
#[derive(Clone, Debug)]
pub enum DrawStatus {
    /// Not open yet.
    Scheduled,
    /// Ballots are accepted.
    Open {
        /// The time left.
        left: TimeLeft,
    },
    /// Closed, to be drawn any moment or with a round of public randomness.
    Sealed {
        /// The round.
        wait: Option<RoundWait>,
    },
    /// Drawn, with winners in the order of the prizes.
    Drawn {
        /// The winners; never empty.
        winners: Vec<WinnerLine>,
        /// The reserves in order.
        reserves: Vec<ReserveLine>,
        /// Prizes left over because there were fewer ballots than prizes.
        prizes_left: Count,
    },
    /// Drawn without a single ballot.
    NoBallots,
    /// Cancelled.
    Void {
        /// The public reason.
        reason: String,
        /// When.
        at: Stamp,
    },
}

/// The instants of a draw: those to come as planned, those past as they happened.
#[derive(Clone, Debug)]
pub struct DrawTimes {
    /// When the promise was published; none before.
    pub promised: Option<Stamp>,
    /// When it opens or opened.
    pub opens: Stamp,
    /// When it closes, resolved when the draw was made.
    pub closes: Stamp,
    /// When the list was sealed; none before.
    pub sealed: Option<Stamp>,
    /// When it was drawn and the secret shown; none before.
    pub drawn: Option<Stamp>,
    /// Whether it was drawn late.
    pub is_late: bool,
    /// When the rules were fixed in the server's log; none before.
    pub fixed: Option<Stamp>,
    /// Where the steps stand in the server's log.
    pub marks: Vec<AnchorPlace>,
}

impl DrawTimes {
    /// The place of a step in the server's log.
    #[must_use]
    pub fn mark(&self, mark: Mark) -> Option<u64> {
        let place = self.marks.iter().find(|place| place.mark == mark);
        place.map(|place| place.index)
    }
}

/// The exact values, for those who redo the sum.
#[derive(Clone, Debug, Default)]
pub struct RawValues {
    /// The draw's origin line.
    pub origin: String,
    /// The commitment, hex; none before it is published.
    pub commitment: Option<String>,
    /// The revealed seed, hex; none before.
    pub seed: Option<String>,
    /// The tree's root, base64; none before closing.
    pub root: Option<String>,
    /// The tree's size in leaves; none before closing.
    pub size: Option<Count>,
    /// K, hex; none before drawing.
    pub k: Option<String>,
    /// The public randomness that decides it, if any does.
    pub beacon: Option<BeaconPart>,
    /// The text of the open leaf; none before opening.
    pub open_leaf: Option<String>,
    /// The text of the close leaf; none before closing.
    pub close_leaf: Option<String>,
}

/// `GET /draws/{name}`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "draws/draw.html")]
pub struct DrawPage {
    /// The frame.
    pub page: Page,
    /// The draw's name, as in its address.
    pub draw: String,
    /// What it is a draw of: the lottery's name.
    pub title: String,
    /// The address of that lottery.
    pub title_href: String,
    /// The colour of its stubs.
    pub stock: Stock,
    /// Its local day.
    pub day: Day,
    /// How far it has come.
    pub status: DrawStatus,
    /// Its instants.
    pub times: DrawTimes,
    /// How many entries were accepted.
    pub entries: Count,
    /// How many of their ballots can win.
    pub ballots: Count,
    /// How many were struck out.
    pub cancelled: Count,
    /// The viewer's ballots; none for visitors and for those who have none in it.
    pub mine: Option<MyHalf>,
    /// Ballots of the viewer that were struck out.
    pub struck: Vec<StruckLine>,
    /// The exact values.
    pub raw: RawValues,
    /// Where its proof is, once there is one.
    pub proof: Option<ProofLinks>,
    /// What was typed to find a ballot.
    pub asked: String,
    /// What is known of that ballot; none if nobody asked.
    pub answer: Option<BallotAnswer>,
    /// When this page was made, for "counted at".
    pub now: Stamp,
}

impl DrawPage {
    /// Whether its ballots are tickets of a raffle, with numbers in another order than that of the list.
    #[must_use]
    pub fn is_raffle(&self) -> bool {
        match &self.status {
            DrawStatus::Drawn { winners, .. } => winners.iter().any(|one| one.handed_out.is_some()),
            _ => false,
        }
    }

    /// The state's icon, word and colour.
    #[must_use]
    pub fn mark(&self) -> DrawMark {
        match &self.status {
            DrawStatus::Scheduled => DrawMark::Scheduled,
            DrawStatus::Open { left } => DrawMark::open(*left),
            DrawStatus::Sealed { .. } => DrawMark::Sealed,
            DrawStatus::Drawn { .. } | DrawStatus::NoBallots => DrawMark::Drawn,
            DrawStatus::Void { .. } => DrawMark::Void,
        }
    }

    /// All ballots of the list, those that were struck out included.
    #[must_use]
    pub fn listed(&self) -> Count {
        Count::new(self.ballots.value().saturating_add(self.cancelled.value()))
    }

    /// Whether the draw was cancelled.
    #[must_use]
    pub fn is_void(&self) -> bool {
        matches!(self.status, DrawStatus::Void { .. })
    }
}

/// `GET /verify`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "draws/verify.html")]
pub struct VerifyPage {
    /// The frame.
    pub page: Page,
    /// The server's verifier key, if it signs.
    pub key: Option<String>,
}

/// `GET /how-it-works`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "draws/how_it_works.html")]
pub struct HowItWorksPage {
    /// The frame.
    pub page: Page,
}
