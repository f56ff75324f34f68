//! A browser without a screen, and what the tests do with it: type, click, press keys, look, emulate.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Whether browser tests run. They need chromium and chromedriver, and say so when they are left out.
pub fn is_wanted() -> bool {
    let wanted = std::env::var_os("CLEARLOT_TEST_BROWSER").is_some();
    if !wanted {
        eprintln!("skipped: set CLEARLOT_TEST_BROWSER=1 to run the browser test");
    }
    wanted
}

/// A chromedriver of our own; it ends with the test.
pub struct Driver {
    process: Child,
    port: u16,
    profile: TempDir,
}

impl Driver {
    pub fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let process = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromedriver is needed: apt-get install chromium chromium-driver");
        Driver {
            process,
            port,
            profile: tempfile::tempdir().unwrap(),
        }
    }

    /// Waits until the driver listens, then opens a window.
    pub async fn open(&self) -> Window {
        self.open_with(json!({})).await
    }

    /// A window in which no page's script runs.
    pub async fn open_without_scripts(&self) -> Window {
        self.open_with(json!({ "profile.managed_default_content_settings.javascript": 2 }))
            .await
    }

    /// A window of somebody who reads German.
    pub async fn open_in_german(&self) -> Window {
        self.open_with(json!({ "intl.accept_languages": "de,de_DE" }))
            .await
    }

    async fn open_with(&self, prefs: Value) -> Window {
        let profile = format!("--user-data-dir={}", self.profile.path().display());
        let options = json!({
            "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                     "--window-size=400,900", profile],
            "prefs": prefs,
        });
        let mut wanted = Capabilities::new();
        wanted.insert("goog:chromeOptions".into(), options);
        wanted.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
        let address = format!("http://127.0.0.1:{}", self.port);
        let given_up = Instant::now() + Duration::from_secs(30);
        loop {
            let connector = hyper_util::client::legacy::connect::HttpConnector::new();
            match ClientBuilder::new(connector)
                .capabilities(wanted.clone())
                .connect(&address)
                .await
            {
                Ok(client) => return Window { client },
                Err(e) if Instant::now() > given_up => panic!("chromedriver does not answer: {e}"),
                // it is starting; asking again is how one waits for another program
                Err(_) => actix_web::rt::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // the whole group: a test that fails leaves a browser behind that only its driver knows
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-9", "--", &group]).status();
        let _ = self.process.wait();
    }
}

/// A command that fantoccini has no name for: `path` below the session.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (reqwest::Method, Option<String>) {
        (reqwest::Method::POST, Some(self.body.to_string()))
    }
}

/// The open window.
pub struct Window {
    pub client: Client,
}

impl Window {
    async fn own(&self, path: &'static str, body: Value) -> Value {
        self.client.issue_cmd(Own { path, body }).await.unwrap()
    }

    /// A command of Chrome's own protocol.
    pub async fn cdp(&self, command: &str, params: Value) -> Value {
        self.own(
            "goog/cdp/execute",
            json!({ "cmd": command, "params": params }),
        )
        .await
    }

    /// Makes the window so wide, in light or dark.
    pub async fn look(&self, width: u32, is_dark: bool) {
        let size =
            json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await;
        let scheme = if is_dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.cdp("Emulation.setEmulatedMedia", media).await;
    }

    /// The whole page as a PNG.
    pub async fn picture(&self) -> Vec<u8> {
        use base64::Engine as _;
        let params = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.cdp("Page.captureScreenshot", params).await;
        let data = answer["data"].as_str().unwrap();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .unwrap()
    }

    /// The upper part of the page as a PNG.
    pub async fn clip(&self, width: u32, height: u32) -> Vec<u8> {
        use base64::Engine as _;
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let params = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let answer = self.cdp("Page.captureScreenshot", params).await;
        let data = answer["data"].as_str().unwrap();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .unwrap()
    }

    /// What the page as it is would be on paper.
    pub async fn paper(&self) -> Vec<u8> {
        use base64::Engine as _;
        let answer = self
            .cdp("Page.printToPDF", json!({ "preferCSSPageSize": true }))
            .await;
        let data = answer["data"].as_str().unwrap();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .unwrap()
    }

    /// Errors and warnings of the console since the last call.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.own("se/log", json!({ "type": "browser" })).await;
        let lines = log.as_array().cloned().unwrap_or_default();
        let bad = lines
            .iter()
            .filter(|line| line["level"] != "INFO" && line["level"] != "DEBUG");
        bad.map(|line| line["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.unwrap()
    }

    pub async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    pub async fn fill(&self, css: &str, text: &str) {
        let field = self.client.find(Locator::Css(css)).await;
        let field = field.unwrap_or_else(|e| panic!("{css}: {e}"));
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Clicks without waiting for a page.
    pub async fn tap(&self, css: &str) {
        let found = self.client.find(Locator::Css(css)).await;
        found
            .unwrap_or_else(|e| panic!("{css}: {e}"))
            .click()
            .await
            .unwrap();
    }

    /// Clicks, and waits for the page that follows.
    pub async fn click(&self, css: &str) {
        let old = self.client.find(Locator::Css("html")).await.unwrap();
        self.tap(css).await;
        self.follows(&old, css).await;
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: &str) {
        let focus = self.client.active_element().await.unwrap();
        focus.send_keys(key).await.unwrap();
    }

    /// Presses Enter where the focus is, and waits for the page that follows.
    pub async fn enter(&self) {
        let old = self.client.find(Locator::Css("html")).await.unwrap();
        self.press("\u{e007}").await;
        self.follows(&old, "Enter").await;
    }

    async fn follows(&self, old: &fantoccini::elements::Element, what: &str) {
        let given_up = Instant::now() + Duration::from_secs(20);
        while old.tag_name().await.is_ok() {
            assert!(Instant::now() < given_up, "no page followed {what}");
        }
        let main = self.client.wait().for_element(Locator::Css("main")).await;
        main.unwrap();
    }

    /// Moves the focus on with Tab until it is there. Everywhere on the way it must be seen.
    pub async fn tab_to(&self, css: &str) {
        let mut seen = Vec::new();
        for _ in 0..80 {
            self.press("\u{e004}").await;
            let script = "const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();\
                 return [e.matches(arguments[0]), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 && r.width > 0,\
                 e.outerHTML.slice(0, 120), e === document.body];";
            let state = self.client.execute(script, vec![json!(css)]).await.unwrap();
            let name = state[2].as_str().unwrap_or_default().to_owned();
            if state[3] == false {
                assert_eq!(state[1], true, "the focus is not seen on {name}");
            }
            if state[0] == true {
                return;
            }
            seen.push(name);
        }
        panic!("Tab does not reach {css}: {seen:#?}");
    }

    /// What the page says.
    pub async fn text(&self) -> String {
        let main = self.client.find(Locator::Css("main")).await.unwrap();
        main.text().await.unwrap().replace('\u{a0}', " ")
    }

    #[track_caller]
    pub fn assert_says(text: &str, words: &str) {
        assert!(text.contains(words), "{words:?} is not in: {text}");
    }

    pub async fn says(&self, words: &str) {
        Self::assert_says(&self.text().await, words);
    }

    /// Signs in, or signs up.
    pub async fn sign(&self, url: &str, username: &str) {
        self.goto(url).await;
        self.fill("input[name=username]", username).await;
        self.fill("input[name=password]", crate::app::PASSWORD)
            .await;
        self.click("main form button").await;
    }
}
