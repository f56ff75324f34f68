//! Raffles for programs: a handler parses, calls one operation and answers. Every address works with a slash at its end
//! too.

mod manage;
mod manage_wire;
mod problems;
mod raffles;
mod tickets;
mod wire;

use actix_web::web;
use utoipa::OpenApi;

use self::problems::{
    ALREADY_DRAWN, ALREADY_PARTICIPATED, BAD_CODE, INVALID_RAFFLE, INVITE_NEEDED, NO_TICKETS,
    NOT_DRAWN, PRIZE_NOT_READY, RAFFLE_CANCELLED, SALE_NOT_OPEN, SALE_OVER, TAKING_A_PAUSE,
    TICKETS_LEFT,
};
use crate::web::api::{Access, ApiPart, ApiRoute};
use crate::web::problem::{BAD_TOKEN, FORBIDDEN, NO_TOKEN, TOO_MANY_REQUESTS};

/// The part as the application takes it.
pub const PART: ApiPart = ApiPart {
    routes,
    fragment: Fragment::openapi,
};

fn routes() -> Vec<ApiRoute> {
    use Access::Everyone;
    let mut all = vec![
        ApiRoute::get("/raffles", "list_raffles", Everyone, || {
            web::get().to(raffles::list_raffles)
        }),
        ApiRoute::get("/raffles/{raffle}", "get_raffle", Everyone, || {
            web::get().to(raffles::get_raffle)
        }),
        ApiRoute::create(
            "/raffles/{raffle}/participate",
            "create_ticket",
            Everyone,
            || web::post().to(tickets::participate),
        )
        .with(&[
            &ALREADY_PARTICIPATED,
            &FORBIDDEN,
            &INVITE_NEEDED,
            &NO_TOKEN,
            &BAD_TOKEN,
            &SALE_NOT_OPEN,
            &TAKING_A_PAUSE,
            &NO_TICKETS,
        ]),
        ApiRoute::get(
            "/raffles/{raffle}/winners",
            "list_raffle_winners",
            Everyone,
            || web::get().to(raffles::list_winners),
        )
        .with(&[&NOT_DRAWN]),
        ApiRoute::post(
            "/raffles/{raffle}/verify-ticket",
            "check_ticket",
            Everyone,
            || web::post().to(tickets::verify_ticket),
        )
        .with(&[&NOT_DRAWN, &BAD_CODE, &TOO_MANY_REQUESTS]),
        ApiRoute::post(
            "/raffles/{raffle}/receipt",
            "get_ticket_receipt",
            Everyone,
            || web::post().to(tickets::get_receipt),
        )
        .with(&[&BAD_CODE, &TOO_MANY_REQUESTS]),
    ];
    all.extend(for_managers());
    for route in &mut all {
        route.with_slash = true;
    }
    all
}

fn for_managers() -> Vec<ApiRoute> {
    use Access::ManagerOrPlace;
    vec![
        ApiRoute::create("/raffles", "create_raffle", ManagerOrPlace, || {
            web::post().to(manage::create_raffle)
        })
        .with(&[&INVALID_RAFFLE]),
        ApiRoute::post(
            "/raffles/{raffle}/winners",
            "create_raffle_winners",
            ManagerOrPlace,
            || web::post().to(manage::draw_winners),
        )
        .with(&[&TICKETS_LEFT, &ALREADY_DRAWN, &RAFFLE_CANCELLED]),
        ApiRoute::post(
            "/raffles/{raffle}/cancel",
            "cancel_raffle",
            ManagerOrPlace,
            || web::post().to(manage::cancel_raffle),
        )
        .with(&[&ALREADY_DRAWN, &RAFFLE_CANCELLED]),
        ApiRoute::post(
            "/raffles/{raffle}/invites",
            "create_invites",
            ManagerOrPlace,
            || web::post().to(manage::make_invites),
        )
        .with(&[&SALE_OVER]),
        ApiRoute::get(
            "/raffles/{raffle}/tickets",
            "list_tickets",
            ManagerOrPlace,
            || web::get().to(manage::list_tickets),
        ),
        ApiRoute::get(
            "/raffles/{raffle}/prizes",
            "list_raffle_prizes",
            ManagerOrPlace,
            || web::get().to(manage::list_prizes),
        ),
        ApiRoute::post(
            "/raffles/{raffle}/prizes/{place}/claimed",
            "mark_raffle_prize_claimed",
            ManagerOrPlace,
            || web::post().to(manage::mark_claimed),
        )
        .with(&[&NOT_DRAWN, &BAD_CODE, &PRIZE_NOT_READY]),
        ApiRoute::post(
            "/raffles/{raffle}/prizes/{place}/pass-on",
            "pass_on_raffle_prize",
            ManagerOrPlace,
            || web::post().to(manage::pass_on),
        )
        .with(&[&NOT_DRAWN, &PRIZE_NOT_READY]),
        ApiRoute::post(
            "/raffles/{raffle}/prizes/{place}/take-back",
            "take_back_raffle_claim",
            ManagerOrPlace,
            || web::post().to(manage::take_back),
        )
        .with(&[&NOT_DRAWN, &PRIZE_NOT_READY]),
    ]
}

#[derive(OpenApi)]
#[openapi(
    tags((name = "Raffles", description = "So many tickets, handed out in a secret random order, and prizes drawn among them. A manager of raffles is an account with that role, by its token, or whoever asks from an address in CLEARLOT_MANAGER_IPS. Every address works with a slash at its end too.")),
    paths(
        raffles::list_raffles,
        raffles::get_raffle,
        raffles::list_winners,
        tickets::participate,
        tickets::verify_ticket,
        tickets::get_receipt,
        manage::create_raffle,
        manage::draw_winners,
        manage::cancel_raffle,
        manage::make_invites,
        manage::list_tickets,
        manage::list_prizes,
        manage::mark_claimed,
        manage::pass_on,
        manage::take_back,
    )
)]
struct Fragment;
