//! Rate limits over HTTP. The table itself is tested beside it.

use reqwest::{StatusCode, header};

use crate::api::Program;
use crate::app::{Browser, TestApp};
use crate::database::Database;

const NOON: &str = "2026-11-21T12:00:00Z";

async fn limited() -> TestApp {
    TestApp::start_with(&Database::sqlite(), NOON, |config| {
        config.server.rate_limits = true;
        config.server.trusted_proxies = ["127.0.0.1/32".parse().unwrap()].into();
    })
    .await
}

async fn from(browser: &Browser, address: &str, path: &str) -> StatusCode {
    let request = browser
        .request("GET", path)
        .header("x-forwarded-for", address);
    browser.send(request).await.status
}

#[actix_web::test]
async fn the_61st_submission_of_a_minute_is_refused_with_a_page_and_a_time_and_changes_nothing() {
    let app = limited().await;
    let ann = app.signed_up("ann").await;
    let ben = app.signed_up("ben").await;
    for _ in 0..60 {
        assert_eq!(ann.submit("daily", "1").await.status, StatusCode::SEE_OTHER);
    }
    let refused = ann.submit("daily", "1").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers[header::RETRY_AFTER], "2");
    refused.says("You handed in ballots 60 times within a minute");
    assert!(refused.text.contains("<h1"), "a page");
    ann.get("/lotteries/daily")
        .await
        .says("All 60 ballots are yours");
    assert_eq!(
        ben.submit("daily", "1").await.status,
        StatusCode::SEE_OTHER,
        "ben's own count"
    );
    app.hands.advance(2);
    assert_eq!(ann.submit("daily", "1").await.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn a_place_is_limited_and_its_neighbours_are_not() {
    let app = limited().await;
    let browser = app.browser();
    for _ in 0..240 {
        let status = from(&browser, "198.51.100.1", "/check-winner").await;
        assert_eq!(status, StatusCode::OK);
    }
    for path in [
        "/check-winner",
        "/check-winner?date=2026-11-21",
        "/chec%6b-winner",
    ] {
        let status = from(&browser, "198.51.100.1", path).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    // another place, other pages
    assert_eq!(
        from(&browser, "198.51.100.2", "/check-winner").await,
        StatusCode::OK
    );
    assert_eq!(from(&browser, "198.51.100.1", "/").await, StatusCode::OK);
    // what the client claims left of its own address does not count
    let status = from(&browser, "203.0.113.77, 198.51.100.1", "/check-winner").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    // one household of IPv6
    for n in 0..240 {
        from(&browser, &format!("2001:db8:1:2::{n:x}"), "/check-winner").await;
    }
    let status = from(&browser, "2001:db8:1:2:ffff::1", "/check-winner").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        from(&browser, "2001:db8:1:3::1", "/check-winner").await,
        StatusCode::OK
    );
}

#[actix_web::test]
async fn without_a_named_proxy_the_header_changes_nothing() {
    let app = TestApp::start_with(&Database::sqlite(), NOON, |config| {
        config.server.rate_limits = true;
    })
    .await;
    let browser = app.browser();
    for n in 0..240u32 {
        let address = std::net::Ipv4Addr::from(0xC633_6400 + n);
        from(&browser, &address.to_string(), "/check-winner").await;
    }
    let status = from(&browser, "203.0.113.1", "/check-winner").await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
}

#[actix_web::test]
async fn a_programs_account_is_limited_wherever_its_requests_come_from() {
    let app = limited().await;
    let ann = Program::registered(&app, "ann").await;
    let ben = Program::registered(&app, "ben").await;
    let ask = |program: &Program, address: String| {
        let request = program.request("GET", "/api/me");
        let request = request.header("x-forwarded-for", address);
        let program = program.clone();
        async move { program.send(request).await }
    };
    for n in 0..600 {
        ask(&ann, format!("198.51.100.{}", n % 4)).await.is(200);
    }
    ask(&ann, "198.51.100.9".to_owned()).await.is(429);
    ask(&ben, "198.51.100.9".to_owned()).await.is(200);
}
