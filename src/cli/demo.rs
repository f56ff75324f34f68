//! `clearlot demo`: a year of believable lotteries in an empty database, made by the same operations that people use,
//! with a clock that goes through the year. Nothing of it is real: not for a server that people use.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use rand::RngExt;
use rand::seq::IndexedRandom;

use super::CommandResult;
use crate::accounts::model::limits::PersonalLimits;
use crate::accounts::model::password::Password;
use crate::accounts::model::{Account, Role, Username};
use crate::accounts::{Accounts, AccountsConfig, operations};
use crate::audit::Actor;
use crate::clock::{Clock, Hands};
use crate::config::Config;
use crate::draws::{self, Draws, Participant};
use crate::fairness::FreeText;
use crate::games::lottery::Lotteries;
use crate::games::lottery::model::{LotteryForm, PublicReason, Slug, TimeZone};
use crate::keys::ServerKey;
use crate::scheduler::{self, Job};
use crate::store::Db;
use crate::web::live::Live;

/// How many people take part.
const PEOPLE: usize = 200;
/// How much to make.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// How many days it has been going on
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u64).range(1..=3650))]
    days: u64,
}

const FIRST: [&str; 20] = [
    "amara", "ben", "chidi", "dora", "emil", "fatima", "greta", "hugo", "ines", "jonas", "kofi",
    "lena", "mira", "noah", "olga", "pavel", "rosa", "sami", "tove", "yusuf",
];
const LAST: [&str; 10] = [
    "adler", "brook", "costa", "dahl", "evans", "frey", "grant", "holm", "ito", "jansen",
];

/// A lottery of the demo: day of the year on which it is made, and its form.
struct Plan {
    made: u64,
    slug: &'static str,
    name: &'static str,
    about: &'static str,
    prizes: &'static [(&'static str, &'static str, &'static str, &'static str)],
    zone: &'static str,
    due: Option<u64>,
    cap: &'static str,
    one_prize: bool,
    reserves: &'static str,
    stock: &'static str,
}

const PLANS: [Plan; 4] = [
    Plan {
        made: 0,
        slug: "canteen",
        name: "Canteen Lunch",
        about: "A free lunch every day.",
        prizes: &[("2", "Lunch for one", "9", "EUR")],
        zone: "Europe/Berlin",
        due: None,
        cap: "5",
        one_prize: true,
        reserves: "2",
        stock: "mint",
    },
    Plan {
        made: 30,
        slug: "roof-fund",
        name: "Roof Fund",
        about: "For the roof of the club house.",
        prizes: &[("1", "Hamper", "60", "GBP"), ("3", "Voucher", "10", "GBP")],
        zone: "Europe/London",
        due: Some(210),
        cap: "",
        one_prize: false,
        reserves: "3",
        stock: "",
    },
    Plan {
        made: 90,
        slug: "harbour",
        name: "Harbour Tombola",
        about: "Drawn every night at the pier.",
        prizes: &[("1", "Dinner for two", "120", "USD")],
        zone: "America/New_York",
        due: None,
        cap: "20",
        one_prize: true,
        reserves: "1",
        stock: "",
    },
    Plan {
        made: 200,
        slug: "garden",
        name: "Garden Show",
        about: "Seeds and tools.",
        prizes: &[("5", "A packet of seeds", "", "")],
        zone: "Asia/Tokyo",
        due: None,
        cap: "10",
        one_prize: true,
        reserves: "5",
        stock: "",
    },
];

struct Demo {
    hands: Hands,
    accounts: Accounts,
    lotteries: Lotteries,
    manager: Actor,
    people: Vec<Account>,
    jobs: Vec<Job>,
    slugs: Vec<&'static str>,
}

