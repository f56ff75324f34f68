//! Which languages there are, and which one is current.

use std::fmt;
use std::sync::OnceLock;

use super::catalogue::Catalogue;

/// One language that ships. A new one is a row in [`LOCALES`] and a file in `locales/`.
struct Locale {
    /// BCP 47, as in `<html lang>` and in the cookie.
    code: &'static str,
    /// Its name in itself.
    name: &'static str,
    /// Its catalogue; none for English, whose texts are the keys.
    po: Option<&'static str>,
    /// Which plural form a number asks for, as `Plural-Forms` in the catalogue says.
    plural: fn(u64) -> usize,
    catalogue: OnceLock<Catalogue>,
}

/// Every language, English first.
static LOCALES: [Locale; 2] = [
    Locale {
        code: "en",
        name: "English",
        po: None,
        plural: |n| usize::from(n != 1),
        catalogue: OnceLock::new(),
    },
    Locale {
        code: "de",
        name: "Deutsch",
        po: Some(include_str!("../../../locales/de.po")),
        plural: |n| usize::from(n != 1),
        catalogue: OnceLock::new(),
    },
];

tokio::task_local! {
    static LANGUAGE: Language;
}

/// A language that ships.
#[derive(Clone, Copy)]
pub struct Language(&'static Locale);

impl Language {
    /// The language of the keys.
    pub const ENGLISH: Self = Self(&LOCALES[0]);

    /// All of them, in the order a switch offers them.
    pub fn all() -> impl Iterator<Item = Self> {
        LOCALES.iter().map(Self)
    }

    /// The language of that code, if it ships.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|language| language.0.code.eq_ignore_ascii_case(code))
    }

    /// BCP 47: "en", "de".
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// Its name in itself: "Deutsch".
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether it is the current one.
    #[must_use]
    pub fn is_current(self) -> bool {
        self == current()
    }

    /// The sign between groups of three digits.
    #[must_use]
    pub fn thousands(self) -> &'static str {
        self.catalogue().map_or(",", |texts| &texts.thousands)
    }

    /// The sign before decimals.
    #[must_use]
    pub fn decimal(self) -> &'static str {
        self.catalogue().map_or(".", |texts| &texts.decimal)
    }

    pub(super) fn translate(
        self,
        context: Option<&'static str>,
        key: &'static str,
    ) -> &'static str {
        self.catalogue()
            .and_then(|texts| texts.text(context, key))
            .unwrap_or(key)
    }

    pub(super) fn plural(self, one: &'static str, many: &'static str, n: u64) -> &'static str {
        let form = (self.0.plural)(n);
        self.catalogue()
            .and_then(|texts| texts.form(one, form))
            .unwrap_or(if n == 1 { one } else { many })
    }

    fn catalogue(self) -> Option<&'static Catalogue> {
        let po = self.0.po?;
        Some(self.0.catalogue.get_or_init(|| Catalogue::parse(po)))
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Language {}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

impl std::str::FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, UnknownLanguage> {
        Self::from_code(code).ok_or(UnknownLanguage)
    }
}

/// A code that none of the languages has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such language")]
pub struct UnknownLanguage;

/// The language of the request this task answers; English elsewhere.
#[must_use]
pub fn current() -> Language {
    LANGUAGE
        .try_with(|language| *language)
        .unwrap_or(Language::ENGLISH)
}

/// Runs `work` with that language as the current one, such as the writing of a mail.
pub fn with_language<T>(language: Language, work: impl FnOnce() -> T) -> T {
    LANGUAGE.sync_scope(language, work)
}

/// The same for a future. A body that is streamed after it needs [`with_language`] of its own.
pub async fn scope<F: Future>(language: Language, work: F) -> F::Output {
    LANGUAGE.scope(language, work).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_catalogue_can_be_read_and_agrees_on_its_plurals() {
        for locale in LOCALES.iter().filter(|locale| locale.po.is_some()) {
            let texts = Language(locale).catalogue().unwrap();
            assert!(texts.len() > 2, "{}", locale.code);
            let forms = (0..200).map(locale.plural).max().unwrap() + 1;
            assert_eq!(texts.forms, forms, "{}", locale.code);
        }
    }

    #[test]
    fn codes_are_not_case_sensitive() {
        assert_eq!(Language::from_code("DE").map(Language::code), Some("de"));
        assert_eq!(Language::from_code("xx"), None);
        assert_eq!("en".parse(), Ok(Language::ENGLISH));
    }
}
