//! The reader's language, through the real application: how it is chosen, and that all of a page follows it.

use clearlot::web::i18n::Language;
use reqwest::header;

use crate::app::{Answer, Browser, TestApp};
use crate::database::Database;

const NOON: &str = "2026-11-21T12:00:00Z";

async fn in_language(browser: &Browser, path: &str, accept: &str) -> Answer {
    let request = browser.request("GET", path);
    browser
        .send(request.header(header::ACCEPT_LANGUAGE, accept))
        .await
}

#[track_caller]
fn is_in(answer: &Answer, code: &str) {
    let lang = format!("<html lang=\"{code}\">");
    assert!(answer.text.contains(&lang), "{}", answer.text);
    assert_eq!(answer.headers[header::CONTENT_LANGUAGE], code);
    let vary: Vec<_> = answer.headers.get_all(header::VARY).iter().collect();
    assert!(
        vary.iter().any(|value| *value == "Accept-Language, Cookie"),
        "{vary:?}"
    );
}

#[actix_web::test]
async fn the_browser_says_which_language_it_wants() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    for (accept, code) in [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en,de;q=0.9", "en"),
        ("fr-FR, fr;q=0.9", "en"),
        ("fr, de;q=0.2, en;q=0.1", "de"),
        ("not a language; at=all", "en"),
    ] {
        is_in(&in_language(&browser, "/", accept).await, code);
    }
    let answer = in_language(&browser, "/", "de").await;
    assert!(answer.text.contains("Zum Inhalt"));
    assert!(
        answer.text.contains("So., 22. November 2026"),
        "{}",
        answer.text
    );
}

#[actix_web::test]
async fn the_switch_is_remembered_and_leads_back_to_the_page() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let path = "/check-winner?date=2026-11-20";
    let page = browser.get(path).await;
    is_in(&page, "en");
    assert_eq!(page.hidden("next"), path);
    let fields = [("language", "de"), ("next", path)];
    let answer = browser.post("/language", &fields).await;
    assert_eq!((answer.status.as_u16(), answer.location()), (303, path));
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    is_in(&in_language(&browser, path, "en").await, "de");
    browser
        .post("/language", &[("language", "en"), ("next", "/")])
        .await;
    is_in(&in_language(&browser, path, "de").await, "en");
}

#[actix_web::test]
async fn the_switch_leads_nowhere_else_and_knows_its_languages() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "",
    ] {
        let answer = browser
            .post("/language", &[("language", "de"), ("next", next)])
            .await;
        assert_eq!(answer.location(), "/", "{next:?}");
    }
    let answer = app.browser().post("/language", &[("language", "xx")]).await;
    assert_eq!(answer.status.as_u16(), 400);
    assert!(answer.headers.get(header::SET_COOKIE).is_none());
    let answer = app.browser().get("/language").await;
    assert!(answer.status.is_client_error(), "only a form changes it");
    // a cookie of a language that is gone
    let answer = app.browser();
    let request = answer.request("GET", "/").header(header::COOKIE, "lang=xx");
    is_in(
        &answer
            .send(request.header(header::ACCEPT_LANGUAGE, "de"))
            .await,
        "de",
    );
}

#[actix_web::test]
async fn error_pages_speak_the_language_too() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let answer = in_language(&browser, "/no/such/page", "de").await;
    assert_eq!(answer.status.as_u16(), 404);
    is_in(&answer, "de");
    answer.says("Unter dieser Adresse ist nichts");
    let request = browser.request("POST", "/login").body("x");
    let answer = browser
        .send(request.header(header::ACCEPT_LANGUAGE, "de"))
        .await;
    assert_eq!(answer.status.as_u16(), 400);
    answer.says("Diese Adresse nimmt nur ein Formular dieser Seite entgegen.");
}

#[actix_web::test]
async fn a_form_answered_with_a_page_leads_back_to_where_it_was() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let from = format!("{}/lotteries/daily-draw", app.app.public_url().origin());
    let request = browser
        .request("POST", "/login")
        .form(&[("username", "x"), ("password", "y")])
        .header("sec-fetch-site", "same-origin");
    let answer = browser.send(request.header(header::REFERER, from)).await;
    assert!(
        answer
            .text
            .contains("name=\"next\" value=\"/lotteries/daily-draw\"")
    );
}

