//! What managers do by the API.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{NOON, Program};
use crate::app::TestApp;
use crate::database::{Database, databases};

fn roof_fund() -> Value {
    json!({
        "slug": "roof-fund",
        "terms": {
            "name": "Roof Fund",
            "description": "For the roof.",
            "prizes": [
                { "name": "Hamper", "amount": { "value": "45.00", "currency": "EUR" } },
                { "quantity": 2, "name": "Voucher" },
            ],
            "first_day": "2026-11-21",
            "due_date": "2026-11-30",
            "time_zone": "Europe/London",
            "cap": 3,
            "one_prize_per_account": true,
            "weekdays": ["sat", "sun"],
            "reserve_count": 1,
            "claim_days": 14,
            "stock": "mint",
        },
    })
}

#[actix_web::test]
async fn a_manager_makes_changes_and_cancels_a_lottery() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let manager = Program::manager(&app).await;
        let ann = Program::registered(&app, "ann").await;
        ann.post("/api/lotteries", &roof_fund())
            .await
            .must_be_problem(403, "forbidden");
        let made = manager.post("/api/lotteries", &roof_fund()).await.is(201);
        let path = made.header("location").unwrap().to_owned();
        assert_eq!(path, "/api/lotteries/roof-fund");
        assert_eq!(made.json["version"], 1);
        let mut terms = made.json["terms"].clone();
        assert_eq!(
            terms["prizes"][1],
            json!({ "quantity": 2, "name": "Voucher", "amount": null })
        );
        app.at("2026-11-21T12:00:05Z").await;
        let draw = ann.get(&path).await.is(200).json["open_draw"]["id"].clone();
        assert_eq!(draw, "roof-fund-2026-11-21");
        let submit = json!({ "draw": draw, "count": 2 });
        let ballots = format!("{path}/ballots");
        ann.post(&ballots, &submit).await.is(201);
        ann.post(&ballots, &submit)
            .await
            .must_be_problem(409, "over-cap");

        // what was read can be sent back, changed
        terms["description"] = json!("For the roof and the gutter.");
        let edit = json!({ "version": 1, "terms": terms });
        let edited = manager.put(&path, &edit).await.is(200).json;
        assert_eq!((&edited["version"], &edited["terms"]), (&json!(2), &terms));
        manager
            .put(&path, &edit)
            .await
            .must_be_problem(409, "changed-meanwhile");
        manager
            .put("/api/lotteries/none", &edit)
            .await
            .must_be_problem(404, "not-found");

        let cancel = format!("{path}/cancel");
        let refused = manager.post(&cancel, &json!({ "reason": "no" })).await;
        assert_eq!(
            refused.must_be_problem(422, "invalid").json["errors"][0]["field"],
            "reason"
        );
        let reason = json!({ "reason": "The roof has been paid for." });
        let cancelled = manager.post(&cancel, &reason).await.is(200).json;
        assert_eq!(cancelled["state"], "cancelled");
        assert_eq!(cancelled["cancelled"]["reason"], reason["reason"]);
        manager
            .post(&cancel, &reason)
            .await
            .must_be_problem(409, "lottery-cancelled");
        let edit = json!({ "version": 3, "terms": terms });
        manager
            .put(&path, &edit)
            .await
            .must_be_problem(409, "lottery-cancelled");
        ann.post(&ballots, &json!({ "draw": draw, "count": 1 }))
            .await
            .must_be_problem(409, "called-off");
        let read = ann
            .get(&format!("/api/draws/{}", draw.as_str().unwrap()))
            .await
            .is(200)
            .json;
        assert_eq!(
            (&read["state"], &read["void_reason"]),
            (&json!("void"), &reason["reason"])
        );
    }
}

#[actix_web::test]
async fn a_lottery_is_made_once_under_one_key() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let manager = Program::manager(&app).await.under("roof");
        let sent =
            join_all((0..20).map(|_| async { manager.post("/api/lotteries", &roof_fund()).await }));
        let replies = sent.await;
        for reply in &replies {
            assert_eq!(reply.status, 201, "{database}: {:#}", reply.json);
            assert_eq!(reply.json, replies[0].json, "{database}");
        }
        // it is the first answer that is given again, not the lottery as it is now
        let edit = json!({ "version": 1, "terms": { "name": "Other", "first_day": "2026-11-21" } });
        manager.put("/api/lotteries/roof-fund", &edit).await.is(200);
        let again = manager.post("/api/lotteries", &roof_fund()).await.is(201);
        assert_eq!(again.json, replies[0].json);
        assert_eq!(again.header("location"), Some("/api/lotteries/roof-fund"));
        let mut other = roof_fund();
        other["terms"]["cap"] = json!(4);
        let refused = manager.post("/api/lotteries", &other).await;
        refused.must_be_problem(409, "idempotency-key-reused");
        let list = manager.get("/api/lotteries").await.is(200).json;
        assert_eq!(list["lotteries"].as_array().unwrap().len(), 2);
    }
}

