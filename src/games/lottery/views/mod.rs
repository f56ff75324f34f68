//! The pages of lotteries: data to show, nothing that decides.

mod check;
mod home;
mod lottery;
mod manage;
mod mine;
mod parts;

pub use check::{Answer, CheckWinnerPage, DayAnswer, DayLink, LotteryOption, NumberAnswer};
pub use home::{FirstDay, HomeAnswer, HomePage, HomeResult, LatestResult, OpenTicket, Upcoming};
pub use lottery::{
    LotteriesPage, LotteryPage, LotteryRow, LotteryStatus, OpenDraw, OpenRow, Rules,
};
pub use manage::{
    CancelForm, FormMode, LotteryForm, LotteryFormPage, ManageLotteryPage, ManagePage, ManageRow,
    OverdueDraw, PrizeRow, UpcomingDraw,
};
pub use mine::{MyBallotsPage, MyDraw, MyEntry, MyResult, Win};
pub use parts::{BallotForm, LotteryLink, LotteryMark, PrizeLine, TakePart};