/// Fills the database of the settings.
pub(super) fn run(args: &DemoArgs, config: &Config) -> CommandResult {
    let key = ServerKey::load_or_create(&config.key_file())?;
    let end = Clock::system().now();
    let start = end - TimeDelta::days(i64::try_from(args.days)?);
    let db = Db::open(&config.store)?;
    let done = actix_web::rt::System::new().block_on(async {
        let adopted = key.clone();
        db.write(move |conn| draws::adopt_key(conn, &adopted))
            .await?;
        let (clock, hands) = Clock::manual(start);
        // nobody ever knows the passwords of the crowd, so their hashes may be cheap
        let crowd = AccountsConfig::for_tests(&config.data_dir);
        let accounts = Accounts::new(db.clone(), clock.clone(), &key, &crowd)?;
        let settings = AccountsConfig::new(&config.data_dir);
        let real = Accounts::new(db.clone(), clock.clone(), &key, &settings)?;
        let server = super::server_name(&db, config).await?;
        let draws = Draws::new(db.clone(), clock.clone(), &key, server)?;
        let zone = TimeZone::parse(config.time_zone.name())?;
        let lotteries = Lotteries::new(db.clone(), clock.clone(), draws.clone(), zone);
        if !operations::roster::list(&accounts).await?.is_empty() {
            return Err("this database has accounts: the demo fills an empty one only".into());
        }
        if !lotteries.ensure_daily_draw(zone).await? {
            return Err("this database has lotteries: the demo fills an empty one only".into());
        }
        let (manager, password) = person(&real, "organiser", Role::Manager).await?;
        let (first, first_password) = person(&real, "amara", Role::Participant).await?;
        let mut jobs = crate::games::lottery::jobs(&lotteries);
        jobs.extend(draws::jobs(&draws, &Live::new(1)));
        let mut demo = Demo {
            hands,
            accounts,
            lotteries,
            manager: Actor::account(manager.id, manager.username.as_str(), None),
            people: vec![first],
            jobs,
            slugs: vec!["daily"],
        };
        demo.live(args.days, start, end).await?;
        draws.close();
        println!(
            "{} days of {} lotteries with {} people are in the database.",
            args.days,
            demo.slugs.len(),
            demo.people.len()
        );
        println!("Manager      organiser  {password}");
        println!("Participant  amara      {first_password}");
        println!("Nobody can see these passwords again. Start the server with: clearlot serve");
        Ok::<_, Box<dyn std::error::Error>>(())
    });
    db.close();
    done
}

async fn person(
    accounts: &Accounts,
    name: &str,
    role: Role,
) -> Result<(Account, String), Box<dyn std::error::Error>> {
    let text = hex::encode(crate::keys::random::<9>()?);
    let password = Password::parse(&text, name)?;
    let account =
        operations::create_account(accounts, Username::parse(name)?, &password, role).await?;
    Ok((account, text))
}

impl Demo {
    async fn live(&mut self, days: u64, start: DateTime<Utc>, end: DateTime<Utc>) -> CommandResult {
        let bar = ProgressBar::new(days + 1);
        bar.set_style(ProgressStyle::with_template(
            "{bar:40} {pos}/{len} days  {msg}",
        )?);
        let first = start.date_naive();
        for day in 0..=days {
            let Some(date) = first.checked_add_days(Days::new(day)) else {
                break;
            };
            bar.set_message(date.to_string());
            self.sign_up(day).await?;
            self.make(day, date).await?;
            // the hours at which days end somewhere, so that no draw is late, and those at which people take part
            for hour in [0, 4, 5, 9, 13, 15, 18, 22, 23] {
                let Some(time) = date.and_hms_opt(hour, 0, 1) else {
                    continue;
                };
                let time = time.and_utc();
                if time < start || time > end {
                    continue;
                }
                self.hands.set(time);
                if scheduler::tick(&self.jobs).await > 0 {
                    return Err("a step of the demo failed; the log says why".into());
                }
                if matches!(hour, 9 | 13 | 18 | 22) {
                    self.submit(day).await;
                }
            }
            self.call_off(day).await?;
            bar.inc(1);
        }
        self.hands.set(end);
        scheduler::tick(&self.jobs).await;
        bar.finish_and_clear();
        Ok(())
    }

