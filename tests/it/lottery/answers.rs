//! What pages read: every answer about a day, paging, and what belongs to whom.

use clearlot::games::lottery::model::NoDraw;

use super::*;
use crate::database::databases;

#[actix_web::test]
async fn every_day_has_its_answer() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        let limited = LotteryForm {
            due_date: "2026-11-25".to_owned(),
            ..form("Limited", "2026-11-21")
        };
        instance.create(&limited).await.unwrap();
        instance.submit("daily-2026-11-21", 7, 2).await.unwrap();
        instance.hands.set(utc("2026-11-22T00:00:00Z"));
        let answer = async |day| instance.answer("limited", day).await.answer;
        assert!(matches!(
            answer("2026-11-21").await,
            Answer::WaitingToBeDrawn { .. }
        ));
        instance.tick().await;
        assert!(matches!(
            answer("2026-11-20").await,
            Answer::NoDraw(NoDraw::BeforeFirstDay(_))
        ));
        assert!(matches!(
            answer("2026-11-21").await,
            Answer::NoBallots { late: false, .. }
        ));
        assert!(matches!(
            answer("2026-11-22").await,
            Answer::NotDrawnYet { .. }
        ));
        assert!(matches!(
            answer("2026-11-23").await,
            Answer::NotOpenYet { .. }
        ));
        assert!(matches!(
            answer("2026-11-26").await,
            Answer::NoDraw(NoDraw::AfterDueDate(_))
        ));
        let far = instance.answer("daily", "2027-11-21").await.answer;
        assert!(matches!(far, Answer::NoDraw(NoDraw::NotYet { .. })));
    }
}

#[actix_web::test]
async fn a_day_is_answered_by_every_lottery_that_had_it() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.create(&form("Later", "2026-11-22")).await.unwrap();
        instance.submit("daily-2026-11-21", 7, 2).await.unwrap();
        instance.at("2026-11-22T00:00:00Z").await;
        let check = |day, viewer| {
            instance
                .lotteries
                .check_winner(Some(date(day)), None, viewer)
        };
        let first = check("2026-11-21", Some(7)).await.unwrap().unwrap();
        assert_eq!(first.answers.len(), 1, "the other had not begun");
        assert!(is_drawn(&first.answers[0].answer));
        assert_eq!(first.answers[0].mine.ballots, 2);
        assert_eq!(first.latest, Some(date("2026-11-21")));
        assert_eq!(first.first, date("2026-11-21"));
        assert_eq!(first.lotteries.len(), 2);
        let visitor = check("2026-11-21", None).await.unwrap().unwrap();
        assert_eq!(visitor.answers[0].mine.ballots, 0);
        assert_eq!(
            check("2026-11-22", None)
                .await
                .unwrap()
                .unwrap()
                .answers
                .len(),
            2
        );
        assert!(
            check("2026-11-20", None)
                .await
                .unwrap()
                .unwrap()
                .answers
                .is_empty()
        );
        let unknown =
            instance
                .lotteries
                .check_winner(Some(date("2026-11-21")), Some(slug("none")), None);
        assert!(unknown.await.unwrap().is_none());
    }
}

#[actix_web::test]
async fn without_any_lottery_pages_are_empty_and_not_broken() {
    for database in databases() {
        let instance = Instance::start(&database, "2026-11-21T10:00:00Z");
        let home = instance.lotteries.home(Some(1)).await.unwrap();
        assert!(home.open.is_empty() && home.latest.is_empty() && home.upcoming.is_empty());
        let check = instance
            .lotteries
            .check_winner(Some(date("2026-11-20")), None, None);
        let check = check.await.unwrap().unwrap();
        assert!(check.answers.is_empty());
        assert_eq!(check.first, date("2026-11-21"));
        let page = instance
            .lotteries
            .lottery_page(slug("daily"), None, 0)
            .await;
        assert!(page.unwrap().is_none());
    }
}

#[actix_web::test]
async fn a_person_sees_their_own_ballots_joined_and_paged() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-01-01T10:00:00Z").await;
        let mut day = date("2026-01-01");
        for n in 0..35 {
            let draw = format!("daily-{day}");
            instance.submit(&draw, 1, 2).await.unwrap();
            if n == 0 {
                instance.submit(&draw, 1, 1).await.unwrap();
                instance.submit(&draw, 2, 1).await.unwrap();
                instance.submit(&draw, 1, 1).await.unwrap();
            }
            day = day.succ_opt().unwrap();
            instance.at(&format!("{day}T00:00:00Z")).await;
        }
        let newest = instance.lotteries.my_ballots(1, None).await.unwrap();
        assert_eq!(newest.draws.len(), 30);
        assert_eq!(newest.draws[0].day, date("2026-02-04"));
        let older = instance
            .lotteries
            .my_ballots(1, newest.older)
            .await
            .unwrap();
        assert_eq!(older.draws.len(), 5);
        assert_eq!(older.older, None);
        let first = older.draws.last().unwrap();
        assert_eq!(first.mine.numbers(), [1..=3, 5..=5]);
        assert_eq!((first.mine.ballots, first.mine.entries.len()), (4, 3));
        assert_eq!(first.mine.all_entries, first.mine.entries.len() as u64);
        assert_eq!(
            instance
                .lotteries
                .my_ballots(2, None)
                .await
                .unwrap()
                .draws
                .len(),
            1
        );

        let page = instance.page("daily").await;
        assert_eq!(page.past.len(), 20);
        assert!(page.has_older);
        let last = instance
            .lotteries
            .lottery_page(slug("daily"), None, 1)
            .await;
        let last = last.unwrap().unwrap();
        assert_eq!(last.past.len(), 15);
        assert!(!last.has_older);
        assert_eq!(last.past[14].day, date("2026-01-01"));
    }
}

#[actix_web::test]
async fn managers_see_what_is_overdue() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.create(&form("Later", "2026-12-24")).await.unwrap();
        let overview = instance.lotteries.manage_overview().await.unwrap();
        assert!(overview.overdue.is_empty());
        assert_eq!(overview.lotteries.len(), 2);
        assert_eq!(overview.lotteries[0].lottery.slug, slug("daily"));
        assert!(overview.lotteries[0].open.is_some());
        instance.hands.set(utc("2026-11-23T00:02:00Z"));
        let overdue = instance.lotteries.manage_overview().await.unwrap().overdue;
        let days: Vec<String> = overdue.iter().map(|day| day.day.to_string()).collect();
        assert_eq!(days, ["2026-11-21", "2026-11-22"]);
    }
}
