//! `/health/live` and `/health/ready`, for supervisors and load balancers. They show no inside information: names of
//! checks and a word for each. What is checked is put together in `watch.rs`.
//!
//! Failing means that no requests should come here (503). Degraded means that somebody should look, and requests
//! may come (200): a site that is taken away because a draw is late would only be later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::{HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

/// How one thing, or the whole server, is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// Somebody should look; requests may come.
    Degraded,
    /// No requests should come.
    Failing,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at: one word.
    pub name: &'static str,
    /// How it is.
    pub state: State,
    /// What the operator should know, as a sentence; nothing when all is well. Not shown to strangers.
    #[serde(skip)]
    pub text: Option<String>,
}

/// How the server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthSummary {
    /// The worst of all findings.
    pub state: State,
    /// Every check, in order.
    pub findings: Vec<Finding>,
}

impl HealthSummary {
    /// What somebody should look at, as sentences for the managers' dashboard.
    pub fn warnings(&self) -> impl Iterator<Item = &str> {
        let found = self.findings.iter();
        found.filter_map(|finding| finding.text.as_deref())
    }
}

/// What a look at one thing says: its state and a sentence, if that is not `Ok`.
type Look = Arc<dyn Fn() -> LocalBoxFuture<'static, Result<(), (State, String)>> + Send + Sync>;

/// Looks at one thing: its state, and what to say of it if that is not `Ok`.
#[derive(Clone)]
pub struct Check {
    name: &'static str,
    look: Look,
}

impl Check {
    /// A check of this name.
    pub fn new<F, R>(name: &'static str, look: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<(), (State, String)>> + 'static,
    {
        Check {
            name,
            look: Arc::new(move || Box::pin(look())),
        }
    }
}

/// What readiness depends on. Handlers and pages take it from the application's data.
#[derive(Clone)]
pub struct Health {
    checks: Arc<[Check]>,
    leaving: Arc<AtomicBool>,
}

impl std::fmt::Debug for Health {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.checks.iter().map(|check| check.name);
        f.debug_list().entries(names).finish()
    }
}

impl Health {
    /// Ready while no check fails and the server is not shutting down.
    pub fn new(checks: Vec<Check>) -> Self {
        Health {
            checks: checks.into(),
            leaving: Arc::default(),
        }
    }

    /// From here on "not ready": no new work should come.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
    }

    /// Looks at everything.
    pub async fn summary(&self) -> HealthSummary {
        let mut findings = Vec::with_capacity(self.checks.len() + 1);
        if self.leaving.load(Ordering::Acquire) {
            findings.push(Finding {
                name: "stopping",
                state: State::Failing,
                text: Some("The server is shutting down.".to_owned()),
            });
        }
        for check in self.checks.iter() {
            let (state, text) = match (check.look)().await {
                Ok(()) => (State::Ok, None),
                Err((state, text)) => (state, Some(text)),
            };
            findings.push(Finding {
                name: check.name,
                state,
                text,
            });
        }
        let worst = findings.iter().map(|finding| finding.state).max();
        HealthSummary {
            state: worst.unwrap_or(State::Ok),
            findings,
        }
    }
}

/// Adds the two routes.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/health/live", web::get().to(is_live))
        .route("/health/ready", web::get().to(is_ready));
}

async fn is_live() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("live\n")
}

#[derive(Serialize)]
struct Answer {
    ready: bool,
    state: State,
    checks: Vec<Finding>,
}

async fn is_ready(health: web::Data<Health>) -> HttpResponse {
    let summary = health.summary().await;
    let ready = summary.state != State::Failing;
    let mut answer = if ready {
        HttpResponse::Ok()
    } else {
        HttpResponse::ServiceUnavailable()
    };
    answer.json(Answer {
        ready,
        state: summary.state,
        checks: summary.findings,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn the_worst_finding_is_the_servers_state() {
        let check = |name, state: State| {
            Check::new(name, move || async move {
                match state {
                    State::Ok => Ok(()),
                    _ => Err((state, format!("{name} is bad."))),
                }
            })
        };
        let health = Health::new(vec![check("a", State::Ok), check("b", State::Degraded)]);
        let summary = health.summary().await;
        assert_eq!(summary.state, State::Degraded);
        assert_eq!(summary.warnings().collect::<Vec<_>>(), ["b is bad."]);
        health.leave();
        assert_eq!(health.summary().await.state, State::Failing);
        assert_eq!(Health::new(Vec::new()).summary().await.state, State::Ok);
    }
}
