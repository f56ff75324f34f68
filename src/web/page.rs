//! What the frame around every page needs. Filling it from a request is done elsewhere; here is only what is shown.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::i18n::{self, Language};

/// Who is looking, if signed in.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The account's id.
    pub account_id: i64,
    /// The account's username.
    pub name: String,
    /// Whether the account may organise.
    pub is_manager: bool,
}

/// The tone of a message shown once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FlashKind {
    /// It worked.
    Ok,
    /// It worked, with something to know.
    Warn,
    /// It did not work.
    Bad,
}

impl FlashKind {
    /// The CSS class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }

    /// The icon's id in the symbol sheet.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Ok => "i-drawn",
            Self::Warn | Self::Bad => "i-alert",
        }
    }
}

/// A message shown once, on the page that follows an action.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flash {
    /// Its tone.
    pub kind: FlashKind,
    /// One or two plain sentences.
    pub text: String,
}

/// Who sees a menu item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Everyone.
    Everyone,
    /// Those with a session.
    SignedIn,
    /// Managers.
    Managers,
}

/// One entry of the main menu. Features list theirs as plain data.
#[derive(Clone, Copy, Debug)]
pub struct MenuItem {
    /// The word in the menu.
    pub title: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Who sees it.
    pub audience: Audience,
}

/// Turns the name of a static file into its address.
pub type AssetPath = dyn Fn(&str) -> String + Send + Sync;

/// The frame of a page. Every page's template has it as `page`.
#[derive(Clone)]
pub struct Page {
    /// The name of the site, from the settings.
    pub site_name: Arc<str>,
    /// The path of the request, without the query.
    pub path: String,
    /// Where the language switch leads back to.
    pub here: String,
    /// Who is looking.
    pub viewer: Option<Viewer>,
    /// Messages to show once.
    pub flashes: Vec<Flash>,
    /// The main menu, for all audiences.
    pub menu: Arc<[MenuItem]>,
    /// Whether passwords would travel in the clear: plain HTTP on an address that is not this machine's own.
    pub insecure_notice: bool,
    /// Finds static files.
    pub assets: Arc<AssetPath>,
}

impl Page {
    /// The address of a static file, such as `app.css`.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        (self.assets)(name)
    }

    /// The menu items this viewer may see.
    pub fn menu_items(&self) -> impl Iterator<Item = &MenuItem> {
        self.menu.iter().filter(|item| match item.audience {
            Audience::Everyone => true,
            Audience::SignedIn => self.viewer.is_some(),
            Audience::Managers => self.is_manager(),
        })
    }

    /// Whether `href` is this page or the section it stands in.
    #[must_use]
    pub fn is_current(&self, href: &str) -> bool {
        match self.path.strip_prefix(href) {
            Some("") => true,
            Some(rest) => href != "/" && rest.starts_with('/'),
            None => false,
        }
    }

    /// The languages there are.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        Language::all()
    }

    /// The code of this page's language.
    #[must_use]
    pub fn language(&self) -> &'static str {
        i18n::current().code()
    }

    /// Whether the viewer may organise.
    #[must_use]
    pub fn is_manager(&self) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.is_manager)
    }

    /// The address of the login page that leads back here.
    #[must_use]
    pub fn login_href(&self) -> String {
        with_next("/login", &self.path)
    }

    /// The address of the sign-up page that leads back here.
    #[must_use]
    pub fn sign_up_href(&self) -> String {
        with_next("/sign-up", &self.path)
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("path", &self.path)
            .field("viewer", &self.viewer)
            .finish_non_exhaustive()
    }
}

/// Paths with a secret in them: no other address repeats it.
const SECRET_PATHS: [&str; 4] = [
    "/set-up/",
    "/reset-password/",
    "/confirm-email/",
    "/stop-mail/",
];

/// `href` with the local path to return to. The home page and the account forms themselves are not worth returning to.
#[must_use]
pub fn with_next(href: &str, next: &str) -> String {
    if matches!(next, "" | "/" | "/login" | "/sign-up")
        || SECRET_PATHS.iter().any(|path| next.starts_with(path))
    {
        return href.to_owned();
    }
    format!("{href}?next={}", encoded(next))
}

/// A text as the value of a query.
#[must_use]
pub fn encoded(text: &str) -> String {
    const UNRESERVED: &[u8] = b"/-._~";
    let mut encoded = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || UNRESERVED.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, viewer: Option<Viewer>) -> Page {
        let item = |title, href, audience| MenuItem {
            title,
            href,
            audience,
        };
        Page {
            site_name: "Hall".into(),
            path: path.to_owned(),
            here: path.to_owned(),
            viewer,
            flashes: Vec::new(),
            menu: Arc::new([
                item("Home", "/", Audience::Everyone),
                item("My ballots", "/ballots", Audience::SignedIn),
                item("Organise", "/manage", Audience::Managers),
            ]),
            insecure_notice: false,
            assets: Arc::new(|name| format!("/static/{name}")),
        }
    }

    fn viewer(is_manager: bool) -> Viewer {
        Viewer {
            account_id: 1,
            name: "amara".to_owned(),
            is_manager,
        }
    }

    #[test]
    fn the_menu_shows_what_the_viewer_may_open() {
        let titles = |page: &Page| page.menu_items().map(|item| item.title).collect::<Vec<_>>();
        assert_eq!(titles(&page("/", None)), ["Home"]);
        assert_eq!(
            titles(&page("/", Some(viewer(false)))),
            ["Home", "My ballots"]
        );
        assert_eq!(
            titles(&page("/", Some(viewer(true)))),
            ["Home", "My ballots", "Organise"]
        );
    }

    #[test]
    fn a_section_is_current_on_the_pages_below_it() {
        let page = page("/manage/lotteries/new", None);
        assert!(page.is_current("/manage"));
        assert!(!page.is_current("/"));
        assert!(!page.is_current("/man"));
    }

    #[test]
    fn login_leads_back_to_where_one_was() {
        assert_eq!(
            page("/lotteries/daily", None).login_href(),
            "/login?next=/lotteries/daily"
        );
        assert_eq!(page("/", None).login_href(), "/login");
        assert_eq!(
            with_next("/login", "/a?b=c&d"),
            "/login?next=/a%3Fb%3Dc%26d"
        );
    }
}
