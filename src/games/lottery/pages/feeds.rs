//! Feeds of results and calendars of draws, of one lottery or of all. What has not changed is answered without a body.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    self, ETag, EntityTag, Header, HttpDate, IfModifiedSince, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::draws::DrawState;
use crate::games::lottery::model::Slug;
use crate::games::lottery::operations::{
    Answer, DayDraw, DayResult, DrawCalendar, Lotteries, ResultFeed, Winner,
};
use crate::games::lottery::views::{
    AtomFeed, Calendar, CalendarEvent, Feed, FeedEntry, Instant, RssFeed, xml_text,
};
use crate::web::i18n::{current, tn, tr, tr_with};
use crate::web::show::{BallotNumber, Count, Day, prize_words};
use crate::web::{Site, WebError};

/// How long a copy may be used without asking, in seconds.
const MAX_AGE: u32 = 60;

/// `GET /feed.atom` and `GET /lotteries/{slug}/feed.atom`.
///
/// # Errors
/// 404 when there is no such lottery.
pub async fn show_atom(
    request: HttpRequest,
    lotteries: web::Data<Lotteries>,
    site: web::Data<Site>,
) -> Result<HttpResponse, WebError> {
    let feed = result_feed(&request, &lotteries, &site).await?;
    let changed = feed.updated.0;
    let text = AtomFeed { feed }.render().map_err(WebError::internal)?;
    kept(
        &request,
        "application/atom+xml; charset=utf-8",
        changed,
        text,
    )
}

/// `GET /feed.rss` and `GET /lotteries/{slug}/feed.rss`.
///
/// # Errors
/// 404 when there is no such lottery.
pub async fn show_rss(
    request: HttpRequest,
    lotteries: web::Data<Lotteries>,
    site: web::Data<Site>,
) -> Result<HttpResponse, WebError> {
    let feed = result_feed(&request, &lotteries, &site).await?;
    let changed = feed.updated.0;
    let text = RssFeed { feed }.render().map_err(WebError::internal)?;
    kept(
        &request,
        "application/rss+xml; charset=utf-8",
        changed,
        text,
    )
}

/// `GET /calendar.ics` and `GET /lotteries/{slug}/calendar.ics`.
///
/// # Errors
/// 404 when there is no such lottery.
pub async fn show_calendar(
    request: HttpRequest,
    lotteries: web::Data<Lotteries>,
    site: web::Data<Site>,
) -> Result<HttpResponse, WebError> {
    let facts = lotteries.draw_calendar(slug(&request)?).await?;
    let facts = facts.ok_or(WebError::NotFound)?;
    let calendar = calendar(&facts, &site);
    let changed = calendar.events.iter().map(|event| event.changed).max();
    kept(
        &request,
        "text/calendar; charset=utf-8",
        changed.unwrap_or(DateTime::UNIX_EPOCH),
        calendar.to_text(),
    )
}

/// The lottery in the address; none in those of all.
fn slug(request: &HttpRequest) -> Result<Option<Slug>, WebError> {
    let text = request.match_info().get("slug");
    let parsed = text.map(|text| Slug::parse(text).map_err(|_no_slug| WebError::NotFound));
    parsed.transpose()
}

async fn result_feed(
    request: &HttpRequest,
    lotteries: &Lotteries,
    site: &Site,
) -> Result<Feed, WebError> {
    let facts = lotteries.result_feed(slug(request)?).await?;
    let facts: ResultFeed = facts.ok_or(WebError::NotFound)?;
    let origin = site.public_url.origin();
    let entries: Vec<FeedEntry> = facts
        .results
        .iter()
        .filter_map(|result| entry(result, origin))
        .collect();
    let (title, page) = match &facts.lottery {
        Some(lottery) => (
            tr_with("{name}: results", &[("name", &lottery.terms.name.as_str())]),
            format!("{origin}/lotteries/{}", lottery.slug),
        ),
        None => (
            tr_with("{name}: results of all lotteries", &[("name", &site.name)]),
            format!("{origin}/check-winner"),
        ),
    };
    let updated = entries.iter().map(|entry| entry.decided).max();
    Ok(Feed {
        language: current().code(),
        title: xml_text(&title),
        subtitle: tr("Every draw with its winning ballots, as it was decided.").to_owned(),
        author: xml_text(&site.name),
        page,
        own: format!("{origin}{}", request.path()),
        updated: updated.unwrap_or(Instant(facts.since)),
        entries,
    })
}

