//! The organiser's pages: all lotteries, one lottery, calling one off.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::home::latest;
use super::list::{PastPage, neighbours};
use super::show::{draw_line, draw_mark, link, mark, prizes, winner, zone};
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::draws::pages::{stamp, time_left};
use crate::games::lottery::model::Standing;
use crate::games::lottery::model::{PublicReason, Slug};
use crate::games::lottery::operations::{
    self, CancelError, DayDraw, Lotteries, LotterySummary, WonPrize,
};
use crate::games::lottery::views::{
    CancelForm, HandOver, ManageLotteryPage, ManagePage, ManageRow, OverdueDraw, UpcomingDraw,
};
use crate::web::checks::Checks;
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::form_view::Field;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::{Count, Day, Stamp};
use crate::web::{Form, Page, WebError};

/// `GET /manage`.
///
/// # Errors
/// 403 for whoever is no manager.
pub async fn show_manage(
    _manager: CurrentManager,
    page: Page,
    lotteries: web::Data<Lotteries>,
    checks: web::Data<Checks>,
) -> Result<ManagePage, WebError> {
    let facts = lotteries.manage_overview().await?;
    let open = || {
        facts
            .lotteries
            .iter()
            .filter_map(|summary| summary.open.as_ref())
    };
    let next = open().min_by_key(|open| open.draw.draw.closes).map(|open| {
        let closes = open.draw.draw.closes;
        (
            link(&open.draw.lottery),
            stamp(closes, zone(&open.draw.lottery)),
            time_left(facts.now, closes),
        )
    });
    let overdue = facts.overdue.iter().map(|day| OverdueDraw {
        lottery: link(&day.lottery),
        draw: day.draw.name.to_string(),
        day: Day::new(day.day),
        due: stamp(day.draw.closes, zone(&day.lottery)),
    });
    let prize = |prize: &WonPrize| HandOver {
        lottery: link(&prize.day.lottery),
        draw: prize.day.draw.name.to_string(),
        day: Day::new(prize.day.day),
        winner: winner(&prize.winner, &prize.day.lottery, facts.now, None),
    };
    let day_ahead = u64::try_from(facts.now.timestamp()).unwrap_or(0) + 24 * 3600;
    let ending = facts.ending.iter();
    Ok(ManagePage {
        open_draws: Count::new(open().count() as u64),
        open_ballots: Count::new(open().map(|open| open.draw.draw.ballots_in_play()).sum()),
        closes_soon: open().any(|open| open.draw.draw.closes <= day_ahead),
        findings: checks.findings().await,
        prizes: facts.prizes.iter().map(prize).collect(),
        open_prizes: Count::new(facts.open_prizes),
        overdue_prizes: Count::new(facts.overdue_prizes),
        ending: ending
            .map(|(lottery, last)| (link(lottery), Day::new(*last)))
            .collect(),
        latest: facts.latest.iter().filter_map(latest).collect(),
        closing_next: next,
        overdue: overdue.collect(),
        lotteries: facts.lotteries.iter().map(row).collect(),
        page,
    })
}

fn row(summary: &LotterySummary) -> ManageRow {
    let zone = zone(&summary.lottery);
    let open = summary.open.as_ref().map(|open| &open.draw.draw);
    let next = match (open, summary.standing) {
        (Some(draw), _) => Some(stamp(draw.closes, zone)),
        (None, Standing::Upcoming { opens }) => Some(Stamp::new(opens, zone)),
        (None, _) => None,
    };
    ManageRow {
        lottery: link(&summary.lottery),
        mark: mark(&summary.standing),
        ballots: open.map(|draw| Count::new(draw.ballots_in_play())),
        next,
    }
}

/// `GET /manage/lotteries/{slug}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such lottery.
pub async fn show_managed_lottery(
    _manager: CurrentManager,
    slug: web::Path<String>,
    query: web::Query<PastPage>,
    page: Page,
    lotteries: web::Data<Lotteries>,
) -> Result<ManageLotteryPage, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let facts = lotteries
        .lottery_page(slug, None, query.number())
        .await?
        .ok_or(WebError::NotFound)?;
    Ok(managed_lottery_page(
        page,
        facts,
        query.number(),
        CancelForm::default(),
    ))
}

