//! The form that makes a raffle.

use askama::Template;
use askama_web::WebTemplate;

use super::parts::PolicyMark;
use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::filters;
use crate::web::page::Page;

/// `GET` and failed `POST` of `/manage/raffles/new`.
#[derive(Template, WebTemplate, Debug)]
#[template(path = "raffle/raffle_form.html")]
pub struct RaffleFormPage {
    /// The frame.
    pub page: Page,
    /// The form.
    pub form: RaffleForm,
    /// The zone in which the closing time is read.
    pub zone: String,
}

/// The fields of a raffle as last typed. Names in the form are those of the members.
#[derive(Clone, Debug, Default)]
pub struct RaffleForm {
    /// What makes sending it twice one request.
    pub key: String,
    /// The name.
    pub name: Field,
    /// What it is about.
    pub description: Field,
    /// How many tickets.
    pub tickets: Field,
    /// The prizes; their fields repeat: `prize_amount`, `prize_name`.
    pub prizes: Vec<PrizeRow>,
    /// Who may have how many tickets.
    pub policy: Field,
    /// The checkbox `draws_itself`, `yes`.
    pub draws_itself: bool,
    /// The day on which the sale ends, as ISO date, or blank.
    pub closes_day: Field,
    /// The time of that day.
    pub closes_time: Field,
    /// How many reserves are drawn.
    pub reserves: Field,
    /// How many days a winner has to claim a prize.
    pub claim_days: Field,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

/// One row of the prizes; a row without a name and an amount is ignored.
#[derive(Clone, Debug, Default)]
pub struct PrizeRow {
    /// How many.
    pub amount: Field,
    /// What it is.
    pub name: Field,
}

impl PrizeRow {
    /// Whether something is wrong with the row.
    #[must_use]
    pub fn errors(&self) -> Vec<&str> {
        let both = [&self.amount, &self.name].into_iter();
        both.flat_map(|field| field.errors.iter().map(String::as_str))
            .collect()
    }
}

/// One of the policies to choose.
#[derive(Clone, Copy, Debug)]
pub struct PolicyChoice {
    /// What the form sends.
    pub code: &'static str,
    /// Which.
    pub mark: PolicyMark,
}

impl RaffleForm {
    /// The policies, for the radio buttons.
    #[must_use]
    pub fn policies(&self) -> [PolicyChoice; 4] {
        [
            ("ip", PolicyMark::Ip),
            ("account", PolicyMark::Account),
            ("invite", PolicyMark::Invite),
            ("open", PolicyMark::Open),
        ]
        .map(|(code, mark)| PolicyChoice { code, mark })
    }

    /// Whether a prize beyond the first three is filled in, or wrong.
    #[must_use]
    pub fn has_many_prizes(&self) -> bool {
        let is_used = |prize: &PrizeRow| !prize.name.value.is_empty() || !prize.errors().is_empty();
        self.prizes.iter().skip(3).any(is_used)
    }

    /// Whether something is wrong below the fold: then it is open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        [&self.description, &self.reserves, &self.claim_days]
            .into_iter()
            .any(Field::is_bad)
    }

    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        let field = |id: &str, field| (id.to_owned(), field);
        let mut fields = vec![field("name", &self.name), field("tickets", &self.tickets)];
        for (row, prize) in (1..).zip(&self.prizes) {
            fields.extend([
                (format!("prize_amount-{row}"), &prize.amount),
                (format!("prize_name-{row}"), &prize.name),
            ]);
        }
        fields.extend([
            field("policy-ip", &self.policy),
            field("closes_day", &self.closes_day),
            field("closes_time", &self.closes_time),
            field("description", &self.description),
            field("reserves", &self.reserves),
            field("claim_days", &self.claim_days),
        ]);
        problems(&self.form_errors, fields)
    }
}
