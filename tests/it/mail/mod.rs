//! The outbox: what is stored is sent once, tried again while the server says "later", and given up in the end.
//! Not here: who writes which letter.

mod manage;
mod outbox;
mod tls;

use chrono::TimeDelta;
use clearlot::clock::{Clock, Hands};
use clearlot::keys::ServerKey;
use clearlot::mail::model::{LetterState, StoredLetter};
use clearlot::mail::operations::{find_facts, remove_old, start_sending};
use clearlot::mail::{EmailAddress, Letter, Mail, MailConfig, Outbox, Urgency};
use clearlot::store::{Db, StoreError};
use clearlot::web::public_url::PublicUrl;

use crate::app::time;

const NOON: &str = "2026-11-21T12:00:00Z";

/// One instance of the program, as far as mail goes.
struct Instance {
    db: Db,
    mail: Mail,
    hands: Hands,
}

impl Instance {
    fn new(db: Db, config: Option<MailConfig>) -> Self {
        let (clock, hands) = Clock::manual(time(NOON));
        let url = PublicUrl::parse("https://lot.example").unwrap();
        let outbox = Outbox::new(config, url, "Clearlot".into(), &ServerKey::for_tests());
        Instance {
            mail: Mail::new(db.clone(), clock, outbox),
            db,
            hands,
        }
    }

    /// Whether the letter was stored.
    async fn enqueue(&self, letter: Letter) -> bool {
        let (outbox, now) = (self.mail.outbox().clone(), self.mail.now());
        self.db
            .write(move |conn| outbox.enqueue(conn, now, &letter))
            .await
            .unwrap()
    }

    /// One tick of the job, to its end.
    async fn tick(&self) {
        start_sending(&self.mail).await.unwrap();
        self.mail.settled().await;
    }

    async fn tick_after(&self, wait: TimeDelta) {
        self.hands.advance(wait.num_seconds());
        self.tick().await;
    }

    async fn clean(&self) {
        remove_old(&self.mail).await.unwrap();
    }

    /// The letters, newest first.
    async fn letters(&self) -> Vec<StoredLetter> {
        find_facts(&self.mail).await.unwrap().letters
    }

    /// The states of the letters, newest first.
    async fn states(&self) -> Vec<LetterState> {
        let letters = self.letters().await;
        letters.into_iter().map(|letter| letter.state).collect()
    }
}

fn letter(to: &str) -> Letter {
    Letter {
        account_id: None,
        once: None,
        to: EmailAddress::parse(to).unwrap(),
        subject: "The result of Daily Draw".to_owned(),
        body: "Hello,\n\nballot 0003 won.\n.\n".to_owned(),
        stop_link: None,
        urgency: Urgency::News,
    }
}

async fn body_of(db: &Db, id: i64) -> String {
    use clearlot::schema::letters;
    use diesel::prelude::*;
    db.read(move |conn| {
        Ok::<String, StoreError>(letters::table.find(id).select(letters::body).first(conn)?)
    })
    .await
    .unwrap()
}
