//! The pages of lotteries: a handler parses, calls one operation and shows the answer. What is decided is decided there.

mod ballots;
mod check;
mod edit;
mod feeds;
mod home;
mod list;
mod manage;
mod mine;
mod show;

pub(super) use ballots::submit_ballots;
pub(super) use check::check_winner;
pub(super) use edit::{create_lottery, edit_lottery, show_edit, show_new};
pub(super) use feeds::{show_atom, show_calendar, show_rss};
pub(super) use home::show_home;
pub(super) use list::{list_lotteries, show_lottery};
pub(super) use manage::{cancel_lottery, show_manage, show_managed_lottery};
pub(super) use mine::show_my_ballots;
