//! A raffle's proof, receipts and the check of the whole database: what strangers and operators work out again.

use clearlot::beacon::BeaconMode;
use clearlot::draws::operations::check_draws;
use clearlot::fairness::{Level, Trust, verify_proof};
use clearlot::keys::ServerKey;
use clearlot::schema::entries;
use clearlot::store::StoreError;
use diesel::prelude::*;
use serde_json::json;

use super::{OFFICE, Place, raffle, sell, settings, start};
use crate::app::TestApp;
use crate::database::databases;
use crate::relay::{FakeRelay, Manner, beacon_config};

#[actix_web::test]
async fn a_raffle_proves_its_winners_and_its_numbers() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 20, json!({})).await;
        let tickets = sell(&app, &raffle, 20).await;
        Place::new(&app, OFFICE)
            .call(&format!("{raffle}winners/"))
            .await
            .is(201);
        let id = raffle.split('/').nth(3).unwrap();
        let proof = app
            .browser()
            .get(&format!("/draws/raffle-{id}/proof.json?full=1"))
            .await;
        let trust = Trust::server(app.app.draws().vkey().unwrap());
        let Ok(verified) = verify_proof(&mut proof.text.as_bytes(), &trust, None);
        let report = verified.result.unwrap();
        assert_eq!((report.level, report.full), (Level::SeedOnly, true));
        let report = check_draws(app.app.db(), Some(&ServerKey::for_tests()))
            .await
            .unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
        let swapped = app.app.db().write(|conn| {
            let of_raffle = entries::table.filter(entries::ticket_number.is_not_null());
            let first: i64 = of_raffle.select(entries::draw_id).first(conn)?;
            for (leaf, number) in [(1, 1001), (2, 1002)] {
                diesel::update(entries::table.find((first, leaf)))
                    .set(entries::ticket_number.eq(number))
                    .execute(conn)?;
            }
            Ok::<_, StoreError>(())
        });
        swapped.await.unwrap();
        let report = check_draws(app.app.db(), None).await.unwrap();
        let faults = report.faults.join("\n");
        assert!(
            faults.contains("not those that follow from its seed"),
            "{faults}"
        );
        // the receipt of a ticket, for who has its code
        let visitor = Place::new(&app, "192.0.2.9");
        let body = json!({
            "ticket_number": tickets[3]["ticket_number"],
            "verification_code": tickets[3]["verification_code"],
        });
        let receipt = visitor
            .post(&format!("{raffle}receipt/"), body)
            .await
            .is(200);
        let text = receipt.json["receipt"].as_str().unwrap();
        assert!(text.starts_with("c2sp.org/tlog-proof@v1\n"), "{text}");
        assert_eq!(receipt.json["is_final"], true);
        let wrong = json!({ "ticket_number": 1, "verification_code": "nonsense" });
        visitor
            .post(&format!("{raffle}receipt/"), wrong)
            .await
            .must_be_problem(400, "invalid-code");
    }
}

/// Five seconds before round 123 of quicknet.
const MADE: &str = "2023-08-23T15:15:28Z";
const ROUND_123: &str = "2023-08-23T15:15:33Z";
/// Five minutes before round 1000.
const SOLD_OUT: &str = "2023-08-23T15:54:24Z";
const ROUND_1000: &str = "2023-08-23T15:59:24Z";

#[actix_web::test]
async fn public_numbers_shuffle_the_tickets_and_draw_the_winners() {
    for database in databases() {
        let relay = FakeRelay::open(Manner::Honest);
        let app = TestApp::start_with(&database, MADE, |config| {
            settings(config);
            config.beacon = beacon_config(BeaconMode::Drand, &config.data_dir, &[&relay]);
        })
        .await;
        let settled = || async {
            app.app.draws().beacons().unwrap().settled().await;
            app.tick().await;
        };
        let raffle = raffle(&app, 5, json!({})).await;
        let early = Place::new(&app, "192.0.2.1")
            .call(&format!("{raffle}participate/"))
            .await;
        let early = early.must_be_problem(409, "sale-not-open");
        assert!(early.header("retry-after").is_some());
        app.at(ROUND_123).await;
        settled().await;
        sell(&app, &raffle, 5).await;
        app.at(SOLD_OUT).await;
        let office = Place::new(&app, OFFICE);
        let winners = format!("{raffle}winners/");
        for _ in 0..2 {
            let later = office.call(&winners).await.is(202).json;
            assert_eq!(later, json!({ "round": 1000, "due_at": ROUND_1000 }));
            office.get(&winners).await.must_be_problem(400, "not-drawn");
        }
        app.at(ROUND_1000).await;
        settled().await;
        let list = office.get(&winners).await.is(200).json;
        assert_eq!(list.as_array().unwrap().len(), 3);
        office
            .call(&winners)
            .await
            .must_be_problem(403, "already-drawn");
        let id = raffle.split('/').nth(3).unwrap();
        let proof = app
            .browser()
            .get(&format!("/draws/raffle-{id}/proof.json?full=1"))
            .await;
        let trust = Trust::server(app.app.draws().vkey().unwrap());
        let Ok(verified) = verify_proof(&mut proof.text.as_bytes(), &trust, None);
        let report = verified.result.unwrap();
        assert_eq!((report.level, report.full), (Level::Beacon, true));
        assert!(verified.unchecked.is_empty(), "{:?}", verified.unchecked);
        let checked = check_draws(app.app.db(), Some(&ServerKey::for_tests()))
            .await
            .unwrap();
        assert_eq!(checked.faults, Vec::<String>::new());
    }
}
