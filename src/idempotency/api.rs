//! Answers under a key, and refusals of keys, as HTTP.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};

use super::model::{Answer, OnceError};
use crate::web::json::json_text;
use crate::web::problem::{IDEMPOTENCY_KEY_REUSED, Problem};

/// What was told under a key, now or before: then a header says so.
///
/// # Errors
/// A stored answer is none, which does not happen.
pub fn respond(answer: Answer) -> Result<HttpResponse, Problem> {
    let status = StatusCode::from_u16(answer.status).map_err(Problem::internal)?;
    let mut response = json_text(status, answer.body);
    let headers = response.headers_mut();
    if let Some(location) = answer.location {
        let location = HeaderValue::try_from(location).map_err(Problem::internal)?;
        headers.insert(header::LOCATION, location);
    }
    if answer.replayed {
        mark_replayed(&mut response);
    }
    Ok(response)
}

/// Says that the answer had been given before.
pub fn mark_replayed(response: &mut HttpResponse) {
    let name = HeaderName::from_static("idempotent-replayed");
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static("true"));
}

impl From<OnceError> for Problem {
    fn from(error: OnceError) -> Self {
        match error {
            OnceError::KeyReused => Problem::new(&IDEMPOTENCY_KEY_REUSED, error),
            OnceError::Unwritable(e) => Problem::internal(e),
            OnceError::Store(e) => e.into(),
        }
    }
}
