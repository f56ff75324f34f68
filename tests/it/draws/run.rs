//! Opening, closing and drawing by the clock, in time and too late.

use clearlot::draws::{self, DrawState};
use clearlot::fairness::PrizeLine;

use super::recompute::check_result;
use super::{CLOSES, DAY, DrawPlan, Instance, OPENS, ballots, plan};
use crate::database::databases;

#[actix_web::test]
async fn a_draw_opens_closes_and_is_drawn_by_itself() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.schedule(plan("daily")).await.unwrap();
        instance.at(OPENS - 1);
        instance.tick().await;
        assert_eq!(instance.draw(id).await.state, DrawState::Scheduled);
        instance.at(OPENS);
        instance.tick().await;
        assert_eq!(instance.draw(id).await.state, DrawState::Open);
        for account in 1..=5 {
            instance.append(ballots("daily", account, 2)).await.unwrap();
        }
        instance.at(CLOSES - 1);
        instance.tick().await;
        assert_eq!(instance.draw(id).await.state, DrawState::Open);
        instance.at(CLOSES);
        instance.tick().await;

        let draw = instance.draw(id).await;
        assert_eq!(
            (draw.state, draw.closed_at),
            (DrawState::Drawn, Some(CLOSES))
        );
        let close = format!("vdraw/1 close\nlotto.example/daily\n5 10\n{CLOSES}\n");
        assert_eq!(draw.close_leaf, Some(close));
        let result = instance.result(id).await.unwrap();
        assert_eq!((result.drawn_at, result.late), (CLOSES, false));
        check_result(&instance, id).await;
        let drawn = instance.drawn(id).await;
        assert_eq!(drawn.len(), 3);
        assert_eq!(drawn[0].prize.as_deref(), Some("A book"));
        assert_eq!(
            drawn[0].reference,
            Some(format!("person {}", drawn[0].account_id.unwrap()))
        );
        assert_eq!(drawn[1].prize, None);
        let prizes = instance
            .read(move |c| draws::list_drawn_ballots(c, &[id], true))
            .await;
        assert_eq!(prizes, drawn[..1]);
    }
}

#[actix_web::test]
async fn a_draw_without_ballots_is_drawn_without_winners() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.at(CLOSES);
        instance.tick().await;
        assert_eq!(instance.draw(id).await.state, DrawState::Drawn);
        assert_eq!(instance.drawn(id).await, []);
        check_result(&instance, id).await;
    }
}

#[actix_web::test]
async fn more_prizes_than_ballots_leave_prizes_over() {
    for database in databases() {
        let instance = Instance::start(&database);
        let prizes = ["2 A trip", "9 A book"].map(|line| PrizeLine::parse(line).unwrap());
        let id = instance
            .open(DrawPlan {
                prizes: prizes.to_vec(),
                ..plan("daily")
            })
            .await;
        instance.append(ballots("daily", 1, 3)).await.unwrap();
        instance.at(CLOSES);
        instance.tick().await;
        check_result(&instance, id).await;
        let drawn = instance.drawn(id).await;
        let prizes: Vec<_> = drawn
            .iter()
            .map(|ballot| ballot.prize.as_deref().unwrap())
            .collect();
        assert_eq!(prizes, ["A trip", "A trip", "A book"]);
    }
}

