//! Accounts over a real database: names, passwords, throttling, set-up and sessions. Not here: pages and cookies.

use std::collections::HashMap;
use std::net::IpAddr;

use actix_session::storage::{SessionKey, SessionStore};
use actix_web::cookie::time::Duration;
use chrono::TimeDelta;
use clearlot::accounts::model::password::{Password, PasswordAttempt};
use clearlot::accounts::model::throttle::{AccountLimits, Throttled};
use clearlot::accounts::model::{Account, DisableReason, Role, Username};
use clearlot::accounts::operations::roster::{self, Change, RosterError};
use clearlot::accounts::operations::set_up::{self as setup, SetupError};
use clearlot::accounts::operations::{self, ChangePasswordError, SignInError, SignUpError};
use clearlot::accounts::{self, Accounts, AccountsConfig, SessionTable, SignedIn};
use clearlot::audit::Actor;
use clearlot::clock::{Clock, Hands};
use clearlot::keys::ServerKey;
use clearlot::scheduler;
use clearlot::store::Db;
use clearlot::web::address::ClientAddress;
use futures_util::future::{join, join_all};
use tempfile::TempDir;

use crate::database::databases;

const RIGHT: &str = "three ordinary words";
const TTL: Duration = Duration::days(1);

struct Site {
    accounts: Accounts,
    sessions: SessionTable,
    hands: Hands,
    folder: TempDir,
}

