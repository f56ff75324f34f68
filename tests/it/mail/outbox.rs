//! Letters against a server that takes, puts off, refuses, hangs, or hangs up.

use chrono::TimeDelta;
use clearlot::audit::Actor;
use clearlot::mail::model::LetterState;
use clearlot::mail::operations::retry;
use clearlot::mail::{Letter, MailState, Urgency, forget_account};
use clearlot::store::StoreError;

use super::{Instance, body_of, letter};
use crate::database::{databases, postgres_databases};
use crate::post_office::{Manner, PostOffice};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

#[actix_web::test]
async fn a_letter_is_sent_once_and_its_text_erased() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        assert!(one.enqueue(letter("ann@example.org")).await);
        one.tick().await;
        one.tick_after(TimeDelta::hours(1)).await;
        let got = post.take();
        assert_eq!(got.len(), 1, "{database}");
        assert_eq!(got[0].to, "ann@example.org");
        assert_eq!(
            got[0].header("Subject").unwrap(),
            "The result of Daily Draw"
        );
        assert_eq!(
            got[0].header("From").unwrap(),
            "Clearlot <lottery@example.org>"
        );
        assert!(got[0].text().contains("ballot 0003 won."));
        let stored = &one.letters().await[0];
        assert_eq!(stored.state, LetterState::Sent, "{database}");
        assert_eq!(body_of(&one.db, stored.id).await, "", "{database}");
    }
}

#[actix_web::test]
async fn many_letters_share_a_connection_and_urgent_ones_go_first() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        for n in 0..45 {
            one.enqueue(letter(&format!("p{n}@example.org"))).await;
        }
        one.enqueue(Letter {
            urgency: Urgency::AskedFor {
                valid: TimeDelta::minutes(30),
            },
            ..letter("urgent@example.org")
        })
        .await;
        one.tick().await;
        let got = post.take();
        assert_eq!((got.len(), post.connections()), (46, 1), "{database}");
        assert_eq!(got[0].to, "urgent@example.org", "{database}");
    }
}

#[actix_web::test]
async fn a_letter_of_the_same_key_is_stored_once() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        let keyed = Letter {
            once: Some("result/1/2".to_owned()),
            ..letter("ann@example.org")
        };
        assert!(one.enqueue(keyed.clone()).await);
        assert!(!one.enqueue(keyed.clone()).await);
        one.tick().await;
        assert!(!one.enqueue(keyed).await, "not after it was sent either");
        assert_eq!(post.take().len(), 1, "{database}");
    }
}

#[actix_web::test]
async fn nothing_is_stored_or_sent_when_mail_is_off() {
    for database in databases() {
        let off = Instance::new(database.open(), None);
        assert!(!off.enqueue(letter("ann@example.org")).await);
        off.tick().await;
        assert_eq!(off.letters().await, []);
    }
}

#[actix_web::test]
async fn a_letter_that_is_put_off_is_tried_after_1_2_4_minutes_with_the_same_message_id() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        post.next(&[Manner::Defer, Manner::Defer, Manner::Defer]);
        one.enqueue(letter("ann@example.org")).await;
        one.tick().await;
        let stored = one.letters().await.remove(0);
        assert_eq!((stored.state, stored.attempts), (LetterState::Waiting, 1));
        assert!(stored.problem.unwrap().contains("Greylisted"));
        for (wait, tries) in [(1, 2), (2, 3)] {
            one.tick_after(MINUTE * wait - TimeDelta::seconds(1)).await;
            assert_eq!(one.letters().await[0].attempts, tries - 1, "{database}");
            one.tick_after(TimeDelta::seconds(1)).await;
            assert_eq!(one.letters().await[0].attempts, tries, "{database}");
        }
        one.tick_after(MINUTE * 4).await;
        assert_eq!(one.states().await, [LetterState::Sent], "{database}");
        let health = clearlot::mail::operations::find_facts(&one.mail).await;
        assert_eq!(
            health.unwrap().health.state,
            MailState::Working,
            "one letter put off is no outage"
        );
    }
}

#[actix_web::test]
async fn a_letter_is_given_up_after_two_days_and_can_be_tried_again_by_hand() {
    let database = crate::database::Database::sqlite();
    let post = PostOffice::open();
    let one = Instance::new(database.open(), Some(post.config()));
    post.next(&[Manner::Defer; 40]);
    one.enqueue(letter("ann@example.org")).await;
    for _ in 0..48 {
        one.tick().await;
        one.hands.advance(3600);
    }
    let stored = one.letters().await.remove(0);
    assert_eq!(stored.state, LetterState::GivenUp);
    assert!((10..20).contains(&stored.attempts), "{}", stored.attempts);
    let left = 40 - usize::try_from(stored.attempts).unwrap();
    post.next(&[]);
    assert_eq!(
        retry(&one.mail, &Actor::clock(), Some(stored.id))
            .await
            .unwrap(),
        1
    );
    for _ in 0..left {
        one.tick().await;
        one.hands.advance(6 * 3600);
        let _ = retry(&one.mail, &Actor::clock(), None).await.unwrap();
    }
    one.tick().await;
    assert_eq!(one.states().await, [LetterState::Sent]);
}

#[actix_web::test]
async fn a_letter_nobody_tried_in_time_is_given_up_too_and_its_secret_erased() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        one.enqueue(Letter {
            urgency: Urgency::AskedFor {
                valid: TimeDelta::minutes(30),
            },
            ..letter("ann@example.org")
        })
        .await;
        one.hands.advance(1801);
        one.clean().await;
        one.tick().await;
        let stored = one.letters().await.remove(0);
        assert_eq!(stored.state, LetterState::GivenUp, "{database}");
        assert!(!stored.has_text, "{database}");
        assert_eq!(
            retry(&one.mail, &Actor::clock(), None).await.unwrap(),
            0,
            "{database}"
        );
        assert!(post.take().is_empty(), "{database}");
        one.hands.advance(31 * 86_400);
        one.clean().await;
        assert_eq!(one.letters().await, [], "{database}: gone after 30 days");
    }
}