#[actix_web::test]
async fn a_refused_request_uses_up_no_key() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = Program::manager(&app).await.under("k");
    let mut body = roof_fund();
    body["terms"]["first_day"] = json!("2026-11-20");
    let refused = manager
        .post("/api/lotteries", &body)
        .await
        .must_be_problem(422, "invalid");
    assert_eq!(refused.json["errors"][0]["field"], "terms.first_day");
    manager.post("/api/lotteries", &roof_fund()).await.is(201);
}

#[actix_web::test]
async fn terms_that_do_not_fit_are_named_field_by_field() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = Program::manager(&app).await;
    let refused_fields = |change: fn(&mut Value)| {
        let mut body = roof_fund();
        change(&mut body);
        let manager = manager.clone();
        async move {
            let refused = manager.post("/api/lotteries", &body).await;
            let refused = refused.must_be_problem(422, "invalid");
            let errors = refused.json["errors"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let field = |error: &Value| error["field"].as_str().unwrap().to_owned();
            errors.iter().map(field).collect::<Vec<_>>()
        }
    };
    let fields = refused_fields(|body| {
        body["slug"] = json!("new");
        body["terms"]["name"] = json!(" ");
        body["terms"]["time_zone"] = json!("Mars/Base");
        body["terms"]["cap"] = json!(0);
        body["terms"]["reserve_count"] = json!(101);
        body["terms"]["prizes"][0]["amount"]["value"] = json!("45.001");
    });
    assert_eq!(
        fields.await,
        [
            "terms.cap",
            "terms.name",
            "terms.prizes[0].amount.value",
            "terms.reserve_count",
            "slug",
            "terms.time_zone"
        ]
    );
    let blank = refused_fields(|body| body["terms"]["prizes"][1]["name"] = json!(""));
    assert_eq!(blank.await, ["terms.prizes[1].name"]);
    let backwards = refused_fields(|body| body["terms"]["due_date"] = json!("2026-11-20"));
    assert_eq!(backwards.await, ["terms.due_date"]);
    for change in [
        (|body| body["terms"]["nmae"] = json!("x")) as fn(&mut Value),
        |body| body["terms"]["stock"] = json!("gold"),
        |body| body["terms"]["cap"] = json!("3"),
        |body| body["name"] = json!("x"),
    ] {
        assert!(refused_fields(change).await.is_empty());
    }
    let list = manager.get("/api/lotteries").await.is(200).json;
    assert_eq!(
        list["lotteries"].as_array().unwrap().len(),
        1,
        "nothing was made"
    );
}

#[actix_web::test]
async fn one_draw_is_called_off_and_the_lottery_goes_on() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let manager = Program::manager(&app).await;
        let cancel = "/api/lotteries/daily/draws/daily-2026-11-22/cancel";
        let reason = json!({ "reason": "A holiday." });
        let draw = manager.post(cancel, &reason).await.is(200).json;
        assert_eq!(
            (&draw["state"], &draw["void_reason"]),
            (&json!("void"), &json!("A holiday."))
        );
        manager
            .post(cancel, &reason)
            .await
            .must_be_problem(409, "called-off");
        let other = "/api/lotteries/daily/draws/roof-2026-11-22/cancel";
        manager
            .post(other, &reason)
            .await
            .must_be_problem(404, "not-found");
        app.at("2026-11-22T00:00:05Z").await;
        let closed = "/api/lotteries/daily/draws/daily-2026-11-21/cancel";
        manager
            .post(closed, &reason)
            .await
            .must_be_problem(409, "too-late");
        let lottery = manager.get("/api/lotteries/daily").await.is(200).json;
        assert_eq!(
            (&lottery["state"], &lottery["open_draw"]),
            (&json!("running"), &Value::Null)
        );
    }
}
