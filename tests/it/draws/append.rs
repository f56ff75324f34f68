//! Ballots on their way into the box.

use clearlot::draws::{self, AppendError, EntryFilter, Refusal};

use super::log::StoredLog;
use super::{CLOSES, DAY, DrawPlan, Instance, OPENS, ballots, keyed, name, plan};
use crate::database::{databases, postgres_databases};

/// The refusal of an answer that must be one.
pub fn refusal<T: std::fmt::Debug>(answer: Result<T, AppendError>) -> Refusal {
    match answer {
        Err(AppendError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[actix_web::test]
async fn a_thousand_ballots_at_once_get_numbers_without_gaps_and_the_right_root() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        let all = (0..1000).map(|i| ballots("daily", i % 37, 1 + u64::try_from(i % 5).unwrap()));
        let answers = instance.append_all(all.collect()).await;

        let log = StoredLog::of(&instance, id).await;
        log.check();
        assert_eq!(log.entries.len(), 1000);
        for accepted in answers.into_iter().map(Result::unwrap) {
            let stored = &log.entries[usize::try_from(accepted.leaf_index).unwrap() - 1];
            assert_eq!(u64::try_from(stored.first).unwrap(), accepted.first);
            assert_eq!(u64::try_from(stored.count).unwrap(), accepted.count);
            assert_eq!(u64::try_from(stored.time).unwrap(), accepted.time);
        }
        let shares = instance
            .read(move |conn| {
                let of = |account| draws::list_participations(conn, account, &[id]);
                (0..37).map(of).collect::<Result<Vec<_>, _>>()
            })
            .await
            .concat();
        assert_eq!(shares.iter().map(|share| share.entries).sum::<u64>(), 1000);
        let total: u64 = shares.iter().map(|share| share.ballots).sum();
        assert_eq!(total, instance.draw(id).await.ballots);
    }
}

#[actix_web::test]
async fn a_refused_submission_takes_no_neighbour_with_it() {
    for database in databases() {
        let instance = Instance::start(&database);
        let tomorrow = DrawPlan {
            opens: CLOSES,
            closes: CLOSES + DAY,
            ..plan("tomorrow")
        };
        instance.schedule(tomorrow).await.unwrap();
        instance
            .open(DrawPlan {
                cap: Some(3),
                ..plan("daily")
            })
            .await;
        instance
            .append(keyed(ballots("daily", 9, 1), "k"))
            .await
            .unwrap();
        let all = vec![
            ballots("daily", 1, 3),
            ballots("nothing", 1, 1),
            ballots("daily", 1, 1),
            ballots("tomorrow", 2, 1),
            ballots("daily", 2, 2),
            keyed(ballots("daily", 9, 2), "k"),
            ballots("daily", 3, 0),
            ballots("daily", 3, 1),
        ];
        let mut answers = instance.append_all(all).await.into_iter();
        let mut next = || answers.next().unwrap();
        assert_eq!(next().unwrap().first, 2);
        assert_eq!(refusal(next()), Refusal::UnknownDraw);
        assert_eq!(refusal(next()), Refusal::OverCap { cap: 3, have: 3 });
        assert_eq!(refusal(next()), Refusal::NotOpenYet { opens: CLOSES });
        assert_eq!(next().unwrap().first, 5);
        assert_eq!(refusal(next()), Refusal::KeyReused);
        assert_eq!(refusal(next()), Refusal::CountOutOfRange);
        assert_eq!(next().unwrap().first, 7);
    }
}

#[actix_web::test]
async fn a_cap_holds_when_somebody_pushes_from_all_sides() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance
            .open(DrawPlan {
                cap: Some(10),
                ..plan("daily")
            })
            .await;
        let answers = instance.append_all(vec![ballots("daily", 1, 3); 50]).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3);
        for answer in answers.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(answer), Refusal::OverCap { cap: 10, have: 9 });
        }
        assert_eq!(instance.draw(id).await.ballots, 9);
    }
}

