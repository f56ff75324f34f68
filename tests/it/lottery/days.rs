//! How days go by: ballots, midnight, results, downtime.

use clearlot::draws::{AppendError, Refusal};

use super::*;
use crate::database::databases;

#[actix_web::test]
async fn a_day_from_first_start_to_the_winner_by_date() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        let home = instance.lotteries.home(None).await.unwrap();
        assert_eq!(home.open.len(), 1);
        assert_eq!(home.open[0].draw.draw.name.as_str(), "daily-2026-11-21");
        assert_eq!(
            home.open[0].draw.draw.opens, 1_795_255_201,
            "the second after the start"
        );
        assert!(home.latest.is_empty());

        let first = instance.submit("daily-2026-11-21", 1, 3).await.unwrap();
        assert_eq!((first.first, first.count), (1, 3));
        let second = instance.submit("daily-2026-11-21", 2, 2).await.unwrap();
        assert_eq!((second.first, second.count), (4, 2));
        let home = instance.lotteries.home(Some(2)).await.unwrap();
        assert_eq!(home.open[0].mine.ballots, 2);
        assert_eq!(home.open[0].mine.numbers(), [4..=5]);
        let now = instance.answer("daily", "2026-11-21").await.answer;
        assert!(
            matches!(now, Answer::NotDrawnYet { closes } if closes == utc("2026-11-22T00:00:00Z"))
        );

        instance.at("2026-11-22T00:00:00Z").await;
        let result = instance.answer("daily", "2026-11-21").await;
        let Answer::Drawn {
            winners,
            late,
            drawn_at,
        } = result.answer
        else {
            panic!("{:?}", result.answer);
        };
        assert_eq!(winners.len(), 1, "one winning ballot per lottery and day");
        assert!(!late);
        assert_eq!(drawn_at, utc("2026-11-22T00:00:00Z"));
        let winner = &winners[0];
        let (person, held) = if winner.ballot <= 3 { (1, 3) } else { (2, 2) };
        assert_eq!(winner.account_id, Some(person));
        assert_eq!(
            winner.username.as_deref(),
            Some(&*format!("person-{person}"))
        );
        assert_eq!(winner.held, held);
        assert_eq!(winner.prize.as_deref(), Some("The day's prize"));
        assert_eq!(result.draw.unwrap().ballots, 5);

        let home = instance.lotteries.home(Some(1)).await.unwrap();
        assert_eq!(
            home.open[0].draw.day,
            date("2026-11-22"),
            "the next opened by itself"
        );
        assert_eq!(home.latest.len(), 1);
        assert_eq!(home.newest[0].mine.ballots, 3);
        let mine = instance.lotteries.my_ballots(1, None).await.unwrap();
        assert_eq!(mine.draws.len(), 1);
        assert_eq!(mine.draws[0].mine.numbers(), [1..=3]);
        assert!(is_drawn(&mine.draws[0].answer));
        assert_eq!(mine.older, None);
    }
}

#[actix_web::test]
async fn late_ballots_go_nowhere_and_are_told_which_draw_is_open() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.at("2026-11-22T00:00:00Z").await;
        let refused = instance.submit("daily-2026-11-21", 1, 1).await.unwrap_err();
        let text = refused.to_string();
        let SubmitError::TooLate {
            open: Some(open), ..
        } = refused
        else {
            panic!("{refused:?}");
        };
        assert_eq!(open.draw.name.as_str(), "daily-2026-11-22");
        assert_eq!(open.draw.ballots, 0, "nothing was moved");
        assert!(
            text.contains("The draw of 2026-11-22 is open until"),
            "{text}"
        );
        let mine = instance.lotteries.my_ballots(1, None).await.unwrap();
        assert!(mine.draws.is_empty());
    }
}

#[actix_web::test]
async fn the_next_draw_takes_ballots_at_midnight_even_before_the_tick() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.hands.set(utc("2026-11-22T00:00:00Z"));
        let home = instance.lotteries.home(None).await.unwrap();
        assert_eq!(home.open[0].draw.day, date("2026-11-22"));
        instance.submit("daily-2026-11-22", 1, 1).await.unwrap();
        let waiting = instance.answer("daily", "2026-11-21").await.answer;
        assert!(matches!(waiting, Answer::WaitingToBeDrawn { .. }));
    }
}

#[actix_web::test]
async fn ballots_for_unknown_or_other_draws_are_refused() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.create(&form("Other", "2026-11-21")).await.unwrap();
        let submit = |lottery, draw, count| instance.submit_to(lottery, draw, 1, count);
        let refused = submit("nothing", "nothing-2026-11-21", 1).await;
        assert!(matches!(refused, Err(SubmitError::NotFound)));
        let refused = submit("nothing", "daily-2026-11-21", 1).await;
        assert!(matches!(refused, Err(SubmitError::NotFound)));
        let refused = submit("other", "daily-2026-11-21", 1).await;
        assert!(matches!(refused, Err(SubmitError::OtherLottery)));
        let refused = submit("daily", "daily-2036-11-21", 1).await;
        assert!(matches!(
            refused,
            Err(SubmitError::Append(AppendError::Refused(
                Refusal::UnknownDraw
            )))
        ));
        for count in [0, 10_001, u64::MAX] {
            let refused = submit("daily", "daily-2026-11-21", count).await;
            assert!(matches!(
                refused,
                Err(SubmitError::Append(AppendError::Refused(
                    Refusal::CountOutOfRange
                )))
            ));
        }
        let tomorrow = submit("daily", "daily-2026-11-22", 1).await;
        assert!(matches!(
            tomorrow,
            Err(SubmitError::Append(AppendError::Refused(
                Refusal::NotOpenYet { .. }
            )))
        ));
    }
}

