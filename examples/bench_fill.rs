//! Makes the databases that `benches/run` measures on, as the program itself would have made them: accounts, sessions,
//! eleven days of results, and today's draw with any number of ballots and its true tree head.
//!
//! `bench_fill FOLDER BALLOTS PER_ENTRY OWN` fills; it prints the draw's name and the cookies of the accounts, one a line.
//! The 64 accounts have OWN entries each as far as the ballots reach, the rest is that of 10,000 others.
//! `bench_fill draw FOLDER` closes and draws what `fill` has made, and prints seconds and memory.
//! `bench_fill raffle FOLDER TICKETS PRIZES SPARE` makes raffles, hands out all tickets of one and draws it; it prints what
//! that took, and where the raffles are.
//! `bench_fill argon2 THREADS SECONDS` checks passwords and nothing else, and prints how many in a second.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a tool for developers"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use actix_web::cookie::{Cookie, CookieJar, Key};
use chrono::{DateTime, TimeDelta, Utc};
use clearlot::accounts::model::limits::PersonalLimits;
use clearlot::accounts::model::password::Password;
use clearlot::accounts::model::{Role, Username};
use clearlot::accounts::operations::create_account;
use clearlot::accounts::{Accounts, AccountsConfig};
use clearlot::audit::Actor;
use clearlot::clock::{Clock, Hands};
use clearlot::draws::rules::{Log, Share};
use clearlot::draws::{
    DrawName, DrawState, Draws, Participant, adopt_key, close_due, draw_due, open_due,
};
use clearlot::fairness::{FreeText, OpenLeaf, ServerName};
use clearlot::games::lottery::Lotteries;
use clearlot::games::lottery::model::{Slug, TimeZone};
use clearlot::games::raffle::Raffles;
use clearlot::games::raffle::model::{
    CodeFormat, Description, Policy, Raffle, RaffleDraft, RaffleId, RaffleName, RafflePrizes,
};
use clearlot::games::raffle::operations::{Claimant, Drawing};
use clearlot::idempotency::{Answer, Fingerprint, Once, Owner};
use clearlot::keys::ServerKey;
use clearlot::schema::{draws, entries, participations, sessions, submission_keys};
use clearlot::store::{DatabaseUrl, Db, Moment, StoreConfig, StoreError};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::StreamExt;
use sha2::{Digest, Sha256};

/// As many people as the benchmark has connections.
const ACCOUNTS: i64 = 64;
const OTHERS: i64 = 10_000;
const DAYS: i64 = 11;
const PASSWORD: &str = "three ordinary words";

type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    actix_web::rt::System::new().block_on(async {
        match arguments[..] {
            ["draw", folder] => draw(Path::new(folder)).await,
            ["raffle", folder, tickets, prizes, spare] => {
                let (tickets, prizes, spare) = (tickets.parse()?, prizes.parse()?, spare.parse()?);
                raffle(Path::new(folder), tickets, prizes, spare).await
            }
            ["argon2", threads, seconds] => argon2(threads.parse()?, seconds.parse()?).await,
            [folder, ballots, per_entry, own] => {
                let folder = Path::new(folder);
                let (ballots, per_entry, own) = (ballots.parse()?, per_entry.parse()?, own.parse()?);
                fill(folder, ballots, per_entry, own).await
            }
            _ => Err("usage: bench_fill FOLDER BALLOTS PER_ENTRY OWN | draw FOLDER | raffle FOLDER TICKETS PRIZES SPARE | argon2 THREADS SECONDS".into()),
        }
    })
}

/// The parts of the application, on a clock of our own.
struct Site {
    db: Db,
    draws: Draws,
    lotteries: Lotteries,
    accounts: Accounts,
    key: ServerKey,
    hands: Hands,
}

impl Site {
    async fn open(folder: &Path, now: DateTime<Utc>) -> Done<Self> {
        let key = ServerKey::load_or_create(&folder.join("clearlot.key"))?;
        let (clock, hands) = Clock::manual(now);
        let db = Db::open(&StoreConfig {
            url: DatabaseUrl::Sqlite(folder.join("clearlot.db")),
            connections: 4,
            allow_unsafe: false,
        })?;
        let adopted = key.clone();
        db.write(move |conn| adopt_key(conn, &adopted)).await?;
        let server = ServerName::parse("127.0.0.1/vdraw")?;
        let draws = Draws::new(db.clone(), clock.clone(), &key, server)?;
        let zone = TimeZone::parse("UTC")?;
        let lotteries = Lotteries::new(db.clone(), clock.clone(), draws.clone(), zone);
        let accounts = Accounts::new(db.clone(), clock, &key, &AccountsConfig::new(folder))?;
        lotteries.ensure_daily_draw(zone).await?;
        Ok(Site {
            db,
            draws,
            lotteries,
            accounts,
            key,
            hands,
        })
    }

