//! Errors of the API as RFC 9457 has them: `application/problem+json` with a type that stays, a title, a status and a
//! detail. What kinds a feature adds is the feature's business; here are those that any request can meet.

use std::borrow::Cow;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::error::WebError;
use super::request_id::RequestId;

/// The media type.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Whether errors at this path are problems, and not pages.
pub fn is_api(path: &str) -> bool {
    path.strip_prefix("/api")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A kind of problem: what programs tell apart by its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemKind {
    /// The last part of its `type`.
    pub slug: &'static str,
    /// Its HTTP status.
    pub status: u16,
    /// What it is, in a few words that never change.
    pub title: &'static str,
    /// When it happens and what to do about it, for the documentation.
    pub about: &'static str,
}

impl ProblemKind {
    /// Its `type`: a URI below this server's address.
    pub fn uri(&self) -> String {
        format!("/problems/{}", self.slug)
    }
}

/// 400.
pub const BAD_REQUEST: ProblemKind = ProblemKind {
    slug: "bad-request",
    status: 400,
    title: "The request cannot be read",
    about: "The body is no JSON or no UTF-8, or the Idempotency-Key is malformed. Nothing was changed. Mend the request before you send it again.",
};
/// 401 without a token.
pub const NO_TOKEN: ProblemKind = ProblemKind {
    slug: "no-token",
    status: 401,
    title: "A token is needed",
    about: "Send `Authorization: Bearer` and an API token. Cookies do not count here.",
};
/// 401 with a token that opens nothing.
pub const BAD_TOKEN: ProblemKind = ProblemKind {
    slug: "bad-token",
    status: 401,
    title: "The token is not valid",
    about: "The token was never made, was revoked, has expired, or its account is disabled. Make another one.",
};
/// 403.
pub const FORBIDDEN: ProblemKind = ProblemKind {
    slug: "forbidden",
    status: 403,
    title: "This account may not do that",
    about: "The call is for managers, or for somebody else's things. Nothing was changed.",
};
/// 404.
pub const NOT_FOUND: ProblemKind = ProblemKind {
    slug: "not-found",
    status: 404,
    title: "Nothing is there",
    about: "Nothing has this address, or nothing that this account may know of.",
};
/// 405.
pub const METHOD_NOT_ALLOWED: ProblemKind = ProblemKind {
    slug: "method-not-allowed",
    status: 405,
    title: "This address does not take that method",
    about: "The Allow header lists the methods it takes.",
};
/// 409 where no closer kind is named.
pub const CONFLICT: ProblemKind = ProblemKind {
    slug: "conflict",
    status: 409,
    title: "It is not as it was",
    about: "It was done already, or has changed meanwhile. Nothing was changed this time; read it again and decide anew.",
};
/// 409 for a key that stands for another request.
pub const IDEMPOTENCY_KEY_REUSED: ProblemKind = ProblemKind {
    slug: "idempotency-key-reused",
    status: 409,
    title: "The Idempotency-Key stands for another request",
    about: "The same key was sent before with other values. Nothing was done this time. Send a new request under a new key.",
};
/// 413.
pub const TOO_LARGE: ProblemKind = ProblemKind {
    slug: "too-large",
    status: 413,
    title: "The body is too large",
    about: "A body may have 64 KiB.",
};
/// 415.
pub const UNSUPPORTED_MEDIA_TYPE: ProblemKind = ProblemKind {
    slug: "unsupported-media-type",
    status: 415,
    title: "The body is not JSON",
    about: "Send `Content-Type: application/json`, without a Content-Encoding.",
};
/// 422.
pub const INVALID: ProblemKind = ProblemKind {
    slug: "invalid",
    status: 422,
    title: "Some values do not fit",
    about: "The request could be read, but a value is missing, unknown, of another type or out of its range. Where single fields can be named, `errors` lists them. Nothing was changed.",
};
/// 429.
pub const TOO_MANY_REQUESTS: ProblemKind = ProblemKind {
    slug: "too-many-requests",
    status: 429,
    title: "Too many requests",
    about: "Wait as many seconds as Retry-After says. This request changed nothing.",
};
/// 500.
pub const INTERNAL: ProblemKind = ProblemKind {
    slug: "internal",
    status: 500,
    title: "Something broke on our side",
    about: "This is a fault of the server. Tell its operator the request number in `instance`.",
};
/// 503.
pub const UNAVAILABLE: ProblemKind = ProblemKind {
    slug: "unavailable",
    status: 503,
    title: "Not now",
    about: "The server is busy or its database is away. The detail says whether something may have been changed; with an Idempotency-Key it is safe to send the request again after as many seconds as Retry-After says.",
};

/// The kinds that belong to no feature.
pub const GENERAL: [&ProblemKind; 14] = [
    &BAD_REQUEST,
    &NO_TOKEN,
    &BAD_TOKEN,
    &FORBIDDEN,
    &NOT_FOUND,
    &METHOD_NOT_ALLOWED,
    &CONFLICT,
    &IDEMPOTENCY_KEY_REUSED,
    &TOO_LARGE,
    &UNSUPPORTED_MEDIA_TYPE,
    &INVALID,
    &TOO_MANY_REQUESTS,
    &INTERNAL,
    &UNAVAILABLE,
];

/// One problem: what a handler of the API answers instead of what was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{}", .cause.as_ref().map_or(Cow::Borrowed(.detail.as_str()), |cause| Cow::Owned(cause.to_string())))]
pub struct Problem {
    kind: &'static ProblemKind,
    detail: String,
    retry_after: Option<u64>,
    fields: Vec<FieldProblem>,
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What is wrong with one value of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field of the body or the parameter.
    #[schema(example = "due_date")]
    pub field: String,
    /// What to change.
    #[schema(example = "The due date must not be before the first day.")]
    pub detail: String,
}

/// The body of every error answer (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// The kind of problem: programs tell problems apart by this. Relative to the server's address.
    #[schema(example = "/problems/too-late")]
    pub r#type: String,
    /// The kind in a few words, always the same.
    pub title: String,
    /// The HTTP status, as in the status line.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened this time, for people.
    pub detail: String,
    /// This answer: the request's number, as in the header `X-Request-Id` and in the server's log.
    #[schema(example = "urn:clearlot:request:0123456789abcdef")]
    pub instance: String,
    /// What is wrong with single values, where that can be said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldProblem>,
}

