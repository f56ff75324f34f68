//! The URLs of draws. What the handlers do is in `pages.rs`.

use actix_web::web;

use super::{evidence, log_page, pages, statistics_page, verify_pages};

/// Adds them.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/draws/{name}").route(web::get().to(pages::show_draw)))
        .service(
            web::resource("/draws/{name}/proof.json").route(web::get().to(evidence::show_proof)),
        )
        .service(
            web::resource("/draws/{name}/evidence.zip").route(web::get().to(evidence::show_bundle)),
        )
        .service(
            web::resource("/draws/{name}/entries/{leaf}/receipt")
                .route(web::get().to(evidence::show_receipt)),
        )
        .service(
            web::resource("/draws/{name}/entries/{leaf}/receipt.tlog-proof")
                .route(web::get().to(evidence::download_receipt)),
        )
        .service(
            web::resource("/how-it-works").route(web::get().to(verify_pages::show_how_it_works)),
        )
        .service(web::resource("/log").route(web::get().to(log_page::show_log)))
        .service(
            web::resource("/statistics").route(web::get().to(statistics_page::show_statistics)),
        )
        .service(web::resource("/verify").route(web::get().to(verify_pages::show_verify)))
        .service(web::resource("/verify/{file}").route(web::get().to(verify_pages::get_verifier)));
}