    fn close(self) {
        self.draws.close();
        self.db.close();
    }
}

async fn fill(folder: &Path, ballots: u64, per_entry: u64, own: u64) -> Done {
    let now = Clock::system().now();
    let start = now - TimeDelta::days(DAYS);
    let site = Site::open(folder, start).await?;
    let mut people = Vec::new();
    for number in 0..ACCOUNTS {
        let name = format!("bench{number}");
        let password = Password::parse(PASSWORD, &name)?;
        let made = create_account(
            &site.accounts,
            Username::parse(&name)?,
            &password,
            Role::Participant,
        );
        people.push((made.await?.id, name));
    }
    let cookies = sign_in(&site, &people, now).await?;
    let mut today = None;
    for day in 0..=DAYS {
        let at = start + TimeDelta::days(day);
        site.hands.set(at);
        close_due(&site.draws).await?;
        draw_due(&site.draws).await?;
        site.lotteries.plan_due_draws().await?;
        // today's draw of a first day opens in the next second
        site.hands.advance(1);
        open_due(&site.draws).await?;
        let name = DrawName::parse(&format!("daily-{}", at.date_naive()))?;
        if day < DAYS {
            for (account_id, name_of) in &people[..5] {
                let participant = Participant {
                    account_id: account_id + 1_000_000,
                    reference: FreeText::parse(name_of)?,
                };
                let slug = Slug::parse("daily")?;
                let limits = PersonalLimits::default();
                let submitted = site.lotteries.submit_ballots(
                    slug,
                    name.clone(),
                    participant,
                    3,
                    None,
                    &limits,
                );
                submitted.await?;
            }
        }
        today = Some(name);
    }
    let name = today.ok_or("no day")?;
    site.close();
    append(folder, name.as_str(), &people, (ballots, per_entry, own))?;
    println!("{name}");
    cookies.iter().for_each(|cookie| println!("{cookie}"));
    Ok(())
}

/// A session for each account, as a sign-in would have made it; answers the cookies.
async fn sign_in(site: &Site, people: &[(i64, String)], now: DateTime<Utc>) -> Done<Vec<String>> {
    let signing = Key::derive_from(&site.key.derive("session cookies"));
    let mut cookies = Vec::new();
    for (account_id, _) in people {
        let key = hex::encode(rand::random::<[u8; 32]>());
        let (id, account_id) = (hex::encode(Sha256::digest(&key)), *account_id);
        let at = Moment::from(now);
        let until = Moment::from(now + TimeDelta::hours(12));
        let insert = move |conn: &mut clearlot::store::Conn| {
            diesel::insert_into(sessions::table)
                .values((
                    sessions::id.eq(&id),
                    sessions::account_id.eq(account_id),
                    sessions::state.eq("{}"),
                    sessions::user_agent.eq("bench"),
                    sessions::created_at.eq(at),
                    sessions::last_seen_at.eq(at),
                    sessions::expires_at.eq(until),
                ))
                .execute(conn)?;
            Ok::<_, StoreError>(())
        };
        site.db.write(insert).await?;
        let mut jar = CookieJar::new();
        jar.signed_mut(&signing).add(Cookie::new("sid", key));
        let cookie = jar.get("sid").ok_or("no cookie")?;
        cookies.push(cookie.encoded().to_string());
    }
    Ok(cookies)
}

/// Made after all rows, where there are many.
const INDEXES: [(&str, &str); 3] = [
    (
        "entries_first",
        "CREATE UNIQUE INDEX entries_first ON entries (draw_id, first)",
    ),
    (
        "entries_account",
        "CREATE INDEX entries_account ON entries (account_id, draw_id, leaf_index)",
    ),
    (
        "submission_keys_age",
        "CREATE INDEX submission_keys_age ON submission_keys (created_at)",
    ),
];

