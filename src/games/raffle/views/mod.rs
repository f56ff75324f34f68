//! The pages of raffles: data to show, nothing that decides.

mod check;
mod form;
mod manage;
mod parts;
mod raffle;
mod raffles;
mod ticket;

pub use check::CheckPage;
pub use form::{PolicyChoice, PrizeRow, RaffleForm, RaffleFormPage};
pub use manage::{
    CancelForm, ClaimForm, InviteForm, InvitesPage, ManageRafflePage, ManageRafflesPage,
    PrizeToHand, SoldRow, StepLine,
};
pub use parts::{PolicyMark, PrizeLine, RaffleLink, RaffleMark, Sold};
pub use raffle::{
    Preview, RafflePage, RaffleStatus, Rules, TakePart, TicketClaim, TicketForm, WinnerRow,
};
pub use raffles::{RaffleRow, RafflesPage};
pub use ticket::{MyTicket, MyTicketsPage, NewTicketPage, TicketFate, TicketPage};
