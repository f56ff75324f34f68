//! The pages of raffles as people see them: getting a ticket, and checking it. What organisers do is in `organising.rs`.

use clearlot::beacon::BeaconMode;
use clearlot::schema::{draws, raffles};
use clearlot::store::{Conn, StoreError};
use diesel::prelude::*;
use reqwest::{StatusCode, header};

use super::{settings, start};
use crate::api::NOON;
use crate::app::{Answer, Browser, TestApp};
use crate::database::{Database, databases};
use crate::relay::{FakeRelay, Manner, beacon_config};

/// Makes a raffle with the form of organisers; these fields differ from what it begins with. Its id.
pub async fn make(manager: &Browser, changes: &[(&str, &str)]) -> String {
    let answer = manager.post("/manage/raffles/new", &form(changes)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    let location = answer.location();
    location
        .strip_prefix("/manage/raffles/")
        .unwrap()
        .to_owned()
}

/// The fields of a raffle of three tickets that anybody may have, with one kind of prize.
pub fn form<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("name", "Summer fair"),
        ("tickets", "3"),
        ("policy", "open"),
        ("prize_name", "Hamper"),
        ("reserves", "1"),
        ("claim_days", "2"),
        ("closes_day", "2026-12-24"),
        ("closes_time", "18:00"),
    ];
    let is_usual = |(name, _): &(&str, &str)| !changes.iter().any(|(changed, _)| changed == name);
    usual
        .into_iter()
        .filter(is_usual)
        .chain(changes.iter().copied())
        .collect()
}

/// Gives a raffle another id, one that a table of addresses can name.
pub async fn name(app: &TestApp, id: &str, new: &'static str) {
    let (old, path) = (id.to_owned(), format!("/raffles/{id}"));
    let write = move |conn: &mut Conn| {
        diesel::update(raffles::table.filter(raffles::public_id.eq(&old)))
            .set(raffles::public_id.eq(new))
            .execute(conn)?;
        diesel::update(draws::table.filter(draws::game_path.eq(&path)))
            .set(draws::game_path.eq(format!("/raffles/{new}")))
            .execute(conn)?;
        Ok::<_, StoreError>(())
    };
    app.app.db().write(write).await.unwrap();
}

/// Sends the form of a raffle's page.
pub async fn ask(browser: &Browser, id: &str) -> Answer {
    let path = format!("/raffles/{id}");
    let key = browser.get(&path).await.hidden("key");
    browser
        .post(&format!("{path}/tickets"), &[("key", &key)])
        .await
}

/// The number and the code on the page of a new ticket.
pub fn ticket(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
    (answer.hidden("ticket"), answer.hidden("code"))
}

pub async fn check(browser: &Browser, id: &str, number: &str, code: &str) -> Answer {
    let fields = [("ticket", number), ("code", code)];
    browser.post(&format!("/raffles/{id}/check"), &fields).await
}

pub fn status(answer: &Answer) -> u16 {
    answer.status.as_u16()
}

