//! Counters for the operator's graphs, in the text format of Prometheus. Label values are few: routes by their pattern,
//! never by what somebody typed. Not here: what each feature counts.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use prometheus::core::Collector;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};
use sha2::{Digest, Sha256};

use super::error::WebError;

/// What looks things up just before the numbers are shown.
type Refresh = Arc<dyn Fn() -> LocalBoxFuture<'static, ()> + Send + Sync>;

/// All counters of this process. Cheap to clone; clones count into the same.
#[derive(Clone)]
pub struct Metrics(Arc<Shared>);

struct Shared {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    limited: IntCounterVec,
    refresh: Mutex<Vec<Refresh>>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics(…)")
    }
}

/// What stands for a route where no handler was found, or the request was lost with its handler.
const NO_ROUTE: &str = "none";

const SECONDS: [f64; 10] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10.0,
];

impl Default for Metrics {
    fn default() -> Self {
        let counter = |name: &str, help: &str, labels: &[&str]| {
            IntCounterVec::new(Opts::new(name, help), labels).expect("invariant: good names")
        };
        let requests = counter(
            "clearlot_http_requests_total",
            "Requests answered.",
            &["route", "method", "status"],
        );
        let seconds = HistogramOpts::new("clearlot_http_request_seconds", "Time to an answer.");
        let seconds = HistogramVec::new(seconds.buckets(SECONDS.into()), &["route"])
            .expect("invariant: good names and ascending buckets");
        let limited = counter(
            "clearlot_rate_limited_total",
            "Requests refused by a rate limit.",
            &["limit"],
        );
        let metrics = Metrics(Arc::new(Shared {
            registry: Registry::new(),
            requests: requests.clone(),
            seconds: seconds.clone(),
            limited: limited.clone(),
            refresh: Mutex::default(),
        }));
        metrics.register(requests);
        metrics.register(seconds);
        metrics.register(limited);
        let version = Opts::new("clearlot_info", "Which version runs.")
            .const_label("version", env!("CARGO_PKG_VERSION"));
        let version = IntGauge::with_opts(version).expect("invariant: good names");
        version.set(1);
        metrics.register(version);
        metrics
    }
}

impl Metrics {
    /// Shows what a feature counts by itself.
    pub fn register(&self, counted: impl Collector + 'static) {
        self.0
            .registry
            .register(Box::new(counted))
            .expect("invariant: every name is used once");
    }

    /// A number that is set by hand.
    pub fn gauge(&self, name: &str, help: &str) -> IntGauge {
        let gauge = IntGauge::new(name, help).expect("invariant: a good name");
        self.register(gauge.clone());
        gauge
    }

    /// Has this run before the numbers are shown.
    pub fn before_showing<F, R>(&self, refresh: F)
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = ()> + 'static,
    {
        let refresh: Refresh = Arc::new(move || Box::pin(refresh()));
        let all = &self.0.refresh;
        all.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(refresh);
    }

    /// Counts one answer.
    pub(super) fn count(
        &self,
        route: Option<&str>,
        method: &Method,
        status: StatusCode,
        took: Duration,
    ) {
        let route = route.unwrap_or(NO_ROUTE);
        // anybody may make up a method
        let method = match *method {
            Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE => {
                method.as_str()
            }
            _ => "other",
        };
        let labels = [route, method, status.as_str()];
        self.0.requests.with_label_values(&labels).inc();
        let seconds = self.0.seconds.with_label_values(&[route]);
        seconds.observe(took.as_secs_f64());
    }

    /// Counts one refusal by the limit of this name.
    pub(super) fn count_limited(&self, limit: &str) {
        self.0.limited.with_label_values(&[limit]).inc();
    }

    /// All numbers as text.
    async fn text(&self) -> Result<Vec<u8>, prometheus::Error> {
        let refresh = self.0.refresh.lock();
        let refresh = refresh.unwrap_or_else(PoisonError::into_inner).clone();
        for look in refresh {
            look().await;
        }
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.0.registry.gather(), &mut text)?;
        Ok(text)
    }
}

/// Who may see the numbers on the address that everybody uses: nobody, or who knows the token.
#[derive(Clone)]
pub struct MetricsToken([u8; 32]);

impl std::fmt::Debug for MetricsToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MetricsToken(…)")
    }
}

impl MetricsToken {
    /// The token is kept hashed: comparing hashes tells nothing of the token by how long it takes.
    pub fn new(token: &str) -> Self {
        MetricsToken(Sha256::digest(token).into())
    }

    fn is_shown_by(&self, req: &HttpRequest) -> bool {
        let shown = req.headers().get(header::AUTHORIZATION);
        let token = shown
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.strip_prefix("Bearer "));
        token.is_some_and(|token| MetricsToken::new(token).0 == self.0)
    }
}

/// Adds `/metrics` to the address that everybody uses. Without the token it is as if it were not there.
pub fn guarded_route(token: Option<MetricsToken>) -> impl Fn(&mut web::ServiceConfig) {
    move |config| {
        let token = token.clone();
        let show = move |req: HttpRequest, metrics: web::Data<Metrics>| {
            let is_allowed = token.as_ref().is_some_and(|token| token.is_shown_by(&req));
            async move {
                if is_allowed {
                    show(metrics).await
                } else {
                    Err(WebError::NotFound)
                }
            }
        };
        config.route("/metrics", web::get().to(show));
    }
}

/// Adds `/metrics` to an address that only the operator reaches.
pub fn open_route(config: &mut web::ServiceConfig) {
    config.route("/metrics", web::get().to(show));
}

async fn show(metrics: web::Data<Metrics>) -> Result<HttpResponse, WebError> {
    let text = metrics.text().await.map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_methods_share_one_label() {
        let metrics = Metrics::default();
        for method in ["BREW", "STIR", "SIP"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            metrics.count(None, &method, StatusCode::NOT_FOUND, Duration::ZERO);
        }
        let counted = metrics
            .0
            .requests
            .with_label_values(&["none", "other", "404"]);
        assert_eq!(counted.get(), 3);
    }

    #[test]
    fn a_token_is_never_shown() {
        assert_eq!(
            format!("{:?}", MetricsToken::new("secret")),
            "MetricsToken(…)"
        );
    }
}
