//! Draws under crashes, races, wrong keys and clocks that are put back.

use clearlot::clock::Clock;
use clearlot::draws::{self, AppendError, DrawState, Refusal};
use clearlot::keys::ServerKey;
use diesel::RunQueryDsl;

use super::log::StoredLog;
use super::recompute::check_result;
use super::{CLOSES, Instance, OPENS, ballots, plan};
use crate::database::{Database, databases, postgres_databases};

#[actix_web::test]
async fn nothing_gets_into_a_log_that_is_being_closed() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.at(CLOSES - 1);
        // each of them goes on until it is refused
        let pushing = |account| {
            let instance = &instance;
            async move {
                let mut accepted = 0;
                loop {
                    match instance.append(ballots("daily", account, 1)).await {
                        Ok(one) => assert!(one.time < CLOSES),
                        Err(AppendError::Refused(Refusal::TooLate { .. })) => return accepted,
                        Err(other) => panic!("{other}"),
                    }
                    accepted += 1;
                }
            }
        };
        let closing = async {
            while draws::close_due(&instance.draws).await.unwrap() == 0 {
                if instance.draw(id).await.ballots > 200 {
                    instance.at(CLOSES);
                }
            }
            draws::draw_due(&instance.draws).await.unwrap()
        };
        let pushing = futures_util::future::join_all((0..20).map(pushing));
        let (accepted, drawn) = futures_util::future::join(pushing, closing).await;
        assert_eq!(drawn, 1);
        let log = StoredLog::of(&instance, id).await;
        assert_eq!(log.entries.len(), accepted.into_iter().sum::<usize>());
        check_result(&instance, id).await;
    }
}

#[actix_web::test]
async fn a_crash_at_any_step_gives_the_same_winners() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance
            .append_all((0..50).map(|i| ballots("daily", i, 7)).collect())
            .await;
        instance.stop();

        // closed, then gone before the draw
        let instance = Instance::start_at(&database, CLOSES);
        assert_eq!(draws::close_due(&instance.draws).await.unwrap(), 1);
        let commitment = instance.draw(id).await.commitment;
        instance.stop();

        let instance = Instance::start_at(&database, CLOSES + 5);
        instance.tick().await;
        let (result, drawn) = (instance.result(id).await.unwrap(), instance.drawn(id).await);
        check_result(&instance, id).await;

        // the commit of the draw is lost, as if the crash had come before it: an hour later it is drawn anew
        instance
            .meddle(
                "DELETE FROM claims; DELETE FROM drawn_ballots; DELETE FROM results; UPDATE draws SET state = 'closed'",
            )
            .await;
        instance.stop();
        let instance = Instance::start_at(&database, CLOSES + 3600);
        instance.tick().await;
        let again = instance.result(id).await.unwrap();
        assert_eq!((again.draw_key, again.seed), (result.draw_key, result.seed));
        assert_eq!(instance.drawn(id).await, drawn);
        assert_eq!(instance.draw(id).await.commitment, commitment);
    }
}

#[actix_web::test]
async fn instances_that_draw_at_once_draw_once() {
    for database in databases() {
        let one = Instance::start(&database);
        let ids: Vec<_> = {
            let mut ids = Vec::new();
            for i in 0..10 {
                let draw = format!("draw-{i}");
                ids.push(one.open(plan(&draw)).await);
                one.append(ballots(&draw, 1, 5)).await.unwrap();
            }
            ids
        };
        let (clock, hands) = Clock::manual(super::time(CLOSES));
        let db = if database.is_postgres() {
            database.open()
        } else {
            one.db.clone()
        };
        let two = Instance::with(db, clock, hands, &ServerKey::for_tests());
        one.at(CLOSES);
        let closed =
            futures_util::future::join(draws::close_due(&one.draws), draws::close_due(&two.draws))
                .await;
        assert_eq!(closed.0.unwrap() + closed.1.unwrap(), 10);
        let drawn =
            futures_util::future::join(draws::draw_due(&one.draws), draws::draw_due(&two.draws))
                .await;
        assert_eq!(drawn.0.unwrap() + drawn.1.unwrap(), 10);
        for id in ids {
            check_result(&one, id).await;
            assert_eq!(two.drawn(id).await.len(), 3);
        }
    }
}

#[actix_web::test]
async fn a_draw_whose_seed_cannot_be_opened_waits_and_keeps_no_other_back() {
    for database in databases() {
        let instance = Instance::start(&database);
        let locked = instance.open(plan("a-locked")).await;
        let sound = instance.open(plan("b-sound")).await;
        let bent = instance.open(plan("c-bent")).await;
        // another draw's seed, and a promise that the seed does not keep
        instance
            .meddle("UPDATE draws SET sealed_seed = (SELECT sealed_seed FROM draws WHERE name = 'b-sound') WHERE name = 'a-locked'")
            .await;
        instance
            .meddle("UPDATE draws SET open_leaf = (SELECT replace(open_leaf, 'b-sound', 'c-bent') FROM draws WHERE name = 'b-sound') WHERE name = 'c-bent'")
            .await;
        instance.at(CLOSES);
        assert_eq!(draws::close_due(&instance.draws).await.unwrap(), 3);
        assert_eq!(draws::draw_due(&instance.draws).await.unwrap(), 1);
        assert_eq!(instance.draw(locked).await.state, DrawState::Closed);
        assert_eq!(instance.draw(sound).await.state, DrawState::Drawn);
        assert_eq!(instance.result(locked).await, None);
        assert_eq!(instance.result(bent).await, None);
    }
}

