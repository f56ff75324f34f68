//! How often one place or one account may ask for what costs something: a table, and two middlewares that hold to it.
//! Limits are generous to people and mean to programs; sign-ups and passwords have stricter ones of their own, kept in
//! the database. These are kept in memory: each process counts for itself, and a restart forgets.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, web};
use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::address::ClientAddress;
use super::error::WebError;
use super::metrics::Metrics;
use super::page::Viewer;
use crate::clock::Clock;
use crate::scheduler::Job;

/// How often something may be asked for.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// What is limited, in one word: a label of the metrics.
    pub name: &'static str,
    /// What was done too often, as a sentence.
    pub text: &'static str,
    /// How much may be done at once after a pause.
    pub burst: u32,
    /// In which time that many are allowed again, in seconds.
    pub seconds: u64,
}

/// Which requests a limit is for. `*` stands for one part of a path, `**` at its end for any rest.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// `GET` is also `HEAD`; `*` is every method.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Per address (of IPv6 the /64).
    pub by_address: Limit,
    /// Per account, where there is one.
    pub by_account: Option<Limit>,
}

const fn limit(name: &'static str, burst: u32, seconds: u64, text: &'static str) -> Limit {
    Limit {
        name,
        text,
        burst,
        seconds,
    }
}

const fn by_address(method: &'static str, path: &'static str, limit: Limit) -> Rule {
    Rule {
        method,
        path,
        by_address: limit,
        by_account: None,
    }
}

const fn by_both(method: &'static str, path: &'static str, address: Limit, account: Limit) -> Rule {
    Rule {
        method,
        path,
        by_address: address,
        by_account: Some(account),
    }
}

const PAGES: Limit = limit(
    "pages",
    1200,
    60,
    "Too many requests came from your address.",
);
const FORMS: Limit = limit("forms", 120, 60, "Too many forms came from your address.");
const OWN_FORMS: Limit = limit("own-forms", 60, 60, "You sent too many forms.");
const ENTRY: Limit = limit(
    "entry",
    60,
    60,
    "Too many tries to sign in or up came from your address.",
);
const CROWD: Limit = limit(
    "ballots-address",
    1200,
    60,
    "Too many ballots came from your address.",
);
const BALLOTS: Limit = limit(
    "ballots",
    60,
    60,
    "You handed in ballots 60 times within a minute, which is as often as it goes.",
);
const LOOKUPS: Limit = limit(
    "lookups",
    240,
    60,
    "Too many results were looked up from your address.",
);
const FEEDS: Limit = limit(
    "feeds",
    60,
    60,
    "This feed is fetched too often from your address.",
);
const EXPORTS: Limit = limit("exports", 20, 60, "Too many exports were asked for.");
const HEALTH: Limit = limit(
    "health",
    300,
    60,
    "Too many health checks came from your address.",
);
const API: Limit = limit(
    "api",
    600,
    60,
    "Too many API requests came from your address.",
);
const API_WRITES: Limit = limit(
    "api-writes",
    240,
    60,
    "Too many API requests that change something came from your address.",
);
const API_ENTRY: Limit = limit(
    "api-entry",
    30,
    60,
    "Too many accounts or tokens were asked for from your address.",
);
const DOCS: Limit = limit(
    "docs",
    120,
    60,
    "The documentation was asked for too often from your address.",
);
const MAIL: Limit = limit(
    "mail",
    20,
    60,
    "Too many mails were asked for from your address.",
);
const STREAMS: Limit = limit(
    "streams",
    60,
    60,
    "Too many live pages were opened from your address.",
);

