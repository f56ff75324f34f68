//! What people allow themselves, and what is left of them in a draw when they leave.

use clearlot::draws::{self, OwnLimit, PERSON, Refusal, Submission};

use super::append::refusal;
use super::log::StoredLog;
use super::recompute::check_result;
use super::{CLOSES, DrawPlan, Instance, OPENS, ballots, keyed, plan};
use crate::database::{databases, postgres_databases};

fn limited(submission: Submission, max: u64, since: u64) -> Submission {
    Submission {
        limit: Some(OwnLimit { max, since }),
        ..submission
    }
}

#[actix_web::test]
async fn a_limit_of_ones_own_counts_over_all_draws_and_by_the_day() {
    for database in databases() {
        let instance = Instance::start(&database);
        instance.schedule(plan("other")).await.unwrap();
        instance.open(plan("daily")).await;
        // before there was a limit
        instance.append(ballots("daily", 7, 3)).await.unwrap();
        let five = |submission| limited(submission, 5, OPENS);
        let kept = five(keyed(ballots("other", 7, 2), "k"));
        instance.append(kept.clone()).await.unwrap();
        assert_eq!(
            refusal(instance.append(five(ballots("daily", 7, 1))).await),
            Refusal::OverOwnLimit { max: 5, have: 5 },
            "{database}"
        );
        // what was taken before is answered again, and others are not touched
        assert!(instance.append(kept).await.unwrap().repeated, "{database}");
        instance.append(five(ballots("daily", 8, 5))).await.unwrap();
        instance.append(ballots("daily", 9, 50)).await.unwrap();
        // the next day begins anew, in a draw that is still the same
        instance.at(OPENS + 7200);
        let later = limited(ballots("daily", 7, 5), 5, OPENS + 3600);
        instance.append(later).await.unwrap();
        let more = limited(ballots("other", 7, 1), 5, OPENS + 3600);
        assert_eq!(
            refusal(instance.append(more).await),
            Refusal::OverOwnLimit { max: 5, have: 5 },
            "{database}"
        );
        let none = limited(ballots("other", 10, 1), 0, OPENS);
        assert_eq!(
            refusal(instance.append(none).await),
            Refusal::OverOwnLimit { max: 0, have: 0 },
            "{database}"
        );
    }
}

#[actix_web::test]
async fn many_tabs_at_once_put_in_no_more_than_the_limit() {
    for database in databases() {
        let instance = Instance::start(&database);
        instance.schedule(plan("other")).await.unwrap();
        instance.open(plan("daily")).await;
        let tab = |n| {
            let draw = if n % 2 == 0 { "daily" } else { "other" };
            limited(ballots(draw, 7, 3), 10, OPENS)
        };
        let answers = instance.append_all((0..20).map(tab).collect()).await;
        let taken = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(taken, 3, "{database}");
        for answer in answers {
            if let Err(e) = &answer {
                assert!(e.to_string().contains("10 ballots a day"), "{e}");
                assert!(e.to_string().contains("left for today"), "{e}");
            }
        }
    }
}

#[actix_web::test]
async fn two_instances_and_two_draws_are_no_way_around_the_limit() {
    for database in postgres_databases() {
        let one = Instance::start(&database);
        one.schedule(plan("other")).await.unwrap();
        one.open(plan("daily")).await;
        let two = Instance::start_at(&database, OPENS + 60);
        for round in 0..10_u64 {
            let person = 100 + i64::try_from(round).unwrap();
            let (first, second) = futures_util::future::join(
                one.append(limited(ballots("daily", person, 4), 5, OPENS)),
                two.append(limited(ballots("other", person, 4), 5, OPENS)),
            )
            .await;
            let taken = u8::from(first.is_ok()) + u8::from(second.is_ok());
            assert_eq!(taken, 1, "{database}: {first:?} {second:?}");
        }
        two.stop();
    }
}

#[actix_web::test]
async fn who_leaves_leaves_the_log_and_the_result_as_they_are() {
    for database in databases() {
        for one_prize in [false, true] {
            let draw = if one_prize { "one-prize" } else { "daily" };
            let instance = Instance::start(&database);
            let id = instance
                .open(DrawPlan {
                    one_prize,
                    ..plan(draw)
                })
                .await;
            for account in [7, 8, 7, 9] {
                instance.append(ballots(draw, account, 2)).await.unwrap();
            }
            let root = StoredLog::of(&instance, id).await.frontier;
            let erase = || instance.db.write(|conn| (PERSON.erase)(conn, 7));
            // while it is open, and once more when it is drawn
            erase().await.unwrap();
            assert_eq!(
                StoredLog::of(&instance, id).await.frontier,
                root,
                "{database}"
            );
            instance.append(ballots(draw, 8, 1)).await.unwrap();
            instance.at(CLOSES + 1);
            instance.tick().await;
            instance.tick().await;
            let result = instance.result(id).await.unwrap();
            let drawn = instance.drawn(id).await;
            erase().await.unwrap();
            let left = StoredLog::of(&instance, id).await;
            let erased = left
                .entries
                .iter()
                .filter(|entry| entry.reference.is_none());
            assert_eq!(erased.count(), 2, "{database}");
            for entry in &left.entries {
                assert_eq!(entry.salt.is_none(), entry.reference.is_none());
            }
            for account in [8, 9] {
                instance
                    .db
                    .write(move |conn| (PERSON.erase)(conn, account))
                    .await
                    .unwrap();
            }
            let after = instance.drawn(id).await;
            assert!(after.iter().all(|ballot| ballot.reference.is_none()));
            assert!(after.iter().all(|ballot| ballot.account_id.is_none()));
            let numbers = |drawn: &[draws::DrawnBallot]| {
                let pair =
                    |ballot: &draws::DrawnBallot| (ballot.ballot, ballot.outcome.to_string());
                drawn.iter().map(pair).collect::<Vec<_>>()
            };
            assert_eq!(numbers(&drawn), numbers(&after), "{database}");
            assert_eq!(instance.result(id).await.unwrap().root, result.root);
            check_result(&instance, id).await;
            instance.stop();
        }
    }
}

#[actix_web::test]
async fn a_person_gets_all_their_entries_page_by_page() {
    for database in databases() {
        let instance = Instance::start(&database);
        instance.open(plan("daily")).await;
        let all = (0..1203).map(|_| ballots("daily", 7, 2)).collect();
        for answer in instance.append_all(all).await {
            answer.unwrap();
        }
        instance.append(ballots("daily", 8, 1)).await.unwrap();
        let list = PERSON.lists.iter().find(|list| list.name == "entries");
        let page = list.unwrap().page;
        let rows = instance
            .read(move |conn| {
                let (mut rows, mut after) = page(conn, 7, None)?;
                while after.is_some() {
                    let (more, next) = page(conn, 7, after)?;
                    rows.extend(more);
                    after = next;
                }
                Ok(rows)
            })
            .await;
        assert_eq!(rows.len(), 1203, "{database}");
        let mut numbers: Vec<i64> = rows
            .iter()
            .map(|row| row["first_ballot"].as_i64().unwrap())
            .collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 1203, "{database}");
        assert_eq!(rows[0]["draw"], "daily");
        assert_eq!(rows[0]["last_ballot"], 2);
    }
}
