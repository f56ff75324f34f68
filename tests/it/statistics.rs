//! The page with the winners by their place in the list, after two months of draws: counted by the job, and compared with
//! what the public results say.

use chrono::{Days, NaiveDate};
use clearlot::draws::{self, DrawName, Participant, Submission};
use clearlot::fairness::FreeText;
use serde_json::Value;

use crate::api::Program;
use crate::app::{Answer, TestApp};
use crate::database::databases;

const DAYS: u64 = 63;
/// Too few ballots, a cancelled entry, called off: these are not counted.
const SHORT: u64 = 5;
const STRUCK: u64 = 6;
const VOID: u64 = 7;

fn ballots_of(day: u64) -> u64 {
    match day {
        SHORT => 9,
        day if day.is_multiple_of(5) => 13,
        day => 10 * (1 + day % 3),
    }
}

async fn put(app: &TestApp, name: &DrawName, count: u64) {
    let submission = Submission {
        draw: name.clone(),
        participant: Participant {
            account_id: 1,
            reference: FreeText::parse("ann").unwrap(),
        },
        count,
        key: None,
        limit: None,
    };
    draws::append(app.app.draws(), submission).await.unwrap();
}

/// What happens to a draw while it is open.
async fn spoil(app: &TestApp, name: &DrawName, day: u64) {
    let (name, now) = (name.clone(), app.app.draws().clock().unix());
    let spoil = move |conn: &mut _| {
        let id = draws::find_draw(conn, &name)?.unwrap().id;
        match day {
            STRUCK => draws::cancel_entry(conn, id, 1, "Sold twice", now)
                .map(drop)
                .unwrap(),
            VOID => assert!(draws::void_draw(conn, id, "No hall", now)?),
            _ => {}
        }
        Ok::<_, clearlot::store::StoreError>(())
    };
    app.app.db().write(spoil).await.unwrap();
}

/// The winners of the ten parts as the page's table has them.
fn shown(page: &Answer) -> Vec<u64> {
    let rows = page.text.split("<tr><th scope=\"row\">").skip(1);
    rows.map(|row| {
        let cell = row.split("<td class=\"num\">").nth(1).unwrap();
        cell.split('<').next().unwrap().parse().unwrap()
    })
    .collect()
}

#[actix_web::test]
async fn winners_are_counted_by_their_place_in_the_list_as_the_public_results_say() {
    for database in databases() {
        let app = TestApp::start(&database, "2026-11-01T12:00:00Z").await;
        let (visitor, program) = (app.browser(), Program::new(&app));
        let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let date = |day| first.checked_add_days(Days::new(day)).unwrap();
        let name = |day| DrawName::parse(&format!("daily-{}", date(day))).unwrap();
        visitor
            .get("/statistics")
            .await
            .says("0 draws were counted");
        for day in 0..DAYS {
            put(&app, &name(day), ballots_of(day)).await;
            if day == STRUCK {
                put(&app, &name(day), 20).await;
            }
            spoil(&app, &name(day), day).await;
            app.at(&format!("{}T00:00:00Z", date(day + 1))).await;
            if day == 20 {
                let early = visitor.get("/statistics").await;
                early.says("18 draws were counted, which is too few to say anything");
            }
        }

        let (mut observed, mut expected, mut counted) = ([0_u64; 10], [0.0_f64; 10], 0);
        for day in (0..DAYS).filter(|day| ![SHORT, STRUCK, VOID].contains(day)) {
            let draw = program.get(&format!("/api/draws/{}", name(day))).await;
            let draw: Value = draw.is(200).json;
            let winner = draw["result"]["winners"][0]["ballot"].as_u64().unwrap();
            let ballots = draw["ballots"].as_u64().unwrap();
            assert_eq!(ballots, ballots_of(day));
            let part = |ballot: u64| usize::try_from((ballot - 1) * 10 / ballots).unwrap();
            observed[part(winner)] += 1;
            for ballot in 1..=ballots {
                expected[part(ballot)] += 1.0 / ballots as f64;
            }
            counted += 1;
        }
        assert_eq!(counted, 60);
        let page = visitor.get("/statistics").await;
        assert_eq!(shown(&page), observed, "{database}");
        let chi: f64 = (observed.iter().zip(expected))
            .map(|(found, mean)| (*found as f64 - mean).powi(2) / mean)
            .sum();
        page.says(&format!("deviate from the average by {chi:.1} (chi-square"));
        page.says("from the public pages of all draws with at least ten ballots");

        // within ten minutes nothing is counted anew, after that it is
        let counted_at = |page: &Answer| page.text.split("Counted ").nth(1).map(str::to_owned);
        let before = counted_at(&page);
        app.hands.advance(599);
        app.tick().await;
        assert_eq!(counted_at(&visitor.get("/statistics").await), before);
        app.hands.advance(1);
        app.tick().await;
        assert_ne!(counted_at(&visitor.get("/statistics").await), before);
    }
}
