//! The URLs of raffles, and how their errors become answers. What the handlers do is in `pages/`.

use actix_web::web;

use super::operations::{CreateError, DrawError, ManageError, ParticipateError, VerifyError};
use super::pages;
use crate::draws::{ClaimError, Refusal, RunError, ScheduleError};
use crate::idempotency::OnceError;
use crate::web::WebError;

/// Adds them.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let at = |path| web::resource(path);
    config
        .service(at("/raffles").route(web::get().to(pages::list_raffles)))
        .service(at("/raffles/{id}").route(web::get().to(pages::show_raffle)))
        .service(at("/raffles/{id}/tickets").route(web::post().to(pages::get_ticket)))
        .service(at("/raffles/{id}/ticket.txt").route(web::post().to(pages::save_ticket)))
        .service(at("/raffles/{id}/tickets/{number}").route(web::get().to(pages::show_ticket)))
        .service(at("/raffles/{id}/calendar.ics").route(web::get().to(pages::show_calendar)))
        .service(
            at("/raffles/{id}/check")
                .route(web::get().to(pages::show_check))
                .route(web::post().to(pages::check_ticket)),
        )
        .service(at("/raffles/{id}/check/receipt").route(web::post().to(pages::download_receipt)))
        .service(at("/tickets").route(web::get().to(pages::show_my_tickets)))
        .service(at("/manage/raffles").route(web::get().to(pages::list_managed)))
        .service(
            at("/manage/raffles/new")
                .route(web::get().to(pages::show_new))
                .route(web::post().to(pages::create_raffle)),
        )
        .service(at("/manage/raffles/{id}").route(web::get().to(pages::show_managed)))
        .service(at("/manage/raffles/{id}/draw").route(web::post().to(pages::draw_winners)))
        .service(at("/manage/raffles/{id}/invites").route(web::post().to(pages::make_invites)))
        .service(at("/manage/raffles/{id}/cancel").route(web::post().to(pages::cancel_raffle)))
        .service(
            at("/manage/raffles/{id}/prizes/{place}").route(web::post().to(pages::settle_prize)),
        )
        .service(at("/manage/raffles/{id}/tickets.csv").route(web::get().to(pages::export_tickets)))
        .service(
            at("/manage/raffles/{id}/winners.csv").route(web::get().to(pages::export_winners)),
        );
}

fn later(text: String) -> WebError {
    WebError::Unavailable {
        retry_after: 5,
        text,
    }
}

/// Refusals that the raffle's page shows are taken by its handler; these are for the rest.
impl From<ParticipateError> for WebError {
    fn from(error: ParticipateError) -> Self {
        let text = error.to_string();
        match error {
            ParticipateError::NotFound => WebError::NotFound,
            ParticipateError::Already(_)
            | ParticipateError::NeedsAccount
            | ParticipateError::NoInvite => WebError::Forbidden(text),
            ParticipateError::Refused(Refusal::UnknownDraw) => WebError::NotFound,
            ParticipateError::Refused(_) | ParticipateError::Away(_) => WebError::Conflict(text),
            ParticipateError::OnHold => later(text),
            ParticipateError::Store(e) | ParticipateError::Run(RunError::Store(e)) => e.into(),
            ParticipateError::Run(e) => WebError::internal(e),
            ParticipateError::Random(e) => WebError::internal(e),
        }
    }
}

impl From<VerifyError> for WebError {
    fn from(error: VerifyError) -> Self {
        let text = error.to_string();
        match error {
            VerifyError::NotFound => WebError::NotFound,
            VerifyError::NotDrawn => WebError::Conflict(text),
            VerifyError::WrongCode => WebError::BadRequest(text),
            VerifyError::TooMany { retry_after } => WebError::TooManyRequests { retry_after, text },
            VerifyError::Sign(e) => e.into(),
            VerifyError::Store(e) => e.into(),
        }
    }
}

impl From<DrawError> for WebError {
    fn from(error: DrawError) -> Self {
        let text = error.to_string();
        match error {
            DrawError::NotFound => WebError::NotFound,
            DrawError::TicketsLeft | DrawError::AlreadyDrawn | DrawError::CalledOff => {
                WebError::Conflict(text)
            }
            DrawError::NotYet => later(text),
            DrawError::Store(e) => e.into(),
        }
    }
}

impl From<ManageError> for WebError {
    fn from(error: ManageError) -> Self {
        let text = error.to_string();
        match error {
            ManageError::NotFound | ManageError::Claim(ClaimError::NotFound) => WebError::NotFound,
            ManageError::InviteCount => WebError::BadRequest(text),
            ManageError::Verify(e) => e.into(),
            ManageError::Store(e) | ManageError::Claim(ClaimError::Store(e)) => e.into(),
            ManageError::NoInvites
            | ManageError::SaleOver
            | ManageError::OtherTicket
            | ManageError::Claim(_) => WebError::Conflict(text),
            ManageError::Random(e) => WebError::internal(e),
        }
    }
}

impl From<CreateError> for WebError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Draft(e) => WebError::BadRequest(e.to_string()),
            CreateError::Once(OnceError::KeyReused) => {
                WebError::Conflict(pages::key_reused().into())
            }
            CreateError::Once(OnceError::Store(e))
            | CreateError::Schedule(ScheduleError::Store(e))
            | CreateError::Run(RunError::Store(e))
            | CreateError::Store(e) => e.into(),
            CreateError::Once(e) => WebError::internal(e),
            CreateError::Schedule(e) => WebError::internal(e),
            CreateError::Run(e) => WebError::internal(e),
            CreateError::Random(e) => WebError::internal(e),
        }
    }
}
