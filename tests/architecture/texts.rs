//! The rules about texts rather than arrows: openings, lengths, templates, migrations, paths outside the repository.

use std::collections::BTreeSet;

use crate::files::Files;
use crate::source::{without_comments_and_literals, without_test_modules};
use crate::violation::{Violation, violation};
use crate::{FILE_LINES, SAFE_TEMPLATES};

/// Files that do not begin by saying what they are.
pub fn openings(files: &Files) -> Vec<Violation> {
    files
        .all()
        .filter(|(path, text)| path.ends_with(".rs") && !text.starts_with("//! "))
        .map(|(path, _)| {
            violation(
                path,
                1,
                "begin with `//!`: what this file is, and what it is not",
            )
        })
        .collect()
}

/// Sources with more lines than `limit` outside their test modules, and how many.
pub fn long_files(files: &Files, limit: usize) -> Vec<(&str, usize)> {
    files
        .under("src/")
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, text)| (path, lines_that_ship(text)))
        .filter(|(_, lines)| *lines > limit)
        .collect()
}

/// Lines outside test modules, comments and empty lines included.
fn lines_that_ship(text: &str) -> usize {
    let code = without_comments_and_literals(text);
    let kept = without_test_modules(&code);
    // an empty line of a test module is not told apart from one outside: it counts
    let is_in_tests = |(before, after): &(&str, &str)| before != after;
    text.lines().count() - code.lines().zip(kept.lines()).filter(is_in_tests).count()
}

/// Sources that have grown past the limit.
pub fn lengths(files: &Files) -> Vec<Violation> {
    let (_, limit) = FILE_LINES;
    long_files(files, limit)
        .into_iter()
        .map(|(path, lines)| {
            violation(
                path,
                lines,
                format!("{lines} lines, at most {limit}: split it by noun"),
            )
        })
        .collect()
}

/// What a template must not hold, in small letters, and why.
const NOT_IN_TEMPLATES: &[(&str, &str)] = &[
    (
        " style=",
        "inline style; the content security policy refuses it",
    ),
    (
        "<style",
        "inline style; the content security policy refuses it",
    ),
    (
        "<script>",
        "inline script; the content security policy refuses it",
    ),
    (
        "javascript:",
        "inline script; the content security policy refuses it",
    ),
    (
        " onclick=",
        "inline script; the content security policy refuses it",
    ),
    (
        " onchange=",
        "inline script; the content security policy refuses it",
    ),
    (
        " onsubmit=",
        "inline script; the content security policy refuses it",
    ),
    (
        " onload=",
        "inline script; the content security policy refuses it",
    ),
];

/// Templates that print without escaping, or carry inline script or style.
pub fn templates(files: &Files) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, text) in files.under("templates/") {
        let may_be_safe = SAFE_TEMPLATES.iter().any(|(template, _)| *template == path);
        for (number, line) in (1..).zip(text.lines()) {
            let squeezed: String = line.split_whitespace().collect();
            let unescaped = squeezed.contains("|safe") || squeezed.contains("|escape(\"none\"");
            if unescaped && !may_be_safe {
                found.push(violation(
                    path,
                    number,
                    "prints without escaping; name the template in SAFE_TEMPLATES",
                ));
            }
            let lower = line.to_lowercase();
            for (word, why) in NOT_IN_TEMPLATES
                .iter()
                .filter(|(word, _)| lower.contains(word))
            {
                found.push(violation(path, number, format!("`{}`: {why}", word.trim())));
            }
        }
    }
    found
}

/// Migrations that one database has and the other has not.
pub fn migrations(files: &Files) -> Vec<Violation> {
    let of = |database: &str| -> BTreeSet<String> {
        let folder = format!("migrations/{database}/");
        files
            .under(&folder)
            .map(|(path, _)| path[folder.len()..].to_owned())
            .collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    sqlite
        .symmetric_difference(&postgres)
        .map(|name| {
            let database = if sqlite.contains(name) {
                "sqlite"
            } else {
                "postgres"
            };
            let path = format!("migrations/{database}/{name}");
            violation(&path, 1, "the other database has no such file")
        })
        .collect()
}

/// Files that reach for what is beside the repository on the machine it was written on.
pub fn strangers(files: &Files) -> Vec<Violation> {
    let beside = concat!("../", "shared");
    let mut found = Vec::new();
    for (path, text) in files.all() {
        for (number, line) in (1..).zip(text.lines()) {
            if line.contains(beside) {
                found.push(violation(
                    path,
                    number,
                    format!("names `{beside}`; copy what is needed into the repository"),
                ));
            }
        }
    }
    found
}