/// The limits. The first rule that fits is the one; what none names is a page.
pub const RULES: &[Rule] = &[
    by_address("GET", "/static/*", limit("static", 3000, 60, PAGES.text)),
    by_address("GET", "/health/*", HEALTH),
    by_address("POST", "/sign-up", ENTRY),
    by_address("POST", "/login", ENTRY),
    by_address("POST", "/set-up/*", ENTRY),
    by_address("POST", "/password-reset/**", MAIL),
    by_address("POST", "/forgot-password", MAIL),
    by_both("POST", "/account/email/**", MAIL, MAIL),
    by_both("POST", "/lotteries/*/ballots", CROWD, BALLOTS),
    by_address("GET", "/live", STREAMS),
    by_both("GET", "/manage/**.csv", EXPORTS, EXPORTS),
    by_both("GET", "/account/data/**", EXPORTS, EXPORTS),
    by_both("GET", "/account/download/**", EXPORTS, EXPORTS),
    by_address("GET", "/**.csv", EXPORTS),
    by_address("GET", "/**.atom", FEEDS),
    by_address("GET", "/**.rss", FEEDS),
    by_address("GET", "/**.xml", FEEDS),
    by_address("GET", "/**.ics", FEEDS),
    by_address("GET", "/feeds/**", FEEDS),
    by_address("GET", "/check-winner", LOOKUPS),
    by_address("GET", "/draws/*", LOOKUPS),
    by_address("GET", "/api/openapi.json", DOCS),
    by_address("GET", "/docs/**", DOCS),
    by_address("POST", "/api/*/accounts", API_ENTRY),
    by_address("POST", "/api/*/tokens", API_ENTRY),
    by_address("GET", "/api/**", API),
    by_address("*", "/api/**", API_WRITES),
    by_address("GET", "/**", PAGES),
    by_both("*", "/**", FORMS, OWN_FORMS),
];

impl Rule {
    fn fits(&self, method: &Method, path: &str) -> bool {
        let reads = *method == Method::GET || *method == Method::HEAD;
        let fits = match self.method {
            "*" => true,
            "GET" => reads,
            named => method.as_str() == named,
        };
        fits && path_fits(self.path, path)
    }
}

/// Whether a path is one that the pattern means.
fn path_fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some("**"), _) => return true,
            (Some(end), _) if end.starts_with("**") => return path.ends_with(&end[2..]),
            (Some("*"), Some(part)) if !part.is_empty() => {}
            (Some(one), Some(other)) if one == other => {}
            _ => return false,
        }
    }
}

/// Time that never goes back, or the hands of a test.
#[derive(Debug, Clone)]
struct Ticking(Clock);

impl GovernorClock for Ticking {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

type Counters<K> = RateLimiter<K, DashMapStateStore<K>, Ticking, NoOpMiddleware<Duration>>;

/// The counters of every limit. Clones count into the same.
#[derive(Clone)]
pub struct Limits(Option<Arc<Shared>>);

struct Shared {
    /// One for each rule, in their order.
    counters: Vec<(Counters<IpAddr>, Option<Counters<i64>>)>,
    clock: Ticking,
    /// When counters were last forgotten, in seconds of the clock.
    swept: AtomicU64,
    metrics: Metrics,
}

/// How often old counters are forgotten, in seconds.
const SWEEP: u64 = 10;

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() {
            "Limits(on)"
        } else {
            "Limits(off)"
        })
    }
}

fn quota(limit: &Limit) -> Quota {
    let burst = NonZeroU32::new(limit.burst).expect("invariant: a limit allows something");
    let each = Duration::from_secs(limit.seconds) / limit.burst;
    let quota = Quota::with_period(each).expect("invariant: a limit has a time");
    quota.allow_burst(burst)
}

impl Limits {
    /// The limits of the table.
    pub fn new(clock: Clock, metrics: Metrics) -> Self {
        let clock = Ticking(clock);
        let counters = RULES.iter().map(|rule| {
            let own = rule.by_account.as_ref();
            (
                Counters::dashmap_with_clock(quota(&rule.by_address), clock.clone()),
                own.map(|limit| Counters::dashmap_with_clock(quota(limit), clock.clone())),
            )
        });
        Limits(Some(Arc::new(Shared {
            counters: counters.collect(),
            clock,
            swept: AtomicU64::new(0),
            metrics,
        })))
    }

