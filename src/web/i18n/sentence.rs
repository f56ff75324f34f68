//! Texts with placeholders: `{name}` is a slot. A name is letters, digits and `_`, with `/` in front for the end of a
//! pair of tags: `{link}see how{/link}`. Other braces are text.

use std::fmt::{self, Display, Write};

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// A placeholder's name.
    Slot(&'a str),
}

/// The pieces of a text, in order.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = slot(rest) {
            rest = after;
            return Some(Piece::Slot(name));
        }
        let next = rest
            .match_indices('{')
            .map(|(at, _)| at)
            .find(|&at| at > 0 && slot(&rest[at..]).is_some());
        let (words, after) = rest.split_at(next.unwrap_or(rest.len()));
        rest = after;
        Some(Piece::Text(words))
    })
}

/// The name of the slot at the beginning of a text, and what follows it.
fn slot(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    let bare = name.strip_prefix('/').unwrap_or(name);
    let is_name = !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then_some((name, after))
}

/// The text with its slots filled; one that nothing stands for stays as it is written.
#[must_use]
pub fn fill(text: &str, slots: super::Slots<'_>) -> String {
    let mut filled = String::with_capacity(text.len() + 16);
    for piece in pieces(text) {
        match piece {
            Piece::Text(words) => filled.push_str(words),
            Piece::Slot(name) => match slots.iter().find(|(slot, _)| *slot == name) {
                // writing into a string fails only where a `Display` does
                Some((_, value)) => {
                    let _ = write!(filled, "{value}");
                }
                None => {
                    let _ = write!(filled, "{{{name}}}");
                }
            },
        }
    }
    filled
}

/// A text whose slots are being filled, one by one, in a template.
#[derive(Clone, Debug)]
pub struct Filled {
    text: &'static str,
    slots: Vec<(&'static str, String)>,
}

impl Filled {
    /// The text with nothing filled in yet.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self {
            text,
            slots: Vec::new(),
        }
    }

    /// Whether there are no words.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// One more slot.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.slots.push((name, value.to_string()));
        self
    }
}

impl From<&'static str> for Filled {
    fn from(text: &'static str) -> Self {
        Self::new(text)
    }
}

impl Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in pieces(self.text) {
            match piece {
                Piece::Text(words) => f.write_str(words)?,
                Piece::Slot(name) => match self.slots.iter().find(|(slot, _)| *slot == name) {
                    Some((_, value)) => f.write_str(value)?,
                    None => write!(f, "{{{name}}}")?,
                },
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_have_names_and_other_braces_are_text() {
        let found: Vec<_> = pieces("{a}b {/c} { d } {}").collect();
        assert_eq!(
            found,
            [
                Piece::Slot("a"),
                Piece::Text("b "),
                Piece::Slot("/c"),
                Piece::Text(" { d } {}"),
            ]
        );
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        assert_eq!(
            fill("{a} and {b}", &[("a", &"{b}"), ("b", &2)]),
            "{b} and 2"
        );
        assert_eq!(fill("{a} and {c}", &[("a", &1)]), "1 and {c}");
        let filled = Filled::new("{b} {a}").with("a", "{b}").with("b", 7);
        assert_eq!(filled.to_string(), "7 {b}");
    }
}
