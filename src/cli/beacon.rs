//! `clearlot beacon`: rounds of public randomness by hand, for servers without outgoing network.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::CommandResult;
use crate::beacon::{SignedRound, import_rounds, leave_rounds, read_rounds};
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{Db, OpenError};

/// More than this is not a handful of rounds.
const INPUT_MAX: u64 = 1024 * 1024;

/// What to do with public randomness.
#[derive(Debug, Subcommand)]
pub enum BeaconCommand {
    /// Take in rounds that a relay has answered elsewhere; also while a server runs
    #[command(
        after_help = "The page of a draw that waits says which round it needs. On a machine with network:\n  \
                      curl https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/ROUND\n\
                      The file holds that answer, several of them one after the other, or a list. Every signature is checked."
    )]
    Import {
        /// The file; - reads from standard input
        file: PathBuf,
    },
}

/// Runs one command. All of a file is taken, or nothing of it.
pub(super) fn run(command: &BeaconCommand, config: &Config) -> CommandResult {
    let BeaconCommand::Import { file } = command;
    let rounds = read_rounds(&read(file)?).map_err(|e| format!("{}: {e}", file.display()))?;
    match Db::open(&config.store) {
        Ok(db) => {
            let taken = rounds.clone();
            let clock = Clock::system();
            let new = actix_web::rt::System::new().block_on(import_rounds(&db, &clock, taken));
            db.close();
            let new = new?;
            for round in &rounds {
                let word = if new.contains(round) {
                    "taken"
                } else {
                    "was there already"
                };
                say(round, word);
            }
        }
        // SQLite lets one process in at a time
        Err(OpenError::InUse(_)) => {
            leave_rounds(&config.beacon.inbox, &rounds)?;
            for round in &rounds {
                say(round, "left for the server that is running");
            }
        }
        Err(e) => return Err(e.into()),
    }
    Ok(())
}

fn say(round: &SignedRound, word: &str) {
    println!("round {}: signature checked, {word}", round.number());
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().take(INPUT_MAX + 1).read_to_end(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(INPUT_MAX + 1).read_to_end(&mut text))
    };
    let length = read.map_err(|e| format!("{}: {e}", file.display()))?;
    if length as u64 > INPUT_MAX {
        return Err(format!("{} is too long", file.display()));
    }
    Ok(text)
}