    /// No limits: for measuring, and for tests of something else.
    pub fn off() -> Self {
        Limits(None)
    }

    /// Counts a request from this place.
    fn check_place(&self, method: &Method, path: &str, place: IpAddr) -> Result<(), WebError> {
        self.check(method, path, |shared, at, rule| {
            let (places, _) = &shared.counters[at];
            shared.outcome(places.check_key(&place), &rule.by_address)
        })
    }

    /// Counts a request of this account, where the route has a limit for accounts.
    /// The API, which knows an account only by its token, calls it itself.
    ///
    /// # Errors
    /// [`WebError::TooManyRequests`]
    pub fn check_account(
        &self,
        method: &Method,
        path: &str,
        account_id: i64,
    ) -> Result<(), WebError> {
        self.check(method, path, |shared, at, rule| {
            match (&shared.counters[at].1, &rule.by_account) {
                (Some(accounts), Some(limit)) => {
                    shared.outcome(accounts.check_key(&account_id), limit)
                }
                _ => Ok(()),
            }
        })
    }

    fn check(
        &self,
        method: &Method,
        path: &str,
        count: impl FnOnce(&Shared, usize, &Rule) -> Result<(), WebError>,
    ) -> Result<(), WebError> {
        let Some(shared) = &self.0 else { return Ok(()) };
        let found = RULES.iter().enumerate();
        match found.into_iter().find(|(_, rule)| rule.fits(method, path)) {
            Some((at, rule)) => count(shared, at, rule),
            None => Ok(()),
        }
    }

    /// Forgets places and accounts that have not come for as long as their limit looks back. Without it the counters
    /// would grow with every address that ever came; with it they hold at most those of the last minutes.
    pub fn job(&self) -> Job {
        let limits = self.clone();
        Job::new("forget old limits", move || {
            let limits = limits.clone();
            async move {
                limits.forget_old_now_and_then();
                Ok(())
            }
        })
    }

    fn forget_old_now_and_then(&self) {
        let Some(shared) = &self.0 else { return };
        let now = shared.clock.now().as_secs();
        if now.saturating_sub(shared.swept.load(Ordering::Relaxed)) >= SWEEP {
            shared.swept.store(now, Ordering::Relaxed);
            self.forget_old();
        }
    }

    fn forget_old(&self) {
        let Some(shared) = &self.0 else { return };
        for (places, accounts) in &shared.counters {
            if !places.is_empty() {
                places.retain_recent();
                places.shrink_to_fit();
            }
            if let Some(accounts) = accounts.as_ref().filter(|counters| !counters.is_empty()) {
                accounts.retain_recent();
                accounts.shrink_to_fit();
            }
        }
    }

    /// How many places and accounts are being counted.
    pub fn counted(&self) -> usize {
        let Some(shared) = &self.0 else { return 0 };
        let each = shared.counters.iter();
        each.map(|(places, accounts)| places.len() + accounts.as_ref().map_or(0, RateLimiter::len))
            .sum()
    }
}

impl Shared {
    fn outcome(
        &self,
        outcome: Result<(), governor::NotUntil<Duration>>,
        limit: &Limit,
    ) -> Result<(), WebError> {
        let Err(until) = outcome else { return Ok(()) };
        self.metrics.count_limited(limit.name);
        let wait = until.wait_time_from(self.clock.now());
        Err(WebError::TooManyRequests {
            retry_after: wait.as_secs() + 1,
            text: format!(
                "{} Nothing was done. Wait a moment and try again.",
                limit.text
            ),
        })
    }
}

