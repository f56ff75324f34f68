//! One row for each route. The examples exist in the test: the lottery `daily` with a draw that is over, one that is open
//! and some to come; a raffle; `ann`, who took part; `ben`, who did not; the manager `organiser`; `dora`, who is disabled.

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
    /// An API call for anybody. Cookies count nowhere in the API.
    Api,
    /// An API call for whoever sends a token.
    Token,
    /// The same, and the example is nobody's.
    TokenNothing,
    /// An API call for whoever sends a manager's token.
    ManagerToken,
    /// The same, where without a token the place counts, and this one is not named.
    RaffleManager,
    /// The same, and the contract of raffles forbids it to managers too: tickets are left.
    NotYet,
    /// An API call for anybody, but a token that opens nothing is told.
    ApiOrToken,
}

use Access::{
    Api, ApiOrToken, Everybody, ManagerToken, Managers, NobodysObject, NotThere, NotYet,
    RaffleManager, SignedIn, Token, TokenNothing,
};

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
    // logs, for programs
    plain("GET", "/vdraw/checkpoint", Everybody),
    row("GET", "/vdraw/tile/{path:.+}", "/vdraw/tile/entries/000.p/1", Everybody),
    row("GET", "/vdraw/{draw}/checkpoint", "/vdraw/daily-2026-11-20/checkpoint", Everybody),
    row("GET", "/vdraw/{draw}/tile/{path:.+}", "/vdraw/daily-2026-11-20/tile/entries/000.p/3", Everybody),
    // what is sent is no checkpoint of a log that it knows
    plain("POST", "/witness/add-checkpoint", NotThere),
    // draws and lotteries
    plain("GET", "/", Everybody),
    plain("GET", "/lotteries", Everybody),
    row("GET", "/lotteries/{slug}", "/lotteries/daily", Everybody),
    row("GET", "/lotteries/{slug}/changes", "/lotteries/daily/changes", Everybody),
    row("POST", "/lotteries/{slug}/ballots", "/lotteries/daily/ballots", SignedIn),
    plain("GET", "/feed.atom", Everybody),
    plain("GET", "/feed.rss", Everybody),
    plain("GET", "/calendar.ics", Everybody),
    row("GET", "/lotteries/{slug}/feed.atom", "/lotteries/daily/feed.atom", Everybody),
    row("GET", "/lotteries/{slug}/feed.rss", "/lotteries/daily/feed.rss", Everybody),
    row("GET", "/lotteries/{slug}/calendar.ics", "/lotteries/daily/calendar.ics", Everybody),
    plain("GET", "/check-winner", Everybody),
    row("GET", "/draws/{name}", "/draws/daily-2026-11-20", Everybody),
    row("GET", "/draws/{name}/proof.json", "/draws/daily-2026-11-20/proof.json", Everybody),
    row("GET", "/draws/{name}/evidence.zip", "/draws/daily-2026-11-20/evidence.zip", Everybody),
    row("GET", "/draws/{name}/entries/{leaf}/receipt", "/draws/daily-2026-11-20/entries/999/receipt", NobodysObject),
    row("GET", "/draws/{name}/entries/{leaf}/receipt.tlog-proof", "/draws/daily-2026-11-20/entries/999/receipt.tlog-proof", NobodysObject),
    plain("GET", "/log", Everybody),
    plain("GET", "/statistics", Everybody),
    plain("GET", "/verify", Everybody),
    row("GET", "/verify/{file}", "/verify/clearlot-verify.html", Everybody),
    plain("GET", "/how-it-works", Everybody),
    plain("GET", "/live", Everybody),
    plain("GET", "/ballots", SignedIn),
    plain("POST", "/language", Everybody),
    // raffles
    plain("GET", "/raffles", Everybody),
    row("GET", "/raffles/{id}", "/raffles/00000000-0000-4000-8000-000000000001", Everybody),
    row("POST", "/raffles/{id}/tickets", "/raffles/00000000-0000-4000-8000-000000000001/tickets", Everybody),
    row("POST", "/raffles/{id}/ticket.txt", "/raffles/00000000-0000-4000-8000-000000000001/ticket.txt", Everybody),
    row("GET", "/raffles/{id}/tickets/{number}", "/raffles/00000000-0000-4000-8000-000000000001/tickets/1", Everybody),
    row("GET", "/raffles/{id}/calendar.ics", "/raffles/00000000-0000-4000-8000-000000000001/calendar.ics", Everybody),
    row("GET", "/raffles/{id}/check", "/raffles/00000000-0000-4000-8000-000000000001/check", Everybody),
    row("POST", "/raffles/{id}/check", "/raffles/00000000-0000-4000-8000-000000000001/check", Everybody),
    row("POST", "/raffles/{id}/check/receipt", "/raffles/00000000-0000-4000-8000-000000000001/check/receipt", Everybody),
    plain("GET", "/tickets", SignedIn),
    // accounts
    plain("GET", "/sign-up", Everybody),
    plain("POST", "/sign-up", Everybody),
    plain("GET", "/login", Everybody),
    plain("POST", "/login", Everybody),
    plain("GET", "/forgot-password", Everybody),
    plain("POST", "/forgot-password", Everybody),
    row("GET", "/reset-password/{token}", "/reset-password/guessed", NotThere),
    row("POST", "/reset-password/{token}", "/reset-password/guessed", NotThere),
    row("GET", "/confirm-email/{token}", "/confirm-email/guessed", NotThere),
    row("POST", "/confirm-email/{token}", "/confirm-email/guessed", NotThere),
    row("GET", "/stop-mail/{token}", "/stop-mail/guessed", NotThere),
    row("POST", "/stop-mail/{token}", "/stop-mail/guessed", NotThere),
    plain("POST", "/logout", Everybody),
    row("GET", "/set-up/{token}", "/set-up/guessed", NotThere),
    // the form is read first, so an empty one says nothing about the link
    row("POST", "/set-up/{token}", "/set-up/guessed", Everybody),
    plain("GET", "/account", SignedIn),
    plain("GET", "/account/email", SignedIn),
    plain("POST", "/account/email", SignedIn),
    plain("POST", "/account/email/remove", SignedIn),
    plain("POST", "/account/email/choices", SignedIn),
    plain("POST", "/account/password", SignedIn),
    plain("GET", "/account/limits", SignedIn),
    row("POST", "/account/limits/{what}", "/account/limits/daily", SignedIn),
    plain("GET", "/account/data.json", SignedIn),
    plain("GET", "/account/delete", SignedIn),
    plain("POST", "/account/delete", SignedIn),
    plain("GET", "/goodbye", Everybody),
    plain("POST", "/account/sessions/revoke-others", SignedIn),
    row("POST", "/account/sessions/{id}/revoke", "/account/sessions/guessed/revoke", NobodysObject),
    plain("GET", "/account/tokens", SignedIn),
    plain("POST", "/account/tokens", SignedIn),
    row("POST", "/account/tokens/{id}/revoke", "/account/tokens/999/revoke", NobodysObject),
    // managers
    plain("GET", "/manage", Managers),
    plain("GET", "/manage/lotteries/new", Managers),
    plain("POST", "/manage/lotteries/new", Managers),
    row("GET", "/manage/lotteries/{slug}", "/manage/lotteries/daily", Managers),
    row("GET", "/manage/lotteries/{slug}/edit", "/manage/lotteries/daily/edit", Managers),
    row("POST", "/manage/lotteries/{slug}/edit", "/manage/lotteries/daily/edit", Managers),
    row("POST", "/manage/lotteries/{slug}/cancel", "/manage/lotteries/daily/cancel", Managers),
    row("GET", "/manage/lotteries/{slug}/draws/{draw}", "/manage/lotteries/daily/draws/daily-2026-11-20", Managers),
    row("POST", "/manage/lotteries/{slug}/draws/{draw}/cancel", "/manage/lotteries/daily/draws/daily-2026-11-21/cancel", Managers),
    row("GET", "/manage/lotteries/{slug}/draws/{draw}/entries.csv", "/manage/lotteries/daily/draws/daily-2026-11-20/entries.csv", Managers),
    row("GET", "/manage/lotteries/{slug}/draws/{draw}/winners.csv", "/manage/lotteries/daily/draws/daily-2026-11-20/winners.csv", Managers),
    row("GET", "/manage/lotteries/{slug}/draws/{draw}/claims.csv", "/manage/lotteries/daily/draws/daily-2026-11-20/claims.csv", Managers),
    row("GET", "/manage/lotteries/{slug}/draws/{draw}/entries/{entry}", "/manage/lotteries/daily/draws/daily-2026-11-21/entries/1", Managers),
    row("POST", "/manage/lotteries/{slug}/draws/{draw}/entries/{entry}", "/manage/lotteries/daily/draws/daily-2026-11-21/entries/1", Managers),
    row("POST", "/manage/lotteries/{slug}/draws/{draw}/prizes/{place}", "/manage/lotteries/daily/draws/daily-2026-11-20/prizes/1", Managers),
    plain("GET", "/manage/raffles", Managers),
    plain("GET", "/manage/raffles/new", Managers),
    plain("POST", "/manage/raffles/new", Managers),
    row("GET", "/manage/raffles/{id}", "/manage/raffles/00000000-0000-4000-8000-000000000001", Managers),
    row("POST", "/manage/raffles/{id}/draw", "/manage/raffles/00000000-0000-4000-8000-000000000001/draw", Managers),
    row("POST", "/manage/raffles/{id}/invites", "/manage/raffles/00000000-0000-4000-8000-000000000001/invites", Managers),
    row("POST", "/manage/raffles/{id}/cancel", "/manage/raffles/00000000-0000-4000-8000-000000000001/cancel", Managers),
    row("POST", "/manage/raffles/{id}/prizes/{place}", "/manage/raffles/00000000-0000-4000-8000-000000000001/prizes/1", Managers),
    row("GET", "/manage/raffles/{id}/tickets.csv", "/manage/raffles/00000000-0000-4000-8000-000000000001/tickets.csv", Managers),
    row("GET", "/manage/raffles/{id}/winners.csv", "/manage/raffles/00000000-0000-4000-8000-000000000001/winners.csv", Managers),
    plain("GET", "/manage/accounts", Managers),
    row("GET", "/manage/accounts/{id}", "/manage/accounts/1", Managers),
    row("POST", "/manage/accounts/{id}/{what}", "/manage/accounts/1/disable", Managers),
    plain("GET", "/manage/audit", Managers),
    plain("GET", "/manage/audit.csv", Managers),
    plain("GET", "/manage/mail", Managers),
    plain("POST", "/manage/mail/retry", Managers),
    row("POST", "/manage/mail/{id}/retry", "/manage/mail/999/retry", Managers),
    // the API and its documents
    plain("GET", "/docs", Everybody),
    row("GET", "/problems/{slug}", "/problems/bad-request", Everybody),
    plain("GET", "/api/openapi.json", Api),
    plain("GET", "/api/lotteries", Api),
    row("GET", "/api/lotteries/{lottery}", "/api/lotteries/daily", Api),
    row("GET", "/api/lotteries/{lottery}/draws", "/api/lotteries/daily/draws", Api),
    plain("GET", "/api/winners", Api),
    row("GET", "/api/draws/{draw}", "/api/draws/daily-2026-11-20", Api),
    plain("POST", "/api/accounts", Api),
    plain("POST", "/api/tokens", Api),
    plain("GET", "/api/me", Token),
    plain("GET", "/api/tokens", Token),
    row("GET", "/api/tokens/{id}", "/api/tokens/999", TokenNothing),
    row("DELETE", "/api/tokens/{id}", "/api/tokens/999", TokenNothing),
    plain("GET", "/api/ballots", Token),
    row("GET", "/api/ballots/{draw}", "/api/ballots/daily-2026-11-20", Token),
    row("GET", "/api/ballots/{draw}/{entry}", "/api/ballots/daily-2026-11-20/999", TokenNothing),
    row("POST", "/api/lotteries/{lottery}/ballots", "/api/lotteries/daily/ballots", Token),
    plain("POST", "/api/lotteries", ManagerToken),
    row("PUT", "/api/lotteries/{lottery}", "/api/lotteries/daily", ManagerToken),
    row("POST", "/api/lotteries/{lottery}/draws/{draw}/cancel", "/api/lotteries/daily/draws/daily-2026-11-21/cancel", ManagerToken),
    plain("GET", "/api/claims", ManagerToken),
    row("GET", "/api/lotteries/{lottery}/draws/{draw}/entries", "/api/lotteries/daily/draws/daily-2026-11-21/entries", ManagerToken),
    row("GET", "/api/lotteries/{lottery}/draws/{draw}/entries/{entry}", "/api/lotteries/daily/draws/daily-2026-11-20/entries/1", ManagerToken),
    row("POST", "/api/lotteries/{lottery}/draws/{draw}/entries/{entry}/cancel", "/api/lotteries/daily/draws/daily-2026-11-20/entries/1/cancel", ManagerToken),
    row("GET", "/api/lotteries/{lottery}/draws/{draw}/prizes", "/api/lotteries/daily/draws/daily-2026-11-20/prizes", ManagerToken),
    row("GET", "/api/lotteries/{lottery}/draws/{draw}/prizes/{place}", "/api/lotteries/daily/draws/daily-2026-11-20/prizes/1", ManagerToken),
    row("POST", "/api/lotteries/{lottery}/draws/{draw}/prizes/{place}/mark-claimed", "/api/lotteries/daily/draws/daily-2026-11-20/prizes/1/mark-claimed", ManagerToken),
    row("POST", "/api/lotteries/{lottery}/draws/{draw}/prizes/{place}/pass-on", "/api/lotteries/daily/draws/daily-2026-11-20/prizes/1/pass-on", ManagerToken),
    row("POST", "/api/lotteries/{lottery}/draws/{draw}/prizes/{place}/take-back", "/api/lotteries/daily/draws/daily-2026-11-20/prizes/1/take-back", ManagerToken),
    row("POST", "/api/lotteries/{lottery}/cancel", "/api/lotteries/daily/cancel", ManagerToken),
    // raffles, each with a slash at its end too
    row("GET", "/api/raffles", "/api/raffles", Api),
    row("GET", "/api/raffles/", "/api/raffles/", Api),
    row("POST", "/api/raffles", "/api/raffles", RaffleManager),
    row("POST", "/api/raffles/", "/api/raffles/", RaffleManager),
    row("GET", "/api/raffles/{raffle}", "/api/raffles/00000000-0000-4000-8000-000000000001", Api),
    row("GET", "/api/raffles/{raffle}/", "/api/raffles/00000000-0000-4000-8000-000000000001/", Api),
    row("POST", "/api/raffles/{raffle}/participate", "/api/raffles/00000000-0000-4000-8000-000000000001/participate", ApiOrToken),
    row("POST", "/api/raffles/{raffle}/participate/", "/api/raffles/00000000-0000-4000-8000-000000000001/participate/", ApiOrToken),
    row("GET", "/api/raffles/{raffle}/winners", "/api/raffles/00000000-0000-4000-8000-000000000001/winners", Api),
    row("GET", "/api/raffles/{raffle}/winners/", "/api/raffles/00000000-0000-4000-8000-000000000001/winners/", Api),
    row("POST", "/api/raffles/{raffle}/winners", "/api/raffles/00000000-0000-4000-8000-000000000001/winners", NotYet),
    row("POST", "/api/raffles/{raffle}/winners/", "/api/raffles/00000000-0000-4000-8000-000000000001/winners/", NotYet),
    row("POST", "/api/raffles/{raffle}/verify-ticket", "/api/raffles/00000000-0000-4000-8000-000000000001/verify-ticket", Api),
    row("POST", "/api/raffles/{raffle}/verify-ticket/", "/api/raffles/00000000-0000-4000-8000-000000000001/verify-ticket/", Api),
    row("POST", "/api/raffles/{raffle}/receipt", "/api/raffles/00000000-0000-4000-8000-000000000001/receipt", Api),
    row("POST", "/api/raffles/{raffle}/receipt/", "/api/raffles/00000000-0000-4000-8000-000000000001/receipt/", Api),
    row("POST", "/api/raffles/{raffle}/cancel", "/api/raffles/00000000-0000-4000-8000-000000000001/cancel", RaffleManager),
    row("POST", "/api/raffles/{raffle}/cancel/", "/api/raffles/00000000-0000-4000-8000-000000000001/cancel/", RaffleManager),
    row("POST", "/api/raffles/{raffle}/invites", "/api/raffles/00000000-0000-4000-8000-000000000001/invites", RaffleManager),
    row("POST", "/api/raffles/{raffle}/invites/", "/api/raffles/00000000-0000-4000-8000-000000000001/invites/", RaffleManager),
    row("GET", "/api/raffles/{raffle}/tickets", "/api/raffles/00000000-0000-4000-8000-000000000001/tickets", RaffleManager),
    row("GET", "/api/raffles/{raffle}/tickets/", "/api/raffles/00000000-0000-4000-8000-000000000001/tickets/", RaffleManager),
    row("GET", "/api/raffles/{raffle}/prizes", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes", RaffleManager),
    row("GET", "/api/raffles/{raffle}/prizes/", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes/", RaffleManager),
    row("POST", "/api/raffles/{raffle}/prizes/{place}/claimed", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes/1/claimed", RaffleManager),
    row("POST", "/api/raffles/{raffle}/prizes/{place}/claimed/", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes/1/claimed/", RaffleManager),
    row("POST", "/api/raffles/{raffle}/prizes/{place}/pass-on", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes/1/pass-on", RaffleManager),
    row("POST", "/api/raffles/{raffle}/prizes/{place}/pass-on/", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes/1/pass-on/", RaffleManager),
    row("POST", "/api/raffles/{raffle}/prizes/{place}/take-back", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes/1/take-back", RaffleManager),
    row("POST", "/api/raffles/{raffle}/prizes/{place}/take-back/", "/api/raffles/00000000-0000-4000-8000-000000000001/prizes/1/take-back/", RaffleManager),
];
