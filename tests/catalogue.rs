//! The message catalogue is in step with the sources: every text has a translation with the same placeholders, none is
//! left over, and no page has words that bypass it. `cargo run --example catalogue` brings the files in step.

#[path = "catalogue/bare.rs"]
mod bare;
#[path = "catalogue/extract.rs"]
mod extract;
#[path = "catalogue/po.rs"]
mod po;

use std::collections::BTreeSet;

/// Fails with all that is wrong, for whoever must mend it.
#[track_caller]
fn report(what: &str, found: &[String]) {
    assert!(
        found.is_empty(),
        "\n{what}:\n{}\n`cargo run --example catalogue` brings the files in step; docs/TRANSLATING.md says the rest\n",
        found.join("\n")
    );
}

#[test]
fn the_catalogue_holds_every_text_and_no_other() {
    let keys = extract::keys(&extract::sources());
    let written = std::fs::read_to_string(po::folder().join("messages.pot")).unwrap_or_default();
    let found = (written != po::template(&keys)).then(|| "locales/messages.pot".to_owned());
    report("out of step with the sources", found.as_slice());
}

#[test]
fn every_text_has_a_translation_and_none_is_left_over() {
    let keys = extract::keys(&extract::sources());
    for path in po::languages() {
        let (header, translations) = po::read(&path);
        let mut found = Vec::new();
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        if written != po::merged(&header, &keys, &translations) {
            found.push("not in the order of the catalogue".to_owned());
        }
        for (key, used) in &keys {
            match translations.get(key) {
                None => found.push(format!("missing: {key:?} of {:?}", used.files)),
                Some(it) if it.is_fuzzy => found.push(format!("fuzzy: {key:?}")),
                Some(it) if it.forms.iter().any(String::is_empty) => {
                    found.push(format!("empty: {key:?} of {:?}", used.files));
                }
                Some(it) => found.extend(other_slots(key, used.plural.as_deref(), &it.forms)),
            }
        }
        let left = translations.keys().filter(|key| !keys.contains_key(key));
        found.extend(left.map(|key| format!("left over: {key:?}")));
        report(&path.display().to_string(), &found);
    }
}

/// The forms whose placeholders are not those of the text. The singular needs only what it has in English, and not the
/// number.
fn other_slots(key: &extract::Key, plural: Option<&str>, forms: &[String]) -> Vec<String> {
    let mut single = slots(&key.text);
    let mut all = single.clone();
    all.extend(slots(plural.unwrap_or_default()));
    if plural.is_some() {
        single.remove("n");
    }
    let mut found = Vec::new();
    for (at, form) in forms.iter().enumerate() {
        let has = slots(form);
        let fits = match at {
            0 => single.is_subset(&has) && has.is_subset(&all),
            _ => has == all,
        };
        if !fits {
            found.push(format!("other placeholders: {key:?} is {form:?}"));
        }
    }
    found
}

fn slots(text: &str) -> BTreeSet<String> {
    clearlot::web::i18n::pieces(text)
        .filter_map(|piece| match piece {
            clearlot::web::i18n::Piece::Slot(name) => Some(name.to_owned()),
            clearlot::web::i18n::Piece::Text(_) => None,
        })
        .collect()
}

/// Places whose texts are for programs, operators and developers: they stay English.
const ENGLISH_ONLY: &[&str] = &[
    "src/fairness/",
    "src/store/",
    "src/cli/",
    "src/openapi/",
    "src/idempotency/",
    "templates/openapi/",
    "templates/web/components.html",
];

#[test]
fn no_words_bypass_the_catalogue() {
    let mut found = Vec::new();
    for (path, text) in extract::sources() {
        let is_english =
            ENGLISH_ONLY.iter().any(|room| path.starts_with(room)) || path.contains("/api");
        if is_english || path.ends_with("tests.rs") {
            continue;
        }
        let words = bare::in_file(&path, &text);
        found.extend(words.into_iter().map(|words| format!("{path}: {words:?}")));
    }
    report("words that are not in the catalogue", &found);
}