#[actix_web::test]
async fn another_key_file_draws_nothing() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.stop();
        let folder = tempfile::tempdir().unwrap();
        let other = ServerKey::load_or_create(&folder.path().join("key")).unwrap();
        let (clock, hands) = Clock::manual(super::time(CLOSES));
        let instance = Instance::with(database.open(), clock, hands, &other);
        instance.tick().await;
        assert_eq!(instance.draw(id).await.state, DrawState::Closed);
        instance.stop();
        let instance = Instance::start_at(&database, CLOSES);
        instance.tick().await;
        check_result(&instance, id).await;
    }
}

#[actix_web::test]
async fn a_clock_put_back_after_closing_opens_nothing_again() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.at(CLOSES + 100);
        assert_eq!(draws::close_due(&instance.draws).await.unwrap(), 1);
        instance.at(OPENS + 100);
        assert!(instance.append(ballots("daily", 1, 1)).await.is_err());
        instance.tick().await;
        let result = instance.result(id).await.unwrap();
        assert_eq!(result.drawn_at, CLOSES + 100, "not before it was closed");
        check_result(&instance, id).await;
    }
}

#[actix_web::test]
async fn a_second_result_is_refused_by_the_database_itself() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.append(ballots("daily", 1, 5)).await.unwrap();
        instance.at(CLOSES);
        instance.tick().await;
        let before = instance.drawn(id).await;
        instance.meddle("UPDATE draws SET state = 'closed'").await;
        instance.tick().await;
        assert_eq!(instance.draw(id).await.state, DrawState::Closed);
        assert_eq!(instance.drawn(id).await, before);
    }
}

/// Runs `sql` in a transaction beside the program, starts `step`, waits until it stands at a lock of that
/// transaction, and commits.
async fn while_another_changes<T>(
    database: &Database,
    sql: &str,
    step: impl Future<Output = T>,
) -> T {
    use diesel::connection::SimpleConnection;
    use diesel::dsl::sql as fragment;
    use diesel::sql_types::Bool;
    let (mut other, mut watch) = (database.raw(), database.raw());
    other.batch_execute(&format!("BEGIN; {sql}")).unwrap();
    let waits = "EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')";
    let committing = async {
        loop {
            let is_waiting: bool = diesel::select(fragment::<Bool>(waits))
                .get_result(&mut watch)
                .unwrap();
            if is_waiting {
                return other.batch_execute("COMMIT").unwrap();
            }
            tokio::task::yield_now().await;
        }
    };
    futures_util::future::join(step, committing).await.0
}

#[actix_web::test]
async fn a_ballot_waits_for_another_instance_that_calls_the_draw_off() {
    for database in postgres_databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        let void = "UPDATE draws SET state = 'void', void_reason = 'Rain.', voided_at = 1795219200";
        let answer =
            while_another_changes(&database, void, instance.append(ballots("daily", 1, 1))).await;
        assert!(
            matches!(answer, Err(AppendError::Refused(Refusal::Void(_)))),
            "{answer:?}"
        );
        assert_eq!(instance.draw(id).await.state, DrawState::Void);
    }
}

#[actix_web::test]
async fn a_draw_that_another_instance_is_closing_is_not_closed_again() {
    for database in postgres_databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.at(CLOSES + 7);
        let drawn = "UPDATE draws SET state = 'drawn', closed_at = closes, close_leaf = 'theirs'";
        let closing = draws::close_due(&instance.draws);
        assert_eq!(
            while_another_changes(&database, drawn, closing)
                .await
                .unwrap(),
            0
        );
        let draw = instance.draw(id).await;
        assert_eq!(
            (draw.state, draw.close_leaf.as_deref()),
            (DrawState::Drawn, Some("theirs"))
        );
    }
}

#[actix_web::test]
async fn a_log_that_lost_an_entry_is_not_drawn() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        instance.append(ballots("daily", 1, 1)).await.unwrap();
        instance.append(ballots("daily", 2, 1000)).await.unwrap();
        instance
            .meddle("DELETE FROM entries WHERE leaf_index = 2")
            .await;
        instance.at(CLOSES);
        instance.tick().await;
        assert_eq!(instance.draw(id).await.state, DrawState::Closed);
        assert_eq!(instance.result(id).await, None);
    }
}
