//! What is the same for every page of one server: its name, address, menu, static files and trusted proxies.

use std::sync::Arc;

use ipnet::IpNet;

use super::assets;
use super::i18n::Language;
use super::page::{Flash, MenuItem, Page, Viewer};
use super::public_url::PublicUrl;

/// Made once at start; handlers and middleware read it from the application's data.
#[derive(Debug, Clone)]
pub struct Site {
    /// The name shown on every page.
    pub name: Arc<str>,
    /// Where people reach it.
    pub public_url: PublicUrl,
    /// The menu, for all audiences.
    pub menu: Arc<[MenuItem]>,
    /// The language of readers whose own we do not speak.
    pub language: Language,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpNet]>,
}

impl Site {
    /// The frame of one page.
    pub fn page(&self, path: &str, viewer: Option<Viewer>, flashes: Vec<Flash>) -> Page {
        Page {
            site_name: self.name.clone(),
            path: path.to_owned(),
            here: path.to_owned(),
            viewer,
            flashes,
            menu: self.menu.clone(),
            insecure_notice: self.public_url.is_insecure(),
            assets: assets::paths(),
        }
    }
}
