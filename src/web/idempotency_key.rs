//! The header `Idempotency-Key`: what a program calls one request, to send it twice and have it done once.
//! What was done under a key is kept elsewhere.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev};

use super::problem::{BAD_REQUEST, Problem};

/// A key: 1 to 64 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The most characters.
    pub const MAX: usize = 64;

    /// Reads a key; `None` if the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=Self::MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| IdempotencyKey(text.to_owned()))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The key of a request, if it has one. A malformed one is told: passed over, it would protect nothing.
#[derive(Debug, Clone)]
pub struct MaybeKey(pub Option<IdempotencyKey>);

impl FromRequest for MaybeKey {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let mut values = req.headers().get_all("idempotency-key");
        let key = match (values.next(), values.next()) {
            (None, _) => Ok(MaybeKey(None)),
            (Some(value), None) => match value.to_str().ok().and_then(IdempotencyKey::parse) {
                Some(key) => Ok(MaybeKey(Some(key))),
                None => Err("An Idempotency-Key has 1 to 64 visible ASCII characters."),
            },
            (Some(_), Some(_)) => Err("Send one Idempotency-Key, not several."),
        };
        ready(key.map_err(|detail| Problem::new(&BAD_REQUEST, detail)))
    }
}
