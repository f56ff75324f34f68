//! One line for each answer, under the log target `access`: turn it off with `RUST_LOG=info,access=off`.
//! It names no query, no header and no body: what people type does not belong in a log, and neither do secrets in paths.

use std::cell::RefCell;
use std::net::IpAddr;

use actix_web::http::{Method, StatusCode};
use serde::Serialize;

/// The log target.
pub const TARGET: &str = "access";

/// What is written down of an answer.
#[derive(Debug, Clone, Serialize)]
pub struct Answered {
    method: String,
    path: String,
    status: u16,
    micros: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<i64>,
}

thread_local! {
    /// The answer whose line is being written: the log itself carries only text.
    static WRITING: RefCell<Option<Answered>> = const { RefCell::new(None) };
}

/// The answer whose line is being written by this thread.
pub fn being_written() -> Option<Answered> {
    WRITING.with_borrow(Clone::clone)
}

/// Parts of a route that are secrets.
const SECRET_PARTS: [&str; 3] = ["{token}", "{code}", "{secret}"];

/// The path as a log may have it: where a part of it is a secret, the route's pattern in its place. Of a request that was
/// lost with its route only the first part is told.
pub(super) fn shown_path<'a>(path: &'a str, route: Option<&'a str>) -> &'a str {
    match route {
        Some(route) if SECRET_PARTS.iter().any(|part| route.contains(part)) => route,
        Some(_) => path,
        None => match path.get(1..).and_then(|rest| rest.find('/')) {
            Some(end) => &path[..=end],
            None => path,
        },
    }
}

/// Writes the line.
pub(super) fn note(
    (method, path): (&Method, &str),
    status: StatusCode,
    micros: u128,
    address: Option<IpAddr>,
    account: Option<i64>,
) {
    if !log::log_enabled!(target: TARGET, log::Level::Info) {
        return;
    }
    let status = status.as_u16();
    WRITING.set(Some(Answered {
        method: method.to_string(),
        path: path.to_owned(),
        status,
        micros: u64::try_from(micros).unwrap_or(u64::MAX),
        address,
        account,
    }));
    let who = address.map_or_else(|| "-".to_owned(), |ip| ip.to_string());
    log::info!(target: TARGET, "{method} {path:?} {status} in {micros} us for {who}");
    WRITING.set(None);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_a_path_is_not_shown() {
        assert_eq!(
            shown_path("/set-up/abc", Some("/set-up/{token}")),
            "/set-up/{token}"
        );
        assert_eq!(shown_path("/set-up/abc", None), "/set-up");
        assert_eq!(shown_path("/", None), "/");
        assert_eq!(shown_path("/draws/x", Some("/draws/{name}")), "/draws/x");
    }
}
