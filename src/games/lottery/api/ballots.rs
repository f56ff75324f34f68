//! Putting ballots in, and one's own.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::lotteries::slug_of;
use super::wire::{DayOutcome, winner};
use crate::accounts::ApiAccount;
use crate::draws::api::{Winner, at};
use crate::draws::{DrawId, DrawName, Entry as DrawEntry, Participant, SubmissionKey};
use crate::fairness::FreeText;
use crate::games::lottery::operations::{Answer, DayResult, Lotteries};
use crate::idempotency::mark_replayed;
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, Parameters, json};
use crate::web::paging::{PageQuery, page};
use crate::web::problem::Problem;

/// How many ballots to put into which draw.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmitBallots {
    /// The id of the draw they are meant for: the `open_draw` of the lottery. Ballots that come too late for it are never
    /// moved to another.
    #[schema(example = "daily-2026-11-21", max_length = 63)]
    draw: String,
    /// How many: 1 to 10,000 at a time.
    #[schema(minimum = 1, maximum = 10000, example = 3)]
    count: u64,
}

/// Ballots that were put in together.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry {
    /// The draw they are in.
    #[schema(example = "daily-2026-11-21")]
    pub draw: String,
    /// The entry's place in the log of the draw, from 1.
    pub entry: u64,
    /// The number of the first ballot.
    pub first: u64,
    /// The number of the last ballot.
    pub last: u64,
    /// How many they are.
    pub count: u64,
    /// When the server took them.
    pub accepted_at: DateTime<Utc>,
}

/// One of one's own entries, as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnEntry {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Why it was struck out, if it was: then its ballots cannot win.
    #[schema(required)]
    pub cancelled: Option<String>,
}

impl OwnEntry {
    fn new(draw: &str, entry: &DrawEntry) -> Self {
        OwnEntry {
            entry: Entry::new(draw, entry),
            cancelled: entry.cancelled.clone(),
        }
    }
}

impl Entry {
    /// The entry of the draw of this name.
    pub(super) fn new(draw: &str, entry: &DrawEntry) -> Self {
        Entry {
            draw: draw.to_owned(),
            entry: entry.leaf_index,
            first: entry.first,
            last: entry.last(),
            count: entry.count,
            accepted_at: at(entry.time),
        }
    }
}

/// Put ballots in
///
/// They get consecutive numbers and are in the box when this answers. With an Idempotency-Key they are put in once, however
/// often this is sent; without one, each time.
#[utoipa::path(
    post, path = "/lotteries/{lottery}/ballots", tag = "Ballots", operation_id = "submit_ballots",
    params(("lottery" = String, Path, description = "The lottery's slug.", example = "daily")),
    request_body = SubmitBallots,
    responses((status = 201, description = "The ballots are in the box.", body = Entry))
)]
pub(super) async fn submit_ballots(
    lotteries: web::Data<Lotteries>,
    me: ApiAccount,
    slug: web::Path<String>,
    MaybeKey(key): MaybeKey,
    body: Body<SubmitBallots>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let slug = slug_of(&slug)?;
    let draw = DrawName::parse(&sent.draw).map_err(|e| Problem::invalid_field("draw", e))?;
    // what is an idempotency key is a submission key too
    let key = key.map(|key| SubmissionKey::parse(key.as_str()));
    let key = key.transpose().map_err(Problem::internal)?;
    let participant = Participant {
        account_id: me.id,
        reference: FreeText::parse(&me.username).map_err(Problem::internal)?,
    };
    let name = draw.to_string();
    let accepted = lotteries
        .submit_ballots(slug, draw, participant, sent.count, key, &me.limits)
        .await?;
    let entry = Entry {
        entry: accepted.leaf_index,
        first: accepted.first,
        last: accepted.first + accepted.count - 1,
        count: accepted.count,
        accepted_at: at(accepted.time),
        draw: name,
    };
    let location = format!("/api/ballots/{}/{}", entry.draw, entry.entry);
    let location = HeaderValue::try_from(location).map_err(Problem::internal)?;
    let mut response = json(StatusCode::CREATED, &entry)?;
    response.headers_mut().insert(header::LOCATION, location);
    if accepted.repeated {
        mark_replayed(&mut response);
    }
    Ok(response)
}

/// What one has in a draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnBallots {
    /// What came of the draw.
    #[serde(flatten)]
    pub outcome: DayOutcome,
    /// How many ballots one has in it that can win.
    pub own_ballots: u64,
    /// How many more were cancelled.
    pub own_cancelled_ballots: u64,
    /// The entries, oldest first; of very many, the first hundred.
    pub own_entries: Vec<OwnEntry>,
    /// Whether there are more entries: `GET /ballots/{draw}` lists them all.
    pub has_more_entries: bool,
    /// Those winning ballots that are one's own.
    pub won: Vec<Winner>,
}

