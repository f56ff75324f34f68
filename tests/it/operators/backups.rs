//! Backups: taken while the server works, checked, put back; and faults that the check must find.

use clearlot::backups::{
    BackupConfig, BackupError, Backups, Trouble, check_copy, prepare, take_backup,
};
use clearlot::clock::Clock;
use clearlot::keys::ServerKey;
use clearlot::store::{OpenError, TakenFile};
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use reqwest::StatusCode;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::app::{TestApp, time};
use crate::database::{Database, databases};

const EVENING: &str = "2026-11-21T20:00:00Z";
const MIDNIGHT: &str = "2026-11-22T00:00:00Z";

/// A day that was drawn, and ballots in the next.
async fn lived_in(database: &Database) -> TestApp {
    let app = TestApp::start(database, EVENING).await;
    let ann = app.signed_up("ann").await;
    let ben = app.signed_up("ben").await;
    for browser in [&ann, &ben, &ann] {
        assert_eq!(
            browser.submit("daily", "3").await.status,
            StatusCode::SEE_OTHER
        );
    }
    app.at(MIDNIGHT).await;
    assert_eq!(ann.submit("daily", "2").await.status, StatusCode::SEE_OTHER);
    app
}

async fn backed_up(database: &Database, dir: &Path) -> PathBuf {
    let key = ServerKey::for_tests();
    let now = time("2026-11-22T03:00:00Z");
    let backup = take_backup(&database.file(), dir, 7, now, Some(&key)).await;
    let backup = backup.unwrap_or_else(|e| panic!("{e}"));
    assert!(backup.report.is_sound(), "{}", backup.report);
    assert_eq!(
        (backup.report.draws.results, backup.report.draws.ballots),
        (1, 11)
    );
    backup.path
}

#[actix_web::test]
async fn a_backup_is_taken_while_the_server_writes_and_put_back_it_serves_the_same() {
    use std::os::unix::fs::PermissionsExt;
    let database = Database::sqlite();
    let app = lived_in(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let backup = backed_up(&database, folder.path()).await;
    assert_eq!(
        backup.metadata().unwrap().permissions().mode() & 0o777,
        0o600
    );
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "nothing is left beside it");

    let page = "/draws/daily-2026-11-21";
    let before = app.browser().get(page).await.words();
    // what comes after the backup is lost by putting it back, and that is said
    app.signed_up("cleo").await.submit("daily", "5").await;
    let key = ServerKey::for_tests();
    let file = database.file();
    let refused = TakenFile::take(&file);
    assert!(
        matches!(refused, Err(OpenError::InUse(_))),
        "not over a running server"
    );
    app.stop().await;

    let taken = TakenFile::take(&file).unwrap();
    let prepared = prepare(&backup, &file, Some(&key)).await.unwrap();
    assert!(prepared.report.is_sound());
    let lost = prepared.losses_of(&file).await.unwrap();
    assert_eq!(lost, ["daily-2026-11-22 goes back from 7 ballots to 2"]);
    // a stale -wal must not be taken for that of the backup
    std::fs::write(file.with_extension("db-wal"), "stale").unwrap();
    let kept = prepared
        .put_in_place(&taken, time("2026-11-22T04:00:00Z"))
        .unwrap()
        .unwrap();
    assert!(kept.is_file() && !file.with_extension("db-wal").exists());
    drop(taken);

    let app = TestApp::start(&database, "2026-11-22T04:00:00Z").await;
    assert_eq!(app.browser().get(page).await.words(), before);
    let words = app.browser().get("/lotteries/daily").await.words();
    assert!(words.contains("2 ballots"), "{words}");
    app.stop().await;
}

