//! The extractors of the API: a bounded JSON body and a query, both without fields that nobody asked for; an answer
//! in JSON. What the values mean is the feature's to judge.

use std::future::{Future, Ready, ready};
use std::pin::Pin;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev, web};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::{self, Problem};

/// The largest body.
pub const MAX_BYTES: usize = 64 * 1024;

/// A JSON body. Its type should refuse unknown fields: a misspelt one is told, not passed over.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        if let Err(problem) = check_headers(req) {
            return Box::pin(ready(Err(problem)));
        }
        let body = web::Payload::from_request(req, payload);
        Box::pin(async move {
            let body = body.await.map_err(|e| Problem::internal(e.to_string()))?;
            let bytes = body
                .to_bytes_limited(MAX_BYTES)
                .await
                .map_err(|_too_large| too_large())?;
            let bytes = bytes.map_err(|e| {
                Problem::new(&problem::BAD_REQUEST, format!("The body broke off: {e}."))
            })?;
            parse(&bytes).map(Json)
        })
    }
}

fn too_large() -> Problem {
    Problem::new(&problem::TOO_LARGE, problem::TOO_LARGE.about)
}

fn check_headers(req: &HttpRequest) -> Result<(), Problem> {
    let is_plain = match req.headers().get(header::CONTENT_ENCODING) {
        None => true,
        Some(encoding) => encoding.as_bytes().eq_ignore_ascii_case(b"identity"),
    };
    if !is_plain || !req.content_type().eq_ignore_ascii_case("application/json") {
        let kind = &problem::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(kind, kind.about));
    }
    let declared = req
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    match declared {
        Some(length) if length > MAX_BYTES => Err(too_large()),
        _ => Ok(()),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|e| {
        if e.is_data() {
            Problem::new(&problem::INVALID, format!("The body does not fit: {e}."))
        } else {
            let detail = format!("The body is no JSON: {e}.");
            Problem::new(&problem::BAD_REQUEST, detail)
        }
    })
}

/// The query. Its type should refuse unknown parameters.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let parsed = serde_html_form::from_str(req.query_string());
        ready(
            parsed.map(Query).map_err(|e| {
                Problem::new(&problem::INVALID, format!("The query does not fit: {e}."))
            }),
        )
    }
}

/// An answer in JSON.
///
/// # Errors
/// The value cannot be written, which does not happen.
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<HttpResponse, Problem> {
    let text = serde_json::to_string(body).map_err(Problem::internal)?;
    Ok(json_text(status, text))
}

/// The same from text that is JSON already.
pub fn json_text(status: StatusCode, text: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("application/json")
        .body(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::problem::{BAD_REQUEST, INVALID, ProblemKind};

    #[derive(serde::Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Body {
        #[expect(dead_code, reason = "only its type matters")]
        count: u32,
    }

    fn kind(body: &[u8]) -> &'static ProblemKind {
        parse::<Body>(body).unwrap_err().kind()
    }

    #[test]
    fn what_is_no_json_and_what_does_not_fit_are_told_apart() {
        assert!(parse::<Body>(b"{\"count\":1}").is_ok());
        for body in [
            &b""[..],
            b"{",
            b"{\"count\":1}}",
            b"\xff",
            b"{\"count\":01}",
        ] {
            assert_eq!(kind(body), &BAD_REQUEST, "{body:?}");
        }
        for body in [
            "{}",
            "[]",
            "{\"count\":-1}",
            "{\"count\":1.5}",
            "{\"count\":4294967296}",
            "{\"count\":\"1\"}",
            "{\"count\":1,\"cuont\":2}",
            "{\"count\":1,\"count\":2}",
        ] {
            assert_eq!(kind(body.as_bytes()), &INVALID, "{body}");
        }
    }
}
