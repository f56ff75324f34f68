//! Lotteries that are drawn once a week: ballots go in all week, and every date has its answer.

use clearlot::games::lottery::model::NoDraw;

use super::*;
use crate::database::databases;

/// One that is drawn on Sundays, made on Thursday 26 November 2026.
async fn club(database: &Database, zone: &str) -> Instance {
    let instance = Instance::start(database, "2026-11-26T10:00:00Z");
    let wanted = LotteryForm {
        weekday: vec!["sun".to_owned()],
        time_zone: zone.to_owned(),
        ..form("Club", "2026-11-26")
    };
    instance.create(&wanted).await.unwrap();
    instance.at("2026-11-26T10:00:01Z").await;
    instance
}

#[actix_web::test]
async fn ballots_go_in_all_week_and_the_draw_is_on_its_day() {
    for database in databases() {
        let instance = club(&database, "UTC").await;
        let upcoming = instance.upcoming("club").await;
        assert_tiles(&upcoming);
        assert_eq!(upcoming[0].0, "club-2026-11-29");
        assert_eq!(upcoming[1].1, utc("2026-11-30T00:00:00Z"));
        instance
            .submit_to("club", "club-2026-11-29", 1, 2)
            .await
            .unwrap();
        instance.at("2026-11-29T23:59:59Z").await;
        instance
            .submit_to("club", "club-2026-11-29", 2, 1)
            .await
            .unwrap();
        let open = instance.lotteries.home(None).await.unwrap().open;
        assert_eq!(open.len(), 1, "{database}: the home page shows it");
        instance.at("2026-11-30T00:00:00Z").await;
        assert!(is_drawn(
            &instance.answer("club", "2026-11-29").await.answer
        ));
        let late = instance.submit_to("club", "club-2026-11-29", 1, 1).await;
        let Err(SubmitError::TooLate { open, .. }) = late else {
            panic!("{late:?}");
        };
        assert_eq!(open.unwrap().draw.name.as_str(), "club-2026-12-06");
        instance
            .submit_to("club", "club-2026-12-06", 1, 1)
            .await
            .unwrap();
        // on its first day already, with its own day still six days ahead
        let home = instance.lotteries.home(Some(1)).await.unwrap();
        assert_eq!(home.open[0].draw.day, date("2026-12-06"));
        assert_eq!(home.open[0].mine.ballots, 1);
        let overview = instance.lotteries.manage_overview().await.unwrap();
        assert!(overview.overdue.is_empty());
    }
}

#[actix_web::test]
async fn a_date_without_a_draw_names_the_next_one() {
    for database in databases() {
        let instance = club(&database, "UTC").await;
        let why = |answer| match answer {
            Answer::NoDraw(why @ NoDraw::NotADrawDay { .. }) => why.to_string(),
            other => panic!("{other:?}"),
        };
        let answer = instance.answer("club", "2026-12-01").await.answer;
        assert_eq!(
            why(answer),
            "This lottery is drawn every Sunday, so there was no draw on this day. \
             The next one is on Sunday 6 December 2026."
        );
        let all = instance
            .lotteries
            .check_winner(Some(date("2026-12-01")), None, None);
        assert_eq!(all.await.unwrap().unwrap().answers.len(), 1);
        let answer = instance.answer("club", "2026-11-29").await.answer;
        assert!(matches!(answer, Answer::NotDrawnYet { .. }));
    }
}

#[actix_web::test]
async fn a_week_of_downtime_is_caught_up() {
    for database in databases() {
        let instance = club(&database, "America/Havana").await;
        instance
            .submit_to("club", "club-2026-11-29", 1, 1)
            .await
            .unwrap();
        instance.at("2026-12-08T10:00:00Z").await;
        assert!(is_drawn(
            &instance.answer("club", "2026-11-29").await.answer
        ));
        let answer = instance.answer("club", "2026-12-06").await.answer;
        assert!(matches!(answer, Answer::NoBallots { late: true, .. }));
        let upcoming = instance.upcoming("club").await;
        assert_eq!(upcoming[0].0, "club-2026-12-13");
        assert_tiles(&upcoming);
    }
}

#[actix_web::test]
async fn a_daily_lottery_becomes_weekly_and_back() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-26T10:00:00Z").await;
        let edited = instance.edit("daily", |form| form.weekday = vec!["sun".to_owned()]);
        edited.await.unwrap();
        let upcoming = instance.upcoming("daily").await;
        let names: Vec<&str> = upcoming.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(names[..2], ["daily-2026-11-26", "daily-2026-11-29"]);
        assert_tiles(&upcoming);
        assert_eq!(instance.state("daily-2026-11-28").await, DrawState::Void);
        let edited = instance.edit("daily", |form| form.weekday.clear());
        edited.await.unwrap();
        let upcoming = instance.upcoming("daily").await;
        assert_eq!(upcoming[1].0, "daily-2026-11-27-2");
        assert_eq!(upcoming[3].0, "daily-2026-11-29");
        assert_tiles(&upcoming);
    }
}

#[actix_web::test]
async fn weekdays_that_never_come_are_refused() {
    let database = Database::sqlite();
    let instance = Instance::start(&database, "2026-11-26T10:00:00Z");
    let never = LotteryForm {
        weekday: vec!["sun".to_owned()],
        due_date: "2026-11-28".to_owned(),
        ..form("Club", "2026-11-26")
    };
    let errors = never.parse().unwrap_err();
    assert!(
        errors
            .get("weekday")
            .unwrap()
            .contains("None of the draw days")
    );
    drop(instance);
}
