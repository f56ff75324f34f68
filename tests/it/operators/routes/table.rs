//! One row for each route. The examples exist in the test: the lottery `daily` with a draw that is over, one that is open
//! and some to come; `ann`, who took part; `ben`, who did not; the manager `organiser`; `dora`, who is disabled.

/// Who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not.
    Everybody,
    /// Whoever is signed in; for their own things, by whatever they send.
    SignedIn,
    /// Managers; participants get a 403.
    Managers,
    /// The example is nobody's, so it is hidden from everybody who is signed in.
    NobodysObject,
    /// Nothing is there for anybody in this test.
    NotThere,
    /// Who sends an API token; cookies do not count.
    Token,
}

use Access::{Everybody, Managers, NobodysObject, NotThere, SignedIn, Token};

/// One route.
pub struct Row {
    pub method: &'static str,
    /// As the application registers it.
    pub pattern: &'static str,
    /// An address of it.
    pub example: &'static str,
    pub access: Access,
}

const fn row(
    method: &'static str,
    pattern: &'static str,
    example: &'static str,
    access: Access,
) -> Row {
    Row {
        method,
        pattern,
        example,
        access,
    }
}

/// A route whose pattern is an address.
const fn plain(method: &'static str, path: &'static str, access: Access) -> Row {
    row(method, path, path, access)
}

#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    // for machines
    plain("GET", "/health/live", Everybody),
    plain("GET", "/health/ready", Everybody),
    plain("GET", "/metrics", NotThere),
    row("GET", "/static/{name}", "/static/nothing.css", NotThere),
    // draws and lotteries
    plain("GET", "/", Everybody),
    plain("GET", "/lotteries", Everybody),
    row("GET", "/lotteries/{slug}", "/lotteries/daily", Everybody),
    row("GET", "/lotteries/{slug}/changes", "/lotteries/daily/changes", Everybody),
    row("POST", "/lotteries/{slug}/ballots", "/lotteries/daily/ballots", SignedIn),
    plain("GET", "/check-winner", Everybody),
    row("GET", "/draws/{name}", "/draws/daily-2026-11-20", Everybody),
    plain("GET", "/how-it-works", Everybody),
    plain("GET", "/live", Everybody),
    plain("GET", "/ballots", SignedIn),
    // accounts
    plain("GET", "/sign-up", Everybody),
    plain("POST", "/sign-up", Everybody),
    plain("GET", "/login", Everybody),
    plain("POST", "/login", Everybody),
    plain("POST", "/logout", Everybody),
    row("GET", "/set-up/{token}", "/set-up/guessed", NotThere),
    row("POST", "/set-up/{token}", "/set-up/guessed", NotThere),
    plain("GET", "/account", SignedIn),
    plain("POST", "/account/password", SignedIn),
    plain("POST", "/account/sessions/revoke-others", SignedIn),
    row("POST", "/account/sessions/{id}/revoke", "/account/sessions/guessed/revoke", NobodysObject),
    // managers
    plain("GET", "/manage", Managers),
    plain("GET", "/manage/lotteries/new", Managers),
    plain("POST", "/manage/lotteries/new", Managers),
    row("GET", "/manage/lotteries/{slug}", "/manage/lotteries/daily", Managers),
    row("GET", "/manage/lotteries/{slug}/edit", "/manage/lotteries/daily/edit", Managers),
    row("POST", "/manage/lotteries/{slug}/edit", "/manage/lotteries/daily/edit", Managers),
    row("POST", "/manage/lotteries/{slug}/cancel", "/manage/lotteries/daily/cancel", Managers),
    // the API
    plain("GET", "/api/v1/account", Token),
];
