//! The real application on its own port, with its own database and a clock the test moves, and a browser without a screen.

use std::sync::Arc;

use actix_web::dev::ServerHandle;
use chrono::{DateTime, Utc};
use clearlot::accounts::AccountsConfig;
use clearlot::app::App;
use clearlot::clock::{Clock, Hands};
use clearlot::config::Config;
use clearlot::keys::ServerKey;
use clearlot::scheduler;
use reqwest::{StatusCode, header};
use tempfile::TempDir;

use crate::database::Database;

/// A running server.
pub struct TestApp {
    /// The application itself, for what no page shows.
    pub app: App,
    /// The hands of its clock.
    pub hands: Hands,
    server: ServerHandle,
    data: Arc<TempDir>,
}

impl TestApp {
    /// Starts one second before `now` and ticks at `now`, so that "Daily Draw" is open.
    pub async fn start(database: &Database, now: &str) -> Self {
        Self::start_with(database, now, |_| {}).await
    }

    /// As [`TestApp::start`], with other settings.
    pub async fn start_with(
        database: &Database,
        now: &str,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let data = database.data();
        let now = time(now);
        let (clock, hands) = Clock::manual(now - chrono::TimeDelta::seconds(1));
        let mut config = Config::for_tests(database.config(), data.path());
        change(&mut config);
        let accounts = AccountsConfig::for_tests(data.path());
        let app = App::build(config, &accounts, clock, &ServerKey::for_tests())
            .await
            .unwrap_or_else(|e| panic!("{e}"));
        let server = app.serve().unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let started = TestApp {
            app,
            hands,
            server: handle,
            data,
        };
        started.tick().await;
        started.hands.set(now);
        started.tick().await;
        started
    }

    /// Lets everything happen that is due; nothing may fail.
    pub async fn tick(&self) {
        assert_eq!(scheduler::tick(&self.app.jobs()).await, 0, "a job failed");
    }

    /// Sets the clock and lets happen what is due.
    pub async fn at(&self, now: &str) {
        self.hands.set(time(now));
        self.tick().await;
    }

    /// The folder of keys and links.
    pub fn data_dir(&self) -> &std::path::Path {
        self.data.path()
    }

    /// Somebody without a cookie.
    pub fn browser(&self) -> Browser {
        Browser::new(self.app.public_url().origin())
    }

    /// Somebody with an account of this name, signed in.
    pub async fn signed_up(&self, username: &str) -> Browser {
        let browser = self.browser();
        let answer = browser
            .post(
                "/sign-up",
                &[("username", username), ("password", PASSWORD)],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }

    /// A manager, signed in, made through the set-up link.
    pub async fn manager(&self) -> Browser {
        let link = std::fs::read_to_string(self.data.path().join("setup-link.txt")).unwrap();
        let path = link
            .trim()
            .strip_prefix(self.app.public_url().origin())
            .unwrap()
            .to_owned();
        let browser = self.browser();
        let answer = browser
            .post(&path, &[("username", "organiser"), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        browser
    }

    /// Ends the server and lets go of the database, as a restart would.
    pub async fn stop(self) {
        self.app.leave();
        self.server.stop(true).await;
        self.app.close();
    }
}

/// The password of every account in tests.
pub const PASSWORD: &str = "correct horse battery staple";

/// Reads `2026-11-21T12:00:00Z`.
pub fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Keeps cookies, follows no redirects, and says `Sec-Fetch-Site: same-origin` as a browser does.
#[derive(Clone)]
pub struct Browser {
    client: reqwest::Client,
    origin: String,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub text: String,
}

impl Browser {
    fn new(origin: &str) -> Self {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .redirect(reqwest::redirect::Policy::none());
        Browser {
            client: client.build().unwrap(),
            origin: origin.to_owned(),
        }
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(self.url(path))).await
    }

    /// Sends a form of this site.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .client
            .post(self.url(path))
            .header("sec-fetch-site", "same-origin");
        self.send(request.form(fields)).await
    }

    /// Sends a request made by hand.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        Answer {
            status,
            headers,
            text: response.text().await.unwrap(),
        }
    }

    /// A request to change before it is sent.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method.parse().unwrap(), self.url(path))
    }

    /// Puts ballots into today's draw of "Daily Draw", with the hidden fields of the page.
    pub async fn submit(&self, slug: &str, count: &str) -> Answer {
        let page = self.get(&format!("/lotteries/{slug}")).await;
        let (draw, key) = (page.hidden("draw"), page.hidden("key"));
        let fields = [
            ("count", count),
            ("draw", draw.as_str()),
            ("key", key.as_str()),
        ];
        self.post(&format!("/lotteries/{slug}/ballots"), &fields)
            .await
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

impl Answer {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.text))
            .to_str()
            .unwrap()
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let tag = self.text.split('<').find(|tag| {
            tag.contains("type=\"hidden\"") && tag.contains(&format!("name=\"{name}\""))
        });
        let tag =
            tag.unwrap_or_else(|| panic!("no hidden field {name}: {} {}", self.status, self.text));
        tag.split("value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
            .to_owned()
    }

    /// The page as a person reads it: no tags, single spaces.
    pub fn words(&self) -> String {
        let body = self.text.split("<main").nth(1).unwrap_or(&self.text);
        let text: String = body
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
            .collect::<Vec<_>>()
            .join(" ");
        let text = text
            .replace("&#39;", "'")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace('\u{a0}', " ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Fails unless the page says this.
    #[track_caller]
    pub fn says(&self, words: &str) {
        assert!(
            self.words().contains(words),
            "{words:?} is not in: {} {}",
            self.status,
            self.words()
        );
    }
}
