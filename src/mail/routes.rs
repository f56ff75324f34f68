//! The addresses of mail. What the handlers do is `pages.rs`.

use actix_web::web;

use super::pages;

/// Adds them.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/manage/mail").route(web::get().to(pages::show_mail)))
        .service(web::resource("/manage/mail/retry").route(web::post().to(pages::retry_all)))
        .service(
            web::resource("/manage/mail/{id}/retry").route(web::post().to(pages::retry_letter)),
        );
}
