//! What organisers do about one entry, which is to strike it out, and about one prize.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::manage::CancelFields;
use super::manage_draw::{entry_line, names};
use super::show::link;
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::draws::Entry;
use crate::draws::claim::ClaimState;
use crate::games::lottery::model::{Description, PublicReason};
use crate::games::lottery::operations::{DayDraw, Lotteries, PrizeAction, PrizeWish};
use crate::games::lottery::views::{CancelForm, ManageEntryPage};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::{Count, Day};
use crate::web::{Form, Page, WebError};

/// The lottery, the draw, and the number of an entry or a prize.
type NumberPath = web::Path<(String, String, u64)>;

/// `GET /manage/lotteries/{slug}/draws/{draw}/entries/{n}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such entry.
pub async fn show_entry(
    _manager: CurrentManager,
    path: NumberPath,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<ManageEntryPage, WebError> {
    let (slug, draw) = names(&path.0, &path.1)?;
    let found = lotteries.managed_entry(slug, draw, path.2).await?;
    let (day, entry) = found.ok_or(WebError::NotFound)?;
    let form = CancelForm::default();
    Ok(entry_page(page, &day, &entry, form, &lotteries))
}

fn entry_page(
    page: Page,
    day: &DayDraw,
    entry: &Entry,
    form: CancelForm,
    lotteries: &Lotteries,
) -> ManageEntryPage {
    let is_open = day.is_upcoming(lotteries.now()) && entry.cancelled.is_none();
    ManageEntryPage {
        page,
        lottery: link(&day.lottery),
        draw: day.draw.name.to_string(),
        day: Day::new(day.day),
        entry: entry_line(entry, &day.lottery),
        cancel: is_open.then(|| CancelForm {
            open_ballots: Count::new(entry.count),
            ..form
        }),
    }
}

/// `POST /manage/lotteries/{slug}/draws/{draw}/entries/{n}`: strikes it out.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such entry; 409 when the draw has closed or it was struck out.
pub async fn cancel_entry(
    _manager: CurrentManager,
    actor: Actor,
    path: NumberPath,
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(fields): Form<CancelFields>,
) -> Result<HttpResponse, WebError> {
    let (slug, draw) = names(&path.0, &path.1)?;
    match fields.read() {
        Ok(reason) => {
            lotteries
                .cancel_entry(&actor, slug.clone(), draw.clone(), path.2, reason)
                .await?;
            flash::push(
                &session,
                FlashKind::Ok,
                tr("The entry is cancelled. It stays in the list, and its ballots cannot win."),
            )?;
            Ok(see_other(&format!("/manage/lotteries/{slug}/draws/{draw}")))
        }
        Err(form) => {
            let found = lotteries.managed_entry(slug, draw, path.2).await?;
            let (day, entry) = found.ok_or(WebError::NotFound)?;
            html(
                StatusCode::UNPROCESSABLE_ENTITY,
                &entry_page(page, &day, &entry, *form, &lotteries),
            )
        }
    }
}

/// What is done about a prize, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PrizeFields {
    /// How many steps the page showed.
    step: String,
    /// `claimed`, `pass` or `take_back`.
    action: String,
    /// A note for managers.
    note: String,
    /// Why a mark is taken back, for everyone to read.
    reason: String,
}

impl PrizeFields {
    /// The wish that was sent.
    fn read(&self, place: u64, by: String) -> Result<PrizeAction, WebError> {
        let bad = |e: &dyn std::fmt::Display| WebError::BadRequest(e.to_string());
        let note = || Description::parse(&self.note).map_err(|e| bad(&e));
        let wish = match self.action.as_str() {
            "claimed" => PrizeWish::MarkClaimed { note: note()? },
            "pass" => PrizeWish::PassOn { note: note()? },
            "take_back" => PrizeWish::TakeBack {
                reason: PublicReason::parse(&self.reason).map_err(|e| bad(&e))?,
            },
            _ => return Err(bad(&tr("Choose what to do with the prize."))),
        };
        Ok(PrizeAction {
            place,
            // what is no number was on no page
            step: self.step.parse().unwrap_or(u64::MAX),
            wish,
            by,
        })
    }
}

/// `POST /manage/lotteries/{slug}/draws/{draw}/prizes/{place}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such prize; 409 when its deadline is to come, or something was
/// done about it in the meantime.
pub async fn settle_prize(
    manager: CurrentManager,
    actor: Actor,
    path: NumberPath,
    session: Session,
    lotteries: web::Data<Lotteries>,
    Form(fields): Form<PrizeFields>,
) -> Result<HttpResponse, WebError> {
    let (slug, draw) = names(&path.0, &path.1)?;
    let wanted = fields.read(path.2, manager.0.username)?;
    let is_taken_back = matches!(wanted.wish, PrizeWish::TakeBack { .. });
    let claim = lotteries
        .settle_prize(&actor, slug.clone(), draw.clone(), wanted)
        .await?;
    let text = match claim.state {
        ClaimState::Claimed => tr("The prize is marked as claimed."),
        ClaimState::Open if is_taken_back => {
            tr("The prize waits for its winner again. The reason stands beside it.")
        }
        ClaimState::Open => tr("The prize went to the next reserve, who has as long to claim it."),
        ClaimState::Lapsed => tr("There was no reserve left, so the prize has lapsed."),
    };
    flash::push(&session, FlashKind::Ok, text)?;
    Ok(see_other(&format!(
        "/manage/lotteries/{slug}/draws/{draw}#prizes"
    )))
}