#[actix_web::test]
async fn a_ticket_is_shown_once_with_its_code_however_often_the_form_is_sent() {
    for database in databases() {
        let app = start(&database).await;
        let id = make(&app.manager().await, &[("policy", "ip"), ("tickets", "50")]).await;
        let visitor = app.browser();
        let path = format!("/raffles/{id}");
        let page = visitor.get(&path).await;
        page.says("None of 50 tickets is taken yet");
        page.says("your network counts as one person");
        let key = page.hidden("key");
        let post = format!("{path}/tickets");
        let first = visitor.post(&post, &[("key", &key)]).await;
        assert_eq!(first.headers[header::CACHE_CONTROL], "no-store");
        let (number, code) = ticket(&first);
        first.says("it is shown only this once");
        assert_eq!(code.len(), 19, "four groups of four: {code}");
        let links = first.text.split("href=\"").skip(1);
        let mut links = links.filter_map(|rest| rest.split('"').next());
        assert!(
            links.all(|link| !link.contains(&code)),
            "the code is in no address"
        );
        let again = visitor.post(&post, &[("key", &key)]).await;
        assert_eq!(
            ticket(&again),
            (number.clone(), code.clone()),
            "a double click"
        );
        let second = ask(&visitor, &id).await;
        assert_eq!(status(&second), 403);
        second.says("Your ip address has already participated in this raffle");
        second.says("One of 50 tickets is taken");
        assert_eq!(
            status(&visitor.post(&post, &[]).await),
            400,
            "no form of this site"
        );

        let fields = [("ticket", number.as_str()), ("code", code.as_str())];
        let file = visitor.post(&format!("{path}/ticket.txt"), &fields).await;
        assert!(
            file.headers[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert!(
            file.text.contains(&code) && file.text.contains(&format!("/check?ticket={number}\r\n")),
            "{}",
            file.text
        );
        let odd = [("ticket", "1"), ("code", "<script>")];
        assert_eq!(
            status(&visitor.post(&format!("{path}/ticket.txt"), &odd).await),
            400
        );
        let calendar = visitor.get(&format!("{path}/calendar.ics")).await.text;
        assert!(
            calendar.contains("DTSTART:20261224T180000Z\r\n"),
            "{calendar}"
        );
    }
}

#[actix_web::test]
async fn before_the_draw_nobody_learns_which_numbers_are_out() {
    for database in databases() {
        let app = start(&database).await;
        let id = make(&app.manager().await, &[]).await;
        let visitor = app.browser();
        let (number, code) = ticket(&ask(&visitor, &id).await);
        let pages: Vec<String> = {
            let mut pages = Vec::new();
            for n in 1..=3 {
                let page = visitor.get(&format!("/raffles/{id}/tickets/{n}")).await;
                pages.push(page.words().replace(&format!("000 {n}"), "N"));
            }
            pages
        };
        assert!(pages[0].contains("Not drawn yet"), "{}", pages[0]);
        assert!(
            pages.iter().all(|page| *page == pages[0]),
            "all numbers look alike"
        );
        for beyond in ["0", "4", "x", "+1"] {
            let page = visitor
                .get(&format!("/raffles/{id}/tickets/{beyond}"))
                .await;
            assert_eq!(status(&page), 404, "{beyond}");
        }
        // a wrong code, another ticket's, and numbers that are none: one answer
        let valid = check(&visitor, &id, &number, &code.to_lowercase()).await;
        valid.says("is valid");
        valid.says("Not drawn yet");
        let mut refusals = Vec::new();
        for (number, code) in [
            (&*number, "nonsense"),
            ("999", &*code),
            ("x", &*code),
            ("", ""),
            ("0", &*code),
        ] {
            let refused = check(&visitor, &id, number, code).await;
            assert_eq!(status(&refused), 422, "{number}");
            let value = format!("value=\"{number}\"");
            refusals.push(refused.text.replace(&value, "value=\"\""));
        }
        assert!(
            refusals.iter().all(|page| *page == refusals[0]),
            "one answer to all that is wrong"
        );
        assert!(refusals[0].contains("Not valid: this is not the code of that ticket"));
        let fields = [("ticket", number.as_str()), ("code", code.as_str())];
        let receipt = visitor
            .post(&format!("/raffles/{id}/check/receipt"), &fields)
            .await;
        assert!(
            receipt.text.starts_with("c2sp.org/tlog-proof@v1\n"),
            "{}",
            receipt.text
        );
        let wrong = [("ticket", number.as_str()), ("code", "nonsense")];
        let refused = visitor
            .post(&format!("/raffles/{id}/check/receipt"), &wrong)
            .await;
        assert_eq!(status(&refused), 400);
    }
}

#[actix_web::test]
async fn an_account_gets_its_ticket_after_signing_in_and_finds_it_again() {
    for database in databases() {
        let app = start(&database).await;
        let id = make(&app.manager().await, &[("policy", "account")]).await;
        let path = format!("/raffles/{id}");
        let visitor = app.browser();
        visitor.get(&path).await.says("Sign in to take part");
        let sent = visitor
            .post(&format!("{path}/tickets"), &[("key", "k")])
            .await;
        assert_eq!(sent.location(), format!("/login?next={path}"));
        let ann = app.signed_up("ann").await;
        ann.get("/tickets").await.says("None yet.");
        let (number, _) = ticket(&ask(&ann, &id).await);
        ann.get(&path).await.says("Your account has its ticket.");
        let again = ann
            .post(&format!("{path}/tickets"), &[("key", "other")])
            .await;
        assert_eq!(status(&again), 403);
        again.says("Your account has already participated in this raffle");
        let mine = ann.get("/tickets").await;
        mine.says("Summer fair");
        assert!(mine.text.contains(&format!("{path}/tickets/{number}")));
        assert_eq!(
            visitor.get("/tickets").await.location(),
            "/login?next=/tickets"
        );
    }
}

#[actix_web::test]
async fn wrong_codes_are_tried_twenty_times_a_minute_from_one_place() {
    let app = TestApp::start_with(&Database::sqlite(), NOON, |config| {
        settings(config);
        config.server.rate_limits = true;
    })
    .await;
    let id = make(&app.manager().await, &[]).await;
    let visitor = app.browser();
    for n in 0..20 {
        let refused = check(&visitor, &id, &(n + 1).to_string(), "nonsense").await;
        assert_eq!(status(&refused), 422, "{n}");
    }
    let many = check(&visitor, &id, "1", "nonsense").await;
    assert_eq!(status(&many), 429);
    assert!(many.headers.contains_key(header::RETRY_AFTER));
}

/// Five seconds before round 123 of quicknet, and when that is out.
const MADE: &str = "2023-08-23T15:15:28Z";
const ROUND_123: &str = "2023-08-23T15:15:33Z";
/// Five minutes before round 1000.
const SOLD_OUT: &str = "2023-08-23T15:54:24Z";

#[actix_web::test]
async fn with_public_numbers_the_page_says_which_one_is_awaited() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Honest);
        let app = TestApp::start_with(&database, MADE, |config| {
            settings(config);
            config.beacon = beacon_config(BeaconMode::Drand, &config.data_dir, &[&relay]);
        })
        .await;
        let manager = app.manager().await;
        let closes = [("closes_day", "2023-12-24"), ("tickets", "2")];
        let id = make(&manager, &closes).await;
        let (path, visitor) = (format!("/raffles/{id}"), app.browser());
        let early = visitor.get(&path).await;
        early.says("with public random number 123, which shuffles the tickets");
        let refused = visitor
            .post(&format!("{path}/tickets"), &[("key", "k")])
            .await;
        assert_eq!(status(&refused), 409);
        app.at(ROUND_123).await;
        app.app.draws().beacons().unwrap().settled().await;
        app.tick().await;
        ticket(&ask(&visitor, &id).await);
        ticket(&ask(&visitor, &id).await);
        app.at(SOLD_OUT).await;
        let drawn = manager
            .post(&format!("/manage/raffles/{id}/draw"), &[])
            .await;
        assert_eq!(status(&drawn), 303, "{}", drawn.words());
        manager
            .get(&format!("/manage/raffles/{id}"))
            .await
            .says("Public random number 1000");
        visitor
            .get(&path)
            .await
            .says("It waits for public random number 1000");
    }
}

