//! The filters of templates: `t`, `tn`, `tc`, `with`. The module of a template brings them in with `use crate::web::i18n::filters;`.
#![expect(missing_docs, reason = "the macro makes a struct of each function")]

use std::fmt::Display;

use askama::{Result, Values};

use super::{Filled, Language, current};

/// A text of the program: never one that somebody typed.
pub trait Key {
    /// The English text.
    fn text(&self) -> &'static str;
}

impl Key for &'static str {
    fn text(&self) -> &'static str {
        self
    }
}

impl<K: Key> Key for &K {
    fn text(&self) -> &'static str {
        (**self).text()
    }
}

fn language() -> Language {
    current()
}

/// `{{ "Skip to content"|t }}`
#[askama::filter_fn]
pub fn t<K: Key>(key: K, _: &dyn Values) -> Result<&'static str> {
    Ok(language().translate(None, key.text()))
}

/// `{{ "Open"|tc("state") }}`: a word that means different things in different places.
#[askama::filter_fn]
pub fn tc<K: Key>(key: K, _: &dyn Values, context: &'static str) -> Result<&'static str> {
    Ok(language().translate(Some(context), key.text()))
}

/// A number that a plural follows.
pub trait Number {
    /// The bare number.
    fn number(&self) -> u64;
}

impl Number for u64 {
    fn number(&self) -> u64 {
        *self
    }
}

impl Number for u32 {
    fn number(&self) -> u64 {
        u64::from(*self)
    }
}

impl Number for usize {
    fn number(&self) -> u64 {
        u64::try_from(*self).unwrap_or(u64::MAX)
    }
}

impl Number for crate::web::show::Count {
    fn number(&self) -> u64 {
        self.value()
    }
}

impl<N: Number> Number for &N {
    fn number(&self) -> u64 {
        (**self).number()
    }
}

/// `{{ "{n} ballot"|tn("{n} ballots", n) }}`
#[askama::filter_fn]
pub fn tn<K: Key, N: Number>(one: K, _: &dyn Values, many: &'static str, n: N) -> Result<Filled> {
    let n = n.number();
    let text = language().plural(one.text(), many, n);
    Ok(Filled::new(text).with("n", crate::web::show::Count::new(n)))
}

/// `{{ "Now {day}."|t|with("day", day) }}`
#[askama::filter_fn]
pub fn with<T: Into<Filled>, V: Display>(
    text: T,
    _: &dyn Values,
    name: &'static str,
    value: V,
) -> Result<Filled> {
    Ok(text.into().with(name, value))
}
