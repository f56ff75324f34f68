//! What was changed about a lottery after it was made, for everyone to read. Values are kept as the form would send
//! them, so that they can be shown in any language.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::prize::Prizes;
use super::terms::Terms;
use crate::draws::RoundChoice;

/// One public row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: ChangeKind,
    /// The day of the first draw it holds for; none if no draw is to come.
    pub from_day: Option<NaiveDate>,
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// The terms of draws that had not opened.
    Edited(Vec<FieldChange>),
    /// The lottery was cancelled.
    Cancelled {
        /// Why, for everyone to read.
        reason: String,
    },
    /// One draw was cancelled.
    DrawCancelled {
        /// Its name.
        draw: String,
        /// Why, for everyone to read.
        reason: String,
    },
}

/// One field of the terms, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Which.
    pub field: TermField,
    /// What it was; empty where there was none.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// The fields of the terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermField {
    /// The name.
    Name,
    /// The description.
    Description,
    /// The prizes, one on each line.
    Prizes,
    /// The first day.
    FirstDay,
    /// The due date.
    DueDate,
    /// The weekdays: their codes; empty for every day.
    DrawDays,
    /// The time zone.
    TimeZone,
    /// Ballots per person; empty for any number.
    Cap,
    /// One prize per person: `yes` or `no`.
    OnePrize,
    /// The reserves.
    Reserves,
    /// The days to claim a prize.
    ClaimDays,
    /// Whether the round of public randomness is fixed beforehand: `yes` or `no`.
    FixedRound,
    /// The colour of the tickets.
    Stock,
}

/// What is different in the new terms, in the order of the form.
pub fn changed_fields(old: &Terms, new: &Terms) -> Vec<FieldChange> {
    let (before, after) = (values(old), values(new));
    let pairs = before.into_iter().zip(after);
    let change = |((field, before), (_, after)): ((TermField, String), (TermField, String))| {
        (before != after).then_some(FieldChange {
            field,
            before,
            after,
        })
    };
    pairs.filter_map(change).collect()
}

fn values(terms: &Terms) -> [(TermField, String); 13] {
    let days = terms.days;
    let due = days.due().map_or_else(String::new, |day| day.to_string());
    let cap = terms.cap.map_or_else(String::new, |c| c.get().to_string());
    let one_prize = if terms.one_prize { "yes" } else { "no" };
    let fixed_round = match terms.round {
        RoundChoice::Fixed => "yes",
        RoundChoice::AtClose => "no",
    };
    [
        (TermField::Name, terms.name.as_str().to_owned()),
        (
            TermField::Description,
            terms.description.as_str().to_owned(),
        ),
        (TermField::Prizes, prizes(&terms.prizes)),
        (TermField::FirstDay, days.first().to_string()),
        (TermField::DueDate, due),
        (TermField::DrawDays, days.weekdays().codes().join(" ")),
        (TermField::TimeZone, terms.time_zone.name().to_owned()),
        (TermField::Cap, cap),
        (TermField::OnePrize, one_prize.to_owned()),
        (TermField::Reserves, terms.reserves.get().to_string()),
        (TermField::ClaimDays, terms.claim_days.get().to_string()),
        (TermField::FixedRound, fixed_round.to_owned()),
        (TermField::Stock, terms.stock.name().to_owned()),
    ]
}

fn prizes(prizes: &Prizes) -> String {
    let line = |prize: &super::prize::Prize| match prize.quantity() {
        1 => prize.text(),
        many => format!("{many} × {}", prize.text()),
    };
    let lines: Vec<String> = prizes.lines().iter().map(line).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::form::LotteryForm;
    use super::*;

    fn terms(change: impl FnOnce(&mut LotteryForm)) -> Terms {
        let mut form = LotteryForm {
            name: "Cake".to_owned(),
            first_day: "2026-11-26".to_owned(),
            time_zone: "UTC".to_owned(),
            ..LotteryForm::default()
        };
        change(&mut form);
        form.parse_terms().unwrap()
    }

    #[test]
    fn only_what_is_different_is_a_change() {
        let old = terms(|_| {});
        assert!(changed_fields(&old, &old).is_empty());
        let new = terms(|form| {
            form.cap = "3".to_owned();
            form.weekday = vec!["sun".to_owned()];
        });
        let change = |field, before: &str, after: &str| FieldChange {
            field,
            before: before.to_owned(),
            after: after.to_owned(),
        };
        assert_eq!(
            changed_fields(&old, &new),
            [
                change(TermField::DrawDays, "", "sun"),
                change(TermField::Cap, "", "3"),
            ]
        );
    }

    #[test]
    fn a_field_is_kept_by_its_name() {
        let stored = serde_json::to_string(&TermField::ClaimDays).unwrap();
        assert_eq!(stored, "\"claim_days\"");
    }
}
