//! The program is killed right before and right after each step of a draw is on the disk, and started again: the step has
//! happened once, and the result is the same as if nothing had been.

use std::path::Path;
use std::process::Command;

use clearlot::clock::Clock;
use clearlot::draws::operations::check_draws;
use clearlot::draws::{self, DrawId, DrawResult, DrawState};
use clearlot::keys::{ServerKey, SigningFiles};
use clearlot::store::Db;

use super::anchoring::anchors;
use super::{DAY, DrawPlan, Instance, ballots, plan, time};
use crate::database::Database;

/// How far the draw has come before the program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Scheduled,
    Open,
    Closed,
}

/// `clearlot draw` beside this database; whether it came to its end.
fn draw(database: &Database, folder: &Path, failpoint: &str) -> bool {
    let output = Command::new(env!("CARGO_BIN_EXE_clearlot"))
        .arg("draw")
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", database.url())
        .env("CLEARLOT_DATA_DIR", folder)
        .env("CLEARLOT_FAILPOINT", failpoint)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() || output.status.code().is_none(),
        "{said}"
    );
    output.status.success()
}

/// A draw of the last days, by the real clock, which the program itself goes by.
async fn prepare(database: &Database, folder: &Path, stage: Stage) -> DrawId {
    let now = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap()
        .as_secs();
    let (opens, closes) = (now - 2 * DAY, now - DAY);
    let key = ServerKey::load_or_create(&folder.join("clearlot.key")).unwrap();
    let (clock, hands) = Clock::manual(time(opens - 7200));
    let instance = Instance::with(database.open(), clock, hands, &key);
    let plan = DrawPlan {
        opens,
        closes,
        ..plan("daily")
    };
    let id = instance.schedule(plan).await.unwrap();
    if stage != Stage::Scheduled {
        instance.at(opens);
        instance.tick().await;
        for account in 0..20 {
            instance.append(ballots("daily", account, 3)).await.unwrap();
        }
    }
    if stage == Stage::Closed {
        instance.at(closes);
        assert_eq!(draws::close_due(&instance.draws).await.unwrap(), 1);
    }
    instance.stop();
    id
}

async fn look(database: &Database, id: DrawId, at: &Path) -> (Instance, DrawResult) {
    let key = ServerKey::load_or_create(&at.join("clearlot.key")).unwrap();
    let (clock, hands) = Clock::manual(time(0));
    let instance = Instance::with(database.open(), clock, hands, &key);
    assert_eq!(instance.draw(id).await.state, DrawState::Drawn);
    let result = instance.result(id).await.unwrap();
    (instance, result)
}

async fn faults(db: &Db) -> Vec<String> {
    check_draws(db, None).await.unwrap().faults
}

#[actix_web::test]
async fn a_step_that_was_killed_happens_once_and_gives_the_same_result() {
    for (stage, step) in [
        (Stage::Scheduled, "open"),
        (Stage::Open, "close"),
        (Stage::Closed, "draw"),
    ] {
        for moment in ["before commit", "after commit"] {
            let failpoint = format!("{step}: {moment}");
            let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
            let id = prepare(&database, folder.path(), stage).await;
            let twin = Database::sqlite();
            let beside_twin = tempfile::tempdir().unwrap();
            let key = "clearlot.key";
            std::fs::copy(folder.path().join(key), beside_twin.path().join(key)).unwrap();
            std::fs::create_dir_all(twin.file().parent().unwrap()).unwrap();
            std::fs::copy(database.file(), twin.file()).unwrap();

            assert!(
                !draw(&database, folder.path(), &failpoint),
                "{failpoint}: it lives"
            );
            assert!(draw(&database, folder.path(), ""), "{failpoint}");
            let (instance, result) = look(&database, id, folder.path()).await;
            let kinds = anchors(&instance, id).await;
            let kinds: Vec<&str> = kinds.iter().map(|anchor| anchor.kind.as_str()).collect();
            assert_eq!(kinds, ["open", "close", "result"], "{failpoint}");
            assert_eq!(faults(&instance.db).await, [""; 0], "{failpoint}");
            if stage == Stage::Closed {
                assert!(draw(&twin, beside_twin.path(), ""));
                let (undisturbed, expected) = look(&twin, id, folder.path()).await;
                assert_eq!(result.draw_key, expected.draw_key, "{failpoint}");
                assert_eq!(instance.drawn(id).await, undisturbed.drawn(id).await);
                undisturbed.stop();
            }
            instance.stop();
        }
    }
}

#[actix_web::test]
async fn a_signature_that_was_killed_is_not_taken_for_one_and_made_by_the_next_start() {
    for moment in ["before write", "before sync", "after sync"] {
        let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
        prepare(&database, folder.path(), Stage::Open).await;
        assert!(
            !draw(&database, folder.path(), &format!("sign: {moment}")),
            "{moment}"
        );
        assert!(draw(&database, folder.path(), ""), "{moment}");
        let heads = SigningFiles::in_folder(folder.path()).heads;
        let text = std::fs::read_to_string(heads).unwrap();
        assert!(
            text.ends_with('\n') && text.lines().count() >= 2,
            "{moment}: {text}"
        );
    }
}
