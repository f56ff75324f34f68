//! The nouns of lotteries. What is invalid cannot be built. Not here: time, database, decisions.

mod changes;
mod form;
#[cfg(test)]
mod form_tests;
mod lottery;
mod money;
mod names;
mod prize;
mod standing;
mod terms;
mod weekdays;

pub use changes::{Change, ChangeKind, FieldChange, TermField, changed_fields};
pub use form::{FieldErrors, LotteryForm, NotADay, parse_day};
pub use lottery::{Cancelled, Lottery, LotteryDraft, LotteryId};
pub use money::{Currency, Money, MoneyError, UnknownCurrency};
pub use names::{Description, LotteryName, PublicReason, Slug, SlugError, TextError};
pub use prize::{Prize, PrizeError, Prizes, PrizesError};
pub use standing::{NoDraw, Standing};
pub use terms::{
    Cap, ClaimDays, Days, DaysError, OutOfRange, Reserves, Terms, TimeZone, UnknownStock,
    UnknownTimeZone, parse_stock,
};
pub use weekdays::{UnknownWeekday, Weekdays, parse_weekday};
