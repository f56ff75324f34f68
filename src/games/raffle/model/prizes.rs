//! The prizes of a raffle: names and how many there are of each, best first.

use crate::fairness::{FreeText, PrizeLine};
use crate::web::i18n::{tr, tr_with};

/// Why a list of prizes was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrizesError {
    /// Nothing to win.
    #[error("{}", tr("A raffle has at least one prize."))]
    None,
    /// A name that cannot be written in the draw's announcement.
    #[error("{}", tr_with("Prize {n} needs a name of 1 to 200 characters on one line.", &[("n", .0)]))]
    Name(usize),
    /// None of one.
    #[error("{}", tr_with("The amount of prize {n} must be at least 1.", &[("n", .0)]))]
    Amount(usize),
    /// More than a draw can have.
    #[error(
        "{}",
        tr("Too many prizes: a raffle has at most 1,000 kinds of prizes and 100,000 prizes.")
    )]
    TooMany,
    /// More than tickets.
    #[error("{}", tr_with("Too many prizes: there are {prizes} prizes and only {tickets} tickets.", &[("prizes", .prizes), ("tickets", .tickets)]))]
    MoreThanTickets {
        /// How many prizes.
        prizes: u64,
        /// How many tickets.
        tickets: u64,
    },
}

/// The most kinds of prizes: lines of the draw's announcement.
const KINDS_MAX: usize = 1000;
/// The most prizes.
const PRIZES_MAX: u64 = 100_000;

/// One kind of prize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RafflePrize {
    /// What it is.
    pub name: String,
    /// How many there are.
    pub amount: u64,
}

/// All prizes of a raffle, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RafflePrizes(Vec<PrizeLine>);

impl RafflePrizes {
    /// Reads names and amounts, as they were sent.
    ///
    /// # Errors
    /// [`PrizesError`]
    pub fn parse<'a>(
        prizes: impl IntoIterator<Item = (&'a str, i64)>,
        tickets: u64,
    ) -> Result<Self, PrizesError> {
        let mut lines = Vec::new();
        let mut total: u64 = 0;
        for (n, (name, amount)) in (1..).zip(prizes) {
            let amount = u64::try_from(amount).unwrap_or(0);
            if amount == 0 {
                return Err(PrizesError::Amount(n));
            }
            let text = FreeText::parse(name.trim()).map_err(|_e| PrizesError::Name(n))?;
            total = total.saturating_add(amount);
            if n > KINDS_MAX || amount > PRIZES_MAX {
                return Err(PrizesError::TooMany);
            }
            lines.push(PrizeLine::new(amount, text).map_err(|_e| PrizesError::TooMany)?);
        }
        match total {
            0 => Err(PrizesError::None),
            prizes if prizes > tickets => Err(PrizesError::MoreThanTickets { prizes, tickets }),
            prizes if prizes > PRIZES_MAX => Err(PrizesError::TooMany),
            _ => Ok(RafflePrizes(lines)),
        }
    }

    /// The lines of the draw's announcement.
    pub fn lines(&self) -> &[PrizeLine] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(prizes: &[(&str, i64)], tickets: u64) -> PrizesError {
        RafflePrizes::parse(prizes.iter().copied(), tickets).unwrap_err()
    }

    #[test]
    fn prizes_have_names_and_amounts_and_fit_the_tickets() {
        assert!(RafflePrizes::parse([("Car", 1), ("Pen", 9)], 10).is_ok());
        assert_eq!(refused(&[], 10), PrizesError::None);
        assert_eq!(refused(&[("Car", 0)], 10), PrizesError::Amount(1));
        assert_eq!(
            refused(&[("Car", 1), ("Pen", -1)], 10),
            PrizesError::Amount(2)
        );
        assert_eq!(refused(&[(" ", 1)], 10), PrizesError::Name(1));
        assert_eq!(refused(&[("a\nb", 1)], 10), PrizesError::Name(1));
        let more = PrizesError::MoreThanTickets {
            prizes: 11,
            tickets: 10,
        };
        assert_eq!(refused(&[("Car", 1), ("Pen", 10)], 10), more);
        assert!(more.to_string().contains("Too many prizes"));
        assert_eq!(refused(&[("Pen", 100_001)], 1 << 24), PrizesError::TooMany);
        let two = [("Pen", 100_000), ("Cup", 1)];
        assert_eq!(refused(&two, 1 << 24), PrizesError::TooMany);
        assert!(PrizesError::TooMany.to_string().contains("Too many prizes"));
    }
}
