//! Pages that stay open hear of new ballots, over the real stream of events. The clock and the ticks are the test's.

use std::time::Duration;

use reqwest::{StatusCode, header};

use crate::app::TestApp;
use crate::database::{Database, databases};

const EVENING: &str = "2026-11-21T20:00:00Z";
const TODAY: &str = "/live?topics=daily-2026-11-21";

/// Reads on until the stream has said this. Fails when it ends or says nothing for long.
async fn hears(stream: &mut reqwest::Response, words: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(words) {
        let chunk = tokio::time::timeout(Duration::from_secs(20), stream.chunk()).await;
        let chunk = chunk.unwrap_or_else(|_| panic!("{words:?} was not said, only {heard:?}"));
        let chunk = chunk.unwrap();
        let chunk = chunk.unwrap_or_else(|| panic!("ended before {words:?}, after {heard:?}"));
        heard.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    heard
}

async fn listen(app: &TestApp) -> reqwest::Response {
    let request = app.browser().request("GET", TODAY);
    request.send().await.unwrap()
}

#[actix_web::test]
async fn an_open_page_hears_of_ballots_of_closing_and_of_the_result() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let ann = app.signed_up("ann").await;
        let mut stream = listen(&app).await;
        assert_eq!(stream.status(), StatusCode::OK, "{database}");
        assert_eq!(stream.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert_eq!(stream.headers()["x-accel-buffering"], "no");
        assert_eq!(stream.headers()[header::CONTENT_ENCODING], "identity");
        assert!(stream.headers().contains_key("content-security-policy"));
        assert!(!stream.headers().contains_key(header::SET_COOKIE));
        hears(&mut stream, "retry: ").await;

        ann.submit("daily", "3").await;
        app.tick().await;
        let text = hears(&mut stream, "\"ballots\":3").await;
        assert!(text.contains("event: news\ndata: "), "{text}");
        assert!(text.contains("\"topic\":\"daily-2026-11-21\""), "{text}");
        assert!(text.contains("\"state\":\"open\""), "{text}");

        app.at("2026-11-22T00:00:00Z").await;
        hears(&mut stream, "\"state\":\"drawn\"").await;
        app.stop().await;
    }
}

#[actix_web::test]
async fn nothing_new_is_said_once_in_a_while_only() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let mut stream = listen(&app).await;
    hears(&mut stream, "retry: ").await;
    app.tick().await;
    hears(&mut stream, "\"ballots\":0").await;
    // a tick without news and before the beat is due says nothing; the beat comes next
    app.at("2026-11-21T20:00:10Z").await;
    app.at("2026-11-21T20:00:20Z").await;
    let text = hears(&mut stream, "event: ").await;
    assert!(text.starts_with("event: beat\ndata: {\"now\":"), "{text}");
}

#[actix_web::test]
async fn when_every_seat_is_taken_the_next_is_told_when_to_come_back() {
    let app = TestApp::start_with(&Database::sqlite(), EVENING, |config| {
        config.server.live_pages = 4;
    })
    .await;
    let mut seated = Vec::new();
    for _ in 0..4 {
        let stream = listen(&app).await;
        assert_eq!(stream.status(), StatusCode::OK);
        seated.push(stream);
    }
    let refused = listen(&app).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "30");
    // pages need no seat
    assert_eq!(app.browser().get("/").await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_server_that_stops_does_not_wait_for_open_pages() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let mut stream = listen(&app).await;
    hears(&mut stream, "retry: ").await;
    app.app.leave();
    while stream.chunk().await.unwrap().is_some() {}
    let late = listen(&app).await;
    assert_eq!(late.status(), StatusCode::SERVICE_UNAVAILABLE);
    app.stop().await;
}

#[actix_web::test]
async fn nonsense_is_refused() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let many = vec!["a"; 30]
        .iter()
        .enumerate()
        .map(|(at, name)| format!("{name}{at}"))
        .collect::<Vec<_>>()
        .join(",");
    for topics in ["", "a,,b", "%22", "a%0Ab", many.as_str()] {
        let answer = app.browser().get(&format!("/live?topics={topics}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{topics}");
    }
}

#[actix_web::test]
async fn pages_carry_what_the_script_needs_and_say_when_they_were_counted() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let ann = app.signed_up("ann").await;
    ann.submit("daily", "2").await;
    for path in [
        "/",
        "/lotteries",
        "/lotteries/daily",
        "/ballots",
        "/draws/daily-2026-11-21",
    ] {
        let page = ann.get(path).await;
        page.says("Counted at 20:00:00 UTC");
        for part in [
            "data-draw=\"daily-2026-11-21\"",
            "role=\"timer\"",
            "data-closes=\"2026-11-22T00:00:00Z\"",
            "src=\"/static/live.",
        ] {
            assert!(page.text.contains(part), "{path}: {part}");
        }
    }
    let page = app.browser().get("/how-it-works").await;
    assert!(!page.text.contains("<script"), "nothing to keep up to date");
}
