//! For managers: the prizes that were won, and what becomes of them. What they look like is in `claim_wire.rs`.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::claim_wire::{Claim, ClaimHistory, ClaimList, SettlePrize, TakeBack};
use super::entries::{names, number};
use crate::accounts::{ApiAccount, ApiManager};
use crate::draws::DrawId;
use crate::draws::claim;
use crate::games::lottery::operations::{Lotteries, PrizeAction, PrizeHistory, PrizeWish};
use crate::idempotency::{Answer, Fingerprint, Once, Owner, respond};
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, Parameters, json};
use crate::web::paging::{PageQuery, page};
use crate::web::problem::Problem;

/// A place in the list of open claims, as its cursor.
fn cursor_of(claim: &claim::Claim) -> String {
    let draw = claim.draw_id.as_i64();
    format!("{}.{draw}.{}", claim.deadline, claim.place)
}

fn read_cursor(cursor: &str) -> Option<(u64, DrawId, u64)> {
    let mut parts = cursor.split('.').map(|part| {
        let number = part.parse::<i64>().ok();
        number.filter(|number| *number >= 0)
    });
    let (deadline, draw, place) = (parts.next()??, parts.next()??, parts.next()??);
    let is_all = parts.next().is_none();
    let place = (
        deadline.unsigned_abs(),
        DrawId::from_parts(draw),
        place.unsigned_abs(),
    );
    is_all.then_some(place)
}

/// List open claims
///
/// The prizes of all lotteries that wait for their winners, the one whose deadline comes first in front.
#[utoipa::path(
    get, path = "/claims", tag = "Claims", operation_id = "list_claims",
    params(PageQuery),
    responses((status = 200, description = "The prizes that wait.", body = ClaimList))
)]
pub(super) async fn list_claims(
    lotteries: web::Data<Lotteries>,
    _manager: ApiManager,
    Parameters(query): Parameters<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let limit = query.limit()?;
    let after = query.cursor(read_cursor)?;
    let (prizes, has_more) = lotteries.list_open_prizes(after, limit).await?;
    let last = prizes.last().filter(|_| has_more);
    let standing = last.and_then(|last| last.winner.standing.as_ref());
    let next_cursor = standing.map(|standing| cursor_of(&standing.claim));
    let body = ClaimList {
        claims: prizes.iter().filter_map(Claim::new).collect(),
        next_cursor: next_cursor.clone(),
    };
    page("/api/claims", limit, next_cursor.as_deref(), &body)
}

/// List the prizes of a draw
///
/// Those that were won, best first, wherever they stand. Before the drawing there are none.
#[utoipa::path(
    get, path = "/lotteries/{lottery}/draws/{draw}/prizes", tag = "Claims", operation_id = "list_prizes",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        PageQuery
    ),
    responses((status = 200, description = "The prizes.", body = ClaimList))
)]
pub(super) async fn list_prizes(
    lotteries: web::Data<Lotteries>,
    _manager: ApiManager,
    path: web::Path<(String, String)>,
    Parameters(query): Parameters<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let (slug, draw) = names(&path.0, &path.1)?;
    let limit = query.limit()?;
    let after: Option<u64> = query.cursor(|cursor| cursor.parse().ok())?;
    let address = format!("/api/lotteries/{slug}/draws/{draw}/prizes");
    let found = lotteries.list_prizes(slug, draw).await?;
    let all = found.ok_or_else(Problem::not_found)?;
    let mut claims: Vec<Claim> = all.iter().filter_map(Claim::new).collect();
    claims.retain(|claim| claim.place > after.unwrap_or(0));
    let has_more = claims.len() > limit as usize;
    claims.truncate(limit as usize);
    let next = claims.last().filter(|_| has_more);
    let next_cursor = next.map(|claim| claim.place.to_string());
    let body = ClaimList {
        claims,
        next_cursor: next_cursor.clone(),
    };
    page(&address, limit, next_cursor.as_deref(), &body)
}

/// The lottery, the draw and the number of the prize.
type PrizePath = web::Path<(String, String, String)>;

