//! The URLs of draws.

use std::sync::Arc;

use actix_web::web;

use super::operations::Draws;
use super::{jobs::jobs, pages};
use crate::web::Feature;

/// Draws as the application takes them in.
pub fn feature(draws: &Draws) -> Feature {
    let data = web::Data::new(draws.clone());
    Feature {
        name: "draws",
        routes: Arc::new(move |config| {
            config
                .app_data(data.clone())
                .route("/draws/{name}", web::get().to(pages::show_draw))
                .route("/how-it-works", web::get().to(pages::show_how_it_works));
        }),
        jobs: jobs(draws),
        menu: Vec::new(),
    }
}
