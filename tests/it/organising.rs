//! Organisers at work, over HTTP: from an empty server to a weekly lottery, its draw, its prizes, its tables.

use reqwest::StatusCode;

use crate::app::{Browser, PASSWORD, TestApp};
use crate::database::{Database, databases};

const EVENING: &str = "2026-11-26T20:00:00Z";

const CLUB: &[(&str, &str)] = &[
    ("name", "Sunday Cake"),
    ("prize_quantity", "1"),
    ("prize_name", "=Cake"),
    ("prize_amount", "12"),
    ("prize_currency", "EUR"),
    ("weekday", "sun"),
    ("first_day", "2026-11-26"),
    ("time_zone", "UTC"),
    ("reserves", "1"),
    ("claim_days", "7"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [fields, more].concat()
}

async fn club(app: &TestApp) -> Browser {
    let manager = app.manager().await;
    let made = manager.post("/manage/lotteries/new", CLUB).await;
    assert_eq!(
        made.location(),
        "/manage/lotteries/sunday-cake",
        "{}",
        made.words()
    );
    manager
}

/// Signs in again after days away.
async fn sign_in(manager: &Browser) {
    let fields = [("username", "organiser"), ("password", PASSWORD)];
    let answer = manager.post("/login", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

#[actix_web::test]
async fn a_weekly_club_lottery_is_set_up_with_a_preview_first() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let manager = app.manager().await;
        let form = manager.get("/manage/lotteries/new").await;
        form.says("Days it is drawn");
        let preview = with(CLUB, &[("step", "preview")]);
        let shown = manager.post("/manage/lotteries/new", &preview).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.words());
        shown.says("This is a preview");
        shown.says("every Sunday");
        let missing = manager.get("/lotteries/sunday-cake").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND, "nothing was stored");
        let change = with(CLUB, &[("step", "change")]);
        let again = manager.post("/manage/lotteries/new", &change).await;
        assert!(again.text.contains("value=\"Sunday Cake\""));
        assert!(
            again
                .text
                .contains("id=\"weekday-sun\" value=\"sun\" checked")
        );
        // what the preview carries is what makes the lottery
        assert_eq!(shown.hidden("weekday"), "sun");
        assert_eq!(shown.hidden("prize_name"), "=Cake");
        let made = manager
            .post("/manage/lotteries/new", &with(CLUB, &[("step", "create")]))
            .await;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
        app.at("2026-11-26T20:00:05Z").await;
        let ann = app.signed_up("ann").await;
        assert_eq!(
            ann.submit("sunday-cake", "2").await.status,
            StatusCode::SEE_OTHER
        );
        app.browser()
            .get("/check-winner?date=2026-12-01&lottery=sunday-cake")
            .await
            .says("The next one is on Sunday 6 December 2026.");
        let copy = manager.get("/manage/lotteries/new?from=sunday-cake").await;
        assert!(copy.text.contains("Copy of Sunday Cake"));
        assert!(copy.text.contains("value=\"sun\" checked"));
        let bad = with(CLUB, &[("due_date", "2026-11-27")]);
        let refused = manager.post("/manage/lotteries/new", &bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        refused.says("None of the draw days");
    }
}

