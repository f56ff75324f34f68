//! `Accept-Language`: which of our languages the reader likes best.

use super::Language;

/// The language with the highest quality; of equals the one named first. None if the reader named none of ours.
pub(super) fn accepted(header: &str) -> Option<Language> {
    let ranges: Vec<(&str, u16)> = header.split(',').filter_map(range).collect();
    let mut best: Option<(Language, u16, usize)> = None;
    for language in Language::all() {
        let Some((place, quality)) = quality(language, &ranges) else {
            continue;
        };
        let is_better =
            best.is_none_or(|(_, other, at)| quality > other || (quality == other && place < at));
        if is_better {
            best = Some((language, quality, place));
        }
    }
    best.map(|(language, ..)| language)
}

/// Where the reader's best range for a language stands, and its quality. A language refused by name (`q=0`) has none.
fn quality(language: Language, ranges: &[(&str, u16)]) -> Option<(usize, u16)> {
    let named = |range: &str| primary(range).eq_ignore_ascii_case(language.code());
    let own = ranges
        .iter()
        .enumerate()
        .filter(|(_, (range, _))| named(range));
    let any = ranges
        .iter()
        .enumerate()
        .filter(|(_, (range, _))| *range == "*");
    let best = own
        .max_by_key(|(place, (_, quality))| (*quality, std::cmp::Reverse(*place)))
        .or_else(|| any.min_by_key(|(place, _)| *place));
    best.map(|(place, (_, quality))| (place, *quality))
        .filter(|(_, quality)| *quality > 0)
}

/// "de" of "de-AT".
fn primary(range: &str) -> &str {
    range.split('-').next().unwrap_or(range)
}

/// One range with its quality in thousandths. What is not of that form is passed over.
fn range(part: &str) -> Option<(&str, u16)> {
    let mut fields = part.split(';').map(str::trim);
    let range = fields.next().filter(|range| !range.is_empty())?;
    let mut quality = 1000;
    for field in fields {
        let (name, value) = field.split_once('=')?;
        if name.trim().eq_ignore_ascii_case("q") {
            quality = thousandths(value.trim())?;
        }
    }
    Some((range, quality))
}

/// `0`, `0.8`, `1.000`.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let rest: u16 = format!("{rest:0<3}").parse().ok()?;
    match (whole, rest) {
        ("0", rest) => Some(rest),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_quality_wins_and_of_equals_the_first() {
        for (header, code) in [
            ("de", Some("de")),
            ("de-AT", Some("de")),
            ("DE", Some("de")),
            ("en-GB,en;q=0.9,de;q=0.8", Some("en")),
            ("fr, de;q=0.7, en;q=0.6", Some("de")),
            ("en;q=0.5, de;q=0.500", Some("en")),
            ("de;q=0, en;q=0.1", Some("en")),
            ("de;q=0", None),
            ("de;q=0, *", Some("en")),
            ("fr, *;q=0.1", Some("en")),
            ("en;q=0, *", Some("de")),
            ("de-AT;q=0, de;q=0.3", Some("de")),
            ("fr", None),
            ("", None),
            ("de;q=2, en", Some("en")),
            ("de;q=x", None),
            (";;;,,,q=1", None),
            ("*", Some("en")),
        ] {
            assert_eq!(accepted(header).map(Language::code), code, "{header:?}");
        }
    }
}
