//! Lotteries on real databases, with a clock that the tests move. Not here: which days get draws, which is pure and
//! tested beside its code.

mod answers;
mod calling_off;
mod claims;
mod days;
mod managing;
mod planning;
mod weekly;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use clearlot::accounts::model::limits::PersonalLimits;
use clearlot::audit::Actor;
use clearlot::clock::{Clock, Hands};
use clearlot::draws::{self, Accepted, DrawName, DrawState, Draws, Participant, SubmissionKey};
use clearlot::fairness::{FreeText, ServerName};
use clearlot::games::lottery::model::{Lottery, LotteryForm, Slug, TimeZone};
use clearlot::games::lottery::operations::{
    Answer, CreateError, DayDraw, DayResult, EditError, LotteryPage, SubmitError,
};
use clearlot::games::lottery::{self, Lotteries};
use clearlot::keys::ServerKey;
use clearlot::scheduler;
use clearlot::store::Db;
use clearlot::web::live::Live;

use crate::database::Database;

/// One instance of the program: a clock, the draws and the lotteries.
struct Instance {
    hands: Hands,
    db: Db,
    draws: Draws,
    lotteries: Lotteries,
}

impl Instance {
    fn start(database: &Database, now: &str) -> Self {
        let (clock, hands) = Clock::manual(utc(now));
        Self::beside(database, clock, hands)
    }

    /// One that shares its clock with others.
    fn beside(database: &Database, clock: Clock, hands: Hands) -> Self {
        let db = database.open();
        let server = ServerName::parse("lotto.example").unwrap();
        let key = ServerKey::for_tests();
        let draws = Draws::new(db.clone(), clock.clone(), &key, server).unwrap();
        Instance {
            hands,
            lotteries: Lotteries::new(db.clone(), clock, draws.clone(), TimeZone::UTC),
            draws,
            db,
        }
    }

    /// Ends the instance, so that another one can have the database.
    fn stop(self) {
        self.draws.close();
        self.db.close();
    }

    /// One with the lottery "Daily Draw" in UTC, its first draw open.
    async fn with_daily(database: &Database, now: &str) -> Self {
        let instance = Self::start(database, now);
        assert!(instance.first_start("UTC").await);
        instance.hands.advance(1);
        instance.tick().await;
        instance
    }

    async fn first_start(&self, zone: &str) -> bool {
        let zone = TimeZone::parse(zone).unwrap();
        self.lotteries.ensure_daily_draw(zone).await.unwrap()
    }

    /// What one tick of the scheduler does.
    async fn tick(&self) {
        let jobs = [
            lottery::jobs(&self.lotteries),
            draws::jobs(&self.draws, &Live::new(0)),
        ]
        .concat();
        assert_eq!(scheduler::tick(&jobs).await, 0);
    }

    /// Moves the clock and ticks.
    async fn at(&self, now: &str) {
        self.hands.set(utc(now));
        self.tick().await;
    }

    async fn create(&self, form: &LotteryForm) -> Result<Lottery, CreateError> {
        self.lotteries
            .create_lottery(&Actor::clock(), form.parse()?)
            .await
    }

    /// Edits a lottery through its form, as a manager does.
    async fn edit(
        &self,
        name: &str,
        change: impl FnOnce(&mut LotteryForm),
    ) -> Result<Lottery, EditError> {
        let lottery = self.lotteries.find_lottery(slug(name)).await?.unwrap();
        let mut form = LotteryForm::from_lottery(&lottery);
        change(&mut form);
        let terms = form.parse_terms()?;
        self.lotteries
            .edit_lottery(&Actor::clock(), slug(name), form.version(), terms)
            .await
    }

    async fn submit(&self, draw: &str, person: i64, count: u64) -> Result<Accepted, SubmitError> {
        self.submit_to("daily", draw, person, count).await
    }

    async fn submit_to(
        &self,
        lottery: &str,
        draw: &str,
        person: i64,
        count: u64,
    ) -> Result<Accepted, SubmitError> {
        let participant = Participant {
            account_id: person,
            reference: FreeText::parse(&format!("person-{person}")).unwrap(),
        };
        let draw = DrawName::parse(draw).unwrap();
        let key: Option<SubmissionKey> = None;
        self.lotteries
            .submit_ballots(
                slug(lottery),
                draw,
                participant,
                count,
                key,
                &PersonalLimits::default(),
            )
            .await
    }

    /// The public answer of one lottery about a day.
    async fn answer(&self, lottery: &str, day: &str) -> DayResult {
        let found = self
            .lotteries
            .check_winner(Some(date(day)), Some(slug(lottery)), None);
        let mut answers = found.await.unwrap().unwrap().answers;
        assert_eq!(answers.len(), 1);
        answers.remove(0)
    }

    async fn page(&self, lottery: &str) -> LotteryPage {
        let page = self.lotteries.lottery_page(slug(lottery), None, 0).await;
        page.unwrap().unwrap()
    }

    /// The draws that are open or to come: name, opening, closing.
    async fn upcoming(&self, lottery: &str) -> Vec<(String, DateTime<Utc>, DateTime<Utc>)> {
        let time = |secs: u64| DateTime::from_timestamp(i64::try_from(secs).unwrap(), 0).unwrap();
        let page = self.page(lottery).await;
        let line = |day: DayDraw| {
            let draw = day.draw;
            (draw.name.to_string(), time(draw.opens), time(draw.closes))
        };
        page.upcoming.into_iter().map(line).collect()
    }

    async fn upcoming_names(&self, lottery: &str) -> Vec<String> {
        let upcoming = self.upcoming(lottery).await;
        upcoming.into_iter().map(|(name, _, _)| name).collect()
    }

    async fn state(&self, draw: &str) -> DrawState {
        let name = DrawName::parse(draw).unwrap();
        let found = self.db.read(move |conn| draws::find_draw(conn, &name));
        found.await.unwrap().unwrap().state
    }
}

/// Checks that each draw opens when the one before closes.
#[track_caller]
fn assert_tiles(draws: &[(String, DateTime<Utc>, DateTime<Utc>)]) {
    for pair in draws.windows(2) {
        assert_eq!(pair[0].2, pair[1].1, "{} to {}", pair[0].0, pair[1].0);
        assert!(pair[1].1 < pair[1].2, "{}", pair[1].0);
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn slug(text: &str) -> Slug {
    Slug::parse(text).unwrap()
}

/// A lottery in UTC without end.
fn form(name: &str, first_day: &str) -> LotteryForm {
    LotteryForm {
        name: name.to_owned(),
        first_day: first_day.to_owned(),
        time_zone: "UTC".to_owned(),
        ..LotteryForm::default()
    }
}

fn is_drawn(answer: &Answer) -> bool {
    matches!(answer, Answer::Drawn { .. })
}

const SECOND: TimeDelta = TimeDelta::seconds(1);
