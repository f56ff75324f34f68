//! What becomes of a prize after the draw: claimed, or passed on along the reserves, in drawing order and without new
//! randomness. When that may be is decided in `rules.rs`; times are whole seconds since 1970 UTC.

use super::model::DrawId;

/// Where a prize stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    /// It waits for whoever holds it.
    Open,
    /// It was handed over.
    Claimed,
    /// Nobody claimed it in time, and there was no reserve left.
    Lapsed,
}

impl ClaimState {
    /// The word that is stored and shown to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            ClaimState::Open => "open",
            ClaimState::Claimed => "claimed",
            ClaimState::Lapsed => "lapsed",
        }
    }

    /// Reads what [`ClaimState::as_str`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        [ClaimState::Open, ClaimState::Claimed, ClaimState::Lapsed]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// A prize that was won.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The draw.
    pub draw_id: DrawId,
    /// Which prize: 1 is the first.
    pub place: u64,
    /// Who holds it: the place in drawing order.
    pub position: u64,
    /// How many steps were taken.
    pub step: u64,
    /// Where it stands.
    pub state: ClaimState,
    /// From then on it may be passed on.
    pub deadline: u64,
}

/// What a manager does about a prize.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimAction {
    /// It was handed over.
    MarkClaimed,
    /// It goes to the next reserve, or lapses if there is none.
    PassOn,
    /// It was marked as handed over by mistake, and waits again.
    TakeBack,
}

/// A wish to do something about a prize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimOrder {
    /// The draw.
    pub draw_id: DrawId,
    /// Which prize.
    pub place: u64,
    /// How many steps the manager has seen.
    pub step: u64,
    /// What to do.
    pub action: ClaimAction,
    /// The manager's account, if it is one.
    pub account_id: Option<i64>,
    /// The manager's username.
    pub username: String,
    /// A note for managers, may be empty; where a mark is taken back, the public reason.
    pub note: String,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// It was handed over.
    Claimed,
    /// It went to the reserve at this place in drawing order.
    Passed(u64),
    /// There was no reserve left.
    Lapsed,
    /// It had not been handed over after all.
    TakenBack,
}

impl StepKind {
    /// The word that is stored and shown to programs.
    pub fn as_str(self) -> &'static str {
        match self {
            StepKind::Claimed => "claimed",
            StepKind::Passed(_) => "passed",
            StepKind::Lapsed => "lapsed",
            StepKind::TakenBack => "taken_back",
        }
    }

    /// Reads what [`StepKind::as_str`] writes; `to` is the reserve that a prize was passed to.
    pub fn parse(text: &str, to: Option<u64>) -> Option<Self> {
        match (text, to) {
            ("claimed", None) => Some(StepKind::Claimed),
            ("passed", Some(to)) => Some(StepKind::Passed(to)),
            ("lapsed", None) => Some(StepKind::Lapsed),
            ("taken_back", None) => Some(StepKind::TakenBack),
            _ => None,
        }
    }
}

/// One step, as managers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimStep {
    /// The draw.
    pub draw_id: DrawId,
    /// Which prize.
    pub place: u64,
    /// Its number, from 1.
    pub step: u64,
    /// What was done.
    pub kind: StepKind,
    /// Who held the prize until then: the place in drawing order.
    pub position: u64,
    /// When.
    pub at: u64,
    /// By whom; nothing once the manager has left.
    pub username: Option<String>,
    /// The note for managers; where a mark was taken back, the public reason.
    pub note: String,
}

/// A prize that went to a reserve, as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passing {
    /// The draw.
    pub draw_id: DrawId,
    /// Which prize.
    pub place: u64,
    /// When.
    pub at: u64,
    /// The reserve's ballot.
    pub ballot: u64,
    /// Its ticket number, in a raffle.
    pub ticket: Option<u64>,
    /// Whose it is; nothing once the person has left.
    pub account_id: Option<i64>,
    /// The text that stood for the participant; nothing once the person has left.
    pub reference: Option<String>,
}

/// A prize that was marked as handed over by mistake, as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// When it had been marked.
    pub marked_at: u64,
    /// When the mark was taken back.
    pub at: u64,
    /// Why; empty once the holder has left.
    pub reason: String,
}

/// A prize with all that everybody may know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrizeStanding {
    /// The prize.
    pub claim: Claim,
    /// To whom it went after the winner, in order.
    pub passed: Vec<Passing>,
    /// The marks that were taken back, in order.
    pub taken_back: Vec<TakenBack>,
    /// When it was handed over or lapsed, if that stands.
    pub ended: Option<u64>,
}
