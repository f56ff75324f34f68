//! What managers see of mail, and what they can do.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Mail, Outbox};
use crate::audit::{self, Actor};
use crate::mail::model::{Counts, StoredLetter, Urgency};
use crate::mail::rules::give_up_at;
use crate::mail::store;
use crate::store::{Conn, StoreError};

/// How many letters the page lists.
const SHOWN: u32 = 50;

/// Whether letters leave this server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailState {
    /// No mail server is set.
    Off,
    /// The mail server answered the last time.
    Working,
    /// It cannot be reached.
    Failing {
        /// Since when.
        since: DateTime<Utc>,
        /// What was wrong the last time.
        problem: String,
    },
}

/// How mail is doing, for a line on the dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Whether letters leave.
    pub state: MailState,
    /// How many letters there are.
    pub counts: Counts,
}

/// What the page about mail shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFacts {
    /// How it is doing.
    pub health: Health,
    /// The newest letters.
    pub letters: Vec<StoredLetter>,
    /// The server without its password, and the sender.
    pub settings: Option<(String, String)>,
}

/// How mail is doing.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn health(conn: &mut Conn, outbox: &Outbox) -> Result<Health, StoreError> {
    let outage = store::find_outage(conn)?;
    let state = match (outbox.is_on(), outage) {
        (false, _) => MailState::Off,
        (true, None) => MailState::Working,
        (true, Some(outage)) => MailState::Failing {
            since: outage.since,
            problem: outage.problem,
        },
    };
    Ok(Health {
        state,
        counts: store::count_letters(conn)?,
    })
}

/// How mail is doing.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_health(mail: &Mail) -> Result<Health, StoreError> {
    let outbox = mail.outbox.clone();
    mail.db.read(move |conn| health(conn, &outbox)).await
}

/// What the page about mail shows.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn find_facts(mail: &Mail) -> Result<MailFacts, StoreError> {
    let outbox = mail.outbox.clone();
    mail.db
        .read(move |conn| {
            let config = outbox.0.config.as_ref();
            Ok(MailFacts {
                health: health(conn, &outbox)?,
                letters: store::list_letters(conn, SHOWN)?,
                settings: config.map(|c| (c.server.to_string(), c.from.to_string())),
            })
        })
        .await
}

/// Tries letters again that failed or were given up: one, or all. How many.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn retry(mail: &Mail, actor: &Actor, letter: Option<i64>) -> Result<usize, StoreError> {
    let (now, actor) = (mail.clock.now(), actor.clone());
    mail.db
        .write(move |conn| {
            let until = give_up_at(Urgency::News, now);
            let retried = store::mark_retried(conn, letter, until, now)?;
            if retried > 0 {
                let object = letter.map_or_else(|| "mail".to_owned(), |id| format!("mail/{id}"));
                let detail = json!({"letters": retried});
                audit::record(conn, now, &actor, "mail.retry", &object, &detail)?;
            }
            Ok(retried)
        })
        .await
}
