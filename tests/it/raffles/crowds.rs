//! Many at once: no number twice, never more than there are, every refusal clean.

use std::collections::BTreeSet;

use futures_util::future::{join, join_all};
use serde_json::json;

use super::{OFFICE, Place, raffle, start};
use crate::database::databases;

/// How often the crowd comes; `CLEARLOT_CROWDS=50` is the long run, by hand.
fn crowds() -> u32 {
    let asked = std::env::var("CLEARLOT_CROWDS").ok();
    asked.map_or(3, |text| text.parse().unwrap())
}

#[actix_web::test]
async fn five_hundred_who_want_one_of_a_hundred_tickets_at_once() {
    for database in databases() {
        let mut apps = vec![start(&database).await];
        if database.is_postgres() {
            apps.push(start(&database).await);
            apps.push(start(&database).await);
        }
        for _ in 0..crowds() {
            let raffle = raffle(&apps[0], 100, json!({})).await;
            let path = format!("{raffle}participate/");
            let ask = |n: usize| {
                let address = format!("10.0.{}.{}", n >> 8, n & 255);
                let place = Place::new(&apps[n % apps.len()], &address);
                let path = path.clone();
                async move {
                    let mut answer = place.call(&path).await;
                    // a starved machine hangs up before it has read the request: who is not heard asks again
                    while answer.status == 408 {
                        answer = place.call(&path).await;
                    }
                    answer
                }
            };
            let answers = join_all((0..500).map(ask)).await;
            let (sold, refused): (Vec<_>, Vec<_>) =
                answers.into_iter().partition(|answer| answer.status == 201);
            let numbers: BTreeSet<u64> = sold
                .iter()
                .map(|ticket| ticket.json["ticket_number"].as_u64().unwrap())
                .collect();
            assert_eq!(sold.len(), 100, "{database}");
            assert_eq!(numbers, (1..=100).collect(), "{database}");
            assert_eq!(refused.len(), 400);
            for answer in refused {
                answer.must_be_problem(410, "no-tickets-left");
            }
            let (office, other) = (
                Place::new(&apps[0], OFFICE),
                Place::new(&apps[apps.len() - 1], OFFICE),
            );
            let winners = format!("{raffle}winners/");
            // two managers at once: one draws
            let (one, two) = join(office.call(&winners), other.call(&winners)).await;
            let mut statuses = [one.status.as_u16(), two.status.as_u16()];
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 403], "{database}");
        }
    }
}

#[actix_web::test]
async fn one_address_that_asks_many_times_at_once_gets_one_ticket() {
    for database in databases() {
        let app = start(&database).await;
        let raffle = raffle(&app, 100, json!({})).await;
        let place = Place::new(&app, "192.0.2.1");
        let path = format!("{raffle}participate/");
        let answers = join_all((0..50).map(|_| place.call(&path))).await;
        let sold = answers.iter().filter(|answer| answer.status == 201);
        assert_eq!(sold.count(), 1, "{database}");
        let read = place.get(&raffle).await.is(200).json;
        assert_eq!(read["available_tickets"], 99);
    }
}
