//! The table of the raffle API: every call, every status, every text.

use futures_util::future::join;
use serde_json::{Value, json};

use super::{OFFICE, Place, raffle, sell, start};
use crate::api::Program;
use crate::database::databases;

#[actix_web::test]
async fn managers_make_raffles_and_everybody_reads_them() {
    for database in databases() {
        let app = start(&database).await;
        let (office, visitor) = (Place::new(&app, OFFICE), Place::new(&app, "192.0.2.1"));
        let body = json!({
            "name": "Fair", "total_tickets": 10, "prizes": [{ "name": "Mug", "amount": 2 }],
        });
        let made = office.post("/api/raffles/", body.clone()).await.is(201);
        let first = made.json;
        let id = first["id"].as_str().unwrap().to_owned();
        assert_eq!(id.len(), 36, "{first}");
        let wanted = json!({
            "name": "Fair", "total_tickets": 10, "available_tickets": 10, "winners_drawn": false,
            "prizes": [{ "name": "Mug", "amount": 2 }], "policy": "ip", "state": "open",
        });
        for (member, value) in wanted.as_object().unwrap() {
            assert_eq!(&first[member], value, "{member}");
        }
        // an account with the role, from anywhere
        let manager = Program::manager(&app).await;
        let second = manager.post("/api/raffles", &body).await.is(201).json;
        for path in [format!("/api/raffles/{id}"), format!("/api/raffles/{id}/")] {
            assert_eq!(visitor.get(&path).await.is(200).json, first, "{path}");
        }
        let all = visitor.get("/api/raffles/").await.is(200).json;
        assert_eq!(all, json!([second, first]), "the latest first");
        let page = visitor.get("/api/raffles/?limit=1").await.is(200);
        assert_eq!(page.json, json!([second]));
        let link = page.header("link").unwrap();
        let next = link.split(['<', '>']).nth(1).unwrap();
        assert!(next.contains("before="), "{link}");
        let rest = visitor.get(next).await.is(200);
        assert_eq!(
            (rest.json.clone(), rest.header("link")),
            (json!([first]), None)
        );
        visitor.get("/api/raffles/?before=x").await.is(422);
        visitor.get("/api/raffles/?limit=0").await.is(422);

        visitor
            .post("/api/raffles/", body.clone())
            .await
            .must_be_problem(403, "forbidden");
        let participant = Program::registered(&app, "ann").await;
        participant
            .post("/api/raffles/", &body)
            .await
            .must_be_problem(403, "forbidden");
        // what a client says of itself counts only behind a proxy that is believed, and then from the right
        let liar = Place::new(&app, "198.51.100.7, 192.0.2.1");
        liar.post("/api/raffles/", body)
            .await
            .must_be_problem(403, "forbidden");
        for path in [
            "/api/raffles/x/",
            "/api/raffles/6f1d3c1e-8f0e-4a52-9d0f-0f6c1c8a7b11/",
        ] {
            visitor.get(path).await.must_be_problem(404, "not-found");
            let calls = [
                visitor.call(&format!("{path}participate/")).await,
                visitor.get(&format!("{path}winners/")).await,
                office.call(&format!("{path}winners/")).await,
            ];
            for call in calls {
                call.must_be_problem(404, "not-found");
            }
        }
    }
}

