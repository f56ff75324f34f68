//! The life of a draw on real databases, with a clock that the tests move.
//! Not here: the rules of one log, which are tested beside their code.

mod anchoring;
mod append;
mod evidence;
mod failpoints;
mod faults;
mod keys;
mod killed;
mod log;
mod long_leaves;
mod people;
mod reading;
mod recompute;
mod rounds;
mod run;
mod schedule;

use chrono::DateTime;
use clearlot::clock::{Clock, Hands};
pub use clearlot::draws::views;
use clearlot::draws::{
    self, Accepted, AppendError, Draw, DrawId, DrawLabel, DrawName, DrawPlan, DrawResult,
    DrawState, DrawnBallot, Draws, Participant, RoundChoice, ScheduleError, Signing, Submission,
    SubmissionKey,
};
use clearlot::fairness::{FreeText, PrizeLine, ServerName};
use clearlot::keys::{ServerKey, SigningFiles};
use clearlot::store::{Db, StoreError};
use clearlot::web::live::Live;
use clearlot::web::show::Stock;

use crate::database::Database;

/// 2026-11-21 00:00:00 UTC, and the day after.
const OPENS: u64 = 1_795_219_200;
const CLOSES: u64 = OPENS + DAY;
const DAY: u64 = 86_400;

/// One instance of the program: a database, a clock and the draws.
struct Instance {
    db: Db,
    hands: Hands,
    draws: Draws,
}

impl Instance {
    /// Its clock stands at noon, twelve hours before the draws of `plan` open.
    fn start(database: &Database) -> Self {
        Self::start_at(database, OPENS - DAY / 2)
    }

    fn start_at(database: &Database, now: u64) -> Self {
        let (clock, hands) = Clock::manual(time(now));
        Self::with(database.open(), clock, hands, &ServerKey::for_tests())
    }

    fn with(db: Db, clock: Clock, hands: Hands, key: &ServerKey) -> Self {
        let server = ServerName::parse("lotto.example").unwrap();
        let draws = Draws::new(db.clone(), clock, key, server).unwrap();
        Instance { db, hands, draws }
    }

    /// The same with a signing key, whose files are in this folder.
    fn signing(self, folder: &std::path::Path) -> Self {
        let files = SigningFiles::in_folder(folder);
        let now = self.draws.clock().unix();
        let signing = Signing::open(&files, self.draws.server(), now).unwrap();
        Instance {
            draws: self.draws.clone().with_signing(signing),
            ..self
        }
    }

    /// Ends the instance; whatever it had not committed is lost.
    fn stop(self) {
        self.draws.close();
        self.db.close();
    }

    fn at(&self, now: u64) {
        self.hands.set(time(now));
    }

    /// What one tick of the scheduler does.
    async fn tick(&self) {
        for job in draws::jobs(&self.draws, &Live::new(0)) {
            assert_eq!(clearlot::scheduler::tick(&[job]).await, 0);
        }
    }

    async fn schedule(&self, plan: DrawPlan) -> Result<DrawId, ScheduleError> {
        let draws = self.draws.clone();
        self.db
            .write(move |conn| draws::schedule_draw(conn, &draws, &plan))
            .await
    }

    /// A draw of this plan that is open, one minute after it opened.
    async fn open(&self, plan: DrawPlan) -> DrawId {
        let opens = plan.opens;
        let id = self.schedule(plan).await.unwrap();
        self.at(opens + 60);
        self.tick().await;
        assert_eq!(self.draw(id).await.state, DrawState::Open);
        id
    }

    async fn append(&self, submission: Submission) -> Result<Accepted, AppendError> {
        draws::append(&self.draws, submission).await
    }

    /// All of them at once; the answers in the same order.
    async fn append_all(&self, all: Vec<Submission>) -> Vec<Result<Accepted, AppendError>> {
        futures_util::future::join_all(all.into_iter().map(|one| self.append(one))).await
    }

    async fn draw(&self, id: DrawId) -> Draw {
        self.read(move |conn| draws::find_draws(conn, &[id]))
            .await
            .remove(0)
    }

    async fn result(&self, id: DrawId) -> Option<DrawResult> {
        self.read(move |conn| draws::find_result(conn, id)).await
    }

    async fn drawn(&self, id: DrawId) -> Vec<DrawnBallot> {
        self.read(move |conn| draws::list_drawn_ballots(conn, &[id], false))
            .await
    }

    async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut clearlot::store::Conn) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.db.read(f).await.unwrap()
    }

    /// One statement past the program, as a fault or an intruder would do it.
    async fn meddle(&self, sql: &'static str) {
        use diesel::connection::SimpleConnection;
        let done = self.db.write(move |conn| {
            conn.batch_execute(sql)?;
            Ok::<_, StoreError>(())
        });
        done.await.unwrap();
    }
}

fn time(seconds: u64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(i64::try_from(seconds).unwrap(), 0).unwrap()
}

fn name(text: &str) -> DrawName {
    DrawName::parse(text).unwrap()
}

/// A draw of one day with one prize and two reserves.
fn plan(draw: &str) -> DrawPlan {
    DrawPlan {
        name: name(draw),
        label: DrawLabel {
            title: "Daily Draw".into(),
            game_path: "/lotteries/daily".into(),
            stock: Stock::Buff,
            time_zone: chrono_tz::UTC,
            day: time(OPENS).date_naive(),
        },
        opens: OPENS,
        closes: CLOSES,
        prizes: vec![PrizeLine::parse("1 A book").unwrap()],
        one_prize: false,
        reserves: 2,
        cap: None,
        claim_days: Some(14),
        round: RoundChoice::AtClose,
        tickets: None,
    }
}

/// `count` ballots of account `account_id` for this draw.
fn ballots(draw: &str, account_id: i64, count: u64) -> Submission {
    Submission {
        draw: name(draw),
        participant: Participant {
            account_id,
            reference: FreeText::parse(&format!("person {account_id}")).unwrap(),
        },
        count,
        key: None,
        limit: None,
    }
}

fn keyed(submission: Submission, key: &str) -> Submission {
    Submission {
        key: Some(SubmissionKey::parse(key).unwrap()),
        ..submission
    }
}
