//! Lotteries as programs see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::terms::Terms;
use crate::draws::Draw;
use crate::draws::api::{AwaitedRound, DrawSummary, Winner};
use crate::games::lottery::model;
use crate::games::lottery::operations::{self, DayResult, LotterySummary};

/// Where a lottery stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LotteryState {
    /// Its first day is to come.
    Upcoming,
    /// Today is one of its days.
    Running,
    /// Its last day is over.
    Finished,
    /// It was cancelled.
    Cancelled,
}

/// A lottery: one draw per local day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lottery {
    /// Its name in addresses, which never changes.
    #[schema(example = "daily")]
    pub slug: String,
    /// Where it stands.
    pub state: LotteryState,
    /// What is decided about it. An open draw keeps what it announced.
    pub terms: Terms,
    /// Counts edits: an edit names the version it was made from.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When and why it was cancelled, if it was.
    #[schema(required)]
    pub cancelled: Option<Cancelled>,
}

/// A lottery with its open draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct LotteryWithDraw {
    /// The lottery.
    #[serde(flatten)]
    pub lottery: Lottery,
    /// The draw that takes ballots now, if there is one.
    #[schema(required)]
    pub open_draw: Option<DrawSummary>,
}

/// The end of a lottery before its time.
#[derive(Debug, Serialize, ToSchema)]
pub struct Cancelled {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, for everyone to read.
    pub reason: String,
}

/// So many of one prize.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Prize {
    /// How many of it a draw gives: 1 to 100.
    #[schema(minimum = 1, maximum = 100, default = 1)]
    #[serde(default = "one")]
    pub quantity: u32,
    /// What it is: 1 to 120 characters on one line.
    #[schema(min_length = 1, max_length = 120, example = "Food hamper")]
    pub name: String,
    /// What each is worth, if that is said.
    pub amount: Option<Amount>,
}

fn one() -> u32 {
    1
}

/// An amount of money.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// In the currency's unit, as text, so that it stays exact.
    #[schema(example = "45.00", pattern = "^[0-9]{1,12}([.][0-9]{1,2})?$")]
    pub value: String,
    /// The three letters of ISO 4217.
    #[schema(example = "EUR", pattern = "^[A-Z]{3}$")]
    pub currency: String,
}

/// The colour of a lottery's tickets.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stock {
    /// Pale yellow.
    #[default]
    Buff,
    /// Pale red.
    Rose,
    /// Pale green.
    Mint,
    /// Pale blue.
    Sky,
}

impl Stock {
    /// Its name in forms.
    pub fn name(self) -> &'static str {
        use crate::web::show;
        match self {
            Stock::Buff => show::Stock::Buff,
            Stock::Rose => show::Stock::Rose,
            Stock::Mint => show::Stock::Mint,
            Stock::Sky => show::Stock::Sky,
        }
        .name()
    }

    /// The stock of a lottery.
    pub fn of(stock: crate::web::show::Stock) -> Self {
        use crate::web::show;
        match stock {
            show::Stock::Buff => Stock::Buff,
            show::Stock::Rose => Stock::Rose,
            show::Stock::Mint => Stock::Mint,
            show::Stock::Sky => Stock::Sky,
        }
    }
}

impl Lottery {
    /// The lottery where it stands at `now`.
    pub fn new(lottery: &model::Lottery, standing: model::Standing) -> Self {
        Lottery {
            slug: lottery.slug.to_string(),
            state: match standing {
                model::Standing::Upcoming { .. } => LotteryState::Upcoming,
                model::Standing::Running => LotteryState::Running,
                model::Standing::Finished { .. } => LotteryState::Finished,
                model::Standing::Cancelled => LotteryState::Cancelled,
            },
            terms: Terms::of(&lottery.terms),
            version: lottery.version,
            created_at: lottery.created_at,
            cancelled: lottery.cancelled.as_ref().map(|cancelled| Cancelled {
                at: cancelled.at,
                reason: cancelled.reason.as_str().to_owned(),
            }),
        }
    }
}

