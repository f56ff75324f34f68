//! The outermost layer: gives every answer its request id and security headers, and every error answer a page,
//! whatever layer it came from. Panics and handlers that hang end here too. The inside of an error goes to the log only.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant};

use actix_session::storage::LoadError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{ConnectionType, Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpResponse, ResponseError, web};
use askama::Template;
use futures_util::FutureExt;

use super::access_log;
use super::address::ClientAddress;
use super::error::WebError;
use super::headers;
use super::i18n::{self, tr};
use super::metrics::Metrics;
use super::page::Viewer;
use super::problem;
use super::request_id::RequestId;
use super::show::TimeLeft;
use super::site::Site;
use super::views::ErrorPage;

/// How long a request may take with its body and its work.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// What an answer is made from, kept aside because the request itself is gone where its handler panicked.
struct Asked {
    site: web::Data<Site>,
    metrics: Option<web::Data<Metrics>>,
    method: Method,
    path: String,
    address: Option<IpAddr>,
    here: String,
    request_id: RequestId,
    started: Instant,
}

/// What is known of a request once it is answered: not where its handler panicked.
#[derive(Default)]
struct Routed {
    /// The route's pattern.
    route: Option<String>,
    account: Option<i64>,
}

/// The middleware.
///
/// # Errors
/// None that has not become a page: an `Err` holds the finished answer, for the cases in which the request is lost.
pub async fn error_pages(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    // whoever asks for the head alone gets that of the page: the connection remembers to leave the body out
    if *req.method() == Method::HEAD {
        req.head_mut().method = Method::GET;
    }
    let Some(site) = req.app_data::<web::Data<Site>>().cloned() else {
        return Err(WebError::internal("invariant: the application has a Site").into());
    };
    let (http, payload) = req.parts_mut();
    let address = ClientAddress::from_request(http, payload).await;
    let here = i18n::request::here(req.method(), req.uri(), req.headers(), &site.public_url);
    let asked = Asked {
        site,
        metrics: req.app_data::<web::Data<Metrics>>().cloned(),
        method: req.method().clone(),
        path: req.path().to_owned(),
        address: address.ok().map(|client| client.0),
        here,
        request_id: RequestId::new(),
        started: Instant::now(),
    };
    req.extensions_mut().insert(asked.request_id.clone());
    let work = AssertUnwindSafe(next.call(req)).catch_unwind();
    let work = tokio::time::timeout(TIME_LIMIT, work);
    let lost = match asked.request_id.clone().during(work).await {
        Ok(Ok(Ok(response))) => {
            let finish = || asked.finish(response.map_into_boxed_body());
            return Ok(asked.request_id.clone().while_in(finish));
        }
        Ok(Ok(Err(error))) => return Err(asked.lost(error)),
        Ok(Err(_panic)) => WebError::internal("the handler panicked"),
        Err(_elapsed) => WebError::Unavailable {
            retry_after: 5,
            text: tr(
                "This took longer than we wait. What you sent may or may not have been taken.",
            )
            .into(),
        },
    };
    Err(asked.lost(lost.into()))
}

/// The session layer wraps its errors, of which there is one: the database is away. That is not a fault of ours.
fn told(error: &actix_web::Error) -> Option<WebError> {
    error.as_error::<InternalError<LoadError>>()?;
    let text = tr("The database is not answering. Nothing was changed.").into();
    Some(WebError::Unavailable {
        retry_after: 5,
        text,
    })
}

impl Asked {
    /// Puts a page into an error answer that has none.
    fn finish(&self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let status = response.status();
        let failed = status.is_client_error() || status.is_server_error();
        let has_page = response.headers().contains_key(header::CONTENT_TYPE)
            && response.response().error().is_none();
        let request = response.request();
        let routed = Routed {
            route: request.match_pattern(),
            account: request.extensions().get::<Viewer>().map(|v| v.account_id),
        };
        let mut response = if failed && !has_page {
            self.dress(response, &routed)
        } else {
            response
        };
        self.frame(response.response_mut(), &routed);
        response
    }

