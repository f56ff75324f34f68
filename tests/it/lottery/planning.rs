//! Announcing draws: the first start, and several instances at once.

use futures_util::future::join_all;

use super::*;
use crate::database::{databases, postgres_databases};

#[actix_web::test]
async fn the_first_start_makes_daily_draw_once() {
    for database in databases() {
        let instance = Instance::start(&database, "2026-11-21T10:00:00Z");
        assert!(instance.first_start("Europe/Berlin").await);
        assert!(!instance.first_start("UTC").await);
        let lotteries = instance.lotteries.list_lotteries(None).await.unwrap();
        assert_eq!(lotteries.len(), 1);
        let daily = &lotteries[0].lottery;
        assert_eq!(daily.terms.name.as_str(), "Daily Draw");
        assert_eq!(daily.terms.time_zone.name(), "Europe/Berlin");
        assert_eq!(daily.terms.prizes.total(), 1);
    }
}

#[actix_web::test]
async fn a_start_with_any_lottery_makes_none() {
    for database in databases() {
        let instance = Instance::start(&database, "2026-11-21T10:00:00Z");
        instance
            .create(&form("Tombola", "2026-12-24"))
            .await
            .unwrap();
        assert!(!instance.first_start("UTC").await);
    }
}

#[actix_web::test]
async fn planning_twice_changes_nothing() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        let before = instance.upcoming("daily").await;
        assert_eq!(before.len(), 8);
        assert_tiles(&before);
        assert_eq!(instance.lotteries.plan_due_draws().await.unwrap(), 0);
        assert_eq!(instance.upcoming("daily").await, before);
        instance.hands.set(utc("2026-11-22T10:00:00Z"));
        assert_eq!(instance.lotteries.plan_due_draws().await.unwrap(), 1);
        let after = instance.upcoming("daily").await;
        assert_eq!(
            after[..7],
            before[1..],
            "draws that exist are left as they are"
        );
    }
}

#[actix_web::test]
async fn instances_that_start_and_plan_at_once_make_everything_once() {
    for database in postgres_databases() {
        let (clock, hands) = Clock::manual(utc("2026-11-21T10:00:00Z"));
        let instances: Vec<Instance> = (0..4)
            .map(|_| Instance::beside(&database, clock.clone(), hands.clone()))
            .collect();
        let started = join_all(instances.iter().map(|i| i.first_start("UTC"))).await;
        assert_eq!(started.iter().filter(|made| **made).count(), 1);
        for day in ["2026-11-22", "2026-11-25", "2026-12-24"] {
            hands.set(utc(&format!("{day}T00:00:00Z")));
            join_all(instances.iter().map(Instance::tick)).await;
        }
        let upcoming = instances[0].upcoming("daily").await;
        assert_eq!(upcoming.len(), 8);
        assert_tiles(&upcoming);
        let past = instances[0].page("daily").await.past;
        let days: Vec<String> = past.iter().map(|p| p.day.to_string()).collect();
        assert_eq!(
            days.len(),
            12,
            "11-21 to 12-02 had been announced: {days:?}"
        );
    }
}

#[actix_web::test]
async fn a_manager_and_the_plan_job_do_not_get_in_each_others_way() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.hands.set(utc("2026-11-22T10:00:00Z"));
        let edited = instance.edit("daily", |form| form.reserves = "3".to_owned());
        let (edited, ()) = futures_util::future::join(edited, instance.tick()).await;
        edited.unwrap();
        let upcoming = instance.upcoming("daily").await;
        assert_eq!(upcoming.len(), 8);
        assert_tiles(&upcoming);
    }
}
