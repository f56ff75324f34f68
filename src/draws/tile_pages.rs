//! Logs as files, at the addresses that their names are: `/vdraw/checkpoint`, `/vdraw/tile/…` for the server's own log,
//! `/vdraw/{draw}/checkpoint` and `/vdraw/{draw}/tile/…` for those of draws (C2SP tlog-tiles). For programs of any origin;
//! no session, no page. Addresses that are none are answered in one line of text.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};

use super::model::DrawName;
use super::operations::{Draws, LogError, SignError, read_checkpoint, read_part};
use crate::fairness::TilePath;

/// What never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What is soon followed by more.
const BRIEFLY: &str = "public, max-age=2";

/// Adds the addresses. They need no session, and so no database for one.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/vdraw/checkpoint").route(web::get().to(show_server_checkpoint)))
        .service(web::resource("/vdraw/tile/{path:.+}").route(web::get().to(show_server_part)))
        .service(
            web::resource("/vdraw/{draw}/checkpoint").route(web::get().to(show_draw_checkpoint)),
        )
        .service(
            web::resource("/vdraw/{draw}/tile/{path:.+}").route(web::get().to(show_draw_part)),
        );
}

async fn show_server_checkpoint(draws: web::Data<Draws>) -> HttpResponse {
    show_checkpoint(&draws, None).await
}

async fn show_draw_checkpoint(draws: web::Data<Draws>, draw: web::Path<String>) -> HttpResponse {
    match DrawName::parse(&draw) {
        Ok(name) => show_checkpoint(&draws, Some(name)).await,
        Err(_) => not_found(),
    }
}

async fn show_server_part(draws: web::Data<Draws>, path: web::Path<String>) -> HttpResponse {
    show_part(&draws, None, &path).await
}

async fn show_draw_part(
    draws: web::Data<Draws>,
    path: web::Path<(String, String)>,
) -> HttpResponse {
    let (draw, path) = path.into_inner();
    match DrawName::parse(&draw) {
        Ok(name) => show_part(&draws, Some(name), &path).await,
        Err(_) => not_found(),
    }
}

async fn show_checkpoint(draws: &Draws, draw: Option<DrawName>) -> HttpResponse {
    match read_checkpoint(draws, draw).await {
        Ok(note) => public(BRIEFLY)
            .content_type("text/plain; charset=utf-8")
            .body(note),
        Err(SignError::Log(error)) => refused(&error),
        Err(error) => {
            log::warn!("draws: a checkpoint was asked for and not signed: {error}");
            unavailable("this log is not signed at the moment\n")
        }
    }
}

async fn show_part(draws: &Draws, draw: Option<DrawName>, path: &str) -> HttpResponse {
    let Some(path) = TilePath::parse(path) else {
        return not_found();
    };
    match read_part(draws, draw, path).await {
        Ok(bytes) if path.tile().is_full() => public(FOR_EVER).body(bytes),
        Ok(bytes) => public(BRIEFLY).body(bytes),
        Err(error) => refused(&error),
    }
}

/// Bytes that anybody may read, from pages of any origin too.
fn public(caching: &'static str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CACHE_CONTROL, caching))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .content_type("application/octet-stream");
    answer
}

fn refused(error: &LogError) -> HttpResponse {
    match error {
        LogError::Unknown | LogError::Outside | LogError::NotFixed | LogError::NotPublic => {
            not_found()
        }
        LogError::NotReady => unavailable("this log is being prepared\n"),
        LogError::Store(e) if e.is_passing() => unavailable("the database does not answer\n"),
        LogError::Store(e) => {
            log::error!("draws: a log cannot be read: {e}");
            text(
                StatusCode::INTERNAL_SERVER_ERROR,
                "this log cannot be read\n",
            )
        }
    }
}

fn not_found() -> HttpResponse {
    text(StatusCode::NOT_FOUND, "not found\n")
}

fn unavailable(body: &'static str) -> HttpResponse {
    let mut answer = text(StatusCode::SERVICE_UNAVAILABLE, body);
    let retry = header::HeaderValue::from_static("5");
    answer.headers_mut().insert(header::RETRY_AFTER, retry);
    answer
}

fn text(status: StatusCode, body: &'static str) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .content_type("text/plain; charset=utf-8")
        .body(body)
}
