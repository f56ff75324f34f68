//! The URLs of lotteries, and how their errors become answers. What the handlers do is in `pages/`.

use actix_web::web;

use super::operations::{
    CancelDrawError, CreateError, DrawActionError, EditError, PlanError, SubmitError,
};
use super::pages;
use crate::draws::{AppendError, CancelEntryError, ClaimError, Refusal, ScheduleError};
use crate::store::StoreError;
use crate::web::WebError;

/// Adds them.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    let get = |path| web::resource(path);
    config
        .service(get("/").route(web::get().to(pages::show_home)))
        .service(get("/lotteries").route(web::get().to(pages::list_lotteries)))
        .service(get("/lotteries/{slug}").route(web::get().to(pages::show_lottery)))
        .service(get("/lotteries/{slug}/changes").route(web::get().to(pages::show_changes)))
        .service(get("/lotteries/{slug}/ballots").route(web::post().to(pages::submit_ballots)))
        .service(get("/feed.atom").route(web::get().to(pages::show_atom)))
        .service(get("/feed.rss").route(web::get().to(pages::show_rss)))
        .service(get("/calendar.ics").route(web::get().to(pages::show_calendar)))
        .service(get("/lotteries/{slug}/feed.atom").route(web::get().to(pages::show_atom)))
        .service(get("/lotteries/{slug}/feed.rss").route(web::get().to(pages::show_rss)))
        .service(get("/lotteries/{slug}/calendar.ics").route(web::get().to(pages::show_calendar)))
        .service(get("/ballots").route(web::get().to(pages::show_my_ballots)))
        .service(get("/check-winner").route(web::get().to(pages::check_winner)))
        .service(get("/manage").route(web::get().to(pages::show_manage)))
        .service(
            get("/manage/lotteries/new")
                .route(web::get().to(pages::show_new))
                .route(web::post().to(pages::create_lottery)),
        )
        .service(get("/manage/lotteries/{slug}").route(web::get().to(pages::show_managed_lottery)))
        .service(
            get("/manage/lotteries/{slug}/edit")
                .route(web::get().to(pages::show_edit))
                .route(web::post().to(pages::edit_lottery)),
        )
        .service(
            get("/manage/lotteries/{slug}/draws/{draw}")
                .route(web::get().to(pages::show_managed_draw)),
        )
        .service(
            get("/manage/lotteries/{slug}/draws/{draw}/entries.csv")
                .route(web::get().to(pages::export_entries)),
        )
        .service(
            get("/manage/lotteries/{slug}/draws/{draw}/winners.csv")
                .route(web::get().to(pages::export_winners)),
        )
        .service(
            get("/manage/lotteries/{slug}/draws/{draw}/claims.csv")
                .route(web::get().to(pages::export_claims)),
        )
        .service(
            get("/manage/lotteries/{slug}/draws/{draw}/entries/{entry}")
                .route(web::get().to(pages::show_entry))
                .route(web::post().to(pages::cancel_entry)),
        )
        .service(
            get("/manage/lotteries/{slug}/draws/{draw}/prizes/{place}")
                .route(web::post().to(pages::settle_prize)),
        )
        .service(
            get("/manage/lotteries/{slug}/draws/{draw}/cancel")
                .route(web::post().to(pages::cancel_draw)),
        )
        .service(
            get("/manage/lotteries/{slug}/cancel").route(web::post().to(pages::cancel_lottery)),
        );
}

/// Refusals that the form shows are taken by its handler; these are for the rest.
impl From<SubmitError> for WebError {
    fn from(error: SubmitError) -> Self {
        let text = error.to_string();
        match error {
            SubmitError::NotFound => WebError::NotFound,
            SubmitError::Store(e) => e.into(),
            SubmitError::Append(AppendError::Refused(Refusal::CountOutOfRange)) => {
                WebError::BadRequest(text)
            }
            SubmitError::Append(AppendError::Refused(_))
            | SubmitError::OtherLottery
            | SubmitError::Away { .. }
            | SubmitError::TooLate { .. } => WebError::Conflict(text),
            SubmitError::Append(AppendError::Store(e)) if !e.is_passing() => {
                WebError::internal(e.to_string())
            }
            SubmitError::Append(AppendError::Random(e)) => WebError::internal(e.to_string()),
            SubmitError::Append(_) => WebError::Unavailable {
                retry_after: 5,
                text,
            },
        }
    }
}

impl From<PlanError> for WebError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Store(e) | PlanError::Schedule(ScheduleError::Store(e)) => store(e),
            other => WebError::internal(other),
        }
    }
}

impl From<CancelDrawError> for WebError {
    fn from(error: CancelDrawError) -> Self {
        match error {
            CancelDrawError::NotFound => WebError::NotFound,
            CancelDrawError::AlreadyCancelled | CancelDrawError::Closed => {
                WebError::Conflict(error.to_string())
            }
            CancelDrawError::Store(e) => e.into(),
        }
    }
}

impl From<DrawActionError> for WebError {
    fn from(error: DrawActionError) -> Self {
        let text = error.to_string();
        match error {
            DrawActionError::NotFound
            | DrawActionError::Entry(CancelEntryError::NotFound)
            | DrawActionError::Claim(ClaimError::NotFound) => WebError::NotFound,
            DrawActionError::Store(e)
            | DrawActionError::Entry(CancelEntryError::Store(e))
            | DrawActionError::Claim(ClaimError::Store(e)) => e.into(),
            DrawActionError::Entry(_) | DrawActionError::Claim(_) => WebError::Conflict(text),
            DrawActionError::Once(e) => WebError::internal(e),
        }
    }
}

fn store(error: StoreError) -> WebError {
    error.into()
}

impl From<CreateError> for WebError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Fields(e) => WebError::BadRequest(e.to_string()),
            CreateError::Plan(e) => e.into(),
            CreateError::Once(e) => WebError::internal(e),
            CreateError::Store(e) => e.into(),
        }
    }
}

impl From<EditError> for WebError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NotFound => WebError::NotFound,
            EditError::Stale | EditError::Cancelled => WebError::Conflict(error.to_string()),
            EditError::Fields(e) => WebError::BadRequest(e.to_string()),
            EditError::Plan(e) => e.into(),
            EditError::Store(e) => e.into(),
        }
    }
}
