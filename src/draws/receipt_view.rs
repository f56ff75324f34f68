//! The page of a receipt, to be printed and kept: data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;
use qrcode::{EcLevel, QrCode as Qr};

use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Day, Ranges, Stamp};

/// A QR code as the path of an SVG, one square for each dark module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrCode {
    /// The side in modules, with the quiet zone.
    pub side: usize,
    /// The value of `d`.
    pub path: String,
}

/// The light modules around a code that readers need.
const QUIET: usize = 4;

impl QrCode {
    /// The code of these bytes; `None` if they are more than a code can hold (about 2900).
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let code = Qr::with_error_correction_level(bytes, EcLevel::L).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == qrcode::Color::Dark {
                let (x, y) = (at % width + QUIET, at / width + QUIET);
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
        Some(QrCode {
            side: width + 2 * QUIET,
            path,
        })
    }
}

/// `/draws/{name}/entries/{leaf}/receipt`.
#[derive(Clone, Debug, Template, WebTemplate)]
#[template(path = "draws/receipt.html")]
pub struct ReceiptPage {
    /// The frame.
    pub page: Page,
    /// What it is a draw of.
    pub title: String,
    /// That game's page.
    pub title_href: String,
    /// The day of the draw.
    pub day: Day,
    /// The draw's public id.
    pub draw: String,
    /// The place of the entry in the log.
    pub leaf_index: u64,
    /// The ballots of the entry.
    pub numbers: Ranges,
    /// When it was accepted.
    pub accepted: Stamp,
    /// How many leaves the signed log has.
    pub size: Count,
    /// Whether that is the complete log.
    pub is_final: bool,
    /// The file in a code, unless it is too long for one.
    pub code: Option<QrCode>,
    /// The file.
    pub text: String,
    /// The key to check it with; empty if this server signs nothing.
    pub vkey: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_of_a_million_entries_fits_and_what_does_not_is_left_out() {
        let code = QrCode::of(&[b'x'; 1800]).unwrap();
        assert!(code.side > 100 && code.path.starts_with('M'));
        assert_eq!(QrCode::of(&[b'x'; 3000]), None);
    }
}
