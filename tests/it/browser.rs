//! The whole job in a real browser: sign up, put ballots in, midnight, read the winner. Left out unless
//! `CLEARLOT_TEST_BROWSER` is set, since it needs chromium and chromedriver; it says so.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use tempfile::TempDir;

use crate::app::{PASSWORD, TestApp};
use crate::database::databases;

/// A chromedriver of our own; it ends with the test.
struct Driver {
    process: Child,
    port: u16,
    profile: TempDir,
}

impl Driver {
    fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is needed: apt-get install chromium chromium-driver");
        Driver {
            process,
            port,
            profile: tempfile::tempdir().unwrap(),
        }
    }

    /// Waits until the driver listens, then opens a window of a phone's width.
    async fn open(&self) -> Client {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let options = serde_json::json!({
            "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--window-size=400,900", profile]
        });
        let logging = serde_json::json!({ "browser": "ALL" });
        let mut wanted = Capabilities::new();
        wanted.insert("goog:chromeOptions".into(), options);
        wanted.insert("goog:loggingPrefs".into(), logging);
        let address = format!("http://127.0.0.1:{}", self.port);
        let given_up = Instant::now() + Duration::from_secs(30);
        loop {
            match ClientBuilder::new(fantoccini_connector())
                .capabilities(wanted.clone())
                .connect(&address)
                .await
            {
                Ok(client) => return client,
                Err(e) if Instant::now() > given_up => panic!("chromedriver does not answer: {e}"),
                // it is starting; asking again is how one waits for another program
                Err(_) => actix_web::rt::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn fantoccini_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

async fn fill(browser: &Client, css: &str, text: &str) {
    browser
        .find(Locator::Css(css))
        .await
        .unwrap_or_else(|e| panic!("{css}: {e}"))
        .send_keys(text)
        .await
        .unwrap();
}

/// Clicks, and waits for the page that follows.
async fn click(browser: &Client, css: &str) {
    let old = browser.find(Locator::Css("html")).await.unwrap();
    browser
        .find(Locator::Css(css))
        .await
        .unwrap_or_else(|e| panic!("{css}: {e}"))
        .click()
        .await
        .unwrap();
    let given_up = Instant::now() + Duration::from_secs(20);
    while old.tag_name().await.is_ok() {
        assert!(
            Instant::now() < given_up,
            "no page followed the click on {css}"
        );
    }
    browser
        .wait()
        .for_element(Locator::Css("main"))
        .await
        .unwrap();
}

async fn text(browser: &Client) -> String {
    browser
        .find(Locator::Css("main"))
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
        .replace('\u{a0}', " ")
}

#[actix_web::test]
async fn the_whole_job_works_in_a_browser() {
    if std::env::var_os("CLEARLOT_TEST_BROWSER").is_none() {
        eprintln!("skipped: set CLEARLOT_TEST_BROWSER=1 to run the browser test");
        return;
    }
    let driver = Driver::start();
    let browser = driver.open().await;
    for database in databases() {
        let app = TestApp::start(&database, "2026-11-21T12:00:00Z").await;
        let url = |path: &str| format!("{}{path}", app.app.public_url().origin());

        browser.goto(&url("/sign-up")).await.unwrap();
        fill(&browser, "input[name=username]", "amara").await;
        fill(&browser, "input[name=password]", PASSWORD).await;
        click(&browser, "main form button").await;

        browser.goto(&url("/lotteries/daily")).await.unwrap();
        browser
            .find(Locator::Css("input[name=count][value='3']"))
            .await
            .unwrap()
            .click()
            .await
            .unwrap();
        click(&browser, "form[action='/lotteries/daily/ballots'] button").await;
        assert!(browser.current_url().await.unwrap().path() == "/ballots");
        assert!(
            text(&browser).await.contains("0001"),
            "{}",
            text(&browser).await
        );

        app.at("2026-11-22T00:00:00Z").await;
        browser.delete_all_cookies().await.unwrap();
        browser
            .goto(&url("/check-winner?date=2026-11-21"))
            .await
            .unwrap();
        assert!(
            text(&browser).await.contains("amara"),
            "{}",
            text(&browser).await
        );
        browser.goto(&url("/draws/daily-2026-11-21")).await.unwrap();
        assert!(
            text(&browser).await.contains("amara"),
            "{}",
            text(&browser).await
        );

        let wide = browser
            .execute(
                "return document.documentElement.scrollWidth > window.innerWidth",
                vec![],
            )
            .await
            .unwrap();
        assert_eq!(
            wide,
            serde_json::Value::Bool(false),
            "the page scrolls sideways"
        );
        app.stop().await;
    }
    browser.close().await.unwrap();
}
