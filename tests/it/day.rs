//! A day of the lottery as people live it, over HTTP: sign up, put ballots in, midnight, read the winner.

use reqwest::StatusCode;

use crate::app::TestApp;
use crate::database::{Database, databases};

const EVENING: &str = "2026-11-21T20:00:00Z";
const MIDNIGHT: &str = "2026-11-22T00:00:00Z";

#[actix_web::test]
async fn a_person_puts_ballots_in_and_anyone_reads_the_winner_after_midnight() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        app.browser().get("/").await.says("Daily Draw");
        let ann = app.signed_up("ann").await;
        let answer = ann.submit("daily", "3").await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "/ballots?taken=daily-2026-11-21.1"),
            "{database}: {}",
            answer.text
        );
        ann.get(answer.location())
            .await
            .says("Ballots 0001-0003 are in the box.");
        let words = ann.get("/ballots").await.words();
        assert!(!words.contains("are in the box."), "said once: {words}");
        let ben = app.signed_up("ben").await;
        let words = ben.get(answer.location()).await.words();
        assert!(!words.contains("are in the box."), "not ben's: {words}");

        let visitor = app.browser();
        visitor
            .get("/check-winner?date=2026-11-21")
            .await
            .says("Not drawn yet");
        app.at(MIDNIGHT).await;
        let result = visitor.get("/check-winner?date=2026-11-21").await;
        result.says("ann");
        ann.get("/ballots").await.says("Won");
        visitor.get("/draws/daily-2026-11-21").await.says("ann");
        visitor.get("/").await.says("ann");

        // the next day is open by itself
        let answer = ann.submit("daily", "1").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        visitor
            .get("/check-winner?date=2026-11-22")
            .await
            .says("Not drawn yet");
    }
}

#[actix_web::test]
async fn a_restart_keeps_accounts_ballots_results_and_sessions() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let ann = app.signed_up("ann").await;
        ann.submit("daily", "2").await;
        app.at(MIDNIGHT).await;
        let before = app.browser().get("/draws/daily-2026-11-21").await.words();
        app.stop().await;

        let app = TestApp::start(&database, "2026-11-22T00:00:10Z").await;
        let after = app.browser().get("/draws/daily-2026-11-21").await.words();
        assert_eq!(before, after, "{database}");
        let answer = app
            .browser()
            .post(
                "/login",
                &[("username", "ANN"), ("password", crate::app::PASSWORD)],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{database}");
    }
}

#[actix_web::test]
async fn a_double_click_is_one_submission() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let ann = app.signed_up("ann").await;
    let page = ann.get("/lotteries/daily").await;
    let (draw, key) = (page.hidden("draw"), page.hidden("key"));
    let fields = [
        ("count", "2"),
        ("draw", draw.as_str()),
        ("key", key.as_str()),
    ];
    for _ in 0..2 {
        assert_eq!(
            ann.post("/lotteries/daily/ballots", &fields).await.status,
            StatusCode::SEE_OTHER
        );
    }
    ann.get("/lotteries/daily")
        .await
        .says("All 2 ballots are yours");
    let other = [
        ("count", "3"),
        ("draw", draw.as_str()),
        ("key", key.as_str()),
    ];
    assert_eq!(
        ann.post("/lotteries/daily/ballots", &other).await.status,
        StatusCode::CONFLICT
    );
    ann.get("/lotteries/daily")
        .await
        .says("All 2 ballots are yours");
}

#[actix_web::test]
async fn a_ballot_that_comes_after_midnight_is_told_so_and_not_moved() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let ann = app.signed_up("ann").await;
    let page = ann.get("/lotteries/daily").await;
    let (draw, key) = (page.hidden("draw"), page.hidden("key"));
    app.hands.set("2026-11-22T00:00:00Z".parse().unwrap());
    let fields = [
        ("count", "1"),
        ("draw", draw.as_str()),
        ("key", key.as_str()),
    ];
    let answer = ann.post("/lotteries/daily/ballots", &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
    answer.says("Too late");
    app.tick().await;
    app.browser()
        .get("/check-winner?date=2026-11-21")
        .await
        .says("No ballots");
}

#[actix_web::test]
async fn bad_counts_get_a_message_and_change_nothing() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let ann = app.signed_up("ann").await;
    for count in [
        "0",
        "-1",
        "1.5",
        "x",
        "",
        "99999999999999999999999",
        "10001",
        " ",
        "1e3",
    ] {
        let answer = ann.submit("daily", count).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{count:?}: {}",
            answer.words()
        );
    }
    let words = ann.get("/ballots").await.words();
    assert!(!words.contains("0001"), "{words}");
}

#[actix_web::test]
async fn ballots_need_an_account() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let visitor = app.browser();
    let fields = [("count", "1"), ("draw", "daily-2026-11-21"), ("key", "k")];
    let request = visitor
        .request("POST", "/lotteries/daily/ballots")
        .header("sec-fetch-site", "same-origin");
    let from = format!("{}/lotteries/daily", app.app.public_url().origin());
    let answer = visitor
        .send(request.header("referer", from).form(&fields))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location(), "/login?next=/lotteries/daily");
    assert_eq!(
        visitor.get("/ballots").await.location(),
        "/login?next=/ballots"
    );
}

