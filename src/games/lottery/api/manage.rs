//! For managers: making, changing and cancelling lotteries.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::lotteries::{find, slug_of};
use super::problems::fields;
use super::terms::{CreateLottery, EditLottery};
use super::wire::{Lottery, LotteryWithDraw};
use crate::accounts::ApiManager;
use crate::draws::api::DrawDetails;
use crate::draws::operations::find_draw_facts;
use crate::draws::{DrawName, Draws};
use crate::games::lottery::model::{self, PublicReason};
use crate::games::lottery::operations::Lotteries;
use crate::idempotency::{Answer, Fingerprint, Once, Owner, respond};
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, json};
use crate::web::problem::Problem;

/// Make a lottery
///
/// Its draws of the coming week are announced at once.
#[utoipa::path(
    post, path = "/lotteries", tag = "Managing", operation_id = "create_lottery",
    request_body = CreateLottery,
    responses((status = 201, description = "The lottery is announced.", body = Lottery))
)]
pub(super) async fn create_lottery(
    lotteries: web::Data<Lotteries>,
    ApiManager(me): ApiManager,
    MaybeKey(key): MaybeKey,
    body: Body<CreateLottery>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let request = Once::new(
        &Owner::Account(me.id),
        key.as_ref(),
        Fingerprint::new("create_lottery", &sent).map_err(Problem::internal)?,
    );
    let form = sent
        .terms
        .into_form(sent.slug, lotteries.time_zone().name())?;
    let draft = form.parse().map_err(|errors| fields(&errors))?;
    let answer = |lottery: &model::Lottery, standing| {
        let body = serde_json::to_string(&Lottery::new(lottery, standing))?;
        let location = format!("/api/lotteries/{}", lottery.slug);
        Ok(Answer::new(201, Some(location), body))
    };
    respond(
        lotteries
            .create_lottery_once(&me.actor(), draft, request, answer)
            .await?,
    )
}

/// Change a lottery
///
/// Draws that are open or about to open keep what they announced, and so do those that are over.
#[utoipa::path(
    put, path = "/lotteries/{lottery}", tag = "Managing", operation_id = "edit_lottery",
    params(("lottery" = String, Path, description = "The lottery's slug.", example = "daily")),
    request_body = EditLottery,
    responses((status = 200, description = "The lottery as changed.", body = LotteryWithDraw))
)]
pub(super) async fn edit_lottery(
    lotteries: web::Data<Lotteries>,
    ApiManager(me): ApiManager,
    slug: web::Path<String>,
    body: Body<EditLottery>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let slug = slug_of(&slug)?;
    let form = sent.terms.into_form(None, lotteries.time_zone().name())?;
    let terms = form.parse_terms().map_err(|errors| fields(&errors))?;
    lotteries
        .edit_lottery(&me.actor(), slug.clone(), sent.version, terms)
        .await?;
    json(StatusCode::OK, &find(&lotteries, slug).await?)
}

/// Why something is cancelled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    /// The reason, for everyone to read: 3 to 300 characters on one line.
    #[schema(
        min_length = 3,
        max_length = 300,
        // three characters from the first to the last that can be seen, and none that cannot be shown on one line
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069 \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000][^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]+[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069 \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000][^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]*$",
        example = "The roof has been paid for."
    )]
    reason: String,
}

impl Cancel {
    /// The reason.
    pub(super) fn reason(&self) -> Result<PublicReason, Problem> {
        PublicReason::parse(&self.reason).map_err(|e| Problem::invalid_field("reason", e))
    }
}

/// Cancel a lottery
///
/// Its open draw and those announced are called off with the public reason. This cannot be taken back.
#[utoipa::path(
    post, path = "/lotteries/{lottery}/cancel", tag = "Managing", operation_id = "cancel_lottery",
    params(("lottery" = String, Path, description = "The lottery's slug.", example = "daily")),
    request_body = Cancel,
    responses((status = 200, description = "The lottery is cancelled.", body = LotteryWithDraw))
)]
pub(super) async fn cancel_lottery(
    lotteries: web::Data<Lotteries>,
    ApiManager(me): ApiManager,
    slug: web::Path<String>,
    body: Body<Cancel>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let slug = slug_of(&slug)?;
    let reason = sent.reason()?;
    lotteries
        .cancel_lottery(&me.actor(), slug.clone(), reason)
        .await?;
    json(StatusCode::OK, &find(&lotteries, slug).await?)
}

/// Cancel a draw
///
/// One that has not closed. Its day gets no other draw, and the lottery goes on. This cannot be taken back.
#[utoipa::path(
    post, path = "/lotteries/{lottery}/draws/{draw}/cancel", tag = "Managing", operation_id = "cancel_draw",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21")
    ),
    request_body = Cancel,
    responses((status = 200, description = "The draw is called off.", body = DrawDetails))
)]
pub(super) async fn cancel_draw(
    lotteries: web::Data<Lotteries>,
    draws: web::Data<Draws>,
    ApiManager(me): ApiManager,
    path: web::Path<(String, String)>,
    body: Body<Cancel>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let (slug, draw) = path.into_inner();
    let slug = slug_of(&slug)?;
    let draw = DrawName::parse(&draw).map_err(|_no_name| Problem::not_found())?;
    let reason = sent.reason()?;
    lotteries
        .cancel_draw(&me.actor(), slug, draw.clone(), reason)
        .await?;
    let facts = find_draw_facts(&draws, draw, None).await?;
    let facts = facts.ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &DrawDetails::from(&facts))
}