impl Problem {
    /// A problem of this kind; `detail` says what happened this time.
    pub fn new(kind: &'static ProblemKind, detail: impl ToString) -> Self {
        Problem {
            kind,
            detail: detail.to_string(),
            retry_after: None,
            fields: Vec::new(),
            cause: None,
        }
    }

    /// Values that do not fit, each with its field.
    pub fn invalid<F: ToString, T: ToString>(fields: impl IntoIterator<Item = (F, T)>) -> Self {
        let fields = fields.into_iter().map(|(field, detail)| FieldProblem {
            field: field.to_string(),
            detail: detail.to_string(),
        });
        Problem {
            fields: fields.collect(),
            ..Self::new(
                &INVALID,
                "Some values need another look. Nothing was changed.",
            )
        }
    }

    /// One value that does not fit.
    pub fn invalid_field(field: &str, detail: impl ToString) -> Self {
        Self::invalid([(field, detail)])
    }

    /// Nothing has this address.
    pub fn not_found() -> Self {
        Self::new(&NOT_FOUND, "Nothing is at this address.")
    }

    /// Anything that is not the client's fault. The text goes to the log only.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        WebError::internal(error).into()
    }

    /// The same, to be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Its kind.
    pub fn kind(&self) -> &'static ProblemKind {
        self.kind
    }

    /// The finished answer.
    pub(super) fn answer(&self, request: &RequestId) -> HttpResponse {
        let body = ProblemBody {
            r#type: self.kind.uri(),
            title: self.kind.title.to_owned(),
            status: self.kind.status,
            detail: self.detail.clone(),
            instance: format!("urn:clearlot:request:{request}"),
            errors: self.fields.clone(),
        };
        let body = serde_json::to_string(&body).unwrap_or_else(|e| {
            log::error!("a problem could not be written: {e}");
            "{}".to_owned()
        });
        let mut answer = self.error_response();
        let media_type = HeaderValue::from_static(MEDIA_TYPE);
        answer
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
        answer.set_body(BoxBody::new(body))
    }
}

/// The problem that any error of the server is to a program; what is not listed is ours.
pub(super) fn answer_to(error: &actix_web::Error, request: &RequestId) -> HttpResponse {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.answer(request);
    }
    let problem = match error.as_error::<WebError>() {
        Some(error) => Problem::told(error),
        None => Problem::of_status(error.as_response_error().status_code()),
    };
    problem.answer(request)
}

impl Problem {
    /// What may be told of an error of the pages.
    fn told(error: &WebError) -> Self {
        let detail = error.public_text();
        let mut problem = Self::of_status(match error {
            // where a page would lead to the login page
            WebError::SignInFirst { .. } => StatusCode::UNAUTHORIZED,
            other => other.status_code(),
        });
        if let Some(detail) = detail {
            problem.detail = detail;
        }
        problem.retry_after = error.retry_after();
        problem
    }

    /// The kind that a bare status stands for. A status that no kind has is ours: nothing here answers it.
    fn of_status(status: StatusCode) -> Self {
        let kind = GENERAL
            .into_iter()
            .find(|kind| kind.status == status.as_u16());
        let kind = kind.unwrap_or(if status.is_client_error() {
            &BAD_REQUEST
        } else {
            &INTERNAL
        });
        Self::new(kind, kind.about)
    }
}

impl From<WebError> for Problem {
    fn from(error: WebError) -> Self {
        let mut problem = Self::told(&error);
        if let WebError::Internal(cause) = error {
            problem.cause = Some(cause);
        }
        problem
    }
}

impl From<crate::store::StoreError> for Problem {
    fn from(error: crate::store::StoreError) -> Self {
        WebError::from(error).into()
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Status and headers; the outermost layer, which knows the request's number, writes the body.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        if let Some(seconds) = self.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if self.kind.status == 401 {
            let challenge = if *self.kind == BAD_TOKEN {
                "Bearer error=\"invalid_token\""
            } else {
                "Bearer"
            };
            answer.insert_header((header::WWW_AUTHENTICATE, challenge));
        }
        answer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_the_api_answer_problems() {
        for path in ["/api", "/api/", "/api/no/such"] {
            assert!(is_api(path), "{path}");
        }
        for path in ["/", "/apis", "/docs", "/lotteries/api"] {
            assert!(!is_api(path), "{path}");
        }
    }

    #[test]
    fn what_is_inside_an_error_goes_to_the_log_only() {
        let problem = Problem::internal("the password of the database is hunter2");
        assert!(problem.to_string().contains("hunter2"));
        assert!(!problem.detail.contains("hunter2"));
        assert_eq!(problem.status_code(), StatusCode::INTERNAL_SERVER_ERROR);
    }

    #[test]
    fn kinds_have_names_of_their_own() {
        let mut slugs: Vec<&str> = GENERAL.iter().map(|kind| kind.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), GENERAL.len());
    }
}
