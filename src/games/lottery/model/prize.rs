//! What a draw gives away. Not here: who wins it.

use super::money::Money;
use super::names::TextError;
use crate::web::texts::parse_line;

use crate::web::i18n::{tr, tr_with};

/// One line of prizes: so many of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prize {
    quantity: u32,
    name: String,
    amount: Option<Money>,
}

/// Why a prize was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrizeError {
    /// Not a whole number in range.
    #[error("{}", tr_with("Write a whole number from {min} to {max}.", &[("min", &1), ("max", &Prize::MAX_QUANTITY)]))]
    Quantity,
    /// The name.
    #[error(transparent)]
    Name(#[from] TextError),
}

impl Prize {
    /// The most of one prize in a draw.
    pub const MAX_QUANTITY: u32 = 100;
    /// The most characters of a prize's name.
    pub const MAX_NAME: usize = 120;

    /// A prize of which a draw gives `quantity`, each worth `amount` if that is said.
    ///
    /// # Errors
    /// [`PrizeError`]
    pub fn new(quantity: u32, name: &str, amount: Option<Money>) -> Result<Self, PrizeError> {
        if !(1..=Self::MAX_QUANTITY).contains(&quantity) {
            return Err(PrizeError::Quantity);
        }
        let name = parse_line(name, Self::MAX_NAME)?;
        Ok(Prize {
            quantity,
            name,
            amount,
        })
    }

    /// How many of it a draw gives.
    pub fn quantity(&self) -> u32 {
        self.quantity
    }

    /// What it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What each is worth, if said.
    pub fn amount(&self) -> Option<Money> {
        self.amount
    }

    /// The prize as the open leaf of a draw names it: `Food hamper (EUR 45.00)`. Always the protocol's free text.
    pub fn text(&self) -> String {
        match self.amount {
            Some(amount) => format!("{} ({amount})", self.name),
            None => self.name.clone(),
        }
    }
}

/// The prizes of each draw, best first: 1 to 20 lines, at most 1000 prizes in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prizes(Vec<Prize>);

/// Why a list of prizes was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrizesError {
    /// No line.
    #[error("{}", tr("Name at least one prize."))]
    None,
    /// Too many lines.
    #[error("{}", tr_with("Use at most {n} lines of prizes.", &[("n", &Prizes::MAX_LINES)]))]
    TooManyLines,
    /// Too many prizes over all lines.
    #[error("{}", tr_with("A draw can have at most {n} prizes.", &[("n", &Prizes::MAX_QUANTITY)]))]
    TooMany,
}

impl Prizes {
    /// The most lines.
    pub const MAX_LINES: usize = 20;
    /// The most prizes in all.
    pub const MAX_QUANTITY: u32 = 1000;

    /// A list of prizes, best first.
    ///
    /// # Errors
    /// [`PrizesError`]
    pub fn new(lines: Vec<Prize>) -> Result<Self, PrizesError> {
        match lines.len() {
            0 => Err(PrizesError::None),
            n if n > Self::MAX_LINES => Err(PrizesError::TooManyLines),
            _ if total(&lines) > Self::MAX_QUANTITY => Err(PrizesError::TooMany),
            _ => Ok(Prizes(lines)),
        }
    }

    /// The lines, best first; never empty.
    pub fn lines(&self) -> &[Prize] {
        &self.0
    }

    /// How many prizes each draw has.
    pub fn total(&self) -> u32 {
        total(&self.0)
    }
}

/// At most 20 lines of at most 100: no overflow, and none for longer lists either before they are refused.
fn total(lines: &[Prize]) -> u32 {
    lines.iter().map(|prize| prize.quantity).sum()
}

/// One winning ballot per lottery and day.
impl Default for Prizes {
    fn default() -> Self {
        Prizes(vec![Prize {
            quantity: 1,
            name: "The day's prize".to_owned(),
            amount: None,
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::games::lottery::model::money::Currency;

    fn prize(quantity: u32) -> Prize {
        Prize::new(quantity, "Voucher", None).unwrap()
    }

    #[test]
    fn a_prize_says_what_it_is_worth() {
        let euro = Money::parse("45", Currency::parse("EUR").unwrap()).unwrap();
        let hamper = Prize::new(1, " Food hamper ", Some(euro)).unwrap();
        assert_eq!(hamper.text(), "Food hamper (EUR 45.00)");
        assert_eq!(prize(1).text(), "Voucher");
    }

    #[test]
    fn the_longest_prize_fits_the_protocol() {
        let most = Money::from_minor(999_999_999_999_999, Currency::parse("KWD").unwrap()).unwrap();
        let longest = Prize::new(1, &"é".repeat(Prize::MAX_NAME), Some(most)).unwrap();
        assert!(longest.text().chars().count() <= 200);
    }

    #[test]
    fn a_prize_is_named_and_counted() {
        assert_eq!(Prize::new(0, "x", None), Err(PrizeError::Quantity));
        assert_eq!(Prize::new(101, "x", None), Err(PrizeError::Quantity));
        assert!(matches!(
            Prize::new(1, " ", None),
            Err(PrizeError::Name(TextError::Empty))
        ));
        assert!(Prize::new(1, &"x".repeat(121), None).is_err());
    }

    #[test]
    fn a_list_of_prizes_has_1_to_20_lines_and_at_most_1000_prizes() {
        assert_eq!(Prizes::new(vec![]), Err(PrizesError::None));
        assert_eq!(
            Prizes::new(vec![prize(1); 21]),
            Err(PrizesError::TooManyLines)
        );
        assert_eq!(Prizes::new(vec![prize(100); 11]), Err(PrizesError::TooMany));
        assert_eq!(Prizes::new(vec![prize(100); 10]).unwrap().total(), 1000);
        assert_eq!(Prizes::default().total(), 1);
    }
}
