//! The form a lottery is made from: what was typed, read as a whole, with every error found at once.
//! Not here: anything that needs the time or the database, such as whether a slug is taken.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::lottery::{Lottery, LotteryDraft};
use super::money::{Currency, Money};
use super::names::{Description, LotteryName, Slug};
use super::prize::{Prize, PrizeError, Prizes};
use super::terms::{
    Cap, ClaimDays, Days, DaysError, Reserves, Terms, TimeZone, parse_number, parse_stock,
};
use super::weekdays::Weekdays;
use crate::draws::RoundChoice;
use crate::web::i18n::tr;
use crate::web::show::Stock;

/// The fields as typed. A field that was not sent is blank. The four prize fields repeat, one each per row.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct LotteryForm {
    /// The name.
    pub name: String,
    /// The name in addresses; blank means one made from the name. Ignored when a lottery is edited.
    pub slug: String,
    /// What it is about.
    pub description: String,
    /// How many of each prize; blank means 1.
    pub prize_quantity: Vec<String>,
    /// What each prize is.
    pub prize_name: Vec<String>,
    /// What each is worth, or blank.
    pub prize_amount: Vec<String>,
    /// The currencies of the amounts.
    pub prize_currency: Vec<String>,
    /// The first day, as `2026-11-21`.
    pub first_day: String,
    /// The day of the last draw, or blank.
    pub due_date: String,
    /// The weekdays of its draws, as `mon`, `tue` and so on; none means every day.
    pub weekday: Vec<String>,
    /// The IANA time zone.
    pub time_zone: String,
    /// Ballots per person and draw, or blank for any number.
    pub cap: String,
    /// A checkbox: anything but blank is yes.
    #[serde(alias = "one_prize_per_person")]
    pub one_prize: String,
    /// How many reserves; blank means none.
    pub reserves: String,
    /// How many days a winner has to claim a prize; blank means the usual two weeks.
    pub claim_days: String,
    /// A checkbox: anything but blank is yes.
    pub fixed_round: String,
    /// The stock's name.
    pub stock: String,
    /// When editing: the version the form was filled in from.
    pub version: String,
    /// When making one: the button that was pressed; `preview`, `change`, or anything else to make it.
    pub step: String,
}

/// What is wrong with a form: a text for the user by field name. A field of a prize row is `prize_name-1`, counted from 1;
/// what is wrong with the prizes together is `prizes`.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr("Some fields need another look."))]
pub struct FieldErrors(BTreeMap<String, String>);

impl FieldErrors {
    /// One field's error.
    pub fn one(field: &str, text: impl ToString) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, text);
        errors
    }

    /// Adds an error; the first of a field stays.
    pub fn add(&mut self, field: &str, text: impl ToString) {
        self.0
            .entry(field.to_owned())
            .or_insert_with(|| text.to_string());
    }

    /// What is wrong with the field, if anything.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// Every field with its text, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(field, text)| (field.as_str(), text.as_str()))
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value, or `None` after noting why there is none.
    fn take<T, E: ToString>(&mut self, field: &str, parsed: Result<T, E>) -> Option<T> {
        parsed.map_err(|e| self.add(field, e)).ok()
    }
}

impl LotteryForm {
    /// The form as it was filled in for this lottery.
    pub fn from_lottery(lottery: &Lottery) -> Self {
        let terms = &lottery.terms;
        let prizes = terms.prizes.lines();
        let amount = |f: fn(Money) -> String| {
            prizes
                .iter()
                .map(|p| p.amount().map_or_else(String::new, f))
                .collect()
        };
        LotteryForm {
            name: terms.name.as_str().to_owned(),
            slug: lottery.slug.to_string(),
            description: terms.description.as_str().to_owned(),
            prize_quantity: prizes.iter().map(|p| p.quantity().to_string()).collect(),
            prize_name: prizes.iter().map(|p| p.name().to_owned()).collect(),
            prize_amount: amount(Money::plain),
            prize_currency: amount(|money| money.currency().code().to_owned()),
            first_day: terms.days.first().to_string(),
            due_date: terms.days.due().map_or_else(String::new, |d| d.to_string()),
            weekday: terms.days.weekdays().codes(),
            time_zone: terms.time_zone.name().to_owned(),
            cap: terms
                .cap
                .map_or_else(String::new, |cap| cap.get().to_string()),
            one_prize: if terms.one_prize { "yes" } else { "" }.to_owned(),
            reserves: terms.reserves.get().to_string(),
            claim_days: terms.claim_days.get().to_string(),
            fixed_round: match terms.round {
                RoundChoice::Fixed => "yes",
                RoundChoice::AtClose => "",
            }
            .to_owned(),
            stock: terms.stock.name().to_owned(),
            version: lottery.version.to_string(),
            step: String::new(),
        }
    }

    /// Reads the whole form for a new lottery.
    ///
    /// # Errors
    /// [`FieldErrors`]: everything that is wrong.
    pub fn parse(&self) -> Result<LotteryDraft, FieldErrors> {
        let (terms, mut errors) = self.read_terms();
        let slug = match (self.slug.trim(), LotteryName::parse(&self.name)) {
            // a bad name is its own error; the slug has none
            ("", name) => name.ok().map(|name| Slug::suggest(&name)),
            (typed, _) => errors.take("slug", Slug::parse(typed)),
        };
        match (slug, terms) {
            (Some(slug), Some(terms)) if errors.is_empty() => Ok(LotteryDraft { slug, terms }),
            _ => Err(errors),
        }
    }

