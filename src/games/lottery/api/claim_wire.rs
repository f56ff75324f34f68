//! Prizes that were won as managers' programs see them, and what is sent about one.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::draws::api::at;
use crate::draws::claim::{self, StepKind};
use crate::games::lottery::model::{Description, PublicReason};
use crate::games::lottery::operations::{PrizeHistory, WonPrize};
use crate::web::problem::Problem;

/// Where a prize stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// It waits for whoever holds it.
    Open,
    /// It was handed over.
    Claimed,
    /// Nobody claimed it in time, and there was no reserve left.
    Lapsed,
}

/// A prize that was won.
#[derive(Debug, Serialize, ToSchema)]
pub struct Claim {
    /// The lottery's slug.
    #[schema(example = "daily")]
    pub lottery: String,
    /// The draw's id.
    #[schema(example = "daily-2026-11-21")]
    pub draw: String,
    /// The draw's local day.
    pub day: NaiveDate,
    /// Which prize of the draw: 1 is the first.
    #[schema(minimum = 1)]
    pub place: u64,
    /// What it is.
    #[schema(example = "Food hamper (EUR 45.00)")]
    pub prize: String,
    /// Where it stands.
    pub state: ClaimState,
    /// How many steps were taken: who does something about the prize names the step that they have seen.
    pub step: u64,
    /// The ballot that holds it: the one that was drawn, or the reserve that it was passed on to.
    pub ballot: u64,
    /// Whose ballot that is; none once the person has left.
    #[schema(required, example = "amara")]
    pub username: Option<String>,
    /// From then on it may be passed on.
    pub deadline: DateTime<Utc>,
}

/// A prize with all that was done about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimHistory {
    /// The prize.
    #[serde(flatten)]
    pub claim: Claim,
    /// What was done, in order.
    pub steps: Vec<ClaimStep>,
}

/// What was done about a prize.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClaimAction {
    /// It was marked as claimed.
    Claimed,
    /// It was passed on to the next reserve.
    Passed,
    /// There was no reserve left.
    Lapsed,
    /// It was marked by mistake, and waits again.
    TakenBack,
}

/// One step.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimStep {
    /// Its number, from 1.
    #[schema(minimum = 1)]
    pub step: u64,
    /// What was done.
    pub action: ClaimAction,
    /// When.
    pub at: DateTime<Utc>,
    /// Which manager did it; none once they have left.
    #[schema(required, example = "organiser")]
    pub username: Option<String>,
    /// The note for managers; of a mark that was taken back, the public reason.
    pub note: String,
}

/// A page of prizes.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClaimList {
    /// The prizes.
    pub claims: Vec<Claim>,
    /// Where the next page begins; none on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

impl Claim {
    /// None for a prize of a draw that announced nothing about claims.
    pub(super) fn new(won: &WonPrize) -> Option<Self> {
        let (winner, draw) = (&won.winner, &won.day.draw);
        let standing = winner.standing.as_ref()?;
        let claim = &standing.claim;
        let (ballot, username) = match standing.passed.last() {
            Some(to) => (to.ballot, to.reference.clone()),
            None => (winner.ballot, winner.username.clone()),
        };
        Some(Claim {
            lottery: won.day.lottery.slug.to_string(),
            draw: draw.name.to_string(),
            day: won.day.day,
            place: claim.place,
            prize: winner.prize.clone().unwrap_or_default(),
            state: match claim.state {
                claim::ClaimState::Open => ClaimState::Open,
                claim::ClaimState::Claimed => ClaimState::Claimed,
                claim::ClaimState::Lapsed => ClaimState::Lapsed,
            },
            step: claim.step,
            ballot,
            username,
            deadline: at(claim.deadline),
        })
    }
}

impl ClaimHistory {
    /// None as for [`Claim::new`].
    pub(super) fn new(history: &PrizeHistory) -> Option<Self> {
        let step = |step: &claim::ClaimStep| ClaimStep {
            step: step.step,
            action: match step.kind {
                StepKind::Claimed => ClaimAction::Claimed,
                StepKind::Passed(_) => ClaimAction::Passed,
                StepKind::Lapsed => ClaimAction::Lapsed,
                StepKind::TakenBack => ClaimAction::TakenBack,
            },
            at: at(step.at),
            username: step.username.clone(),
            note: step.note.clone(),
        };
        Some(ClaimHistory {
            claim: Claim::new(&history.prize)?,
            steps: history.steps.iter().map(step).collect(),
        })
    }
}

/// A step about a prize.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettlePrize {
    /// The `step` of the prize as it was read. If it has another one by now, nothing is done.
    #[schema(example = 0)]
    pub(super) step: u64,
    /// A note for managers: up to 1000 characters, line breaks included.
    #[schema(
        max_length = 1000,
        pattern = "^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$",
        default = "",
        example = "Collected by her brother."
    )]
    #[serde(default)]
    note: String,
}

impl SettlePrize {
    /// The note.
    pub(super) fn note(&self) -> Result<Description, Problem> {
        Description::parse(&self.note).map_err(|e| Problem::invalid_field("note", e))
    }
}

/// Taking a mark back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The `step` of the prize as it was read. If it has another one by now, nothing is done.
    #[schema(example = 1)]
    pub(super) step: u64,
    /// The reason, for everyone to read: 3 to 300 characters on one line.
    #[schema(
        min_length = 3,
        max_length = 300,
        // as of the reason of a cancelling
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069 \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000][^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069 \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000][^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$",
        example = "The wrong line was marked."
    )]
    reason: String,
}

impl TakeBack {
    /// The reason.
    pub(super) fn reason(&self) -> Result<PublicReason, Problem> {
        PublicReason::parse(&self.reason).map_err(|e| Problem::invalid_field("reason", e))
    }
}
