//! The one address of a witness. What the handler does is in `pages.rs`.

use actix_web::web;

use super::operations::Witnesses;
use super::pages;

/// Adds it, for programs: it needs no session.
pub fn routes(witnesses: &Witnesses, config: &mut web::ServiceConfig) {
    config.app_data(web::Data::new(witnesses.clone())).service(
        web::resource("/witness/add-checkpoint").route(web::post().to(pages::add_checkpoint)),
    );
}
