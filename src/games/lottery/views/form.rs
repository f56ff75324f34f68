//! The form that makes a lottery or changes one.

use askama::Template;
use askama_web::WebTemplate;

use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;
use crate::web::show::Stock;

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
    /// The weekdays, as checkboxes `weekday`.
    pub weekdays: Vec<WeekdayBox>,
    /// What is wrong with the weekdays.
    pub weekday: Field,
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
    /// The checkbox `fixed_round`, `yes`.
    pub fixed_round: bool,
    /// How many reserves are drawn.
    pub reserves: Field,
    /// How many days a winner has to claim a prize.
    pub claim_days: Field,
    /// The stock's name.
    pub stock: Field,
    /// The hidden version the form was made from.
    pub version: i64,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

/// One weekday to choose.
#[derive(Clone, Debug)]
pub struct WeekdayBox {
    /// What the form sends.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Whether it is chosen.
    pub is_chosen: bool,
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
    /// The prize that stands first in the form.
    #[must_use]
    pub fn first_prize(&self) -> Option<&PrizeRow> {
        self.prizes.first()
    }

    /// Whether something is wrong below the fold, or was filled in there: then it is open.
    #[must_use]
    pub fn is_open(&self, fold: &str) -> bool {
        let is_used = |field: &Field| field.is_bad() || !field.value.is_empty();
        match fold {
            "prizes" => {
                let is_used = |row: &PrizeRow| !row.errors().is_empty() || is_used(&row.name);
                self.prizes.iter().skip(1).any(is_used)
            }
            "dates" => self.due_date.is_bad() || self.time_zone.is_bad(),
            "limits" => [&self.cap, &self.reserves, &self.claim_days]
                .into_iter()
                .any(Field::is_bad),
            _ => [&self.slug, &self.description, &self.stock]
                .into_iter()
                .any(Field::is_bad),
        }
    }

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
            field("weekday-mon", &self.weekday),
            field("first_day", &self.first_day),
            field("due_date", &self.due_date),
            field("time_zone", &self.time_zone),
            field("cap", &self.cap),
            field("reserves", &self.reserves),
            field("claim_days", &self.claim_days),
            field("stock-buff", &self.stock),
        ]);
        problems(&self.form_errors, fields)
    }
}