/// Counts the request for the place it comes from. Before the session is looked up: what is refused costs nothing more.
///
/// # Errors
/// Those of what is inside.
pub async fn limit_places(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    if let Some(limits) = req.app_data::<web::Data<Limits>>().cloned()
        && limits.0.is_some()
    {
        let (http, payload) = req.parts_mut();
        let place = ClientAddress::from_request(http, payload).await?.place();
        // as the router reads it: %6c is an l there too
        let path = req.match_info().as_str();
        if let Err(refused) = limits.check_place(req.method(), path, place) {
            return Ok(req.error_response(refused));
        }
    }
    next.call(req)
        .await
        .map(ServiceResponse::map_into_boxed_body)
}

/// Counts the request for the account that is signed in. Inside the middleware that knows it.
///
/// # Errors
/// Those of what is inside.
pub async fn limit_accounts(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let account = req.extensions().get::<Viewer>().map(|v| v.account_id);
    if let (Some(id), Some(limits)) = (account, req.app_data::<web::Data<Limits>>()) {
        let path = req.match_info().as_str();
        if let Err(refused) = limits.check_account(req.method(), path, id) {
            return Ok(req.error_response(refused));
        }
    }
    next.call(req)
        .await
        .map(ServiceResponse::map_into_boxed_body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(method: &str, path: &str) -> &'static Rule {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        RULES.iter().find(|rule| rule.fits(&method, path)).unwrap()
    }

    #[test]
    fn every_request_has_a_limit_and_the_costly_ones_their_own() {
        for (method, path, name) in [
            ("GET", "/", "pages"),
            ("HEAD", "/nowhere/at/all", "pages"),
            ("POST", "/login", "entry"),
            ("BREW", "/", "forms"),
            ("POST", "/lotteries/daily/ballots", "ballots-address"),
            ("GET", "/lotteries/daily", "pages"),
            ("GET", "/manage/draws/x/entries.csv", "exports"),
            ("GET", "/lotteries/daily/results.atom", "feeds"),
            ("GET", "/check-winner", "lookups"),
            ("GET", "/draws/daily-2026-11-21", "lookups"),
            ("GET", "/docs", "docs"),
            ("GET", "/api/v1/lotteries", "api"),
            ("POST", "/api/v1/accounts", "api-entry"),
            ("DELETE", "/api/v1/x", "api-writes"),
        ] {
            assert_eq!(rule(method, path).by_address.name, name, "{method} {path}");
        }
        assert_eq!(
            rule("POST", "/lotteries/daily/ballots")
                .by_account
                .unwrap()
                .burst,
            60
        );
    }

    #[test]
    fn a_limit_refuses_the_next_one_until_time_has_passed() {
        let (clock, hands) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let limits = Limits::new(clock, Metrics::default());
        let path = "/lotteries/daily/ballots";
        let submit = |account| limits.check_account(&Method::POST, path, account);
        for _ in 0..60 {
            submit(1).unwrap();
        }
        let Err(WebError::TooManyRequests { retry_after, .. }) = submit(1) else {
            panic!("the 61st is refused");
        };
        assert_eq!(retry_after, 2);
        assert!(submit(2).is_ok(), "another account is not");
        hands.advance(2);
        assert!(submit(1).is_ok());
    }

    #[test]
    fn counters_of_places_that_stay_away_are_forgotten() {
        let (clock, hands) = Clock::manual("2026-11-21T12:00:00Z".parse().unwrap());
        let limits = Limits::new(clock, Metrics::default());
        for n in 0..1000u32 {
            let place = IpAddr::from(n.to_be_bytes());
            limits.check_place(&Method::GET, "/", place).unwrap();
        }
        assert_eq!(limits.counted(), 1000);
        hands.advance(61);
        limits.forget_old();
        assert_eq!(limits.counted(), 0);
    }

    #[test]
    fn without_limits_nothing_is_counted() {
        let limits = Limits::off();
        for _ in 0..5000 {
            let place = IpAddr::from([127, 0, 0, 1]);
            limits.check_place(&Method::GET, "/", place).unwrap();
        }
        assert_eq!(limits.counted(), 0);
    }
}
