//! Who may have how many tickets, closing times, calling off, prizes that are claimed or passed on, short codes.

use clearlot::games::raffle::model::CodeFormat;
use serde_json::{Value, json};

use super::{OFFICE, Place, raffle, sell, settings, start};
use crate::api::{NOON, Program};
use crate::app::{PASSWORD, TestApp};
use crate::database::{Database, databases};

#[actix_web::test]
async fn an_address_has_one_ticket_and_a_household_of_ipv6_too() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 50, json!({})).await;
        let ask = |address: &'static str| {
            let place = Place::new(&app, address);
            let path = format!("{raffle}participate/");
            async move { place.call(&path).await }
        };
        ask("2001:db8:1:2::1").await.is(201);
        ask("2001:db8:1:2:ffff::9")
            .await
            .must_be_problem(403, "already-participated");
        ask("2001:db8:1:3::1").await.is(201);
        ask("192.0.2.1").await.is(201);
        ask("::ffff:192.0.2.1")
            .await
            .must_be_problem(403, "already-participated");
        // the nearest hop that no trusted proxy vouches for
        ask("192.0.2.1, 192.0.2.2").await.is(201);
        ask("192.0.2.2")
            .await
            .must_be_problem(403, "already-participated");
    }
}

#[actix_web::test]
async fn an_account_has_one_ticket_whatever_its_address() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 50, json!({ "policy": "account" })).await;
        let path = format!("{raffle}participate/");
        Place::new(&app, "192.0.2.1")
            .call(&path)
            .await
            .must_be_problem(401, "no-token");
        let ann = Program::registered(&app, "ann").await;
        ann.with_token("nonsense")
            .post(&path, &json!({}))
            .await
            .must_be_problem(401, "bad-token");
        let ticket = ann.post(&path, &json!({})).await.is(201).json;
        let again = ann.post(&path, &json!({})).await;
        again.must_be_problem(403, "already-participated");
        let ben = Program::registered(&app, "ben").await;
        ben.post(&path, &json!({})).await.is(201);
        let sold = Place::new(&app, OFFICE)
            .get(&format!("{raffle}tickets/"))
            .await
            .is(200)
            .json;
        assert_eq!(sold["tickets"][0]["username"], "ann");
        assert_eq!(sold["tickets"][0]["ticket_number"], ticket["ticket_number"]);
    }
}

#[actix_web::test]
async fn no_other_site_has_a_browser_take_a_ticket_or_draw() {
    let app = start(&Database::sqlite()).await;
    let one = json!({ "prizes": [{ "name": "Mug", "amount": 1 }] });
    let raffle = raffle(&app, 1, one).await;
    let program = Program::new(&app);
    let send = |path: String, address: &'static str, header: (&'static str, &'static str)| {
        let request = program.request("POST", &path).header(header.0, header.1);
        program.send(request.header("x-forwarded-for", address))
    };
    let elsewhere = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
    ];
    let ticket = format!("{raffle}participate/");
    let draw = format!("{raffle}winners/");
    for header in elsewhere {
        let refused = send(ticket.clone(), "192.0.2.1", header).await;
        refused.must_be_problem(403, "forbidden");
    }
    let here = ("sec-fetch-site", "same-origin");
    send(ticket, "192.0.2.1", here).await.is(201);
    for header in elsewhere {
        let refused = send(draw.clone(), OFFICE, header).await;
        refused.must_be_problem(403, "forbidden");
    }
    send(draw, OFFICE, here).await.is(201);
}

#[actix_web::test]
async fn a_code_is_forgotten_ten_minutes_after_it_was_told() {
    let app = start(&Database::sqlite()).await;
    let raffle = raffle(&app, 9, json!({})).await;
    let program = Program::new(&app).under("a-key-of-mine");
    let ask = || {
        let request = program.request("POST", &format!("{raffle}participate/"));
        program.send(request.header("x-forwarded-for", "192.0.2.1"))
    };
    let first = ask().await.is(201).json;
    app.at("2026-11-21T12:09:59Z").await;
    assert_eq!(ask().await.is(201).json, first);
    app.at("2026-11-21T12:10:00Z").await;
    ask().await.must_be_problem(403, "already-participated");
}

