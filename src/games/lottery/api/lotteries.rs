//! What anybody may know: lotteries, their draws, and who won on a day.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{DayOutcome, LotteryWithDraw};
use crate::draws::api::DrawSummary;
use crate::games::lottery::model::{Slug, parse_day};
use crate::games::lottery::operations::Lotteries;
use crate::web::json::{Parameters, json};
use crate::web::paging::{PageQuery, page};
use crate::web::problem::Problem;

/// A page of lotteries.
#[derive(Debug, Serialize, ToSchema)]
pub struct LotteryList {
    /// Newest first.
    pub lotteries: Vec<LotteryWithDraw>,
    /// Where the next page begins; none on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// List lotteries
#[utoipa::path(
    get, path = "/lotteries", tag = "Lotteries", operation_id = "list_lotteries",
    params(PageQuery),
    responses((status = 200, description = "Lotteries, newest first, each with its open draw.", body = LotteryList))
)]
pub(super) async fn list_lotteries(
    lotteries: web::Data<Lotteries>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.limit()?;
    let before: Option<i64> = query.cursor(|cursor| cursor.parse().ok())?;
    let mut all = lotteries.list_lotteries(None).await?;
    all.sort_by_key(|summary| std::cmp::Reverse(summary.lottery.id));
    all.retain(|summary| before.is_none_or(|before| summary.lottery.id.get() < before));
    let has_next = all.len() > limit as usize;
    all.truncate(limit as usize);
    let next = all.last().filter(|_| has_next);
    let next_cursor = next.map(|summary| summary.lottery.id.get().to_string());
    let shown = all.iter().map(LotteryWithDraw::from).collect();
    let body = LotteryList {
        lotteries: shown,
        next_cursor: next_cursor.clone(),
    };
    page("/api/lotteries", limit, next_cursor.as_deref(), &body)
}

/// Read a lottery
///
/// With the draw that takes ballots now: its `id` is what a submission names.
#[utoipa::path(
    get, path = "/lotteries/{lottery}", tag = "Lotteries", operation_id = "get_lottery",
    params(("lottery" = String, Path, description = "The lottery's slug.", example = "daily")),
    responses((status = 200, description = "The lottery.", body = LotteryWithDraw))
)]
pub(super) async fn get_lottery(
    lotteries: web::Data<Lotteries>,
    slug: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    let shown = find(&lotteries, slug_of(&slug)?).await?;
    json(StatusCode::OK, &shown)
}

/// The slug in an address; one that cannot be a slug is nobody's.
pub(super) fn slug_of(text: &str) -> Result<Slug, Problem> {
    Slug::parse(text).map_err(|_no_slug| Problem::not_found())
}

/// The lottery as it stands now.
pub(super) async fn find(lotteries: &Lotteries, slug: Slug) -> Result<LotteryWithDraw, Problem> {
    let found = lotteries.find_summary(slug).await?;
    let summary = found.ok_or_else(Problem::not_found)?;
    Ok(LotteryWithDraw::from(&summary))
}

/// A page of draws.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawList {
    /// The latest day first; draws to come are among them.
    pub draws: Vec<DrawSummary>,
    /// Where the next page begins; none on the last.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

/// List the draws of a lottery
///
/// The latest day first. Draws are announced a week ahead, so the first ones are still to come.
#[utoipa::path(
    get, path = "/lotteries/{lottery}/draws", tag = "Lotteries", operation_id = "list_draws",
    params(("lottery" = String, Path, description = "The lottery's slug.", example = "daily"), PageQuery),
    responses((status = 200, description = "The draws.", body = DrawList))
)]
pub(super) async fn list_draws(
    lotteries: web::Data<Lotteries>,
    slug: web::Path<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let slug = slug_of(&slug)?;
    let limit = query.limit()?;
    let before = query.cursor(|cursor| parse_day(cursor).ok())?;
    let found = lotteries.list_draws(slug.clone(), before, limit).await?;
    let (draws, next) = found.ok_or_else(Problem::not_found)?;
    let next_cursor = next.map(|day: NaiveDate| day.to_string());
    let body = DrawList {
        draws: draws
            .iter()
            .map(|day| DrawSummary::from(&day.draw))
            .collect(),
        next_cursor: next_cursor.clone(),
    };
    let path = format!("/api/lotteries/{slug}/draws");
    page(&path, limit, next_cursor.as_deref(), &body)
}

/// Which day, and which lottery.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct DayQuery {
    /// The local day.
    #[param(format = Date, example = "2026-11-21")]
    date: String,
    /// The slug of one lottery; without, all of them.
    #[param(example = "daily", nullable = false)]
    lottery: Option<String>,
}

/// Who won on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Winners {
    /// The day that was asked for.
    pub date: NaiveDate,
    /// One answer for each lottery that the day is for; where one lottery was asked for, its answer alone.
    pub results: Vec<DayOutcome>,
}

/// Find who won on a day
///
/// In every lottery, or in one. A day is a local day of the lottery.
#[utoipa::path(
    get, path = "/winners", tag = "Lotteries", operation_id = "list_winners",
    params(DayQuery),
    responses((status = 200, description = "What came of the day.", body = Winners))
)]
pub(super) async fn list_winners(
    lotteries: web::Data<Lotteries>,
    Parameters(query): Parameters<DayQuery>,
) -> Result<HttpResponse, Problem> {
    let date = parse_day(&query.date).map_err(|e| Problem::invalid_field("date", e))?;
    let unknown = || Problem::invalid_field("lottery", "There is no such lottery.");
    let slug = query.lottery.as_deref().map(Slug::parse).transpose();
    let slug = slug.map_err(|_no_slug| unknown())?;
    let facts = lotteries.check_winner(Some(date), slug, None).await?;
    let facts = facts.ok_or_else(unknown)?;
    let outcome = |answer| DayOutcome::new(answer, facts.now);
    let body = Winners {
        date,
        results: facts.answers.iter().map(outcome).collect(),
    };
    json(StatusCode::OK, &body)
}