    fn dress(
        &self,
        response: ServiceResponse<BoxBody>,
        routed: &Routed,
    ) -> ServiceResponse<BoxBody> {
        let viewer = response.request().extensions().get::<Viewer>().cloned();
        let mut page = match response.response().error() {
            Some(error) => self.answer(error, viewer, routed),
            None => {
                let bare = Bare(response.status());
                self.answer(&actix_web::Error::from(bare), viewer, routed)
            }
        };
        let (request, old) = response.into_parts();
        for name in [header::SET_COOKIE, header::ALLOW] {
            for value in old.headers().get_all(&name) {
                page.headers_mut().append(name.clone(), value.clone());
            }
        }
        ServiceResponse::new(request, page)
    }

    fn lost(&self, error: actix_web::Error) -> actix_web::Error {
        let routed = Routed::default();
        let page = self.request_id.clone().while_in(|| {
            let mut page = self.answer(&error, None, &routed);
            self.frame(&mut page, &routed);
            page
        });
        InternalError::from_response(error.to_string(), page).into()
    }

    fn frame(&self, answer: &mut HttpResponse, routed: &Routed) {
        headers::add(answer.headers_mut(), &self.site.public_url);
        i18n::request::add_headers(answer.headers_mut());
        answer.headers_mut().insert(
            header::HeaderName::from_static("x-request-id"),
            self.request_id.to_header(),
        );
        let (status, took) = (answer.status(), self.started.elapsed());
        // what follows is the rest of the body that was refused, and no next request; actix reads it on all the same
        // before it closes (docs/RELIABILITY.md)
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            answer.head_mut().set_connection_type(ConnectionType::Close);
        }
        if let Some(metrics) = &self.metrics {
            metrics.count(routed.route.as_deref(), &self.method, status, took);
        }
        let path = access_log::shown_path(&self.path, routed.route.as_deref());
        access_log::note(
            (&self.method, path),
            status,
            took.as_micros(),
            self.address,
            routed.account,
        );
    }

    /// A page for people, a problem for programs.
    fn answer(
        &self,
        error: &actix_web::Error,
        viewer: Option<Viewer>,
        routed: &Routed,
    ) -> HttpResponse {
        let answer = if problem::is_api(&self.path) {
            problem::answer_to(error, &self.request_id)
        } else {
            self.page(error, viewer)
        };
        if answer.status() == StatusCode::INTERNAL_SERVER_ERROR {
            let path = access_log::shown_path(&self.path, routed.route.as_deref());
            log::error!("{path:?}: {error}");
        }
        answer
    }

    fn page(&self, error: &actix_web::Error, viewer: Option<Viewer>) -> HttpResponse {
        let told = told(error);
        let known = told.as_ref().or_else(|| error.as_error::<WebError>());
        let mut answer =
            known.map_or_else(|| error.error_response(), ResponseError::error_response);
        let status = answer.status();
        if !(status.is_client_error() || status.is_server_error()) {
            return answer;
        }
        let mut page = ErrorPage::new(
            self.site.page(&self.path, viewer, Vec::new()),
            status.as_u16(),
        );
        if let Some(text) = known.and_then(WebError::public_text) {
            page.what = text;
        }
        let retry = known.and_then(WebError::retry_after);
        page.retry =
            retry.map(|seconds| TimeLeft::seconds(u32::try_from(seconds).unwrap_or(u32::MAX)));
        page.page.here.clone_from(&self.here);
        page.request_id = Some(self.request_id.to_string());
        let body = page.render().unwrap_or_else(|e| {
            log::error!("the error page could not be rendered: {e}");
            page.title.clone()
        });
        let html = header::HeaderValue::from_static("text/html; charset=utf-8");
        answer.headers_mut().insert(header::CONTENT_TYPE, html);
        answer.set_body(BoxBody::new(body))
    }
}

/// A status without an error behind it, such as the router's 404.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Bare(StatusCode);

impl ResponseError for Bare {
    fn status_code(&self) -> StatusCode {
        self.0
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.0)
    }
}
