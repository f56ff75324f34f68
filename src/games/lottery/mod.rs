//! Lotteries.
pub mod calendar;
pub mod model;
pub mod rules;
#[cfg(test)]
mod rules_tests;
