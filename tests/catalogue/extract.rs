//! Finds every text of the program in its sources: `tr("…")` and its kin in Rust, `"…"|t` and its kin in templates.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a text is looked up by: its context and its English words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// For words that mean different things in different places.
    pub context: Option<String>,
    /// The English text; the singular of a plural.
    pub text: String,
}

/// What the sources say about a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Use {
    /// The English plural, if it has one.
    pub plural: Option<String>,
    /// The files it stands in.
    pub files: BTreeSet<String>,
}

/// Every key of the program.
pub type Keys = BTreeMap<Key, Use>;

/// The sources that hold texts: path and content.
pub fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["src", "templates"] {
        read(folder, &mut found);
    }
    found.sort();
    found
}

fn read(name: &str, found: &mut Vec<(String, String)>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if path.is_dir() {
        for entry in std::fs::read_dir(&path).expect("invariant: the folder can be read") {
            let entry = entry
                .expect("invariant: the folder can be read")
                .file_name();
            read(&format!("{name}/{}", entry.to_string_lossy()), found);
        }
    } else if name.ends_with(".rs") || name.ends_with(".html") {
        let text = std::fs::read_to_string(&path).expect("invariant: sources are UTF-8");
        found.push((name.to_owned(), text));
    }
}

/// The keys of all sources, with the two signs of numbers that no source names.
pub fn keys(sources: &[(String, String)]) -> Keys {
    let mut keys = Keys::new();
    for sign in [",", "."] {
        add(
            &mut keys,
            "src/web/i18n/catalogue.rs",
            Some("number"),
            sign,
            None,
        );
    }
    for (path, text) in sources {
        if path.ends_with(".html") {
            of_template(&mut keys, path, text);
        } else {
            of_rust(&mut keys, path, text);
        }
    }
    keys
}

fn add(keys: &mut Keys, path: &str, context: Option<&str>, text: &str, plural: Option<String>) {
    let key = Key {
        context: context.map(str::to_owned),
        text: text.to_owned(),
    };
    let found = keys.entry(key).or_default();
    found.plural = found.plural.take().or(plural);
    found.files.insert(path.to_owned());
}

/// A Rust file as far as it ships: no comments, no test module.
pub fn shipped(text: &str) -> String {
    let text = match text.find("#[cfg(test)]\nmod ") {
        Some(at) => &text[..at],
        None => text,
    };
    let is_comment = |line: &&str| line.trim_start().starts_with("//");
    let lines: Vec<&str> = text
        .lines()
        .map(|line| if is_comment(&line) { "" } else { line })
        .collect();
    lines.join("\n")
}

fn of_rust(keys: &mut Keys, path: &str, text: &str) {
    if path.ends_with("tests.rs") {
        return;
    }
    let text = shipped(text);
    for (name, has_context, has_plural) in [
        ("tr", false, false),
        ("tr_with", false, false),
        ("later", false, false),
        ("tr_as", true, false),
        ("tn", false, true),
        ("tn_with", false, true),
    ] {
        let call = format!("{name}(");
        for (at, _) in text.match_indices(&call) {
            let before = text[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                continue;
            }
            let Some((first, rest)) = literal(&text[at + call.len()..]) else {
                continue;
            };
            let second = rest.trim_start().strip_prefix(',').and_then(literal);
            match (has_context, has_plural, second) {
                (true, _, Some((word, _))) => add(keys, path, Some(&first), &word, None),
                (_, true, Some((many, _))) => add(keys, path, None, &first, Some(many)),
                (false, false, _) => add(keys, path, None, &first, None),
                _ => panic!("{path}: {name}({first:?} needs two texts"),
            }
        }
    }
}

/// The string literal a text begins with, read, and what follows it.
pub fn literal(text: &str) -> Option<(String, &str)> {
    let body = text.trim_start().strip_prefix('"')?;
    let mut read = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((read, &body[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => read.push('\n'),
                '\n' => {
                    let rest = chars.as_str();
                    let skipped = rest.len() - rest.trim_start().len();
                    for _ in rest[..skipped].chars() {
                        chars.next();
                    }
                }
                'u' => {
                    let (code, _) = chars.as_str().strip_prefix('{')?.split_once('}')?;
                    read.push(char::from_u32(u32::from_str_radix(code, 16).ok()?)?);
                    for _ in 0..code.len() + 2 {
                        chars.next();
                    }
                }
                other => read.push(other),
            },
            other => read.push(other),
        }
    }
    None
}

/// A template without its comments.
pub fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{#") {
        kept.push_str(before);
        rest = after.split_once("#}").map_or("", |(_, after)| after);
    }
    kept + rest
}

/// The code of a template: what stands in `{{ }}` and `{% %}`.
pub fn code(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min() {
        let close = if rest[at..].starts_with("{{") {
            "}}"
        } else {
            "%}"
        };
        let inside = &rest[at + 2..];
        let end = end_of_code(inside, close);
        found.push(&inside[..end]);
        rest = inside.get(end + 2..).unwrap_or("");
    }
    found
}

/// Where a piece of code ends: texts in it may hold braces.
pub fn end_of_code(text: &str, close: &str) -> usize {
    let mut at = 0;
    while at < text.len() {
        if text[at..].starts_with(close) {
            return at;
        }
        if text[at..].starts_with('"')
            && let Some((_, rest)) = literal(&text[at..])
        {
            at = text.len() - rest.len();
            continue;
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    text.len()
}

fn of_template(keys: &mut Keys, path: &str, text: &str) {
    let text = without_comments(text);
    for code in code(&text) {
        for found in literals(code) {
            match found.filter {
                Some("t") => add(keys, path, None, &found.text, None),
                Some("tc") => {
                    let context = found.argument.expect("invariant: tc has a context");
                    add(keys, path, Some(&context), &found.text, None);
                }
                Some("tn") => add(keys, path, None, &found.text, found.argument),
                _ => {}
            }
        }
    }
}

/// A text in the code of a template, and the filter right behind it.
pub struct Literal<'a> {
    /// The text.
    pub text: String,
    /// The name of the filter.
    pub filter: Option<&'a str>,
    /// The filter's first argument, if that is a text: no literal of its own.
    pub argument: Option<String>,
}

/// Every text in the code of a template.
pub fn literals(code: &str) -> Vec<Literal<'_>> {
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find('"') {
        let Some((text, after)) = literal(&rest[at..]) else {
            break;
        };
        rest = after;
        let filter = after
            .trim_start()
            .strip_prefix('|')
            .map(str::trim_start)
            .map(|name| {
                let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
                name.split_at(end.unwrap_or(name.len()))
            });
        let argument = filter
            .filter(|(name, _)| matches!(*name, "tc" | "tn" | "with"))
            .and_then(|(_, after)| literal(after.strip_prefix('(')?));
        if let Some((_, after)) = &argument {
            rest = after;
        }
        found.push(Literal {
            text,
            filter: filter.map(|(name, _)| name),
            argument: argument.map(|(text, _)| text),
        });
    }
    found
}