#[actix_web::test]
async fn a_page_lists_some_of_many_winners_and_leads_to_the_rest() {
    let app = start(&Database::sqlite()).await;
    let many = serde_json::json!({
        "policy": "open", "prizes": [{ "name": "Mug", "amount": 110 }],
    });
    let raffle = super::raffle(&app, 120, many).await;
    let office = super::Place::new(&app, super::OFFICE);
    for _ in 0..120 {
        office.call(&format!("{raffle}participate/")).await.is(201);
    }
    office.call(&format!("{raffle}winners/")).await.is(201);
    let page = raffle
        .trim_start_matches("/api")
        .trim_end_matches('/')
        .to_owned();
    let shown = app.browser().get(&page).await;
    shown.says("10 more prizes were drawn.");
    assert!(shown.text.len() < 150_000, "{}", shown.text.len());
    let manager = app.manager().await;
    let first = manager.get(&format!("/manage{page}")).await;
    first.says("Further prizes");
    let forms = |text: &str| text.matches("name=\"action\" value=\"claimed\"").count();
    assert_eq!(forms(&first.text), 50);
    let next = manager.get(&format!("/manage{page}?prize=51")).await;
    assert_eq!(forms(&next.text), 50);
    let last = manager.get(&format!("/manage{page}?prize=101")).await;
    assert_eq!(forms(&last.text), 10);
    assert!(!last.words().contains("Further prizes"));
}