#[actix_web::test]
async fn the_last_second_counts_and_midnight_belongs_to_the_next_day() {
    for database in databases() {
        let instance = Instance::start(&database);
        let next = DrawPlan {
            opens: CLOSES,
            closes: CLOSES + DAY,
            ..plan("next")
        };
        instance.schedule(next).await.unwrap();
        let id = instance.open(plan("daily")).await;
        let last = super::time(CLOSES) - chrono::TimeDelta::microseconds(1);
        instance.hands.set(last);
        assert_eq!(
            instance.append(ballots("daily", 1, 1)).await.unwrap().time,
            CLOSES - 1
        );
        let not_yet = refusal(instance.append(ballots("next", 1, 1)).await);
        assert_eq!(not_yet, Refusal::NotOpenYet { opens: CLOSES });

        // before the scheduler has had its turn, and after
        instance.at(CLOSES);
        let too_late = Refusal::TooLate {
            closes: CLOSES,
            at: CLOSES,
        };
        assert_eq!(
            refusal(instance.append(ballots("daily", 1, 1)).await),
            too_late
        );
        instance.tick().await;
        assert_eq!(
            refusal(instance.append(ballots("daily", 1, 1)).await),
            too_late
        );
        assert_eq!(
            instance.append(ballots("next", 1, 1)).await.unwrap().time,
            CLOSES
        );
        assert_eq!(instance.draw(id).await.ballots, 1);
    }
}

#[actix_web::test]
async fn times_never_go_back_when_the_clock_does() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.at(CLOSES - 10);
        assert_eq!(
            instance.append(ballots("daily", 1, 1)).await.unwrap().time,
            CLOSES - 10
        );
        instance.at(OPENS + 100);
        assert_eq!(
            instance.append(ballots("daily", 1, 1)).await.unwrap().time,
            CLOSES - 10
        );
        instance.at(OPENS - 100);
        let not_yet = refusal(instance.append(ballots("daily", 1, 1)).await);
        assert_eq!(not_yet, Refusal::NotOpenYet { opens: OPENS });
        StoredLog::of(&instance, id).await.check();
    }
}

#[actix_web::test]
async fn one_salt_stands_for_a_participant_only_where_one_prize_is_the_rule() {
    for database in databases() {
        let instance = Instance::start(&database);
        for (draw, one_prize, different) in [("one", true, 2), ("many", false, 6)] {
            let plan = DrawPlan {
                one_prize,
                ..plan(draw)
            };
            let id = instance.open(plan).await;
            let all = (0..6).map(|i| ballots(draw, i % 2, 1)).collect();
            instance.append_all(all).await;
            let log = StoredLog::of(&instance, id).await;
            log.check();
            let who: std::collections::HashSet<_> = log.entries.iter().map(|e| &e.who).collect();
            assert_eq!(who.len(), different, "{draw}");
        }
    }
}

#[actix_web::test]
async fn a_draw_that_was_called_off_says_why() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        let void = move |conn: &mut _| draws::void_draw(conn, id, "The hall burnt down.", OPENS);
        assert!(instance.db.write(void).await.unwrap());
        let refused = refusal(instance.append(ballots("daily", 1, 1)).await);
        assert_eq!(
            refused.to_string(),
            "This draw was called off: The hall burnt down."
        );
    }
}

