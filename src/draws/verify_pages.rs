//! The page where anybody checks a proof file or a receipt, the verifiers to take away, and the page that says how draws
//! work. The checking itself is done in the reader's browser: nothing of it runs here.

use actix_web::http::header;
use actix_web::{HttpResponse, web};

use super::operations::Draws;
use super::verifiers::find_verifier;
use super::views::{HowItWorksPage, VerifyPage};
use crate::web::{Page, WebError};

/// `GET /verify`.
pub async fn show_verify(page: Page, draws: web::Data<Draws>) -> VerifyPage {
    VerifyPage {
        page,
        key: draws.vkey().map(|vkey| vkey.to_string()),
    }
}

/// `GET /verify/{file}`: a verifier to take away.
///
/// # Errors
/// 404 when there is none of that name.
pub async fn get_verifier(name: web::Path<String>) -> Result<HttpResponse, WebError> {
    let file = find_verifier(&name).ok_or(WebError::NotFound)?;
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    Ok(HttpResponse::Ok()
        .content_type(file.media_type)
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .body(&*file.text))
}

/// `GET /how-it-works`.
pub async fn show_how_it_works(page: Page) -> HowItWorksPage {
    HowItWorksPage { page }
}
