//! The talk with a witness over HTTP. It blocks, so it runs on threads that may.

use std::time::Duration;

use ureq::Agent;

use crate::outgoing;

/// How long a witness may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// More than any answer has.
const ANSWER_MAX: u64 = 16 * 1024;

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// Lines of signatures, not yet checked.
    Cosigned(String),
    /// It cosigned another size last.
    OtherSize(u64),
}

/// Asks witnesses.
#[derive(Debug)]
pub(super) struct Client(Agent);

impl Client {
    pub(super) fn new() -> Self {
        Client(outgoing::agent(PATIENCE).build().into())
    }

    /// Sends a request to `<url>/add-checkpoint`. The error is a sentence for the log.
    pub(super) fn add_checkpoint(&self, url: &str, request: &str) -> Result<Answer, String> {
        let post = self.0.post(format!("{url}/add-checkpoint"));
        let mut answer = post
            .content_type("text/plain; charset=utf-8")
            .send(request)
            .map_err(|e| e.to_string())?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().with_config().limit(ANSWER_MAX);
        let text = body.read_to_string().map_err(|e| e.to_string())?;
        match status {
            200 => Ok(Answer::Cosigned(text)),
            409 => match text.trim_end().parse() {
                Ok(size) => Ok(Answer::OtherSize(size)),
                Err(_) => Err("it answers 409 and no size".to_owned()),
            },
            _ => Err(format!("it answers {status}: {}", text.trim_end())),
        }
    }
}