#[actix_web::test]
async fn from_the_draw_to_the_prize_in_the_right_hands() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let manager = club(&app).await;
        app.at("2026-11-26T20:00:05Z").await;
        for person in ["ann", "ben", "cleo"] {
            app.signed_up(person).await.submit("sunday-cake", "1").await;
        }
        let draw = "/manage/lotteries/sunday-cake/draws/sunday-cake-2026-11-29";
        let page = manager.get(&format!("{draw}?q=ANN")).await;
        page.says("ann");
        assert!(!page.words().contains("ben"));
        manager.get(&format!("{draw}?q=2")).await.says("ben");
        manager
            .get(&format!("{draw}?q=nobody"))
            .await
            .says("No entry of that name");
        // ann is struck out
        let entry = format!("{draw}/entries/1");
        manager.get(&entry).await.says("Cancel this entry");
        let bad = manager.post(&entry, &[("reason", "")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [("reason", "Second account."), ("confirm", "yes")];
        assert_eq!(
            manager.post(&entry, &fields).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            manager.post(&entry, &fields).await.status,
            StatusCode::CONFLICT
        );
        let csv = manager.get(&format!("{draw}/entries.csv")).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let disposition = csv.headers["content-disposition"].to_str().unwrap();
        assert_eq!(
            disposition,
            "attachment; filename=\"sunday-cake-2026-11-29-entries.csv\""
        );
        let lines: Vec<&str> = csv.text.split("\r\n").collect();
        assert_eq!(lines.len(), 5, "{}", csv.text);
        assert!(
            lines[1].ends_with("ann,cancelled,Second account."),
            "{}",
            lines[1]
        );
        app.at("2026-11-30T00:00:00Z").await;
        sign_in(&manager).await;
        manager.get("/manage").await.says("Cake");
        let public = app.browser().get("/draws/sunday-cake-2026-11-29").await;
        public.says("To be claimed by Mon 7 December 2026");
        let prize = format!("{draw}/prizes/1");
        let pass = [("step", "0"), ("action", "pass")];
        let early = manager.post(&prize, &pass).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        early.says("not before");
        app.at("2026-12-07T00:00:00Z").await;
        sign_in(&manager).await;
        assert_eq!(
            manager.post(&prize, &pass).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            manager.post(&prize, &pass).await.status,
            StatusCode::CONFLICT
        );
        let public = app.browser().get("/check-winner?date=2026-11-29").await;
        public.says("it went to the next reserve");
        let claimed = [
            ("step", "1"),
            ("action", "claimed"),
            ("note", "=at the desk"),
        ];
        assert_eq!(
            manager.post(&prize, &claimed).await.status,
            StatusCode::SEE_OTHER
        );
        app.browser()
            .get("/draws/sunday-cake-2026-11-29")
            .await
            .says("Claimed");
        // money is written as the reader writes it
        public.says("Cake (€12.00)");
        let reader = app.browser();
        let asked = reader.request("GET", "/draws/sunday-cake-2026-11-29");
        let german = reader.send(asked.header("accept-language", "de")).await;
        german.says("Cake (12,00 €)");
        // by mistake
        let mut back = vec![("step", "2"), ("action", "take_back"), ("reason", "no")];
        let short = manager.post(&prize, &back).await;
        assert_eq!(short.status, StatusCode::BAD_REQUEST);
        back[2] = ("reason", "The wrong line was marked.");
        let taken = manager.post(&prize, &back).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER);
        let stale = manager.post(&prize, &back).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let page = manager.get(draw).await;
        page.says("waits for its winner again");
        page.says("Taken back by organiser");
        let public = app.browser().get("/draws/sunday-cake-2026-11-29").await;
        public.says("by mistake, and taken back");
        public.says("The wrong line was marked.");
        let winners = manager.get(&format!("{draw}/winners.csv")).await.text;
        assert!(winners.contains(",'=Cake (EUR 12.00),"), "{winners}");
        let claims = manager.get(&format!("{draw}/claims.csv")).await.text;
        assert!(claims.contains("organiser,'=at the desk"), "{claims}");
        assert!(claims.contains(",3,taken_back,"), "{claims}");
        let nonsense = manager
            .post(&prize, &[("step", "3"), ("action", "keep")])
            .await;
        assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    }
}

#[actix_web::test]
async fn a_day_whose_every_ballot_was_cancelled_is_told_from_an_empty_one() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let manager = app.manager().await;
        app.signed_up("ann").await.submit("daily", "3").await;
        let entry = "/manage/lotteries/daily/draws/daily-2026-11-26/entries/1";
        let fields = [("reason", "Second account."), ("confirm", "yes")];
        let answer = manager.post(entry, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        app.at("2026-11-27T00:00:00Z").await;
        let visitor = app.browser();
        visitor
            .get("/")
            .await
            .says("All ballots yesterday were cancelled, so nobody won");
        let list = visitor.get("/lotteries/daily").await;
        list.says("All ballots were cancelled, so nobody won");
        assert!(!list.words().contains("No ballots, so nobody won"));
        app.at("2026-11-28T00:00:00Z").await;
        visitor
            .get("/")
            .await
            .says("No ballots yesterday, so nobody won");
        let list = visitor.get("/lotteries/daily").await;
        list.says("All ballots were cancelled, so nobody won");
        list.says("No ballots, so nobody won");
    }
}

