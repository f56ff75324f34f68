//! What several raffle pages show: the raffle's name, its state, its prizes, how many tickets are taken.

use crate::web::i18n::{tr, tr_as, tr_with};
use crate::web::show::{Count, Stock};

/// A raffle as others refer to it.
#[derive(Clone, Debug)]
pub struct RaffleLink {
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub id: String,
    /// Its draw's public id.
    pub draw: String,
    /// The colour of its stubs.
    pub stock: Stock,
}

/// Where a raffle stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaffleMark {
    /// Its sale begins in a moment.
    Scheduled,
    /// Tickets are to be had.
    Open,
    /// Every ticket was handed out.
    SoldOut,
    /// The sale is over, and there is no result yet.
    Closed,
    /// The winners are known.
    Drawn,
    /// It was called off.
    Void,
}

impl RaffleMark {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => tr_as("state", "Scheduled"),
            Self::Open => tr_as("state", "Open"),
            Self::SoldOut => tr_as("state", "Sold out"),
            Self::Closed => tr_as("state", "Sealed"),
            Self::Drawn => tr_as("state", "Drawn"),
            Self::Void => tr_as("state", "Void"),
        }
    }

    /// The icon's id in the symbol sheet.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Scheduled => "i-scheduled",
            Self::Open => "i-open",
            Self::SoldOut | Self::Closed => "i-sealed",
            Self::Drawn => "i-drawn",
            Self::Void => "i-void",
        }
    }

    /// The CSS class of its colour; most have none.
    #[must_use]
    pub fn tone(self) -> &'static str {
        match self {
            Self::Scheduled | Self::Open | Self::SoldOut | Self::Closed => "",
            Self::Drawn => "ok",
            Self::Void => "bad",
        }
    }
}

/// Who may have how many tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyMark {
    /// One for each network address.
    Ip,
    /// One for each account.
    Account,
    /// One for each invite code.
    Invite,
    /// Any number.
    Open,
}

impl PolicyMark {
    /// In a few words, for lists and forms.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Ip => tr("One ticket for each network address"),
            Self::Account => tr("One ticket for each account"),
            Self::Invite => tr("One ticket for each invite code"),
            Self::Open => tr("As many tickets as somebody asks for"),
        }
    }
}

/// One kind of prize.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrizeLine {
    /// How many there are.
    pub amount: Count,
    /// What it is.
    pub name: String,
}

impl PrizeLine {
    /// "Hamper", "3 × Mug".
    #[must_use]
    pub fn text(&self) -> String {
        match self.amount.is_one() {
            true => self.name.clone(),
            false => format!("{} × {}", self.amount, self.name),
        }
    }
}

/// How many tickets are taken, of how many.
#[derive(Clone, Copy, Debug)]
pub struct Sold {
    /// Taken.
    pub taken: Count,
    /// In all.
    pub all: Count,
}

impl Sold {
    /// "12 of 100 tickets are taken".
    #[must_use]
    pub fn sentence(&self) -> String {
        let (taken, all) = (self.taken, self.all);
        if all.is_one() {
            let free = tr("The one ticket is still to be had");
            return if taken.is_zero() {
                free
            } else {
                tr("The one ticket is taken")
            }
            .to_owned();
        }
        if taken == all {
            return tr_with("All {all} tickets are taken", &[("all", &all)]);
        }
        if taken.is_zero() {
            return tr_with("None of {all} tickets is taken yet", &[("all", &all)]);
        }
        if taken.is_one() {
            return tr_with("One of {all} tickets is taken", &[("all", &all)]);
        }
        self.many(&self.taken)
    }

    /// The same with `{all}` in place of how many are taken, for a page that is kept up to date.
    #[must_use]
    pub fn pattern(&self) -> String {
        self.many(&"{all}")
    }

    fn many(&self, taken: &dyn std::fmt::Display) -> String {
        tr_with(
            "{taken} of {all} tickets are taken",
            &[("taken", taken), ("all", &self.all)],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_many_are_taken_is_a_sentence() {
        let said = |taken, all| {
            let sold = Sold {
                taken: Count::new(taken),
                all: Count::new(all),
            };
            sold.sentence()
        };
        assert_eq!(said(0, 1), "The one ticket is still to be had");
        assert_eq!(said(1, 1), "The one ticket is taken");
        assert_eq!(said(0, 100), "None of 100 tickets is taken yet");
        assert_eq!(said(1, 100), "One of 100 tickets is taken");
        assert_eq!(said(58, 1000), "58 of 1,000 tickets are taken");
        assert_eq!(said(1000, 1000), "All 1,000 tickets are taken");
    }
}