#[actix_web::test]
async fn one_prize_each_and_entries_struck_out_are_passed_over() {
    for database in databases() {
        let instance = Instance::start(&database);
        let prizes = vec![PrizeLine::parse("4 A book").unwrap()];
        let id = instance
            .open(DrawPlan {
                one_prize: true,
                prizes,
                ..plan("daily")
            })
            .await;
        for (account, count) in [(1, 40), (2, 5), (1, 30), (3, 20), (4, 5)] {
            instance
                .append(ballots("daily", account, count))
                .await
                .unwrap();
        }
        instance
            .meddle("UPDATE entries SET cancel_reason = 'Not paid.' WHERE leaf_index = 4")
            .await;
        instance.at(CLOSES);
        instance.tick().await;
        check_result(&instance, id).await;
        assert!(
            instance
                .draw(id)
                .await
                .close_leaf
                .unwrap()
                .ends_with("\ncancel 4\n")
        );
        let drawn = instance.drawn(id).await;
        let winners: Vec<_> = drawn
            .iter()
            .filter(|b| b.prize.is_some())
            .map(|b| b.account_id.unwrap())
            .collect();
        assert_eq!(winners.len(), 3);
        assert!([1, 2, 4].iter().all(|account| winners.contains(account)));
    }
}

#[actix_web::test]
async fn days_that_were_missed_are_drawn_once_each_and_marked_late() {
    for database in databases() {
        let instance = Instance::start(&database);
        let mut ids = Vec::new();
        for day in 0..3 {
            let opens = OPENS + day * DAY;
            let plan = DrawPlan {
                opens,
                closes: opens + DAY,
                ..plan(&format!("day-{day}"))
            };
            ids.push(instance.schedule(plan).await.unwrap());
        }
        instance.at(OPENS);
        instance.tick().await;
        instance.append(ballots("day-0", 1, 1)).await.unwrap();
        instance.stop();

        let now = OPENS + 3 * DAY + 30;
        let instance = Instance::start_at(&database, now);
        let db = instance.db.clone();
        let overdue = || db.read(move |c| draws::count_overdue(c, now));
        assert_eq!(overdue().await.unwrap(), 2);
        instance.tick().await;
        assert_eq!(overdue().await.unwrap(), 0);
        for (id, late) in ids.into_iter().zip([true, true, false]) {
            let result = instance.result(id).await.unwrap();
            assert_eq!((result.drawn_at, result.late), (now, late));
            check_result(&instance, id).await;
        }
    }
}

#[actix_web::test]
async fn a_seed_that_was_not_shown_within_thirty_days_makes_the_draw_void() {
    for database in databases() {
        let instance = Instance::start(&database);
        let never_closed = instance.open(plan("a")).await;
        let never_drawn = instance
            .open(DrawPlan {
                closes: CLOSES - 60,
                ..plan("b")
            })
            .await;
        let just_in_time = instance
            .open(DrawPlan {
                closes: CLOSES + 60,
                ..plan("c")
            })
            .await;
        instance.at(CLOSES - 60);
        assert_eq!(draws::close_due(&instance.draws).await.unwrap(), 1);
        instance.at(CLOSES + 30 * DAY);
        instance.tick().await;
        for id in [never_closed, never_drawn] {
            let draw = instance.draw(id).await;
            assert_eq!(draw.state, DrawState::Void);
            assert!(draw.void.unwrap().0.contains("within thirty days"));
            assert_eq!(instance.result(id).await, None);
        }
        assert!(instance.result(just_in_time).await.unwrap().late);
    }
}

#[actix_web::test]
async fn a_draw_of_millions_of_ballots_is_drawn_by_looking_at_a_few_entries() {
    for database in databases() {
        let instance = Instance::start(&database);
        let prizes = vec![PrizeLine::parse("50 A book").unwrap()];
        let id = instance
            .open(DrawPlan {
                prizes,
                ..plan("daily")
            })
            .await;
        let all = (0..300).map(|i| ballots("daily", i, 10_000)).collect();
        assert!(instance.append_all(all).await.iter().all(Result::is_ok));
        instance.at(CLOSES);
        let started = std::time::Instant::now();
        instance.tick().await;
        let taken = started.elapsed();
        assert_eq!(instance.draw(id).await.ballots, 3_000_000);
        assert_eq!(instance.drawn(id).await.len(), 52);
        assert!(taken.as_secs() < 2, "{database}: {taken:?}");
        check_result(&instance, id).await;
    }
}