#[actix_web::test]
async fn everybody_finds_their_own_ballots_and_nobody_elses() {
    for database in databases() {
        let instance = Instance::start(&database);
        let a = instance.open(plan("a")).await;
        let b = instance.open(plan("b")).await;
        for (draw, account, count) in [("a", 1, 2), ("a", 2, 3), ("a", 1, 4), ("b", 1, 1)] {
            instance
                .append(ballots(draw, account, count))
                .await
                .unwrap();
        }
        let mine = instance
            .read(move |c| draws::list_entries(c, a, EntryFilter::Of(1), 0, 10))
            .await;
        assert_eq!(
            mine.iter().map(|e| (e.first, e.last())).collect::<Vec<_>>(),
            [(1, 2), (6, 9)]
        );
        let page = instance
            .read(move |c| draws::list_entries(c, a, EntryFilter::Of(1), 1, 10))
            .await;
        assert_eq!(page, mine[1..]);
        let newest = instance
            .read(|c| draws::list_participated_draws(c, 1, None, 1))
            .await;
        assert_eq!((newest[0].draw_id, newest[0].ballots), (b, 1));
        let older = instance
            .read(move |c| draws::list_participated_draws(c, 1, Some(b), 5))
            .await;
        assert_eq!((older.len(), older[0].draw_id, older[0].entries), (1, a, 2));
        let owner = |ballot| instance.read(move |c| draws::find_entry_of_ballot(c, a, ballot));
        assert_eq!(owner(5).await.unwrap().account_id, Some(2));
        assert_eq!(owner(6).await.unwrap().account_id, Some(1));
        for nobodys in [0, 10, u64::MAX] {
            assert_eq!(owner(nobodys).await, None);
        }
        assert_eq!(
            instance
                .read(|c| draws::find_draw(c, &name("b")))
                .await
                .unwrap()
                .id,
            b
        );
        assert_eq!(
            instance.read(|c| draws::find_draw(c, &name("c"))).await,
            None
        );
    }
}

#[actix_web::test]
async fn what_is_remembered_of_a_log_is_forgotten_when_others_write() {
    for database in databases() {
        let one = Instance::start(&database);
        let key = clearlot::keys::ServerKey::for_tests();
        let (clock, hands) = clearlot::clock::Clock::manual(super::time(OPENS + 60));
        let two = Instance::with(one.db.clone(), clock, hands, &key);
        let id = one.open(plan("daily")).await;
        for round in 0..10 {
            let first = 1 + 3 * round;
            let answer = one.append(ballots("daily", 1, 2)).await.unwrap();
            assert_eq!(answer.first, first, "{database}");
            let answer = two.append(ballots("daily", 1, 1)).await.unwrap();
            assert_eq!(answer.first, first + 2, "{database}");
        }
        assert_eq!(one.draw(id).await.ballots, 30, "{database}");
        one.meddle("UPDATE participations SET ballots = 9 WHERE account_id = 1")
            .await;
        one.append(ballots("daily", 1, 1)).await.unwrap();
        let mine = one.read(move |conn| draws::list_participations(conn, 1, &[id]));
        assert_eq!(mine.await[0].ballots, 10, "{database}");
    }
}

#[actix_web::test]
async fn two_instances_share_one_log_and_one_cap() {
    for database in postgres_databases() {
        let (one, two) = (Instance::start(&database), Instance::start(&database));
        two.at(OPENS + 60);
        let id = one
            .open(DrawPlan {
                cap: Some(100),
                ..plan("daily")
            })
            .await;
        let all = || (0..300).map(|i| ballots("daily", i % 3, 1)).collect();
        let (first, second) =
            futures_util::future::join(one.append_all(all()), two.append_all(all())).await;
        let accepted = first
            .iter()
            .chain(&second)
            .filter(|answer| answer.is_ok())
            .count();
        assert_eq!(accepted, 300);
        StoredLog::of(&one, id).await.check();
        assert_eq!(one.draw(id).await.ballots, 300);
    }
}

#[actix_web::test]
async fn ballots_that_wait_when_the_server_closes_are_taken_and_later_ones_are_not() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.append(ballots("daily", 1, 1)).await.unwrap();
        instance.draws.close();
        assert!(matches!(
            instance.append(ballots("daily", 1, 1)).await,
            Err(AppendError::Store(_))
        ));
        assert_eq!(instance.draw(id).await.ballots, 1);
    }
}
