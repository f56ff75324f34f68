//! Words of a page that bypass the catalogue: English between tags, in attributes that are read out, and in texts handed
//! to macros; in Rust, sentences in error enums and messages shown once.

use crate::extract::{code, end_of_code, literals, shipped, without_comments};

/// Words that are the same in every language: names, and values people copy.
const NAMES: &[&str] = &["Clearlot", "K", "EUR", "45.00"];
/// Attributes that people read or hear.
const READ_OUT: &[&str] = &["alt", "aria-label", "title", "placeholder"];

/// What bypasses the catalogue in one file, each with the words.
pub fn in_file(path: &str, text: &str) -> Vec<String> {
    if path.ends_with(".rs") {
        return in_rust(text);
    }
    let text = without_comments(text);
    let mut found = Vec::new();
    let marked = without_code(&text);
    for part in marked.split('<').skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        found.extend(in_attributes(tag));
    }
    found.extend(
        words_between_tags(&marked)
            .into_iter()
            .filter(|words| has_words(words)),
    );
    for code in code(&text) {
        found.extend(in_code(code));
    }
    found
}

fn has_words(text: &str) -> bool {
    let text = text.trim();
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    !NAMES.contains(&text) && text.split_whitespace().any(letters)
}

/// The text with each piece of code replaced by one character that is no word.
fn without_code(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min() {
        let close = if rest[at..].starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        kept.push_str(&rest[..at]);
        kept.push('\u{0}');
        let inside = &rest[at + 2..];
        rest = inside
            .get(end_of_code(inside, close) + 2..)
            .unwrap_or_default();
    }
    kept + rest
}

fn in_attributes(tag: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in READ_OUT {
        let mark = format!(" {name}=\"");
        if let Some((_, after)) = tag.split_once(&mark) {
            let value = after.split('"').next().unwrap_or_default();
            found.extend(has_words(value).then(|| format!("{name}=\"{value}\"")));
        }
    }
    found
}

/// What stands between tags and pieces of code; what is inside `<code>` and `<pre>` is no language.
fn words_between_tags(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut verbatim = 0_usize;
    for part in text.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        match tag.split_whitespace().next().unwrap_or_default() {
            "code" | "pre" => verbatim += 1,
            "/code" | "/pre" => verbatim = verbatim.saturating_sub(1),
            _ => {}
        }
        // attributes that a macro writes are code, not words
        if verbatim == 0 && !words.contains("=\"") && !words.contains('"') {
            found.extend(words.split('\u{0}').map(|words| words.trim().to_owned()));
        }
    }
    found
}

fn in_code(code: &str) -> Vec<String> {
    let statement = code.trim_start_matches(['-', '+', '~', ' ']);
    if ["extends", "include", "import"]
        .iter()
        .any(|word| statement.starts_with(word))
    {
        return Vec::new();
    }
    literals(code)
        .into_iter()
        .filter(|found| !matches!(found.filter, Some("t" | "tc" | "tn")))
        .map(|found| found.text)
        .filter(|text| {
            let is_sentence = text.contains(' ') || text.starts_with(|c: char| c.is_uppercase());
            is_sentence && has_words(text)
        })
        .collect()
}

/// Texts of people in Rust begin with a capital; those of logs and of operators do not.
fn in_rust(text: &str) -> Vec<String> {
    let text = shipped(text);
    let mut found = Vec::new();
    for mark in [
        "#[error(",
        "FlashKind::Ok,",
        "FlashKind::Warn,",
        "FlashKind::Bad,",
    ] {
        for (at, _) in text.match_indices(mark) {
            let Some((words, _)) = crate::extract::literal(&text[at + mark.len()..]) else {
                continue;
            };
            if words.starts_with(|c: char| c.is_uppercase()) && has_words(&words) {
                found.push(words);
            }
        }
    }
    found
}

#[test]
fn words_that_bypass_the_catalogue_are_found() {
    let page = |text: &str| in_file("a.html", text);
    for bad in [
        "<p>Hello there</p>",
        "<p>{{ name }} won</p>",
        "<a title=\"Go home\">{{ x }}</a>",
        "{% call m::note(\"ok\", \"i-yes\", \"It worked\") %}{% endcall %}",
        "{% if a %}Yes{% else %}{{ \"No\"|t }}{% endif %}",
    ] {
        assert_eq!(page(bad).len(), 1, "{bad}: {:?}", page(bad));
    }
    for good in [
        "<p class=\"soft small\">{{ \"Hello there\"|t }}</p>",
        "<code>CLEARLOT_SMTP_URL</code>",
        "{% match *slot %}{% when \"name\" %}{{ name }}{% endmatch %}",
        "{{ \"{n} ballot\"|tn(\"{n} ballots\", n)|with(\"name\", name) }}",
        "{# a comment in English #}",
        "{% extends \"web/layout.html\" %}",
    ] {
        assert!(page(good).is_empty(), "{good}: {:?}", page(good));
    }
    let rust = |text: &str| in_file("a.rs", text);
    assert_eq!(rust("#[error(\"That name is taken.\")]").len(), 1);
    assert_eq!(
        rust("flash::push(&s, FlashKind::Ok, \"It is done.\")?;").len(),
        1
    );
    assert!(rust("#[error(\"{}\", tr(\"That name is taken.\"))]").is_empty());
    assert!(rust("#[error(\"the seed does not fit\")]").is_empty());
}
