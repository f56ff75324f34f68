//! A database that goes back in time: nothing more is signed, nothing happens to draws, and everybody is told; and the ways out.

use std::path::{Path, PathBuf};

use clearlot::backups::{prepare, take_backup};
use clearlot::clock::Clock;
use clearlot::draws::operations::{begin_after_loss, list_lost_logs, read_vkeys};
use clearlot::draws::{self, DrawName, DrawState};
use clearlot::fairness::SignedCheckpoint;
use clearlot::keys::{ServerKey, SigningFiles};
use clearlot::store::TakenFile;
use reqwest::StatusCode;

use crate::app::{Browser, PASSWORD, TestApp, time};
use crate::database::Database;

const EVENING: &str = "2026-11-21T20:00:00Z";
const LATER: &str = "2026-11-21T21:00:00Z";
const MIDNIGHT: &str = "2026-11-22T00:00:00Z";
const MORNING: &str = "2026-11-22T09:00:00Z";
const DRAW: &str = "/vdraw/daily-2026-11-21/checkpoint";

async fn status(app: &TestApp, path: &str) -> StatusCode {
    app.browser().get(path).await.status
}

async fn state(app: &TestApp) -> DrawState {
    let draw = app.app.db().read(|conn| {
        let name = DrawName::parse("daily-2026-11-21").unwrap();
        draws::find_draw(conn, &name)
    });
    draw.await.unwrap().unwrap().state
}

async fn signed_in(app: &TestApp, name: &str) -> Browser {
    let browser = app.browser();
    let fields = [("username", name), ("password", PASSWORD)];
    browser.post("/login", &fields).await;
    browser
}

/// Puts a backup in the place of the database; answers where that one is kept.
async fn put_back(database: &Database, backup: &Path) -> PathBuf {
    let file = database.file();
    let taken = TakenFile::take(&file).unwrap();
    let prepared = prepare(backup, &file, Some(&ServerKey::for_tests())).await;
    let kept = prepared.unwrap().put_in_place(&taken, time(MORNING));
    kept.unwrap().unwrap()
}

/// A server whose backup of the evening has less than people have seen signed since: more ballots, and a result.
async fn gone_back(database: &Database, folder: &Path) -> PathBuf {
    let app = TestApp::start(database, EVENING).await;
    app.manager().await;
    let ann = app.signed_up("ann").await;
    ann.submit("daily", "3").await;
    assert_eq!(status(&app, DRAW).await, StatusCode::OK);
    let (now, key) = (time(EVENING), ServerKey::for_tests());
    let backup = take_backup(&database.file(), folder, 7, now, Some(&key)).await;
    let backup = backup.unwrap();
    assert!(backup.report.is_sound(), "{}", backup.report);
    app.at(LATER).await;
    ann.submit("daily", "5").await;
    app.at(MIDNIGHT).await;
    assert_eq!(status(&app, DRAW).await, StatusCode::OK);
    app.stop().await;
    put_back(database, &backup.path).await
}