    /// People come over the year, most of them early.
    async fn sign_up(&mut self, day: u64) -> CommandResult {
        let wanted = PEOPLE.min(40 + usize::try_from(day)?);
        while self.people.len() < wanted {
            let number = self.people.len();
            let (first, last) = (FIRST[number % 20], LAST[number / 20 % 10]);
            let (account, _) = person(
                &self.accounts,
                &format!("{first}.{last}"),
                Role::Participant,
            )
            .await?;
            self.people.push(account);
        }
        Ok(())
    }

    async fn make(&mut self, day: u64, date: NaiveDate) -> CommandResult {
        for plan in PLANS.iter().filter(|plan| plan.made == day) {
            // in every zone this day is today or still to come
            let day_after = |days: u64| {
                date.checked_add_days(Days::new(days))
                    .map(|d| d.to_string())
            };
            let column =
                |at: fn(&(&str, &str, &str, &str)) -> String| plan.prizes.iter().map(at).collect();
            let form = LotteryForm {
                name: plan.name.into(),
                slug: plan.slug.into(),
                description: plan.about.into(),
                prize_quantity: column(|p| p.0.into()),
                prize_name: column(|p| p.1.into()),
                prize_amount: column(|p| p.2.into()),
                prize_currency: column(|p| p.3.into()),
                first_day: day_after(1).unwrap_or_default(),
                due_date: plan
                    .due
                    .and_then(|days| day_after(days - plan.made))
                    .unwrap_or_default(),
                time_zone: plan.zone.into(),
                cap: plan.cap.into(),
                one_prize: if plan.one_prize {
                    "yes".into()
                } else {
                    String::new()
                },
                reserves: plan.reserves.into(),
                stock: if plan.stock.is_empty() {
                    "mint".into()
                } else {
                    plan.stock.into()
                },
                ..LotteryForm::default()
            };
            self.lotteries
                .create_lottery(&self.manager, form.parse()?)
                .await?;
            self.slugs.push(plan.slug);
        }
        Ok(())
    }

    /// Some people put some ballots in; on a few days nobody does. What a draw refuses (its cap, its hour) it refuses.
    async fn submit(&self, day: u64) {
        if day % 61 == 17 {
            return;
        }
        for slug in &self.slugs {
            let Ok(slug) = Slug::parse(slug) else {
                continue;
            };
            let Ok(Some(open)) = self.lotteries.find_open_draw(slug.clone()).await else {
                continue;
            };
            let limits = PersonalLimits::default();
            let several = rand::rng().random_range(1..=4);
            let submissions = (0..several).filter_map(|_| {
                let person = self.people.choose(&mut rand::rng())?;
                let participant = Participant {
                    account_id: person.id,
                    reference: FreeText::parse(person.username.as_str()).ok()?,
                };
                let count = rand::rng().random_range(1..=4);
                Some(self.lotteries.submit_ballots(
                    slug.clone(),
                    open.draw.name.clone(),
                    participant,
                    count,
                    None,
                    &limits,
                ))
            });
            futures_util::future::join_all(submissions).await;
        }
    }

    /// One day was called off, and one lottery came to its end early.
    async fn call_off(&self, day: u64) -> CommandResult {
        if day == 130
            && let Some(open) = self
                .lotteries
                .find_open_draw(Slug::parse("canteen")?)
                .await?
        {
            let reason = PublicReason::parse("The canteen is closed: a pipe has burst.")?;
            let slug = Slug::parse("canteen")?;
            self.lotteries
                .cancel_draw(&self.manager, slug, open.draw.name, reason)
                .await?;
        }
        if day == 300 {
            let reason = PublicReason::parse("The pier is being rebuilt.")?;
            self.lotteries
                .cancel_lottery(&self.manager, Slug::parse("harbour")?, reason)
                .await?;
        }
        Ok(())
    }
}
