//! An id for each request, that stands in the log, in the answer's `X-Request-Id` and on error pages.

use actix_web::http::header::HeaderValue;

/// Eight random bytes in hex. Never the client's own: two requests must not share one.
#[derive(Debug, Clone)]
pub struct RequestId(String);

impl RequestId {
    pub(super) fn new() -> Self {
        RequestId(format!("{:016x}", rand::random::<u64>()))
    }

    pub(super) fn to_header(&self) -> HeaderValue {
        HeaderValue::from_str(&self.0).expect("invariant: hex digits are a header's text")
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
