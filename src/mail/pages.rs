//! The managers' page about mail: what became of letters, and trying them again.

use actix_session::Session;
use actix_web::{HttpResponse, web};
use chrono_tz::Tz;

use super::model::{LetterState, StoredLetter};
use super::operations::{self, Mail, MailState};
use super::views::{LetterMark, LetterRow, ManageMailPage, StateLine};
use crate::audit::Actor;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::{tn, tr};
use crate::web::page::FlashKind;
use crate::web::show::{Count, Stamp};
use crate::web::{Page, WebError};

/// The path of the page.
const PATH: &str = "/manage/mail";
/// These times are compared with those of a mail server's log.
const ZONE: Tz = Tz::UTC;

pub(super) async fn show_mail(
    page: Page,
    mail: web::Data<Mail>,
) -> Result<ManageMailPage, WebError> {
    only_managers(&page)?;
    let facts = operations::find_facts(&mail).await?;
    let counts = facts.health.counts;
    Ok(ManageMailPage {
        state: match facts.health.state {
            MailState::Off => StateLine::Off,
            MailState::Working => StateLine::Working,
            MailState::Failing { since, problem } => {
                StateLine::Failing(Stamp::new(since, ZONE), problem)
            }
        },
        settings: facts.settings,
        waiting: Count::new(counts.waiting),
        sent: Count::new(counts.sent),
        dead: Count::new(counts.failed + counts.given_up),
        letters: facts.letters.into_iter().map(row).collect(),
        page,
    })
}

fn row(letter: StoredLetter) -> LetterRow {
    let state = match letter.state {
        LetterState::Waiting if letter.problem.is_some() => LetterMark::Again,
        LetterState::Waiting => LetterMark::Waiting,
        LetterState::Sent => LetterMark::Sent,
        LetterState::Failed => LetterMark::Failed,
        LetterState::GivenUp => LetterMark::GivenUp,
    };
    LetterRow {
        id: letter.id,
        to: letter.to.masked(),
        subject: letter.subject,
        stored: Stamp::new(letter.created_at, ZONE),
        state,
        at: Stamp::new(letter.finished_at.unwrap_or(letter.due_at), ZONE),
        attempts: Count::new(letter.attempts.into()),
        problem: letter.problem,
        can_retry: letter.has_text && matches!(state, LetterMark::Failed | LetterMark::GivenUp),
    }
}

pub(super) async fn retry_letter(
    page: Page,
    mail: web::Data<Mail>,
    session: Session,
    actor: Actor,
    id: web::Path<i64>,
) -> Result<HttpResponse, WebError> {
    only_managers(&page)?;
    if operations::retry(&mail, &actor, Some(*id)).await? == 0 {
        return Err(WebError::Conflict(
            tr("This mail cannot be tried again: it was sent, or its text is no longer kept.")
                .to_owned(),
        ));
    }
    flash::push(&session, FlashKind::Ok, tr("The mail is tried again now."))?;
    Ok(see_other(PATH))
}

pub(super) async fn retry_all(
    page: Page,
    mail: web::Data<Mail>,
    session: Session,
    actor: Actor,
) -> Result<HttpResponse, WebError> {
    only_managers(&page)?;
    let text = match operations::retry(&mail, &actor, None).await? {
        0 => tr("There was no mail to try again.").to_owned(),
        n => tn(
            "{n} mail is tried again now.",
            "{n} mails are tried again now.",
            n as u64,
        ),
    };
    flash::push(&session, FlashKind::Ok, text)?;
    Ok(see_other(PATH))
}

/// This room knows no accounts; the frame of the page knows who is looking.
fn only_managers(page: &Page) -> Result<(), WebError> {
    match &page.viewer {
        None => Err(WebError::SignInFirst {
            next: PATH.to_owned(),
        }),
        Some(viewer) if viewer.is_manager => Ok(()),
        Some(_) => Err(WebError::Forbidden(
            tr("This page is for managers. Your account takes part in draws.").to_owned(),
        )),
    }
}
