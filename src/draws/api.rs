//! Draws for programs: what anybody may know about one draw. Whose ballots are whose is the games' to say.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::model::{self, DrawName, DrawResult, DrawnBallot};
use super::operations::{DrawFacts, Draws, find_draw_facts};
use crate::beacon::Awaited;
use crate::fairness::{BeaconTerms, DrandMode, Outcome};
use crate::web::api::{Access, ApiPart, ApiRoute};
use crate::web::json::json;
use crate::web::problem::Problem;

/// The part as the application takes it.
pub const PART: ApiPart = ApiPart {
    routes,
    fragment: Fragment::openapi,
};

fn routes() -> Vec<ApiRoute> {
    vec![ApiRoute::get(
        "/draws/{draw}",
        "get_draw",
        Access::Everyone,
        || web::get().to(get_draw),
    )]
}

#[derive(OpenApi)]
#[openapi(
    paths(get_draw),
    tags((name = "Draws", description = "What anybody may know about a draw, its result included."))
)]
struct Fragment;

/// Where a draw stands.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DrawState {
    /// Announced; its terms may still change.
    Scheduled,
    /// Ballots are accepted.
    Open,
    /// The box is sealed; the result is due.
    Closed,
    /// The result stands.
    Drawn,
    /// Called off: there is no result and never will be.
    Void,
}

/// A draw in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawSummary {
    /// Its id, which never changes.
    #[schema(example = "daily-2026-11-21")]
    pub id: String,
    /// What it is a draw of, as it was called when the draw opened.
    #[schema(example = "Daily Draw")]
    pub title: String,
    /// Its day, in its time zone.
    pub day: NaiveDate,
    /// The IANA time zone that its day begins and ends in.
    #[schema(example = "UTC")]
    pub time_zone: String,
    /// Where it stands.
    pub state: DrawState,
    /// Ballots are accepted from this moment on.
    pub opens_at: DateTime<Utc>,
    /// Ballots are accepted before this moment.
    pub closes_at: DateTime<Utc>,
    /// How many entries there are.
    pub entries: u64,
    /// How many ballots they own; their numbers run from 1 to this.
    pub ballots: u64,
    /// How many of these were cancelled and cannot win: the others share the chances.
    pub cancelled_ballots: u64,
    /// How many ballots one account may have, or any number.
    #[schema(required)]
    pub cap: Option<u64>,
    /// Why it was called off, for everybody to read.
    #[schema(required)]
    pub void_reason: Option<String>,
}

/// A draw with everything it announced, and its result once there is one.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawDetails {
    /// The draw.
    #[serde(flatten)]
    pub draw: DrawSummary,
    /// The prizes, best first.
    pub prizes: Vec<AnnouncedPrize>,
    /// Whether one account can win one prize only.
    pub one_prize_per_account: bool,
    /// How many ballots are drawn after the prizes, to step in for prizes that nobody claims.
    pub reserve_count: u64,
    /// When it was announced, with the commitment.
    pub announced_at: DateTime<Utc>,
    /// The commitment to the seed, in hexadecimal.
    pub commitment: String,
    /// The public randomness that decides it together with the seed; none: the seed alone does.
    #[schema(required)]
    pub beacon: Option<AnnouncedBeacon>,
    /// The round that a closed draw waits for.
    #[schema(required)]
    pub awaits: Option<AwaitedRound>,
    /// What was drawn; none before that.
    #[schema(required)]
    pub result: Option<Drawn>,
}

/// Prizes of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnouncedPrize {
    /// How many.
    pub quantity: u64,
    /// Of what.
    #[schema(example = "Food hamper (EUR 45.00)")]
    pub prize: String,
}

/// A chain of the drand network whose round decides a draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnouncedBeacon {
    /// The hash of the chain.
    #[schema(example = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971")]
    pub chain: String,
    /// The round comes so many seconds after closing.
    #[schema(example = 300)]
    pub margin_seconds: u64,
    /// The round that was announced; none: it follows from the moment of closing.
    #[schema(required)]
    pub round: Option<u64>,
}

/// A round that is awaited.
#[derive(Debug, Serialize, ToSchema)]
pub struct AwaitedRound {
    /// Its number.
    pub round: u64,
    /// When the network publishes it.
    pub due_at: DateTime<Utc>,
}

impl From<Awaited> for AwaitedRound {
    fn from(awaited: Awaited) -> Self {
        AwaitedRound {
            round: awaited.round.number(),
            due_at: at(awaited.due()),
        }
    }
}

/// The round that decided a draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct BeaconRound {
    /// Its number.
    pub round: u64,
    /// The chain's signature of it, in hexadecimal: the public random number.
    pub signature: String,
}

/// The result of a draw, with what it was computed from.
#[derive(Debug, Serialize, ToSchema)]
pub struct Drawn {
    /// When it was drawn.
    pub drawn_at: DateTime<Utc>,
    /// Whether that was more than a minute after it was due: at closing, or with the round of public randomness.
    pub late: bool,
    /// The winning ballots, in the order of the prizes.
    pub winners: Vec<Winner>,
    /// The ballots that step in, in drawing order.
    pub reserves: Vec<Reserve>,
    /// The secret, shown: in hexadecimal. None if it was withheld: then a later round decided without it.
    #[schema(required)]
    pub seed: Option<String>,
    /// Whether the secret was not shown in time although it was promised.
    pub seed_withheld: bool,
    /// The round of public randomness that decided, if the draw announced one.
    #[schema(required)]
    pub beacon: Option<BeaconRound>,
    /// The root of the closed log, in base64.
    pub root: String,
    /// The key that selected the winners, in hexadecimal.
    pub draw_key: String,
}

