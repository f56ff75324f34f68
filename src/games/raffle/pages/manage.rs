//! The organiser's pages: all raffles, one raffle, drawing it, invite codes, and calling it off.

use actix_session::Session;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::list::{Before, page_of, row};
use super::prizes::{Refused, prizes_to_hand};
use super::show::{digits, id_of, link, mark, policy, sold, zone};
use crate::accounts::CurrentManager;
use crate::audit::Actor;
use crate::draws::DrawState;
use crate::draws::pages::{round_wait, stamp};
use crate::games::raffle::model::{Code, Policy, PublicReason, RaffleId};
use crate::games::raffle::operations::{Drawing, ManageError, Raffles};
use crate::games::raffle::views::{
    CancelForm, InviteForm, InvitesPage, ManageRafflePage, ManageRafflesPage, RaffleMark, SoldRow,
};
use crate::web::error::see_other;
use crate::web::form_view::Field;
use crate::web::i18n::{tr, tr_with};
use crate::web::layout::html;
use crate::web::page::FlashKind;
use crate::web::show::{BallotNumber, Count};
use crate::web::{Form, Page, WebError, csv, flash};

/// How many tickets one page lists.
const TICKETS: u32 = 100;
/// How many prizes one page has the forms of.
const PRIZES: usize = 50;

/// `GET /manage/raffles`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when the page begins before a raffle that is not there.
pub async fn list_managed(
    _manager: CurrentManager,
    query: web::Query<Before>,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<ManageRafflesPage, WebError> {
    let (now, before) = (raffles.now(), query.raffle()?);
    let (found, older) = page_of(&raffles, before, "/manage/raffles").await?;
    Ok(ManageRafflesPage {
        page,
        raffles: found.iter().map(|raffle| row(raffle, now)).collect(),
        older,
        newer: before.map(|_| "/manage/raffles".to_owned()),
    })
}

/// Where the list of tickets begins, and that of prizes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    after: String,
    prize: String,
}

/// `GET /manage/raffles/{id}`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such raffle.
pub async fn show_managed(
    _manager: CurrentManager,
    id: web::Path<String>,
    query: web::Query<After>,
    page: Page,
    raffles: web::Data<Raffles>,
) -> Result<ManageRafflePage, WebError> {
    let after = digits(&query.after).unwrap_or(0);
    let typed = Typed {
        from: digits(&query.prize).unwrap_or(0),
        ..Typed::default()
    };
    managed_page(page, &raffles, id_of(&id)?, after, typed).await
}

/// What was typed into the forms of the page, where it was refused.
#[derive(Debug, Default)]
pub struct Typed {
    pub invite: InviteForm,
    pub cancel: CancelForm,
    pub prize: Option<Refused>,
    /// From which prize on they are listed; the refused one is among them in any case.
    pub from: u64,
}

/// The page as it stands now.
pub async fn managed_page(
    page: Page,
    raffles: &Raffles,
    id: RaffleId,
    after: u64,
    typed: Typed,
) -> Result<ManageRafflePage, WebError> {
    let facts = raffles.managed(id).await?.ok_or(WebError::NotFound)?;
    let raffle = &facts.shown.raffle;
    let (draw, zone, now) = (&raffle.draw, zone(raffle), raffles.now());
    let sold_page = raffles.list_sold(raffle, after, TICKETS).await?;
    let rows = sold_page.tickets.into_iter().map(|ticket| SoldRow {
        entry: ticket.leaf_index,
        ticket: BallotNumber::new(ticket.number),
        at: stamp(ticket.time, zone),
        username: ticket.username,
    });
    let drawn = match raffle.is_drawn() {
        true => raffles.drawn(raffle).await?,
        false => Vec::new(),
    };
    let mark = mark(raffle, now);
    let is_on_sale = matches!(mark, RaffleMark::Scheduled | RaffleMark::Open);
    let takes_invites = raffle.terms.policy == Policy::Invite && is_on_sale;
    let is_over = matches!(draw.state, DrawState::Drawn | DrawState::Void);
    let from = typed.prize.as_ref().map_or(typed.from, Refused::place);
    let mut prizes = prizes_to_hand(&facts, &drawn, now, typed.prize);
    prizes.retain(|prize| prize.winner.place >= from);
    let further = prizes.get(PRIZES).map(|prize| prize.winner.place);
    prizes.truncate(PRIZES);
    Ok(ManageRafflePage {
        page,
        raffle: link(raffle),
        mark,
        sold: sold(raffle),
        opens: stamp(draw.opens, zone),
        closes: stamp(draw.closed_at.unwrap_or(draw.closes), zone),
        policy: policy(raffle),
        draws_itself: raffle.terms.draws_itself,
        has_beacon: draw.has_beacon(),
        can_draw: mark == RaffleMark::SoldOut,
        wait: round_wait(draw, now, zone),
        void: draw
            .void
            .as_ref()
            .map(|(reason, at)| (reason.clone(), stamp(*at, zone))),
        invites: Count::new(facts.invites),
        invite: takes_invites.then_some(typed.invite),
        prizes,
        further_prizes: further.map(|place| format!("/manage/raffles/{id}?prize={place}#prizes")),
        rows: rows.collect(),
        older: sold_page
            .next
            .map(|next| format!("/manage/raffles/{id}?after={next}")),
        cancel: (!is_over).then_some(typed.cancel),
    })
}

