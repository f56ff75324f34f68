//! The organiser's page of one draw: its prizes, its entries, and cancelling it.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::manage::CancelFields;
use super::show::{draw_mark, link, winner, zone};
use crate::accounts::{Accounts, CurrentManager, operations::find_account_id};
use crate::audit::Actor;
use crate::draws::claim::{ClaimState, ClaimStep, StepKind};
use crate::draws::claim_view::ClaimMark;
use crate::draws::pages::{name_of, stamp};
use crate::draws::{DrawName, Entry};
use crate::games::lottery::model::{Lottery, Slug};
use crate::games::lottery::operations::{EntrySearch, Lotteries, ManagedDraw, Winner};
use crate::games::lottery::views::{CancelForm, EntryLine, ManageDrawPage, PrizeToHand, StepLine};
use crate::web::error::see_other;
use crate::web::flash;
use crate::web::i18n::tr;
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::{Count, Day, Ranges};
use crate::web::{Form, Page, WebError};

/// The lottery and the draw of an address.
pub type DrawPath = web::Path<(String, String)>;

/// Reads the two names of an address.
///
/// # Errors
/// 404 for what can be no name.
pub fn names(slug: &str, draw: &str) -> Result<(Slug, DrawName), WebError> {
    let slug = Slug::parse(slug).map_err(|_no_slug| WebError::NotFound)?;
    let draw = DrawName::parse(draw).map_err(|_no_name| WebError::NotFound)?;
    Ok((slug, draw))
}

/// What is looked for among the entries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// A username or a ballot number.
    q: String,
    /// `cancelled` for those alone.
    show: String,
    /// The place in the log after which the page begins.
    after: String,
}

impl Wanted {
    async fn search(&self, accounts: &Accounts) -> Result<EntrySearch, WebError> {
        Ok(match (self.q.trim(), self.show.as_str()) {
            ("", "cancelled") => EntrySearch::Cancelled,
            ("", _) => EntrySearch::All,
            (number, _) if number.bytes().all(|b| b.is_ascii_digit()) => {
                // more digits than a number has: nobody owns such a ballot
                number
                    .parse()
                    .map_or(EntrySearch::Nobody, EntrySearch::Ballot)
            }
            (name, _) => find_account_id(accounts, name)
                .await?
                .map_or(EntrySearch::Nobody, EntrySearch::Of),
        })
    }
}

/// `GET /manage/lotteries/{slug}/draws/{draw}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when the lottery has no such draw.
pub async fn show_managed_draw(
    _manager: CurrentManager,
    path: DrawPath,
    wanted: web::Query<Wanted>,
    page: Page,
    lotteries: web::Data<Lotteries>,
    accounts: web::Data<Accounts>,
) -> Result<ManageDrawPage, WebError> {
    let (slug, draw) = names(&path.0, &path.1)?;
    let search = wanted.search(&accounts).await?;
    let after = wanted.after.parse().unwrap_or(0);
    let facts = lotteries.managed_draw(slug, draw, search, after).await?;
    let facts = facts.ok_or(WebError::NotFound)?;
    let mut shown = managed_draw_page(page, &facts, CancelForm::default());
    shown.search = wanted.q.trim().to_owned();
    shown.only_cancelled = search == EntrySearch::Cancelled;
    shown.older = facts.after.map(|after| {
        let path = format!("/manage/lotteries/{}/draws/{}", path.0, path.1);
        let query = [
            ("q", wanted.q.trim()),
            ("show", wanted.show.as_str()),
            ("after", &after.to_string()),
        ];
        let given: Vec<_> = query
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        format!(
            "{path}?{}",
            serde_html_form::to_string(given).unwrap_or_default()
        )
    });
    Ok(shown)
}

fn managed_draw_page(page: Page, facts: &ManagedDraw, form: CancelForm) -> ManageDrawPage {
    let (lottery, draw) = (&facts.day.lottery, &facts.day.draw);
    let at = |seconds| stamp(seconds, zone(lottery));
    let winners = (1..).zip(&facts.winners);
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
        cancelled_ballots: Count::new(draw.cancelled_ballots),
        cancelled: draw.void.clone().map(|(reason, time)| (reason, at(time))),
        prizes: winners.map(|(n, w)| prize(n, w, facts)).collect(),
        search: String::new(),
        only_cancelled: false,
        rows: facts
            .entries
            .iter()
            .map(|e| entry_line(e, lottery))
            .collect(),
        older: None,
        cancel: facts.is_cancellable().then(|| CancelForm {
            open_ballots: Count::new(draw.ballots_in_play()),
            ..form
        }),
    }
}

pub fn entry_line(entry: &Entry, lottery: &Lottery) -> EntryLine {
    EntryLine {
        leaf_index: entry.leaf_index,
        numbers: Ranges::new([(entry.first, entry.count)]),
        username: name_of(entry.reference.as_deref()),
        accepted: stamp(entry.time, zone(lottery)),
        cancelled: entry.cancelled.clone(),
    }
}

fn prize(number: u64, won: &Winner, facts: &ManagedDraw) -> PrizeToHand {
    let lottery = &facts.day.lottery;
    let shown = winner(won, lottery, facts.now, None);
    let claim = won.standing.as_ref().map(|standing| standing.claim);
    let place = claim.map_or(number, |claim| claim.place);
    let steps = facts.steps.get(&place).map_or(&[][..], Vec::as_slice);
    let step = |step: &ClaimStep| StepLine {
        what: match step.kind {
            StepKind::Claimed => tr("Marked as claimed"),
            StepKind::Passed(_) => tr("Passed on to the next reserve"),
            StepKind::Lapsed => tr("Lapsed: there was no reserve left"),
            StepKind::TakenBack => tr("Taken back"),
        },
        at: stamp(step.at, zone(lottery)),
        by: name_of(step.username.as_deref()),
        note: step.note.clone(),
    };
    let mark = shown.claim.as_ref().map(|line| &line.state);
    PrizeToHand {
        place,
        step: claim.map_or(0, |claim| claim.step),
        is_open: claim.is_some_and(|claim| claim.state == ClaimState::Open),
        is_claimed: claim.is_some_and(|claim| claim.state == ClaimState::Claimed),
        is_overdue: matches!(mark, Some(ClaimMark::Overdue { .. })),
        steps: steps.iter().map(step).collect(),
        winner: shown,
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
    let (slug, draw) = names(&path.0, &path.1)?;
    match fields.read() {
        Ok(reason) => {
            lotteries
                .cancel_draw(&actor, slug.clone(), draw.clone(), reason)
                .await?;
            flash::push(
                &session,
                FlashKind::Ok,
                tr("The draw is cancelled. The reason stands on its page."),
            )?;
            Ok(see_other(&format!("/manage/lotteries/{slug}/draws/{draw}")))
        }
        Err(form) => {
            let search = EntrySearch::All;
            let facts = lotteries.managed_draw(slug, draw, search, 0).await?;
            let facts = facts.ok_or(WebError::NotFound)?;
            html(
                StatusCode::UNPROCESSABLE_ENTITY,
                &managed_draw_page(page, &facts, *form),
            )
        }
    }
}