#[actix_web::test]
async fn an_older_database_is_not_signed_and_everything_stands_still_until_somebody_has_looked() {
    let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
    let newer = gone_back(&database, folder.path()).await;

    let app = TestApp::start(&database, MORNING).await;
    for path in ["/vdraw/checkpoint", DRAW] {
        assert_eq!(
            status(&app, path).await,
            StatusCode::SERVICE_UNAVAILABLE,
            "{path}"
        );
    }
    let health = app.browser().get("/health/ready").await;
    assert!(
        health
            .text
            .contains(r#"{"name":"signing","state":"degraded"}"#),
        "{}",
        health.text
    );
    let manager = signed_in(&app, "organiser").await;
    let page = manager.get("/manage").await;
    page.says("The database went back in time");
    page.says("was signed with");
    // the draw that was due at midnight is not closed with other ballots than people saw
    assert_eq!(state(&app).await, DrawState::Open);
    app.stop().await;

    // the newer one is put back: all is as it was
    let older = put_back(&database, &newer).await;
    let app = TestApp::start(&database, MORNING).await;
    assert_eq!(status(&app, DRAW).await, StatusCode::OK);
    let health = app.browser().get("/health/ready").await;
    assert!(
        health.text.contains(r#"{"name":"signing","state":"ok"}"#),
        "{}",
        health.text
    );
    app.stop().await;
    assert!(older.is_file());
}

#[actix_web::test]
async fn a_log_that_went_on_differently_is_not_signed_either() {
    let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
    gone_back(&database, folder.path()).await;
    // as if nobody had kept how far it was signed: ballots arrive, more than were lost
    let data = database.data();
    let heads = SigningFiles::in_folder(data.path()).heads;
    let kept = std::fs::read(&heads).unwrap();
    let (title, _) = kept.split_at(kept.iter().position(|byte| *byte == b'\n').unwrap() + 1);
    std::fs::write(&heads, title).unwrap();
    let app = TestApp::start(&database, LATER).await;
    let ann = signed_in(&app, "ann").await;
    for count in ["1", "2", "3"] {
        ann.submit("daily", count).await;
    }
    app.stop().await;
    std::fs::write(&heads, kept).unwrap();
    let app = TestApp::start(&database, LATER).await;
    assert_eq!(status(&app, DRAW).await, StatusCode::SERVICE_UNAVAILABLE);
    let refused = signed_in(&app, "ann").await.submit("daily", "1").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    refused.says("This server was put back to an earlier state");
}

#[actix_web::test]
async fn another_file_of_signed_heads_is_not_believed() {
    let database = Database::sqlite();
    let app = TestApp::start(&database, EVENING).await;
    assert_eq!(status(&app, DRAW).await, StatusCode::OK);
    app.stop().await;
    let data = database.data();
    std::fs::remove_file(SigningFiles::in_folder(data.path()).heads).unwrap();
    let app = TestApp::start(&database, EVENING).await;
    assert_eq!(status(&app, DRAW).await, StatusCode::SERVICE_UNAVAILABLE);
    app.stop().await;
}

#[actix_web::test]
async fn after_a_loss_a_new_key_goes_on_and_draws_that_lost_ballots_are_called_off() {
    let (database, folder) = (Database::sqlite(), tempfile::tempdir().unwrap());
    gone_back(&database, folder.path()).await;
    let data = database.data();
    let files = SigningFiles::in_folder(data.path());
    let old = read_vkeys(&files.vkeys).unwrap().pop().unwrap().vkey;
    let (clock, _hands) = Clock::manual(time(MORNING));
    let db = database.open();
    let lost = list_lost_logs(&db, &files).await.unwrap();
    assert_eq!(lost.len(), 2, "{lost:?}");
    let called_off = begin_after_loss(&db, &clock, &files, old.name())
        .await
        .unwrap();
    assert_eq!(called_off, ["127.0.0.1/vdraw/daily-2026-11-21"]);
    db.close();

    let app = TestApp::start(&database, MORNING).await;
    let keys = read_vkeys(&files.vkeys).unwrap();
    assert_eq!((keys.len(), &keys[0].vkey), (2, &old));
    assert_eq!(app.app.draws().vkey().as_ref(), Some(&keys[1].vkey));
    let note = app.browser().get("/vdraw/checkpoint").await.text;
    SignedCheckpoint::of_server(&note, &keys[1].vkey).unwrap();
    assert!(SignedCheckpoint::of_server(&note, &old).is_err());
    app.browser()
        .get("/draws/daily-2026-11-21")
        .await
        .says("ballots of this draw are gone");
    assert_eq!(state(&app).await, DrawState::Void);
    let ann = signed_in(&app, "ann").await;
    assert_eq!(ann.submit("daily", "1").await.status, StatusCode::SEE_OTHER);
}
