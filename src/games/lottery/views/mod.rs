//! The pages of lotteries: data to show, nothing that decides.

mod check;
mod feeds;
mod form;
mod home;
mod lottery;
mod manage;
mod manage_draw;
mod mine;
mod parts;

pub use check::{Answer, CheckWinnerPage, DayAnswer, DayLink, LotteryOption, NumberAnswer};
pub use feeds::{AtomFeed, Feed, FeedEntry, Instant, RssFeed, xml_text};
pub use form::{FormMode, LotteryForm, LotteryFormPage, PrizeRow, WeekdayBox};
pub use home::{
    FirstDay, HomeAnswer, HomePage, HomeResult, LatestList, LatestResult, LatestResults,
    OpenTicket, Upcoming, WaitingDraw,
};
pub use lottery::{
    ChangeRow, ChangeWhat, ChangedField, ChangesPage, LotteriesPage, LotteryPage, LotteryRow,
    LotteryStatus, OpenDraw, OpenRow, Preview, Rules, SealedDraw,
};
pub use manage::{
    CancelForm, HandOver, ManageLotteryPage, ManagePage, ManageRow, OverdueDraw, UpcomingDraw,
};
pub use manage_draw::{EntryLine, ManageDrawPage, ManageEntryPage, PrizeToHand, StepLine};
pub use mine::{MyBallotsPage, MyDraw, MyEntry, MyResult, Win};
pub use parts::{BallotForm, LotteryLink, LotteryMark, PrizeLine, TakePart};

pub use crate::web::ics::{Calendar, CalendarEvent};