#[actix_web::test]
async fn a_raffle_that_cannot_be_is_refused_and_leaves_nothing() {
    for database in databases() {
        let app = start(&database).await;
        let office = Place::new(&app, OFFICE);
        let refused = |prizes: Value, tickets: Value, about: &'static str| {
            let body = json!({ "name": "Fair", "total_tickets": tickets, "prizes": prizes });
            let office = &office;
            async move {
                let answer = office.post("/api/raffles/", body).await;
                let problem = answer.must_be_problem(400, "invalid-raffle").json;
                let detail = problem["detail"].as_str().unwrap();
                assert!(detail.contains(about), "{detail}");
            }
        };
        let mug = |amount: i64| json!([{ "name": "Mug", "amount": amount }]);
        refused(json!([]), json!(10), "at least one prize").await;
        refused(mug(0), json!(10), "at least 1").await;
        refused(mug(-3), json!(10), "at least 1").await;
        refused(mug(11), json!(10), "Too many prizes").await;
        refused(mug(1), json!(0), "1 to 16,777,216 tickets").await;
        refused(mug(1), json!(-1), "1 to 16,777,216 tickets").await;
        refused(mug(1), json!(16_777_217), "1 to 16,777,216 tickets").await;
        refused(
            json!([{ "name": "", "amount": 1 }]),
            json!(10),
            "needs a name",
        )
        .await;
        let nameless = json!({ "name": " ", "total_tickets": 1, "prizes": mug(1) });
        let answer = office.post("/api/raffles/", nameless).await;
        answer.must_be_problem(400, "invalid-raffle");
        let without = json!({ "name": "Fair", "total_tickets": 1 });
        let answer = office.post("/api/raffles/", without).await;
        answer.must_be_problem(400, "invalid-raffle");
        let past = json!({
            "name": "Fair", "total_tickets": 1, "prizes": mug(1), "closes_at": "2026-11-21T11:59:00Z",
        });
        let answer = office.post("/api/raffles/", past).await;
        answer.must_be_problem(400, "invalid-raffle");
        let none = office.get("/api/raffles/").await.is(200).json;
        assert_eq!(none, json!([]));
    }
}

#[actix_web::test]
async fn tickets_are_handed_out_until_they_are_gone_and_then_winners_are_drawn() {
    for database in databases() {
        let app = start(&database).await;
        let office = Place::new(&app, OFFICE);
        let raffle = raffle(&app, 5, json!({})).await;
        let winners = format!("{raffle}winners/");
        let verify = format!("{raffle}verify-ticket/");
        let tickets = sell(&app, &raffle, 4).await;
        let again = Place::new(&app, "10.0.0.0");
        let refused = again.call(&format!("{raffle}participate/")).await;
        let refused = refused.must_be_problem(403, "already-participated").json;
        let text = "Your ip address has already participated in this raffle";
        assert_eq!(refused["detail"], text);
        let early = office
            .call(&winners)
            .await
            .must_be_problem(403, "tickets-left");
        let text = "Winners can't be drawn when tickets are still available";
        assert_eq!(early.json["detail"], text);
        let early = again.get(&winners).await.must_be_problem(400, "not-drawn");
        let text = "Winners for the raffle have not been drawn yet";
        assert_eq!(early.json["detail"], text);
        let ticket = |ticket: &Value| {
            json!({
                "ticket_number": ticket["ticket_number"],
                "verification_code": ticket["verification_code"],
            })
        };
        let early = again.post(&verify, ticket(&tickets[0])).await;
        let early = early.must_be_problem(400, "not-drawn");
        assert_eq!(early.json["detail"], text);

        let last = Place::new(&app, "2001:db8:1:2::1");
        let last = last
            .call(&format!("{raffle}participate/"))
            .await
            .is(201)
            .json;
        let id = raffle.split('/').nth(3).unwrap();
        assert_eq!(last["raffle_id"], id);
        let late = Place::new(&app, "192.0.2.9");
        let late = late.call(&format!("{raffle}participate/")).await;
        let late = late.must_be_problem(410, "no-tickets-left");
        let text = "Tickets to this raffle are no longer available";
        assert_eq!(late.json["detail"], text);
        let tickets: Vec<Value> = tickets.into_iter().chain([last]).collect();
        let mut numbers: Vec<u64> = tickets
            .iter()
            .map(|ticket| ticket["ticket_number"].as_u64().unwrap())
            .collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        let codes: Vec<&str> = tickets
            .iter()
            .map(|ticket| ticket["verification_code"].as_str().unwrap())
            .collect();
        assert!(codes.iter().all(|code| code.len() == 16), "{codes:?}");

        Place::new(&app, "192.0.2.9")
            .call(&winners)
            .await
            .must_be_problem(403, "forbidden");
        let drawn = office.call(&winners).await.is(201).json;
        let list = drawn.as_array().unwrap();
        let prizes: Vec<&str> = list
            .iter()
            .map(|one| one["prize"].as_str().unwrap())
            .collect();
        assert_eq!(prizes, ["Hamper", "Mug", "Mug"]);
        let again = office
            .call(&winners)
            .await
            .must_be_problem(403, "already-drawn");
        let text = "Winners for the raffle have already been drawn";
        assert_eq!(again.json["detail"], text);
        assert_eq!(late_get(&app, &winners).await, drawn);
        let read = late_get(&app, &raffle).await;
        assert_eq!(
            (&read["winners_drawn"], &read["available_tickets"]),
            (&json!(true), &json!(0))
        );

        let asking = Place::new(&app, "203.0.113.1");
        for one in &tickets {
            let fate = asking.post(&verify, ticket(one)).await.is(200).json;
            let won = list
                .iter()
                .find(|winner| winner["ticket_number"] == one["ticket_number"]);
            let prize = won.map_or(Value::Null, |winner| winner["prize"].clone());
            assert_eq!(fate, json!({ "has_won": won.is_some(), "prize": prize }));
        }
        let bad = |number: Value, code: Value| {
            let body = json!({ "ticket_number": number, "verification_code": code });
            let (asking, verify) = (&asking, &verify);
            async move {
                asking
                    .post(verify, body)
                    .await
                    .must_be_problem(400, "invalid-code")
                    .json
            }
        };
        let (one, other) = (&tickets[0], &tickets[1]);
        let wrong = bad(
            one["ticket_number"].clone(),
            other["verification_code"].clone(),
        )
        .await;
        let missing = bad(json!(6), one["verification_code"].clone()).await;
        assert_eq!(wrong["detail"], "Invalid verification code");
        for member in ["type", "title", "status", "detail"] {
            assert_eq!(wrong[member], missing[member], "no oracle");
        }
        bad(json!(0), json!("")).await;
    }
}