#[actix_web::test]
async fn a_draw_is_cancelled_and_the_change_is_public() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let manager = club(&app).await;
    let ann = app.signed_up("ann").await;
    let draw = "/manage/lotteries/sunday-cake/draws/sunday-cake-2026-11-29";
    let cancel = format!("{draw}/cancel");
    let bad = manager
        .post(&cancel, &[("reason", "The hall is shut.")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    bad.says("Tick this");
    let fields = [("reason", "The hall is shut."), ("confirm", "yes")];
    assert_eq!(
        ann.post(&cancel, &fields).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        manager.post(&cancel, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        manager.post(&cancel, &fields).await.status,
        StatusCode::CONFLICT
    );
    let edit = manager.get("/manage/lotteries/sunday-cake/edit").await;
    let version = edit.hidden("version");
    let mut changed = with(CLUB, &[("cap", "3"), ("version", version.as_str())]);
    changed.retain(|(name, _)| *name != "weekday");
    let saved = manager
        .post("/manage/lotteries/sunday-cake/edit", &changed)
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.words());
    let visitor = app.browser();
    for path in [
        "/lotteries/sunday-cake/changes",
        "/draws/sunday-cake-2026-11-29",
        "/check-winner?date=2026-11-29&lottery=sunday-cake",
    ] {
        visitor.get(path).await.says("The hall is shut.");
    }
    let changes = visitor.get("/lotteries/sunday-cake/changes").await;
    changes.says("every Sunday");
    changes.says("no limit");
}

#[actix_web::test]
async fn a_draw_that_was_called_off_does_not_lead_the_home_page() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let manager = app.manager().await;
    let call_off = |day: &'static str| {
        let manager = manager.clone();
        async move {
            let path = format!("/manage/lotteries/daily/draws/daily-{day}/cancel");
            let fields = [("reason", "The hall is shut."), ("confirm", "yes")];
            let answer = manager.post(&path, &fields).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        }
    };
    let home = || async {
        let page = app.browser().get("/").await;
        assert!(!page.words().contains("nobody won"), "{}", page.words());
        page
    };
    // the first of all
    call_off("2026-11-26").await;
    home().await;
    app.at("2026-11-27T00:00:00Z").await;
    home().await;
    // after one that was won
    app.signed_up("ann").await.submit("daily", "1").await;
    app.at("2026-11-28T00:00:00Z").await;
    home().await.says("ann");
    sign_in(&manager).await;
    call_off("2026-11-28").await;
    app.at("2026-11-29T00:00:00Z").await;
    let page = home().await;
    page.says("ann");
    page.says("Void The hall is shut.");
}

#[actix_web::test]
async fn only_managers_organise() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let _manager = club(&app).await;
    let ann = app.signed_up("ann").await;
    let draw = "/manage/lotteries/sunday-cake/draws/sunday-cake-2026-11-29";
    for path in [
        "/manage".to_owned(),
        "/manage/lotteries/new".to_owned(),
        draw.to_owned(),
        format!("{draw}/entries.csv"),
        format!("{draw}/winners.csv"),
        format!("{draw}/claims.csv"),
        format!("{draw}/entries/1"),
    ] {
        assert_eq!(ann.get(&path).await.status, StatusCode::FORBIDDEN, "{path}");
        let visitor = app.browser().get(&path).await;
        assert_eq!(visitor.status, StatusCode::SEE_OTHER, "{path}");
        assert!(visitor.location().starts_with("/login"), "{path}");
    }
    for path in [
        format!("{draw}/entries/1"),
        format!("{draw}/prizes/1"),
        format!("{draw}/cancel"),
    ] {
        let refused = ann.post(&path, &[("confirm", "yes")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
    }
}