fn site(db: Db) -> Site {
    let (clock, hands) = Clock::manual("2026-11-21T09:00:00Z".parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let config = AccountsConfig {
        limits: AccountLimits::default(),
        ..AccountsConfig::for_tests(folder.path())
    };
    let key = ServerKey::for_tests();
    Site {
        accounts: Accounts::new(db.clone(), clock.clone(), &key, &config).unwrap(),
        sessions: SessionTable::new(db, clock),
        hands,
        folder,
    }
}

fn name(text: &str) -> Username {
    Username::parse(text).unwrap()
}

fn password(text: &str) -> Password {
    Password::parse(text, "").unwrap()
}

fn address(text: &str) -> IpAddr {
    ClientAddress(text.parse().unwrap()).place()
}

fn home() -> IpAddr {
    address("192.0.2.1")
}

impl Site {
    async fn make(&self, who: &str, role: Role) -> Account {
        let password = password(RIGHT);
        let made = operations::create_account(&self.accounts, name(who), &password, role);
        made.await.unwrap()
    }

    async fn change(&self, account: &Account, change: Change) -> Result<Account, RosterError> {
        roster::change(&self.accounts, &Actor::command_line(), account.id, change).await
    }

    async fn sign_in(&self, who: &str, text: &str, from: IpAddr) -> Result<Account, SignInError> {
        operations::sign_in(&self.accounts, who, &PasswordAttempt::new(text), from).await
    }

    /// As the middleware does after a sign-in.
    async fn open(&self, account: &Account) -> SessionKey {
        let opening = serde_json::json!({
            "account_id": account.id,
            "password_version": account.password_version,
            "user_agent": "Firefox",
        });
        let state = HashMap::from([("opening".to_owned(), opening.to_string())]);
        self.sessions.save(state, &TTL).await.unwrap()
    }

    /// Who the session says is signed in.
    async fn who(&self, key: &SessionKey) -> Option<SignedIn> {
        let state = self.sessions.load(key).await.unwrap()?;
        Some(serde_json::from_str(state.get("signed_in")?).unwrap())
    }
}

#[actix_web::test]
async fn who_signs_up_can_sign_in_in_any_case_and_nobody_else_can() {
    for database in databases() {
        let site = site(database.open());
        let password = password(RIGHT);
        let made = operations::sign_up(&site.accounts, name("Amara"), &password, home());
        let made = made.await.unwrap();
        assert_eq!(
            (made.role, made.username.as_str()),
            (Role::Participant, "Amara")
        );
        assert_eq!(site.sign_in("aMARA", RIGHT, home()).await.unwrap(), made);
        for (who, text) in [
            ("amara", "three ordinary word"),
            ("amar", RIGHT),
            ("", RIGHT),
        ] {
            let refused = site.sign_in(who, text, home()).await;
            assert!(matches!(refused, Err(SignInError::Wrong)), "{who}");
        }
    }
}

#[actix_web::test]
async fn of_two_people_who_want_one_name_in_different_case_one_gets_it() {
    for database in databases() {
        let site = site(database.open());
        for round in 0..5 {
            let sign_up = |who: String| {
                let accounts = site.accounts.clone();
                async move {
                    let password = password(RIGHT);
                    operations::create_account(&accounts, name(&who), &password, Role::Participant)
                        .await
                }
            };
            let wanted = ["amara", "AMARA", "Amara"].map(|who| sign_up(format!("{who}{round}")));
            let answers = join_all(wanted).await;
            assert_eq!(
                answers.iter().filter(|a| a.is_ok()).count(),
                1,
                "{database}"
            );
            let taken = |a: &Result<_, _>| matches!(a, Err(SignUpError::NameTaken));
            assert_eq!(answers.iter().filter(|a| taken(a)).count(), 2, "{database}");
        }
        assert_eq!(roster::list(&site.accounts).await.unwrap().len(), 5);
    }
}

#[actix_web::test]
async fn a_thousand_wrong_passwords_are_ten_hashes_however_many_come_at_once() {
    for database in databases() {
        let site = site(database.open());
        site.make("amara", Role::Participant).await;
        let before = site.accounts.hash_count();
        let mut wrong = 0;
        for _ in 0..20 {
            let at_once = (0..50).map(|_| site.sign_in("amara", "a wrong one", home()));
            for answer in join_all(at_once).await {
                match answer {
                    Err(SignInError::Wrong) => wrong += 1,
                    Err(SignInError::Throttled(Throttled { retry_after })) => {
                        assert_eq!(retry_after, 900);
                    }
                    other => panic!("{database}: {other:?}"),
                }
            }
        }
        assert_eq!(
            (wrong, site.accounts.hash_count() - before),
            (10, 10),
            "{database}"
        );
        let right = site.sign_in("amara", RIGHT, home()).await;
        assert!(
            matches!(right, Err(SignInError::Throttled(_))),
            "not even the right one, from there"
        );
        let elsewhere = site.sign_in("amara", RIGHT, address("198.51.100.9")).await;
        assert!(elsewhere.is_ok(), "the owner comes in from another address");
        site.hands.advance(15 * 60);
        assert!(
            site.sign_in("amara", RIGHT, home()).await.is_ok(),
            "and here after the window"
        );
    }
}

#[actix_web::test]
async fn a_refused_try_makes_the_wait_no_longer() {
    for database in databases() {
        let site = site(database.open());
        for _ in 0..10 {
            let _ = site.sign_in("amara", "a wrong one", home()).await;
        }
        for minutes in 0..15 {
            let refused = site.sign_in("amara", "a wrong one", home()).await;
            let Err(SignInError::Throttled(Throttled { retry_after })) = refused else {
                panic!("{database}: {refused:?}");
            };
            assert_eq!(retry_after, (15 - minutes) * 60, "{database}");
            site.hands.advance(60);
        }
        let again = site.sign_in("amara", "a wrong one", home()).await;
        assert!(matches!(again, Err(SignInError::Wrong)), "{database}");
    }
}

#[actix_web::test]
async fn the_count_of_tries_survives_a_restart_and_is_shared_by_instances() {
    for database in databases() {
        let db = database.open();
        let one = site(db.clone());
        for _ in 0..10 {
            let _ = one.sign_in("amara", "a wrong one", home()).await;
        }
        // SQLite lets one process in at a time; on PostgreSQL the first goes on as another instance
        if !database.is_postgres() {
            db.close();
        }
        let two = site(database.open());
        let refused = two.sign_in("amara", "a wrong one", home()).await;
        assert!(
            matches!(refused, Err(SignInError::Throttled(_))),
            "{database}"
        );
        assert_eq!(two.accounts.hash_count(), 0, "{database}");
    }
}

#[actix_web::test]
async fn one_address_may_try_thirty_accounts_and_signing_in_is_no_try() {
    for database in databases() {
        let site = site(database.open());
        site.make("amara", Role::Participant).await;
        for _ in 0..40 {
            site.sign_in("amara", RIGHT, home()).await.unwrap();
        }
        for n in 0..30 {
            let wrong = site
                .sign_in(&format!("user{n}"), "a wrong one", home())
                .await;
            assert!(matches!(wrong, Err(SignInError::Wrong)), "{database} {n}");
        }
        let refused = site.sign_in("user30", "a wrong one", home()).await;
        assert!(
            matches!(refused, Err(SignInError::Throttled(_))),
            "{database}"
        );
    }
}

#[actix_web::test]
async fn an_attack_from_everywhere_does_not_keep_the_owner_from_signing_in_at_home() {
    for database in databases() {
        let site = site(database.open());
        site.make("amara", Role::Participant).await;
        site.sign_in("amara", RIGHT, address("2001:db8:1:2::7"))
            .await
            .unwrap();
        for n in 0..120 {
            let from = address(&format!("203.0.113.{n}"));
            let _ = site.sign_in("amara", "a wrong one", from).await;
        }
        let stranger = site.sign_in("amara", RIGHT, address("198.51.100.9")).await;
        assert!(
            matches!(stranger, Err(SignInError::Throttled(_))),
            "{database}"
        );
        let same_household = address("2001:db8:1:2::8");
        assert!(
            site.sign_in("amara", RIGHT, same_household).await.is_ok(),
            "{database}"
        );
    }
}

#[actix_web::test]
async fn a_name_nobody_has_costs_one_hash_and_gets_the_same_answer() {
    for database in databases() {
        let site = site(database.open());
        site.make("amara", Role::Participant).await;
        let mut answers = Vec::new();
        for who in ["amara", "nobody", "no name at all"] {
            let before = site.accounts.hash_count();
            let refused = site.sign_in(who, "a wrong one", home()).await;
            answers.push((
                refused.unwrap_err().to_string(),
                site.accounts.hash_count() - before,
            ));
        }
        assert_eq!(answers[0].1, 1);
        assert!(
            answers.iter().all(|answer| *answer == answers[0]),
            "{answers:?}"
        );
    }
}

#[actix_web::test]
async fn one_address_makes_twenty_accounts_an_hour() {
    for database in databases() {
        let site = site(database.open());
        let sign_up = |n: usize| {
            let accounts = site.accounts.clone();
            async move {
                let who = name(&format!("user{n}"));
                operations::sign_up(&accounts, who, &password(RIGHT), home()).await
            }
        };
        for n in 0..20 {
            sign_up(n).await.unwrap();
        }
        assert!(
            matches!(sign_up(20).await, Err(SignUpError::Throttled(_))),
            "{database}"
        );
        site.hands.advance(3600);
        sign_up(20).await.unwrap();
    }
}

#[actix_web::test]
async fn a_session_says_who_is_signed_in_until_its_time_is_up() {
    for database in databases() {
        let site = site(database.open());
        let (amara, boss) = (
            site.make("amara", Role::Participant).await,
            site.make("boss", Role::Manager).await,
        );
        let (hers, his) = (site.open(&amara).await, site.open(&boss).await);
        let seen = site.who(&hers).await.unwrap();
        assert_eq!(
            (seen.account_id, seen.username.as_str(), seen.is_manager),
            (amara.id, "amara", false)
        );
        assert!(site.who(&his).await.unwrap().is_manager);
        site.hands.advance(2 * 3600);
        assert_eq!(
            site.who(&his).await,
            None,
            "a manager's ends after two hours unused"
        );
        for _ in 0..62 {
            assert!(site.who(&hers).await.is_some(), "used every eleven hours");
            site.hands.advance(11 * 3600);
        }
        for _ in 0..4 {
            site.hands.advance(11 * 3600);
            let _ = site.who(&hers).await;
        }
        assert_eq!(site.who(&hers).await, None, "thirty days at most");
    }
}

#[actix_web::test]
async fn a_session_that_was_ended_stays_dead_although_a_request_under_way_saves_it() {
    for database in databases() {
        let site = site(database.open());
        let amara = site.make("amara", Role::Participant).await;
        let key = site.open(&amara).await;
        let under_way = site.sessions.load(&key).await.unwrap().unwrap();
        let id = site.who(&key).await.unwrap().session_id;
        let ended = operations::revoke_session(&site.accounts, &amara.actor(None), id).await;
        assert!(ended.unwrap());
        let key = site.sessions.update(key, under_way, &TTL).await.unwrap();
        assert_eq!(site.sessions.load(&key).await.unwrap(), None, "{database}");
    }
}

#[actix_web::test]
async fn nobody_ends_the_session_of_somebody_else() {
    for database in databases() {
        let site = site(database.open());
        let (amara, ben) = (
            site.make("amara", Role::Participant).await,
            site.make("ben", Role::Participant).await,
        );
        let hers = site.open(&amara).await;
        let id = site.who(&hers).await.unwrap().session_id;
        let ended = operations::revoke_session(&site.accounts, &ben.actor(None), id).await;
        assert!(!ended.unwrap());
        assert!(site.who(&hers).await.is_some(), "{database}");
    }
}

#[actix_web::test]
async fn a_new_password_ends_the_other_sessions_and_the_old_password() {
    for database in databases() {
        let site = site(database.open());
        let amara = site.make("amara", Role::Participant).await;
        let (here, there) = (site.open(&amara).await, site.open(&amara).await);
        let this = site.who(&here).await.unwrap().session_id;
        let change = |current: &'static str| {
            let (accounts, this) = (site.accounts.clone(), this.clone());
            async move {
                let (current, new) = (
                    PasswordAttempt::new(current),
                    password("four other ordinary words"),
                );
                operations::change_password(&accounts, amara.id, &this, &current, &new, home())
                    .await
            }
        };
        let wrong = change("a wrong one").await;
        assert!(
            matches!(wrong, Err(ChangePasswordError::WrongCurrent)),
            "{database}"
        );
        assert!(site.who(&there).await.is_some());
        let changed = change(RIGHT).await.unwrap();
        assert!(site.who(&here).await.is_some(), "{database}");
        assert_eq!(site.who(&there).await, None, "{database}");
        assert!(site.sign_in("amara", RIGHT, home()).await.is_err());
        assert!(
            site.sign_in("amara", "four other ordinary words", home())
                .await
                .is_ok()
        );
        // a sign-in that had checked the old password before the change
        let late = site.open(&amara).await;
        assert_eq!(site.who(&late).await, None, "{database}");
        let renewed = site.open(&changed).await;
        assert!(site.who(&renewed).await.is_some(), "{database}");
    }
}

