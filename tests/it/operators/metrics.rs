//! `/metrics` and `/health/ready`.

use std::collections::BTreeSet;

use clearlot::web::metrics::MetricsToken;
use reqwest::{StatusCode, header};

use crate::app::{Answer, Browser, PASSWORD, TestApp, time};
use crate::database::{Database, databases};
use crate::post_office::{Manner, PostOffice};

const NOON: &str = "2026-11-21T12:00:00Z";
const TOKEN: &str = "a token that nobody guesses";

async fn with_token(browser: &Browser, token: &str) -> Answer {
    let request = browser.request("GET", "/metrics");
    let shown = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    browser.send(shown).await
}

/// The value of the one line that begins like this.
#[track_caller]
fn value(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|l| l.strip_prefix(line));
    let found = found.unwrap_or_else(|| panic!("no {line} in:\n{text}"));
    found.trim().parse().unwrap()
}

#[actix_web::test]
async fn numbers_are_for_those_who_know_the_token() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    for answer in [
        browser.get("/metrics").await,
        with_token(&browser, "").await,
        with_token(&browser, TOKEN).await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "no token is set");
    }
    let database = Database::sqlite();
    let app = TestApp::start_with(&database, NOON, |config| {
        config.server.metrics_token = Some(MetricsToken::new(TOKEN));
    })
    .await;
    let browser = app.browser();
    for answer in [
        browser.get("/metrics").await,
        with_token(&browser, "").await,
        with_token(&browser, "another").await,
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(!answer.text.contains("clearlot_"));
    }
    assert_eq!(with_token(&browser, TOKEN).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn numbers_count_what_happens_by_route_and_never_by_what_was_typed() {
    for database in databases() {
        let app = TestApp::start_with(&database, NOON, |config| {
            config.server.metrics_token = Some(MetricsToken::new(TOKEN));
        })
        .await;
        let ann = app.signed_up("ann").await;
        ann.submit("daily", "3").await;
        ann.submit("daily", "2").await;
        ann.submit("daily", "10001").await;
        for path in [
            "/draws/typed-by-a-stranger",
            "/typed-by-a-stranger",
            "/static/typed-by-a-stranger",
        ] {
            ann.get(path).await;
        }
        let text = with_token(&ann, TOKEN).await.text;
        assert!(!text.contains("typed-by-a-stranger"), "{database}: {text}");
        let count = |line: &str| value(&text, line);
        assert!(
            count("clearlot_ballots_accepted_total") - 5.0 < 0.5,
            "{text}"
        );
        assert!(count("clearlot_entries_accepted_total") - 2.0 < 0.5);
        let taken = r#"clearlot_http_requests_total{method="POST",route="/lotteries/{slug}/ballots",status="303"}"#;
        assert!(count(taken) - 2.0 < 0.5);
        count(r#"clearlot_http_requests_total{method="GET",route="/draws/{name}",status="404"}"#);
        count(r#"clearlot_http_requests_total{method="GET",route="none",status="404"}"#);
        count(r#"clearlot_http_request_seconds_count{route="/lotteries/{slug}/ballots"}"#);
        assert!(count(r#"clearlot_draws{state="open"}"#) - 1.0 < 0.5);
        assert!(count("clearlot_database_write_seconds_count") > 0.0);
        assert!(count("clearlot_database_read_seconds_count") > 0.0);
        assert!(count("clearlot_append_batch_submissions_count") > 0.0);
        for zero in [
            "clearlot_draws_overdue",
            "clearlot_append_waiting",
            "clearlot_password_hashes_waiting",
            "clearlot_rate_limit_keys",
        ] {
            assert!(count(zero).abs() < 0.5, "{zero}");
        }
        if cfg!(target_os = "linux") {
            assert!(count("process_resident_memory_bytes") > 1e6);
            assert!(count("process_open_fds") > 3.0);
            assert!(count("clearlot_disk_free_bytes") > 0.0);
        }
    }
}

#[actix_web::test]
async fn numbers_have_an_address_of_their_own_where_that_is_set() {
    let app = TestApp::start_with(&Database::sqlite(), NOON, |config| {
        config.server.metrics_listen = Some(([127, 0, 0, 1], 0).into());
    })
    .await;
    let server = app.app.serve_metrics().unwrap().unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let url = format!("http://{}/metrics", app.app.metrics_address().unwrap());
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(text.contains("clearlot_info{version="), "{text}");
    assert_eq!(
        app.browser().get("/metrics").await.status,
        StatusCode::NOT_FOUND
    );
    handle.stop(true).await;
}

#[actix_web::test]
async fn a_draw_that_is_overdue_shows_in_health_and_in_the_numbers() {
    for database in databases() {
        let app = TestApp::start_with(&database, NOON, |config| {
            config.server.metrics_token = Some(MetricsToken::new(TOKEN));
        })
        .await;
        let browser = app.browser();
        let ready = browser.get("/health/ready").await;
        let found: serde_json::Value = serde_json::from_str(&ready.text).unwrap();
        assert_eq!(
            (ready.status, &found["state"]),
            (StatusCode::OK, &"ok".into()),
            "{found}"
        );

        // the scheduler does not run: nothing is closed at midnight
        app.hands.set(time("2026-11-22T00:02:00Z"));
        let ready = browser.get("/health/ready").await;
        let found: serde_json::Value = serde_json::from_str(&ready.text).unwrap();
        assert_eq!(ready.status, StatusCode::OK, "requests may come: {found}");
        assert_eq!(found["state"], "degraded", "{found}");
        let draws = found["checks"]
            .as_array()
            .unwrap()
            .iter()
            .find(|c| c["name"] == "draws");
        assert_eq!(draws.unwrap()["state"], "degraded");
        assert!(
            !ready.text.contains("overdue:"),
            "no sentences for strangers"
        );
        let text = with_token(&browser, TOKEN).await.text;
        assert!((value(&text, "clearlot_draws_overdue") - 1.0).abs() < 0.5);

        app.tick().await;
        let ready = browser.get("/health/ready").await;
        assert!(ready.text.contains(r#""state":"ok""#), "{}", ready.text);
    }
}

#[actix_web::test]
async fn managers_read_on_their_first_page_what_health_finds() {
    let backups = tempfile::tempdir().unwrap();
    let app = TestApp::start_with(&Database::sqlite(), NOON, |config| {
        config.backup.dir = backups.path().to_owned();
        config.backup.every = Some(std::time::Duration::from_secs(24 * 3600));
    })
    .await;
    let manager = app.manager().await;
    let page = manager.get("/manage").await;
    assert!(!page.words().contains("Backups need somebody"));
    app.hands.set(time("2026-11-22T00:02:00Z"));
    let fields = [("username", "organiser"), ("password", PASSWORD)];
    manager.post("/login", &fields).await;
    manager.get("/manage").await.says("One draw is late");
    app.stop().await;

    // none was taken for days
    std::fs::write(backups.path().join("clearlot-2026-11-01T000000Z.db"), "").unwrap();
    let app = TestApp::start_with(&Database::sqlite(), NOON, |config| {
        config.backup.dir = backups.path().to_owned();
        config.backup.every = Some(std::time::Duration::from_secs(24 * 3600));
    })
    .await;
    let manager = app.manager().await;
    let ready = manager.get("/health/ready").await;
    assert!(
        ready
            .text
            .contains(r#"{"name":"backup","state":"degraded"}"#),
        "{}",
        ready.text
    );
    let page = manager.get("/manage").await;
    page.says("Backups need somebody The newest backup is of 2026-11-01 00:00 UTC.");
    let request = manager.request("GET", "/manage");
    let page = manager
        .send(request.header(header::ACCEPT_LANGUAGE, "de"))
        .await;
    page.says("Die neueste Sicherung ist vom 2026-11-01 00:00 UTC.");
}

#[actix_web::test]
async fn letters_that_wait_and_that_were_given_up_are_numbers() {
    let post = PostOffice::open();
    let mail = post.config();
    let app = TestApp::start_with(&Database::sqlite(), NOON, |config| {
        config.mail = Some(mail);
        config.server.metrics_token = Some(MetricsToken::new(TOKEN));
    })
    .await;
    let ann = app.signed_up("ann").await;
    let fields = [("email", "ann@example.org"), ("current_password", PASSWORD)];
    ann.post("/account/email", &fields).await;
    let counts = || async {
        let text = with_token(&ann, TOKEN).await.text;
        let names = [
            "clearlot_mail_waiting",
            "clearlot_mail_given_up",
            "clearlot_mail_server_down",
        ];
        names.map(|name| format!("{:.0}", value(&text, name)))
    };
    assert_eq!(counts().await, ["1", "0", "0"]);
    post.next(&[Manner::Refuse]);
    app.tick().await;
    app.app.mail().settled().await;
    assert_eq!(counts().await, ["0", "1", "0"]);
}

/// The names are taken from the sources, so one that no test happens to move is told of too.
#[test]
fn the_documentation_names_every_number_and_no_other() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                sources += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    let is_name = |text: &&str| {
        let is_ours = text.starts_with("clearlot_") || text.starts_with("process_");
        is_ours && !text.ends_with('_') && text.bytes().all(|b| b == b'_' || b.is_ascii_lowercase())
    };
    let named: BTreeSet<&str> = sources.split('"').filter(is_name).collect();
    let guide = std::fs::read_to_string(root.join("docs/OPERATING.md")).unwrap();
    let rows = guide.lines().filter(|line| line.starts_with("  | `"));
    let told = rows.filter_map(|row| row.split('|').nth(1));
    let told: BTreeSet<&str> = told
        .flat_map(|cell| cell.split('`'))
        .filter(is_name)
        .collect();
    assert_eq!(
        told, named,
        "the table in docs/OPERATING.md, and the sources"
    );
}
