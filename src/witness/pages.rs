//! `POST /witness/add-checkpoint`: C2SP tlog-witness over HTTP. It decides nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::operations::{CosignError, NotCosigned, Witnesses, cosign};

/// The content type of a size, as the protocol names it.
const SIZE: &str = "text/x.tlog.size";

/// Cosigns a checkpoint, or says why not.
pub async fn add_checkpoint(witnesses: web::Data<Witnesses>, request: String) -> HttpResponse {
    // it waits for the disk
    let cosigned = web::block(move || cosign(&witnesses, &request)).await;
    match cosigned {
        Ok(Ok(line)) => text(StatusCode::OK, line),
        Ok(Err(CosignError::Refused(NotCosigned::Conflict(size)))) => HttpResponse::Conflict()
            .content_type(SIZE)
            .body(format!("{size}\n")),
        Ok(Err(CosignError::Refused(refused))) => text(status(refused), format!("{refused}\n")),
        Ok(Err(CosignError::Guard(e))) => {
            log::error!("witness: nothing can be cosigned: {e}");
            text(StatusCode::INTERNAL_SERVER_ERROR, "not cosigned\n".into())
        }
        Err(e) => {
            log::error!("witness: cosigning was interrupted: {e}");
            text(StatusCode::INTERNAL_SERVER_ERROR, "not cosigned\n".into())
        }
    }
}

fn status(refused: NotCosigned) -> StatusCode {
    match refused {
        NotCosigned::Malformed => StatusCode::BAD_REQUEST,
        NotCosigned::Unsigned => StatusCode::FORBIDDEN,
        NotCosigned::Unknown => StatusCode::NOT_FOUND,
        NotCosigned::Conflict(_) => StatusCode::CONFLICT,
        NotCosigned::Inconsistent => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn text(status: StatusCode, body: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .body(body)
}
