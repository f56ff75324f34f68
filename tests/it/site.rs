//! What holds for every page: headers, errors, origins, limits. Each test drives the real application over HTTP.

use reqwest::{StatusCode, header};

use crate::app::TestApp;
use crate::database::{Database, databases};

const NOON: &str = "2026-11-21T12:00:00Z";

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let css = browser
        .get("/")
        .await
        .text
        .split("/static/app.")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let css = format!("/static/app.{css}");
    for path in [
        "/",
        "/lotteries/daily",
        "/no/such/page",
        "/health/live",
        "/check-winner?date=nonsense",
        &css,
        "/ballots",
    ] {
        let answer = browser.get(path).await;
        let header = |name: &str| {
            answer
                .headers
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        let policy =
            header("content-security-policy").unwrap_or_else(|| panic!("{path} has no policy"));
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(
            header("x-content-type-options").as_deref(),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(header("x-frame-options").as_deref(), Some("DENY"), "{path}");
        assert!(header("x-request-id").is_some(), "{path}");
        let kept = header("cache-control").unwrap();
        assert_eq!(kept.contains("immutable"), path == css, "{path}: {kept}");
    }
}

#[actix_web::test]
async fn a_form_of_another_site_is_refused_and_changes_nothing() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let ann = app.signed_up("ann").await;
    let own = app.app.public_url().origin().to_owned();
    let form = |site: Option<&str>, origin: Option<&str>| {
        let mut request = ann.request("POST", "/logout").form(&[("x", "y")]);
        for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        ann.send(request)
    };
    for (site, origin) in [
        (Some("cross-site"), None),
        (Some("same-site"), None),
        (Some("cross-site"), Some(own.as_str())),
        (None, Some("https://evil.example")),
        (None, Some("null")),
        (None, None),
    ] {
        let answer = form(site, origin).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site:?} {origin:?}");
        answer.says("This form was sent from another address");
        assert_eq!(
            ann.get("/account").await.status,
            StatusCode::OK,
            "still signed in after {site:?} {origin:?}"
        );
    }
    assert_eq!(form(None, Some(&own)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        ann.get("/account").await.status,
        StatusCode::SEE_OTHER,
        "signed out by the site's own form"
    );
}

#[actix_web::test]
async fn a_foreign_login_form_is_refused_even_without_a_cookie() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    app.signed_up("ann").await;
    let browser = app.browser();
    let request = browser
        .request("POST", "/login")
        .header("origin", "https://evil.example");
    let fields = [("username", "ann"), ("password", crate::app::PASSWORD)];
    assert_eq!(
        browser.send(request.form(&fields)).await.status,
        StatusCode::FORBIDDEN
    );
}

#[actix_web::test]
async fn an_error_is_a_page_with_its_status_and_no_inside_information() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    for (method, path, status) in [
        ("GET", "/no/such/page", StatusCode::NOT_FOUND),
        ("GET", "/draws/daily-1999-01-01", StatusCode::NOT_FOUND),
        ("GET", "/draws/%00", StatusCode::NOT_FOUND),
        ("GET", "/lotteries/no-such", StatusCode::NOT_FOUND),
        ("GET", "/lotteries/%E2%82%AC", StatusCode::NOT_FOUND),
        ("GET", "/static/app.css", StatusCode::NOT_FOUND),
        ("DELETE", "/login", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = browser.send(browser.request(method, path)).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.text.contains("<h1"), "{method} {path} is a page");
        let id = answer.headers["x-request-id"].to_str().unwrap();
        assert_eq!(id.len(), 16);
        for inside in ["diesel", "SELECT", "src/", "panicked", "sqlite"] {
            assert!(
                !answer.text.contains(inside),
                "{method} {path} shows {inside}"
            );
        }
    }
}

#[actix_web::test]
async fn a_body_larger_than_any_form_is_refused() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let huge = "x".repeat(70_000);
    let answer = browser
        .post(
            "/sign-up",
            &[("username", huge.as_str()), ("password", "y")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    // what comes after is the rest of the refused body, never another request
    assert_eq!(answer.headers[header::CONNECTION], "close");
    let plain = browser
        .request("POST", "/sign-up")
        .header(header::CONTENT_TYPE, "application/json")
        .body("{}");
    assert_eq!(browser.send(plain).await.status, StatusCode::BAD_REQUEST);
    let packed = browser
        .request("POST", "/sign-up")
        .header(header::CONTENT_ENCODING, "gzip")
        .form(&[("username", "ann"), ("password", crate::app::PASSWORD)]);
    assert_eq!(browser.send(packed).await.status, StatusCode::BAD_REQUEST);
    let zero = browser
        .post(
            "/sign-up",
            &[("username", "a\0b"), ("password", "long enough words")],
        )
        .await;
    assert_eq!(zero.status, StatusCode::BAD_REQUEST);
}

#[actix_web::test]
async fn static_files_are_compressed_and_kept_for_ever() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let page = browser.get("/").await;
    let path = format!(
        "/static/app.{}",
        page.text
            .split("/static/app.")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
    );
    let request = browser
        .request("GET", &path)
        .header(header::ACCEPT_ENCODING, "br");
    let answer = browser.send(request).await;
    assert_eq!(answer.headers[header::CONTENT_ENCODING], "br");
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "text/css; charset=utf-8"
    );
}

#[actix_web::test]
async fn a_server_says_when_it_is_ready() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let browser = app.browser();
        assert_eq!(browser.get("/health/live").await.text, "live\n");
        let ready = browser.get("/health/ready").await;
        assert_eq!(ready.status, StatusCode::OK);
        assert!(ready.text.contains(r#""ready":true"#), "{}", ready.text);
        app.app.db().close();
        if !database.is_postgres() {
            assert_eq!(
                browser.get("/health/ready").await.status,
                StatusCode::SERVICE_UNAVAILABLE
            );
            assert_eq!(browser.get("/health/live").await.status, StatusCode::OK);
        }
    }
}

#[actix_web::test]
async fn the_head_of_a_page_can_be_asked_for_alone() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    for (path, status) in [
        ("/", StatusCode::OK),
        ("/no/such/page", StatusCode::NOT_FOUND),
    ] {
        let answer = browser.send(browser.request("HEAD", path)).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (status, ""),
            "{path}"
        );
        assert!(
            answer.headers.contains_key("content-security-policy"),
            "{path}"
        );
    }
}
