//! What a manager decides about a lottery, as programs send it. It is judged by the form's own rules, so that pages and
//! programs are told the same.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{Prize, Stock};
use crate::draws::RoundChoice;
use crate::games::lottery::model::{self, LotteryForm, TextError};
use crate::web::problem::Problem;

/// What is decided about a lottery.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// 1 to 80 characters on one line.
    #[schema(min_length = 1, max_length = 80, example = "Roof Fund")]
    pub name: String,
    /// What it is about: up to 1000 characters, line breaks included.
    #[schema(max_length = 1000, default = "")]
    #[serde(default)]
    pub description: String,
    /// The prizes of each draw, best first: at most 20 lines and 1000 prizes in all. Without any there is one, "The day's
    /// prize".
    #[schema(max_items = 20)]
    #[serde(default)]
    pub prizes: Vec<Prize>,
    /// The day of the first draw, in the lottery's time zone.
    #[schema(format = Date, example = "2026-11-28")]
    pub first_day: String,
    /// The day of the last draw; without, there is none.
    #[schema(format = Date, example = "2026-12-24")]
    pub due_date: Option<String>,
    /// The weekdays of its draws; without any, every day.
    #[schema(max_items = 7)]
    #[serde(default)]
    pub weekdays: Vec<Weekday>,
    /// The IANA time zone that its days begin and end in; without, the server's.
    #[schema(example = "Europe/London", nullable = false)]
    pub time_zone: Option<String>,
    /// How many ballots one account may have in one draw; without, any number.
    #[schema(minimum = 1, maximum = 1000000)]
    pub cap: Option<u32>,
    /// Whether one account can win only once in a draw.
    #[serde(default)]
    #[schema(default = false)]
    pub one_prize_per_account: bool,
    /// How many reserves are drawn after the prizes: 0 to 100.
    #[schema(minimum = 0, maximum = 100, default = 0)]
    #[serde(default)]
    pub reserve_count: u32,
    /// How many days a winner has to claim a prize before it may go to the next reserve.
    #[schema(minimum = 1, maximum = 365, default = 14)]
    #[serde(default = "two_weeks")]
    pub claim_days: u32,
    /// Whether the round of public randomness that decides a draw is fixed before it opens. Such a draw is void if the
    /// server was not running at closing time; otherwise the round follows from the moment of closing. Without public
    /// randomness it means nothing.
    #[serde(default)]
    #[schema(default = false)]
    pub fixed_round: bool,
    /// The colour of its tickets.
    #[serde(default)]
    pub stock: Stock,
}

fn two_weeks() -> u32 {
    model::ClaimDays::default().get()
}

/// A weekday.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    const ALL: [Weekday; 7] = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];

    /// As the form has it.
    fn code(self) -> &'static str {
        match self {
            Weekday::Mon => "mon",
            Weekday::Tue => "tue",
            Weekday::Wed => "wed",
            Weekday::Thu => "thu",
            Weekday::Fri => "fri",
            Weekday::Sat => "sat",
            Weekday::Sun => "sun",
        }
    }

    /// Those of these codes.
    fn of(codes: &[String]) -> Vec<Self> {
        let is_chosen = |day: &Weekday| codes.iter().any(|code| code == day.code());
        Self::ALL.into_iter().filter(is_chosen).collect()
    }
}

/// A new lottery.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateLottery {
    /// Its name in addresses, which never changes: 2 to 40 small letters, digits and hyphens between them. Without, it is
    /// made from the name.
    #[schema(
        min_length = 2,
        max_length = 40,
        pattern = "^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$",
        example = "roof-fund"
    )]
    pub slug: Option<String>,
    /// What is decided about it.
    pub terms: Terms,
}

/// What is decided anew, and the version it was decided on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditLottery {
    /// The `version` of the lottery as it was read. If it has another one by now, nothing is saved.
    #[schema(minimum = 1, example = 1)]
    pub version: i64,
    /// All of it: what is left out goes back to its default.
    pub terms: Terms,
}

