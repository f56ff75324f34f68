//! Feeds of results and calendars of draws, read by a real XML parser and by the rules of RFC 5545.

use clearlot::web::i18n::Language;
use reqwest::{StatusCode, header};

use crate::app::{Answer, Browser, TestApp};
use crate::database::{Database, databases};

const EVENING: &str = "2026-11-21T20:00:00Z";
const MIDNIGHT: &str = "2026-11-22T00:00:00Z";

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// A lottery whose name and prize hold everything that needs escaping.
async fn awkward_lottery(manager: &Browser) {
    let form = [
        ("name", "Tea & <Cake>, \"Größe\"; 1"),
        ("slug", "tea"),
        ("description", "For the roof."),
        ("prize_quantity", "1"),
        ("prize_name", "Tom's \"best\" <b>cake</b> & tea"),
        ("prize_amount", ""),
        ("prize_currency", "GBP"),
        ("first_day", "2026-11-21"),
        ("due_date", "2026-11-30"),
        ("time_zone", "Europe/London"),
        ("cap", ""),
        ("reserves", "0"),
        ("stock", "mint"),
        ("version", "0"),
    ];
    let answer = manager.post("/manage/lotteries/new", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

fn child<'a>(node: roxmltree::Node<'a, 'a>, name: &str) -> String {
    let found = node.children().find(|c| c.tag_name().name() == name);
    found
        .unwrap_or_else(|| panic!("no {name}"))
        .text()
        .unwrap_or_default()
        .to_owned()
}

fn content_type(answer: &Answer) -> &str {
    answer.headers[header::CONTENT_TYPE].to_str().unwrap()
}

/// One copy is read by many: what a feed reader's own headers and cookies say counts for nothing.
#[actix_web::test]
async fn feeds_and_calendars_speak_the_language_of_the_site() {
    let german = Language::from_code("de").unwrap();
    let app =
        TestApp::start_with(&Database::sqlite(), EVENING, |c| c.server.language = german).await;
    let ann = app.signed_up("ann").await;
    ann.submit("daily", "2").await;
    app.at(MIDNIGHT).await;
    for (path, code, words) in [
        ("/feed.atom", "xml:lang=\"de\"", "hat gewonnen"),
        (
            "/lotteries/daily/feed.rss",
            "<language>de</language>",
            "Im Lostopf: 2 Lose.",
        ),
        ("/calendar.ics", "", "schließt"),
    ] {
        let asked = ann.request("GET", path);
        let answer = ann.send(asked.header(header::ACCEPT_LANGUAGE, "en")).await;
        assert_eq!(answer.headers[header::CONTENT_LANGUAGE], "de", "{path}");
        assert!(answer.text.contains(code), "{path}: {}", answer.text);
        assert!(answer.text.contains(words), "{path}: {}", answer.text);
    }
}

#[actix_web::test]
async fn feeds_are_valid_xml_with_one_entry_for_each_result() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let manager = app.manager().await;
        awkward_lottery(&manager).await;
        app.at("2026-11-21T20:00:05Z").await;
        let ann = app.signed_up("ann").await;
        ann.submit("tea", "2").await;
        app.at(MIDNIGHT).await;
        let visitor = app.browser();
        let origin = app.app.public_url().origin();

        let answer = visitor.get("/lotteries/tea/feed.atom").await;
        assert_eq!(content_type(&answer), "application/atom+xml; charset=utf-8");
        let document = roxmltree::Document::parse(&answer.text).unwrap();
        let feed = document.root_element();
        assert_eq!(
            (feed.tag_name().namespace(), feed.tag_name().name()),
            (Some(ATOM), "feed")
        );
        assert_eq!(child(feed, "title"), "Tea & <Cake>, \"Größe\"; 1: results");
        assert_eq!(
            child(feed, "id"),
            format!("{origin}/lotteries/tea/feed.atom")
        );
        let entries: Vec<_> = feed
            .children()
            .filter(|n| n.tag_name().name() == "entry")
            .collect();
        assert_eq!(entries.len(), 1, "{database}: {}", answer.text);
        let title = child(entries[0], "title");
        assert!(title.starts_with("Tea & <Cake>"), "{title}");
        assert!(title.contains("won"), "{title}");
        assert_eq!(
            child(entries[0], "id"),
            format!("{origin}/draws/tea-2026-11-21")
        );
        assert_eq!(child(entries[0], "updated"), "2026-11-22T00:00:00Z");
        let summary = child(entries[0], "summary");
        assert!(
            summary.contains("won Tom's \"best\" <b>cake</b> & tea"),
            "{summary}"
        );
        assert!(!answer.text.contains("ann"), "names stay on the pages");

        let answer = visitor.get("/feed.rss").await;
        assert_eq!(content_type(&answer), "application/rss+xml; charset=utf-8");
        let document = roxmltree::Document::parse(&answer.text).unwrap();
        let channel = document.root_element().first_element_child().unwrap();
        let items: Vec<_> = channel
            .children()
            .filter(|n| n.tag_name().name() == "item")
            .collect();
        assert_eq!(items.len(), 2, "{database}: both lotteries");
        let titles: Vec<String> = items.iter().map(|item| child(*item, "title")).collect();
        assert!(
            titles.iter().any(|t| t.contains("nobody won")),
            "{titles:?}"
        );
        assert_eq!(
            child(items[0], "pubDate"),
            "Sun, 22 Nov 2026 00:00:00 +0000"
        );
        for path in ["/feed.atom", "/lotteries/tea/feed.rss"] {
            let answer = visitor.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            roxmltree::Document::parse(&answer.text).unwrap();
        }
    }
}

