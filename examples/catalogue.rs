//! Brings the message catalogue in step with the sources: writes `locales/messages.pot`, adds new texts to each language
//! without a translation, and drops those that nobody uses. `cargo run --example catalogue`
#![expect(clippy::print_stdout, reason = "it says what is left to translate")]

#[path = "../tests/catalogue/extract.rs"]
mod extract;
#[path = "../tests/catalogue/po.rs"]
mod po;

fn main() -> std::io::Result<()> {
    let keys = extract::keys(&extract::sources());
    std::fs::write(po::folder().join("messages.pot"), po::template(&keys))?;
    println!("{} texts", keys.len());
    for path in po::languages() {
        let (header, translations) = po::read(&path);
        std::fs::write(&path, po::merged(&header, &keys, &translations))?;
        let open = keys.keys().filter(|key| {
            translations
                .get(key)
                .is_none_or(|found| found.is_fuzzy || found.forms.iter().any(String::is_empty))
        });
        println!("{}: {} to translate", path.display(), open.count());
    }
    Ok(())
}
