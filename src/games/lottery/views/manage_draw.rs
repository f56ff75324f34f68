//! The organiser's page of one draw.

use askama::Template;
use askama_web::WebTemplate;

use super::manage::CancelForm;
use super::parts::LotteryLink;
use crate::draws::views::DrawMark;
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Day, Stamp};

/// `GET /manage/lotteries/{slug}/draws/{name}`, and its forms that failed.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/manage_draw.html")]
pub struct ManageDrawPage {
    /// The frame.
    pub page: Page,
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// Its state.
    pub mark: DrawMark,
    /// When it opens.
    pub opens: Stamp,
    /// When it closes.
    pub closes: Stamp,
    /// How many entries there are.
    pub entries: Count,
    /// How many ballots they hold.
    pub ballots: Count,
    /// The public reason and the time, if it was cancelled.
    pub cancelled: Option<(String, Stamp)>,
    /// The form that cancels it; none once it has closed.
    pub cancel: Option<CancelForm>,
}
