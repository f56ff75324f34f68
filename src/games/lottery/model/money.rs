//! Amounts of money: whole minor units and an ISO 4217 currency. Not here: how money is shown to people.

use crate::web::i18n::{tr, tr_with};

/// Currencies whose unit has no decimals.
const NO_DECIMALS: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
];
/// Currencies whose unit has two decimals.
const TWO_DECIMALS: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN",
    "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY",
    "COP", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD",
    "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR",
    "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD", "KZT", "LAK", "LBP", "LKR",
    "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK",
    "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP",
    "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY",
    "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "VES", "WST", "XCD", "YER", "ZAR", "ZMW",
    "ZWG",
];
/// Currencies whose unit has three decimals.
const THREE_DECIMALS: &[&str] = &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// A currency in use, by its ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    code: &'static str,
    decimals: u32,
}

/// No currency has this code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", tr("Use the three letters of a currency, such as EUR."))]
pub struct UnknownCurrency;

impl Currency {
    /// Reads a code; lower case is fine.
    ///
    /// # Errors
    /// [`UnknownCurrency`]
    pub fn parse(text: &str) -> Result<Self, UnknownCurrency> {
        let wanted = text.trim().to_ascii_uppercase();
        [(0, NO_DECIMALS), (2, TWO_DECIMALS), (3, THREE_DECIMALS)]
            .into_iter()
            .find_map(|(decimals, codes)| {
                let code = codes.iter().find(|code| **code == wanted)?;
                Some(Currency { code, decimals })
            })
            .ok_or(UnknownCurrency)
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals its unit has.
    pub fn decimals(self) -> u32 {
        self.decimals
    }
}

/// An amount above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why an amount was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a number, or one with signs or grouping.
    #[error("{}", tr("Write the amount in digits, such as 45 or 45.00."))]
    NotAnAmount,
    /// Zero says nothing.
    #[error(
        "{}",
        tr("The amount must be above zero; leave it blank if the prize has no amount.")
    )]
    Zero,
    /// Finer than the currency's smallest unit.
    #[error("{}", too_fine(.code, *.decimals))]
    TooFine {
        /// The currency.
        code: &'static str,
        /// How many decimals it has.
        decimals: u32,
    },
    /// More than can be kept.
    #[error("{}", tr("The amount is too large."))]
    TooLarge,
}

fn too_fine(code: &str, decimals: u32) -> String {
    match decimals {
        0 => tr_with("Amounts in {code} have no decimals.", &[("code", &code)]),
        n => tr_with(
            "Amounts in {code} have at most {n} decimals.",
            &[("code", &code), ("n", &n)],
        ),
    }
}

/// Amounts stay exact wherever they are read, spreadsheets and browsers included: below 10^15 units.
const MAX_MINOR: i64 = 999_999_999_999_999;

impl Money {
    /// Reads `45`, `45.00` or `45,00`.
    ///
    /// # Errors
    /// [`MoneyError`]
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) {
            return Err(MoneyError::NotAnAmount);
        }
        let decimals = currency.decimals as usize;
        let fraction = match (text == whole, fraction.len() <= decimals) {
            (true, _) => String::new(),
            (false, true) => fraction.to_owned(),
            (false, false) => {
                return Err(MoneyError::TooFine {
                    code: currency.code,
                    decimals: currency.decimals,
                });
            }
        };
        let minor = format!("{whole}{fraction:0<decimals$}")
            .parse()
            .ok()
            .ok_or(MoneyError::TooLarge)?;
        Money::from_minor(minor, currency)
    }

    /// An amount in the currency's smallest unit.
    ///
    /// # Errors
    /// [`MoneyError::Zero`] for zero or less, [`MoneyError::TooLarge`]
    pub fn from_minor(minor: i64, currency: Currency) -> Result<Self, MoneyError> {
        match minor {
            ..=0 => Err(MoneyError::Zero),
            1..=MAX_MINOR => Ok(Money { minor, currency }),
            _ => Err(MoneyError::TooLarge),
        }
    }

    /// The amount in the currency's smallest unit.
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// Its currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The bare amount as [`Money::parse`] reads it: `45.00`.
    pub fn plain(self) -> String {
        let unit = 10_i64.pow(self.currency.decimals);
        match self.currency.decimals as usize {
            0 => self.minor.to_string(),
            width => format!("{}.{:0width$}", self.minor / unit, self.minor % unit),
        }
    }
}

/// As the draw protocol's prize lines have it: `EUR 45.00`.
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.currency.code, self.plain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str, code: &str) -> Result<String, MoneyError> {
        Money::parse(text, Currency::parse(code).unwrap()).map(|m| m.to_string())
    }

    #[test]
    fn an_amount_is_read_with_point_comma_or_neither() {
        for text in ["45", "45.0", "45.00", "45,00", " 45,0 ", "045"] {
            assert_eq!(money(text, "eur").unwrap(), "EUR 45.00", "{text}");
        }
        assert_eq!(money("0.05", "EUR").unwrap(), "EUR 0.05");
        assert_eq!(money("500", "JPY").unwrap(), "JPY 500");
        assert_eq!(money("1,25", "KWD").unwrap(), "KWD 1.250");
    }

    #[test]
    fn what_could_be_read_two_ways_is_refused() {
        for text in [
            "", "-1", "+1", "1e3", "1.234,00", "1 000", ".5", "5.", "€5", "٤",
        ] {
            assert_eq!(money(text, "EUR"), Err(MoneyError::NotAnAmount), "{text}");
        }
        let too_fine = money("1,234", "EUR").unwrap_err();
        assert_eq!(
            too_fine.to_string(),
            "Amounts in EUR have at most 2 decimals."
        );
        let too_fine = money("45.00", "JPY").unwrap_err();
        assert_eq!(too_fine.to_string(), "Amounts in JPY have no decimals.");
    }

    #[test]
    fn an_amount_is_above_zero_and_stays_exact() {
        assert_eq!(money("0.00", "EUR"), Err(MoneyError::Zero));
        assert_eq!(
            money("9999999999999.99", "EUR").unwrap(),
            "EUR 9999999999999.99"
        );
        assert_eq!(money("10000000000000", "EUR"), Err(MoneyError::TooLarge));
        assert_eq!(money(&"9".repeat(40), "EUR"), Err(MoneyError::TooLarge));
    }

    #[test]
    fn a_currency_is_one_that_exists_and_stands_in_one_list() {
        assert_eq!(Currency::parse("EUX"), Err(UnknownCurrency));
        assert_eq!(Currency::parse(""), Err(UnknownCurrency));
        let mut all = [NO_DECIMALS, TWO_DECIMALS, THREE_DECIMALS].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