#[actix_web::test]
async fn who_takes_a_pause_gets_no_ticket() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 50, json!({ "policy": "account" })).await;
        let ann = app.signed_up("ann").await;
        let pause = [("days", "30")];
        let begun = ann.post("/account/limits/pause", &pause).await;
        assert_eq!(
            begun.status,
            reqwest::StatusCode::SEE_OTHER,
            "{}",
            begun.words()
        );
        let program = Program::new(&app).signed_in("ann").await;
        let path = format!("{raffle}participate/");
        let refused = program.post(&path, &json!({})).await;
        let refused = refused.must_be_problem(409, "taking-a-pause");
        assert!(
            refused.json["detail"]
                .as_str()
                .unwrap()
                .contains("2026-12-21")
        );
        let page = raffle
            .trim_start_matches("/api")
            .trim_end_matches('/')
            .to_owned();
        let page = ann
            .post(&format!("{page}/tickets"), &[("key", "0123456789")])
            .await;
        assert_eq!(
            page.status,
            reqwest::StatusCode::CONFLICT,
            "{}",
            page.words()
        );
        page.says("You asked this site to keep you away until");
    }
}

#[actix_web::test]
async fn an_invite_code_is_good_for_one_ticket() {
    for database in databases() {
        let app = start(&database).await;
        let office = Place::new(&app, OFFICE);
        let invited = raffle(&app, 50, json!({ "policy": "invite" })).await;
        let invites = format!("{invited}invites/");
        let path = format!("{invited}participate/");
        Place::new(&app, "192.0.2.1")
            .post(&invites, json!({ "count": 2 }))
            .await
            .is(403);
        office
            .post(&invites, json!({ "count": 0 }))
            .await
            .must_be_problem(422, "invalid");
        let codes = office
            .post(&invites, json!({ "count": 2 }))
            .await
            .is(200)
            .json;
        let codes: Vec<&str> = codes["codes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c.as_str().unwrap())
            .collect();
        let visitor = Place::new(&app, "192.0.2.1");
        visitor
            .call(&path)
            .await
            .must_be_problem(403, "invite-needed");
        let long = json!({ "invite_code": "0".repeat(101) });
        visitor
            .post(&path, long)
            .await
            .must_be_problem(422, "invalid");
        let guessed = json!({ "invite_code": "0000-0000-0000-0000" });
        visitor
            .post(&path, guessed)
            .await
            .must_be_problem(403, "invite-needed");
        let typed = codes[0].to_lowercase().replace('-', " ");
        visitor
            .post(&path, json!({ "invite_code": typed }))
            .await
            .is(201);
        let used = visitor
            .post(&path, json!({ "invite_code": codes[0] }))
            .await;
        used.must_be_problem(403, "already-participated");
        visitor
            .post(&path, json!({ "invite_code": codes[1] }))
            .await
            .is(201);
        let other = raffle(&app, 50, json!({})).await;
        office
            .post(&format!("{other}invites/"), json!({ "count": 2 }))
            .await
            .must_be_problem(409, "no-use-for-invites");
    }
}

#[actix_web::test]
async fn an_open_raffle_gives_as_many_as_anybody_asks_for() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 3, json!({ "policy": "open" })).await;
        let visitor = Place::new(&app, "192.0.2.1");
        let path = format!("{raffle}participate/");
        // the body may be left out, be null, or say nothing
        visitor.call(&path).await.is(201);
        visitor.post(&path, Value::Null).await.is(201);
        for wrong in [
            json!([]),
            json!({ "invite": "x" }),
            json!({ "invite_code": 7 }),
        ] {
            visitor
                .post(&path, wrong)
                .await
                .must_be_problem(422, "invalid");
        }
        visitor
            .post(&path, json!({ "invite_code": null }))
            .await
            .is(201);
        visitor
            .call(&format!("{raffle}participate/"))
            .await
            .must_be_problem(410, "no-tickets-left");
    }
}

