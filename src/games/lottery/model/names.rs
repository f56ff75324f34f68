//! What a lottery is called: its name, its description and its name in addresses. Not here: whether a slug is taken.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::web::i18n::tr;
use crate::web::texts::parse_line;
pub use crate::web::texts::{Description, PublicReason, TextError};

/// A lottery's name: 1 to 80 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotteryName(String);

impl LotteryName {
    /// The most characters.
    pub const MAX: usize = 80;

    /// Reads a name; spaces around it go.
    ///
    /// # Errors
    /// [`TextError`]
    pub fn parse(text: &str) -> Result<Self, TextError> {
        parse_line(text, Self::MAX).map(LotteryName)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A lottery's name in addresses and in the names of its draws: 2 to 40 of `a-z`, `0-9` and `-`, no `-` at the ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

/// Words that stand where a slug stands in addresses.
const RESERVED: &[&str] = &["all", "edit", "manage", "new"];

/// Why a slug was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Too short or too long.
    #[error("{}", tr("Use 2 to 40 characters."))]
    Length,
    /// Other characters, or a hyphen at an end.
    #[error(
        "{}",
        tr("Use small letters a to z, digits, and hyphens between them.")
    )]
    Characters,
    /// A page of that name exists.
    #[error("{}", tr("This word is used by a page; choose another."))]
    Reserved,
}

impl Slug {
    /// The most characters.
    pub const MAX: usize = 40;
    const MIN: usize = 2;
    /// What a name without a usable letter becomes.
    const FALLBACK: &str = "lottery";

    /// Reads a slug as typed or as found in an address.
    ///
    /// # Errors
    /// [`SlugError`]
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        if !text.bytes().all(|b| is_plain(b) || b == b'-') {
            return Err(SlugError::Characters);
        }
        if !(Self::MIN..=Self::MAX).contains(&text.len()) {
            return Err(SlugError::Length);
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(SlugError::Characters);
        }
        if RESERVED.contains(&text) {
            return Err(SlugError::Reserved);
        }
        Ok(Slug(text.to_owned()))
    }

    /// Makes a slug from a name: accents go, everything else that does not fit becomes a hyphen.
    pub fn suggest(name: &LotteryName) -> Self {
        let mut slug = String::new();
        for c in name.as_str().nfkd().filter(|c| !is_combining_mark(*c)) {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.truncate(Self::MAX);
        let slug = slug.trim_end_matches('-');
        Slug::parse(slug)
            .or_else(|_| Slug::parse(&format!("{}-{slug}", Self::FALLBACK)))
            .unwrap_or_else(|_| Slug(Self::FALLBACK.to_owned()))
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggest(name: &str) -> String {
        Slug::suggest(&LotteryName::parse(name).unwrap()).to_string()
    }

    #[test]
    fn a_slug_is_plain_and_not_a_page() {
        assert!(Slug::parse("daily").is_ok());
        assert!(Slug::parse("a1").is_ok());
        assert!(Slug::parse(&"a".repeat(40)).is_ok());
        for bad in ["a", "", &"a".repeat(41)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
        for bad in ["Daily", "-a", "a-", "a b", "a/b", "a.b", "ä1", "a\0b"] {
            assert_eq!(Slug::parse(bad), Err(SlugError::Characters), "{bad}");
        }
        assert_eq!(Slug::parse("new"), Err(SlugError::Reserved));
    }

    #[test]
    fn a_suggested_slug_follows_the_name() {
        assert_eq!(suggest("Daily Draw"), "daily-draw");
        assert_eq!(suggest("  Été & Hiver — 2026! "), "ete-hiver-2026");
        assert_eq!(suggest("New"), "lottery-new");
        assert_eq!(suggest("x"), "lottery-x");
        assert_eq!(suggest("抽選"), "lottery");
    }

    proptest::proptest! {
        #[test]
        fn a_suggested_slug_is_always_a_slug(name in "\\PC{1,80}") {
            if let Ok(name) = LotteryName::parse(&name) {
                let slug = Slug::suggest(&name);
                proptest::prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug));
            }
        }
    }

    #[test]
    fn a_name_is_one_visible_line() {
        assert_eq!(
            LotteryName::parse("  Tombola  ").unwrap().as_str(),
            "Tombola"
        );
        assert_eq!(LotteryName::parse(" \t "), Err(TextError::Empty));
        assert_eq!(LotteryName::parse("a\nb"), Err(TextError::Control));
        assert_eq!(LotteryName::parse("a\u{202e}b"), Err(TextError::Control));
        assert!(LotteryName::parse(&"é".repeat(80)).is_ok());
        assert_eq!(
            LotteryName::parse(&"é".repeat(81)),
            Err(TextError::TooLong(80))
        );
    }

    #[test]
    fn a_description_may_have_lines_and_may_be_blank() {
        assert_eq!(Description::parse(" a\r\nb ").unwrap().as_str(), "a\nb");
        assert_eq!(Description::parse("").unwrap(), Description::default());
        assert_eq!(Description::parse("a\u{7}"), Err(TextError::Control));
        assert_eq!(
            Description::parse(&"a".repeat(1001)),
            Err(TextError::TooLong(1000))
        );
    }

    #[test]
    fn a_cancel_reason_says_something() {
        assert!(PublicReason::parse("Rain").is_ok());
        assert_eq!(PublicReason::parse(" no "), Err(TextError::TooShort(3)));
        assert_eq!(
            PublicReason::parse(&"a".repeat(301)),
            Err(TextError::TooLong(300))
        );
    }
}