/// Read a prize
///
/// With all that was done about it.
#[utoipa::path(
    get, path = "/lotteries/{lottery}/draws/{draw}/prizes/{place}", tag = "Claims", operation_id = "get_prize",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        ("place" = u64, Path, description = "Which prize: 1 is the first.", example = 1)
    ),
    responses((status = 200, description = "The prize.", body = ClaimHistory))
)]
pub(super) async fn get_prize(
    lotteries: web::Data<Lotteries>,
    _manager: ApiManager,
    path: PrizePath,
) -> Result<HttpResponse, Problem> {
    let ((slug, draw), place) = (names(&path.0, &path.1)?, number(&path.2)?);
    let found = lotteries.find_prize(slug, draw, place).await?;
    let shown = found.as_ref().and_then(ClaimHistory::new);
    json(StatusCode::OK, &shown.ok_or_else(Problem::not_found)?)
}

/// Does one of the three things, once under one key.
async fn settle(
    lotteries: &Lotteries,
    me: &ApiAccount,
    key: MaybeKey,
    path: &PrizePath,
    (step, wish): (u64, PrizeWish),
    operation: &str,
) -> Result<HttpResponse, Problem> {
    let ((slug, draw), place) = (names(&path.0, &path.1)?, number(&path.2)?);
    let asked = (slug.as_str(), draw.as_str(), place, step, wish.text());
    let print = Fingerprint::new(operation, &asked).map_err(Problem::internal)?;
    let request = Once::new(&Owner::Account(me.id), key.0.as_ref(), print);
    let wanted = PrizeAction {
        place,
        step,
        wish,
        by: me.username.clone(),
    };
    let answer = |history: &PrizeHistory| {
        let body = serde_json::to_string(&ClaimHistory::new(history))?;
        Ok(Answer::new(200, None, body))
    };
    respond(
        lotteries
            .settle_prize_once(&me.actor(), slug, draw, wanted, request, answer)
            .await?,
    )
}

/// Mark a prize as claimed
///
/// It was handed over to whoever holds it, before its deadline or after.
#[utoipa::path(
    post, path = "/lotteries/{lottery}/draws/{draw}/prizes/{place}/mark-claimed", tag = "Claims",
    operation_id = "mark_prize_claimed",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        ("place" = u64, Path, description = "Which prize: 1 is the first.", example = 1)
    ),
    request_body = SettlePrize,
    responses((status = 200, description = "The prize is marked as claimed.", body = ClaimHistory))
)]
pub(super) async fn mark_prize_claimed(
    lotteries: web::Data<Lotteries>,
    ApiManager(me): ApiManager,
    key: MaybeKey,
    path: PrizePath,
    body: Body<SettlePrize>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let wish = PrizeWish::MarkClaimed { note: sent.note()? };
    let wish = (sent.step, wish);
    settle(&lotteries, &me, key, &path, wish, "mark_prize_claimed").await
}

/// Pass a prize on
///
/// At its deadline or later: it goes to the first reserve of the draw that has not stepped in, who has as long to claim it.
/// Where there is none left, it lapses.
#[utoipa::path(
    post, path = "/lotteries/{lottery}/draws/{draw}/prizes/{place}/pass-on", tag = "Claims",
    operation_id = "pass_prize_on",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        ("place" = u64, Path, description = "Which prize: 1 is the first.", example = 1)
    ),
    request_body = SettlePrize,
    responses((status = 200, description = "The prize went to the next reserve, or has lapsed.", body = ClaimHistory))
)]
pub(super) async fn pass_prize_on(
    lotteries: web::Data<Lotteries>,
    ApiManager(me): ApiManager,
    key: MaybeKey,
    path: PrizePath,
    body: Body<SettlePrize>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let wish = (sent.step, PrizeWish::PassOn { note: sent.note()? });
    settle(&lotteries, &me, key, &path, wish, "pass_prize_on").await
}

/// Take a mark back
///
/// For a prize that was marked as claimed by mistake: it waits for its holder again, until the same deadline. The reason is
/// public, and both steps stay.
#[utoipa::path(
    post, path = "/lotteries/{lottery}/draws/{draw}/prizes/{place}/take-back", tag = "Claims",
    operation_id = "take_prize_back",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        ("place" = u64, Path, description = "Which prize: 1 is the first.", example = 1)
    ),
    request_body = TakeBack,
    responses((status = 200, description = "The prize waits again.", body = ClaimHistory))
)]
pub(super) async fn take_prize_back(
    lotteries: web::Data<Lotteries>,
    ApiManager(me): ApiManager,
    key: MaybeKey,
    path: PrizePath,
    body: Body<TakeBack>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let reason = sent.reason()?;
    let wish = (sent.step, PrizeWish::TakeBack { reason });
    settle(&lotteries, &me, key, &path, wish, "take_prize_back").await
}