#[actix_web::test]
async fn what_was_sold_by_the_closing_time_is_drawn() {
    for database in databases() {
        let app = start(&database).await;
        let more = json!({ "closes_at": "2026-11-22T12:00:00Z" });
        let raffle = raffle(&app, 1000, more).await;
        let sold = sell(&app, &raffle, 4).await;
        app.at("2026-11-22T11:59:59Z").await;
        let office = Place::new(&app, OFFICE);
        office
            .call(&format!("{raffle}winners/"))
            .await
            .must_be_problem(403, "tickets-left");
        app.at("2026-11-22T12:00:00Z").await;
        let winners = office.get(&format!("{raffle}winners/")).await.is(200).json;
        let numbers: Vec<&Value> = sold.iter().map(|ticket| &ticket["ticket_number"]).collect();
        let winners = winners.as_array().unwrap();
        assert_eq!(winners.len(), 3);
        assert!(
            winners
                .iter()
                .all(|winner| numbers.contains(&&winner["ticket_number"])),
            "only what was sold wins"
        );
        let late = Place::new(&app, "192.0.2.9")
            .call(&format!("{raffle}participate/"))
            .await;
        late.must_be_problem(410, "no-tickets-left");
    }
}

#[actix_web::test]
async fn a_raffle_that_draws_itself_needs_nobody() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 3, json!({ "draws_itself": true })).await;
        sell(&app, &raffle, 3).await;
        app.tick().await;
        let winners = Place::new(&app, "192.0.2.9")
            .get(&format!("{raffle}winners/"))
            .await;
        assert_eq!(winners.is(200).json.as_array().unwrap().len(), 3);
        // who had them is of no use any more
        app.tick().await;
        let known = app.app.db().read(|conn| {
            use clearlot::schema::tickets;
            use diesel::prelude::*;
            let known: i64 = tickets::table
                .filter(tickets::holder.is_not_null())
                .count()
                .get_result(conn)?;
            Ok::<_, clearlot::store::StoreError>(known)
        });
        assert_eq!(known.await.unwrap(), 0);
    }
}

#[actix_web::test]
async fn a_raffle_that_is_called_off_gives_and_draws_nothing() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 3, json!({})).await;
        sell(&app, &raffle, 2).await;
        let office = Place::new(&app, OFFICE);
        let cancel = format!("{raffle}cancel/");
        Place::new(&app, "192.0.2.1")
            .post(&cancel, json!({ "reason": "I lost." }))
            .await
            .is(403);
        office
            .post(&cancel, json!({ "reason": "-" }))
            .await
            .must_be_problem(422, "invalid");
        let off = office
            .post(&cancel, json!({ "reason": "It rains." }))
            .await
            .is(200)
            .json;
        assert_eq!(
            (&off["state"], &off["void_reason"]),
            (&json!("void"), &json!("It rains."))
        );
        office
            .post(&cancel, json!({ "reason": "It rains." }))
            .await
            .must_be_problem(409, "raffle-cancelled");
        office
            .call(&format!("{raffle}winners/"))
            .await
            .must_be_problem(409, "raffle-cancelled");
        let late = Place::new(&app, "192.0.2.9")
            .call(&format!("{raffle}participate/"))
            .await;
        late.must_be_problem(410, "no-tickets-left");
    }
}

