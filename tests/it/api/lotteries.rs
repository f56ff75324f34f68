//! Reading lotteries, putting ballots in, and who won.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{NOON, Program};
use crate::app::TestApp;
use crate::database::{Database, databases};

const DRAW: &str = "daily-2026-11-21";
const BALLOTS: &str = "/api/lotteries/daily/ballots";

#[actix_web::test]
async fn a_program_puts_ballots_in_and_anyone_reads_the_winner_after_midnight() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let visitor = Program::new(&app);
        let ann = Program::registered(&app, "ann").await;
        let lottery = visitor.get("/api/lotteries/daily").await.is(200).json;
        assert_eq!(lottery["state"], "running");
        assert_eq!(lottery["terms"]["name"], "Daily Draw");
        assert_eq!(lottery["open_draw"]["id"], DRAW);
        assert_eq!(lottery["open_draw"]["closes_at"], "2026-11-22T00:00:00Z");

        let body = json!({ "draw": DRAW, "count": 3 });
        let entry = ann.post(BALLOTS, &body).await.is(201);
        let expected = json!({
            "draw": DRAW, "entry": 1, "first": 1, "last": 3, "count": 3,
            "accepted_at": "2026-11-21T12:00:00Z",
        });
        assert_eq!(entry.json, expected, "{database}");
        let location = entry.header("location").unwrap();
        let read = ann.get(location).await.is(200).json;
        assert_eq!(
            (&read["entry"], &read["cancelled"]),
            (&json!(1), &Value::Null)
        );
        let ben = Program::registered(&app, "ben").await;
        ben.get(location).await.must_be_problem(404, "not-found");

        let day = "/api/winners?date=2026-11-21";
        let before = visitor.get(day).await.is(200).json;
        assert_eq!(before["results"][0]["outcome"], "not_drawn_yet");
        app.at("2026-11-22T00:00:00Z").await;
        let after = visitor.get(day).await.is(200).json;
        let result = &after["results"][0];
        assert_eq!(
            (&result["outcome"], &result["lottery"]),
            (&json!("drawn"), &json!("daily"))
        );
        assert_eq!(result["winners"][0]["username"], "ann");
        assert_eq!(result["winners"][0]["held"], 3);

        let draw = visitor
            .get(&format!("/api/draws/{DRAW}"))
            .await
            .is(200)
            .json;
        assert_eq!(draw["state"], "drawn");
        assert_eq!((&draw["ballots"], &draw["entries"]), (&json!(3), &json!(1)));
        assert_eq!(draw["result"]["winners"], result["winners"]);
        assert_eq!(draw["result"]["seed"].as_str().unwrap().len(), 64);

        let mine = ann.get("/api/ballots").await.is(200).json;
        assert_eq!(mine["draws"][0]["own_ballots"], 3);
        assert_eq!(mine["draws"][0]["own_entries"][0]["last"], 3);
        assert_eq!(mine["draws"][0]["won"], result["winners"]);
        let none = ben.get("/api/ballots").await.is(200).json;
        assert_eq!(none, json!({ "draws": [], "next_cursor": null }));
    }
}

#[actix_web::test]
async fn the_same_key_is_one_submission_even_after_the_draw_has_closed() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = Program::registered(&app, "ann").await.under("k-1");
        let body = json!({ "draw": DRAW, "count": 2 });
        let first = ann.post(BALLOTS, &body).await.is(201);
        assert_eq!(first.header("idempotent-replayed"), None);
        app.at("2026-11-22T00:00:05Z").await;
        let again = ann.post(BALLOTS, &body).await.is(201);
        assert_eq!(again.json, first.json, "{database}");
        assert_eq!(again.header("location"), first.header("location"));
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        for other in [
            json!({ "draw": DRAW, "count": 3 }),
            json!({ "draw": "daily-2026-11-22", "count": 2 }),
        ] {
            let refused = ann.post(BALLOTS, &other).await;
            refused.must_be_problem(409, "idempotency-key-reused");
        }
        // another account's keys are its own
        let ben = Program::registered(&app, "ben").await.under("k-1");
        let body = json!({ "draw": "daily-2026-11-22", "count": 1 });
        assert_eq!(ben.post(BALLOTS, &body).await.is(201).json["first"], 1);
        let late = json!({ "draw": DRAW, "count": 1 });
        let refused = ben.under("k-2").post(BALLOTS, &late).await;
        refused.must_be_problem(409, "too-late");
    }
}

#[actix_web::test]
async fn twenty_at_once_under_one_key_are_one_entry_with_one_answer() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = Program::registered(&app, "ann").await;
        let keyed = ann.under("k");
        let body = json!({ "draw": DRAW, "count": 5 });
        let replies = join_all((0..20).map(|_| keyed.post(BALLOTS, &body))).await;
        for reply in &replies {
            assert_eq!(reply.json, replies[0].json, "{database}");
            assert_eq!(reply.status, 201);
        }
        let first = |reply: &&super::Reply| reply.header("idempotent-replayed").is_none();
        assert_eq!(replies.iter().filter(first).count(), 1);
        let entries = ann.get(&format!("/api/ballots/{DRAW}")).await.is(200).json;
        assert_eq!(entries["entries"].as_array().unwrap().len(), 1);
        // without a key each is one
        join_all((0..3).map(|_| ann.post(BALLOTS, &body))).await;
        let draw = ann.get(&format!("/api/draws/{DRAW}")).await.is(200).json;
        assert_eq!(
            (&draw["entries"], &draw["ballots"]),
            (&json!(4), &json!(20))
        );
    }
}

