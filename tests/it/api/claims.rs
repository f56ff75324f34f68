//! What managers' programs do about prizes, and about entries before closing.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{NOON, Program};
use crate::app::TestApp;
use crate::database::{Database, databases};

const DRAW: &str = "/api/lotteries/cake/draws/cake-2026-11-21";

/// A lottery with one prize and one reserve, in which ann and ben have a ballot each, open.
async fn cake(app: &TestApp) -> (Program, Program) {
    let manager = Program::manager(app).await;
    let ann = Program::registered(app, "ann").await;
    let ben = Program::registered(app, "ben").await;
    let terms = json!({
        "name": "Cake", "first_day": "2026-11-21", "due_date": "2026-11-21", "reserve_count": 1,
        "claim_days": 3, "one_prize_per_account": true,
        "prizes": [{ "name": "Cake", "amount": { "value": "12.00", "currency": "EUR" } }],
    });
    let body = json!({ "slug": "cake", "terms": terms });
    manager.post("/api/lotteries", &body).await.is(201);
    app.at("2026-11-21T12:00:05Z").await;
    for person in [&ann, &ben] {
        let body = json!({ "draw": "cake-2026-11-21", "count": 1 });
        let submitted = person.post("/api/lotteries/cake/ballots", &body).await;
        submitted.is(201);
    }
    (manager, ann)
}

#[actix_web::test]
async fn a_prize_is_found_marked_taken_back_and_passed_on() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let (manager, ann) = cake(&app).await;
        let prizes = format!("{DRAW}/prizes");
        let none = manager.get(&prizes).await.is(200).json;
        assert_eq!(none, json!({ "claims": [], "next_cursor": null }));
        app.at("2026-11-22T00:00:00Z").await;
        ann.get("/api/claims")
            .await
            .must_be_problem(403, "forbidden");
        let open = manager.get("/api/claims").await.is(200).json;
        let claim = &open["claims"][0];
        assert_eq!(open["claims"].as_array().unwrap().len(), 1, "{open}");
        assert_eq!(
            (
                &claim["draw"],
                &claim["place"],
                &claim["state"],
                &claim["step"]
            ),
            (
                &json!("cake-2026-11-21"),
                &json!(1),
                &json!("open"),
                &json!(0)
            )
        );
        assert_eq!(claim["prize"], "Cake (EUR 12.00)");
        assert_eq!(claim["deadline"], "2026-11-25T00:00:00Z");
        let winner = claim["username"].clone();
        let all = manager.get(&prizes).await.is(200).json;
        assert_eq!(all["claims"][0], *claim, "{database}");

        let path = format!("{prizes}/1");
        let call = |what: &str, body: Value| {
            let (manager, path) = (manager.clone(), format!("{path}/{what}"));
            async move { manager.post(&path, &body).await }
        };
        let early = call("pass-on", json!({ "step": 0 })).await;
        early.must_be_problem(409, "before-deadline");
        let nothing = json!({ "step": 0, "reason": "The wrong line was marked." });
        let none = call("take-back", nothing).await;
        none.must_be_problem(409, "not-claimed");
        let marked = call("mark-claimed", json!({ "step": 0, "note": "By post." })).await;
        let marked = marked.is(200).json;
        assert_eq!(
            (&marked["state"], &marked["step"]),
            (&json!("claimed"), &json!(1))
        );
        assert_eq!(marked["steps"][0]["action"], "claimed");
        assert_eq!(marked["steps"][0]["username"], "organiser");
        assert_eq!(marked["steps"][0]["note"], "By post.");
        assert_eq!(manager.get("/api/claims").await.json["claims"], json!([]));
        let again = call("mark-claimed", json!({ "step": 1 })).await;
        again.must_be_problem(409, "prize-ended");
        let short = call("take-back", json!({ "step": 1, "reason": "no" })).await;
        let short = short.must_be_problem(422, "invalid");
        assert_eq!(short.json["errors"][0]["field"], "reason");
        let back = json!({ "step": 1, "reason": "The wrong line was marked." });
        let waits = call("take-back", back.clone()).await.is(200).json;
        assert_eq!(
            (&waits["state"], &waits["step"]),
            (&json!("open"), &json!(2))
        );
        assert_eq!(waits["deadline"], claim["deadline"]);

        app.at("2026-11-25T00:00:00Z").await;
        let passed = call("pass-on", json!({ "step": 2 })).await.is(200).json;
        assert_eq!(
            (&passed["state"], &passed["step"]),
            (&json!("open"), &json!(3))
        );
        assert_ne!(passed["username"], winner);
        assert_eq!(passed["deadline"], "2026-11-28T00:00:00Z");
        let stale = call("take-back", back).await;
        stale.must_be_problem(409, "changed-meanwhile");
        app.at("2026-11-28T00:00:00Z").await;
        let lapsed = call("pass-on", json!({ "step": 3 })).await.is(200).json;
        assert_eq!(lapsed["state"], "lapsed");
        let read = manager.get(&path).await.is(200).json;
        assert_eq!(read, lapsed);
        let actions: Vec<&str> = read["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["action"].as_str().unwrap())
            .collect();
        assert_eq!(actions, ["claimed", "taken_back", "passed", "lapsed"]);
        for nothing in ["/prizes/2", "/prizes/0", "/prizes/x"] {
            let none = manager.get(&format!("{DRAW}{nothing}")).await;
            none.must_be_problem(404, "not-found");
        }
        let other = "/api/lotteries/daily/draws/cake-2026-11-21/prizes";
        manager.get(other).await.must_be_problem(404, "not-found");
    }
}

