//! What organisers should know about the server: each part that can have a problem adds a question, and the first page
//! of the organisers asks them all. Which parts there are is decided in `app.rs`.

use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use super::health::Health;
use crate::web::i18n::tr;

/// Something that needs somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, in one sentence without a full stop.
    pub title: String,
    /// What it means and what to do.
    pub text: String,
    /// Where to do it: the words and the address.
    pub link: Option<(String, String)>,
}

type Question = Arc<dyn Fn() -> LocalBoxFuture<'static, Vec<Finding>> + Send + Sync>;

/// The questions.
#[derive(Clone, Default)]
pub struct Checks(Vec<Question>);

impl std::fmt::Debug for Checks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Checks({})", self.0.len())
    }
}

impl Checks {
    /// One question more.
    #[must_use]
    pub fn with<F, A>(mut self, ask: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Vec<Finding>> + 'static,
    {
        self.0.push(Arc::new(move || Box::pin(ask())));
        self
    }

    /// Everything that needs somebody, in the order of the questions.
    pub async fn findings(&self) -> Vec<Finding> {
        let mut all = Vec::new();
        for ask in &self.0 {
            all.extend(ask().await);
        }
        all
    }
}

/// What `/health/ready` tells strangers in a word each, as sentences. Late draws are left out: the first page of the
/// organisers names each of them.
pub async fn of_health(health: &Health) -> Vec<Finding> {
    let summary = health.summary().await;
    let findings = summary.findings.iter().filter(|one| one.name != "draws");
    let told = findings.filter_map(|one| {
        Some(Finding {
            title: match one.name {
                "backup" => tr("Backups need somebody"),
                "beacon" => tr("A public random number is missing"),
                "signing" => tr("The database went back in time"),
                "disk" => tr("The disk is almost full"),
                "writes" | "schema" => tr("The database needs somebody"),
                _ => tr("The server needs somebody"),
            }
            .to_owned(),
            text: one.text.clone()?,
            link: None,
        })
    });
    told.collect()
}
