//! The whole job in a browser: with the mouse, with the keyboard alone, without scripts, and on a page that stays open.

use std::time::{Duration, Instant};

use super::window::{Driver, is_wanted};
use crate::app::TestApp;
use crate::database::{Database, databases};

const NOON: &str = "2026-11-21T12:00:00Z";
const MIDNIGHT: &str = "2026-11-22T00:00:00Z";

#[actix_web::test]
async fn the_whole_job_works_in_a_browser() {
    if !is_wanted() {
        return;
    }
    let driver = Driver::start();
    let window = driver.open().await;
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let url = |path: &str| format!("{}{path}", app.app.public_url().origin());
        window.sign(&url("/sign-up"), "amara").await;
        window.goto(&url("/lotteries/daily")).await;
        window.tap("input[name=count][value='3']").await;
        window
            .click("form[action='/lotteries/daily/ballots'] button")
            .await;
        assert_eq!(window.path().await, "/ballots");
        window.says("0001").await;

        app.at(MIDNIGHT).await;
        window.client.delete_all_cookies().await.unwrap();
        window.goto(&url("/check-winner?date=2026-11-21")).await;
        window.says("amara").await;
        window.goto(&url("/draws/daily-2026-11-21")).await;
        window.says("amara").await;
        assert_eq!(window.complaints().await, Vec::<String>::new());
        app.stop().await;
    }
    window.client.close().await.unwrap();
}

#[actix_web::test]
async fn every_flow_works_with_the_keyboard_alone() {
    if !is_wanted() {
        return;
    }
    let driver = Driver::start();
    let window = driver.open().await;
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let url = |path: &str| format!("{}{path}", app.app.public_url().origin());

    window.goto(&url("/")).await;
    // the first stop leads past the menu
    window.tab_to("a.skip").await;
    window.tab_to("header a[href='/sign-up']").await;
    window.enter().await;
    window.tab_to("input[name=username]").await;
    window.press("amara").await;
    window.tab_to("input[name=password]").await;
    window.press(crate::app::PASSWORD).await;
    window.tab_to("main form button").await;
    window.enter().await;

    window.goto(&url("/")).await;
    window.tab_to("main a[href='/lotteries/daily']").await;
    window.enter().await;
    window.tab_to("input[name=count]").await;
    window.press("\u{e015}").await; // arrow down: the next of the radio buttons
    window
        .tab_to("form[action='/lotteries/daily/ballots'] button")
        .await;
    window.enter().await;
    assert_eq!(window.path().await, "/ballots");
    window.says("0001").await;
    window.says("0002").await;

    window.tab_to("header a[href='/check-winner']").await;
    window.enter().await;
    window.tab_to("main form button").await;
    window.tab_to("header a[href='/account']").await;
    window.enter().await;
    window.tab_to("form[action='/logout'] button").await;
    window.enter().await;
    window.tab_to("header a[href='/login']").await;
    window.client.close().await.unwrap();
}

#[actix_web::test]
async fn every_flow_works_without_scripts() {
    if !is_wanted() {
        return;
    }
    let driver = Driver::start();
    let window = driver.open_without_scripts().await;
    let app = TestApp::start(&Database::sqlite(), "2026-11-21T13:00:00Z").await;
    let url = |path: &str| format!("{}{path}", app.app.public_url().origin());
    window.sign(&url("/sign-up"), "amara").await;
    window.goto(&url("/lotteries/daily")).await;
    window.says("Counted at 13:00:00 UTC").await;
    window.tap("input[name=count][value='2']").await;
    window
        .click("form[action='/lotteries/daily/ballots'] button")
        .await;
    window.says("Ballots 0001-0002 are in the box.").await;
    window.goto(&url("/")).await;
    window.says("11 h left").await;
    app.at(MIDNIGHT).await;
    window.goto(&url("/")).await;
    window.says("You won").await;
    window.goto(&url("/account")).await;
    window.click("form[action='/logout'] button").await;

    let link = std::fs::read_to_string(app.data_dir().join("setup-link.txt")).unwrap();
    window.sign(link.trim(), "organiser").await;
    window.goto(&url("/manage/lotteries/new")).await;
    window.fill("input[name=name]", "Sunday Cake").await;
    window.fill("#prize_name-1", "Cake").await;
    window
        .click("main form[method=post] button:last-of-type")
        .await;
    assert!(
        window.path().await.starts_with("/manage/lotteries"),
        "{}",
        window.path().await
    );
    window.goto(&url("/lotteries")).await;
    // nothing has moved on by itself: no script ran
    let count = app.app.live_readers();
    assert_eq!(count, 0, "a script listens");
    window.client.close().await.unwrap();
}

#[actix_web::test]
async fn a_page_that_stays_open_moves_on_by_itself() {
    if !is_wanted() {
        return;
    }
    let driver = Driver::start();
    let window = driver.open().await;
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let url = |path: &str| format!("{}{path}", app.app.public_url().origin());
    window.sign(&url("/sign-up"), "amara").await;
    let amara = app.signed_up("ben").await;
    window.goto(&url("/lotteries/daily")).await;
    window.tap("input[name=count][value='2']").await;
    window
        .click("form[action='/lotteries/daily/ballots'] button")
        .await;
    window.goto(&url("/lotteries/daily")).await;
    window.says("All 2 ballots are yours").await;
    amara.submit("daily", "132").await;
    until(&app, &window, "2 of 134 ballots are yours: 1 in 67").await;
    window.goto(&url("/draws/daily-2026-11-21")).await;
    app.hands.set(crate::app::time(MIDNIGHT));
    until(&app, &window, "The box is sealed.").await;
    assert_eq!(window.complaints().await, Vec::<String>::new());
    window.client.close().await.unwrap();
}

/// Ticks until the open page says this.
async fn until(app: &TestApp, window: &super::window::Window, words: &str) {
    let given_up = Instant::now() + Duration::from_secs(20);
    loop {
        app.tick().await;
        let text = window.text().await;
        if text.contains(words) {
            return;
        }
        assert!(Instant::now() < given_up, "{words:?} is not in: {text}");
    }
}
