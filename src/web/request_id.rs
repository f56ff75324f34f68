//! An id for each request, that stands in the log, in the answer's `X-Request-Id` and on error pages.

use std::future::Future;

use actix_web::http::header::HeaderValue;

tokio::task_local! {
    static CURRENT: RequestId;
}

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

impl RequestId {
    /// Runs the work on a request: what is logged meanwhile carries its id.
    pub(super) async fn during<F: Future>(self, work: F) -> F::Output {
        CURRENT.scope(self, work).await
    }

    /// As [`RequestId::during`], for what does not wait.
    pub(super) fn while_in<T>(self, work: impl FnOnce() -> T) -> T {
        CURRENT.sync_scope(self, work)
    }

    /// The request that the calling task is working on, if any.
    pub fn current() -> Option<RequestId> {
        CURRENT.try_with(Clone::clone).ok()
    }
}