#[actix_web::test]
async fn after_three_midnights_of_downtime_each_day_is_drawn_once_and_late() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-21T10:00:00Z").await;
        instance.submit("daily-2026-11-21", 1, 1).await.unwrap();
        instance.at("2026-11-24T09:00:00Z").await;
        let page = instance.page("daily").await;
        let past: Vec<String> = page.past.iter().map(|p| p.day.to_string()).collect();
        assert_eq!(past, ["2026-11-23", "2026-11-22", "2026-11-21"]);
        for result in &page.past[..2] {
            assert!(matches!(
                result.answer,
                Answer::NoBallots { late: true, .. }
            ));
        }
        assert!(matches!(
            page.past[2].answer,
            Answer::Drawn { late: true, .. }
        ));
        assert_eq!(page.open.unwrap().draw.day, date("2026-11-24"));
        assert_eq!(page.upcoming.len(), 8, "a week ahead again");
    }
}

#[actix_web::test]
async fn after_ten_days_of_downtime_announced_days_are_drawn_and_the_others_had_no_draw() {
    for database in databases() {
        let instance = Instance::with_daily(&database, "2026-11-01T10:00:00Z").await;
        instance.at("2026-11-11T12:00:00Z").await;
        for day in 1..=8 {
            let answer = instance
                .answer("daily", &format!("2026-11-{day:02}"))
                .await
                .answer;
            assert!(
                matches!(answer, Answer::NoBallots { .. }),
                "{day}: {answer:?}"
            );
        }
        for day in ["2026-11-09", "2026-11-10"] {
            let answer = instance.answer("daily", day).await.answer;
            let Answer::NoDraw(why) = answer else {
                panic!("{day}: {answer:?}");
            };
            assert!(why.to_string().contains("server was not running"), "{why}");
        }
        let upcoming = instance.upcoming("daily").await;
        let opens = utc("2026-11-11T12:00:00Z") + SECOND;
        assert_eq!(upcoming[0].0, "daily-2026-11-11");
        assert_eq!(upcoming[0].1, opens, "announced before it opens");
        assert_tiles(&upcoming);
    }
}

#[actix_web::test]
async fn days_with_missing_and_doubled_midnights_are_drawn_like_any_other() {
    for database in databases() {
        for (zone, start, day, closes) in [
            (
                "America/Havana",
                "2026-10-31T16:00:00Z",
                "2026-11-01",
                "2026-11-02T05:00:00Z",
            ),
            (
                "Africa/Cairo",
                "2026-04-22T12:00:00Z",
                "2026-04-23",
                "2026-04-23T22:00:00Z",
            ),
            (
                "Pacific/Apia",
                "2011-12-29T00:00:00Z",
                "2011-12-29",
                "2011-12-30T10:00:00Z",
            ),
        ] {
            let instance = Instance::start(&database, start);
            let name = format!("In {}", zone.replace('/', " "));
            let lottery = instance
                .create(&LotteryForm {
                    time_zone: zone.to_owned(),
                    ..form(&name, day)
                })
                .await
                .unwrap();
            let slug = lottery.slug.as_str();
            assert_tiles(&instance.upcoming(slug).await);
            instance.hands.set(utc(closes) - SECOND);
            instance.tick().await;
            let draw = format!("{slug}-{day}");
            instance.submit_to(slug, &draw, 1, 1).await.unwrap();
            instance.at(closes).await;
            assert!(is_drawn(&instance.answer(slug, day).await.answer), "{zone}");
            instance.stop();
        }
    }
}

#[actix_web::test]
async fn a_lottery_ends_with_its_due_date() {
    for database in databases() {
        let instance = Instance::start(&database, "2026-11-21T10:00:00Z");
        let ending = LotteryForm {
            due_date: "2026-11-22".to_owned(),
            ..form("Short", "2026-11-21")
        };
        instance.create(&ending).await.unwrap();
        let names = ["short-2026-11-21", "short-2026-11-22"];
        assert_eq!(instance.upcoming_names("short").await, names);
        instance.at("2026-11-22T10:00:00Z").await;
        instance.at("2026-11-23T10:00:00Z").await;
        let page = instance.page("short").await;
        assert!(page.upcoming.is_empty());
        assert_eq!(page.past.len(), 2);
        assert!(matches!(
            page.standing,
            lottery::model::Standing::Finished { last_day } if last_day == date("2026-11-22")
        ));
    }
}
