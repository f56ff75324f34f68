//! Leaves that no bundle of a log could hold are refused before they are in it.

use clearlot::draws::{self, CancelEntryError, ScheduleError};
use clearlot::fairness::{PrizeLine, entry_bundle};

use super::{CLOSES, DrawId, DrawPlan, Instance, OPENS, ballots, plan};
use crate::database::databases;

async fn strike_out(instance: &Instance, id: DrawId, entry: u64) -> Result<(), CancelEntryError> {
    let strike = move |conn: &mut _| {
        draws::cancel_entry(conn, id, entry, "Sold twice", OPENS + 60).map(drop)
    };
    instance.db.write(strike).await
}

#[actix_web::test]
async fn a_draw_that_announces_too_much_is_refused() {
    for database in databases() {
        let instance = Instance::start(&database);
        let prizes = |lines: usize| DrawPlan {
            prizes: vec![
                PrizeLine::parse(&format!("1 {}", "A book ".repeat(28).trim())).unwrap();
                lines
            ],
            ..plan("daily")
        };
        // 204 bytes each
        let refused = instance.schedule(prizes(325)).await.unwrap_err();
        assert!(matches!(refused, ScheduleError::TooLong), "{refused}");
        let id = instance.schedule(prizes(318)).await.unwrap();
        let leaf = instance.draw(id).await.open_leaf.to_text();
        assert!(leaf.len() > 64_000 && entry_bundle([leaf.as_str()]).is_some());
    }
}

#[actix_web::test]
async fn no_more_entries_are_struck_out_than_a_close_leaf_can_name() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        for _ in 0..2 {
            let answers = instance
                .append_all(vec![ballots("daily", 1, 1); 2_800])
                .await;
            assert!(answers.iter().all(Result::is_ok));
        }
        instance
            .meddle("UPDATE entries SET cancel_reason = 'Sold twice' WHERE leaf_index <= 5400")
            .await;
        instance
            .meddle("UPDATE draws SET cancelled_ballots = 5400")
            .await;
        instance
            .meddle("UPDATE participations SET cancelled_ballots = 5400")
            .await;
        let mut struck = 5400;
        let refused = loop {
            match strike_out(&instance, id, struck + 1).await {
                Ok(()) => struck += 1,
                Err(refused) => break refused,
            }
        };
        assert!(
            matches!(refused, CancelEntryError::TooManyCancelled),
            "{database}: {refused}"
        );
        let again = strike_out(&instance, id, struck).await;
        assert!(matches!(again, Err(CancelEntryError::AlreadyCancelled)));
        instance.at(CLOSES);
        instance.tick().await;
        let draw = instance.draw(id).await;
        assert_eq!(
            draw.cancelled_ballots, struck,
            "{database}: nothing is changed by a refusal"
        );
        let leaf = draw.close_leaf.unwrap();
        assert!(leaf.len() > 65_400, "{database}: {}", leaf.len());
        assert!(entry_bundle([leaf.as_str()]).is_some(), "{database}");
        assert_eq!(
            instance
                .drawn(id)
                .await
                .iter()
                .filter(|drawn| drawn.prize.is_some())
                .count(),
            1
        );
    }
}
