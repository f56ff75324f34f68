//! The evidence bundle of a draw: its proof, its rules in words, and two programs to check it with, in one file that needs
//! no server and no network. The reader's language is the page's.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::model::Draw;
use super::pages::stamp;
use super::verifiers::verifier_files;
use crate::fairness::{BeaconTerms, Numbering};
use crate::web::Page;
use crate::web::i18n::{tr, tr_with};

/// The texts of a bundle.
pub struct BundleTexts {
    read_me: String,
    rules: String,
    vkey: String,
}

/// Writes the texts in the language of the page.
pub fn texts(draw: &Draw, page: &Page, vkey: &str) -> BundleTexts {
    BundleTexts {
        read_me: read_me(draw, page, vkey),
        rules: rules(draw),
        vkey: format!("{vkey}\n"),
    }
}

fn read_me(draw: &Draw, page: &Page, vkey: &str) -> String {
    let title = &draw.label.title;
    let day = draw.label.day.to_string();
    let site = &page.site_name;
    let lines = [
        tr_with(
            "Everything needed to check the draw {name} ({title}, {day}) of {site}, without that site.",
            &[("name", &draw.name), ("title", title), ("day", &day), ("site", site)],
        ),
        String::new(),
        tr("1. Get the site's key from somewhere else than this file: the club's notice board, a friend who noted it before, a public archive. A forged bundle brings a forged key. This bundle says the key is:").to_owned(),
        format!("   {vkey}"),
        String::new(),
        tr("2. In a browser: open clearlot-verify.html, choose proof.json, paste the key. Nothing is sent anywhere.").to_owned(),
        tr("3. Or with Python 3.10 or newer, in this folder:").to_owned(),
        format!("   python3 vdraw_verify.py proof.json --vkey '{vkey}'"),
        tr("4. Or with the program clearlot:").to_owned(),
        format!("   clearlot verify proof.json --vkey '{vkey}'"),
        String::new(),
        tr("The two programs share no code. Both name the winning ballots, say at which level the draw is proved, and fail if a single character of an entry, a prize, the secret, a signature or the order was changed.").to_owned(),
        tr("RULES.txt says in words what was announced before the draw opened. The announcement itself is the first leaf in proof.json; it decides.").to_owned(),
        String::new(),
    ];
    lines.join("\n")
}

fn rules(draw: &Draw) -> String {
    let fields = draw.open_leaf.fields();
    let zone = draw.label.time_zone;
    let at = |seconds| stamp(seconds, zone).to_string();
    let mut lines = vec![
        format!("{}, {}", draw.label.title, draw.label.day),
        draw.origin.clone(),
        String::new(),
        tr_with(
            "Ballots are accepted from {from} and before {until}.",
            &[("from", &at(draw.opens)), ("until", &at(draw.closes))],
        ),
        tr("Every ballot has the same chance. Winners are drawn one after the other, without putting any back.").to_owned(),
    ];
    if let Numbering::Shuffled(tickets) = fields.numbers {
        lines.push(tr_with(
            "A ballot is a ticket with a number from 1 to {n}. Numbers were handed out in a random order that follows from the secret, and from a public random number of drand that came out with the opening where the draw uses one. The list was closed at the time above, or when every ticket was gone.",
            &[("n", &tickets.get())],
        ));
    }
    for prize in fields.prizes.lines() {
        lines.push(tr_with(
            "Prize: {n} × {text}",
            &[("n", &prize.quantity()), ("text", prize.text())],
        ));
    }
    lines.push(
        if fields.one_prize {
            tr("A participant can win one prize only.")
        } else {
            tr("A participant can win several prizes.")
        }
        .to_owned(),
    );
    lines.push(tr_with(
        "Reserves drawn after the prizes: {n}",
        &[("n", &fields.reserves)],
    ));
    lines.push(match &fields.beacon {
        BeaconTerms::None => tr("The result follows from the site's secret, fixed before the draw opened, and the sealed list. Level: seed-only. The operator could still choose the winner.").to_owned(),
        BeaconTerms::Drand { .. } => tr_with(
            "The result follows from the site's secret, fixed before the draw opened, the sealed list, and a public random number of drand that came out after sealing: {terms}",
            &[("terms", &fields.beacon)],
        ),
        BeaconTerms::Public(event) => tr_with(
            "The result follows from the sealed list and a public event: {event}",
            &[("event", event)],
        ),
    });
    lines.push(tr_with(
        "The secret had to be shown before {time}.",
        &[("time", &at(draw.reveal_by))],
    ));
    lines.push(String::new());
    lines.push(tr("The announcement itself, byte for byte:").to_owned());
    lines.push(String::new());
    lines.push(draw.open_leaf.to_text());
    lines.join("\n")
}

/// Packs the bundle.
///
/// # Errors
/// What the packer says; memory takes what is written to it.
pub fn pack(texts: &BundleTexts, proof: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut add = |name: &str, bytes: &[u8]| -> zip::result::ZipResult<()> {
        zip.start_file(name, options)?;
        Ok(zip.write_all(bytes)?)
    };
    add("README.txt", texts.read_me.as_bytes())?;
    add("RULES.txt", texts.rules.as_bytes())?;
    add("vkey.txt", texts.vkey.as_bytes())?;
    add("proof.json", proof)?;
    for file in verifier_files() {
        add(file.name, file.text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
