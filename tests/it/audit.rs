//! The audit log over a real database: one chain whoever writes, rows that stay, tampering that shows, and storms of
//! failed sign-ins that stay small. Not here: its page.

use clearlot::accounts::model::password::{Password, PasswordAttempt};
use clearlot::accounts::model::throttle::AccountLimits;
use clearlot::accounts::model::{Account, DisableReason, Role, Username};
use clearlot::accounts::operations;
use clearlot::accounts::operations::roster::{self, Change};
use clearlot::accounts::{Accounts, AccountsConfig};
use clearlot::audit::{self, Actor, ChainError, Filter, Row, list_rows, verify_chain};
use clearlot::clock::{Clock, Hands};
use clearlot::keys::ServerKey;
use clearlot::store::{Conn, Db, StoreError};
use diesel::connection::SimpleConnection;
use futures_util::future::join_all;
use serde_json::json;

use crate::database::{Database, databases};

const NOW: &str = "2026-11-26T09:00:00Z";
const RIGHT: &str = "three ordinary words";

fn amara() -> Actor {
    Actor::account(7, "amara", Some("192.0.2.1".parse().unwrap()))
}

async fn record(db: &Db, actor: Actor, object: &'static str) -> Result<(), StoreError> {
    db.write(move |conn| {
        let now = NOW.parse().unwrap();
        audit::record(conn, now, &actor, "lottery.edit", object, &json!({"n": 1}))
    })
    .await
}

async fn rows(db: &Db, filter: Filter) -> Vec<Row> {
    let mut rows = list_rows(db, filter, 1000).await.unwrap();
    rows.reverse();
    rows
}

/// Runs statements beside the program, as somebody with the database would; the triggers out of the way if asked.
fn tamper(database: &Database, conn: &mut Conn, sql: &str) {
    let off = if database.is_postgres() {
        "ALTER TABLE audit_log DISABLE TRIGGER USER; ALTER TABLE audit_people DISABLE TRIGGER USER;"
    } else {
        "DROP TRIGGER audit_log_keeps_rows; DROP TRIGGER audit_log_keeps_all_rows; \
         DROP TRIGGER audit_people_keeps_rows;"
    };
    conn.batch_execute(&format!("{off} {sql}")).unwrap();
}

