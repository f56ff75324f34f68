//! Reads and writes the catalogue and its translations. The order is that of the keys, and no line numbers stand in it,
//! so that a change of the sources changes only what it must.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::extract::{Key, Keys, Use};

/// A translation as it stands in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translation {
    /// One form, or those of a plural.
    pub forms: Vec<String>,
    /// Whether somebody has to look at it again.
    pub is_fuzzy: bool,
    /// What a translator noted.
    pub notes: String,
}

/// The translations of one language.
pub type Translations = BTreeMap<Key, Translation>;

/// The folder of the catalogue.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locales")
}

/// Every language file.
pub fn languages() -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder()).expect("invariant: there is a folder of catalogues");
    let mut found: Vec<PathBuf> = files
        .map(|entry| entry.expect("invariant: the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "po"))
        .collect();
    found.sort();
    found
}

/// The header of a file, as it stands there, and its translations.
pub fn read(path: &Path) -> (String, Translations) {
    let text = std::fs::read_to_string(path).expect("invariant: the catalogue can be read");
    let header = text.split("\n\n").next().unwrap_or_default().to_owned();
    let parsed = polib::po_file::parse(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut found = Translations::new();
    for message in parsed.messages() {
        let key = Key {
            context: message
                .msgctxt()
                .filter(|c| !c.is_empty())
                .map(str::to_owned),
            text: message.msgid().to_owned(),
        };
        let forms = match message.msgstr_plural() {
            Ok(forms) => forms.clone(),
            Err(_) => vec![message.msgstr().unwrap_or_default().to_owned()],
        };
        let translation = Translation {
            forms,
            is_fuzzy: message.is_fuzzy(),
            notes: message.translator_comments().to_owned(),
        };
        assert!(
            found.insert(key.clone(), translation).is_none(),
            "{}: {key:?} stands there twice",
            path.display()
        );
    }
    (header, found)
}

/// The catalogue without translations.
pub fn template(keys: &Keys) -> String {
    let header = "msgid \"\"\nmsgstr \"\"\n\
        \"Project-Id-Version: clearlot\\n\"\n\
        \"MIME-Version: 1.0\\n\"\n\
        \"Content-Type: text/plain; charset=UTF-8\\n\"\n\
        \"Content-Transfer-Encoding: 8bit\\n\"\n\
        \"Plural-Forms: nplurals=2; plural=n != 1;\\n\"";
    write(header, keys, &Translations::new(), 2)
}

/// The translations of all keys, in the keys' order; keys nobody uses are gone, new ones are empty.
pub fn merged(header: &str, keys: &Keys, translations: &Translations) -> String {
    let forms = header
        .split_once("nplurals=")
        .and_then(|(_, rest)| rest.split(';').next()?.trim().parse().ok())
        .unwrap_or(2);
    write(header, keys, translations, forms)
}

fn write(header: &str, keys: &Keys, translations: &Translations, forms: usize) -> String {
    let mut out = format!("{header}\n");
    let none = Translation::default();
    for (key, found) in keys {
        let translation = translations.get(key).unwrap_or(&none);
        entry(&mut out, key, found, translation, forms);
    }
    out
}

fn entry(out: &mut String, key: &Key, found: &Use, translation: &Translation, forms: usize) {
    let mut lines = vec![String::new()];
    lines.extend(translation.notes.lines().map(|note| format!("# {note}")));
    lines.extend(found.files.iter().map(|file| format!("#: {file}")));
    lines.extend(translation.is_fuzzy.then(|| "#, fuzzy".to_owned()));
    let line = |name: &str, text: &str| format!("{name} \"{}\"", escaped(text));
    lines.extend(key.context.as_ref().map(|context| line("msgctxt", context)));
    lines.push(line("msgid", &key.text));
    let form = |at: usize| translation.forms.get(at).map_or("", String::as_str);
    match &found.plural {
        None => lines.push(line("msgstr", form(0))),
        Some(plural) => {
            lines.push(line("msgid_plural", plural));
            lines.extend((0..forms).map(|at| line(&format!("msgstr[{at}]"), form(at))));
        }
    }
    for line in lines {
        writeln!(out, "{line}").expect("invariant: strings take all text");
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
