//! Lotteries: one draw per local day, for as long as the lottery runs. How draws work is not known here.
//!
//! The rules in ten sentences:
//!
//! 1. A lottery has one draw per local day of its time zone, from its first day through its due date, or for good.
//! 2. A day begins at the first instant whose local date it is; a day that the calendar leaves out has no draw.
//! 3. Draws are announced a week ahead, so that seeds are committed long before the first ballot.
//! 4. A server that was down draws what had been announced, oldest first; days that nobody announced have no draw.
//! 5. Edits touch only draws that are not open, and none that opens within seconds.
//! 6. After a change of time zone the draws still meet without gap or overlap.
//! 7. A draw that was announced is never deleted: on a day that is taken away it is called off with a public reason,
//!    and if the day comes back it gets another draw under another name.
//! 8. Cancelling calls off what is open or to come; what has closed is drawn.
//! 9. Ballots go into the draw the person was shown, or nowhere.
//! 10. The first start makes the lottery "Daily Draw", so that there is always one draw a day.

pub mod calendar;
pub mod jobs;
pub mod model;
pub mod operations;
mod pages;
mod routes;
pub mod rules;

use crate::web::i18n::later;
#[cfg(test)]
mod rules_tests;
mod store;
pub mod views;

use std::sync::Arc;

use actix_web::web;

pub use jobs::jobs;
pub use operations::Lotteries;

use crate::web::Feature;
use crate::web::page::{Audience, MenuItem};

/// Lotteries as the application takes them in.
pub fn feature(lotteries: &Lotteries) -> Feature {
    let data = web::Data::new(lotteries.clone());
    let item = |title, href, audience| MenuItem {
        title,
        href,
        audience,
    };
    Feature {
        name: "lottery",
        routes: Arc::new(move |config| {
            config.app_data(data.clone());
            routes::routes(config);
        }),
        api: None,
        jobs: jobs(lotteries),
        menu: vec![
            item(later("Home"), "/", Audience::Everyone),
            item(later("Results"), "/check-winner", Audience::Everyone),
            item(later("My ballots"), "/ballots", Audience::SignedIn),
            item(later("Organise"), "/manage", Audience::Managers),
        ],
    }
}