/// A ballot with a prize.
#[derive(Debug, Serialize, ToSchema)]
pub struct Winner {
    /// Its number.
    pub ballot: u64,
    /// The prize.
    pub prize: String,
    /// The number of its ticket, in a raffle.
    #[schema(required)]
    pub ticket_number: Option<u64>,
    /// Whose it is; none once the person has left.
    #[schema(required, example = "amara")]
    pub username: Option<String>,
    /// How many ballots that could win the person had in the draw; 0 once the person has left.
    pub held: u64,
}

/// A ballot that steps in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reserve {
    /// Its place among the reserves, from 1.
    pub place: u64,
    /// Its number.
    pub ballot: u64,
    /// The number of its ticket, in a raffle.
    #[schema(required)]
    pub ticket_number: Option<u64>,
    /// Whose it is; none once the person has left.
    #[schema(required, example = "amara")]
    pub username: Option<String>,
}

/// Whose a ballot is; what stands for the holder of a raffle's ticket is no name.
fn name_of(ballot: &DrawnBallot) -> Option<String> {
    ballot
        .reference
        .clone()
        .filter(|_| ballot.account_id.is_some())
}

/// An instant of the protocol.
pub fn at(seconds: u64) -> DateTime<Utc> {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl From<&model::Draw> for DrawSummary {
    fn from(draw: &model::Draw) -> Self {
        DrawSummary {
            id: draw.name.to_string(),
            title: draw.label.title.clone(),
            day: draw.label.day,
            time_zone: draw.label.time_zone.name().to_owned(),
            state: match draw.state {
                model::DrawState::Scheduled => DrawState::Scheduled,
                model::DrawState::Open => DrawState::Open,
                model::DrawState::Closed => DrawState::Closed,
                model::DrawState::Drawn => DrawState::Drawn,
                model::DrawState::Void => DrawState::Void,
            },
            opens_at: at(draw.opens),
            closes_at: at(draw.closes),
            entries: draw.entries,
            ballots: draw.ballots,
            cancelled_ballots: draw.cancelled_ballots,
            cap: draw.cap,
            void_reason: draw.void.as_ref().map(|(reason, _)| reason.clone()),
        }
    }
}

impl From<&DrawFacts> for DrawDetails {
    fn from(facts: &DrawFacts) -> Self {
        let draw = &facts.draw;
        let open = draw.open_leaf.fields();
        let result = facts.result.as_ref();
        DrawDetails {
            draw: draw.into(),
            prizes: announced(open.prizes.lines()),
            one_prize_per_account: open.one_prize,
            reserve_count: open.reserves,
            announced_at: at(draw.announced),
            commitment: draw.commitment.clone(),
            beacon: announced_beacon(&open.beacon),
            awaits: facts.awaits.map(AwaitedRound::from),
            result: result.map(|result| drawn(result, &facts.drawn, &facts.held)),
        }
    }
}

fn announced_beacon(terms: &BeaconTerms) -> Option<AnnouncedBeacon> {
    match terms {
        BeaconTerms::Drand {
            chain,
            margin,
            mode,
        } => Some(AnnouncedBeacon {
            chain: chain.to_string(),
            margin_seconds: *margin,
            round: match mode {
                DrandMode::Fixed(round) => Some(round.number()),
                DrandMode::AtClose => None,
            },
        }),
        BeaconTerms::Public(_) | BeaconTerms::None => None,
    }
}

fn announced(lines: &[crate::fairness::PrizeLine]) -> Vec<AnnouncedPrize> {
    let prize = |line: &crate::fairness::PrizeLine| AnnouncedPrize {
        quantity: line.quantity(),
        prize: line.text().as_str().to_owned(),
    };
    lines.iter().map(prize).collect()
}

fn drawn(result: &DrawResult, drawn: &[DrawnBallot], held: &HashMap<i64, u64>) -> Drawn {
    let winner = |ballot: &DrawnBallot| {
        let own = ballot.account_id.and_then(|id| held.get(&id)).copied();
        Some(Winner {
            ballot: ballot.ballot,
            prize: ballot.prize.clone()?,
            ticket_number: ballot.ticket,
            username: name_of(ballot),
            held: own.unwrap_or(0),
        })
    };
    let reserve = |ballot: &DrawnBallot| match ballot.outcome {
        Outcome::Reserve(place) => Some(Reserve {
            place,
            ballot: ballot.ballot,
            ticket_number: ballot.ticket,
            username: name_of(ballot),
        }),
        _ => None,
    };
    Drawn {
        drawn_at: at(result.drawn_at),
        late: result.late,
        winners: drawn.iter().filter_map(winner).collect(),
        reserves: drawn.iter().filter_map(reserve).collect(),
        seed: result.seed.clone(),
        seed_withheld: result.seed.is_none(),
        beacon: result.beacon.map(|(round, signature)| BeaconRound {
            round: round.number(),
            signature: signature.to_hex(),
        }),
        root: result.root.clone(),
        draw_key: result.draw_key.clone(),
    }
}

/// Read a draw
///
/// Its terms, where it stands, and once it is drawn its winners, its reserves and the values to verify them by.
#[utoipa::path(
    get, path = "/draws/{draw}", tag = "Draws", operation_id = "get_draw",
    params(("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21")),
    responses((status = 200, description = "The draw.", body = DrawDetails))
)]
async fn get_draw(
    draws: web::Data<Draws>,
    name: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let name = DrawName::parse(&name).map_err(|_no_name| Problem::not_found())?;
    let facts = find_draw_facts(&draws, name, None).await?;
    let facts = facts.ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &DrawDetails::from(&facts))
}