impl Terms {
    /// As decided.
    pub fn of(terms: &model::Terms) -> Self {
        Terms {
            name: terms.name.as_str().to_owned(),
            description: terms.description.as_str().to_owned(),
            prizes: terms.prizes.lines().iter().map(Prize::from).collect(),
            first_day: terms.days.first().to_string(),
            due_date: terms.days.due().map(|day| day.to_string()),
            weekdays: Weekday::of(&terms.days.weekdays().codes()),
            time_zone: Some(terms.time_zone.name().to_owned()),
            cap: terms.cap.map(model::Cap::get),
            one_prize_per_account: terms.one_prize,
            reserve_count: terms.reserves.get(),
            claim_days: terms.claim_days.get(),
            fixed_round: terms.round == RoundChoice::Fixed,
            stock: Stock::of(terms.stock),
        }
    }

    /// The form that says the same, with the server's zone where none is named.
    pub fn into_form(self, slug: Option<String>, time_zone: &str) -> Result<LotteryForm, Problem> {
        // the form passes over a row that is blank
        let is_blank = |prize: &Prize| prize.name.trim().is_empty();
        if let Some(row) = self.prizes.iter().position(is_blank) {
            let field = format!("terms.prizes[{row}].name");
            return Err(Problem::invalid_field(&field, TextError::Empty));
        }
        let column = |cell: fn(&Prize) -> String| self.prizes.iter().map(cell).collect();
        let amount = |prize: &Prize| prize.amount.clone();
        Ok(LotteryForm {
            slug: slug.unwrap_or_default(),
            prize_quantity: column(|prize| prize.quantity.to_string()),
            prize_name: column(|prize| prize.name.clone()),
            prize_amount: self
                .prizes
                .iter()
                .map(|prize| amount(prize).map_or_else(String::new, |amount| amount.value))
                .collect(),
            prize_currency: self
                .prizes
                .iter()
                .map(|prize| amount(prize).map_or_else(String::new, |amount| amount.currency))
                .collect(),
            name: self.name,
            description: self.description,
            first_day: self.first_day,
            due_date: self.due_date.unwrap_or_default(),
            time_zone: self.time_zone.unwrap_or_else(|| time_zone.to_owned()),
            weekday: self
                .weekdays
                .iter()
                .map(|day| day.code().to_owned())
                .collect(),
            claim_days: self.claim_days.to_string(),
            cap: self.cap.map_or_else(String::new, |cap| cap.to_string()),
            one_prize: if self.one_prize_per_account {
                "yes"
            } else {
                ""
            }
            .to_owned(),
            fixed_round: if self.fixed_round { "yes" } else { "" }.to_owned(),
            reserves: self.reserve_count.to_string(),
            stock: self.stock.name().to_owned(),
            // the fields of the wizard
            ..LotteryForm::default()
        })
    }
}

/// The field of the body that a field of the form stands for: `prize_name-2` is `terms.prizes[1].name`.
pub fn name_of(field: &str) -> String {
    if let Some((column, row)) = field.rsplit_once('-')
        && let Ok(row @ 1..) = row.parse::<usize>()
    {
        let column = match column {
            "prize_quantity" => "quantity",
            "prize_amount" => "amount.value",
            "prize_currency" => "amount.currency",
            _ => "name",
        };
        return format!("terms.prizes[{}].{column}", row - 1);
    }
    match field {
        "slug" => "slug".to_owned(),
        "weekday" => "terms.weekdays".to_owned(),
        "one_prize" => "terms.one_prize_per_account".to_owned(),
        "reserves" => "terms.reserve_count".to_owned(),
        other => format!("terms.{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_form_have_their_names_in_the_body() {
        for (field, name) in [
            ("slug", "slug"),
            ("due_date", "terms.due_date"),
            ("reserves", "terms.reserve_count"),
            ("prize_name-2", "terms.prizes[1].name"),
            ("prize_amount-1", "terms.prizes[0].amount.value"),
            ("prizes", "terms.prizes"),
        ] {
            assert_eq!(name_of(field), name);
        }
    }
}
