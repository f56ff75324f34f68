//! What every page and endpoint shares; knows no feature.

pub mod feature;
pub mod page;

pub use feature::Feature;
