//! Refuses a request that another site had the browser send. GET, HEAD and OPTIONS change nothing and pass.
//!
//! A request that carries the session cookie must show where it comes from; one without a cookie acts for nobody
//! and passes unless it says itself that it comes from elsewhere (a foreign login form). No tokens: two tabs and
//! the back button keep working.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest, dev, web};

use super::error::WebError;
use super::i18n::tr_with;
use super::problem::{FORBIDDEN, Problem};
use super::site::Site;

/// The middleware.
pub async fn same_origin(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let is_safe = matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe && let Some(site) = req.app_data::<web::Data<Site>>() {
        let has_cookie = req.cookie(site.public_url.cookie_name()).is_some();
        let shown = Shown::of(req.request(), has_cookie);
        if !shown.is_ours(site.public_url.origin()) {
            let text = tr_with(
                "This form was sent from another address than {origin}. Nothing was changed.",
                &[("origin", &site.public_url.origin())],
            );
            return Ok(req.error_response(WebError::Forbidden(text)));
        }
    }
    next.call(req)
        .await
        .map(ServiceResponse::map_into_boxed_body)
}

/// A request that no other site had a browser send, as an argument: for calls of the API that count by the address they
/// come from. A call with a token needs none: no site can have it sent.
#[derive(Debug, Clone, Copy)]
pub struct FromHere;

impl FromHere {
    /// Whether it is one.
    ///
    /// # Errors
    /// 403 for what says itself that it comes from another site.
    pub fn check(req: &HttpRequest) -> Result<Self, Problem> {
        let site = req.app_data::<web::Data<Site>>();
        let has_token = req.headers().contains_key(header::AUTHORIZATION);
        let is_ours =
            |site: &web::Data<Site>| Shown::of(req, false).is_ours(site.public_url.origin());
        match has_token || site.is_none_or(is_ours) {
            true => Ok(FromHere),
            false => Err(Problem::new(
                &FORBIDDEN,
                "A page of another site sent this.",
            )),
        }
    }
}

impl FromRequest for FromHere {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(Self::check(req))
    }
}

/// What a request shows of where it comes from.
struct Shown<'a> {
    fetch_site: Option<&'a str>,
    origin: Option<&'a str>,
    has_cookie: bool,
}

impl<'a> Shown<'a> {
    fn of(req: &'a HttpRequest, has_cookie: bool) -> Self {
        let text = |name: &str| {
            let value = req.headers().get(name);
            value.map(|value| value.to_str().unwrap_or("?"))
        };
        Shown {
            fetch_site: text("sec-fetch-site"),
            origin: text(header::ORIGIN.as_str()),
            has_cookie,
        }
    }

    fn is_ours(&self, own_origin: &str) -> bool {
        match (self.fetch_site, self.origin) {
            // the browser itself compared the origins
            (Some(site), _) => matches!(site, "same-origin" | "none"),
            // browsers leave Sec-Fetch-Site out over plain http in a local network
            (None, Some(origin)) => origin == own_origin,
            (None, None) => !self.has_cookie,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(fetch_site: Option<&str>, origin: Option<&str>, has_cookie: bool) -> bool {
        Shown {
            fetch_site,
            origin,
            has_cookie,
        }
        .is_ours("https://lotto.example")
    }

    #[test]
    fn only_forms_of_this_site_pass_with_a_cookie() {
        assert!(passes(
            Some("same-origin"),
            Some("https://lotto.example"),
            true
        ));
        assert!(passes(Some("none"), None, true));
        assert!(passes(None, Some("https://lotto.example"), true));
        for (site, origin) in [
            (Some("cross-site"), Some("https://lotto.example")),
            (Some("same-site"), None),
            (Some(""), None),
            (None, Some("https://evil.example")),
            (None, Some("http://lotto.example")),
            (None, Some("null")),
            (None, None),
        ] {
            assert!(!passes(site, origin, true), "{site:?} {origin:?}");
        }
    }

    #[test]
    fn a_request_without_a_cookie_passes_unless_it_names_another_origin() {
        assert!(passes(None, None, false));
        assert!(!passes(Some("cross-site"), None, false));
        assert!(!passes(None, Some("https://evil.example"), false));
    }
}
