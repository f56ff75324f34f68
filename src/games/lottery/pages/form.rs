//! The form of a lottery with what was typed, for making one and for changing one.

use chrono_tz::TZ_VARIANTS;

use crate::games::lottery::model::{FieldErrors, LotteryForm, Weekdays};
use crate::games::lottery::views::{self, FormMode, LotteryFormPage, PrizeRow, WeekdayBox};
use crate::web::Page;
use crate::web::form_view::Field;

/// How many rows of prizes the form offers beyond those filled in.
const SPARE_ROWS: usize = 2;
/// How many rows it has at least.
const LEAST_ROWS: usize = 5;

/// The form with what was typed and what is wrong with it.
pub fn form_page(
    page: Page,
    mode: FormMode,
    typed: &LotteryForm,
    errors: &FieldErrors,
    whole: Option<String>,
) -> LotteryFormPage {
    let field = |name: &str, value: &str| Field {
        value: value.to_owned(),
        errors: errors
            .get(name)
            .map(ToOwned::to_owned)
            .into_iter()
            .collect(),
    };
    let rows = typed.prize_name.len().max(typed.prize_amount.len());
    let rows = (rows + SPARE_ROWS).max(LEAST_ROWS);
    let cell = |column: &[String], name: &str, row: usize| {
        field(
            &format!("{name}-{}", row + 1),
            column.get(row).map_or("", String::as_str),
        )
    };
    let prize = |row| PrizeRow {
        quantity: cell(&typed.prize_quantity, "prize_quantity", row),
        name: cell(&typed.prize_name, "prize_name", row),
        amount: cell(&typed.prize_amount, "prize_amount", row),
        currency: cell(&typed.prize_currency, "prize_currency", row),
    };
    let prizes = errors.get("prizes").map(ToOwned::to_owned);
    LotteryFormPage {
        page,
        mode,
        form: views::LotteryForm {
            name: field("name", &typed.name),
            slug: field("slug", &typed.slug),
            description: field("description", &typed.description),
            prizes: (0..rows).map(prize).collect(),
            first_day: field("first_day", &typed.first_day),
            weekdays: Weekdays::choices(&typed.weekday)
                .into_iter()
                .map(|(code, name, is_chosen)| WeekdayBox {
                    code,
                    name,
                    is_chosen,
                })
                .collect(),
            weekday: field("weekday", ""),
            due_date: field("due_date", &typed.due_date),
            time_zone: field("time_zone", &typed.time_zone),
            cap: field("cap", &typed.cap),
            one_prize_per_person: !typed.one_prize.trim().is_empty(),
            fixed_round: !typed.fixed_round.trim().is_empty(),
            reserves: field("reserves", &typed.reserves),
            claim_days: field("claim_days", &typed.claim_days),
            stock: field("stock", &typed.stock),
            version: typed.version.parse().unwrap_or(0),
            form_errors: whole.into_iter().chain(prizes).collect(),
        },
        zones: TZ_VARIANTS.iter().map(|zone| zone.name()).collect(),
    }
}
