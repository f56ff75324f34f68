//! The pages of lotteries: data to show, nothing that decides.

mod check;
mod feeds;
mod home;
mod ics;
mod lottery;
mod manage;
mod mine;
mod parts;

pub use check::{Answer, CheckWinnerPage, DayAnswer, DayLink, LotteryOption, NumberAnswer};
pub use feeds::{AtomFeed, Feed, FeedEntry, Instant, RssFeed, xml_text};
pub use home::{FirstDay, HomeAnswer, HomePage, HomeResult, LatestResult, OpenTicket, Upcoming};
pub use ics::{Calendar, CalendarEvent};
pub use lottery::{
    LotteriesPage, LotteryPage, LotteryRow, LotteryStatus, OpenDraw, OpenRow, Rules,
};
pub use manage::{
    CancelForm, FormMode, LotteryForm, LotteryFormPage, ManageLotteryPage, ManagePage, ManageRow,
    OverdueDraw, PrizeRow, UpcomingDraw,
};
pub use mine::{MyBallotsPage, MyDraw, MyEntry, MyResult, Win};
pub use parts::{BallotForm, LotteryLink, LotteryMark, PrizeLine, TakePart};