#[actix_web::test]
async fn a_check_finds_what_was_changed_behind_the_servers_back() {
    let database = Database::sqlite();
    let app = lived_in(&database).await;
    app.stop().await;
    let folder = tempfile::tempdir().unwrap();
    let key = ServerKey::for_tests();
    for (at, (change, found)) in [
        (
            "DELETE FROM entries WHERE leaf_index = 2",
            "break at leaf 3",
        ),
        (
            "UPDATE entries SET count = count + 1 WHERE leaf_index = 1",
            "break at leaf 2",
        ),
        (
            "UPDATE entries SET time = time + 1 WHERE leaf_index = 3",
            "the root of its tree",
        ),
        (
            "UPDATE entries SET reference = 'eve' WHERE leaf_index = 1",
            "not its participant's",
        ),
        (
            "UPDATE entries SET cancel_reason = 'x' WHERE leaf_index = 1",
            "tells of other entries",
        ),
        (
            "UPDATE participations SET ballots = ballots + 1",
            "the sums of account",
        ),
        (
            "UPDATE results SET seed = zeroblob(32)",
            "not the one that was promised",
        ),
        (
            "UPDATE drawn_ballots SET ballot = 1 + ballot % 9",
            "its winners are not those",
        ),
        ("DELETE FROM results", "its result does not fit"),
        (
            "UPDATE draws SET ballots = ballots - 1 WHERE state = 'drawn'",
            "should be",
        ),
        (
            "UPDATE draws SET sealed_seed = zeroblob(72) WHERE state = 'open'",
            "cannot be opened with this key",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let copy = folder.path().join(format!("{at}.db"));
        std::fs::copy(database.file(), &copy).unwrap();
        let mut raw = SqliteConnection::establish(&copy.to_string_lossy()).unwrap();
        raw.batch_execute(&format!("PRAGMA foreign_keys = OFF; {change}"))
            .unwrap();
        drop(raw);
        let report = check_copy(&copy, Some(&key)).await.unwrap();
        let faults = report.faults.join("; ");
        assert!(faults.contains(found), "{change}: {faults:?}");
    }
    let other = ServerKey::load_or_create(&folder.path().join("other.key")).unwrap();
    let copy = folder.path().join("other.db");
    std::fs::copy(database.file(), &copy).unwrap();
    let report = check_copy(&copy, Some(&other)).await.unwrap();
    assert!(
        report
            .faults
            .join("; ")
            .contains("cannot be opened with this key")
    );
}

#[actix_web::test]
async fn a_faulty_database_gives_a_faulty_copy_and_older_backups_stay() {
    let database = Database::sqlite();
    let app = lived_in(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let good = backed_up(&database, folder.path()).await;
    app.stop().await;
    let mut raw = SqliteConnection::establish(&database.file().to_string_lossy()).unwrap();
    raw.batch_execute("DELETE FROM entries WHERE leaf_index = 2")
        .unwrap();
    drop(raw);
    let now = time("2026-11-30T03:00:00Z");
    let failed = take_backup(&database.file(), folder.path(), 1, now, None).await;
    let Err(BackupError::Faulty { path, .. }) = failed else {
        panic!("{failed:?}");
    };
    assert!(path.is_file() && good.is_file());
}

#[actix_web::test]
async fn the_server_takes_one_a_day_keeps_as_many_as_it_should_and_tells_of_failures() {
    let database = Database::sqlite();
    let app = lived_in(&database).await;
    let folder = tempfile::tempdir().unwrap();
    let (clock, hands) = Clock::manual(time("2026-11-22T00:00:00Z"));
    let config = |dir: &Path| BackupConfig {
        dir: dir.to_owned(),
        keep_days: 2,
        every: Some(Duration::from_secs(24 * 3600)),
    };
    let key = ServerKey::for_tests();
    let good = config(&folder.path().join("backups"));
    let backups = Backups::new(database.file(), &good, clock.clone(), &key).unwrap();
    assert!(
        backups.take_if_due().await.is_none(),
        "not in the first minute"
    );
    for (at, is_due) in [
        ("2026-11-22T00:01:30Z", true),
        ("2026-11-22T00:05:00Z", false),
        ("2026-11-22T23:00:00Z", false),
        ("2026-11-23T00:02:00Z", true),
        ("2026-11-24T00:03:00Z", true),
    ] {
        hands.set(time(at));
        let taken = backups.take_if_due().await;
        assert_eq!(taken.is_some(), is_due, "{at}");
        assert!(taken.is_none_or(|taken| taken.is_ok()));
    }
    let mut names: Vec<_> = std::fs::read_dir(&good.dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "clearlot-2026-11-23T000200Z.db",
            "clearlot-2026-11-24T000300Z.db"
        ]
    );
    assert_eq!(backups.trouble(), None);
    assert_eq!(backups.age(), Some(0));

    // a file is where the folder should be
    std::fs::write(folder.path().join("file"), "x").unwrap();
    let bad = config(&folder.path().join("file/backups"));
    let backups = Backups::new(database.file(), &bad, clock, &key).unwrap();
    hands.advance(120);
    assert!(backups.take_if_due().await.unwrap().is_err());
    assert!(matches!(backups.trouble(), Some(Trouble::Failed(_))));
    hands.advance(60);
    assert!(backups.take_if_due().await.is_none(), "not again at once");
    hands.advance(600);
    assert!(backups.take_if_due().await.is_some());
    app.stop().await;
}

#[actix_web::test]
async fn the_check_is_the_same_on_both_databases() {
    for database in databases() {
        let app = lived_in(&database).await;
        let key = ServerKey::for_tests();
        let report = clearlot::backups::check_database(app.app.db(), Some(&key))
            .await
            .unwrap();
        assert!(report.is_sound(), "{database}: {report}");
        assert_eq!(
            (report.draws.results, report.draws.ballots),
            (1, 11),
            "{database}"
        );
        assert!(report.to_string().contains("faults       none"));
        app.stop().await;
    }
}
