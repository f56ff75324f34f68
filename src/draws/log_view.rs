//! The server's own log as a page. Data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Day, Stamp};

/// What a line of the log tells of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Its rules are fixed.
    Rules,
    /// Its list is sealed.
    Sealed,
    /// It has a result.
    Result,
    /// It has none and will have none.
    Void,
}

/// An anchor, as a line of the list.
#[derive(Clone, Debug)]
pub struct AnchorLine {
    /// Its place in the log.
    pub index: u64,
    /// What it tells.
    pub mark: Mark,
    /// What the leaf says after the origin: hashes, or a reason.
    pub values: String,
    /// The draw's name.
    pub draw: String,
    /// What it is a draw of.
    pub title: String,
    /// Its day.
    pub day: Day,
    /// When it was appended.
    pub time: Stamp,
}

/// `GET /log`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "draws/log.html")]
pub struct LogPage {
    /// The frame.
    pub page: Page,
    /// The server's verifier key, if it signs.
    pub key: Option<String>,
    /// How many anchors there are.
    pub all: Count,
    /// Those of this page, newest first.
    pub lines: Vec<AnchorLine>,
    /// The address of newer ones.
    pub newer: Option<String>,
    /// The address of older ones.
    pub older: Option<String>,
}

/// Where a step of a draw stands in the server's log.
#[derive(Clone, Copy, Debug)]
pub struct AnchorPlace {
    /// What it tells.
    pub mark: Mark,
    /// Its place.
    pub index: u64,
}
