//! One parsed `.po` file. What is empty or marked fuzzy counts as not translated.

use std::collections::HashMap;

use polib::po_file;

/// What gettext itself puts between a context and its text.
const AFTER_CONTEXT: char = '\u{4}';

/// The texts of one language.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    texts: HashMap<String, String>,
    plurals: HashMap<String, Vec<String>>,
    /// How many plural forms its header names.
    #[cfg(test)]
    pub(super) forms: usize,
    pub(super) thousands: String,
    pub(super) decimal: String,
}

impl Catalogue {
    /// Reads the file that is in the binary. One that cannot be read leaves the site in English; a test reads them all.
    pub(super) fn parse(po: &str) -> Self {
        let parsed = po_file::parse_from_reader(po.as_bytes())
            .inspect_err(|e| log::error!("a message catalogue cannot be read: {e}"))
            .unwrap_or_else(|_| polib::catalog::Catalog::new(Default::default()));
        let mut found = Catalogue {
            #[cfg(test)]
            forms: parsed.metadata.plural_rules.nplurals,
            thousands: ",".to_owned(),
            decimal: ".".to_owned(),
            ..Catalogue::default()
        };
        for message in parsed.messages() {
            if !message.is_translated() || message.is_fuzzy() {
                continue;
            }
            if let Ok(forms) = message.msgstr_plural() {
                // where the same text stands without a number, it is the form of many
                if let Some(many) = forms.last() {
                    let key = message.msgid().to_owned();
                    found.texts.entry(key).or_insert_with(|| many.clone());
                }
                found
                    .plurals
                    .insert(message.msgid().to_owned(), forms.clone());
            } else if let Ok(text) = message.msgstr() {
                let context = message.msgctxt().filter(|context| !context.is_empty());
                match (context, message.msgid()) {
                    (Some("number"), ",") => found.thousands = text.to_owned(),
                    (Some("number"), ".") => found.decimal = text.to_owned(),
                    (context, key) => {
                        found
                            .texts
                            .insert(with_context(context, key), text.to_owned());
                    }
                }
            }
        }
        found
    }

    pub(super) fn text(&self, context: Option<&str>, key: &str) -> Option<&str> {
        let found = match context {
            None => self.texts.get(key),
            Some(_) => self.texts.get(&with_context(context, key)),
        };
        found.map(String::as_str)
    }

    pub(super) fn form(&self, one: &str, form: usize) -> Option<&str> {
        self.plurals.get(one)?.get(form).map(String::as_str)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.texts.len() + self.plurals.len()
    }
}

fn with_context(context: Option<&str>, key: &str) -> String {
    match context {
        Some(context) => format!("{context}{AFTER_CONTEXT}{key}"),
        None => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PO: &str = r#"msgid ""
msgstr ""
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Prize"
msgstr "Gewinn"

msgctxt "state"
msgid "Open"
msgstr "Offen"

#, fuzzy
msgid "Sure"
msgstr "Vielleicht"

msgid "Later"
msgstr ""

msgctxt "number"
msgid ","
msgstr "."

msgid "{n} prize"
msgid_plural "{n} prizes"
msgstr[0] "{n} Gewinn"
msgstr[1] "{n} Gewinne"
"#;

    #[test]
    fn contexts_plurals_and_what_is_not_done() {
        let texts = Catalogue::parse(PO);
        assert_eq!(texts.text(None, "Prize"), Some("Gewinn"));
        assert_eq!(texts.text(Some("state"), "Open"), Some("Offen"));
        assert_eq!(texts.text(None, "Open"), None);
        assert_eq!(texts.text(None, "Sure"), None);
        assert_eq!(texts.text(None, "Later"), None);
        assert_eq!(texts.form("{n} prize", 1), Some("{n} Gewinne"));
        assert_eq!((texts.thousands.as_str(), texts.forms), (".", 2));
    }
}
