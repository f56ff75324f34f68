//! The language of a request: the cookie of the switch, else `Accept-Language`, else the site's own. Of feeds the
//! site's own, of the API English.

use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, Uri};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Language, current, negotiate};
use crate::web::error::{WebError, see_other};
use crate::web::forms::Form;
use crate::web::public_url::PublicUrl;
use crate::web::site::Site;

/// The cookie of the switch. It is a choice of words and no secret.
const COOKIE: &str = "lang";
const REMEMBERED: Duration = Duration::days(365);
/// How the addresses of feeds and calendars end.
const FEEDS: [&str; 3] = [".atom", ".rss", ".ics"];
/// The longest address that a switch leads back to.
const LONGEST_NEXT: usize = 2_000;

/// The middleware: everything inside, error pages included, speaks the reader's language.
///
/// # Errors
/// Those of what is inside.
pub async fn language<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let chosen = chosen(&req);
    super::scope(chosen, next.call(req)).await
}

/// Programs are answered in the language of their documentation: a fixed text is easier to recognise. Feeds speak the
/// site's own language: one copy is read by many, and whoever fetches it is not who reads it.
fn chosen(req: &ServiceRequest) -> Language {
    if req.path().starts_with("/api/") {
        return Language::ENGLISH;
    }
    let own = req.app_data::<web::Data<Site>>().map(|site| site.language);
    let is_feed = FEEDS.iter().any(|end| req.path().ends_with(end));
    if let Some(own) = own.filter(|_| is_feed) {
        return own;
    }
    if let Some(cookie) = req.cookie(COOKIE)
        && let Some(language) = Language::from_code(cookie.value())
    {
        return language;
    }
    let header = req.headers().get(header::ACCEPT_LANGUAGE);
    let accepted = header
        .and_then(|value| value.to_str().ok())
        .and_then(negotiate::accepted);
    accepted.or(own).unwrap_or(Language::ENGLISH)
}

/// Says in an answer which language it has and what that depended on. A file that is the same for everyone says neither.
pub(in crate::web) fn add_headers(headers: &mut HeaderMap) {
    let is_file = headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kept| kept.contains("immutable"));
    if is_file || !headers.contains_key(header::CONTENT_TYPE) {
        return;
    }
    let code = HeaderValue::from_static(current().code());
    headers.insert(header::CONTENT_LANGUAGE, code);
    headers.append(
        header::VARY,
        HeaderValue::from_static("Accept-Language, Cookie"),
    );
}

/// Where the switch on a page leads back to: the page itself, or the one whose form was answered with it.
pub(in crate::web) fn here(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    public_url: &PublicUrl,
) -> String {
    let referer = || {
        let text = headers
            .get(HeaderName::from_static("referer"))?
            .to_str()
            .ok()?;
        text.strip_prefix(public_url.origin())
    };
    let next = if matches!(*method, Method::GET | Method::HEAD) {
        uri.path_and_query().map(|own| own.as_str())
    } else {
        referer()
    };
    safe(next.unwrap_or("/")).to_owned()
}

/// A path on this site, or the home page.
fn safe(next: &str) -> &str {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= LONGEST_NEXT
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_local { next } else { "/" }
}

#[derive(Debug, Deserialize)]
struct Switch {
    language: String,
    #[serde(default)]
    next: String,
}

/// `POST /language`: remembers the language and goes back to where the switch was.
async fn switch(site: web::Data<Site>, Form(form): Form<Switch>) -> Result<HttpResponse, WebError> {
    let Some(language) = Language::from_code(&form.language) else {
        return Err(WebError::BadRequest(
            super::tr("This site does not speak that language.").to_owned(),
        ));
    };
    let cookie = Cookie::build(COOKIE, language.code())
        .path("/")
        .max_age(REMEMBERED)
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(site.public_url.is_https())
        .finish();
    let mut answer = see_other(safe(&form.next));
    answer.add_cookie(&cookie).map_err(WebError::internal)?;
    Ok(answer)
}

/// The switch's address.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/language", web::post().to(switch));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_leads_to_this_site_only() {
        assert_eq!(
            safe("/check-winner?date=2026-11-20"),
            "/check-winner?date=2026-11-20"
        );
        for next in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "/a\r\nb",
        ] {
            assert_eq!(safe(next), "/", "{next:?}");
        }
    }
}
