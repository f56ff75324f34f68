//! Lotteries: one draw per local day, for as long as the lottery runs. How draws work is not known here.
//!
//! The rules in ten sentences:
//!
//! 1. A lottery has one draw per local day of its time zone, or only on chosen weekdays, from its first day through its
//!    due date, or for good. A draw closes when its day ends, and opens when the draw day before it ended: with a draw
//!    every day it is open for its day, with one a week for the week.
//! 2. A day begins at the first instant whose local date it is; a day that the calendar leaves out has no draw.
//! 3. What opens within a week is announced, so that seeds are committed long before the first ballot.
//! 4. A server that was down draws what had been announced, oldest first; days that nobody announced have no draw.
//! 5. Edits touch only draws that are not open, and none that opens within seconds.
//! 6. After a change of time zone the draws still meet without gap or overlap.
//! 7. A draw that was announced is never deleted: on a day that is taken away it is called off with a public reason,
//!    and if the day comes back it gets another draw under another name.
//! 8. Cancelling calls off what is open or to come, a single draw or all; what has closed is drawn. Every edit and
//!    every cancellation is a public row that is never taken back.
//! 9. Ballots go into the draw the person was shown, or nowhere.
//! 10. The first start makes the lottery "Daily Draw", so that there is always one draw a day.

mod api;
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
#[cfg(test)]
mod weekly_tests;

use std::sync::Arc;

use actix_web::web;

pub use api::PART as API;
pub use jobs::jobs;
pub use operations::{Lotteries, Notices};

use crate::web::Feature;
use crate::web::api::Api;
use crate::web::page::{Audience, MenuItem};

/// Lotteries as the application takes them in.
pub fn feature(lotteries: &Lotteries) -> Feature {
    let data = web::Data::new(lotteries.clone());
    let api = Api::new(API, data.clone());
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
        api: Some(api),
        jobs: jobs(lotteries),
        menu: vec![
            item(later("Home"), "/", Audience::Everyone),
            item(later("Results"), "/check-winner", Audience::Everyone),
            item(later("My ballots"), "/ballots", Audience::SignedIn),
            item(later("Organise"), "/manage", Audience::Managers),
        ],
    }
}