#[actix_web::test]
async fn an_ended_session_does_not_change_the_password_and_guesses_are_counted() {
    for database in databases() {
        let site = site(database.open());
        let amara = site.make("amara", Role::Participant).await;
        let stolen = site.open(&amara).await;
        let this = site.who(&stolen).await.unwrap().session_id;
        let change = |current: &'static str| {
            let (accounts, this) = (site.accounts.clone(), this.clone());
            async move {
                let (current, new) = (
                    PasswordAttempt::new(current),
                    password("four other ordinary words"),
                );
                operations::change_password(&accounts, amara.id, &this, &current, &new, home())
                    .await
            }
        };
        for _ in 0..10 {
            let wrong = change("a wrong one").await;
            assert!(
                matches!(wrong, Err(ChangePasswordError::WrongCurrent)),
                "{database}"
            );
        }
        assert!(
            matches!(change(RIGHT).await, Err(ChangePasswordError::Throttled(_))),
            "{database}"
        );
        site.hands.advance(15 * 60);
        site.sessions.delete(&stolen).await.unwrap();
        assert!(
            matches!(change(RIGHT).await, Err(ChangePasswordError::SignedOut)),
            "{database}"
        );
        assert!(
            site.sign_in("amara", RIGHT, home()).await.is_ok(),
            "{database}"
        );
    }
}

