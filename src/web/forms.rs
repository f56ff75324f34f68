//! The `Form` extractor: a bounded, url-encoded body. What its fields mean is the feature's to judge.

use std::future::Future;
use std::pin::Pin;

use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev, web};
use serde::de::DeserializeOwned;

use super::error::WebError;
use super::i18n::{tr, tr_with};

/// The largest form this site has, with room.
pub const MAX_BYTES: usize = 64 * 1024;
/// The most fields any form has, with room.
const MAX_FIELDS: usize = 200;

/// A posted form.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        if req.content_type() != "application/x-www-form-urlencoded" {
            let text = tr("This address takes a form of this site.").to_owned();
            return Box::pin(async { Err(WebError::BadRequest(text)) });
        }
        // a compressed form would be read as its raw bytes, and unpacking it could make much of little
        if req.headers().contains_key(header::CONTENT_ENCODING) {
            let text = tr("This address takes forms as they are, not compressed ones.").to_owned();
            return Box::pin(async { Err(WebError::BadRequest(text)) });
        }
        let declared = req
            .headers()
            .get(header::CONTENT_LENGTH)
            .and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
        if declared.is_some_and(|length| length > MAX_BYTES) {
            return Box::pin(async { Err(WebError::TooLarge) });
        }
        let body = web::Payload::from_request(req, payload);
        Box::pin(async move {
            let body = body.await.map_err(|e| WebError::internal(e.to_string()))?;
            let bytes = body
                .to_bytes_limited(MAX_BYTES)
                .await
                .map_err(|_too_large| WebError::TooLarge)?;
            parse(&bytes.map_err(|e| {
                WebError::BadRequest(tr_with("The form broke off: {error}.", &[("error", &e)]))
            })?)
            .map(Form)
        })
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WebError> {
    let fields = bytes.iter().filter(|b| **b == b'&').count() + 1;
    if fields > MAX_FIELDS {
        return Err(WebError::BadRequest(
            tr("The form has too many fields.").into(),
        ));
    }
    // no field of any form holds a zero byte, and PostgreSQL cannot store one
    if bytes.contains(&0) || bytes.windows(3).any(|three| three == b"%00") {
        return Err(WebError::BadRequest(
            tr("A field holds a character that no text has.").into(),
        ));
    }
    serde_html_form::from_bytes(bytes).map_err(|e| {
        WebError::BadRequest(tr_with(
            "The form cannot be read: {error}.",
            &[("error", &e)],
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Prizes {
        #[serde(default)]
        prize: Vec<String>,
    }

    #[test]
    fn repeated_fields_are_a_list() {
        let form: Prizes = parse(b"prize=one&prize=two&is_admin=1").unwrap();
        assert_eq!(form.prize, ["one", "two"]);
    }

    #[test]
    fn zero_bytes_and_floods_of_fields_are_refused() {
        assert!(parse::<Prizes>(b"prize=a%00b").is_err());
        assert!(parse::<Prizes>("prize=a&".repeat(201).as_bytes()).is_err());
    }
}
