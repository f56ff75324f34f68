//! The API's document, put together from what the features say, and the pages that show it. It knows no feature:
//! `app.rs` hands it the list.

mod docs;
mod document;
mod shape;

use std::sync::Arc;

use actix_web::web;
use actix_web::{HttpResponse, http::StatusCode};
use utoipa::OpenApi;

use docs::{Content, show_docs, show_problem};

pub use document::{document, problem_kinds};

use crate::web::Feature;
use crate::web::api::{Access, Api, ApiPart, ApiRoute};
use crate::web::json::json_text;

/// The part that shows the document itself.
pub const PART: ApiPart = ApiPart {
    routes,
    fragment: Fragment::openapi,
};

/// The document, written once at start.
#[derive(Debug, Clone)]
struct Document(Arc<str>);

fn routes() -> Vec<ApiRoute> {
    vec![ApiRoute::get(
        "/openapi.json",
        "get_openapi",
        Access::Everyone,
        || web::get().to(get_openapi),
    )]
}

#[derive(OpenApi)]
#[openapi(paths(get_openapi), tags((name = "Document", description = "This description of the API.")))]
struct Fragment;

/// Read this document
#[utoipa::path(
    get, path = "/openapi.json", tag = "Document", operation_id = "get_openapi",
    responses((status = 200, description = "OpenAPI 3.1.", body = Object, content_type = "application/json"))
)]
async fn get_openapi(document: web::Data<Document>) -> HttpResponse {
    json_text(StatusCode::OK, document.0.to_string())
}

/// The document's routes, for a server with these parts, this one included.
pub fn feature(parts: &[ApiPart]) -> Feature {
    let document = document(parts);
    let content = web::Data::new(Content::new(&document, parts));
    let data = web::Data::new(Document(document.to_string().into()));
    Feature {
        name: "openapi",
        api: Some(Api::new(PART, data)),
        routes: Arc::new(move |config| {
            config
                .app_data(content.clone())
                .service(web::resource("/docs").route(web::get().to(show_docs)))
                .service(web::resource("/problems/{slug}").route(web::get().to(show_problem)));
        }),
        jobs: Vec::new(),
        menu: Vec::new(),
    }
}
