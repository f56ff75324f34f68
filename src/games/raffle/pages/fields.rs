//! The form of a raffle as it is sent: read into a raffle to be made, or shown again with what is wrong with it.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::show::digits;
use crate::fairness::TicketCount;
use crate::games::raffle::model::{
    CLAIM_DAYS, Description, DraftError, Policy, PrizesError, RESERVES_MAX, RaffleDraft,
    RaffleName, RafflePrizes,
};
use crate::games::raffle::views::{PrizeRow, RaffleForm};
use crate::web::form_view::Field;
use crate::web::i18n::tr;

/// How many rows of prizes the form offers at least, and beyond those filled in.
const ROWS: (usize, usize) = (8, 2);
/// How many days the form proposes for the sale.
const SALE_DAYS: TimeDelta = TimeDelta::days(30);
/// The least and the most time until the sale ends.
const SALE: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::days(2 * 365));

/// The form as sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RaffleFields {
    pub key: String,
    pub step: String,
    pub name: String,
    pub description: String,
    pub tickets: String,
    pub prize_amount: Vec<String>,
    pub prize_name: Vec<String>,
    pub policy: String,
    pub draws_itself: String,
    pub closes_day: String,
    pub closes_time: String,
    pub reserves: String,
    pub claim_days: String,
}

/// What is wrong, by the name of the field; of a prize, with its row. An empty name is the whole form.
#[derive(Debug, Default)]
pub struct Errors(Vec<(String, String)>);

impl Errors {
    fn add(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.0.push((field.into(), text.into()));
    }

    /// One that is about the whole form.
    pub fn whole(text: impl Into<String>) -> Self {
        Errors(vec![(String::new(), text.into())])
    }

    fn of(&self, field: &str) -> Vec<String> {
        let own = self.0.iter().filter(|(name, _)| name == field);
        own.map(|(_, text)| text.clone()).collect()
    }
}

impl RaffleFields {
    /// What is safe to begin with.
    pub fn usual(now: DateTime<Utc>, zone: Tz) -> Self {
        let closes = (now + SALE_DAYS).with_timezone(&zone).date_naive();
        RaffleFields {
            tickets: "100".to_owned(),
            policy: Policy::default().as_str().to_owned(),
            draws_itself: "yes".to_owned(),
            closes_day: closes.to_string(),
            closes_time: "18:00".to_owned(),
            reserves: "2".to_owned(),
            claim_days: CLAIM_DAYS.to_string(),
            ..RaffleFields::default()
        }
    }