    /// Reads the form for a lottery that exists.
    ///
    /// # Errors
    /// [`FieldErrors`]: everything that is wrong.
    pub fn parse_terms(&self) -> Result<Terms, FieldErrors> {
        let (terms, errors) = self.read_terms();
        terms.filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// The version the form was filled in from; one that no lottery has if it is not a number.
    pub fn version(&self) -> i64 {
        self.version.trim().parse().unwrap_or(-1)
    }

    /// The terms if every field could be read; otherwise there is at least one error.
    fn read_terms(&self) -> (Option<Terms>, FieldErrors) {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", LotteryName::parse(&self.name));
        let description = errors.take("description", Description::parse(&self.description));
        let prizes = self.read_prizes(&mut errors);
        let days = self.read_days(&mut errors);
        let time_zone = errors.take("time_zone", TimeZone::parse(self.time_zone.trim()));
        let cap = match self.cap.trim() {
            "" => Some(None),
            typed => errors.take("cap", Cap::parse(typed)).map(Some),
        };
        let reserves = match self.reserves.trim() {
            "" => Some(Reserves::default()),
            typed => errors.take("reserves", Reserves::parse(typed)),
        };
        let claim_days = match self.claim_days.trim() {
            "" => Some(ClaimDays::default()),
            typed => errors.take("claim_days", ClaimDays::parse(typed)),
        };
        let stock = match self.stock.as_str() {
            "" => Some(Stock::default()),
            chosen => errors.take("stock", parse_stock(chosen)),
        };
        let one_prize = !self.one_prize.trim().is_empty();
        let round = match self.fixed_round.trim() {
            "" => RoundChoice::AtClose,
            _ => RoundChoice::Fixed,
        };
        let terms = (|| {
            Some(Terms {
                name: name?,
                description: description?,
                prizes: prizes?,
                days: days?,
                time_zone: time_zone?,
                cap: cap?,
                one_prize,
                reserves: reserves?,
                round,
                claim_days: claim_days?,
                stock: stock?,
            })
        })();
        (terms, errors)
    }

    fn read_days(&self, errors: &mut FieldErrors) -> Option<Days> {
        let first = errors.take("first_day", parse_day(&self.first_day));
        let due = match self.due_date.trim() {
            "" => Some(None),
            typed => errors.take("due_date", parse_day(typed)).map(Some),
        };
        let weekdays = errors.take("weekday", Weekdays::parse(&self.weekday));
        let weekdays = weekdays.unwrap_or(Weekdays::EVERY_DAY);
        let days = Days::new(first?, due?).and_then(|days| days.on(weekdays));
        let field = match days {
            Err(DaysError::FirstOutOfRange) => "first_day",
            Err(DaysError::NoDrawDay) => "weekday",
            _ => "due_date",
        };
        errors.take(field, days)
    }

    /// A row whose name and amount are blank is passed over; without any row there is the usual prize.
    fn read_prizes(&self, errors: &mut FieldErrors) -> Option<Prizes> {
        let rows = self.prize_name.len().max(self.prize_amount.len());
        let mut lines = Vec::new();
        let mut is_complete = true;
        for row in 0..rows {
            let at = |column: &[String]| {
                column
                    .get(row)
                    .map_or_else(String::new, |cell| cell.trim().to_owned())
            };
            let (name, amount) = (at(&self.prize_name), at(&self.prize_amount));
            if name.is_empty() && amount.is_empty() {
                continue;
            }
            if lines.len() == Prizes::MAX_LINES {
                errors.add("prizes", super::prize::PrizesError::TooManyLines);
                return None;
            }
            let typed = PrizeRow {
                quantity: at(&self.prize_quantity),
                name,
                amount,
                currency: at(&self.prize_currency),
            };
            match typed.read(row + 1, errors) {
                Some(prize) => lines.push(prize),
                None => is_complete = false,
            }
        }
        if !is_complete {
            return None;
        }
        if lines.is_empty() {
            return Some(Prizes::default());
        }
        errors.take("prizes", Prizes::new(lines))
    }
}

/// One row of prizes as typed.
struct PrizeRow {
    quantity: String,
    name: String,
    amount: String,
    currency: String,
}

impl PrizeRow {
    fn read(&self, row: usize, errors: &mut FieldErrors) -> Option<Prize> {
        let field = |name: &str| format!("{name}-{row}");
        let quantity = match self.quantity.as_str() {
            "" => Some(1),
            typed => errors.take(
                &field("prize_quantity"),
                parse_number(typed, 1, Prize::MAX_QUANTITY),
            ),
        };
        let amount = match self.amount.as_str() {
            "" => Some(None),
            typed => errors
                .take(&field("prize_currency"), Currency::parse(&self.currency))
                .and_then(|currency| {
                    errors.take(&field("prize_amount"), Money::parse(typed, currency))
                })
                .map(Some),
        };
        // the name is judged even when the rest of the row is bad
        match Prize::new(quantity.unwrap_or(1), &self.name, None) {
            Err(PrizeError::Quantity) => None,
            Err(PrizeError::Name(e)) => {
                errors.add(&field("prize_name"), e);
                None
            }
            Ok(_) => Prize::new(quantity?, &self.name, amount?).ok(),
        }
    }
}

/// Not a day.
#[derive(Debug, thiserror::Error)]
#[error("{}", tr("Write a day that exists, as year-month-day: 2026-11-21."))]
pub struct NotADay;

/// Reads a day written as `2026-11-21`.
///
/// # Errors
/// [`NotADay`]
pub fn parse_day(text: &str) -> Result<NaiveDate, NotADay> {
    let text = text.trim();
    // chrono alone would take `+2026-1-1` too
    match text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        true => text.parse().ok(),
        false => None,
    }
    .ok_or(NotADay)
}