#[actix_web::test]
async fn a_prize_is_handed_over_for_its_code_or_passed_on() {
    for database in databases() {
        let app = start(&database).await;
        let manager = app.manager().await;
        let raffle = raffle(&app, 5, json!({ "reserves": 1, "claim_days": 2 })).await;
        let tickets = sell(&app, &raffle, 5).await;
        let office = Place::new(&app, OFFICE);
        let drawn = office.call(&format!("{raffle}winners/")).await.is(201).json;
        let code = |number: &Value| {
            let ticket = tickets
                .iter()
                .find(|ticket| ticket["ticket_number"] == *number);
            ticket.unwrap()["verification_code"].clone()
        };
        let prizes = office.get(&format!("{raffle}prizes/")).await.is(200).json;
        assert_eq!(prizes[0]["deadline"], "2026-11-23T12:00:00Z");
        assert_eq!(prizes[0]["ticket_number"], drawn[0]["ticket_number"]);
        let (first, second) = (&drawn[0]["ticket_number"], &drawn[1]["ticket_number"]);
        let claim = |place: u64, step: u64, number: &Value, code: Value| {
            let body = json!({ "step": step, "ticket_number": number, "verification_code": code });
            let path = format!("{raffle}prizes/{place}/claimed/");
            let office = &office;
            async move { office.post(&path, body).await }
        };
        claim(1, 0, first, code(second))
            .await
            .must_be_problem(400, "invalid-code");
        claim(1, 0, second, code(second))
            .await
            .must_be_problem(409, "prize-stands-otherwise");
        let claimed = claim(1, 0, first, code(first)).await.is(200).json;
        assert_eq!(
            (&claimed["state"], &claimed["step"]),
            (&json!("claimed"), &json!(1))
        );
        claim(1, 0, first, code(first))
            .await
            .must_be_problem(409, "prize-stands-otherwise");

        let pass = format!("{raffle}prizes/2/pass-on/");
        office
            .post(&pass, json!({ "step": 0 }))
            .await
            .must_be_problem(409, "prize-stands-otherwise");
        app.at("2026-11-23T12:00:00Z").await;
        let passed = office.post(&pass, json!({ "step": 0 })).await.is(200).json;
        assert_eq!(
            (&passed["state"], &passed["passed_on"]),
            (&json!("open"), &json!(1))
        );
        // it is the reserve's now, and no longer the first winner's
        let visitor = Place::new(&app, "192.0.2.9");
        let won: Vec<bool> = {
            let mut won = Vec::new();
            for ticket in &tickets {
                let body = json!({
                    "ticket_number": ticket["ticket_number"],
                    "verification_code": ticket["verification_code"],
                });
                let fate = visitor
                    .post(&format!("{raffle}verify-ticket/"), body)
                    .await
                    .is(200)
                    .json;
                if ticket["ticket_number"] == *second {
                    assert_eq!(fate["has_won"], false);
                }
                won.push(fate["has_won"].as_bool().unwrap());
            }
            won
        };
        assert_eq!(won.iter().filter(|won| **won).count(), 3);
        let back = format!("{raffle}prizes/1/take-back/");
        let back = office
            .post(
                &back,
                json!({ "step": 1, "reason": "The wrong line was marked." }),
            )
            .await;
        assert_eq!(back.is(200).json["state"], "open");
        let sign_in = [("username", "organiser"), ("password", PASSWORD)];
        manager.post("/login", &sign_in).await;
        let log = manager.get("/manage/audit").await.words();
        for action in [
            "Raffle made",
            "Winners of a raffle drawn",
            "Prize marked as claimed",
            "Prize passed on",
            "Mark as claimed taken back",
        ] {
            assert!(log.contains(action), "{action}");
        }
    }
}

#[actix_web::test]
async fn short_codes_are_hashed_slowly_and_tried_seldom() {
    for database in databases() {
        let app = TestApp::start_with(&database, NOON, |config| {
            settings(config);
            config.raffle.codes = CodeFormat::new(Some("0123456789"), Some(4)).unwrap();
        })
        .await;
        let raffle = raffle(&app, 3, json!({})).await;
        let tickets = sell(&app, &raffle, 3).await;
        Place::new(&app, OFFICE)
            .call(&format!("{raffle}winners/"))
            .await
            .is(201);
        let visitor = Place::new(&app, "192.0.2.9");
        let number = tickets[0]["ticket_number"].clone();
        let right = tickets[0]["verification_code"].as_str().unwrap();
        assert_eq!(right.len(), 4);
        let wrong = if right == "0000" { "0001" } else { "0000" };
        let body = |code: &str| json!({ "ticket_number": number, "verification_code": code });
        let verify = format!("{raffle}verify-ticket/");
        for _ in 0..9 {
            visitor
                .post(&verify, body(wrong))
                .await
                .must_be_problem(400, "invalid-code");
        }
        visitor.post(&verify, body(right)).await.is(200);
        let many = visitor
            .post(&verify, body(right))
            .await
            .must_be_problem(429, "too-many-requests");
        assert!(many.header("retry-after").is_some());
        // another ticket has tries of its own, and so has one that does not exist
        let other = json!({
            "ticket_number": tickets[1]["ticket_number"],
            "verification_code": tickets[1]["verification_code"],
        });
        visitor.post(&verify, other).await.is(200);
        for n in 0..11 {
            let body = json!({ "ticket_number": 99, "verification_code": wrong });
            visitor
                .post(&verify, body)
                .await
                .is(if n < 10 { 400 } else { 429 });
        }
    }
}
