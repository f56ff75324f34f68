//! Empties the outbox: claims what is due, tries it letter by letter, writes down what came of each before the next.

use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Mail;
use crate::mail::model::{Claimed, LetterState, MailConfig, Outcome};
use crate::mail::rules::{LEASE, Next, OUTAGE_PAUSE, next};
use crate::mail::smtp::{Envelope, Session};
use crate::mail::store;
use crate::store::StoreError;

/// How many letters are claimed together.
const BATCH: u32 = 20;
/// How long one letter may take, whatever the server does: it answers each line in time and sends lines for ever.
const LETTER_LIMIT: Duration = Duration::from_secs(40);

/// Looks whether letters are due and, if so, sends them in a task of its own. Returns at once. While this instance is
/// sending, nothing is begun.
///
/// # Errors
/// [`StoreError`] when what is due could not be found out.
pub async fn start_sending(mail: &Mail) -> Result<(), StoreError> {
    let Some(config) = mail.outbox.0.config.clone() else {
        return Ok(());
    };
    let now = mail.clock.now();
    let is_paused = now.timestamp() < mail.shared.resume_at.load(Ordering::Relaxed);
    if is_paused || mail.shared.is_stopping.load(Ordering::Acquire) {
        return Ok(());
    }
    let Ok(sending) = mail.shared.sending.clone().try_lock_owned() else {
        return Ok(());
    };
    if !mail.db.read(move |conn| store::has_due(conn, now)).await? {
        return Ok(());
    }
    let mail = mail.clone();
    tokio::spawn(async move {
        if let Err(e) = send_due(&mail, config).await {
            log::error!("mail: sending stopped: {e}");
        }
        drop(sending);
    });
    Ok(())
}

/// Sends until nothing is due, the mail server is gone, or the program stops.
async fn send_due(mail: &Mail, config: MailConfig) -> Result<(), StoreError> {
    let mut session = Some(Session::new(
        config.clone(),
        mail.outbox.0.public_url.host(),
    ));
    loop {
        let now = mail.clock.now();
        let claimed: Vec<Claimed> = mail
            .db
            .write_locked(move |conn| store::claim_due(conn, now, now + LEASE, BATCH))
            .await?;
        let goes_on =
            !claimed.is_empty() && send_batch(mail, &config, &mut session, claimed).await?;
        if !goes_on {
            break;
        }
    }
    if let Some(session) = session {
        // goodbye may wait for an answer too
        drop(tokio::task::spawn_blocking(move || session.close()));
    }
    Ok(())
}

/// Whether to go on with the next batch. What was not tried is given back.
async fn send_batch(
    mail: &Mail,
    config: &MailConfig,
    session: &mut Option<Session>,
    claimed: Vec<Claimed>,
) -> Result<bool, StoreError> {
    let mut rest = claimed.into_iter();
    while let Some(letter) = rest.next() {
        if mail.shared.is_stopping.load(Ordering::Acquire) {
            let left = std::iter::once(letter).chain(rest).collect();
            release(mail, left, mail.clock.now()).await?;
            return Ok(false);
        }
        let own = session
            .take()
            .unwrap_or_else(|| Session::new(config.clone(), mail.outbox.0.public_url.host()));
        let (outcome, kept) = send_one(mail, own, letter.clone()).await;
        *session = kept;
        let is_gone = matches!(outcome, Outcome::Unreachable(_));
        settle(mail, letter, outcome).await?;
        if is_gone {
            let resume = mail.clock.now() + OUTAGE_PAUSE;
            mail.shared
                .resume_at
                .store(resume.timestamp(), Ordering::Relaxed);
            release(mail, rest.collect(), resume).await?;
            return Ok(false);
        }
    }
    Ok(true)
}

/// On a thread that may block. One that does not come back in time is left behind with its connection.
async fn send_one(
    mail: &Mail,
    mut session: Session,
    letter: Claimed,
) -> (Outcome, Option<Session>) {
    let envelope = Envelope {
        message_id: mail.outbox.message_id(letter.id, letter.created_at),
        date: mail.clock.now(),
    };
    let work = tokio::task::spawn_blocking(move || {
        let outcome = session.send(&letter, &envelope);
        (outcome, session)
    });
    match tokio::time::timeout(LETTER_LIMIT, work).await {
        Ok(Ok((outcome, session))) => (outcome, Some(session)),
        Ok(Err(e)) => (Outcome::Unreachable(format!("sending panicked: {e}")), None),
        Err(_elapsed) => {
            let text = "The mail server took too long.";
            (Outcome::Unreachable(text.to_owned()), None)
        }
    }
}

/// Writes down what came of a try, before the next letter is begun: a crash repeats one letter at most.
async fn settle(mail: &Mail, letter: Claimed, outcome: Outcome) -> Result<(), StoreError> {
    let now = mail.clock.now();
    log_outcome(&letter, &outcome);
    mail.db
        .write(move |conn| {
            let problem = match &outcome {
                Outcome::Sent => None,
                Outcome::Deferred(text) | Outcome::Refused(text) | Outcome::Unreachable(text) => {
                    Some(text.as_str())
                }
            };
            match (&outcome, problem) {
                (Outcome::Unreachable(_), Some(text)) => store::insert_outage(conn, text, now)?,
                _ => store::delete_outage(conn)?,
            }
            match next(
                &outcome,
                letter.attempts.saturating_add(1),
                letter.give_up_at,
                now,
            ) {
                Next::Finished(state) => {
                    let erase = state == LetterState::Sent || letter.is_asked_for;
                    store::mark_finished(conn, &letter, state, problem, erase, now)
                }
                Next::Again(due_at) => {
                    store::mark_deferred(conn, &letter, problem.unwrap_or_default(), due_at)
                }
            }
        })
        .await
}

async fn release(mail: &Mail, left: Vec<Claimed>, due_at: DateTime<Utc>) -> Result<(), StoreError> {
    if left.is_empty() {
        return Ok(());
    }
    mail.db
        .write(move |conn| store::mark_released(conn, &left, due_at))
        .await
}

/// Without the address: logs are read by more people than letters.
fn log_outcome(letter: &Claimed, outcome: &Outcome) {
    match outcome {
        Outcome::Sent => log::debug!("mail: letter {} is sent", letter.id),
        Outcome::Deferred(why) => log::info!("mail: letter {} is put off: {why}", letter.id),
        Outcome::Refused(why) => log::warn!("mail: letter {} is refused: {why}", letter.id),
        Outcome::Unreachable(why) => log::warn!("mail: the mail server cannot be used: {why}"),
    }
}