#[actix_web::test]
async fn rows_written_at_once_make_one_chain_without_gaps() {
    for database in databases() {
        let db = database.open();
        let instances = if database.is_postgres() {
            vec![db.clone(), database.open()]
        } else {
            vec![db.clone()]
        };
        let writes = (0..40).map(|n| record(&instances[n % instances.len()], amara(), "lottery/a"));
        for written in join_all(writes).await {
            written.unwrap();
        }
        let head = verify_chain(&db, None).await.unwrap();
        assert_eq!(head.number, 40, "{database}");
        let row = rows(&db, Filter::default()).await.remove(0);
        assert_eq!((row.number, row.account_id), (1, Some(7)), "{database}");
        let person = row.person.unwrap();
        assert_eq!(person.name.as_deref(), Some("amara"), "{database}");
        assert_eq!(person.address.as_deref(), Some("192.0.2.1"), "{database}");
        assert_eq!(row.detail, r#"{"n":1}"#, "{database}");
        // an end that was noted is found again, and another one is not
        let noted = Some((head.number, head.hash));
        verify_chain(&db, noted).await.unwrap();
        let other = verify_chain(&db, Some((3, "ab".repeat(32)))).await;
        assert!(
            matches!(other, Err(ChainError::OtherHistory(3))),
            "{database}"
        );
        let longer = verify_chain(&db, Some((41, "ab".repeat(32)))).await;
        assert!(
            matches!(longer, Err(ChainError::OtherEnd { .. })),
            "{database}"
        );
    }
}

#[actix_web::test]
async fn what_is_rolled_back_leaves_no_row_and_no_gap() {
    for database in databases() {
        let db = database.open();
        record(&db, amara(), "lottery/a").await.unwrap();
        let refused: Result<(), StoreError> = db
            .write(|conn| {
                let now = NOW.parse().unwrap();
                audit::record(conn, now, &amara(), "lottery.edit", "lottery/b", &json!({}))?;
                Err(StoreError::NotSaved("changed my mind".into()))
            })
            .await;
        assert!(refused.is_err());
        record(&db, amara(), "lottery/c").await.unwrap();
        assert_eq!(
            verify_chain(&db, None).await.unwrap().number,
            2,
            "{database}"
        );
    }
}

#[actix_web::test]
async fn the_database_refuses_to_change_or_delete_a_row() {
    for database in databases() {
        let db = database.open();
        record(&db, amara(), "lottery/a").await.unwrap();
        let mut statements = vec![
            "UPDATE audit_log SET object = 'lottery/b'",
            "DELETE FROM audit_log",
            "UPDATE audit_people SET name = 'ben'",
            "DELETE FROM audit_head",
        ];
        if database.is_postgres() {
            statements.push("TRUNCATE audit_log CASCADE");
        }
        for sql in statements {
            let mut conn = database.raw();
            assert!(conn.batch_execute(sql).is_err(), "{database}: {sql}");
        }
        assert_eq!(
            verify_chain(&db, None).await.unwrap().number,
            1,
            "{database}"
        );
    }
}

#[actix_web::test]
async fn an_edited_a_deleted_and_an_added_row_show() {
    type Expected = fn(&ChainError) -> bool;
    let cases: [(&str, Expected); 7] = [
        (
            "UPDATE audit_log SET object = 'lottery/z' WHERE number = 3",
            |e| matches!(e, ChainError::Changed(3)),
        ),
        (
            "UPDATE audit_log SET account_id = 8 WHERE number = 1",
            |e| matches!(e, ChainError::Changed(1)),
        ),
        (
            "DELETE FROM audit_people WHERE number = 3; DELETE FROM audit_log WHERE number = 3",
            |e| matches!(e, ChainError::Missing(3)),
        ),
        (
            "DELETE FROM audit_people WHERE number = 5; DELETE FROM audit_log WHERE number = 5",
            |e| {
                matches!(
                    e,
                    ChainError::OtherEnd {
                        found: 4,
                        expected: 5
                    }
                )
            },
        ),
        (
            "INSERT INTO audit_log (number, at, actor, action, object, detail, hash) \
             SELECT 6, at, 'clock', action, object, detail, hash FROM audit_log WHERE number = 5",
            |e| matches!(e, ChainError::Changed(6)),
        ),
        (
            "UPDATE audit_people SET name = 'ben' WHERE number = 2",
            |e| matches!(e, ChainError::PersonChanged(2)),
        ),
        (
            "UPDATE audit_people SET address = '192.0.2.9' WHERE number = 2",
            |e| matches!(e, ChainError::PersonChanged(2)),
        ),
    ];
    for (sql, is_expected) in cases {
        for database in databases() {
            let db = database.open();
            for _ in 0..5 {
                record(&db, amara(), "lottery/a").await.unwrap();
            }
            tamper(&database, &mut database.raw(), sql);
            let error = verify_chain(&db, None).await.unwrap_err();
            assert!(is_expected(&error), "{database}: {sql}: {error}");
        }
    }
}

#[actix_web::test]
async fn people_are_forgotten_and_the_chain_still_holds() {
    for database in databases() {
        let db = database.open();
        let ben = || Actor::account(8, "ben", None);
        for actor in [amara(), ben(), amara()] {
            record(&db, actor, "lottery/a").await.unwrap();
        }
        let forgotten = db.write(|conn| audit::forget_account(conn, 7)).await;
        assert_eq!(forgotten.unwrap(), 2, "{database}");
        let names: Vec<_> = rows(&db, Filter::default())
            .await
            .into_iter()
            .map(|row| row.person.and_then(|person| person.name))
            .collect();
        assert_eq!(names, [None, Some("ben".to_owned()), None], "{database}");
        for (before, count) in [
            (NOW, 0),
            ("2026-11-26T09:00:01Z", 1),
            ("2026-11-26T09:00:01Z", 0),
        ] {
            let before = before.parse().unwrap();
            let forgotten = db.write(move |conn| audit::forget_people_before(conn, before, 10));
            assert_eq!(forgotten.await.unwrap(), count, "{database}");
        }
        assert_eq!(
            verify_chain(&db, None).await.unwrap().number,
            3,
            "{database}"
        );
    }
}

#[actix_web::test]
async fn rows_are_found_by_action_actor_object_and_time() {
    for database in databases() {
        let db = database.open();
        record(&db, amara(), "lottery/a").await.unwrap();
        record(&db, Actor::clock(), "account/7").await.unwrap();
        let numbers = |filter: Filter| {
            let db = db.clone();
            async move {
                let rows = rows(&db, filter).await;
                rows.iter().map(|row| row.number).collect::<Vec<_>>()
            }
        };
        let action = |text: &str| Filter {
            action: Some(text.to_owned()),
            ..Filter::default()
        };
        assert_eq!(numbers(action("lottery.")).await, [1, 2], "{database}");
        assert_eq!(numbers(action("lottery.edit")).await, [1, 2], "{database}");
        assert!(numbers(action("sign_in.")).await.is_empty(), "{database}");
        let about = Filter {
            about: Some(7),
            ..Filter::default()
        };
        assert_eq!(numbers(about.clone()).await, [1, 2], "{database}");
        let by = Filter {
            account_id: Some(7),
            ..Filter::default()
        };
        assert_eq!(numbers(by).await, [1], "{database}");
        let older = Filter {
            before: Some(2),
            ..about
        };
        assert_eq!(numbers(older).await, [1], "{database}");
        let later = Filter {
            from: Some("2026-11-26T09:00:01Z".parse().unwrap()),
            ..Filter::default()
        };
        assert!(numbers(later).await.is_empty(), "{database}");
    }
}

struct Site {
    accounts: Accounts,
    db: Db,
    hands: Hands,
    _folder: tempfile::TempDir,
}

fn site(db: Db, limits: AccountLimits) -> Site {
    let (clock, hands) = Clock::manual(NOW.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let config = AccountsConfig {
        limits,
        ..AccountsConfig::for_tests(folder.path())
    };
    let key = ServerKey::for_tests();
    Site {
        accounts: Accounts::new(db.clone(), clock, &key, &config).unwrap(),
        db,
        hands,
        _folder: folder,
    }
}

impl Site {
    async fn sign_up(&self, who: &str) -> Account {
        let (name, password) = (
            Username::parse(who).unwrap(),
            Password::parse(RIGHT, "").unwrap(),
        );
        operations::sign_up(
            &self.accounts,
            name,
            &password,
            "192.0.2.1".parse().unwrap(),
        )
        .await
        .unwrap()
    }

    async fn try_sign_in(&self, who: &str, password: &str) -> bool {
        let attempt = PasswordAttempt::new(password);
        let from = "192.0.2.1".parse().unwrap();
        operations::sign_in(&self.accounts, who, &attempt, from)
            .await
            .is_ok()
    }

    async fn actions(&self) -> Vec<String> {
        let rows = rows(&self.db, Filter::default()).await;
        rows.into_iter().map(|row| row.action).collect()
    }

    fn count(actions: &[String], action: &str) -> usize {
        actions.iter().filter(|one| *one == action).count()
    }
}

#[actix_web::test]
async fn each_sign_in_event_is_one_row_and_a_storm_is_few() {
    for database in databases() {
        let site = site(database.open(), AccountLimits::default());
        let account = site.sign_up("amara").await;
        assert!(site.try_sign_in("amara", RIGHT).await);
        let storm = (0..100).map(|_| site.try_sign_in("amara", "wrong words"));
        assert!(!join_all(storm).await.contains(&true));
        let actions = site.actions().await;
        assert_eq!(
            actions[..2],
            ["account.sign_up", "sign_in.ok"],
            "{database}"
        );
        assert_eq!(Site::count(&actions, "sign_in.failed"), 10, "{database}");
        assert_eq!(Site::count(&actions, "sign_in.throttled"), 1, "{database}");
        let about = Filter {
            about: Some(account.id),
            ..Filter::default()
        };
        assert_eq!(rows(&site.db, about).await.len(), 13, "{database}");
        // the next window tells again
        site.hands.advance(16 * 60);
        for _ in 0..12 {
            site.try_sign_in("amara", "wrong words").await;
        }
        let actions = site.actions().await;
        assert_eq!(Site::count(&actions, "sign_in.throttled"), 2, "{database}");
        verify_chain(&site.db, None).await.unwrap();
    }
}

#[actix_web::test]
async fn failures_beyond_the_limit_of_the_site_are_counted_in_one_row() {
    for database in databases() {
        let mut limits = AccountLimits::for_tests();
        limits.failures_listed.tries = 5;
        let site = site(database.open(), limits);
        let names: Vec<String> = (0..12).map(|n| format!("nobody{n}")).collect();
        join_all(
            names
                .iter()
                .map(|name| site.try_sign_in(name, "wrong words")),
        )
        .await;
        assert_eq!(
            Site::count(&site.actions().await, "sign_in.failed"),
            5,
            "{database}"
        );
        site.hands.advance(16 * 60);
        operations::remove_expired(&site.accounts).await.unwrap();
        operations::remove_expired(&site.accounts).await.unwrap();
        let last = rows(&site.db, Filter::default()).await.pop().unwrap();
        assert_eq!(last.action, "sign_in.failed_unlisted", "{database}");
        assert_eq!(last.detail, r#"{"count":7}"#, "{database}");
        assert_eq!(site.actions().await.len(), 6, "{database}");
    }
}

#[actix_web::test]
async fn what_the_command_line_does_is_recorded_with_its_account_and_no_name() {
    for database in databases() {
        let site = site(database.open(), AccountLimits::default());
        let account = site.sign_up("amara").await;
        let reason = DisableReason::parse("spam").unwrap();
        for change in [
            Change::Promote,
            Change::Demote,
            Change::Disable(reason),
            Change::Enable,
        ] {
            let actor = Actor::command_line();
            // somebody must be left who manages
            if change == Change::Demote {
                let (name, password) = (
                    Username::parse("boss").unwrap(),
                    Password::parse(RIGHT, "").unwrap(),
                );
                let role = Role::Manager;
                operations::create_account(&site.accounts, name, &password, role)
                    .await
                    .unwrap();
            }
            roster::change(&site.accounts, &actor, account.id, change)
                .await
                .unwrap();
        }
        let again = roster::change(
            &site.accounts,
            &Actor::command_line(),
            account.id,
            Change::Enable,
        )
        .await;
        assert!(again.is_err(), "what changes nothing is no row");
        let rows = rows(&site.db, Filter::default()).await;
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.action.as_str(), row.actor.as_str(), row.object.clone()))
            .collect();
        let object = format!("account/{}", account.id);
        assert_eq!(
            told,
            [
                ("account.sign_up", "account", object.clone()),
                ("account.promote", "command line", object.clone()),
                (
                    "account.create",
                    "command line",
                    format!("account/{}", account.id + 1)
                ),
                ("account.demote", "command line", object.clone()),
                ("account.disable", "command line", object.clone()),
                ("account.enable", "command line", object),
            ],
            "{database}"
        );
        assert!(!rows.iter().any(|row| row.detail.contains("amara")));
    }
}
