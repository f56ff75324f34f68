//! The organiser's pages: all lotteries, one lottery, and the form that makes or changes one.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::{LotteryLink, LotteryMark, PrizeLine};
use crate::draws::views::{DrawLine, DrawMark};
use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::{Count, Day, Stamp, Stock, TimeLeft};

/// `GET /manage`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/manage.html")]
pub struct ManagePage {
    /// The frame.
    pub page: Page,
    /// How many draws are open.
    pub open_draws: Count,
    /// The draw that closes next: its lottery, when, and the time left.
    pub closing_next: Option<(LotteryLink, Stamp, TimeLeft)>,
    /// Draws past their time, oldest first.
    pub overdue: Vec<OverdueDraw>,
    /// Every lottery, running ones first.
    pub lotteries: Vec<ManageRow>,
}

/// A draw that should have been closed or drawn by now.
#[derive(Clone, Debug)]
pub struct OverdueDraw {
    /// The lottery.
    pub lottery: LotteryLink,
    /// The draw's name.
    pub draw: String,
    /// Its day.
    pub day: Day,
    /// When it should have closed.
    pub due: Stamp,
}

/// One lottery in the organiser's list.
#[derive(Clone, Debug)]
pub struct ManageRow {
    /// The lottery.
    pub lottery: LotteryLink,
    /// Where it stands.
    pub mark: LotteryMark,
    /// Ballots in the open draw, if one is open.
    pub ballots: Option<Count>,
    /// When the open draw closes or the first one opens, if either.
    pub next: Option<Stamp>,
}

/// `GET /manage/lotteries/{slug}`, and a failed `POST /manage/lotteries/{slug}/cancel`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/manage_lottery.html")]
pub struct ManageLotteryPage {
    /// The frame.
    pub page: Page,
    /// The lottery.
    pub lottery: LotteryLink,
    /// Where it stands.
    pub mark: LotteryMark,
    /// The prizes of draws that have not opened.
    pub prizes: Vec<PrizeLine>,
    /// The open draw and those to come, soonest first.
    pub upcoming: Vec<UpcomingDraw>,
    /// Past draws, newest first, one page of them.
    pub past: Vec<DrawLine>,
    /// The address of the page with older draws.
    pub older: Option<String>,
    /// The address of the page with newer draws.
    pub newer: Option<String>,
    /// The form that cancels it; none once it is over.
    pub cancel: Option<CancelForm>,
    /// The public reason and the time, if it was cancelled.
    pub cancelled: Option<(String, Stamp)>,
}

/// A draw that is open or to come.
#[derive(Clone, Debug)]
pub struct UpcomingDraw {
    /// The draw's name, once it exists.
    pub draw: Option<String>,
    /// Its day.
    pub day: Day,
    /// Its state.
    pub mark: DrawMark,
    /// When it opens.
    pub opens: Stamp,
    /// When it closes.
    pub closes: Stamp,
    /// Ballots so far.
    pub ballots: Count,
}

/// `POST /manage/lotteries/{slug}/cancel`: the fields `reason` and `confirm` (a checkbox, `yes`).
#[derive(Clone, Debug, Default)]
pub struct CancelForm {
    /// The public reason.
    pub reason: Field,
    /// Whether it was confirmed; "yes" if so.
    pub confirm: Field,
    /// The ballots that would become void.
    pub open_ballots: Count,
}

impl CancelForm {
    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &[],
            [
                ("reason".to_owned(), &self.reason),
                ("confirm".to_owned(), &self.confirm),
            ],
        )
    }
}

/// What the form is for.
#[derive(Clone, Debug)]
pub enum FormMode {
    /// Make a lottery.
    New,
    /// Change the lottery of that slug and name.
    Edit {
        /// Its name in addresses.
        slug: String,
        /// Its name as stored.
        name: String,
    },
}

/// `GET` and failed `POST` of `/manage/lotteries/new` and `/manage/lotteries/{slug}/edit`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "lottery/lottery_form.html")]
pub struct LotteryFormPage {
    /// The frame.
    pub page: Page,
    /// New or edit.
    pub mode: FormMode,
    /// The form.
    pub form: LotteryForm,
    /// The IANA time zones offered.
    pub zones: Vec<&'static str>,
}

impl LotteryFormPage {
    /// Whether the form makes a lottery.
    #[must_use]
    pub fn is_new(&self) -> bool {
        matches!(self.mode, FormMode::New)
    }
}

/// The fields of a lottery as last typed. Names in the form are those of the members.
#[derive(Clone, Debug, Default)]
pub struct LotteryForm {
    /// The name.
    pub name: Field,
    /// The name in addresses; only asked for when new, made from the name if blank.
    pub slug: Field,
    /// What it is about.
    pub description: Field,
    /// The prizes; their fields repeat: `prize_quantity`, `prize_name`, `prize_amount`, `prize_currency`.
    pub prizes: Vec<PrizeRow>,
    /// The first day, as ISO date.
    pub first_day: Field,
    /// The day of the last draw, as ISO date, or blank.
    pub due_date: Field,
    /// The IANA time zone.
    pub time_zone: Field,
    /// The most ballots per account and draw, or blank.
    pub cap: Field,
    /// The checkbox `one_prize_per_person`, `yes`.
    pub one_prize_per_person: bool,
    /// How many reserves are drawn.
    pub reserves: Field,
    /// The stock's name.
    pub stock: Field,
    /// The hidden version the form was made from.
    pub version: i64,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

/// One row of the prizes; a row whose name and amount are blank is ignored.
#[derive(Clone, Debug, Default)]
pub struct PrizeRow {
    /// How many.
    pub quantity: Field,
    /// What it is.
    pub name: Field,
    /// What each is worth, or blank.
    pub amount: Field,
    /// The ISO 4217 code of the amount.
    pub currency: Field,
}

impl PrizeRow {
    /// Whether something is wrong with the row.
    #[must_use]
    pub fn errors(&self) -> Vec<&str> {
        [&self.quantity, &self.name, &self.amount, &self.currency]
            .into_iter()
            .flat_map(|field| field.errors.iter().map(String::as_str))
            .collect()
    }
}

impl LotteryForm {
    /// Every stock, for the radio buttons.
    #[must_use]
    pub fn stocks(&self) -> [Stock; 4] {
        Stock::ALL
    }

    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        let field = |id: &str, field| (id.to_owned(), field);
        let mut fields = vec![
            field("name", &self.name),
            field("slug", &self.slug),
            field("description", &self.description),
        ];
        for (row, prize) in (1..).zip(&self.prizes) {
            fields.extend([
                (format!("prize_quantity-{row}"), &prize.quantity),
                (format!("prize_name-{row}"), &prize.name),
                (format!("prize_amount-{row}"), &prize.amount),
                (format!("prize_currency-{row}"), &prize.currency),
            ]);
        }
        fields.extend([
            field("first_day", &self.first_day),
            field("due_date", &self.due_date),
            field("time_zone", &self.time_zone),
            field("cap", &self.cap),
            field("reserves", &self.reserves),
            field("stock-buff", &self.stock),
        ]);
        problems(&self.form_errors, fields)
    }
}
