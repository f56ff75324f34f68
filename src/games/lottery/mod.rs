//! Lotteries.
pub mod calendar;
pub mod model;
pub mod rules;
mod store;
#[cfg(test)]
mod rules_tests;