#[actix_web::test]
async fn ballots_that_cannot_be_taken_are_refused_with_a_kind_of_their_own() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let ann = Program::registered(&app, "ann").await;
    let submit = |draw: &str, count: Value| {
        let body = json!({ "draw": draw, "count": count });
        let ann = ann.clone();
        async move { ann.post(BALLOTS, &body).await }
    };
    for count in [json!(0), json!(10_001), json!(u64::MAX)] {
        let refused = submit(DRAW, count).await.must_be_problem(422, "invalid");
        assert_eq!(refused.json["errors"][0]["field"], "count");
    }
    for count in [json!(-1), json!(1.5), json!("1"), Value::Null] {
        submit(DRAW, count).await.must_be_problem(422, "invalid");
    }
    for draw in ["", "x y", "daily", "weekly-2026-11-21", "daily-2020-01-01"] {
        let refused = submit(draw, json!(1)).await.must_be_problem(422, "invalid");
        assert_eq!(refused.json["errors"][0]["field"], "draw", "{draw}");
    }
    let refused = submit("daily-2026-11-23", json!(1)).await;
    refused.must_be_problem(409, "not-open-yet");
    let body = json!({ "draw": DRAW, "count": 1 });
    let refused = ann.post("/api/lotteries/none/ballots", &body).await;
    refused.must_be_problem(404, "not-found");
    assert_eq!(
        ann.get("/api/ballots").await.is(200).json["draws"],
        json!([])
    );
}

#[actix_web::test]
async fn lists_are_read_page_by_page_along_their_links() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = Program::registered(&app, "ann").await;
        for _ in 0..5 {
            ann.post(BALLOTS, &json!({ "draw": DRAW, "count": 1 }))
                .await
                .is(201);
        }
        let manager = Program::manager(&app).await;
        for n in 0..4 {
            let terms = json!({ "name": format!("Lot {n}"), "first_day": "2026-11-21" });
            manager
                .post("/api/lotteries", &json!({ "terms": terms }))
                .await
                .is(201);
        }
        for day in ["2026-11-22", "2026-11-23"] {
            app.at(&format!("{day}T12:00:00Z")).await;
            let body = json!({ "draw": format!("daily-{day}"), "count": 1 });
            ann.post(BALLOTS, &body).await.is(201);
        }
        for (path, list, whole) in [
            ("/api/lotteries", "lotteries", 5),
            ("/api/lotteries/daily/draws", "draws", 10),
            ("/api/ballots", "draws", 3),
            (&format!("/api/ballots/{DRAW}"), "entries", 5),
        ] {
            let all = ann.get(path).await.is(200);
            assert_eq!(all.header("link"), None);
            let all = all.json[list].as_array().unwrap().clone();
            assert_eq!(all.len(), whole, "{database} {path}");
            let mut walked = Vec::new();
            let mut next = Some(format!("{path}?limit=2"));
            while let Some(at) = next {
                let page = ann.get(&at).await.is(200);
                walked.extend(page.json[list].as_array().unwrap().clone());
                next = page.header("link").map(|link| {
                    let link = link.strip_suffix(">; rel=\"next\"").unwrap();
                    link.strip_prefix('<').unwrap().to_owned()
                });
                assert_eq!(next.is_none(), page.json["next_cursor"].is_null());
            }
            assert_eq!(walked, all, "{database} {path}");
            for bad in [
                "limit=0",
                "limit=101",
                "limit=x",
                "cursor=-",
                "page=2",
                "limit=1&limit=2",
            ] {
                ann.get(&format!("{path}?{bad}"))
                    .await
                    .must_be_problem(422, "invalid");
            }
        }
    }
}

#[actix_web::test]
async fn winners_are_found_by_day_and_lottery() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let visitor = Program::new(&app);
    let outcome = |query: &'static str| {
        let visitor = visitor.clone();
        async move {
            let found = visitor.get(&format!("/api/winners?{query}")).await;
            found.is(200).json["results"].clone()
        }
    };
    assert_eq!(outcome("date=2026-11-20").await, json!([]));
    let none = outcome("date=2026-11-20&lottery=daily").await;
    assert_eq!(none[0]["outcome"], "no_draw");
    assert_eq!(none[0]["reason"], "This lottery begins on 2026-11-21.");
    assert_eq!(
        outcome("date=2026-11-23").await[0]["outcome"],
        "not_open_yet"
    );
    app.at("2026-11-22T00:00:00Z").await;
    assert_eq!(outcome("date=2026-11-21").await[0]["outcome"], "no_ballots");
    for bad in [
        "",
        "date=",
        "date=nonsense",
        "date=2026-02-30",
        "date=2026-11-21T00:00:00Z",
        "date=2026-11-21&lottery=none",
        "date=2026-11-21&lottery=N0%20",
        "date=2026-11-21&number=1",
    ] {
        let refused = visitor.get(&format!("/api/winners?{bad}")).await;
        refused.must_be_problem(422, "invalid");
    }
}