#[actix_web::test]
async fn what_is_done_about_a_prize_or_an_entry_is_done_once_under_one_key() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let (manager, _) = cake(&app).await;
        let keyed = manager.under("k-1");
        let cancel = format!("{DRAW}/entries/1/cancel");
        let reason = json!({ "reason": "Two accounts of one person." });
        let replies = join_all((0..10).map(|_| keyed.post(&cancel, &reason))).await;
        for reply in &replies {
            assert_eq!(reply.json, replies[0].json, "{database}");
            assert_eq!(reply.status, 200, "{database}: {:#}", reply.json);
        }
        let first = |reply: &&super::Reply| reply.header("idempotent-replayed").is_none();
        assert_eq!(replies.iter().filter(first).count(), 1);
        let other = json!({ "reason": "Another reason." });
        let refused = keyed.post(&cancel, &other).await;
        refused.must_be_problem(409, "idempotency-key-reused");
        let elsewhere = format!("{DRAW}/entries/2/cancel");
        let refused = keyed.post(&elsewhere, &reason).await;
        refused.must_be_problem(409, "idempotency-key-reused");
        let unkeyed = manager.post(&cancel, &reason).await;
        unkeyed.must_be_problem(409, "entry-cancelled");

        app.at("2026-11-22T00:00:00Z").await;
        let keyed = manager.under("k-2");
        let mark = format!("{DRAW}/prizes/1/mark-claimed");
        let body = json!({ "step": 0 });
        let replies = join_all((0..10).map(|_| keyed.post(&mark, &body))).await;
        for reply in &replies {
            assert_eq!(reply.json, replies[0].json, "{database}");
            assert_eq!(reply.status, 200, "{database}: {:#}", reply.json);
        }
        // the first answer, though the prize has moved on
        let back = json!({ "step": 1, "reason": "The wrong line was marked." });
        let take_back = format!("{DRAW}/prizes/1/take-back");
        manager.post(&take_back, &back).await.is(200);
        let again = keyed.post(&mark, &body).await.is(200);
        assert_eq!(again.json, replies[0].json, "{database}");
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        let other = keyed.post(&mark, &json!({ "step": 2 })).await;
        other.must_be_problem(409, "idempotency-key-reused");
        // another call with the same values is another request
        let pass_on = format!("{DRAW}/prizes/1/pass-on");
        let refused = keyed.post(&pass_on, &body).await;
        refused.must_be_problem(409, "idempotency-key-reused");
    }
}

