//! Announcing draws, changing them in time, calling them off.

use clearlot::draws::{self, AdoptKeyError, DrawState, ScheduleError};
use clearlot::fairness::PrizeLine;
use clearlot::keys::ServerKey;

use super::log::StoredLog;
use super::{CLOSES, DAY, DrawId, DrawPlan, Instance, OPENS, ballots, plan, recompute};
use crate::database::databases;

async fn replan(instance: &Instance, id: DrawId, plan: DrawPlan) -> Result<(), ScheduleError> {
    let draws = instance.draws.clone();
    let replan = move |conn: &mut _| draws::replan_draw(conn, &draws, id, &plan);
    instance.db.write(replan).await
}

#[actix_web::test]
async fn a_scheduled_draw_has_its_promise_from_the_start() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.schedule(plan("daily")).await.unwrap();
        let draw = instance.draw(id).await;
        assert_eq!(draw.state, DrawState::Scheduled);
        assert_eq!(draw.origin, "lotto.example/daily");
        assert_eq!((draw.opens, draw.closes), (OPENS, CLOSES));
        assert_eq!(draw.reveal_by, CLOSES + 30 * DAY);
        assert_eq!(draw.commitment.len(), 64);
        let text = format!(
            "vdraw/1 open\nlotto.example/daily\nopens {OPENS}\ncloses {CLOSES}\nterms none\nnumbers sequential\n\
             seed {}\nbeacon none\nreveal-by {}\nearly no\none-prize no\nreserves 2\nprize 1 A book\n",
            draw.commitment, draw.reveal_by
        );
        assert_eq!(draw.open_leaf.to_text(), text);
        StoredLog::of(&instance, id).await.check();
        assert_eq!(instance.result(id).await, None);
    }
}

#[actix_web::test]
async fn a_scheduled_draw_may_change_its_terms_but_not_its_promise() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.schedule(plan("daily")).await.unwrap();
        let before = instance.draw(id).await;
        let changed = DrawPlan {
            opens: OPENS + 60,
            closes: CLOSES + 60,
            prizes: vec![PrizeLine::parse("2 A bicycle").unwrap()],
            one_prize: true,
            reserves: 0,
            cap: Some(7),
            ..plan("another-name")
        };
        replan(&instance, id, changed).await.unwrap();
        let after = instance.draw(id).await;
        assert_eq!((&after.name, &after.origin), (&before.name, &before.origin));
        assert_eq!(after.commitment, before.commitment);
        assert_eq!(
            (after.opens, after.closes, after.cap),
            (OPENS + 60, CLOSES + 60, Some(7))
        );
        assert_eq!(after.reveal_by, CLOSES + 60 + 30 * DAY);
        assert!(
            after
                .open_leaf
                .to_text()
                .ends_with("one-prize yes\nreserves 0\nprize 2 A bicycle\n")
        );
        StoredLog::of(&instance, id).await.check();

        // and it is the changed draw that is drawn
        instance.at(OPENS + 60);
        instance.tick().await;
        assert_eq!(
            instance.append(ballots("daily", 1, 3)).await.unwrap().time,
            OPENS + 60
        );
        instance.append(ballots("daily", 2, 3)).await.unwrap();
        instance.at(CLOSES + 60);
        instance.tick().await;
        recompute::check_result(&instance, id).await;
    }
}

#[actix_web::test]
async fn what_an_open_draw_announced_stands() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.schedule(plan("daily")).await.unwrap();
        let before = instance.draw(id).await.open_leaf;
        let changed = || DrawPlan {
            prizes: vec![],
            ..plan("daily")
        };
        // the second it opens, before the scheduler has had its turn
        instance.at(OPENS);
        let refused = replan(&instance, id, changed()).await;
        assert!(matches!(refused, Err(ScheduleError::AlreadyOpen)));
        instance.tick().await;
        let refused = replan(&instance, id, changed()).await;
        assert!(matches!(refused, Err(ScheduleError::AlreadyOpen)));
        // nor does putting the clock back open the way
        instance.at(OPENS - 60);
        let refused = replan(&instance, id, changed()).await;
        assert!(matches!(refused, Err(ScheduleError::AlreadyOpen)));
        assert_eq!(instance.draw(id).await.open_leaf, before);
    }
}

