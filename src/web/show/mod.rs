//! How values are shown to people: numbers, times, money. Pure formatting; it decides nothing and reads no clock.

mod bars;
mod money;
mod names;
mod numbers;
mod odds;
mod stock;
mod times;

pub use bars::{Bar, Bars, DayCount, MOST_DAYS};
pub use money::{Money, prize_words};
pub use numbers::{BallotNumber, Count, Range, Ranges};
pub use odds::Odds;
pub use stock::Stock;
pub use times::{Day, Stamp, TimeLeft};