#[actix_web::test]
async fn a_refused_letter_fails_with_the_reason_and_holds_up_no_other() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        post.next(&[Manner::Refuse]);
        one.enqueue(letter("gone@example.org")).await;
        one.enqueue(letter("ann@example.org")).await;
        one.tick().await;
        assert_eq!(
            one.states().await,
            [LetterState::Sent, LetterState::Failed],
            "{database}"
        );
        let failed = one.letters().await.remove(1);
        assert!(failed.problem.unwrap().contains("No such mailbox"));
        assert_eq!(post.connections(), 1, "{database}: RSET keeps it");
    }
}

#[actix_web::test]
async fn a_server_that_hangs_or_refuses_us_is_an_outage_that_blames_no_letter() {
    for manner in [Manner::Hang, Manner::RefuseSender, Manner::DropAtOnce] {
        let database = crate::database::Database::sqlite();
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        post.next(&[manner]);
        one.enqueue(letter("ann@example.org")).await;
        one.enqueue(letter("ben@example.org")).await;
        one.tick().await;
        let facts = clearlot::mail::operations::find_facts(&one.mail)
            .await
            .unwrap();
        let MailState::Failing { since, .. } = facts.health.state else {
            panic!("{manner:?}: {:?}", facts.health);
        };
        assert_eq!(since, one.mail.now(), "{manner:?}");
        assert_eq!(one.states().await, [LetterState::Waiting; 2], "{manner:?}");
        let tries: Vec<u32> = one.letters().await.iter().map(|l| l.attempts).collect();
        assert_eq!(tries, [0, 1], "{manner:?}: only the first was tried");
        one.tick_after(TimeDelta::seconds(59)).await;
        assert_eq!(post.connections(), 1, "{manner:?}: left alone for a minute");
        one.tick_after(TimeDelta::seconds(1)).await;
        assert_eq!(one.states().await, [LetterState::Sent; 2], "{manner:?}");
        let facts = clearlot::mail::operations::find_facts(&one.mail)
            .await
            .unwrap();
        assert_eq!(facts.health.state, MailState::Working, "{manner:?}");
    }
}

#[actix_web::test]
async fn starttls_is_insisted_upon() {
    let database = crate::database::Database::sqlite();
    let post = PostOffice::open();
    let one = Instance::new(database.open(), Some(post.config_with_starttls()));
    one.enqueue(letter("ann@example.org")).await;
    one.tick().await;
    assert_eq!(one.states().await, [LetterState::Waiting]);
    let problem = one.letters().await.remove(0).problem.unwrap();
    assert!(problem.contains("STARTTLS"), "{problem}");
    assert!(post.take().is_empty());
}

#[actix_web::test]
async fn a_connection_lost_after_the_text_sends_it_again_under_the_same_message_id() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        post.next(&[Manner::DropAfterData]);
        one.enqueue(letter("ann@example.org")).await;
        one.tick().await;
        assert_eq!(one.states().await, [LetterState::Waiting], "{database}");
        one.tick_after(MINUTE).await;
        let got = post.take();
        assert_eq!(got.len(), 2, "{database}");
        let ids: Vec<_> = got
            .iter()
            .map(|g| g.header("Message-ID").unwrap())
            .collect();
        assert_eq!(ids[0], ids[1], "{database}");
        assert!(ids[0].ends_with("@lot.example>"), "{}", ids[0]);
    }
}

#[actix_web::test]
async fn an_instance_that_died_leaves_its_letters_to_another_after_the_lease() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        one.enqueue(letter("ann@example.org")).await;
        // as if claimed by an instance that was killed then
        use clearlot::schema::letters;
        use diesel::prelude::*;
        let lease = clearlot::store::Moment::from(one.mail.now() + TimeDelta::minutes(15));
        one.db
            .write(move |conn| {
                diesel::update(letters::table)
                    .set((letters::claim.eq(1), letters::due_at.eq(lease)))
                    .execute(conn)?;
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        one.tick_after(MINUTE * 14).await;
        assert!(post.take().is_empty(), "{database}");
        one.tick_after(MINUTE).await;
        assert_eq!(post.take().len(), 1, "{database}");
    }
}

#[actix_web::test]
async fn two_instances_at_once_send_each_letter_once() {
    for database in postgres_databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        let two = Instance::new(database.open(), Some(post.config()));
        for n in 0..90 {
            one.enqueue(letter(&format!("p{n}@example.org"))).await;
        }
        futures_util::future::join(one.tick(), two.tick()).await;
        one.tick().await;
        let mut to: Vec<String> = post.take().into_iter().map(|got| got.to).collect();
        to.sort();
        to.dedup();
        assert_eq!(to.len(), 90);
        let states = one.states().await;
        assert!(states.iter().all(|state| *state == LetterState::Sent));
    }
}

#[actix_web::test]
async fn a_deleted_account_leaves_no_letter() {
    for database in databases() {
        let post = PostOffice::open();
        let one = Instance::new(database.open(), Some(post.config()));
        one.enqueue(Letter {
            account_id: Some(7),
            ..letter("ann@example.org")
        })
        .await;
        one.enqueue(letter("ben@example.org")).await;
        let gone = one.db.write(|conn| forget_account(conn, 7)).await.unwrap();
        one.tick().await;
        assert_eq!((gone, post.take().len()), (1, 1), "{database}");
    }
}
