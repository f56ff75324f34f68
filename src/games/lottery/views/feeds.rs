//! Feeds of results: Atom and RSS. Names of people are not in them: a reader's copy outlives an account.

use askama::Template;
use chrono::{DateTime, SecondsFormat, Utc};

/// The latest results, as both formats show them.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The code of the language it is in.
    pub language: &'static str,
    /// What it is a feed of.
    pub title: String,
    /// What stands below the title.
    pub subtitle: String,
    /// Whose it is.
    pub author: String,
    /// The absolute address of the page of the same results.
    pub page: String,
    /// The absolute address of this feed.
    pub own: String,
    /// When it last changed.
    pub updated: Instant,
    /// The results, newest first.
    pub entries: Vec<FeedEntry>,
}

/// One result.
#[derive(Debug, Clone)]
pub struct FeedEntry {
    /// In one line.
    pub title: String,
    /// In a sentence or two.
    pub summary: String,
    /// The absolute address of the draw: it never changes, so that it is the id as well.
    pub href: String,
    /// When it was decided.
    pub decided: Instant,
}

/// An instant as feeds write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub DateTime<Utc>);

impl Instant {
    /// RFC 3339, for Atom.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// RFC 822, for RSS.
    #[must_use]
    pub fn rfc822(self) -> String {
        self.0.to_rfc2822()
    }
}

/// `GET /feed.atom`.
#[derive(Template, Debug)]
#[template(path = "lottery/feed.atom.xml", escape = "html")]
pub struct AtomFeed {
    /// What is in it.
    pub feed: Feed,
}

/// `GET /feed.rss`.
#[derive(Template, Debug)]
#[template(path = "lottery/feed.rss.xml", escape = "html")]
pub struct RssFeed {
    /// What is in it.
    pub feed: Feed,
}

/// The text without the characters that XML 1.0 has no way to write.
#[must_use]
pub fn xml_text(text: &str) -> String {
    let is_xml = |c: &char| matches!(c, '\t' | '\n' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(is_xml).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_write_is_left_out() {
        assert_eq!(
            xml_text("a\u{0}b\u{1f}c\u{ffff}d\ne\u{1f39f}"),
            "abcd\ne\u{1f39f}"
        );
    }
}