#[actix_web::test]
async fn a_disabled_account_is_out_at_once_and_stays_out() {
    for database in databases() {
        let site = site(database.open());
        let amara = site.make("amara", Role::Participant).await;
        let key = site.open(&amara).await;
        let spam = DisableReason::parse("spam").unwrap();
        site.change(&amara, Change::Disable(spam)).await.unwrap();
        assert_eq!(site.sessions.load(&key).await.unwrap(), None, "{database}");
        assert!(matches!(
            site.sign_in("amara", RIGHT, home()).await,
            Err(SignInError::Wrong)
        ));
        let late = site.open(&amara).await;
        assert_eq!(
            site.who(&late).await,
            None,
            "a sign-in under way when it was disabled"
        );
        site.change(&amara, Change::Enable).await.unwrap();
        assert_eq!(site.who(&key).await, None, "{database}");
        assert!(site.sign_in("amara", RIGHT, home()).await.is_ok());
    }
}

#[actix_web::test]
async fn a_hash_of_another_cost_is_renewed_at_the_next_sign_in() {
    use clearlot::schema::accounts::dsl;
    use diesel::prelude::*;
    const OLD: &str = "$argon2id$v=19$m=16,t=3,p=1$";
    for database in databases() {
        let site = site(database.open());
        let amara = site.make("amara", Role::Participant).await;
        let old = argon2_at(16, 3, RIGHT);
        assert!(old.starts_with(OLD), "{old}");
        let mut raw = database.raw();
        let row = dsl::accounts.find(amara.id);
        diesel::update(row)
            .set(dsl::password_hash.eq(&old))
            .execute(&mut raw)
            .unwrap();
        let key = site.open(&amara).await;
        site.sign_in("amara", RIGHT, home()).await.unwrap();
        let new: String = row.select(dsl::password_hash).first(&mut raw).unwrap();
        assert!(!new.starts_with(OLD), "{database}");
        assert!(
            site.who(&key).await.is_some(),
            "the same password: nobody is signed out"
        );
        site.sign_in("amara", RIGHT, home()).await.unwrap();
    }
}

