//! The errors a handler can answer. Rendering them as pages is `error_pages`.
//!
//! Which error type to use: an operation has its own enum, whose texts are the user's; a handler maps what is
//! the client's fault to one of these, and everything else becomes [`WebError::Internal`] by `?`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use super::i18n::tr;
use super::page::with_next;
use crate::store::StoreError;

/// An answer that is not the page that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// 400: the request cannot be read.
    #[error("{0}")]
    BadRequest(String),
    /// 403: this account, or this origin, may not.
    #[error("{0}")]
    Forbidden(String),
    /// 404: nothing is there, or nothing this account may know of.
    #[error("nothing is there")]
    NotFound,
    /// 409: it was already done, or has changed meanwhile.
    #[error("{0}")]
    Conflict(String),
    /// 413: the body is larger than any form of this site.
    #[error("the body is too large")]
    TooLarge,
    /// 429: too many tries.
    #[error("{text}")]
    TooManyRequests {
        /// Seconds until the next try is worth it.
        retry_after: u64,
        /// What was tried too often, as a sentence.
        text: String,
    },
    /// 503: not now. Whether anything was done is said in the text.
    #[error("{text}")]
    Unavailable {
        /// Seconds until the next try is worth it.
        retry_after: u64,
        /// What happened, as a sentence.
        text: String,
    },
    /// 303 to the login page, and back to `next` afterwards.
    #[error("sign in first")]
    SignInFirst {
        /// The local path to return to.
        next: String,
    },
    /// 500: ours. The text goes to the log only.
    #[error("{0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl WebError {
    /// Seconds to wait, where that helps.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            WebError::TooManyRequests { retry_after, .. }
            | WebError::Unavailable { retry_after, .. } => Some(*retry_after),
            _ => None,
        }
    }

    /// What the page may say of it; nothing for what is ours or needs no more words than its status has.
    pub fn public_text(&self) -> Option<String> {
        match self {
            WebError::NotFound
            | WebError::TooLarge
            | WebError::SignInFirst { .. }
            | WebError::Internal(_) => None,
            told => Some(told.to_string()),
        }
    }

    /// Anything that is not the client's fault.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        WebError::Internal(error.into())
    }
}

impl From<StoreError> for WebError {
    fn from(error: StoreError) -> Self {
        if !error.is_passing() {
            return WebError::internal(error);
        }
        log::warn!("store: {error}");
        let text = match error {
            StoreError::QueueFull => {
                tr("More is coming in than we can write down. Nothing was changed.")
            }
            StoreError::OutcomeUnknown(_) => tr(
                "The database did not answer in time. What you sent may or may not have been taken.",
            ),
            StoreError::WritesStopped => tr(
                "This server cannot write to its disk, so nothing new is taken. What was confirmed before is safe.",
            ),
            _ => tr("The database is not answering. Nothing was changed."),
        };
        WebError::Unavailable {
            retry_after: 5,
            text: text.into(),
        }
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            WebError::BadRequest(_) => StatusCode::BAD_REQUEST,
            WebError::Forbidden(_) => StatusCode::FORBIDDEN,
            WebError::NotFound => StatusCode::NOT_FOUND,
            WebError::Conflict(_) => StatusCode::CONFLICT,
            WebError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            WebError::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            WebError::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            WebError::SignInFirst { .. } => StatusCode::SEE_OTHER,
            WebError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        if let WebError::SignInFirst { next } = self {
            answer.insert_header((header::LOCATION, with_next("/login", next)));
        }
        if let Some(seconds) = self.retry_after() {
            answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        answer.finish()
    }
}

/// A 303 to another page of this site, the answer to every form that was taken.
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, path))
        .finish()
}
