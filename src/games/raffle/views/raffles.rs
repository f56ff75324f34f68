//! The list of raffles.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::{RaffleLink, RaffleMark, Sold};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Stamp};

/// `GET /raffles`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/raffles.html")]
pub struct RafflesPage {
    /// The frame.
    pub page: Page,
    /// Those that are not over, the newest first; none on further pages.
    pub running: Vec<RaffleRow>,
    /// Those that are over, the newest first, one page of them.
    pub over: Vec<RaffleRow>,
    /// The address of the page with older ones.
    pub older: Option<String>,
    /// The address of the page with the newest.
    pub newer: Option<String>,
    /// When this page was made, for "counted at".
    pub now: Stamp,
}

/// One raffle in the list.
#[derive(Clone, Debug)]
pub struct RaffleRow {
    /// The raffle.
    pub raffle: RaffleLink,
    /// Where it stands.
    pub mark: RaffleMark,
    /// Its prizes in one line: the first of them, if there are many.
    pub prizes: String,
    /// How many prizes are not in that line.
    pub more_prizes: Count,
    /// How many tickets are taken.
    pub sold: Sold,
    /// When its sale ends, or ended.
    pub closes: Stamp,
    /// Why it was called off, if it was.
    pub void: Option<String>,
}

impl RaffleRow {
    /// Whether there is no result yet.
    #[must_use]
    pub fn is_running(&self) -> bool {
        !matches!(self.mark, RaffleMark::Drawn | RaffleMark::Void)
    }

    /// Whether tickets are to be had, now or in a moment.
    #[must_use]
    pub fn is_on_sale(&self) -> bool {
        matches!(self.mark, RaffleMark::Scheduled | RaffleMark::Open)
    }

    /// Whether the winners are known.
    #[must_use]
    pub fn is_drawn(&self) -> bool {
        self.mark == RaffleMark::Drawn
    }
}
