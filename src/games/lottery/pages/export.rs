//! Tables of a draw as files: its entries, its winners, what was done about the prizes.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, SecondsFormat};
use futures_util::stream;

use super::manage_draw::{DrawPath, names};
use crate::accounts::CurrentManager;
use crate::draws::{DrawId, DrawName, Entry};
use crate::games::lottery::operations::{EntrySearch, Lotteries, ManagedDraw, Winner};
use crate::web::{WebError, csv};

async fn find(path: &(String, String), lotteries: &Lotteries) -> Result<ManagedDraw, WebError> {
    let (slug, draw) = names(&path.0, &path.1)?;
    let search = EntrySearch::Nobody;
    let facts = lotteries.managed_draw(slug, draw, search, 0).await?;
    facts.ok_or(WebError::NotFound)
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(ToOwned::to_owned).to_vec()
}

/// A table that is small enough to be made at once.
fn whole(name: &str, bytes: web::Bytes) -> HttpResponse {
    csv::download(name, stream::once(std::future::ready(Ok(bytes))))
}

/// An instant of the protocol as programs write it.
fn instant(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok();
    time.and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map_or_else(String::new, |time| {
            time.to_rfc3339_opts(SecondsFormat::Secs, true)
        })
}

/// `GET /manage/lotteries/{slug}/draws/{draw}/entries.csv`: sent part by part, so that its size costs no memory.
///
/// # Errors
/// 403 for whoever is no manager; 404 when the lottery has no such draw.
pub async fn export_entries(
    _manager: CurrentManager,
    path: DrawPath,
    lotteries: web::Data<Lotteries>,
) -> Result<HttpResponse, WebError> {
    let draw = find(&path, &lotteries).await?.day.draw;
    let head = row([
        "draw",
        "entry",
        "first_ballot",
        "last_ballot",
        "ballots",
        "accepted_at",
        "username",
        "state",
        "reason",
    ]);
    let name = draw.name.clone();
    let file = format!("{name}-entries.csv");
    let parts = stream::try_unfold((Some(head), 0_u64), move |(head, after)| {
        let (lotteries, name, id) = (lotteries.clone(), name.clone(), draw.id);
        async move { next_part(&lotteries, id, &name, head, after).await }
    });
    Ok(csv::download(&file, parts))
}

type Part = Option<(web::Bytes, (Option<Vec<String>>, u64))>;

async fn next_part(
    lotteries: &Lotteries,
    draw: DrawId,
    name: &DrawName,
    head: Option<Vec<String>>,
    after: u64,
) -> Result<Part, WebError> {
    let entries = lotteries.entries_after(draw, after).await?;
    let Some(last) = entries.last().map(|entry| entry.leaf_index) else {
        return match head {
            // an empty draw: the names of the columns alone
            Some(head) => Ok(Some((csv::rows([head])?, (None, after)))),
            None => Ok(None),
        };
    };
    let rows = entries.iter().map(|entry| entry_row(name, entry));
    let bytes = csv::rows(head.into_iter().chain(rows))?;
    Ok(Some((bytes, (None, last))))
}

fn entry_row(draw: &DrawName, entry: &Entry) -> Vec<String> {
    let is_valid = entry.cancelled.is_none();
    vec![
        draw.to_string(),
        entry.leaf_index.to_string(),
        entry.first.to_string(),
        entry.last().to_string(),
        entry.count.to_string(),
        instant(entry.time),
        entry.reference.clone().unwrap_or_default(),
        if is_valid { "valid" } else { "cancelled" }.to_owned(),
        entry.cancelled.clone().unwrap_or_default(),
    ]
}

/// `GET /manage/lotteries/{slug}/draws/{draw}/winners.csv`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when the lottery has no such draw.
pub async fn export_winners(
    _manager: CurrentManager,
    path: DrawPath,
    lotteries: web::Data<Lotteries>,
) -> Result<HttpResponse, WebError> {
    let facts = find(&path, &lotteries).await?;
    let name = &facts.day.draw.name;
    let head = row([
        "draw",
        "place",
        "prize",
        "ballot",
        "username",
        "state",
        "deadline",
        "holder_ballot",
        "holder",
    ]);
    let winners = (1..).zip(&facts.winners);
    let rows = winners.map(|(n, winner)| winner_row(name, n, winner));
    let bytes = csv::rows(std::iter::once(head).chain(rows))?;
    Ok(whole(&format!("{name}-winners.csv"), bytes))
}

fn winner_row(draw: &DrawName, number: u64, winner: &Winner) -> Vec<String> {
    let standing = winner.standing.as_ref();
    let own = (winner.ballot, winner.username.clone());
    let holder = standing
        .and_then(|standing| standing.passed.last())
        .map_or(own, |to| (to.ballot, to.reference.clone()));
    vec![
        draw.to_string(),
        number.to_string(),
        winner.prize.clone().unwrap_or_default(),
        winner.ballot.to_string(),
        winner.username.clone().unwrap_or_default(),
        standing.map_or_else(String::new, |s| s.claim.state.as_str().to_owned()),
        standing.map_or_else(String::new, |s| instant(s.claim.deadline)),
        holder.0.to_string(),
        holder.1.unwrap_or_default(),
    ]
}

/// `GET /manage/lotteries/{slug}/draws/{draw}/claims.csv`: every step, by whom and when.
///
/// # Errors
/// 403 for whoever is no manager; 404 when the lottery has no such draw.
pub async fn export_claims(
    _manager: CurrentManager,
    path: DrawPath,
    lotteries: web::Data<Lotteries>,
) -> Result<HttpResponse, WebError> {
    let facts = find(&path, &lotteries).await?;
    let name = &facts.day.draw.name;
    let head = row(["draw", "place", "step", "what", "at", "manager", "note"]);
    let mut steps: Vec<_> = facts.steps.values().flatten().collect();
    steps.sort_by_key(|step| (step.place, step.step));
    let rows = steps.into_iter().map(|step| {
        vec![
            name.to_string(),
            step.place.to_string(),
            step.step.to_string(),
            step.kind.as_str().to_owned(),
            instant(step.at),
            step.username.clone().unwrap_or_default(),
            step.note.clone(),
        ]
    });
    let bytes = csv::rows(std::iter::once(head).chain(rows))?;
    Ok(whole(&format!("{name}-claims.csv"), bytes))
}
