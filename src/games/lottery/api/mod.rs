//! Lotteries for programs: a handler parses, calls one operation and answers.

mod ballots;
mod lotteries;
mod manage;
mod terms;
mod wire;

use actix_web::web;
use utoipa::OpenApi;

use super::model::FieldErrors;
use super::operations::{CancelDrawError, CancelError, CreateError, EditError, SubmitError};
use crate::draws::{AppendError, Refusal};
use crate::web::WebError;
use crate::web::api::{Access, ApiPart, ApiRoute};
use crate::web::problem::{CONFLICT, IDEMPOTENCY_KEY_REUSED, Problem, ProblemKind};

/// The part as the application takes it.
pub const PART: ApiPart = ApiPart {
    routes,
    fragment: Fragment::openapi,
};

/// The box was sealed.
const TOO_LATE: ProblemKind = ProblemKind {
    slug: "too-late",
    status: 409,
    title: "The draw has closed",
    about: "It reached the server at or after the closing time; the server's clock decides. Ballots are then in no draw: read the lottery again for the one that is open. A draw that has closed can no longer be cancelled.",
};
/// The box is not open.
const NOT_OPEN_YET: ProblemKind = ProblemKind {
    slug: "not-open-yet",
    status: 409,
    title: "The draw is not open yet",
    about: "The draw is announced; its `opens_at` says from when on it takes ballots.",
};
/// There is no such draw any more.
const CALLED_OFF: ProblemKind = ProblemKind {
    slug: "called-off",
    status: 409,
    title: "The draw was called off",
    about: "The draw is void, for the public reason in its `void_reason`. It takes no ballots, and cannot be cancelled again.",
};
/// More than one may have.
const OVER_CAP: ProblemKind = ProblemKind {
    slug: "over-cap",
    status: 409,
    title: "The account would have too many ballots",
    about: "The draw has a `cap` on how many ballots one account may have. None of these was taken.",
};
/// More than the person wants.
const OVER_OWN_LIMIT: ProblemKind = ProblemKind {
    slug: "over-own-limit",
    status: 409,
    title: "The person's own limit is reached",
    about: "The account has set itself a limit of ballots a day, which holds for its programs too. None of these was taken.",
};
/// The person wants none.
const KEPT_AWAY: ProblemKind = ProblemKind {
    slug: "kept-away",
    status: 409,
    title: "The person has asked to be kept away",
    about: "The account has asked this site to take no ballots from it for a while, which holds for its programs too.",
};
/// As many as a draw can have.
const BOX_FULL: ProblemKind = ProblemKind {
    slug: "box-full",
    status: 409,
    title: "The draw can take no more ballots",
    about: "The draw has as many ballots as a draw can have.",
};
/// Somebody was faster.
const STALE: ProblemKind = ProblemKind {
    slug: "changed-meanwhile",
    status: 409,
    title: "The lottery was changed meanwhile",
    about: "The `version` is not the lottery's any more, so nothing was saved. Read the lottery again and make the changes on top.",
};
/// It has ended.
const LOTTERY_CANCELLED: ProblemKind = ProblemKind {
    slug: "lottery-cancelled",
    status: 409,
    title: "The lottery was cancelled",
    about: "A cancelled lottery can be neither changed nor cancelled again.",
};

fn routes() -> Vec<ApiRoute> {
    use Access::{Account, Everyone, Manager};
    vec![
        ApiRoute::get("/lotteries", "list_lotteries", Everyone, || {
            web::get().to(lotteries::list_lotteries)
        }),
        ApiRoute::get("/lotteries/{lottery}", "get_lottery", Everyone, || {
            web::get().to(lotteries::get_lottery)
        }),
        ApiRoute::get("/lotteries/{lottery}/draws", "list_draws", Everyone, || {
            web::get().to(lotteries::list_draws)
        }),
        ApiRoute::get("/winners", "list_winners", Everyone, || {
            web::get().to(lotteries::list_winners)
        }),
        ApiRoute::create(
            "/lotteries/{lottery}/ballots",
            "submit_ballots",
            Account,
            || web::post().to(ballots::submit_ballots),
        )
        .with(&[
            &TOO_LATE,
            &NOT_OPEN_YET,
            &CALLED_OFF,
            &OVER_CAP,
            &OVER_OWN_LIMIT,
            &KEPT_AWAY,
            &BOX_FULL,
            &CONFLICT,
        ]),
        ApiRoute::get("/ballots", "list_ballots", Account, || {
            web::get().to(ballots::list_ballots)
        }),
        ApiRoute::get("/ballots/{draw}", "list_entries", Account, || {
            web::get().to(ballots::list_entries)
        }),
        ApiRoute::get("/ballots/{draw}/{entry}", "get_entry", Account, || {
            web::get().to(ballots::get_entry)
        }),
        ApiRoute::create("/lotteries", "create_lottery", Manager, || {
            web::post().to(manage::create_lottery)
        }),
        ApiRoute::put("/lotteries/{lottery}", "edit_lottery", Manager, || {
            web::put().to(manage::edit_lottery)
        })
        .with(&[&STALE, &LOTTERY_CANCELLED]),
        ApiRoute::post(
            "/lotteries/{lottery}/cancel",
            "cancel_lottery",
            Manager,
            || web::post().to(manage::cancel_lottery),
        )
        .with(&[&LOTTERY_CANCELLED]),
        ApiRoute::post(
            "/lotteries/{lottery}/draws/{draw}/cancel",
            "cancel_draw",
            Manager,
            || web::post().to(manage::cancel_draw),
        )
        .with(&[&CALLED_OFF, &TOO_LATE]),
    ]
}

