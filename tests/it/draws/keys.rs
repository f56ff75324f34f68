//! Submissions that are sent more than once.

use clearlot::draws::Refusal;

use super::append::refusal;
use super::{CLOSES, DAY, DrawPlan, Instance, OPENS, ballots, keyed, plan};
use crate::database::{databases, postgres_databases};

#[actix_web::test]
async fn a_submission_sent_again_under_its_key_is_taken_once() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        let one = keyed(ballots("daily", 1, 2), "first");
        let answers = instance.append_all(vec![one.clone(); 20]).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
        assert!(
            answers
                .iter()
                .all(|answer| (answer.first, answer.count) == (1, 2))
        );

        let more = keyed(ballots("daily", 1, 3), "first");
        assert_eq!(refusal(instance.append(more).await), Refusal::KeyReused);
        let other_person = keyed(ballots("daily", 2, 3), "first");
        assert_eq!(instance.append(other_person).await.unwrap().first, 3);

        // the client asks again after the server was restarted and the draw was drawn
        instance.stop();
        let instance = Instance::start_at(&database, CLOSES + 5);
        instance.tick().await;
        let again = instance.append(one).await.unwrap();
        assert!(again.repeated);
        assert_eq!((again.leaf_index, again.first, again.count), (1, 1, 2));
        assert_eq!(instance.draw(id).await.ballots, 5);
    }
}

#[actix_web::test]
async fn a_submission_sent_again_is_answered_as_before_where_a_new_one_would_be_refused() {
    for database in databases() {
        let instance = Instance::start(&database);
        let capped = DrawPlan {
            cap: Some(2),
            ..plan("daily")
        };
        instance.open(capped).await;
        let one = keyed(ballots("daily", 1, 2), "first");
        instance.append(one.clone()).await.unwrap();
        for _ in 0..3 {
            let again = instance.append(one.clone()).await.unwrap();
            assert_eq!((again.repeated, again.first), (true, 1), "{database}");
        }
        let more = keyed(ballots("daily", 1, 1), "second");
        let full = refusal(instance.append(more).await);
        assert_eq!(full, Refusal::OverCap { cap: 2, have: 2 }, "{database}");
    }
}

#[actix_web::test]
async fn a_key_is_forgotten_after_two_days_and_not_before() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance
            .open(DrawPlan {
                closes: OPENS + 4 * DAY,
                ..plan("long")
            })
            .await;
        let one = keyed(ballots("long", 1, 1), "k");
        instance.append(one.clone()).await.unwrap();
        instance.at(OPENS + 60 + 2 * DAY);
        instance.tick().await;
        assert!(instance.append(one.clone()).await.unwrap().repeated);
        instance.at(OPENS + 61 + 2 * DAY);
        instance.tick().await;
        assert!(!instance.append(one).await.unwrap().repeated);
        assert_eq!(instance.draw(id).await.ballots, 2);
    }
}

#[actix_web::test]
async fn one_key_used_for_two_draws_on_two_instances_is_taken_once_and_harms_nobody() {
    for database in postgres_databases() {
        let (one, two) = (Instance::start(&database), Instance::start(&database));
        two.at(OPENS + 60);
        one.open(plan("a")).await;
        one.open(plan("b")).await;
        for round in 0..20 {
            let key = format!("key{round}");
            let batch = |draw| {
                vec![
                    ballots(draw, 1, 1),
                    keyed(ballots(draw, 2, 1), &key),
                    ballots(draw, 3, 1),
                ]
            };
            let both =
                futures_util::future::join(one.append_all(batch("a")), two.append_all(batch("b")));
            let (first, second) = both.await;
            let answers: Vec<_> = first.into_iter().chain(second).collect();
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 5);
            let refused = answers.into_iter().find(Result::is_err).unwrap();
            assert_eq!(refusal(refused), Refusal::KeyReused);
        }
    }
}