/// A page of one's own ballots.
#[derive(Debug, Serialize, ToSchema)]
pub struct BallotList {
    /// The draws one took part in, the one announced last first.
    pub draws: Vec<OwnBallots>,
    /// Where the next page begins; none on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

fn own_ballots(result: &DayResult, account: i64, now: DateTime<Utc>) -> Option<OwnBallots> {
    let draw = result.draw.as_ref()?.name.to_string();
    let won = match &result.answer {
        Answer::Drawn { winners, .. } => winners
            .iter()
            .filter(|winner| winner.account_id == Some(account))
            .filter_map(winner)
            .collect(),
        _ => Vec::new(),
    };
    let entries = result.mine.entries.iter();
    Some(OwnBallots {
        outcome: DayOutcome::new(result, now),
        own_ballots: result.mine.in_play(),
        own_cancelled_ballots: result.mine.cancelled_ballots,
        own_entries: entries.map(|entry| OwnEntry::new(&draw, entry)).collect(),
        has_more_entries: result.mine.all_entries > result.mine.entries.len() as u64,
        won,
    })
}

/// List my ballots
///
/// By draw, the one announced last first, each with what came of it and what one won.
#[utoipa::path(
    get, path = "/ballots", tag = "Ballots", operation_id = "list_ballots",
    params(PageQuery),
    responses((status = 200, description = "One's own ballots.", body = BallotList))
)]
pub(super) async fn list_ballots(
    lotteries: web::Data<Lotteries>,
    me: ApiAccount,
    Parameters(query): Parameters<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.limit()?;
    let before = query.cursor(|cursor| cursor.parse().ok().map(DrawId::from_parts))?;
    let found = lotteries.list_own_ballots(me.id, before, limit).await?;
    let next_cursor = found.older.map(|id| id.as_i64().to_string());
    let draws = found.draws.iter();
    let body = BallotList {
        draws: draws
            .filter_map(|draw| own_ballots(draw, me.id, found.now))
            .collect(),
        next_cursor: next_cursor.clone(),
    };
    page("/api/ballots", limit, next_cursor.as_deref(), &body)
}

/// A page of one's own entries in one draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryList {
    /// Oldest first.
    pub entries: Vec<OwnEntry>,
    /// Where the next page begins; none on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// List my entries in a draw
///
/// Oldest first. The list of a draw that one has nothing in is empty.
#[utoipa::path(
    get, path = "/ballots/{draw}", tag = "Ballots", operation_id = "list_entries",
    params(("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"), PageQuery),
    responses((status = 200, description = "One's own entries.", body = EntryList))
)]
pub(super) async fn list_entries(
    lotteries: web::Data<Lotteries>,
    me: ApiAccount,
    draw: web::Path<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let draw = DrawName::parse(&draw).map_err(|_no_name| Problem::not_found())?;
    let limit = query.limit()?;
    let after: Option<u64> = query.cursor(|cursor| cursor.parse().ok())?;
    let found = lotteries
        .list_own_entries(me.id, draw.clone(), after.unwrap_or(0), limit)
        .await?;
    let (entries, has_more) = found.ok_or_else(Problem::not_found)?;
    let next = entries.last().filter(|_| has_more);
    let next_cursor = next.map(|entry| entry.leaf_index.to_string());
    let name = draw.to_string();
    let body = EntryList {
        entries: entries.iter().map(|e| OwnEntry::new(&name, e)).collect(),
        next_cursor: next_cursor.clone(),
    };
    page(
        &format!("/api/ballots/{draw}"),
        limit,
        next_cursor.as_deref(),
        &body,
    )
}

/// Read one of my entries
#[utoipa::path(
    get, path = "/ballots/{draw}/{entry}", tag = "Ballots", operation_id = "get_entry",
    params(
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        ("entry" = u64, Path, description = "The entry's place in the log of the draw.", example = 1)
    ),
    responses((status = 200, description = "The entry.", body = OwnEntry))
)]
pub(super) async fn get_entry(
    lotteries: web::Data<Lotteries>,
    me: ApiAccount,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (draw, entry) = path.into_inner();
    let name = DrawName::parse(&draw).map_err(|_no_name| Problem::not_found())?;
    let entry = entry.parse().map_err(|_no_number| Problem::not_found())?;
    let found = lotteries.find_own_entry(me.id, name, entry).await?;
    let entry = found.ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &OwnEntry::new(&draw, &entry))
}
