//! The commands of whoever runs the server, as the binary itself, on a database of their own.

use std::path::Path;
use std::process::{Command, Output};

use crate::app::TestApp;
use crate::database::{Database, databases};

/// Runs the binary with these settings.
fn clearlot(folder: &Path, url: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clearlot"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("DATABASE_URL", url)
        .env("CLEARLOT_DATA_DIR", folder)
        .env("CLEARLOT_LISTEN", "127.0.0.1:0")
        .env("CLEARLOT_BEACON", "none")
        .output()
        .unwrap()
}

#[track_caller]
fn out(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    let (out, err) = (String::from_utf8_lossy(out), String::from_utf8_lossy(err));
    assert!(output.status.success(), "{out}\n{err}");
    out.into_owned()
}

#[track_caller]
fn refusal(output: &Output) -> String {
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn migrations_are_listed_and_run_once() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| clearlot(folder.path(), &database.url(), arguments);
        let said = refusal(&run(&["migrate", "--check"]));
        assert!(
            said.contains("migrations are pending"),
            "{database}: {said}"
        );
        let said = out(&run(&["migrate"]));
        assert!(
            said.contains("done now  2026-11-21-000001_accounts"),
            "{database}: {said}"
        );
        assert!(!out(&run(&["migrate"])).contains("done now"));
        assert!(out(&run(&["migrate", "--check"])).contains("up to date"));
    }
}

#[test]
fn a_time_that_is_still_to_come_is_not_drawn_but_can_be_looked_at() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let run = |arguments: &[&str]| clearlot(folder.path(), &database.url(), arguments);
        let said = refusal(&run(&["draw", "--until", "2199-01-01T00:00:00Z"]));
        assert!(said.contains("still to come"), "{database}: {said}");
        assert!(refusal(&run(&["draw", "--until", "tomorrow"])).contains("--until"));
        assert!(out(&run(&["draw"])).contains("Nothing more is due."));
        let said = out(&run(&[
            "draw",
            "--until",
            "2199-01-01T00:00:00Z",
            "--dry-run",
        ]));
        assert!(
            said.contains("0 draws; nothing was changed."),
            "{database}: {said}"
        );
    }
}

#[actix_web::test]
async fn what_is_due_is_drawn_by_hand_and_said() {
    for database in databases() {
        let key = clearlot::keys::ServerKey::for_tests();
        let app = TestApp::start(&database, "2020-02-02T20:00:00Z").await;
        app.signed_up("ann").await.submit("daily", "2").await;
        app.stop().await;
        // the tests' own key is no file: the command refuses the database instead of drawing with another
        let folder = tempfile::tempdir().unwrap();
        let said = refusal(&clearlot(folder.path(), &database.url(), &["draw"]));
        assert!(said.contains(&key.fingerprint()), "{database}: {said}");
    }
}

#[test]
fn backup_restore_and_check_from_the_command_line() {
    let database = Database::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| clearlot(folder.path(), &database.url(), arguments);
    out(&run(&["draw"]));
    assert!(out(&run(&["check"])).contains("faults       none"));
    let said = out(&run(&["backup"]));
    assert!(
        said.contains("The key file") && said.contains("is not in it"),
        "{said}"
    );
    let said = out(&run(&["backup", "kept", "--with-key"]));
    assert!(said.contains("faults       none"), "{said}");
    assert!(folder.path().join("kept/clearlot.key").is_file());
    let name = std::fs::read_dir(folder.path().join("backups"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let name = name.path().to_string_lossy().into_owned();
    assert!(out(&run(&["restore", &name, "--verify"])).contains("faults       none"));
    let said = out(&run(&["restore", &name, "--yes"]));
    assert!(said.contains("restored") && said.contains("kept"), "{said}");
    out(&run(&["check"]));
    std::fs::write(folder.path().join("nonsense.db"), "no database").unwrap();
    let said = refusal(&run(&["restore", "nonsense.db"]));
    assert!(
        said.contains("not a database") || said.contains("no backup"),
        "{said}"
    );
    refusal(&run(&["restore", "nowhere.db"]));
    out(&run(&["check"]));
}

#[test]
fn the_demo_fills_an_empty_database_only() {
    let database = Database::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| clearlot(folder.path(), &database.url(), arguments);
    let said = out(&run(&["demo", "--days", "5"]));
    assert!(
        said.contains("organiser") && said.contains("amara"),
        "{said}"
    );
    assert!(out(&run(&["check"])).contains("faults       none"));
    assert!(refusal(&run(&["demo"])).contains("empty"));
}

#[actix_web::test]
async fn a_dump_of_postgresql_is_restored_and_checked() {
    let mut two = crate::database::postgres_databases();
    // another pass makes another database: one to dump, one to restore into
    let (Some(from), Some(to)) = (two.next(), crate::database::postgres_databases().next()) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let run = |url: &str, arguments: &[&str]| clearlot(folder.path(), url, arguments);
    out(&run(&from.url(), &["demo", "--days", "2"]));
    let dump = folder.path().join("dump");
    let tool = |name: &str, arguments: &[&str]| {
        let output = Command::new(name).args(arguments).output();
        out(&output.unwrap_or_else(|e| panic!("{name}: {e}")));
    };
    let dump = dump.to_str().unwrap();
    tool("pg_dump", &["--format=custom", "--file", dump, &from.url()]);
    tool(
        "pg_restore",
        &["--exit-on-error", "--no-owner", "--dbname", &to.url(), dump],
    );
    let said = out(&run(&to.url(), &["check"]));
    assert!(said.contains("faults       none"), "{said}");
    // an entry is gone: the check sees it
    let mut raw = to.raw();
    diesel::connection::SimpleConnection::batch_execute(
        &mut raw,
        "DELETE FROM entries WHERE leaf_index = 1",
    )
    .unwrap();
    let said = clearlot(folder.path(), &to.url(), &["check"]);
    assert!(!said.status.success() && String::from_utf8_lossy(&said.stdout).contains("FAULT"));
}

#[test]
fn the_key_is_shown_and_replaced_only_when_asked_twice() {
    use clearlot::fairness::ServerName;
    let database = Database::sqlite();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| clearlot(folder.path(), &database.url(), arguments);
    assert!(refusal(&run(&["key", "show"])).contains("first start"));
    let files = clearlot::keys::SigningFiles::in_folder(folder.path());
    let name = ServerName::parse("lotto.example/vdraw").unwrap();
    let signing = clearlot::draws::Signing::open(&files, &name, 1_795_219_200).unwrap();
    let old = signing.vkey().to_string();
    let said = out(&run(&["key", "show"]));
    assert!(said.contains(&format!("key          {old}")), "{said}");
    assert!(
        said.contains("2026-11-21") && !said.contains("retired"),
        "{said}"
    );
    let said = refusal(&run(&["key", "rotate"]));
    assert!(said.contains("nothing was changed"), "{said}");
    assert!(out(&run(&["key", "show"])).contains(&old));
    let said = out(&run(&["key", "rotate", "--yes"]));
    assert!(said.contains(&format!("retired      {old}")), "{said}");
    let signing = clearlot::draws::Signing::open(&files, &name, 1_795_219_300).unwrap();
    let new = signing.vkey().to_string();
    assert_ne!(old, new);
    let said = out(&run(&["key", "show"]));
    assert!(said.contains(&format!("key          {new}")), "{said}");
}
