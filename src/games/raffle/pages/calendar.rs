//! The end of a raffle's sale as a date for people's calendars.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

use super::show::id_of;
use crate::draws::DrawState;
use crate::games::raffle::model::Raffle;
use crate::games::raffle::operations::Raffles;
use crate::web::i18n::{tr, tr_with};
use crate::web::ics::{Calendar, CalendarEvent};
use crate::web::{Site, WebError};

/// How long a copy may be used without asking.
const KEPT: &str = "public, max-age=60";

/// `GET /raffles/{id}/calendar.ics`.
///
/// # Errors
/// 404 when there is no such raffle.
pub async fn show_calendar(
    id: web::Path<String>,
    site: web::Data<Site>,
    raffles: web::Data<Raffles>,
) -> Result<HttpResponse, WebError> {
    let raffle = raffles.find(id_of(&id)?).await?.ok_or(WebError::NotFound)?;
    let calendar = Calendar {
        name: raffle.name().to_owned(),
        events: vec![event(&raffle, &site)],
    };
    Ok(HttpResponse::Ok()
        .content_type("text/calendar; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, KEPT))
        .body(calendar.to_text()))
}

fn event(raffle: &Raffle, site: &Site) -> CalendarEvent {
    let draw = &raffle.draw;
    let void = draw.void.as_ref();
    let name = raffle.name();
    let description = match (void, draw.state) {
        (Some((reason, _)), _) => tr_with(
            "This raffle was called off. The reason given: {reason}",
            &[("reason", reason)],
        ),
        (None, DrawState::Drawn) => tr("The winners are drawn. They are on the raffle’s page.").to_owned(),
        (None, _) => tr(
            "Tickets are handed out until this time at the latest, and the winners are drawn right after, among the tickets that were handed out.",
        )
        .to_owned(),
    };
    let url = &site.public_url;
    let closes = draw.closed_at.unwrap_or(draw.closes);
    CalendarEvent {
        uid: format!("{}@{}", draw.name, url.host()),
        summary: match void {
            Some(_) => tr_with("Cancelled: {lottery}", &[("lottery", &name)]),
            None => tr_with("{lottery} closes", &[("lottery", &name)]),
        },
        description,
        url: format!("{}/raffles/{}", url.origin(), raffle.terms.id),
        closes: instant(closes),
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
