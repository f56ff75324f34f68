//! `clearlot draw`: does by hand what the server does on the clock, up to a time, and says what came of it.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use chrono::{DateTime, Utc};
use clap::Args;

use super::CommandResult;
use crate::beacon::Beacons;
use crate::clock::Clock;
use crate::config::Config;
use crate::draws::operations::list_refused;
use crate::draws::{self, Draw, DrawState, Draws, Pending, Signing};
use crate::games::lottery::Lotteries;
use crate::games::lottery::model::TimeZone;
use crate::keys::ServerKey;
use crate::store::{Conn, Db, StoreError};

/// Up to when.
#[derive(Debug, Args)]
pub struct DrawArgs {
    /// Open, close and draw what was due at this time, such as 2026-11-21T00:00:00Z; without it, now
    #[arg(long, value_name = "TIME")]
    until: Option<DateTime<Utc>>,
    /// Change nothing, and say what would be done; the time may lie ahead
    #[arg(long)]
    dry_run: bool,
}

/// Runs what is due. SQLite lets one process in at a time: a server that runs does this by itself.
pub(super) fn run(args: &DrawArgs, config: &Config) -> CommandResult {
    let clock = Clock::system();
    let now = clock.now();
    let until = args.until.unwrap_or(now);
    if until > now && !args.dry_run {
        return Err(format!("{until} is still to come: nothing can be drawn before its time. With --dry-run it says what would be done").into());
    }
    let key = ServerKey::load_or_create(&config.key_file())?;
    let db = Db::open(&config.store)?;
    let done = actix_web::rt::System::new().block_on(async {
        let adopted = key.clone();
        db.write(move |conn| draws::adopt_key(conn, &adopted))
            .await?;
        let beacons = Beacons::start(db.clone(), clock.clone(), &config.beacon).await;
        let server = super::server_name(&db, config).await?;
        let draws =
            Draws::new(db.clone(), clock.clone(), &key, server)?.with_beacons(beacons.clone());
        let seconds = u64::try_from(until.timestamp()).unwrap_or(0);
        if args.dry_run {
            let due = db
                .read(move |conn| draws::list_pending(conn, seconds))
                .await?;
            let now = clock.unix();
            for one in &due {
                let name = one.name.clone();
                let draw = db.read(move |conn| draws::find_draw(conn, &name)).await?;
                let waiting = draw.and_then(|draw| waiting(&draw, now));
                println!("{}", waiting.unwrap_or_else(|| plan(one, seconds)));
            }
            println!("{} draws; nothing was changed.", due.len());
        } else {
            let zone = TimeZone::parse(config.time_zone.name())?;
            let draws = signing(&db, draws.clone(), config, clock.unix()).await?;
            let lotteries = Lotteries::new(db.clone(), clock.clone(), draws.clone(), zone);
            lotteries.plan_due_draws().await?;
            run_until(&draws, &beacons, seconds).await?;
            draws::sign_server_log(&draws).await?;
        }
        draws.close();
        Ok::<_, Box<dyn std::error::Error>>(())
    });
    db.close();
    done
}

/// The draws with the key that signs their logs, if these are the logs that it signed.
async fn signing(
    db: &Db,
    draws: Draws,
    config: &Config,
    now: u64,
) -> Result<Draws, Box<dyn std::error::Error>> {
    let signing = Signing::open(&config.signing_files(), draws.server(), now)?;
    signing.adopt_heads(db).await?;
    let draws = draws.with_signing(signing);
    draws::sign_server_log(&draws).await?;
    match list_refused(&draws).into_iter().next() {
        None => Ok(draws),
        Some(why) => Err(why.into()),
    }
}

async fn run_until(draws: &Draws, beacons: &Beacons, until: u64) -> CommandResult {
    let due = draws
        .db()
        .read(move |conn| draws::list_pending(conn, until))
        .await?;
    let due: Vec<Pending> = due.into_iter().filter(|one| is_due(one, until)).collect();
    // what closes in the first round may wait for a number that is out already
    for _ in 0..2 {
        draws::run_until(draws, until).await?;
        draws::fetch_rounds(draws).await?;
        beacons.settled().await;
    }
    draws::run_until(draws, until).await?;
    let mut left = 0;
    for one in due {
        let name = one.name.clone();
        let now = draws.clock().unix();
        let said = draws
            .db()
            .read(move |conn| outcome(conn, &one, now))
            .await?;
        left += usize::from(said.is_none());
        println!(
            "{}: {}",
            name.as_str(),
            said.as_deref()
                .unwrap_or("could not be done; the log says why")
        );
    }
    if left > 0 {
        return Err(format!("{left} draws are still due").into());
    }
    println!("Nothing more is due.");
    Ok(())
}

fn is_due(one: &Pending, until: u64) -> bool {
    match one.state {
        DrawState::Scheduled => one.opens <= until,
        DrawState::Open | DrawState::Closed => one.closes <= until,
        DrawState::Drawn | DrawState::Void => false,
    }
}

fn plan(one: &Pending, until: u64) -> String {
    let name = one.name.as_str();
    let steps = match one.state {
        DrawState::Scheduled if one.closes <= until => "would open, close and be drawn",
        DrawState::Scheduled => "would open",
        DrawState::Open if one.closes <= until => "would close and be drawn",
        DrawState::Closed => "would be drawn",
        _ => "would stay open",
    };
    format!("{name}: {steps}")
}

/// What a closed draw waits for, if it is public randomness.
fn waiting(draw: &Draw, now: u64) -> Option<String> {
    let awaited = draw.awaited_round(now)?;
    let due = i64::try_from(awaited.due()).ok();
    let due = due.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0));
    Some(format!(
        "closed, waits for round {} of the drand network, due at {}",
        awaited.round,
        due.map_or_else(String::new, |due| due.to_string())
    ))
}

/// What became of a draw that was due; nothing if it is where it was.
fn outcome(conn: &mut Conn, before: &Pending, now: u64) -> Result<Option<String>, StoreError> {
    let Some(draw) = draws::find_draw(conn, &before.name)? else {
        return Ok(None);
    };
    if let Some(waiting) = waiting(&draw, now) {
        return Ok(Some(waiting));
    }
    Ok(match draw.state {
        state if state == before.state => None,
        DrawState::Void => Some("void".to_owned()),
        DrawState::Drawn if draw.ballots == 0 => Some("drawn, without ballots".to_owned()),
        DrawState::Drawn => {
            let won = draws::list_drawn_ballots(conn, &[draw.id], true)?;
            let won: Vec<String> = won
                .iter()
                .map(|ballot| {
                    let who = ballot
                        .reference
                        .as_deref()
                        .unwrap_or("somebody who has left");
                    format!("ballot {} of {who}", ballot.ballot)
                })
                .collect();
            Some(format!(
                "drawn from {} ballots: {}",
                draw.ballots,
                won.join(", ")
            ))
        }
        state => Some(state.as_str().to_owned()),
    })
}
