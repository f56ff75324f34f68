//! Texts in the reader's language, gettext style: the English text is the key, `locales/*.po` has the others.
//!
//! - In templates: `{{ "Skip to content"|t }}`, `{{ "{n} ballot"|tn("{n} ballots", n) }}`, `{{ "Now {day}."|t|with("day", day) }}`,
//!   and the macro `say` where a placeholder is markup. The module of a template needs `use crate::web::i18n::filters;`.
//! - In Rust: [`tr`], [`tr_with`], [`tn`], [`tn_with`]; [`later`] marks a text that is translated where it is shown.
//! - The language belongs to the task of one request ([`request::language`]). Outside a request, so in logs and on the
//!   command line, it is English; a mail is written inside [`with_language`].
//!
//! English costs one look at a task-local: the key itself is the text. `docs/TRANSLATING.md` says how to add a language.

mod catalogue;
pub mod filters;
mod language;
mod negotiate;
pub mod request;
mod sentence;

pub use language::{Language, current, scope, with_language};
pub use sentence::{Filled, Piece, fill, pieces};

use std::fmt::Display;

/// What stands for the placeholders of a text: `("name", &value)`.
pub type Slots<'a> = &'a [(&'static str, &'a dyn Display)];

/// The text in the current language. Without a translation it stays English.
#[must_use]
pub fn tr(key: &'static str) -> &'static str {
    current().translate(None, key)
}

/// [`tr`] for a word that means different things in different places: `context` is for translators and never shown.
#[must_use]
pub fn tr_as(context: &'static str, key: &'static str) -> &'static str {
    current().translate(Some(context), key)
}

/// [`tr`], with `{name}` replaced by what stands for it.
#[must_use]
pub fn tr_with(key: &'static str, slots: Slots<'_>) -> String {
    fill(tr(key), slots)
}

/// The form that `n` asks for, with `{n}` replaced by the number, its thousands grouped.
#[must_use]
pub fn tn(one: &'static str, many: &'static str, n: u64) -> String {
    tn_with(one, many, n, &[])
}

/// [`tn`], with other placeholders as well.
#[must_use]
pub fn tn_with(one: &'static str, many: &'static str, n: u64, slots: Slots<'_>) -> String {
    let number = super::show::Count::new(n);
    let all: Vec<(&'static str, &dyn Display)> = std::iter::once(("n", &number as &dyn Display))
        .chain(slots.iter().copied())
        .collect();
    fill(current().plural(one, many, n), &all)
}

/// Marks a text for the catalogue that is translated where it is shown: `tr(item.title)`.
#[must_use]
pub const fn later(text: &'static str) -> &'static str {
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn german() -> Language {
        Language::from_code("de").unwrap()
    }

    #[test]
    fn outside_a_request_the_language_is_english() {
        assert_eq!(current().code(), "en");
        assert_eq!(tr("Skip to content"), "Skip to content");
        assert_eq!(tn("{n} ballot", "{n} ballots", 1), "1 ballot");
        assert_eq!(tn("{n} ballot", "{n} ballots", 1_234), "1,234 ballots");
    }

    #[test]
    fn in_german_texts_numbers_and_plurals_are_german() {
        with_language(german(), || {
            assert_eq!(tr("Skip to content"), "Zum Inhalt");
            assert_eq!(tn("{n} ballot", "{n} ballots", 1), "1 Los");
            assert_eq!(tn("{n} ballot", "{n} ballots", 1_234), "1.234 Lose");
        });
        assert_eq!(current().code(), "en");
    }

    #[test]
    fn what_has_no_translation_stays_english() {
        with_language(german(), || assert_eq!(tr("zzz {name}"), "zzz {name}"));
    }
}
