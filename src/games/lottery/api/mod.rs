//! Lotteries for programs: a handler parses, calls one operation and answers.

mod ballots;
mod claim_wire;
mod claims;
mod entries;
mod entry_wire;
mod lotteries;
mod manage;
mod problems;
mod terms;
mod wire;

use actix_web::web;
use utoipa::OpenApi;

use self::problems::{
    BEFORE_DEADLINE, BOX_FULL, CALLED_OFF, DRAW_NOT_OPEN, ENTRY_CANCELLED, KEPT_AWAY,
    LOTTERY_CANCELLED, NOT_CLAIMED, NOT_OPEN_YET, OVER_CAP, OVER_OWN_LIMIT, PRIZE_ENDED, STALE,
    TOO_LATE, TOO_MANY_CANCELLED, TOO_MANY_TO_SKIP,
};
use crate::web::api::{Access, ApiPart, ApiRoute};
use crate::web::problem::CONFLICT;

/// The part as the application takes it.
pub const PART: ApiPart = ApiPart {
    routes,
    fragment: Fragment::openapi,
};

fn routes() -> Vec<ApiRoute> {
    let mut all = for_everybody();
    all.extend(for_managers_of_lotteries());
    all.extend(for_managers_of_draws());
    all
}

fn for_everybody() -> Vec<ApiRoute> {
    use Access::{Account, Everyone};
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
    ]
}

fn for_managers_of_lotteries() -> Vec<ApiRoute> {
    use Access::Manager;
    vec![
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

fn for_managers_of_draws() -> Vec<ApiRoute> {
    use Access::Manager;
    vec![
        ApiRoute::get(
            "/lotteries/{lottery}/draws/{draw}/entries",
            "list_draw_entries",
            Manager,
            || web::get().to(entries::list_draw_entries),
        ),
        ApiRoute::get(
            "/lotteries/{lottery}/draws/{draw}/entries/{entry}",
            "get_draw_entry",
            Manager,
            || web::get().to(entries::get_draw_entry),
        ),
        ApiRoute::post(
            "/lotteries/{lottery}/draws/{draw}/entries/{entry}/cancel",
            "cancel_entry",
            Manager,
            || web::post().to(entries::cancel_entry),
        )
        .with_key()
        .with(&[
            &ENTRY_CANCELLED,
            &DRAW_NOT_OPEN,
            &TOO_MANY_TO_SKIP,
            &TOO_MANY_CANCELLED,
        ]),
        ApiRoute::get("/claims", "list_claims", Manager, || {
            web::get().to(claims::list_claims)
        }),
        ApiRoute::get(
            "/lotteries/{lottery}/draws/{draw}/prizes",
            "list_prizes",
            Manager,
            || web::get().to(claims::list_prizes),
        ),
        ApiRoute::get(
            "/lotteries/{lottery}/draws/{draw}/prizes/{place}",
            "get_prize",
            Manager,
            || web::get().to(claims::get_prize),
        ),
        ApiRoute::post(
            "/lotteries/{lottery}/draws/{draw}/prizes/{place}/mark-claimed",
            "mark_prize_claimed",
            Manager,
            || web::post().to(claims::mark_prize_claimed),
        )
        .with_key()
        .with(&[&STALE, &PRIZE_ENDED]),
        ApiRoute::post(
            "/lotteries/{lottery}/draws/{draw}/prizes/{place}/pass-on",
            "pass_prize_on",
            Manager,
            || web::post().to(claims::pass_prize_on),
        )
        .with_key()
        .with(&[&STALE, &PRIZE_ENDED, &BEFORE_DEADLINE]),
        ApiRoute::post(
            "/lotteries/{lottery}/draws/{draw}/prizes/{place}/take-back",
            "take_prize_back",
            Manager,
            || web::post().to(claims::take_prize_back),
        )
        .with_key()
        .with(&[&STALE, &NOT_CLAIMED]),
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
        manage::cancel_draw,
        entries::list_draw_entries,
        entries::get_draw_entry,
        entries::cancel_entry,
        claims::list_claims,
        claims::list_prizes,
        claims::get_prize,
        claims::mark_prize_claimed,
        claims::pass_prize_on,
        claims::take_prize_back
    ),
    tags((name = "Lotteries", description = "What anybody may know: lotteries, their draws, and who won on a day."),
         (name = "Ballots", description = "Put ballots in, and see one's own."),
         (name = "Managing", description = "For managers: make, change and cancel lotteries, draws and entries."),
         (name = "Claims", description = "For managers: the prizes that were won, and what becomes of them."))
)]
struct Fragment;