fn managed_lottery_page(
    page: Page,
    facts: operations::LotteryPage,
    number: u32,
    form: CancelForm,
) -> ManageLotteryPage {
    let lottery = &facts.lottery;
    let (older, newer) = neighbours(
        &format!("/manage/lotteries/{}", lottery.slug),
        number,
        facts.has_older,
    );
    let is_over = matches!(
        facts.standing,
        Standing::Finished { .. } | Standing::Cancelled
    );
    let open_ballots = facts
        .open
        .as_ref()
        .map_or(0, |open| open.draw.draw.ballots_in_play());
    let upcoming = |day: &DayDraw| UpcomingDraw {
        draw: Some(day.draw.name.to_string()),
        day: Day::new(day.day),
        mark: draw_mark(day, facts.now),
        opens: stamp(day.draw.opens, zone(lottery)),
        closes: stamp(day.draw.closes, zone(lottery)),
        ballots: Count::new(day.draw.ballots_in_play()),
    };
    ManageLotteryPage {
        page,
        lottery: link(lottery),
        mark: mark(&facts.standing),
        prizes: prizes(&lottery.terms.prizes),
        upcoming: facts.upcoming.iter().map(upcoming).collect(),
        past: facts.past.iter().filter_map(draw_line).collect(),
        older,
        newer,
        cancel: (!is_over).then(|| CancelForm {
            open_ballots: Count::new(open_ballots),
            ..form
        }),
        cancelled: lottery.cancelled.as_ref().map(|cancelled| {
            (
                cancelled.reason.as_str().to_owned(),
                Stamp::new(cancelled.at, zone(lottery)),
            )
        }),
    }
}

/// The form that calls a lottery off, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancelFields {
    reason: String,
    confirm: String,
}

impl CancelFields {
    /// The public reason, if there is one and the box is ticked; otherwise the form with what is wrong.
    pub fn read(&self) -> Result<PublicReason, Box<CancelForm>> {
        let mut form = CancelForm {
            reason: Field::new(&self.reason),
            confirm: Field::new(&self.confirm),
            ..CancelForm::default()
        };
        let reason = PublicReason::parse(&self.reason);
        if let Err(e) = &reason {
            form.reason.errors.push(e.to_string());
        }
        let is_confirmed = self.confirm == "yes";
        if !is_confirmed {
            form.confirm
                .errors
                .push(tr("Tick this to show that you mean it: it cannot be undone.").into());
        }
        match reason {
            Ok(reason) if is_confirmed => Ok(reason),
            _ => Err(Box::new(form)),
        }
    }
}

/// `POST /manage/lotteries/{slug}/cancel`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such lottery; 409 when it was cancelled before.
pub async fn cancel_lottery(
    _manager: CurrentManager,
    actor: Actor,
    slug: web::Path<String>,
    session: Session,
    page: Page,
    lotteries: web::Data<Lotteries>,
    Form(fields): Form<CancelFields>,
) -> Result<HttpResponse, WebError> {
    let slug = Slug::parse(&slug).map_err(|_no_slug| WebError::NotFound)?;
    let reason = match fields.read() {
        Ok(reason) => reason,
        Err(form) => {
            let facts = lotteries
                .lottery_page(slug, None, 0)
                .await?
                .ok_or(WebError::NotFound)?;
            return html(
                StatusCode::UNPROCESSABLE_ENTITY,
                &managed_lottery_page(page, facts, 0, *form),
            );
        }
    };
    lotteries
        .cancel_lottery(&actor, slug.clone(), reason)
        .await?;
    flash::push(
        &session,
        FlashKind::Ok,
        tr("The lottery is cancelled. The reason stands on its page."),
    )?;
    Ok(see_other(&format!("/manage/lotteries/{slug}")))
}

impl From<CancelError> for WebError {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => WebError::NotFound,
            CancelError::AlreadyCancelled => WebError::Conflict(error.to_string()),
            CancelError::Store(e) => e.into(),
        }
    }
}
