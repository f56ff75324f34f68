//! The extractors of the API: a bounded JSON body and a query, both without fields that nobody asked for; an answer
//! in JSON. What the values mean is the feature's to judge.

use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev, web};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::{self, Problem};

/// The largest body.
pub const MAX_BYTES: usize = 64 * 1024;

/// A JSON body that has not been read: the handler reads it when it knows who asks, so that who may not call is told that
/// first. Its type should refuse unknown fields: a misspelt one is told, not passed over.
pub struct Body<T> {
    checked: Result<(), Problem>,
    payload: web::Payload,
    of: PhantomData<T>,
}

impl<T> std::fmt::Debug for Body<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body(…)")
    }
}

impl<T> FromRequest for Body<T> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let payload = web::Payload::from_request(req, payload).into_inner();
        ready(payload.map(|payload| Body {
            checked: check_headers(req),
            payload,
            of: PhantomData,
        }))
    }
}

impl<T: DeserializeOwned> Body<T> {
    /// Reads it.
    ///
    /// # Errors
    /// It is not JSON, too large, or holds what does not fit.
    pub async fn read(self) -> Result<T, Problem> {
        self.checked?;
        let bytes = self
            .payload
            .to_bytes_limited(MAX_BYTES)
            .await
            .map_err(|_too_large| too_large())?;
        let broken = |e| Problem::new(&problem::BAD_REQUEST, format!("The body broke off: {e}."));
        parse(&bytes.map_err(broken)?)
    }
}

/// A JSON body that may be left out.
#[derive(Debug)]
pub struct MaybeBody<T>(Option<Body<T>>);

impl<T> FromRequest for MaybeBody<T> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let has_length = req.headers().get(header::CONTENT_LENGTH);
        let is_empty = has_length.is_none_or(|length| length.as_bytes() == b"0")
            && !req.headers().contains_key(header::TRANSFER_ENCODING);
        let body = (!is_empty).then(|| Body::from_request(req, payload).into_inner());
        ready(body.transpose().map(MaybeBody))
    }
}

impl<T: DeserializeOwned> MaybeBody<T> {
    /// Reads it; `None` where there is none.
    ///
    /// # Errors
    /// As [`Body::read`].
    pub async fn read(self) -> Result<Option<T>, Problem> {
        match self.0 {
            None => Ok(None),
            Some(body) => body.read().await.map(Some),
        }
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
    // serde would read a list as the fields in their order
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        serde_json::from_slice::<serde::de::IgnoredAny>(bytes).map_err(|e| {
            Problem::new(&problem::BAD_REQUEST, format!("The body is no JSON: {e}."))
        })?;
        return Err(Problem::new(
            &problem::INVALID,
            "The body does not fit: it is a list.",
        ));
    }
    serde_json::from_slice(bytes).map_err(|e| {
        if e.is_data() {
            Problem::new(&problem::INVALID, format!("The body does not fit: {e}."))
        } else {
            let detail = format!("The body is no JSON: {e}.");
            Problem::new(&problem::BAD_REQUEST, detail)
        }
    })
}

/// The parameters in the query. Their type should refuse unknown parameters.
#[derive(Debug)]
pub struct Parameters<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Parameters<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let parsed = serde_html_form::from_str(req.query_string());
        ready(
            parsed.map(Parameters).map_err(|e| {
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
    struct Counted {
        #[expect(dead_code, reason = "only its type matters")]
        count: u32,
    }

    fn kind(body: &[u8]) -> &'static ProblemKind {
        parse::<Counted>(body).unwrap_err().kind()
    }

    #[test]
    fn what_is_no_json_and_what_does_not_fit_are_told_apart() {
        assert!(parse::<Counted>(b"{\"count\":1}").is_ok());
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
            "[1]",
            " [1]",
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
