//! All SQL of the lotteries' tables, by noun. What is read is parsed again: a row that its own types refuse is
//! [`StoreError::Corrupt`](crate::store::StoreError). The draws' tables are read through `crate::draws` only.

mod changes;
mod daily_draws;
mod lotteries;
mod mailings;
mod plan_rows;

pub use changes::{insert_change, list_changes};
pub use daily_draws::{
    DailyDraw, count_attempts, insert_daily_draw, list_between, list_latest, list_of_draws,
    list_past, list_standing, mark_called_off, mark_replaced,
};
pub use lotteries::{
    count_lotteries, find_lottery, insert_lottery, list_lotteries, list_lotteries_of, lock_lottery,
    mark_cancelled, mark_planned, update_terms,
};
pub use mailings::{list_unmailed, lock_mailing, mark_mailed, mark_mailed_through};
pub use plan_rows::list_plan_rows;
