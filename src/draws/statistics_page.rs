//! The page with the winners of all draws by their place in the list. What it shows is in `statistics_view.rs`.

use actix_web::web;
use chrono_tz::Tz;

use super::operations::Draws;
use super::pages::stamp;
use super::statistics_view::{Deviation, PartLine, StatisticsPage};
use super::tally::{PARTS, Verdict};
use crate::web::Page;
use crate::web::show::Count;

/// The drawing's height, and the width of a bar with its gap, in its own units.
const HEIGHT: u64 = 1200;
const SLOT: u64 = 200;

/// `GET /statistics`: from public data only.
pub async fn show_statistics(page: Page, draws: web::Data<Draws>) -> StatisticsPage {
    let latest = draws.statistics().latest();
    let (tally, at) = latest.map_or_else(Default::default, |(tally, at)| (tally, Some(at)));
    let parts = tally.parts();
    let most = parts
        .iter()
        .map(|(winners, mean, _)| winners.max(&(*mean as u64)) + 1);
    let most = most.max().unwrap_or(1);
    let line = |(part, (winners, mean, band)): (usize, &(u64, f64, (u64, u64)))| {
        let height = winners * HEIGHT / most;
        PartLine {
            range: (part * 100 / PARTS, (part + 1) * 100 / PARTS),
            winners: Count::new(*winners),
            expected: one_decimal(*mean),
            band: (Count::new(band.0), Count::new(band.1)),
            rect: (
                part as u64 * SLOT + SLOT * 15 / 100,
                HEIGHT - height,
                SLOT * 70 / 100,
                height,
            ),
        }
    };
    let mean = tally.draws() as f64 / PARTS as f64;
    StatisticsPage {
        page,
        draws: Count::new(tally.draws()),
        counted: at.map(|at| stamp(at, Tz::UTC)),
        parts: parts.iter().enumerate().map(line).collect(),
        average: HEIGHT - (mean / most as f64 * HEIGHT as f64) as u64,
        chi_square: one_decimal(tally.chi_square()),
        verdict: match tally.verdict() {
            Verdict::TooFew => Deviation::TooFew,
            Verdict::Usual => Deviation::Usual,
            Verdict::Unusual => Deviation::Unusual,
            Verdict::Rare => Deviation::Rare,
            Verdict::VeryRare => Deviation::VeryRare,
        },
    }
}

/// In the notation of the reader's language.
fn one_decimal(number: f64) -> String {
    let text = format!("{number:.1}");
    match crate::web::i18n::current().code() {
        "de" => text.replace('.', ","),
        _ => text,
    }
}
