//! The form that puts ballots in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::list::lottery_page;
use super::show::take_part;
use crate::accounts::{CurrentAccount, MaybeAccount};
use crate::draws::{AppendError, DrawName, Participant, Refusal, SubmissionKey};
use crate::fairness::FreeText;
use crate::games::lottery::model::Slug;
use crate::games::lottery::operations::{Lotteries, SubmitError};
use crate::games::lottery::views::TakePart;
use crate::web::error::see_other;
use crate::web::i18n::{later, tr};
use crate::web::layout::html;
use crate::web::{Form, Page, WebError};

/// The form as sent. `more`, when it is not blank, stands in place of `count`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BallotFields {
    count: String,
    more: String,
    draw: String,
    key: String,
}

/// A count that is none.
const NO_COUNT: &str = later("Write how many ballots in digits: a whole number from 1 to 10,000.");

impl BallotFields {
    fn typed(&self) -> &str {
        match self.more.trim() {
            "" => self.count.trim(),
            more => more,
        }
    }

    fn count(&self) -> Option<u64> {
        let typed = self.typed();
        // `parse` alone would take `+1` too
        typed
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| typed.parse().ok())?
    }
}

/// `POST /lotteries/{slug}/ballots`.
///
/// # Errors
/// 404 for a lottery that is not there; everything else the person can mend is the page again, with what was typed.
pub async fn submit_ballots(
    request: HttpRequest,
    slug: web::Path<String>,
    account: MaybeAccount,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(fields): Form<BallotFields>,
) -> Result<HttpResponse, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let Some(account) = account.0 else {
        return Err(sign_in_first(&request, &slug, &fields));
    };
    let stale = || {
        WebError::BadRequest(
            tr("The form is incomplete. Load the page again and send it from there.").into(),
        )
    };
    let draw = DrawName::parse(&fields.draw).map_err(|_no_name| stale())?;
    let key = SubmissionKey::parse(&fields.key).map_err(|_no_key| stale())?;
    let Some(count) = fields.count() else {
        return refused(
            &lotteries,
            slug,
            page,
            &fields,
            tr(NO_COUNT).into(),
            StatusCode::UNPROCESSABLE_ENTITY,
        )
        .await;
    };
    let participant = Participant {
        account_id: account.id,
        reference: FreeText::parse(&account.username).map_err(WebError::internal)?,
    };
    let name = draw.clone();
    match lotteries
        .submit_ballots(
            slug.clone(),
            draw,
            participant,
            count,
            Some(key),
            &account.limits,
        )
        .await
    {
        // the page reads the entry again: a message in the session would be a second write for each submission
        Ok(accepted) => Ok(see_other(&format!(
            "/ballots?taken={name}.{}",
            accepted.leaf_index
        ))),
        Err(error) => match refusal_status(&error) {
            Some(status) => {
                refused(&lotteries, slug, page, &fields, error.to_string(), status).await
            }
            None => Err(error.into()),
        },
    }
}

/// To the login page, and back to the form with the count in it.
fn sign_in_first(request: &HttpRequest, slug: &Slug, fields: &BallotFields) -> WebError {
    match fields.count().filter(|count| (2..=10_000).contains(count)) {
        Some(count) => WebError::SignInFirst {
            next: format!("/lotteries/{slug}?count={count}"),
        },
        None => CurrentAccount::sign_in_first(request),
    }
}

/// The status of a refusal that the form shows; the rest are pages of their own.
fn refusal_status(error: &SubmitError) -> Option<StatusCode> {
    match error {
        SubmitError::Append(AppendError::Refused(Refusal::CountOutOfRange)) => {
            Some(StatusCode::UNPROCESSABLE_ENTITY)
        }
        SubmitError::TooLate { .. }
        | SubmitError::OtherLottery
        | SubmitError::Away { .. }
        | SubmitError::Append(AppendError::Refused(
            Refusal::NotOpenYet { .. }
            | Refusal::TooLate { .. }
            | Refusal::Void(_)
            | Refusal::OverCap { .. }
            | Refusal::OverOwnLimit { .. }
            | Refusal::BoxFull
            | Refusal::KeyReused
            | Refusal::UnknownDraw,
        )) => Some(StatusCode::CONFLICT),
        _ => None,
    }
}

/// The lottery's page again: what is wrong on top, what was typed in the form of the draw that is open now.
async fn refused(
    lotteries: &Lotteries,
    slug: Slug,
    page: Page,
    fields: &BallotFields,
    text: String,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let viewer = page.viewer.as_ref().map(|viewer| viewer.account_id);
    let facts = lotteries
        .lottery_page(slug, viewer, 0)
        .await?
        .ok_or(WebError::NotFound)?;
    let mut told = Some(text);
    let shown = lottery_page(page, facts, 0, |open, viewer| {
        let mut form = take_part(open, viewer)?;
        if let TakePart::Form(form) = &mut form
            && let Some(text) = told.take()
        {
            form.count.value = fields.count.clone();
            form.more.value = fields.more.clone();
            match status {
                StatusCode::UNPROCESSABLE_ENTITY if fields.more.trim().is_empty() => {
                    form.count.errors.push(text)
                }
                StatusCode::UNPROCESSABLE_ENTITY => form.more.errors.push(text),
                _ => form.form_errors.push(text),
            }
        }
        Ok(form)
    });
    let shown = shown?;
    match told {
        // no form to show it in: the draw has closed, the cap is reached, the lottery is over
        Some(text) => Err(WebError::Conflict(text)),
        None => html(status, &shown),
    }
}