/// `POST /manage/raffles/{id}/draw`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such raffle; 409 when it cannot be drawn.
pub async fn draw_winners(
    _manager: CurrentManager,
    actor: Actor,
    id: web::Path<String>,
    session: Session,
    raffles: web::Data<Raffles>,
) -> Result<HttpResponse, WebError> {
    let id = id_of(&id)?;
    match raffles.draw_winners(&actor, id).await? {
        Drawing::Drawn(_) => {
            flash::push(&session, FlashKind::Ok, tr("The winners are drawn."))?;
        }
        Drawing::Waiting { round, due } => {
            let due = stamp(due, raffles.time_zone());
            let text = tr_with(
                "The sale is closed. Public random number {n}, due at {time}, decides who wins; the winners appear by themselves.",
                &[("n", &round), ("time", &due)],
            );
            flash::push(&session, FlashKind::Ok, text)?;
        }
    }
    Ok(see_other(&format!("/manage/raffles/{id}")))
}

/// The form that makes invite codes, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteFields {
    count: String,
    /// `csv` for a file.
    as_file: String,
}

/// `POST /manage/raffles/{id}/invites`: the codes, on a page or in a file that nobody keeps.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such raffle; 409 when codes are of no use.
pub async fn make_invites(
    _manager: CurrentManager,
    actor: Actor,
    id: web::Path<String>,
    page: Page,
    raffles: web::Data<Raffles>,
    Form(fields): Form<InviteFields>,
) -> Result<HttpResponse, WebError> {
    let id = id_of(&id)?;
    let count = digits(&fields.count).and_then(|count| u32::try_from(count).ok());
    match raffles.make_invites(&actor, id, count.unwrap_or(0)).await {
        Ok(codes) => {
            let codes: Vec<String> = codes.iter().map(Code::in_groups).collect();
            let raffle = raffles.find(id).await?.ok_or(WebError::NotFound)?;
            let mut response = match fields.as_file.as_str() {
                "csv" => invites_file(&raffle.terms.id.to_string(), &codes)?,
                _ => html(
                    StatusCode::OK,
                    &InvitesPage {
                        page,
                        raffle: link(&raffle),
                        codes,
                    },
                )?,
            };
            let never = header::HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, never);
            Ok(response)
        }
        Err(error @ ManageError::InviteCount) => {
            let typed = Typed {
                invite: InviteForm {
                    count: Field::new(fields.count.trim()).with_error(error.to_string()),
                },
                ..Typed::default()
            };
            let shown = managed_page(page, &raffles, id, 0, typed).await?;
            html(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
        Err(error) => Err(error.into()),
    }
}

fn invites_file(id: &str, codes: &[String]) -> Result<HttpResponse, WebError> {
    let head = ["invite_code".to_owned()];
    let rows = codes.iter().map(|code| [code.clone()]);
    let bytes = csv::rows(std::iter::once(head).chain(rows))?;
    let name = format!("raffle-{id}-invites.csv");
    let part = futures_util::stream::once(std::future::ready(Ok(bytes)));
    Ok(csv::download(&name, part))
}

/// The form that calls a raffle off, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancelFields {
    reason: String,
    confirm: String,
}

impl CancelFields {
    /// The public reason, if there is one and the box is ticked; otherwise the form with what is wrong.
    fn read(&self) -> Result<PublicReason, Box<CancelForm>> {
        let mut form = CancelForm {
            reason: Field::new(&self.reason),
            confirm: Field::new(&self.confirm),
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

/// `POST /manage/raffles/{id}/cancel`.
///
/// # Errors
/// 403 for whoever is no manager; 404 when there is no such raffle; 409 when it is over.
pub async fn cancel_raffle(
    _manager: CurrentManager,
    actor: Actor,
    id: web::Path<String>,
    session: Session,
    page: Page,
    raffles: web::Data<Raffles>,
    Form(fields): Form<CancelFields>,
) -> Result<HttpResponse, WebError> {
    let id = id_of(&id)?;
    match fields.read() {
        Ok(reason) => {
            raffles.cancel(&actor, id, reason).await?;
            let text = tr("The raffle is called off. The reason stands on its page.");
            flash::push(&session, FlashKind::Ok, text)?;
            Ok(see_other(&format!("/manage/raffles/{id}")))
        }
        Err(form) => {
            let typed = Typed {
                cancel: *form,
                ..Typed::default()
            };
            let shown = managed_page(page, &raffles, id, 0, typed).await?;
            html(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}