/// Puts the ballots into the open draw: the same leaves, sums and keys as through the form, in a few large transactions
/// and with the indexes made afterwards.
fn append(
    folder: &Path,
    name: &str,
    people: &[(i64, String)],
    (ballots, per_entry, own): (u64, u64, u64),
) -> Done {
    let mut db = SqliteConnection::establish(&folder.join("clearlot.db").to_string_lossy())?;
    db.batch_execute(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA temp_store = MEMORY",
    )?;
    let (id, open_leaf, opens): (i64, String, i64) = draws::table
        .filter(draws::name.eq(name))
        .select((draws::id, draws::open_leaf, draws::opens))
        .first(&mut db)?;
    let mut log = Log::announced(OpenLeaf::parse(&open_leaf)?, None);
    log.state = DrawState::Open;
    if ballots > 100_000 {
        for (index, _) in INDEXES {
            db.batch_execute(&format!("DROP INDEX {index}"))?;
        }
    }
    let mut shares: BTreeMap<i64, Share> = BTreeMap::new();
    let total = ballots / per_entry;
    let mut made = 0;
    let at = Moment::from(DateTime::from_timestamp(opens, 0).ok_or("a time")?);
    while made < total {
        let batch = (total - made).min(2000);
        let mut rows = Vec::new();
        let mut keys = Vec::new();
        for number in made..made + batch {
            let turn = i64::try_from(number)?;
            let (account_id, reference) = if number / (ACCOUNTS as u64) < own {
                let (id, name) = &people[usize::try_from(turn % ACCOUNTS)?];
                (*id, name.clone())
            } else {
                (1_000_000 + turn % OTHERS, format!("other{}", turn % OTHERS))
            };
            let share = shares.entry(account_id).or_default();
            let who = FreeText::parse(&reference)?;
            let mut salt = [0; 16];
            salt[..8].copy_from_slice(&number.to_le_bytes());
            let entry = log.append(share, &who, per_entry, salt, u64::try_from(opens)?)?;
            rows.push((
                entries::draw_id.eq(id),
                entries::leaf_index.eq(i64::try_from(entry.leaf_index)?),
                entries::first.eq(i64::try_from(entry.first)?),
                entries::count.eq(i64::try_from(per_entry)?),
                entries::time.eq(opens),
                entries::who.eq(entry.who.as_bytes().to_vec()),
                entries::salt.eq(entry.salt.to_vec()),
                entries::account_id.eq(account_id),
                entries::reference.eq(reference),
            ));
            let key = format!("{number:010x}{:022x}", number ^ 0x5555);
            keys.push((
                submission_keys::id.eq(format!("{account_id:016x}:{key}").into_bytes()),
                submission_keys::account_id.eq(account_id),
                submission_keys::key.eq(key),
                submission_keys::draw_id.eq(id),
                submission_keys::count.eq(i64::try_from(per_entry)?),
                submission_keys::leaf_index.eq(i64::try_from(entry.leaf_index)?),
                submission_keys::created_at.eq(at),
            ));
        }
        db.transaction(|db| {
            diesel::insert_into(entries::table)
                .values(&rows)
                .execute(db)?;
            diesel::insert_into(submission_keys::table)
                .values(&keys)
                .execute(db)
        })?;
        made += batch;
    }
    if ballots > 100_000 {
        for (_, index) in INDEXES {
            db.batch_execute(index)?;
        }
    }
    save_sums(&mut db, id, &log, &shares)?;
    db.batch_execute("PRAGMA journal_mode = WAL")?;
    Ok(())
}

/// What is kept beside the entries: each person's sums, and the head of the log.
fn save_sums(db: &mut SqliteConnection, id: i64, log: &Log, shares: &BTreeMap<i64, Share>) -> Done {
    db.transaction(|db| {
        for (account_id, share) in shares {
            diesel::insert_into(participations::table)
                .values((
                    participations::account_id.eq(account_id),
                    participations::draw_id.eq(id),
                    participations::entries.eq(i64::try_from(share.entries).unwrap()),
                    participations::ballots.eq(i64::try_from(share.ballots).unwrap()),
                    participations::salt.eq(share.salt.map(Vec::from)),
                ))
                .execute(db)?;
        }
        diesel::update(draws::table.find(id))
            .set((
                draws::frontier.eq(log.frontier.to_bytes()),
                draws::entries.eq(i64::try_from(log.entries).unwrap()),
                draws::ballots.eq(i64::try_from(log.ballots).unwrap()),
                draws::last_time.eq(i64::try_from(log.last_time).unwrap()),
            ))
            .execute(db)
    })?;
    Ok(())
}

/// Closes and draws the newest open draw, in the program's own steps.
async fn draw(folder: &Path) -> Done {
    let site = Site::open(folder, Clock::system().now()).await?;
    let closes = site
        .db
        .read(|conn| {
            let open = draws::table.filter(draws::state.eq("open"));
            let closes = open.select(diesel::dsl::max(draws::closes));
            Ok::<Option<i64>, StoreError>(closes.first(conn)?)
        })
        .await?;
    let closes = DateTime::from_timestamp(closes.ok_or("no draw is open")?, 0).ok_or("a time")?;
    // the highest mark so far is that of the password hash made at the start
    std::fs::write("/proc/self/clear_refs", "5")?;
    let idle = memory("VmRSS:")?;
    site.hands.set(closes);
    let started = Instant::now();
    let closed = close_due(&site.draws).await?;
    let drawn = draw_due(&site.draws).await?;
    let took = started.elapsed();
    if (closed, drawn) != (1, 1) {
        return Err(format!("closed {closed} and drew {drawn} draws").into());
    }
    println!("{:.4} {}", took.as_secs_f64(), memory("VmHWM:")? - idle);
    site.close();
    Ok(())
}

