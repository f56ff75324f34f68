//! `/health/live` and `/health/ready`, for supervisors and load balancers. They show no inside information.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::{HttpResponse, web};

use crate::store::{Db, StoreError};

/// What readiness depends on.
#[derive(Debug, Clone)]
pub struct Health {
    db: Db,
    leaving: Arc<AtomicBool>,
}

impl Health {
    /// Ready while the database takes writes and the server is not shutting down.
    pub fn new(db: Db) -> Self {
        Health {
            db,
            leaving: Arc::default(),
        }
    }

    /// From here on "not ready": no new work should come.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
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

async fn is_ready(health: web::Data<Health>) -> HttpResponse {
    let leaving = health.leaving.load(Ordering::Acquire);
    // an empty transaction goes the whole way of a ballot but for the disk
    let writes = !leaving && health.db.write(|_| Ok::<_, StoreError>(())).await.is_ok();
    let (mut answer, text) = match (leaving, writes) {
        (true, _) => (HttpResponse::ServiceUnavailable(), "shutting down\n"),
        (false, false) => (
            HttpResponse::ServiceUnavailable(),
            "the database takes no writes\n",
        ),
        (false, true) => (HttpResponse::Ok(), "ready\n"),
    };
    answer.content_type("text/plain; charset=utf-8").body(text)
}