#[actix_web::test]
async fn the_setting_decides_where_the_browser_says_nothing() {
    let app = TestApp::start_with(&Database::sqlite(), NOON, |config| {
        config.server.language = Language::from_code("de").unwrap();
    })
    .await;
    let browser = app.browser();
    is_in(&browser.get("/").await, "de");
    is_in(&in_language(&browser, "/", "en").await, "en");
    is_in(&in_language(&browser, "/", "fr").await, "de");
}

#[actix_web::test]
async fn files_are_the_same_in_every_language() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let page = browser.get("/").await;
    let css = page.text.split("/static/app.").nth(1).unwrap();
    let css = format!("/static/app.{}", css.split('"').next().unwrap());
    let answer = in_language(&browser, &css, "de").await;
    assert!(answer.headers.get(header::CONTENT_LANGUAGE).is_none());
}

#[actix_web::test]
async fn a_form_says_in_german_what_is_wrong() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let request = browser
        .request("POST", "/sign-up")
        .form(&[("username", "ann"), ("password", "short")])
        .header("sec-fetch-site", "same-origin");
    let answer = browser
        .send(request.header(header::ACCEPT_LANGUAGE, "de"))
        .await;
    assert_eq!(answer.status.as_u16(), 422);
    answer.says("Eine Angabe müssen Sie noch ändern");
    answer.says("Dieses Passwort ist zu kurz.");
}

#[actix_web::test]
async fn what_is_decided_on_another_thread_is_said_in_german_too() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = app.manager().await;
    manager.post("/language", &[("language", "de")]).await;
    let form = [
        ("name", "Kuchen"),
        ("first_day", "2026-11-20"),
        ("time_zone", "UTC"),
        ("step", "create"),
    ];
    let answer = manager.post("/manage/lotteries/new", &form).await;
    answer.says("Dieser Tag ist vorbei. Wählen Sie 2026-11-21 oder später.");
}

/// The English texts that have another German one, and are long enough to stand for themselves.
fn english_texts() -> Vec<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/locales/de.po");
    let catalogue = polib::po_file::parse(std::path::Path::new(path)).unwrap();
    let texts = catalogue.messages().filter(|message| message.is_singular());
    texts
        .filter(|message| message.msgstr().unwrap() != message.msgid())
        .map(|message| message.msgid().to_owned())
        .filter(|text| text.len() > 10 && text.contains(' ') && !text.contains('{'))
        .collect()
}

#[actix_web::test]
async fn no_german_page_holds_an_english_text() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = app.manager().await;
    manager.post("/language", &[("language", "de")]).await;
    manager.submit("daily", "3").await;
    app.at("2026-11-22T00:00:10Z").await;
    app.at("2026-11-22T12:00:00Z").await;
    let visitor = app.browser();
    visitor.post("/language", &[("language", "de")]).await;
    let english = english_texts();
    assert!(english.len() > 300, "{}", english.len());
    let home = manager.get("/").await.text;
    let draw = home.split("href=\"/draws/").nth(1).unwrap();
    let draw = format!("/draws/{}", draw.split('"').next().unwrap());
    let mut paths = vec![draw.as_str()];
    paths.extend(PAGES);
    for path in paths {
        for browser in [&manager, &visitor] {
            let answer = browser.get(path).await;
            if answer.status.is_redirection() {
                continue;
            }
            is_in(&answer, "de");
            let words = format!(" {} ", answer.words());
            for text in &english {
                let is_there = words.contains(&format!(" {text} "));
                assert!(!is_there, "{path} says {text:?} in: {words}");
            }
        }
    }
}

/// Pages that need nothing but a site with a draw.
const PAGES: [&str; 24] = [
    "/",
    "/lotteries",
    "/lotteries/daily",
    "/lotteries/daily/changes",
    "/check-winner",
    "/check-winner?date=2026-11-21",
    "/check-winner?date=nonsense",
    "/ballots",
    "/how-it-works",
    "/login",
    "/sign-up",
    "/forgot-password",
    "/account",
    "/account/email",
    "/account/limits",
    "/account/tokens",
    "/account/delete",
    "/goodbye",
    "/manage",
    "/manage/lotteries/new",
    "/manage/lotteries/daily",
    "/manage/accounts",
    "/manage/mail",
    "/no/such/page",
];
