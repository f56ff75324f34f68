//! For managers: the entries of a draw, whoever's they are, and cancelling one before closing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::entry_wire::{DrawEntry, DrawEntryList, EntryQuery};
use super::lotteries::slug_of;
use super::manage::Cancel;
use crate::accounts::operations::find_account_id;
use crate::accounts::{Accounts, ApiManager};
use crate::draws::{DrawName, Entry};
use crate::games::lottery::model::Slug;
use crate::games::lottery::operations::{EntrySearch, Lotteries};
use crate::idempotency::{Answer, Fingerprint, Once, Owner, respond};
use crate::web::idempotency_key::MaybeKey;
use crate::web::json::{Body, Parameters, json};
use crate::web::paging::{PageQuery, page};
use crate::web::problem::Problem;

/// The names in an address; what can be none is nobody's.
pub(super) fn names(slug: &str, draw: &str) -> Result<(Slug, DrawName), Problem> {
    let draw = DrawName::parse(draw).map_err(|_no_name| Problem::not_found())?;
    Ok((slug_of(slug)?, draw))
}

/// The number in an address; what is none is nothing's.
pub(super) fn number(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_no_number| Problem::not_found())
}

/// List the entries of a draw
///
/// In the order they were accepted, cancelled ones included.
#[utoipa::path(
    get, path = "/lotteries/{lottery}/draws/{draw}/entries", tag = "Managing", operation_id = "list_draw_entries",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        EntryQuery
    ),
    responses((status = 200, description = "The entries.", body = DrawEntryList))
)]
pub(super) async fn list_draw_entries(
    lotteries: web::Data<Lotteries>,
    accounts: web::Data<Accounts>,
    _manager: ApiManager,
    path: web::Path<(String, String)>,
    Parameters(query): Parameters<EntryQuery>,
) -> Result<HttpResponse, Problem> {
    let (slug, draw) = names(&path.0, &path.1)?;
    let mut address = format!("/api/lotteries/{slug}/draws/{draw}/entries");
    let search = match &query.username {
        None => EntrySearch::All,
        Some(name) => {
            let filter = serde_html_form::to_string([("username", name)]);
            address = format!("{address}?{}", filter.map_err(Problem::internal)?);
            let id = find_account_id(&accounts, name).await?;
            id.map_or(EntrySearch::Nobody, EntrySearch::Of)
        }
    };
    let query = PageQuery::new(query.limit, query.cursor);
    let limit = query.limit()?;
    let after = query.cursor(|cursor| cursor.parse().ok())?.unwrap_or(0);
    let found = lotteries
        .list_entries(slug, draw.clone(), search, after, limit)
        .await?;
    let (entries, has_more) = found.ok_or_else(Problem::not_found)?;
    let next = entries.last().filter(|_| has_more);
    let next_cursor = next.map(|entry| entry.leaf_index.to_string());
    let body = DrawEntryList {
        entries: entries.iter().map(|e| DrawEntry::new(&draw, e)).collect(),
        next_cursor: next_cursor.clone(),
    };
    page(&address, limit, next_cursor.as_deref(), &body)
}

/// Read an entry of a draw
#[utoipa::path(
    get, path = "/lotteries/{lottery}/draws/{draw}/entries/{entry}", tag = "Managing", operation_id = "get_draw_entry",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        ("entry" = u64, Path, description = "The entry's place in the log of the draw.", example = 1)
    ),
    responses((status = 200, description = "The entry.", body = DrawEntry))
)]
pub(super) async fn get_draw_entry(
    lotteries: web::Data<Lotteries>,
    _manager: ApiManager,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let ((slug, draw), entry) = (names(&path.0, &path.1)?, number(&path.2)?);
    let found = lotteries.managed_entry(slug, draw.clone(), entry).await?;
    let (_, entry) = found.ok_or_else(Problem::not_found)?;
    json(StatusCode::OK, &DrawEntry::new(&draw, &entry))
}

/// Cancel an entry
///
/// Before the closing time of its draw. It stays in the log, where its owner can read the reason, and its ballots cannot
/// win. This cannot be taken back.
#[utoipa::path(
    post, path = "/lotteries/{lottery}/draws/{draw}/entries/{entry}/cancel", tag = "Managing", operation_id = "cancel_entry",
    params(
        ("lottery" = String, Path, description = "The lottery's slug.", example = "daily"),
        ("draw" = String, Path, description = "The draw's id.", example = "daily-2026-11-21"),
        ("entry" = u64, Path, description = "The entry's place in the log of the draw.", example = 1)
    ),
    request_body = Cancel,
    responses((status = 200, description = "The entry is cancelled.", body = DrawEntry))
)]
pub(super) async fn cancel_entry(
    lotteries: web::Data<Lotteries>,
    ApiManager(me): ApiManager,
    MaybeKey(key): MaybeKey,
    path: web::Path<(String, String, String)>,
    body: Body<Cancel>,
) -> Result<HttpResponse, Problem> {
    let sent = body.read().await?;
    let ((slug, draw), entry) = (names(&path.0, &path.1)?, number(&path.2)?);
    let reason = sent.reason()?;
    let asked = (slug.as_str(), draw.as_str(), entry, reason.as_str());
    let print = Fingerprint::new("cancel_entry", &asked).map_err(Problem::internal)?;
    let request = Once::new(&Owner::Account(me.id), key.as_ref(), print);
    let name = draw.clone();
    let answer = move |entry: &Entry| {
        let body = serde_json::to_string(&DrawEntry::new(&name, entry))?;
        Ok(Answer::new(200, None, body))
    };
    let which = (slug, draw, entry);
    respond(
        lotteries
            .cancel_entry_once(&me.actor(), which, reason, request, answer)
            .await?,
    )
}
