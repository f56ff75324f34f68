//! Messages shown once, on the page that follows an action. They travel in the session.

use actix_session::Session;

use super::error::WebError;
use super::page::{Flash, FlashKind};

const KEY: &str = "flash";

/// Leaves a message for the next page.
///
/// # Errors
/// [`WebError::Internal`] when the session cannot hold it.
pub fn push(session: &Session, kind: FlashKind, text: impl Into<String>) -> Result<(), WebError> {
    let mut waiting: Vec<Flash> = session.get(KEY).unwrap_or_default().unwrap_or_default();
    waiting.push(Flash {
        kind,
        text: text.into(),
    });
    session
        .insert(KEY, waiting)
        .map_err(|e| WebError::internal(e.to_string()))
}

/// Takes the waiting messages out of the session. A session without any is not touched, so that plain reading writes nothing.
pub(super) fn take(session: &Session) -> Vec<Flash> {
    if !session.contains_key(KEY) {
        return Vec::new();
    }
    session
        .remove_as(KEY)
        .and_then(Result::ok)
        .unwrap_or_default()
}
