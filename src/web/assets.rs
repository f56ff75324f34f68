//! Static files, inside the binary. Each has its content's hash in its name, so browsers may keep it for ever.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::error::WebError;
use super::page::AssetPath;

#[derive(RustEmbed)]
#[folder = "static/"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
#[include = "*.woff2"]
struct Files;

struct Asset {
    hashed_name: String,
    content_type: &'static str,
    bytes: web::Bytes,
}

/// By plain name: `app.css`.
static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(load);
/// From hashed to plain name.
static NAMES: LazyLock<HashMap<&'static str, &'static Asset>> = LazyLock::new(|| {
    ASSETS
        .values()
        .map(|asset| (asset.hashed_name.as_str(), asset))
        .collect()
});
static PATHS: LazyLock<Arc<AssetPath>> = LazyLock::new(|| Arc::new(|name: &str| path(name)));

/// Style sheets come last: they name the other files, and their hash must cover the names they use.
fn load() -> HashMap<String, Asset> {
    let mut names: Vec<String> = Files::iter().map(|name| name.into_owned()).collect();
    names.sort_by_key(|name| name.ends_with(".css"));
    let mut assets: HashMap<String, Asset> = HashMap::new();
    for name in names {
        let Some(file) = Files::get(&name) else {
            continue;
        };
        let mut bytes = file.data.into_owned();
        if name.ends_with(".css") {
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            for (plain, asset) in &assets {
                text = text.replace(
                    &format!("url({plain})"),
                    &format!("url({})", asset.hashed_name),
                );
            }
            bytes = text.into_bytes();
        }
        let hash = hex::encode(&Sha256::digest(&bytes)[..8]);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        let asset = Asset {
            hashed_name: format!("{stem}.{hash}.{ending}"),
            content_type: content_type(ending),
            bytes: bytes.into(),
        };
        assets.insert(name, asset);
    }
    assets
}

fn content_type(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Where a page finds the file of this name.
pub fn path(name: &str) -> String {
    match ASSETS.get(name) {
        Some(asset) => format!("/static/{}", asset.hashed_name),
        None => {
            log::error!("no static file is named {name}");
            format!("/static/{name}")
        }
    }
}

/// A static file as it is in the sources, for pages that hold it themselves; empty if there is none of that name.
pub(super) fn source(name: &str) -> Cow<'static, [u8]> {
    match Files::get(name) {
        Some(file) => file.data,
        None => {
            log::error!("no static file is named {name}");
            Cow::default()
        }
    }
}

/// [`source`] of a text.
pub(super) fn source_text(name: &str) -> String {
    String::from_utf8_lossy(&source(name)).into_owned()
}

/// [`path`], as a page's frame holds it.
pub(super) fn paths() -> Arc<AssetPath> {
    PATHS.clone()
}

/// `GET /static/{name}`.
///
/// # Errors
/// 404 for a name that is not, or no longer, in the binary.
pub async fn show_asset(name: web::Path<String>) -> Result<HttpResponse, WebError> {
    let asset = NAMES.get(name.as_str()).ok_or(WebError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, asset.content_type))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.bytes.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_sheet_names_the_hashed_font() {
        let css = String::from_utf8_lossy(&ASSETS["app.css"].bytes).into_owned();
        assert!(css.contains(&ASSETS["besley.woff2"].hashed_name));
        assert!(!css.contains("url(besley.woff2)"));
    }
}