#[actix_web::test]
async fn wrong_dates_get_a_message() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let visitor = app.browser();
    for date in [
        "nonsense",
        "2026-13-01",
        "2026-02-30",
        "1-1-1",
        "99999-01-01",
        "2026-11-21T00:00:00Z",
        "%F0%9F%8E%B2",
    ] {
        let answer = visitor.get(&format!("/check-winner?date={date}")).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{date}: {}",
            answer.words()
        );
        answer.says("is not a day. Write a day that exists");
    }
    for (date, words) in [
        ("2026-11-20", "no draw"),
        ("1999-01-01", "no draw"),
        ("2026-11-22", "still to come"),
    ] {
        let answer = visitor.get(&format!("/check-winner?date={date}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{date}");
        assert!(
            answer
                .words()
                .to_lowercase()
                .contains(&words.to_lowercase()),
            "{date}: {}",
            answer.words()
        );
    }
}

#[actix_web::test]
async fn a_manager_makes_changes_and_cancels_a_lottery() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let manager = app.manager().await;
    let form = [
        ("name", "Roof Fund"),
        ("slug", ""),
        ("description", "For the roof."),
        ("prize_quantity", "1"),
        ("prize_name", "A voucher"),
        ("prize_amount", "60"),
        ("prize_currency", "GBP"),
        ("first_day", "2026-11-21"),
        ("due_date", "2026-11-30"),
        ("time_zone", "Europe/London"),
        ("cap", "3"),
        ("reserves", "1"),
        ("stock", "mint"),
        ("version", "0"),
    ];
    let ann = app.signed_up("ann").await;
    assert_eq!(
        ann.post("/manage/lotteries/new", &form).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(ann.get("/manage").await.status, StatusCode::FORBIDDEN);

    let answer = manager.post("/manage/lotteries/new", &form).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/manage/lotteries/roof-fund"),
        "{}",
        answer.words()
    );
    app.at("2026-11-21T20:00:05Z").await;
    ann.get("/").await.says("Roof Fund");
    assert_eq!(
        ann.submit("roof-fund", "3").await.status,
        StatusCode::SEE_OTHER
    );
    let page = ann.get("/lotteries/daily").await;
    let key = page.hidden("key");
    let over = [
        ("count", "1"),
        ("draw", "roof-fund-2026-11-21"),
        ("key", key.as_str()),
    ];
    assert_eq!(
        ann.post("/lotteries/roof-fund/ballots", &over).await.status,
        StatusCode::CONFLICT
    );

    // an edit touches only what has not opened; a second tab with the old version is refused
    let edit = manager.get("/manage/lotteries/roof-fund/edit").await;
    let version = edit.hidden("version");
    let mut changed = form.to_vec();
    changed.retain(|(name, _)| !matches!(*name, "version" | "prize_name"));
    changed.extend([
        ("prize_name", "A bigger voucher"),
        ("version", version.as_str()),
    ]);
    let answer = manager
        .post("/manage/lotteries/roof-fund/edit", &changed)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    assert_eq!(
        manager
            .post("/manage/lotteries/roof-fund/edit", &changed)
            .await
            .status,
        StatusCode::CONFLICT
    );
    let today = app.browser().get("/lotteries/roof-fund").await;
    assert!(today.text.contains("A voucher") && !today.text.contains("A bigger voucher"));
    let manager_sees = manager.get("/manage/lotteries/roof-fund").await;
    manager_sees.says("A bigger voucher");

    let refused = manager
        .post(
            "/manage/lotteries/roof-fund/cancel",
            &[("reason", ""), ("confirm", "yes")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("reason", "The roof has been paid for."),
        ("confirm", "yes"),
    ];
    assert_eq!(
        manager
            .post("/manage/lotteries/roof-fund/cancel", &fields)
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    app.browser()
        .get("/check-winner?date=2026-11-21")
        .await
        .says("The roof has been paid for.");
    app.browser()
        .get("/draws/roof-fund-2026-11-21")
        .await
        .says("The roof has been paid for.");
}

#[actix_web::test]
async fn downtime_over_several_midnights_is_caught_up() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        app.signed_up("ann").await.submit("daily", "1").await;
        app.stop().await;
        let app = TestApp::start(&database, "2026-11-24T09:00:00Z").await;
        app.tick().await;
        app.tick().await;
        let visitor = app.browser();
        visitor
            .get("/check-winner?date=2026-11-21")
            .await
            .says("ann");
        for date in ["2026-11-22", "2026-11-23"] {
            visitor
                .get(&format!("/check-winner?date={date}"))
                .await
                .says("No ballots");
        }
        visitor
            .get("/check-winner?date=2026-11-24")
            .await
            .says("Not drawn yet");
    }
}