/// This process's memory, in KiB.
fn memory(what: &str) -> Done<i64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with(what));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    Ok(number.ok_or("no such line in /proc/self/status")?.parse()?)
}

/// How many tickets are asked for at once.
const ASKING: usize = 256;
/// How many codes are told to who loads the server with them.
const CODES: usize = 20_000;

async fn raffle(folder: &Path, tickets: u64, prizes: i64, spare: u64) -> Done {
    let site = Site::open(folder, Clock::system().now()).await?;
    let raffles = Raffles::new(
        &site.draws,
        &site.key,
        CodeFormat::default(),
        chrono_tz::UTC,
    );
    let mut took = Vec::new();
    for tickets in [10, 10, 10, 10_000_000, 10_000_000, 10_000_000] {
        let started = Instant::now();
        make(&raffles, tickets, 1).await?;
        took.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    took[..3].sort_by(f64::total_cmp);
    took[3..].sort_by(f64::total_cmp);
    let sold = make(&raffles, tickets, prizes).await?;
    let anybody = || Claimant {
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        account: None,
        invite: None,
    };
    let ask = |_: u64| raffles.participate(sold, anybody(), None);
    // what a process has once, however many tickets it hands out
    let warm = make(&raffles, 20_000, 1).await?;
    for _ in 0..20_000 / ASKING {
        let claimants = (0..ASKING).map(|_| raffles.participate(warm, anybody(), None));
        for ticket in futures_util::future::join_all(claimants).await {
            ticket?;
        }
    }
    let idle = memory("VmRSS:")?;
    let started = Instant::now();
    let mut asking = futures_util::stream::iter(0..tickets)
        .map(ask)
        .buffer_unordered(ASKING);
    let mut codes = Vec::new();
    while let Some(ticket) = asking.next().await {
        let ticket = ticket?;
        if codes.len() < CODES {
            codes.push(format!("{} {}", ticket.number, ticket.code.reveal()));
        }
    }
    drop(asking);
    let selling = started.elapsed().as_secs_f64();
    let kept = memory("VmRSS:")? - idle;
    std::fs::write(folder.join("codes.txt"), codes.join("\n"))?;
    let started = Instant::now();
    match raffles.draw_winners(&Actor::clock(), sold).await? {
        Drawing::Drawn(winners) if i64::try_from(winners.len())? == prizes => {}
        other => return Err(format!("not drawn: {other:?}").into()),
    }
    let drawing = started.elapsed().as_secs_f64();
    let spare = make(&raffles, spare, 1).await?;
    println!(
        "{:.3} {:.3} {selling:.1} {kept} {drawing:.3}",
        took[1], took[4]
    );
    println!("{sold} {spare}");
    site.close();
    Ok(())
}

async fn make(raffles: &Raffles, tickets: u64, prizes: i64) -> Done<RaffleId> {
    let draft = RaffleDraft {
        name: RaffleName::parse("Bench")?,
        description: Description::default(),
        tickets: tickets.try_into()?,
        prizes: RafflePrizes::parse([("Mug", prizes)], tickets)?,
        policy: Policy::Open,
        draws_itself: false,
        closes: None,
        reserves: 0,
        claim_days: 30,
    };
    let request = Once::new(&Owner::Account(1), None, Fingerprint::new("bench", &1)?);
    let answer = |raffle: &Raffle| Ok(Answer::new(201, None, raffle.terms.id.to_string()));
    let nobody = Actor::clock();
    let made = raffles.create(&nobody, draft, request, answer);
    Ok(RaffleId::parse(&made.await?.body).ok_or("no id")?)
}

async fn argon2(threads: usize, seconds: u64) -> Done {
    use argon2::{PasswordHasher, PasswordVerifier};
    let argon2 = argon2::Argon2::default();
    let text = argon2.hash_password(PASSWORD.as_bytes());
    let text = text.map_err(|e| e.to_string())?.to_string();
    let until = Instant::now() + Duration::from_secs(seconds);
    let check = || {
        let stored = argon2::password_hash::phc::PasswordHash::new(&text).unwrap();
        let mut count = 0u32;
        while Instant::now() < until {
            argon2
                .verify_password(PASSWORD.as_bytes(), &stored)
                .unwrap();
            count += 1;
        }
        count
    };
    let total: u32 = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(check)).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    println!("{:.2}", f64::from(total) / seconds as f64);
    Ok(())
}
