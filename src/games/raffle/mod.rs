//! Raffles: so many tickets, handed out one by one in a secret random order, and prizes drawn among those that were.
//!
//! The rules in ten sentences:
//!
//! 1. A raffle has N tickets, a list of prizes with amounts, and one draw; all of it is announced before the first ticket.
//! 2. Ticket numbers run from 1 to N and are handed out in an order that follows from the committed seed: nobody, the
//!    organiser included, can choose one.
//! 3. No number is handed out twice and never more than N, however many ask at once and however many instances serve.
//! 4. Who may have how many is the raffle's policy: one for each address, account or invite code, or as many as they like.
//! 5. Each ticket has a verification code, told once and stored nowhere: who has it holds the ticket.
//! 6. An address or account that has a ticket is kept as a keyed hash, and forgotten when the raffle is over.
//! 7. Winners are drawn when every ticket is handed out, or at the closing time among those that were.
//! 8. One prize for each ticket, in the stated order; then the reserves.
//! 9. A prize is handed over to who shows the code of the ticket that holds it, or passed on after the deadline.
//! 10. A ticket that does not exist and a wrong code get the same answer, as late.

mod api;
mod jobs;
mod manager;
pub mod model;
pub mod operations;
mod pages;
mod routes;
mod store;
pub mod views;

pub use api::PART as API;
pub use manager::{ManagerPlaces, RaffleConfig};
pub use operations::Raffles;

use std::sync::Arc;

use actix_web::web;

use crate::web::Feature;
use crate::web::api::Api;
use crate::web::i18n::later;
use crate::web::page::{Audience, MenuItem};

/// Raffles as the application takes them in.
pub fn feature(raffles: &Raffles, places: &ManagerPlaces) -> Feature {
    let (data, places) = (
        web::Data::new(raffles.clone()),
        web::Data::new(places.clone()),
    );
    let mut api = Api::new(api::PART, data.clone());
    let (configure, of_api) = (api.configure.clone(), places.clone());
    api.configure = Arc::new(move |config| {
        config.app_data(of_api.clone());
        configure(config);
    });
    Feature {
        name: "raffle",
        routes: Arc::new(move |config| {
            config.app_data(data.clone()).app_data(places.clone());
            routes::routes(config);
        }),
        api: Some(api),
        jobs: jobs::jobs(raffles),
        menu: vec![MenuItem {
            title: later("Raffles"),
            href: "/raffles",
            audience: Audience::Everyone,
        }],
    }
}
