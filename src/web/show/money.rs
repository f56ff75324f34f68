//! Amounts of money, kept in minor units and shown in the currency's own way.

use std::fmt;

use crate::web::i18n::{current, tr_with};

/// Currencies without minor units, after ISO 4217.
const NO_DECIMALS: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];
/// Currencies with a thousand minor units.
const THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// Currencies whose sign is understood everywhere. All others are shown by their code.
const SIGNS: [(&str, &str); 5] = [
    ("EUR", "€"),
    ("GBP", "£"),
    ("USD", "$"),
    ("JPY", "¥"),
    ("INR", "₹"),
];

/// An amount in minor units of a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    minor: i64,
    currency: String,
}

impl Money {
    /// `minor` units (cents) of the currency with that ISO 4217 code.
    #[must_use]
    pub fn new(minor: i64, currency: impl Into<String>) -> Self {
        Self {
            minor,
            currency: currency.into(),
        }
    }

    /// How many decimals amounts in that currency have.
    #[must_use]
    pub fn decimals(currency: &str) -> u32 {
        if NO_DECIMALS.contains(&currency) {
            0
        } else if THREE_DECIMALS.contains(&currency) {
            3
        } else {
            2
        }
    }

    /// The bare amount as a form field holds it: "45.00", without sign or grouping.
    #[must_use]
    pub fn plain(&self) -> String {
        let (sign, whole, rest) = self.parts(".");
        format!("{sign}{whole}{rest}")
    }

    /// Reads `EUR 45.00`, with exactly as many decimals as the currency has.
    fn from_code(text: &str) -> Option<Self> {
        let (currency, amount) = text.split_once(' ')?;
        let is_code = currency.len() == 3 && currency.bytes().all(|b| b.is_ascii_uppercase());
        let (whole, rest) = amount.split_once('.').unwrap_or((amount, ""));
        let decimals = Self::decimals(currency) as usize;
        let is_point_right = amount.contains('.') == (decimals > 0) && rest.len() == decimals;
        let digits = format!("{whole}{rest}");
        let is_number = !whole.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if !is_code || !is_point_right || !is_number {
            return None;
        }
        Some(Money::new(digits.parse().ok()?, currency))
    }

    fn parts(&self, point: &str) -> (&'static str, u64, String) {
        let decimals = Self::decimals(&self.currency);
        let unit = 10_u64.pow(decimals);
        let minor = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        let rest = match usize::try_from(decimals) {
            Ok(0) | Err(_) => String::new(),
            Ok(width) => format!("{point}{:0width$}", minor % unit),
        };
        (sign, minor / unit, rest)
    }
}

/// A prize in the words of its draw, in which an amount stands at the end as programs write it: `Hamper (EUR 45.00)`. The
/// amount is written as the reader writes money.
#[must_use]
pub fn prize_words(text: &str) -> String {
    let end = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once(" ("));
    match end.and_then(|(name, amount)| Some((name, Money::from_code(amount)?))) {
        Some((name, amount)) => format!("{name} ({amount})"),
        None => text.to_owned(),
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (minus, whole, rest) = self.parts(current().decimal());
        let amount = format!("{}{rest}", super::Count::new(whole));
        let text = match SIGNS.iter().find(|(code, _)| *code == self.currency) {
            Some((_, sign)) => tr_with(
                "{minus}{sign}{amount}",
                &[("minus", &minus), ("sign", sign), ("amount", &amount)],
            ),
            None => tr_with(
                "{code} {minus}{amount}",
                &[
                    ("minus", &minus),
                    ("code", &self.currency),
                    ("amount", &amount),
                ],
            ),
        };
        // A no-break space keeps the currency with its amount.
        f.write_str(&text.replace(' ', "\u{a0}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_currencies_have_their_sign() {
        assert_eq!(Money::new(4_500, "EUR").to_string(), "€45.00");
        assert_eq!(Money::new(123_456_789, "GBP").to_string(), "£1,234,567.89");
        assert_eq!(Money::new(-305, "USD").to_string(), "-$3.05");
    }

    #[test]
    fn other_currencies_have_their_code() {
        assert_eq!(Money::new(4_500, "CHF").to_string(), "CHF\u{a0}45.00");
    }

    #[test]
    fn in_german_the_currency_comes_last() {
        use crate::web::i18n::{Language, with_language};
        with_language(Language::from_code("de").unwrap(), || {
            let text = |minor, code| Money::new(minor, code).to_string();
            assert_eq!(text(123_456_789, "EUR"), "1.234.567,89\u{a0}€");
            assert_eq!(text(-305, "CHF"), "-3,05\u{a0}CHF");
        });
    }

    #[test]
    fn the_amount_of_a_prize_is_written_as_the_reader_writes_it() {
        use crate::web::i18n::{Language, with_language};
        let prize = "3 × Hamper (large) (GBP 1060.00)";
        assert_eq!(prize_words(prize), "3 × Hamper (large) (£1,060.00)");
        assert_eq!(prize_words("Rice (JPY 500)"), "Rice (¥500)");
        with_language(Language::from_code("de").unwrap(), || {
            assert_eq!(prize_words("Hamper (GBP 60.00)"), "Hamper (60,00\u{a0}£)");
        });
        for other in [
            "Hamper",
            "Hamper (large)",
            "Hamper (EUR 45)",
            "Hamper (EUR 45.000)",
            "Hamper (JPY 45.00)",
            "Hamper (Eur 45.00)",
            "Hamper (EUR .00)",
            "Hamper (EUR -5.00)",
            "Hamper (EUR 99999999999999999999.00)",
            "(EUR 45.00)",
        ] {
            assert_eq!(prize_words(other), other);
        }
    }

    #[test]
    fn decimals_follow_the_currency() {
        assert_eq!(Money::new(5_000, "JPY").to_string(), "¥5,000");
        assert_eq!(Money::new(1_250, "KWD").to_string(), "KWD\u{a0}1.250");
        assert_eq!(Money::new(123_400, "EUR").plain(), "1234.00");
        assert_eq!(Money::new(500, "JPY").plain(), "500");
    }
}
