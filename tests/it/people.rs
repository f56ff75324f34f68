//! Limits, pauses, downloads and deletion as people meet them, and the managers' pages of accounts and the audit log,
//! over HTTP, in plain forms without scripts. Not here: what the operations decide.

use reqwest::StatusCode;
use serde_json::Value;

use crate::app::{Browser, PASSWORD, TestApp};
use crate::database::{Database, databases};

const NOON: &str = "2026-11-21T12:00:00Z";

async fn id_of(manager: &Browser, name: &str) -> String {
    let page = manager.get(&format!("/manage/accounts?name={name}")).await;
    let link = page.text.split("/manage/accounts/").nth(1).unwrap();
    link.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_daily_limit_holds_at_once_and_loosens_a_day_later() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = app.signed_up("ann").await;
        ann.submit("daily", "2").await;
        for bad in ["x", "-1", "1.5", "1000001", "+3"] {
            let answer = ann.post("/account/limits/daily", &[("limit", bad)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        }
        let answer = ann.post("/account/limits/daily", &[("limit", "3")]).await;
        assert_eq!(answer.location(), "/account/limits", "{}", answer.text);
        let page = ann.get("/account/limits").await;
        page.says("You can put in 3 ballots a day");
        for path in ["/lotteries/daily", "/"] {
            let page = ann.get(path).await;
            page.says(
                "You set yourself a limit of 3 ballots a day, over all lotteries. Your limits",
            );
        }
        // two were put in before there was a limit
        let answer = ann.submit("daily", "2").await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{database}");
        answer.says("You set yourself a limit of 3 ballots a day, over all lotteries. One is left for today.");
        assert_eq!(ann.submit("daily", "1").await.status, StatusCode::SEE_OTHER);
        ann.post("/account/limits/daily", &[("limit", "9")]).await;
        ann.get("/account/limits")
            .await
            .says("on it is 9 ballots a day");
        assert_eq!(ann.submit("daily", "1").await.status, StatusCode::CONFLICT);
        // a new day, and the old limit until 24 hours are over
        app.at("2026-11-22T11:00:00Z").await;
        let ann = app.browser();
        ann.post("/login", &[("username", "ann"), ("password", PASSWORD)])
            .await;
        assert_eq!(ann.submit("daily", "4").await.status, StatusCode::CONFLICT);
        app.at("2026-11-22T12:00:01Z").await;
        assert_eq!(ann.submit("daily", "4").await.status, StatusCode::SEE_OTHER);
    }
}

#[actix_web::test]
async fn a_pause_takes_no_ballots_and_ends_a_day_after_asking() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let ann = app.signed_up("ann").await;
    ann.submit("daily", "1").await;
    for bad in ["", "0", "3651", "x"] {
        let answer = ann.post("/account/limits/pause", &[("days", bad)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    ann.post("/account/limits/pause-open", &[]).await;
    ann.get("/account/limits")
        .await
        .says("You are taking a pause");
    for path in ["/lotteries/daily", "/"] {
        let page = ann.get(path).await;
        page.says("You are taking a pause: no ballots are taken from you until you end it.");
        assert!(!page.text.contains("name=\"key\""), "no form: {path}");
    }
    // from a page that was open before
    let stale = [("count", "1"), ("draw", "daily-2026-11-21"), ("key", "k")];
    let answer = ann.post("/lotteries/daily/ballots", &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    answer.says("You asked this site to take no ballots from you until you end the pause");
    // a shorter one does not end a longer one
    ann.post("/account/limits/pause", &[("days", "1")]).await;
    ann.get("/ballots").await.says("1 ballot in the box");
    ann.post("/account/limits/resume", &[]).await;
    ann.get("/account/limits").await.says("22 November 2026");
    app.at("2026-11-22T11:59:59Z").await;
    let again = || async {
        let ann = app.browser();
        let fields = [("username", "ann"), ("password", PASSWORD)];
        assert_eq!(
            ann.post("/login", &fields).await.status,
            StatusCode::SEE_OTHER
        );
        let page = ann.get("/lotteries/daily").await;
        if !page.text.contains("name=\"key\"") {
            page.says("no ballots are taken from you until");
            return page;
        }
        ann.submit("daily", "1").await
    };
    assert_eq!(again().await.status, StatusCode::OK, "no form");
    app.at("2026-11-22T12:00:01Z").await;
    assert_eq!(again().await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        ann.post("/account/limits/nonsense", &[]).await.status,
        StatusCode::SEE_OTHER,
        "this session has ended"
    );
}

#[actix_web::test]
async fn a_person_downloads_everything_and_no_secret() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = app.signed_up("ann").await;
        let ben = app.signed_up("ben").await;
        for _ in 0..3 {
            ann.submit("daily", "2").await;
        }
        ben.submit("daily", "1").await;
        ann.post("/account/limits/daily", &[("limit", "50")]).await;
        app.at("2026-11-22T00:00:00Z").await;
        let ann = app.browser();
        ann.post("/login", &[("username", "ann"), ("password", PASSWORD)])
            .await;
        let answer = ann.get("/account/data.json").await;
        assert_eq!(answer.headers["content-type"], "application/json");
        assert!(
            answer.headers["content-disposition"]
                .to_str()
                .unwrap()
                .contains("my-data.json")
        );
        let data: Value =
            serde_json::from_str(&answer.text).unwrap_or_else(|e| panic!("{e}: {}", answer.text));
        assert_eq!(data["account"]["username"], "ann", "{database}");
        assert_eq!(data["account"]["limits"]["ballots_a_day"], 50);
        assert_eq!(data["sessions"].as_array().unwrap().len(), 1, "{database}");
        let entries = data["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 3, "{database}");
        assert_eq!(entries[2]["last_ballot"], 6);
        assert!(data["drawn_ballots"].is_array());
        let told: Vec<_> = data["audit_log"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["action"].as_str().unwrap())
            .collect();
        assert_eq!(
            told,
            ["sign_in.ok", "limit.daily", "account.sign_up"],
            "{database}"
        );
        for secret in ["argon2", "password_hash", "ben", "seed"] {
            assert!(!answer.text.contains(secret), "{secret}");
        }
        assert_eq!(
            app.browser().get("/account/data.json").await.location(),
            "/login?next=/account/data.json"
        );
    }
}

#[actix_web::test]
async fn a_deleted_account_leaves_no_name_and_no_way_back_in() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = app.signed_up("ann").await;
        let phone = app.browser();
        phone
            .post("/login", &[("username", "ann"), ("password", PASSWORD)])
            .await;
        ann.submit("daily", "5").await;
        let page = ann.get("/account/delete").await;
        page.says("draws that are still open keep them");
        let untold = ann.post("/account/delete", &[("password", PASSWORD)]).await;
        assert_eq!(untold.status, StatusCode::UNPROCESSABLE_ENTITY);
        let wrong = [("password", "three wrong words"), ("confirm", "yes")];
        let answer = ann.post("/account/delete", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says("That is not your password.");
        assert_eq!(phone.get("/account").await.status, StatusCode::OK);

        let right = [("password", PASSWORD), ("confirm", "yes")];
        let answer = ann.post("/account/delete", &right).await;
        assert_eq!(answer.location(), "/goodbye", "{database}: {}", answer.text);
        ann.get("/goodbye").await.says("Your account is deleted");
        for browser in [&ann, &phone] {
            let answer = browser.get("/account").await;
            assert_eq!(answer.location(), "/login?next=/account", "{database}");
        }
        let fields = [("username", "ann"), ("password", PASSWORD)];
        let answer = app.browser().post("/login", &fields).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{database}");
        // the name is nobody's again
        let fields = [("username", "ANN"), ("password", PASSWORD)];
        let answer = app.browser().post("/sign-up", &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{database}"
        );
        answer.says("That name is taken.");
        // the ballots are in the box, and one of them wins
        app.at("2026-11-22T00:00:00Z").await;
        let visitor = app.browser();
        for path in ["/check-winner?date=2026-11-21", "/draws/daily-2026-11-21"] {
            let answer = visitor.get(path).await;
            answer.says("a deleted account");
            assert!(!answer.words().contains("ann "), "{database}: {path}");
        }
    }
}

#[actix_web::test]
async fn the_last_manager_neither_leaves_nor_steps_down() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = app.manager().await;
    let id = id_of(&manager, "organiser").await;
    let right = [("password", PASSWORD), ("confirm", "yes")];
    let answer = manager.post("/account/delete", &right).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    answer.says("You are the last manager");
    for (what, fields) in [("demote", vec![]), ("disable", vec![("reason", "bored")])] {
        let path = format!("/manage/accounts/{id}/{what}");
        let answer = manager.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{what}");
        answer.says("This is the last manager who can sign in");
    }
    assert_eq!(manager.get("/manage").await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_manager_promotes_disables_and_enables_and_the_log_tells_it() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let manager = app.manager().await;
        let ann = app.signed_up("ann").await;
        ann.submit("daily", "3").await;
        let list = manager.get("/manage/accounts").await;
        list.says("ann");
        list.says("organiser");
        manager
            .get("/manage/accounts?name=zed")
            .await
            .says("No name begins with “zed”.");
        let id = id_of(&manager, "AN").await;
        let page = manager.get(&format!("/manage/accounts/{id}")).await;
        page.says("Ballots in all draws 3");
        let path = |what: &str| format!("/manage/accounts/{id}/{what}");

        let answer = manager.post(&path("disable"), &[("reason", " ")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.says("Write why, so that the other managers know.");
        assert_eq!(ann.get("/account").await.status, StatusCode::OK);
        let reason = [("reason", "=HYPERLINK(\"x\")")];
        let answer = manager.post(&path("disable"), &reason).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{database}");
        assert_eq!(ann.get("/account").await.status, StatusCode::SEE_OTHER);
        let twice = manager.post(&path("disable"), &reason).await;
        assert_eq!(twice.status, StatusCode::CONFLICT, "a second tab");
        manager.post(&path("enable"), &[]).await;
        let answer = manager.post(&path("promote"), &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{database}");
        let ann = app.browser();
        ann.post("/login", &[("username", "ann"), ("password", PASSWORD)])
            .await;
        assert_eq!(ann.get("/manage").await.status, StatusCode::OK);
        for unknown in ["/manage/accounts/999999", "/manage/accounts/x"] {
            assert_eq!(manager.get(unknown).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(
            manager.post(&path("crown"), &[]).await.status,
            StatusCode::NOT_FOUND
        );

        let log = manager.get(&format!("/manage/audit?actor={id}")).await;
        for words in [
            "Participant made a manager",
            "Account disabled",
            "Account enabled again",
            "Signed in",
            "sign_in.ok",
        ] {
            log.says(words);
        }
        let asked = manager.request("GET", &format!("/manage/audit?actor={id}"));
        let german = manager.send(asked.header("accept-language", "de")).await;
        for words in ["Konto gesperrt", "Angemeldet", &format!("Konto {id}")] {
            german.says(words);
        }
        let log = manager
            .get("/manage/audit?action=account.&actor=ann&day=2026-11-21")
            .await;
        log.says("account.promote");
        assert!(!log.words().contains("sign_in.ok"), "{database}");
        for bad in ["day=2026-13-01", "actor=nobody", "action=DROP%20TABLE"] {
            let answer = manager.get(&format!("/manage/audit?{bad}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        }
        let csv = manager
            .get("/manage/audit.csv?action=account.disable")
            .await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = csv.text.lines().collect();
        assert_eq!(lines.len(), 2, "{database}: {}", csv.text);
        assert!(lines[1].contains("127.0.0.1"), "{database}: {}", csv.text);
    }
}

#[actix_web::test]
async fn the_audit_log_has_pages_and_is_for_managers_only() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = app.manager().await;
    for _ in 0..60 {
        let fields = [("username", "organiser"), ("password", PASSWORD)];
        app.browser().post("/login", &fields).await;
    }
    let page = manager.get("/manage/audit").await;
    let older = page
        .text
        .split("/manage/audit?")
        .find(|part| part.contains("before="));
    let query = older
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&#38;", "&")
        .replace("&amp;", "&");
    let older = manager.get(&format!("/manage/audit?{query}")).await;
    older.says("account.set_up");
    older.says("Newer");
    let csv = manager.get("/manage/audit.csv").await;
    assert!(csv.text.lines().count() > 60);
    let ann = app.signed_up("ann").await;
    for path in [
        "/manage/audit",
        "/manage/audit.csv",
        "/manage/accounts",
        "/manage/accounts/1",
    ] {
        assert_eq!(ann.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(app.browser().get(path).await.status, StatusCode::SEE_OTHER);
    }
    let answer = ann.post("/manage/accounts/1/demote", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(manager.get("/manage").await.status, StatusCode::OK);
}

#[actix_web::test]
async fn what_was_typed_survives_signing_in_again() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let ann = app.signed_up("ann").await;
    let page = ann.get("/lotteries/daily").await;
    let (draw, key) = (page.hidden("draw"), page.hidden("key"));
    let send = |more: &'static str| {
        let (ann, draw, key) = (ann.clone(), draw.clone(), key.clone());
        async move {
            let fields = [
                ("count", "1"),
                ("more", more),
                ("draw", draw.as_str()),
                ("key", key.as_str()),
            ];
            ann.post("/lotteries/daily/ballots", &fields).await
        }
    };
    ann.post("/logout", &[]).await;
    let answer = send("17").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.location(),
        "/login?next=/lotteries/daily%3Fcount%3D17"
    );
    let login = ann.get(answer.location()).await;
    let next = login.hidden("next");
    let fields = [
        ("username", "ann"),
        ("password", PASSWORD),
        ("next", next.as_str()),
    ];
    let answer = ann.post("/login", &fields).await;
    assert_eq!(answer.location(), "/lotteries/daily?count=17");
    let page = ann.get(answer.location()).await;
    assert!(page.text.contains("value=\"17\""), "{}", page.text);
    // what is no count is not carried along
    ann.post("/logout", &[]).await;
    for more in ["x", "99999", "-1"] {
        let answer = send(more).await;
        assert!(!answer.location().contains("count"), "{more}");
    }
}
