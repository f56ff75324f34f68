//! Lotteries.
pub mod calendar;
pub mod model;
