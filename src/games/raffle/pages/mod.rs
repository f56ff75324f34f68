//! The pages of raffles: a handler parses, calls one operation and shows the answer. What is decided is decided there.

mod calendar;
mod check;
mod create;
mod export;
mod fields;
mod list;
mod manage;
mod prizes;
mod raffle;
mod show;
mod ticket;

pub(super) use calendar::show_calendar;
pub(super) use check::{check_ticket, download_receipt, show_check};
pub(super) use create::{create_raffle, key_reused, show_new};
pub(super) use export::{export_tickets, export_winners};
pub(super) use list::{list_raffles, show_my_tickets};
pub(super) use manage::{cancel_raffle, draw_winners, list_managed, make_invites, show_managed};
pub(super) use prizes::settle_prize;
pub(super) use raffle::show_raffle;
pub(super) use ticket::{get_ticket, save_ticket, show_ticket};