#[derive(OpenApi)]
#[openapi(
    paths(
        lotteries::list_lotteries,
        lotteries::get_lottery,
        lotteries::list_draws,
        lotteries::list_winners,
        ballots::submit_ballots,
        ballots::list_ballots,
        ballots::list_entries,
        ballots::get_entry,
        manage::create_lottery,
        manage::edit_lottery,
        manage::cancel_lottery,
        manage::cancel_draw
    ),
    tags((name = "Lotteries", description = "What anybody may know: lotteries, their draws, and who won on a day."),
         (name = "Ballots", description = "Put ballots in, and see one's own."),
         (name = "Managing", description = "For managers: make, change and cancel lotteries."))
)]
struct Fragment;

impl From<SubmitError> for Problem {
    fn from(error: SubmitError) -> Self {
        let text = error.to_string();
        match error {
            SubmitError::NotFound => Problem::not_found(),
            SubmitError::OtherLottery => Problem::invalid_field("draw", text),
            SubmitError::TooLate { .. } => Problem::new(&TOO_LATE, text),
            SubmitError::Away { .. } => Problem::new(&KEPT_AWAY, text),
            SubmitError::Append(AppendError::Refused(refusal)) => match refusal {
                Refusal::UnknownDraw => Problem::invalid_field("draw", text),
                Refusal::CountOutOfRange => Problem::invalid_field("count", text),
                Refusal::NotOpenYet { .. } => Problem::new(&NOT_OPEN_YET, text),
                Refusal::TooLate { .. } => Problem::new(&TOO_LATE, text),
                Refusal::Void(_) => Problem::new(&CALLED_OFF, text),
                Refusal::OverCap { .. } => Problem::new(&OVER_CAP, text),
                Refusal::OverOwnLimit { .. } => Problem::new(&OVER_OWN_LIMIT, text),
                Refusal::BoxFull => Problem::new(&BOX_FULL, text),
                Refusal::KeyReused => Problem::new(&IDEMPOTENCY_KEY_REUSED, text),
            },
            other => WebError::from(other).into(),
        }
    }
}

/// What is wrong with the fields of the form, as a program named them.
fn fields(errors: &FieldErrors) -> Problem {
    Problem::invalid(
        errors
            .iter()
            .map(|(field, text)| (terms::name_of(field), text)),
    )
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Fields(errors) => fields(&errors),
            CreateError::Once(e) => e.into(),
            other => WebError::from(other).into(),
        }
    }
}

impl From<EditError> for Problem {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Fields(errors) => fields(&errors),
            EditError::NotFound => Problem::not_found(),
            EditError::Stale => Problem::new(&STALE, error),
            EditError::Cancelled => Problem::new(&LOTTERY_CANCELLED, error),
            other => WebError::from(other).into(),
        }
    }
}

impl From<CancelDrawError> for Problem {
    fn from(error: CancelDrawError) -> Self {
        match error {
            CancelDrawError::NotFound => Problem::not_found(),
            CancelDrawError::AlreadyCancelled => Problem::new(&CALLED_OFF, error),
            CancelDrawError::Closed => Problem::new(&TOO_LATE, error),
            CancelDrawError::Store(e) => e.into(),
        }
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => Problem::not_found(),
            CancelError::AlreadyCancelled => Problem::new(&LOTTERY_CANCELLED, error),
            CancelError::Store(e) => e.into(),
        }
    }
}