    /// The raffle that was described.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(&self, now: DateTime<Utc>, zone: Tz) -> Result<RaffleDraft, Errors> {
        let mut errors = Errors::default();
        let name = RaffleName::parse(&self.name);
        let name = name.map_err(|e| errors.add("name", e.to_string())).ok();
        let description = Description::parse(&self.description);
        let description = description
            .map_err(|e| errors.add("description", e.to_string()))
            .ok();
        let tickets = digits(&self.tickets).and_then(|count| TicketCount::try_from(count).ok());
        if tickets.is_none() {
            errors.add("tickets", DraftError::Tickets.to_string());
        }
        let prizes = self.prizes(
            tickets.map_or(TicketCount::MAX, TicketCount::get),
            &mut errors,
        );
        let policy = Policy::parse(&self.policy);
        if policy.is_none() {
            errors.add("policy", tr("Choose who may have a ticket."));
        }
        let closes = self.closes(now, zone, &mut errors);
        let reserves = digits(&self.reserves).and_then(|count| u32::try_from(count).ok());
        let reserves = reserves.filter(|count| *count <= RESERVES_MAX);
        if reserves.is_none() {
            errors.add("reserves", DraftError::Reserves.to_string());
        }
        let claim_days = digits(&self.claim_days).filter(|days| (1..=365).contains(days));
        if claim_days.is_none() {
            errors.add("claim_days", DraftError::ClaimDays.to_string());
        }
        if !errors.0.is_empty() {
            return Err(errors);
        }
        let draft = || {
            Some(RaffleDraft {
                name: name?,
                description: description?,
                tickets: tickets?,
                prizes: prizes?,
                policy: policy?,
                draws_itself: !self.draws_itself.is_empty(),
                closes,
                reserves: reserves?,
                claim_days: claim_days?,
            })
        };
        draft().ok_or(errors)
    }

    /// The rows in which something stands, with their numbers: amount and name.
    fn rows(&self) -> Vec<(usize, &str, &str)> {
        fn cell(column: &[String], row: usize) -> &str {
            column.get(row).map_or("", |text| text.trim())
        }
        let count = self.prize_name.len().max(self.prize_amount.len());
        let rows = (0..count).map(|row| {
            let amount = cell(&self.prize_amount, row);
            (row + 1, amount, cell(&self.prize_name, row))
        });
        rows.filter(|(_, amount, name)| !amount.is_empty() || !name.is_empty())
            .collect()
    }

    fn prizes(&self, tickets: u64, errors: &mut Errors) -> Option<RafflePrizes> {
        let rows = self.rows();
        let read = rows.iter().map(|(_, amount, name)| {
            let amount = match *amount {
                "" => 1,
                typed => digits(typed)
                    .and_then(|count| i64::try_from(count).ok())
                    .unwrap_or(0),
            };
            (*name, amount)
        });
        let error = match RafflePrizes::parse(read, tickets) {
            Ok(prizes) => return Some(prizes),
            Err(error) => error,
        };
        let row = |n: usize| rows.get(n - 1).map_or(1, |(row, ..)| *row);
        // the rows count, also the blank ones between
        match error {
            PrizesError::Name(n) => {
                let row = row(n);
                errors.add(
                    format!("prize_name-{row}"),
                    PrizesError::Name(row).to_string(),
                );
            }
            PrizesError::Amount(n) => {
                let row = row(n);
                errors.add(
                    format!("prize_amount-{row}"),
                    PrizesError::Amount(row).to_string(),
                );
            }
            PrizesError::None => errors.add("prize_name-1", error.to_string()),
            PrizesError::TooMany | PrizesError::MoreThanTickets { .. } => {
                errors.add("prize_amount-1", error.to_string());
            }
        }
        None
    }

    /// When the sale ends: nothing where both fields are blank.
    fn closes(&self, now: DateTime<Utc>, zone: Tz, errors: &mut Errors) -> Option<u64> {
        let (day, time) = (self.closes_day.trim(), self.closes_time.trim());
        if day.is_empty() && time.is_empty() {
            return None;
        }
        let Ok(day) = day.parse::<NaiveDate>() else {
            errors.add(
                "closes_day",
                tr("Write a day such as 2026-12-31, or leave day and time blank."),
            );
            return None;
        };
        let read = |form| NaiveTime::parse_from_str(time, form).ok();
        let Some(time) = read("%H:%M").or_else(|| read("%H:%M:%S")) else {
            errors.add("closes_time", tr("Write a time such as 18:00."));
            return None;
        };
        // of an hour that comes twice, the first
        let Some(closes) = zone.from_local_datetime(&day.and_time(time)).earliest() else {
            errors.add(
                "closes_time",
                tr("The clocks are put forward then: this time does not exist on that day."),
            );
            return None;
        };
        let left = closes.with_timezone(&Utc) - now;
        if left < SALE.0 || left > SALE.1 {
            errors.add("closes_day", DraftError::Closes.to_string());
        }
        u64::try_from(closes.timestamp()).ok()
    }

    /// The form with what was typed and what is wrong with it. `key` makes sending it twice one request.
    pub fn shown(&self, errors: &Errors, key: String) -> RaffleForm {
        let field = |name: &str, value: &str| Field {
            value: value.to_owned(),
            errors: errors.of(name),
        };
        let typed = self.rows().last().map_or(0, |(row, ..)| *row);
        let cell = |column: &[String], name: &str, row: usize| {
            let value = column.get(row).map_or("", String::as_str);
            field(&format!("{name}-{}", row + 1), value)
        };
        let prize = |row| PrizeRow {
            amount: cell(&self.prize_amount, "prize_amount", row),
            name: cell(&self.prize_name, "prize_name", row),
        };
        RaffleForm {
            key,
            name: field("name", &self.name),
            description: field("description", &self.description),
            tickets: field("tickets", &self.tickets),
            prizes: (0..(typed + ROWS.1).max(ROWS.0)).map(prize).collect(),
            policy: field("policy", &self.policy),
            draws_itself: !self.draws_itself.is_empty(),
            closes_day: field("closes_day", &self.closes_day),
            closes_time: field("closes_time", &self.closes_time),
            reserves: field("reserves", &self.reserves),
            claim_days: field("claim_days", &self.claim_days),
            form_errors: errors.of(""),
        }
    }

    /// The form as hidden fields, under a key of its own.
    pub fn hidden(&self, key: String) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("key", key),
            ("name", self.name.clone()),
            ("description", self.description.clone()),
            ("tickets", self.tickets.clone()),
            ("policy", self.policy.clone()),
            ("draws_itself", self.draws_itself.clone()),
            ("closes_day", self.closes_day.clone()),
            ("closes_time", self.closes_time.clone()),
            ("reserves", self.reserves.clone()),
            ("claim_days", self.claim_days.clone()),
        ];
        for (_, amount, name) in self.rows() {
            fields.push(("prize_amount", amount.to_owned()));
            fields.push(("prize_name", name.to_owned()));
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-26T12:00:00Z".parse().unwrap()
    }

    fn fields() -> RaffleFields {
        RaffleFields {
            name: "Summer fair".to_owned(),
            prize_amount: vec![String::new(), String::new(), "2".to_owned()],
            prize_name: vec!["Hamper".to_owned(), String::new(), "Mug".to_owned()],
            ..RaffleFields::usual(now(), Tz::Europe__Berlin)
        }
    }

    fn wrong(fields: &RaffleFields) -> Vec<String> {
        let errors = fields.parse(now(), Tz::Europe__Berlin).unwrap_err();
        errors.0.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn what_the_form_begins_with_is_a_raffle_but_for_name_and_prizes() {
        let draft = fields().parse(now(), Tz::Europe__Berlin).unwrap();
        assert_eq!(draft.prizes.lines().len(), 2);
        assert_eq!(draft.prizes.lines()[1].quantity(), 2);
        // 18:00 in Berlin in winter
        let closes: DateTime<Utc> = "2026-12-26T17:00:00Z".parse().unwrap();
        assert_eq!(draft.closes, u64::try_from(closes.timestamp()).ok());
        assert_eq!(
            wrong(&RaffleFields::usual(now(), Tz::UTC)),
            ["name", "prize_name-1"]
        );
    }

    #[test]
    fn what_is_wrong_stands_at_its_field_and_row() {
        let mut typed = fields();
        typed.prize_amount[2] = "none".to_owned();
        assert_eq!(wrong(&typed), ["prize_amount-3"]);
        typed.prize_amount[2] = "100".to_owned();
        assert_eq!(wrong(&typed), ["prize_amount-1"], "more than tickets");
        typed.prize_name[2] = String::new();
        assert_eq!(wrong(&typed), ["prize_name-3"]);
        let typed = RaffleFields {
            tickets: "+5".to_owned(),
            policy: "all".to_owned(),
            closes_day: "soon".to_owned(),
            reserves: "1001".to_owned(),
            claim_days: "0".to_owned(),
            ..fields()
        };
        let five = ["tickets", "policy", "closes_day", "reserves", "claim_days"];
        assert_eq!(wrong(&typed), five);
    }

    #[test]
    fn the_sale_ends_at_a_time_that_exists_and_is_to_come() {
        let at = |day: &str, time: &str| {
            let typed = RaffleFields {
                closes_day: day.to_owned(),
                closes_time: time.to_owned(),
                ..fields()
            };
            typed
                .parse(now(), Tz::Europe__Berlin)
                .map(|draft| draft.closes)
        };
        assert_eq!(at("", "").unwrap(), None);
        assert!(
            at("2027-03-28", "02:30").is_err(),
            "the clocks are put forward"
        );
        assert!(at("2027-10-31", "02:30").is_ok(), "it comes twice");
        assert!(at("2026-11-26", "13:00").is_err(), "it is now");
        assert!(at("2029-11-26", "13:00").is_err());
        assert!(at("2026-12-01", "").is_err());
    }
}