#[actix_web::test]
async fn a_plan_that_cannot_be_announced_is_refused() {
    for database in databases() {
        let instance = Instance::start(&database);
        instance.schedule(plan("daily")).await.unwrap();
        let refused = |plan| async { instance.schedule(plan).await.unwrap_err().to_string() };
        assert_eq!(
            refused(plan("daily")).await,
            "There is already a draw of that name."
        );
        let backwards = DrawPlan {
            closes: OPENS,
            ..plan("b")
        };
        assert_eq!(
            refused(backwards).await,
            "This draw cannot be announced: a draw must open before it closes, and close before the seed must be revealed."
        );
        for cap in [0, u64::MAX] {
            let text = refused(DrawPlan {
                cap: Some(cap),
                ..plan("c")
            })
            .await;
            assert!(text.contains("must be between 1 and"), "{text}");
        }
        refused(DrawPlan {
            closes: u64::MAX,
            ..plan("d")
        })
        .await;
        refused(DrawPlan {
            reserves: 100_001,
            ..plan("e")
        })
        .await;
        let unknown = replan(&instance, draw_999(&instance).await, plan("daily")).await;
        assert!(matches!(unknown, Err(ScheduleError::UnknownDraw)));
    }
}

/// The id of a draw that is gone: there is no other way to an id without a draw.
async fn draw_999(instance: &Instance) -> DrawId {
    let id = instance.schedule(plan("gone")).await.unwrap();
    instance
        .meddle("DELETE FROM draws WHERE name = 'gone'")
        .await;
    id
}

#[actix_web::test]
async fn a_name_that_is_taken_does_not_spoil_the_transaction_around_it() {
    for database in databases() {
        let instance = Instance::start(&database);
        instance.schedule(plan("daily")).await.unwrap();
        let draws = instance.draws.clone();
        let both = move |conn: &mut _| {
            let taken = draws::schedule_draw(conn, &draws, &plan("daily"));
            assert!(matches!(taken, Err(ScheduleError::NameTaken)));
            draws::schedule_draw(conn, &draws, &plan("other"))
        };
        let id = instance.db.write(both).await.unwrap();
        assert_eq!(instance.draw(id).await.name.as_str(), "other");
    }
}

#[actix_web::test]
async fn a_draw_is_called_off_once_and_never_after_its_result() {
    for database in databases() {
        let instance = Instance::start(&database);
        let void = |id, reason| {
            instance
                .db
                .write(move |conn| draws::void_draw(conn, id, reason, OPENS))
        };
        let scheduled = instance.schedule(plan("a")).await.unwrap();
        assert!(void(scheduled, "No hall.").await.unwrap());
        assert!(!void(scheduled, "No time.").await.unwrap());
        let draw = instance.draw(scheduled).await;
        assert_eq!(
            (
                draw.state,
                draw.void.as_ref().map(|(reason, _)| reason.as_str())
            ),
            (DrawState::Void, Some("No hall."))
        );

        let drawn = instance.open(plan("b")).await;
        instance.at(CLOSES);
        instance.tick().await;
        assert!(!void(drawn, "Too late.").await.unwrap());
        assert_eq!(instance.draw(drawn).await.state, DrawState::Drawn);
        assert_eq!(instance.draw(scheduled).await.state, DrawState::Void);
        assert_eq!(instance.result(scheduled).await, None);
    }
}

#[actix_web::test]
async fn a_database_keeps_to_its_key_file() {
    for database in databases() {
        let instance = Instance::start(&database);
        let folder = tempfile::tempdir().unwrap();
        let other = ServerKey::load_or_create(&folder.path().join("key")).unwrap();
        let adopt = |key: ServerKey| instance.db.write(move |conn| draws::adopt_key(conn, &key));
        adopt(ServerKey::for_tests()).await.unwrap();
        adopt(ServerKey::for_tests()).await.unwrap();
        let refused = adopt(other.clone()).await.unwrap_err();
        assert!(matches!(refused, AdoptKeyError::OtherKey { .. }));
        let text = refused.to_string();
        assert!(
            text.contains(&other.fingerprint()) && text.contains("restore the key file"),
            "{text}"
        );
    }
}
