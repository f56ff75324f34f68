//! What organisers should know about the server: each part that can have a problem adds a question, and the first page
//! of the organisers asks them all. Which parts there are is decided in `app.rs`.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

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

type Answer = Pin<Box<dyn Future<Output = Vec<Finding>> + Send>>;
type Question = Arc<dyn Fn() -> Answer + Send + Sync>;

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
        A: Future<Output = Vec<Finding>> + Send + 'static,
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
