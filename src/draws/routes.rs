//! The URLs of draws. What the handlers do is in `pages.rs`.

use actix_web::web;

use super::pages;

/// Adds them.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/draws/{name}").route(web::get().to(pages::show_draw)))
        .service(web::resource("/how-it-works").route(web::get().to(pages::show_how_it_works)));
}