fn entry(result: &DayResult, origin: &str) -> Option<FeedEntry> {
    let draw = result.draw.as_ref()?;
    let (what, summary, decided) = match &result.answer {
        Answer::Drawn {
            winners,
            drawn_at,
            late,
        } => {
            let prizes: Vec<String> = winners.iter().map(prize).collect();
            let when = if *late { tr("It was drawn late.") } else { "" };
            let summary = tr_with(
                "{prizes}. There were {ballots} in the box. {late}",
                &[
                    ("prizes", &prizes.join("; ")),
                    ("ballots", &Count::new(draw.ballots_in_play()).ballots()),
                    ("late", &when),
                ],
            );
            (won(winners), summary.trim_end().to_owned(), *drawn_at)
        }
        Answer::NoBallots { drawn_at, .. } => (
            tr("nobody won").to_owned(),
            tr("No ballot could win, so there is no winner.").to_owned(),
            *drawn_at,
        ),
        Answer::Cancelled { reason } => {
            let (_, at) = draw.void.as_ref()?;
            let summary = tr_with(
                "The draw was cancelled. The reason given: {reason}",
                &[("reason", reason)],
            );
            (tr("cancelled").to_owned(), summary, instant(*at))
        }
        _ => return None,
    };
    let title = format!("{}, {}: {what}", draw.label.title, Day::new(result.day));
    Some(FeedEntry {
        title: xml_text(&title),
        summary: xml_text(&summary),
        href: format!("{origin}/draws/{}", draw.name),
        decided: Instant(decided),
    })
}

fn won(winners: &[Winner]) -> String {
    match winners {
        [winner] => tr_with(
            "ballot {ballot} won",
            &[("ballot", &BallotNumber::new(winner.ballot))],
        ),
        _ => tn("{n} ballot won", "{n} ballots won", winners.len() as u64),
    }
}

fn prize(winner: &Winner) -> String {
    let words = winner.prize.as_deref().map(prize_words);
    let prize = words.unwrap_or_else(|| tr("a prize").to_owned());
    tr_with(
        "Ballot {ballot} won {prize}",
        &[
            ("ballot", &BallotNumber::new(winner.ballot)),
            ("prize", &prize),
        ],
    )
}

fn calendar(facts: &DrawCalendar, site: &Site) -> Calendar {
    let name = match &facts.lottery {
        Some(lottery) => tr_with("{name}: draws", &[("name", &lottery.terms.name.as_str())]),
        None => tr_with("{name}: draws", &[("name", &site.name)]),
    };
    Calendar {
        name,
        events: facts.draws.iter().map(|day| event(day, site)).collect(),
    }
}

fn event(day: &DayDraw, site: &Site) -> CalendarEvent {
    let draw = &day.draw;
    let void = draw.void.as_ref();
    let description = match (void, draw.state) {
        (Some((reason, _)), _) => tr_with(
            "This draw was cancelled. The reason given: {reason}",
            &[("reason", reason)],
        ),
        (None, DrawState::Drawn) => tr("This draw is over. Its result is on its page.").to_owned(),
        (None, _) => {
            tr("Ballots are taken until this time, and the winners are drawn right after.")
                .to_owned()
        }
    };
    let title = &draw.label.title;
    let url = &site.public_url;
    CalendarEvent {
        uid: format!("{}@{}", draw.name, url.host()),
        summary: match void {
            Some(_) => tr_with("Cancelled: {lottery}", &[("lottery", title)]),
            None => tr_with("{lottery} closes", &[("lottery", title)]),
        },
        description,
        url: format!("{}/draws/{}", url.origin(), draw.name),
        closes: instant(draw.closes),
        changed: instant(void.map_or(draw.closed_at.unwrap_or(draw.announced), |(_, at)| *at)),
        is_cancelled: void.is_some(),
    }
}

fn instant(seconds: u64) -> DateTime<Utc> {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or(DateTime::UNIX_EPOCH)
}

/// The text with what identifies this version of it; without the text where the reader has it already.
fn kept(
    request: &HttpRequest,
    content_type: &'static str,
    changed: DateTime<Utc>,
    text: String,
) -> Result<HttpResponse, WebError> {
    // weak: the same text may travel compressed in several ways
    let digest = Sha256::digest(text.as_bytes());
    let tag = EntityTag::new_weak(hex::encode(&digest[..16]));
    let status = if is_known(request, &tag, changed) {
        StatusCode::NOT_MODIFIED
    } else {
        StatusCode::OK
    };
    let mut response = HttpResponse::build(status);
    response
        .insert_header(ETag(tag))
        .insert_header((
            header::LAST_MODIFIED,
            HttpDate::from(std::time::SystemTime::from(changed)).to_string(),
        ))
        .insert_header((header::CACHE_CONTROL, format!("public, max-age={MAX_AGE}")));
    if status == StatusCode::NOT_MODIFIED {
        return Ok(response.finish());
    }
    Ok(response.content_type(content_type).body(text))
}

/// The tag counts; the time only where no tag is sent (RFC 9110).
fn is_known(request: &HttpRequest, tag: &EntityTag, changed: DateTime<Utc>) -> bool {
    if request.headers().contains_key(header::IF_NONE_MATCH) {
        return match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
            Err(_) => false,
        };
    }
    match IfModifiedSince::parse(request) {
        Ok(IfModifiedSince(since)) => {
            DateTime::<Utc>::from(std::time::SystemTime::from(since)).timestamp()
                >= changed.timestamp()
        }
        Err(_) => false,
    }
}
