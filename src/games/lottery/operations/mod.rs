//! What a person or the clock can do with a lottery. Where it is called from (page, job, command line) is not known here.

mod ballots;
mod calling_off;
mod feeds;
mod history;
mod kept;
mod lists;
mod load;
mod managed_draw;
mod managing;
mod mine;
mod notice_letters;
mod notices;
mod paged;
mod pages;
mod planning;
mod preview;
mod prizes;
mod results;
mod winners;

pub use ballots::SubmitError;
pub use calling_off::{CancelDrawError, DrawActionError};
pub use feeds::{DrawCalendar, ResultFeed};
pub use history::LotteryChanges;
pub use kept::Memo;
pub use lists::{Home, LotterySummary, ManageOverview};
pub use managed_draw::{EntrySearch, ManagedDraw};
pub use managing::{CancelError, CreateError, EditError};
pub use mine::MyBallots;
pub use notices::Notices;
pub use pages::LotteryPage;
pub use planning::PlanError;
pub use prizes::{PrizeAction, PrizeHistory, PrizeWish, WonPrize};
pub use results::{Answer, DayDraw, DayResult, Mine, OpenDraw, Winner};
pub use winners::CheckWinner;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use self::kept::KeptPages;
use crate::clock::Clock;
use crate::draws::Draws;
use crate::games::lottery::model::TimeZone;
use crate::store::Db;

/// Everything the operations on lotteries need. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lotteries {
    db: Db,
    clock: Clock,
    draws: Draws,
    time_zone: TimeZone,
    kept: Arc<KeptPages>,
    /// What letters about draws are written with; without it none are.
    notices: Option<Notices>,
}

impl Lotteries {
    /// The lotteries in this database. `draws` must be on the same database and clock; `time_zone` is what
    /// the form of a new lottery offers.
    pub fn new(db: Db, clock: Clock, draws: Draws, time_zone: TimeZone) -> Self {
        Lotteries {
            db,
            clock,
            draws,
            time_zone,
            kept: Arc::new(KeptPages::new()),
            notices: None,
        }
    }

    /// The zone of lotteries that name none.
    pub fn time_zone(&self) -> TimeZone {
        self.time_zone
    }

    /// The time by which everything here is decided; pages show what is left of a day by the same clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// A day after all that can be (its year has four digits: SQLite compares days as text).
const AFTER_ALL: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("invariant: a date");

/// A time as the draws count it.
fn to_unix(time: DateTime<Utc>) -> u64 {
    u64::try_from(time.timestamp()).expect("invariant: days of lotteries begin after 1970")
}

/// A time of the draws, which are at most 2^40.
fn from_unix(seconds: u64) -> DateTime<Utc> {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .expect("invariant: times of draws are at most 2^40")
}
