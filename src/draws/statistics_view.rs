//! The page with the winners of all draws by their place in the list. Data to show, nothing that decides.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Stamp};

/// A tenth of the list in the statistics.
#[derive(Clone, Debug)]
pub struct PartLine {
    /// The ballots in it, in percent of the list: from and to.
    pub range: (usize, usize),
    /// How many winners came from it.
    pub winners: Count,
    /// How many do on average, with one decimal.
    pub expected: String,
    /// Between what fair drawing stays in about 95 of 100 cases.
    pub band: (Count, Count),
    /// The bar in the drawing: left edge, top, width, height.
    pub rect: (u64, u64, u64, u64),
}

/// `GET /statistics`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "draws/statistics.html")]
pub struct StatisticsPage {
    /// The frame.
    pub page: Page,
    /// How many draws were counted.
    pub draws: Count,
    /// When; none before the first count is complete.
    pub counted: Option<Stamp>,
    /// The tenths.
    pub parts: Vec<PartLine>,
    /// Where fair drawing stays on average, in the drawing: top.
    pub average: u64,
    /// The sum of chi-square, with one decimal.
    pub chi_square: String,
    /// What it says.
    pub verdict: Deviation,
}

/// How the winners deviate from what fair drawing gives on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// Too few draws to say anything.
    TooFew,
    /// As in 95 of 100 fair collections.
    Usual,
    /// As in fewer than 5 of 100.
    Unusual,
    /// As in fewer than 1 of 100.
    Rare,
    /// As in fewer than 1 of 1000.
    VeryRare,
}
