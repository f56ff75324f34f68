//! `clearlot migrate`: what `serve` does to the schema at start, alone, for operators who upgrade in steps.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use clap::Args;

use super::CommandResult;
use crate::config::Config;
use crate::store::{Db, list_migrations};

/// Whether to change anything.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Change nothing; fail if something is to be done
    #[arg(long)]
    check: bool,
}

pub(super) fn run(args: &MigrateArgs, config: &Config) -> CommandResult {
    let before = list_migrations(&config.store)?;
    let pending = before.iter().filter(|(_, done)| !done).count();
    if !args.check && pending > 0 {
        Db::open(&config.store)?.close();
    }
    for (name, done) in &before {
        let word = match (done, args.check) {
            (true, _) => "done   ",
            (false, true) => "pending",
            (false, false) => "done now",
        };
        println!("{word:<8}  {name}");
    }
    if args.check && pending > 0 {
        return Err(format!("{pending} migrations are pending").into());
    }
    println!("The schema is up to date.");
    Ok(())
}
