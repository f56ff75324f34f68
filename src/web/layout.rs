//! Fills the frame of a page from a request, and answers pages with a status of their own.

use std::future::{Ready, ready};

use actix_session::SessionExt;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, dev, web};
use askama::Template;

use super::error::WebError;
use super::page::{Page, Viewer};
use super::site::Site;
use super::{flash, i18n};

impl FromRequest for Page {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let Some(site) = req.app_data::<web::Data<Site>>() else {
            return ready(Err(WebError::internal(
                "invariant: the application has a Site",
            )));
        };
        // a form's handler shows a page only when it refuses: what it would say then is on the page itself
        let flashes = if req.method() == Method::GET {
            flash::take(&req.get_session())
        } else {
            Vec::new()
        };
        let viewer = req.extensions().get::<Viewer>().cloned();
        let mut page = site.page(req.path(), viewer, flashes);
        page.here = i18n::request::here(req.method(), req.uri(), req.headers(), &site.public_url);
        ready(Ok(page))
    }
}

/// A page with a status of its own, such as a form that comes back with what was typed.
///
/// # Errors
/// [`WebError::Internal`] when the template fails.
pub fn html(status: StatusCode, page: &impl Template) -> Result<HttpResponse, WebError> {
    let html = page.render().map_err(WebError::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html))
}