async fn late_get(app: &crate::app::TestApp, path: &str) -> Value {
    Place::new(app, "192.0.2.9").get(path).await.is(200).json
}

#[actix_web::test]
async fn a_request_that_is_sent_again_under_its_key_gets_the_same_ticket() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 5, json!({})).await;
        let ask = |address: &'static str, key: &'static str| {
            let program = Program::new(&app).under(key);
            let path = format!("{raffle}participate/");
            async move {
                let request = program.request("POST", &path);
                program
                    .send(request.header("x-forwarded-for", address))
                    .await
            }
        };
        let (first, second) = join(ask("192.0.2.1", "a"), ask("192.0.2.1", "a")).await;
        let (first, second) = (first.is(201).json, second.is(201).json);
        assert_eq!(first, second, "a double click is one request");
        assert_eq!(ask("192.0.2.1", "a").await.is(201).json, first);
        ask("192.0.2.1", "b")
            .await
            .must_be_problem(403, "already-participated");
        // the key of another place is another key
        assert_ne!(ask("192.0.2.2", "a").await.is(201).json, first);
        let body = json!({ "name": "Fair", "total_tickets": 3, "prizes": [{ "name": "Mug", "amount": 1 }] });
        let make = |key: &'static str| {
            let program = Program::new(&app).under(key);
            let body = body.clone();
            async move {
                let request = program.request("POST", "/api/raffles/").json(&body);
                program
                    .send(request.header("x-forwarded-for", OFFICE))
                    .await
            }
        };
        let (one, two) = (make("k").await.is(201), make("k").await.is(201));
        assert_eq!(one.json, two.json);
        assert_eq!(two.header("idempotent-replayed"), Some("true"));
    }
}
