//! What several lottery pages show: the lottery's name, its prizes, the form that puts ballots in.

use crate::web::form_view::{Field, Problem, problems};
use crate::web::i18n::{tr_as, tr_with};
use crate::web::show::{Count, Money, Stamp, Stock};

/// A lottery as others refer to it.
#[derive(Clone, Debug)]
pub struct LotteryLink {
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// The colour of its stubs.
    pub stock: Stock,
}

/// Where a lottery stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotteryMark {
    /// Its first day is to come.
    Upcoming,
    /// It has a draw today.
    Running,
    /// Its last draw is over.
    Finished,
    /// It was cancelled.
    Cancelled,
}

impl LotteryMark {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Upcoming => tr_as("lottery", "Scheduled"),
            Self::Running => tr_as("lottery", "Running"),
            Self::Finished => tr_as("lottery", "Finished"),
            Self::Cancelled => tr_as("lottery", "Cancelled"),
        }
    }

    /// The icon's id in the symbol sheet.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Upcoming => "i-scheduled",
            Self::Running => "i-open",
            Self::Finished => "i-drawn",
            Self::Cancelled => "i-void",
        }
    }

    /// The CSS class of its colour; most have none.
    #[must_use]
    pub fn tone(self) -> &'static str {
        match self {
            Self::Cancelled => "bad",
            _ => "",
        }
    }
}

/// One prize of a lottery.
#[derive(Clone, Debug)]
pub struct PrizeLine {
    /// How many of it each draw gives.
    pub quantity: Count,
    /// What it is.
    pub name: String,
    /// What each is worth, if said.
    pub amount: Option<Money>,
}

impl PrizeLine {
    /// "Food hamper, €45.00", "3 × Voucher, €10.00 each".
    #[must_use]
    pub fn text(&self) -> String {
        let Self {
            quantity,
            name,
            amount,
        } = self;
        match (quantity.is_one(), amount) {
            (true, None) => name.clone(),
            (true, Some(amount)) => format!("{name}, {amount}"),
            (false, None) => format!("{quantity} × {name}"),
            (false, Some(amount)) => tr_with(
                "{n} × {name}, {amount} each",
                &[("n", quantity), ("name", name), ("amount", amount)],
            ),
        }
    }
}

/// `POST /lotteries/{slug}/ballots`. Sends `count` (a radio button, 1 to 3), `more` (a number; when it is not blank it
/// is used in place of `count`), and the hidden `key` and `draw`.
#[derive(Clone, Debug)]
pub struct BallotForm {
    /// The lottery's name in addresses.
    pub slug: String,
    /// The lottery's name, for the button's accessible name.
    pub lottery: String,
    /// The draw the person was looking at.
    pub draw: String,
    /// The idempotency key.
    pub key: String,
    /// The chosen radio button; "1" at first.
    pub count: Field,
    /// The number field; empty at first.
    pub more: Field,
    /// How many ballots this account may still put in, if there is a cap.
    pub left: Option<u64>,
    /// Whether the account has ballots in the draw.
    pub has_some: bool,
    /// How many ballots a day the person allows themselves, if they said so.
    pub own_limit: Option<Count>,
    /// What is wrong with the whole form.
    pub form_errors: Vec<String>,
}

impl BallotForm {
    /// A fresh form.
    #[must_use]
    pub fn new(lottery: &LotteryLink, draw: String, key: String) -> Self {
        Self {
            slug: lottery.slug.clone(),
            lottery: lottery.name.clone(),
            draw,
            key,
            count: Field::new("1"),
            more: Field::default(),
            left: None,
            has_some: false,
            own_limit: None,
            form_errors: Vec::new(),
        }
    }

    /// With this number of ballots chosen, if the form can.
    pub fn fill_in(&mut self, count: u64) {
        if self.picks().contains(&count) {
            self.count.value = count.to_string();
        } else if self.takes_more() && self.left.is_none_or(|left| count <= left) {
            self.more.value = count.to_string();
        }
    }

    /// The radio buttons that fit into the cap.
    #[must_use]
    pub fn picks(&self) -> std::ops::RangeInclusive<u64> {
        1..=self.left.unwrap_or(3).min(3)
    }

    /// Whether a number beyond the radio buttons may be asked for.
    #[must_use]
    pub fn takes_more(&self) -> bool {
        self.left.is_none_or(|left| left > 3)
    }

    /// Whether there is nothing to choose: exactly one more ballot fits.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.left == Some(1)
    }

    /// Whether that radio button is chosen.
    #[must_use]
    pub fn is_picked(&self, pick: &u64) -> bool {
        self.count.value == pick.to_string()
    }

    /// The summary above the form.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem<'_>> {
        problems(
            &self.form_errors,
            [
                (format!("count-{}", self.slug), &self.count),
                (format!("more-{}", self.slug), &self.more),
            ],
        )
    }
}

/// What the viewer can do about an open draw.
#[derive(Clone, Debug)]
pub enum TakePart {
    /// Put ballots in.
    Form(Box<BallotForm>),
    /// Sign in first.
    SignIn,
    /// Nothing: the cap is reached.
    CapReached {
        /// The cap.
        cap: Count,
    },
    /// Nothing: they keep themselves away.
    Paused {
        /// Until when; none for "until they end it".
        until: Option<Stamp>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(left: Option<u64>) -> BallotForm {
        let lottery = LotteryLink {
            name: "Daily Draw".to_owned(),
            slug: "daily".to_owned(),
            stock: Stock::Buff,
        };
        BallotForm {
            left,
            ..BallotForm::new(&lottery, "daily-2026-11-21".to_owned(), "k".to_owned())
        }
    }

    #[test]
    fn a_prize_says_how_many_and_what_each_is_worth() {
        let prize = |quantity, amount| PrizeLine {
            quantity: Count::new(quantity),
            name: "Voucher".to_owned(),
            amount,
        };
        assert_eq!(prize(1, None).text(), "Voucher");
        assert_eq!(
            prize(3, Some(Money::new(1000, "EUR"))).text(),
            "3 × Voucher, €10.00 each"
        );
    }

    #[test]
    fn the_form_offers_no_more_than_the_cap_allows() {
        assert_eq!(form(None).picks(), 1..=3);
        assert!(form(None).takes_more());
        assert_eq!(form(Some(2)).picks(), 1..=2);
        assert!(!form(Some(3)).takes_more());
        assert!(form(Some(1)).is_single());
    }
}