#[actix_web::test]
async fn a_cancelled_draw_is_in_the_feed_with_its_reason_and_an_empty_feed_is_valid() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let visitor = app.browser();
    let empty = visitor.get("/feed.atom").await;
    let document = roxmltree::Document::parse(&empty.text).unwrap();
    assert!(!child(document.root_element(), "updated").is_empty());
    let manager = app.manager().await;
    let fields = [("reason", "The roof <is> paid."), ("confirm", "yes")];
    manager
        .post("/manage/lotteries/daily/cancel", &fields)
        .await;
    let answer = visitor.get("/feed.atom").await;
    let document = roxmltree::Document::parse(&answer.text).unwrap();
    let entry = document
        .descendants()
        .find(|n| n.tag_name().name() == "entry")
        .unwrap();
    assert!(child(entry, "title").ends_with("cancelled"));
    assert!(child(entry, "summary").contains("The roof <is> paid."));
}

#[actix_web::test]
async fn a_calendar_keeps_to_rfc_5545() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        awkward_lottery(&app.manager().await).await;
        let visitor = app.browser();
        let answer = visitor.get("/lotteries/tea/calendar.ics").await;
        assert_eq!(content_type(&answer), "text/calendar; charset=utf-8");
        let text = &answer.text;
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
            assert!(!line.contains(['\r', '\n']), "a bare line end: {line:?}");
        }
        let unfolded = text.replace("\r\n ", "");
        let events = unfolded.matches("BEGIN:VEVENT").count();
        assert_eq!(
            events,
            unfolded.matches("DTSTAMP:2026").count(),
            "{database}"
        );
        assert!(events >= 7, "{database}: a week ahead");
        // London's day ends at midnight UTC in winter
        assert!(
            unfolded.contains("DTSTART:20261122T000000Z\r\n"),
            "{unfolded}"
        );
        assert!(
            unfolded.contains("SUMMARY:Tea & <Cake>\\, \"Größe\"\\; 1 closes\r\n"),
            "{unfolded}"
        );
        assert!(unfolded.contains("UID:tea-2026-11-21@127.0.0.1\r\n"));
        assert!(!unfolded.contains("UID:daily-"), "of this lottery alone");
        let all = visitor.get("/calendar.ics").await.text;
        assert!(all.contains("UID:daily-") && all.contains("UID:tea-"));
        assert!(!all.contains("CANCELLED"));
    }
}

#[actix_web::test]
async fn a_cancelled_draw_stays_in_the_calendar_as_cancelled() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let visitor = app.browser();
    let before = visitor.get("/calendar.ics").await.text;
    let manager = app.manager().await;
    let fields = [("reason", "No, more; of it."), ("confirm", "yes")];
    manager
        .post("/manage/lotteries/daily/cancel", &fields)
        .await;
    let after = visitor.get("/calendar.ics").await.text.replace("\r\n ", "");
    let uid = "UID:daily-2026-11-21@127.0.0.1\r\n";
    assert!(before.contains(uid) && after.contains(uid), "{after}");
    assert!(after.contains("STATUS:CANCELLED\r\n"));
    assert!(after.contains("SEQUENCE:1\r\n"));
    assert!(after.contains("No\\, more\\; of it."), "{after}");
}

#[actix_web::test]
async fn what_has_not_changed_is_not_sent_again() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    app.at(MIDNIGHT).await;
    let visitor = app.browser();
    for path in ["/feed.atom", "/feed.rss", "/calendar.ics"] {
        let first = visitor.get(path).await;
        let tag = first.headers[header::ETAG].to_str().unwrap().to_owned();
        let modified = &first.headers[header::LAST_MODIFIED];
        assert_eq!(first.headers[header::CACHE_CONTROL], "public, max-age=60");
        assert!(!first.headers.contains_key(header::SET_COOKIE), "{path}");
        let asked = |name: header::HeaderName, value: &str| {
            visitor.send(visitor.request("GET", path).header(name, value))
        };
        let answer = asked(header::IF_NONE_MATCH, &tag).await;
        assert_eq!(
            (answer.status, answer.text.as_str()),
            (StatusCode::NOT_MODIFIED, ""),
            "{path}"
        );
        assert_eq!(answer.headers[header::ETAG].to_str().unwrap(), tag);
        let answer = asked(header::IF_MODIFIED_SINCE, modified.to_str().unwrap()).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{path}");
        let answer = asked(header::IF_NONE_MATCH, "\"other\"").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let answer = asked(header::IF_MODIFIED_SINCE, "Sat, 21 Nov 2020 00:00:00 GMT").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
    }
    for path in [
        "/lotteries/none/feed.atom",
        "/lotteries/none/calendar.ics",
        "/lotteries/NONE!/feed.rss",
    ] {
        assert_eq!(
            visitor.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[actix_web::test]
async fn pages_name_their_feeds() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let visitor = app.browser();
    let home = visitor.get("/").await.text;
    assert!(home.contains("type=\"application/atom+xml\""));
    assert!(home.contains("href=\"/feed.atom\""));
    let page = visitor.get("/lotteries/daily").await.text;
    assert!(page.contains("href=\"/lotteries/daily/feed.atom\""));
    assert!(page.contains("href=\"/lotteries/daily/calendar.ics\""));
}
