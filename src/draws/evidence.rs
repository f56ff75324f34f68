//! What a participant or an auditor takes home: the proof file of a draw, the bundle with everything to check it, and the
//! receipt of one's own entry. What is in them is `proof.rs`; the bundle's texts are `bundle.rs`.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use futures_util::{TryStreamExt as _, stream};
use serde::Deserialize;

use super::bundle;
use super::lookup_view::ProofLinks;
use super::model::DrawName;
use super::operations::{
    Draws, LogError, SignError, find_proof, find_receipt, list_entry_leaves, list_proof_leaves,
};
use super::pages::stamp;
use super::proof::{ProofOutline, ReceiptFile};
use super::receipt_view::{QrCode, ReceiptPage};
use crate::fairness::ServerVkey;
use crate::web::i18n::tr;
use crate::web::show::{Count, Day, Ranges};
use crate::web::{Page, WebError};

/// A proof of a draw is the same for everybody and changes only in the size of the server's log.
const PUBLIC_FOR_MINUTES: &str = "public, max-age=300";
/// A bundle is made in memory: no more than this of a proof goes into it. It has all entries, or if they are too many the
/// drawn ones.
const BUNDLED_MAX: usize = 32 * 1024 * 1024;

/// What may be asked of a proof file.
#[derive(Debug, Deserialize)]
pub struct ProofQuery {
    /// `1`: with all entries.
    #[serde(default)]
    full: u8,
}

impl From<SignError> for WebError {
    fn from(error: SignError) -> Self {
        let unavailable = |retry_after, text: &str| WebError::Unavailable {
            retry_after,
            text: text.to_owned(),
        };
        let error = match error {
            SignError::Log(error) => error,
            SignError::Store(error) => return error.into(),
            error @ (SignError::Behind { .. } | SignError::Diverged { .. }) => {
                log::error!("draws: no proof: {error}");
                return unavailable(
                    3600,
                    tr(
                        "This server does not sign this log at the moment: what it holds is not what it signed before. Its operator has been told.",
                    ),
                );
            }
            error => return WebError::internal(error),
        };
        match error {
            LogError::Unknown | LogError::Outside | LogError::NotFixed | LogError::NotPublic => {
                WebError::NotFound
            }
            LogError::NotReady => unavailable(
                30,
                tr("The proofs of older draws are being prepared. Try again in a moment."),
            ),
            LogError::Store(error) => error.into(),
        }
    }
}

/// Where the proof of a draw is, of each size.
pub(super) fn proof_links(name: &DrawName, key: &ServerVkey) -> ProofLinks {
    let href = format!("/draws/{name}/proof.json");
    ProofLinks {
        full_href: Some(format!("{href}?full=1")),
        bundle_href: Some(format!("/draws/{name}/evidence.zip")),
        key: key.to_string(),
        href,
    }
}

/// A draw's name in an address.
pub(super) fn draw_name(text: &str) -> Result<DrawName, WebError> {
    DrawName::parse(text).map_err(|_not_a_name| WebError::NotFound)
}

/// `GET /draws/{name}/proof.json`, and with `?full=1` all entries: sent part by part, so that its size costs no memory.
///
/// # Errors
/// 404 while there is no result; 503 while nothing is signed.
pub async fn show_proof(
    name: web::Path<String>,
    query: web::Query<ProofQuery>,
    draws: web::Data<Draws>,
) -> Result<HttpResponse, WebError> {
    let name = draw_name(&name)?;
    let outline = find_proof(&draws, name).await?;
    let outline = outline.ok_or(WebError::NotFound)?;
    let file = format!("inline; filename=\"{}.proof.json\"", outline.draw.name);
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, file))
        .insert_header((header::CACHE_CONTROL, PUBLIC_FOR_MINUTES))
        .streaming(parts(draws, outline.into(), query.full == 1)))
}

/// Where the writing of a proof file has come to.
enum At {
    Head,
    /// The next of the listed leaves.
    Leaves(usize),
    /// The next entry.
    Entries(u64),
    End,
}

fn parts(
    draws: web::Data<Draws>,
    outline: Arc<ProofOutline>,
    is_full: bool,
) -> impl stream::Stream<Item = Result<Bytes, WebError>> + 'static {
    stream::try_unfold((At::Head, outline), move |(at, outline)| {
        let draws = draws.clone();
        async move {
            let part = next_part(&draws, &outline, is_full, at).await?;
            Ok(part.map(|(text, at)| (Bytes::from(text), (at, outline))))
        }
    })
}

/// The elements of an array that begins or goes on here.
fn elements<T: serde::Serialize>(all: &[T], is_first: bool) -> Result<String, WebError> {
    let text = serde_json::to_string(all).map_err(WebError::internal)?;
    let inner = &text[1..text.len() - 1];
    Ok(if is_first {
        inner.to_owned()
    } else {
        format!(",{inner}")
    })
}

