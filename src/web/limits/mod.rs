//! How often one place or one account may ask for what costs something: a table, and two middlewares that hold to it.
//! Limits are generous to people and mean to programs; sign-ups and passwords have stricter ones of their own, kept in
//! the database. These are kept in memory: each process counts for itself, and a restart forgets.

mod table;

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

pub use table::{Limit, RULES, Rule};

use super::address::ClientAddress;
use super::error::WebError;
use super::metrics::Metrics;
use super::page::Viewer;
use crate::clock::Clock;
use crate::scheduler::Job;
use crate::web::i18n::tr;

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
                "{} {}",
                tr(limit.text),
                tr("Nothing was done. Wait a moment and try again.")
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
