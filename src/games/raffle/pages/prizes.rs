//! What organisers do about a prize: hand it over for the code of the ticket that holds it, pass it on, or take a mark
//! back.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::check::wrong_code;
use super::manage::{Typed, managed_page};
use super::show::{digits, holder, id_of, tickets, winners, zone};
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::draws::DrawnBallot;
use crate::draws::claim::{ClaimState, ClaimStep, StepKind};
use crate::draws::claim_view::ClaimMark;
use crate::draws::pages::{name_of, stamp};
use crate::games::raffle::model::PublicReason;
use crate::games::raffle::operations::{
    ManageError, ManagedRaffle, PrizeWish, Raffles, VerifyError,
};
use crate::games::raffle::views::{ClaimForm, PrizeToHand};
use crate::web::error::see_other;
use crate::web::form_view::Field;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::BallotNumber;
use crate::web::{Form, Page, WebError, flash};

/// The form of one prize that was refused.
#[derive(Debug)]
pub struct Refused {
    place: u64,
    form: ClaimForm,
}

impl Refused {
    /// Which prize it is about.
    pub fn place(&self) -> u64 {
        self.place
    }
}

/// The prizes that were won, in order.
pub fn prizes_to_hand(
    facts: &ManagedRaffle,
    drawn: &[DrawnBallot],
    now: DateTime<Utc>,
    mut refused: Option<Refused>,
) -> Vec<PrizeToHand> {
    let (zone, numbers) = (zone(&facts.shown.raffle), tickets(drawn));
    let step = |step: &ClaimStep| crate::games::raffle::views::StepLine {
        what: match step.kind {
            StepKind::Claimed => tr("Marked as claimed"),
            StepKind::Passed(_) => tr("Passed on to the next reserve"),
            StepKind::Lapsed => tr("Lapsed: there was no reserve left"),
            StepKind::TakenBack => tr("Taken back"),
        },
        at: stamp(step.at, zone),
        by: name_of(step.username.as_deref()),
        note: step.note.clone(),
    };
    let mut prizes = Vec::new();
    for winner in winners(&facts.shown, drawn, now) {
        let Some(standing) = facts.shown.standings.get(&winner.place) else {
            continue;
        };
        let own = facts.steps.iter().filter(|step| step.place == winner.place);
        let holder = holder(winner.ticket.value(), standing, &numbers);
        let form = refused.take_if(|refused| refused.place == winner.place);
        let mark = winner.claim.as_ref().map(|claim| &claim.state);
        prizes.push(PrizeToHand {
            holder: BallotNumber::new(holder),
            step: standing.claim.step,
            is_open: standing.claim.state == ClaimState::Open,
            is_claimed: standing.claim.state == ClaimState::Claimed,
            is_overdue: matches!(mark, Some(ClaimMark::Overdue { .. })),
            steps: own.map(step).collect(),
            form: form.map(|refused| refused.form).unwrap_or_default(),
            winner,
        });
    }
    prizes
}

/// What is done about a prize, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PrizeFields {
    /// How many steps the page showed.
    step: String,
    /// `claimed`, `pass` or `take_back`.
    action: String,
    /// The ticket that is shown.
    ticket: String,
    /// Its code.
    code: String,
    /// Why a mark is taken back, for everyone to read.
    reason: String,
}

impl PrizeFields {
    /// The wish that was sent, or the form with what is wrong.
    fn read(&self) -> Result<PrizeWish, Box<ClaimForm>> {
        let mut form = ClaimForm {
            ticket: Field::new(self.ticket.trim()),
            code: Field::default(),
            reason: Field::new(self.reason.trim()),
        };
        match self.action.as_str() {
            "claimed" => match digits(&self.ticket) {
                Some(ticket) => Ok(PrizeWish::MarkClaimed {
                    ticket,
                    code: self.code.clone(),
                }),
                None => {
                    let text = tr("Write the ticket’s number in digits, such as 0042.");
                    form.ticket = form.ticket.with_error(text);
                    Err(Box::new(form))
                }
            },
            "pass" => Ok(PrizeWish::PassOn),
            _ => match PublicReason::parse(&self.reason) {
                Ok(reason) => Ok(PrizeWish::TakeBack { reason }),
                Err(e) => {
                    form.reason = form.reason.with_error(e.to_string());
                    Err(Box::new(form))
                }
            },
        }
    }

    /// The form with what is wrong with the ticket or its code.
    fn refused(&self, error: &ManageError) -> Option<(StatusCode, ClaimForm)> {
        let mut form = ClaimForm {
            ticket: Field::new(self.ticket.trim()),
            ..ClaimForm::default()
        };
        let status = match error {
            ManageError::Verify(VerifyError::WrongCode) => {
                form.code = form.code.with_error(wrong_code());
                StatusCode::UNPROCESSABLE_ENTITY
            }
            ManageError::Verify(VerifyError::TooMany { .. }) => {
                form.code = form.code.with_error(error.to_string());
                StatusCode::TOO_MANY_REQUESTS
            }
            ManageError::OtherTicket => {
                form.ticket = form.ticket.with_error(error.to_string());
                StatusCode::CONFLICT
            }
            _ => return None,
        };
        Some((status, form))
    }
}

/// `POST /manage/raffles/{id}/prizes/{place}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such prize; 409 when its deadline is to come, or something was
/// done about it in the meantime.
pub async fn settle_prize(
    manager: CurrentManager,
    actor: Actor,
    path: web::Path<(String, u64)>,
    session: Session,
    page: Page,
    raffles: web::Data<Raffles>,
    Form(fields): Form<PrizeFields>,
) -> Result<HttpResponse, WebError> {
    let (id, place) = (id_of(&path.0)?, path.1);
    let again = async |status, form| {
        let typed = Typed {
            prize: Some(Refused { place, form }),
            ..Typed::default()
        };
        html(status, &managed_page(page, &raffles, id, 0, typed).await?)
    };
    let wish = match fields.read() {
        Ok(wish) => wish,
        Err(form) => return again(StatusCode::UNPROCESSABLE_ENTITY, *form).await,
    };
    let is_taken_back = matches!(wish, PrizeWish::TakeBack { .. });
    // what is no number was on no page
    let seen = (place, digits(&fields.step).unwrap_or(u64::MAX));
    let by = manager.0.username;
    let claim = match raffles.settle_prize(&actor, by, id, seen, wish).await {
        Ok(claim) => claim,
        Err(error) => {
            let Some((status, form)) = fields.refused(&error) else {
                return Err(error.into());
            };
            let mut response = again(status, form).await?;
            if let ManageError::Verify(VerifyError::TooMany { retry_after }) = error {
                let seconds = HeaderValue::from(retry_after);
                response.headers_mut().insert(header::RETRY_AFTER, seconds);
            }
            return Ok(response);
        }
    };
    let text = match claim.state {
        ClaimState::Claimed => tr("The prize is marked as claimed."),
        ClaimState::Open if is_taken_back => {
            tr("The prize waits for its winner again. The reason stands beside it.")
        }
        ClaimState::Open => tr("The prize went to the next reserve, who has as long to claim it."),
        ClaimState::Lapsed => tr("There was no reserve left, so the prize has lapsed."),
    };
    flash::push(&session, FlashKind::Ok, text)?;
    Ok(see_other(&format!("/manage/raffles/{id}#prizes")))
}
