//! The pages of lotteries: a handler parses, calls one operation and shows the answer. What is decided is decided there.

mod ballots;
mod changes;
mod check;
mod create;
mod edit;
mod export;
mod feeds;
mod form;
mod home;
mod list;
mod manage;
mod manage_draw;
mod manage_entry;
mod mine;
mod show;

pub(super) use ballots::submit_ballots;
pub(super) use changes::show_changes;
pub(super) use check::check_winner;
pub(super) use create::{create_lottery, show_new};
pub(super) use edit::{edit_lottery, show_edit};
pub(super) use export::{export_claims, export_entries, export_winners};
pub(super) use feeds::{show_atom, show_calendar, show_rss};
pub(super) use home::show_home;
pub(super) use list::{list_lotteries, show_lottery};
pub(super) use manage::{cancel_lottery, show_manage, show_managed_lottery};
pub(super) use manage_draw::{cancel_draw, show_managed_draw};
pub(super) use manage_entry::{cancel_entry, settle_prize, show_entry};
pub(super) use mine::show_my_ballots;