#[actix_web::test]
async fn an_entry_is_found_and_cancelled_before_closing_and_not_after() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let (manager, ann) = cake(&app).await;
        let entries = format!("{DRAW}/entries");
        ann.get(&entries).await.must_be_problem(403, "forbidden");
        let first = manager.get(&format!("{entries}?limit=1")).await.is(200);
        assert_eq!(first.json["entries"][0]["username"], "ann");
        let next = format!("{entries}?limit=1&cursor=1");
        assert_eq!(
            first.header("link"),
            Some(format!("<{next}>; rel=\"next\"").as_str())
        );
        let second = manager.get(&next).await.is(200).json;
        assert_eq!(second["entries"][0]["username"], "ben");
        assert_eq!(second["next_cursor"], Value::Null);
        let of_ben = manager.get(&format!("{entries}?username=BEN")).await;
        assert_eq!(of_ben.is(200).json["entries"], second["entries"]);
        let of_nobody = manager.get(&format!("{entries}?username=n%26o")).await;
        assert_eq!(of_nobody.is(200).json["entries"], json!([]));

        let reason = json!({ "reason": "Two accounts of one person." });
        let cancel = format!("{entries}/1/cancel");
        ann.post(&cancel, &reason)
            .await
            .must_be_problem(403, "forbidden");
        let cancelled = manager.post(&cancel, &reason).await.is(200).json;
        assert_eq!(cancelled["cancelled"], reason["reason"]);
        let read = manager.get(&format!("{entries}/1")).await.is(200).json;
        assert_eq!(read, cancelled, "{database}");
        let own = ann.get("/api/ballots").await.is(200).json["draws"][0].clone();
        assert_eq!(
            (&own["own_ballots"], &own["own_cancelled_ballots"]),
            (&json!(0), &json!(1))
        );
        let draw = manager.get("/api/draws/cake-2026-11-21").await.is(200).json;
        assert_eq!(
            (&draw["ballots"], &draw["cancelled_ballots"]),
            (&json!(2), &json!(1))
        );
        let own = ann.get("/api/ballots/cake-2026-11-21/1").await.is(200).json;
        assert_eq!(own["cancelled"], reason["reason"]);
        let none = manager.post(&format!("{entries}/3/cancel"), &reason).await;
        none.must_be_problem(404, "not-found");
        app.at("2026-11-22T00:00:00Z").await;
        let late = manager.post(&format!("{entries}/2/cancel"), &reason).await;
        late.must_be_problem(409, "draw-not-open");
        let prizes = manager.get(&format!("{DRAW}/prizes")).await.is(200).json;
        assert_eq!(prizes["claims"][0]["username"], "ben", "{database}");
    }
}

#[actix_web::test]
async fn open_claims_come_page_by_page() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let (manager, _) = cake(&app).await;
    let body = json!({ "draw": "daily-2026-11-21", "count": 1 });
    manager
        .post("/api/lotteries/daily/ballots", &body)
        .await
        .is(201);
    app.at("2026-11-22T00:00:00Z").await;
    let all = manager.get("/api/claims").await.is(200).json["claims"].clone();
    assert_eq!(all.as_array().unwrap().len(), 2, "{all}");
    let mut found = Vec::new();
    let mut path = "/api/claims?limit=1".to_owned();
    loop {
        let page = manager.get(&path).await.is(200).json;
        found.extend(page["claims"].as_array().unwrap().clone());
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/api/claims?limit=1&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(Value::from(found), all);
    for wrong in ["x", "1.2", "1.2.3.4", "-1.2.3", "1.2.-3"] {
        let refused = manager.get(&format!("/api/claims?cursor={wrong}")).await;
        refused.must_be_problem(422, "invalid");
    }
}