fn argon2_at(memory: u32, passes: u32, text: &str) -> String {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
    let params = Params::new(memory, passes, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password(text.as_bytes()).unwrap().to_string()
}

fn token(link: &str) -> &str {
    link.strip_prefix("https://lot.example/set-up/").unwrap()
}

#[actix_web::test]
async fn the_set_up_link_makes_one_manager_however_many_use_it_at_once() {
    for database in databases() {
        let site = site(database.open());
        let link = setup::prepare_setup_link(&site.accounts, "https://lot.example").await;
        let link = link.unwrap().unwrap();
        let file = site.folder.path().join("setup-link.txt");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("{link}\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
        let (one, two) = (password(RIGHT), password(RIGHT));
        let (one, two) = join(
            setup::set_up(&site.accounts, token(&link), name("one"), &one, home()),
            setup::set_up(&site.accounts, token(&link), name("two"), &two, home()),
        )
        .await;
        let (made, refused) = if one.is_ok() { (one, two) } else { (two, one) };
        assert_eq!(made.unwrap().role, Role::Manager, "{database}");
        assert!(
            matches!(refused, Err(SetupError::LinkUsed)),
            "{database}: {refused:?}"
        );
        assert_eq!(roster::list(&site.accounts).await.unwrap().len(), 1);
        assert!(!file.exists(), "{database}");
        let none = setup::prepare_setup_link(&site.accounts, "https://lot.example").await;
        assert_eq!(none.unwrap(), None, "there is a manager");
    }
}

#[actix_web::test]
async fn a_restart_voids_the_earlier_link_and_a_day_the_last() {
    for database in databases() {
        let site = site(database.open());
        site.make("amara", Role::Participant).await;
        let prepare = async || {
            let link = setup::prepare_setup_link(&site.accounts, "https://lot.example").await;
            token(&link.unwrap().unwrap()).to_owned()
        };
        let (old, new) = (prepare().await, prepare().await);
        let works = async |token: &str| setup::is_setup_link(&site.accounts, token).await.unwrap();
        assert_eq!(
            (works(&old).await, works(&new).await),
            (false, true),
            "{database}"
        );
        let taken = setup::set_up(
            &site.accounts,
            &new,
            name("Amara"),
            &password(RIGHT),
            home(),
        )
        .await;
        assert!(matches!(taken, Err(SetupError::NameTaken)), "{database}");
        assert!(works(&new).await, "another name can be tried");
        site.hands.advance(24 * 3600);
        assert!(!works(&new).await, "{database}");
        let late =
            setup::set_up(&site.accounts, &new, name("boss"), &password(RIGHT), home()).await;
        assert!(matches!(late, Err(SetupError::LinkUsed)), "{database}");
    }
}

#[actix_web::test]
async fn a_manager_made_on_the_command_line_voids_the_link() {
    for database in databases() {
        let site = site(database.open());
        let link = setup::prepare_setup_link(&site.accounts, "https://lot.example").await;
        let link = link.unwrap().unwrap();
        site.make("boss", Role::Manager).await;
        assert!(
            !setup::is_setup_link(&site.accounts, token(&link))
                .await
                .unwrap(),
            "{database}"
        );
    }
}

#[actix_web::test]
async fn a_promoted_account_manages_from_its_next_sign_in() {
    for database in databases() {
        let site = site(database.open());
        let amara = site.make("amara", Role::Participant).await;
        let key = site.open(&amara).await;
        let promoted = site.change(&amara, Change::Promote).await.unwrap();
        assert_eq!(site.who(&key).await, None, "{database}");
        let key = site.open(&promoted).await;
        assert!(site.who(&key).await.unwrap().is_manager, "{database}");
        let nobody = roster::find_by_name(&site.accounts, name("nobody")).await;
        assert_eq!(nobody.unwrap(), None);
        let again = site.change(&amara, Change::Promote).await;
        assert!(matches!(again, Err(RosterError::Unchanged)), "{database}");
    }
}

#[actix_web::test]
async fn what_has_expired_is_removed() {
    use clearlot::schema::{known_addresses, sessions, setup_links, sign_in_throttles};
    use diesel::prelude::*;
    for database in databases() {
        let site = site(database.open());
        let amara = site.make("amara", Role::Participant).await;
        setup::prepare_setup_link(&site.accounts, "https://lot.example")
            .await
            .unwrap();
        site.open(&amara).await;
        site.sign_in("amara", RIGHT, home()).await.unwrap();
        let _ = site.sign_in("amara", "a wrong one", home()).await;
        let job = accounts::feature(&site.accounts).jobs;
        let counts = || {
            let mut raw = database.raw();
            let sessions: i64 = sessions::table.count().get_result(&mut raw).unwrap();
            let tries: i64 = sign_in_throttles::table
                .count()
                .get_result(&mut raw)
                .unwrap();
            let links: i64 = setup_links::table.count().get_result(&mut raw).unwrap();
            let known: i64 = known_addresses::table.count().get_result(&mut raw).unwrap();
            [sessions, i64::from(tries > 0), links, known]
        };
        assert_eq!(scheduler::tick(&job).await, 0);
        assert_eq!(counts(), [1, 1, 1, 1], "nothing has expired");
        site.hands.advance(TimeDelta::days(31).num_seconds());
        let _ = site.open(&amara).await;
        assert_eq!(scheduler::tick(&job).await, 0);
        assert_eq!(counts(), [1, 0, 0, 1], "{database}");
        site.hands.advance(TimeDelta::days(180).num_seconds());
        assert_eq!(scheduler::tick(&job).await, 0);
        assert_eq!(counts(), [0, 0, 0, 0], "{database}");
    }
}

#[actix_web::test]
async fn the_last_manager_stays_one_however_many_change_managers_at_once() {
    for database in databases() {
        let site = site(database.open());
        let one = site.make("one", Role::Manager).await;
        let two = site.make("two", Role::Manager).await;
        let reason = || DisableReason::parse("left the club").unwrap();
        let other = if database.is_postgres() {
            let (clock, _) = Clock::manual("2026-11-21T09:00:00Z".parse().unwrap());
            let config = AccountsConfig::for_tests(site.folder.path());
            Accounts::new(database.open(), clock, &ServerKey::for_tests(), &config).unwrap()
        } else {
            site.accounts.clone()
        };
        // two tabs on two instances: each takes the other manager away
        let actor = Actor::command_line();
        let (first, second) = join(
            site.change(&one, Change::Demote),
            roster::change(&other, &actor, two.id, Change::Disable(reason())),
        )
        .await;
        assert_eq!(first.is_ok() as u8 + second.is_ok() as u8, 1, "{database}");
        let refused = first.err().or(second.err()).unwrap();
        assert!(
            matches!(refused, RosterError::LastManager),
            "{database}: {refused}"
        );
        let left = roster::list(&site.accounts).await.unwrap();
        let left: Vec<_> = left
            .iter()
            .filter(|account| account.role == Role::Manager && account.disabled_at.is_none())
            .collect();
        assert_eq!(left.len(), 1, "{database}");
        for change in [Change::Demote, Change::Disable(reason())] {
            let refused = site.change(left[0], change).await;
            assert!(
                matches!(refused, Err(RosterError::LastManager)),
                "{database}"
            );
        }
    }
}

#[actix_web::test]
async fn accounts_are_found_by_the_beginning_of_their_names_page_by_page() {
    for database in databases() {
        let site = site(database.open());
        for n in 0..60 {
            site.make(&format!("amara{n:02}"), Role::Participant).await;
        }
        site.make("ben_1", Role::Participant).await;
        site.make("benx1", Role::Participant).await;
        let page = roster::search(&site.accounts, " AMARA", "").await.unwrap();
        assert_eq!(page.accounts.len(), 50, "{database}");
        let after = page.after.unwrap();
        let rest = roster::search(&site.accounts, "amara", &after)
            .await
            .unwrap();
        assert_eq!((rest.accounts.len(), rest.after), (10, None), "{database}");
        for (prefix, found) in [("ben_", 1), ("ben", 2), ("%", 0), ("\\", 0), ("nobody", 0)] {
            let page = roster::search(&site.accounts, prefix, "").await.unwrap();
            assert_eq!(page.accounts.len(), found, "{database}: {prefix}");
        }
    }
}