async fn next_part(
    draws: &Draws,
    outline: &ProofOutline,
    is_full: bool,
    at: At,
) -> Result<Option<(String, At)>, WebError> {
    Ok(match at {
        At::Head => {
            let mut text = serde_json::to_string(&outline.head).map_err(WebError::internal)?;
            text.pop();
            text.push_str(",\"leaves\":[");
            Some((text, At::Leaves(0)))
        }
        At::Leaves(from) => {
            let leaves = list_proof_leaves(draws, outline, from).await?;
            let next = match leaves.len() {
                0 if is_full => ("],\"entries\":[".to_owned(), At::Entries(1)),
                0 => ("]}".to_owned(), At::End),
                count => (elements(&leaves, from == 0)?, At::Leaves(from + count)),
            };
            Some(next)
        }
        At::Entries(from) => {
            let entries = list_entry_leaves(draws, outline, from).await?;
            let count = u64::try_from(entries.len()).unwrap_or(u64::MAX);
            let next = match count {
                0 => ("]}".to_owned(), At::End),
                count => (elements(&entries, from == 1)?, At::Entries(from + count)),
            };
            Some(next)
        }
        At::End => None,
    })
}

/// `GET /draws/{name}/evidence.zip`: the proof with everything that is needed to check it without this server.
///
/// # Errors
/// 404 while there is no result; 503 while nothing is signed; 413 when the proof is too large for a bundle.
pub async fn show_bundle(
    name: web::Path<String>,
    page: Page,
    draws: web::Data<Draws>,
) -> Result<HttpResponse, WebError> {
    let name = draw_name(&name)?;
    let outline = find_proof(&draws, name.clone()).await?;
    let outline = Arc::new(outline.ok_or(WebError::NotFound)?);
    let vkey = draws.vkey().ok_or(WebError::NotFound)?.to_string();
    let proof = match whole(parts(draws.clone(), outline.clone(), true)).await {
        Err(WebError::TooLarge) => whole(parts(draws, outline.clone(), false)).await?,
        proof => proof?,
    };
    let texts = bundle::texts(&outline.draw, &page, &vkey);
    let bytes = web::block(move || bundle::pack(&texts, &proof))
        .await
        .map_err(WebError::internal)?
        .map_err(WebError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}-evidence.zip\""),
        ))
        .insert_header((header::CACHE_CONTROL, PUBLIC_FOR_MINUTES))
        .body(bytes))
}

/// A proof in memory.
async fn whole(
    parts: impl stream::Stream<Item = Result<Bytes, WebError>>,
) -> Result<Vec<u8>, WebError> {
    let add = |mut proof: Vec<u8>, part: Bytes| async move {
        if proof.len() + part.len() > BUNDLED_MAX {
            return Err(WebError::TooLarge);
        }
        proof.extend_from_slice(&part);
        Ok(proof)
    };
    parts.try_fold(Vec::new(), add).await
}

async fn own_receipt(
    path: &(String, u64),
    page: &Page,
    draws: &Draws,
    suffix: &str,
) -> Result<ReceiptFile, WebError> {
    let name = draw_name(&path.0)?;
    let Some(viewer) = &page.viewer else {
        return Err(WebError::SignInFirst {
            next: format!("/draws/{name}/entries/{}/{suffix}", path.1),
        });
    };
    let receipt = find_receipt(draws, name, path.1, viewer.account_id).await?;
    receipt.ok_or(WebError::NotFound)
}

/// `GET /draws/{name}/entries/{leaf}/receipt.tlog-proof`: the receipt as a file.
///
/// # Errors
/// 404 when the entry is not the viewer's; 503 while nothing is signed.
pub async fn download_receipt(
    path: web::Path<(String, u64)>,
    page: Page,
    draws: web::Data<Draws>,
) -> Result<HttpResponse, WebError> {
    let receipt = own_receipt(&path, &page, &draws, "receipt.tlog-proof").await?;
    let name = format!("{}-{}.tlog-proof", receipt.draw, receipt.entry.leaf_index);
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(receipt.text))
}

/// `GET /draws/{name}/entries/{leaf}/receipt`: the receipt to print, with the whole file in a QR code.
///
/// # Errors
/// As [`download_receipt`].
pub async fn show_receipt(
    path: web::Path<(String, u64)>,
    page: Page,
    draws: web::Data<Draws>,
) -> Result<ReceiptPage, WebError> {
    let receipt = own_receipt(&path, &page, &draws, "receipt").await?;
    let (label, entry) = (receipt.label, receipt.entry);
    let vkey = draws.vkey().map(|vkey| vkey.to_string());
    Ok(ReceiptPage {
        title: label.title,
        title_href: label.game_path,
        day: Day::new(label.day),
        draw: receipt.draw.to_string(),
        leaf_index: entry.leaf_index,
        numbers: Ranges::new([(entry.first, entry.count)]),
        accepted: stamp(entry.time, label.time_zone),
        size: Count::new(receipt.size),
        is_final: receipt.is_final,
        code: QrCode::of(receipt.text.as_bytes()),
        text: receipt.text,
        vkey: vkey.unwrap_or_default(),
        page,
    })
}