impl From<&model::Prize> for Prize {
    fn from(prize: &model::Prize) -> Self {
        Prize {
            quantity: prize.quantity(),
            name: prize.name().to_owned(),
            amount: prize.amount().map(|money| Amount {
                value: money.plain(),
                currency: money.currency().code().to_owned(),
            }),
        }
    }
}

impl From<&LotterySummary> for LotteryWithDraw {
    fn from(summary: &LotterySummary) -> Self {
        let open = summary.open.as_ref();
        LotteryWithDraw {
            lottery: Lottery::new(&summary.lottery, summary.standing),
            open_draw: open.map(|open| (&open.draw.draw).into()),
        }
    }
}

/// What a lottery has to say about one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayOutcome {
    /// The lottery's name in addresses.
    #[schema(example = "daily")]
    pub lottery: String,
    /// The lottery's name.
    #[schema(example = "Daily Draw")]
    pub lottery_name: String,
    /// The local day.
    pub day: NaiveDate,
    /// The draw of that day, if there is one.
    #[schema(required)]
    pub draw: Option<DrawSummary>,
    /// What came of it.
    pub outcome: Outcome,
    /// Why there is no result, where there never will be one.
    #[schema(required)]
    pub reason: Option<String>,
    /// The round of public randomness that a closed draw waits for, and when it is due.
    #[schema(required)]
    pub awaits: Option<AwaitedRound>,
    /// When it was drawn.
    #[schema(required)]
    pub drawn_at: Option<DateTime<Utc>>,
    /// Whether it was drawn more than a minute after closing.
    pub late: bool,
    /// The winning ballots, in the order of the prizes.
    pub winners: Vec<Winner>,
}

/// What came of a day.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// There are winners.
    Drawn,
    /// It was drawn, and there was no ballot that could win.
    NoBallots,
    /// The draw is announced and opens later.
    NotOpenYet,
    /// Ballots are accepted.
    NotDrawnYet,
    /// The closing time has passed; the result is due any moment, or with the round in `awaits`.
    WaitingToBeDrawn,
    /// The draw was called off.
    CalledOff,
    /// There is no draw on that day.
    NoDraw,
}

/// One winner.
pub fn winner(winner: &operations::Winner) -> Option<Winner> {
    Some(Winner {
        ballot: winner.ballot,
        prize: winner.prize.clone()?,
        ticket_number: None,
        username: winner.username.clone(),
        held: winner.held,
    })
}

impl DayOutcome {
    /// What came of the day, as it stands at `now`.
    pub fn new(result: &DayResult, now: DateTime<Utc>) -> Self {
        let (mut reason, mut drawn, mut winners) = (None, None, Vec::new());
        let outcome = match &result.answer {
            operations::Answer::Drawn {
                winners: all,
                drawn_at,
                late,
            } => {
                drawn = Some((*drawn_at, *late));
                winners = all.iter().filter_map(winner).collect();
                Outcome::Drawn
            }
            operations::Answer::NoBallots { drawn_at, late } => {
                drawn = Some((*drawn_at, *late));
                Outcome::NoBallots
            }
            operations::Answer::NotOpenYet { .. } => Outcome::NotOpenYet,
            operations::Answer::NotDrawnYet { .. } => Outcome::NotDrawnYet,
            operations::Answer::WaitingToBeDrawn { .. } => Outcome::WaitingToBeDrawn,
            operations::Answer::Cancelled { reason: why } => {
                reason = Some(why.clone());
                Outcome::CalledOff
            }
            operations::Answer::NoDraw(why) => {
                reason = Some(why.to_string());
                Outcome::NoDraw
            }
        };
        let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
        let awaited = |draw: &Draw| draw.awaited_round(seconds);
        DayOutcome {
            lottery: result.lottery.slug.to_string(),
            lottery_name: result.lottery.terms.name.as_str().to_owned(),
            day: result.day,
            draw: result.draw.as_ref().map(DrawSummary::from),
            outcome,
            reason,
            awaits: result
                .draw
                .as_ref()
                .and_then(awaited)
                .map(AwaitedRound::from),
            drawn_at: drawn.map(|(at, _)| at),
            late: drawn.is_some_and(|(_, late)| late),
            winners,
        }
    }
}
