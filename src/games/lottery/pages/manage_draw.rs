//! The organiser's page of one draw, and cancelling it.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::manage::CancelFields;
use super::show::{draw_mark, link, zone};
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::draws::DrawName;
use crate::draws::pages::stamp;
use crate::games::lottery::model::Slug;
use crate::games::lottery::operations::{Lotteries, ManagedDraw};
use crate::games::lottery::views::{CancelForm, ManageDrawPage};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::{Count, Day};
use crate::web::{Form, Page, WebError};

/// The lottery and the draw of an address.
pub type DrawPath = web::Path<(String, String)>;

/// Reads the two names of an address.
///
/// # Errors
/// 404 for what can be no name.
pub fn names(path: &(String, String)) -> Result<(Slug, DrawName), WebError> {
    let slug = Slug::parse(&path.0).map_err(|_no_slug| WebError::NotFound)?;
    let draw = DrawName::parse(&path.1).map_err(|_no_name| WebError::NotFound)?;
    Ok((slug, draw))
}

/// `GET /manage/lotteries/{slug}/draws/{draw}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when the lottery has no such draw.
pub async fn show_managed_draw(
    _manager: CurrentManager,
    path: DrawPath,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<ManageDrawPage, WebError> {
    let (slug, draw) = names(&path)?;
    let facts = lotteries.managed_draw(slug, draw).await?;
    let facts = facts.ok_or(WebError::NotFound)?;
    Ok(managed_draw_page(page, &facts, CancelForm::default()))
}

fn managed_draw_page(page: Page, facts: &ManagedDraw, form: CancelForm) -> ManageDrawPage {
    let (lottery, draw) = (&facts.day.lottery, &facts.day.draw);
    let at = |seconds| stamp(seconds, zone(lottery));
    ManageDrawPage {
        page,
        lottery: link(lottery),
        draw: draw.name.to_string(),
        day: Day::new(facts.day.day),
        mark: draw_mark(&facts.day, facts.now),
        opens: at(draw.opens),
        closes: at(draw.closes),
        entries: Count::new(draw.entries),
        ballots: Count::new(draw.ballots),
        cancelled: draw.void.clone().map(|(reason, time)| (reason, at(time))),
        cancel: facts.is_cancellable().then(|| CancelForm {
            open_ballots: Count::new(draw.ballots),
            ..form
        }),
    }
}

/// `POST /manage/lotteries/{slug}/draws/{draw}/cancel`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when the lottery has no such draw; 409 when it has closed or was cancelled.
pub async fn cancel_draw(
    _manager: CurrentManager,
    actor: Actor,
    path: DrawPath,
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(fields): Form<CancelFields>,
) -> Result<HttpResponse, WebError> {
    let (slug, draw) = names(&path)?;
    match fields.read() {
        Ok(reason) => {
            lotteries
                .cancel_draw(&actor, slug.clone(), draw.clone(), reason)
                .await?;
            flash::push(
                &session,
                FlashKind::Ok,
                "The draw is cancelled. The reason stands on its page.",
            )?;
            Ok(see_other(&format!("/manage/lotteries/{slug}/draws/{draw}")))
        }
        Err(form) => {
            let facts = lotteries.managed_draw(slug, draw).await?;
            let facts = facts.ok_or(WebError::NotFound)?;
            html(
                StatusCode::UNPROCESSABLE_ENTITY,
                &managed_draw_page(page, &facts, *form),
            )
        }
    }
}
