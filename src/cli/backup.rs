//! `clearlot backup`, `clearlot restore` and `clearlot check`.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::CommandResult;
use crate::backups::{self, Report};
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::ServerKey;
use crate::store::{
    DatabaseUrl, Db, TakenFile, copy_private, copy_sqlite, list_migrations, named_beside,
    remove_sqlite,
};

/// What to back up, and where to.
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The folder; without it the one of the settings
    dir: Option<PathBuf>,
    /// Copy the key file too. Whoever has both knows the secrets of draws to come: keep them apart if you can
    #[arg(long)]
    with_key: bool,
}

/// What to put back.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup
    file: PathBuf,
    /// Only check the file, and change nothing
    #[arg(long)]
    verify: bool,
    /// Do not ask before replacing a database that has more than the backup
    #[arg(long)]
    yes: bool,
}

/// Takes a backup; a server may be running.
pub(super) fn back_up(args: BackupArgs, config: &Config) -> CommandResult {
    let database = sqlite_file(config, "pg_dump")?;
    let dir = args.dir.as_deref().unwrap_or(&config.backup.dir);
    let key = key_if_there(config)?;
    let (now, keep) = (Clock::system().now(), config.backup.keep_days);
    let taking = backups::take_backup(database, dir, keep, now, key.as_ref());
    let backup = actix_web::rt::System::new().block_on(taking)?;
    print!("{}", backup.report);
    println!("backup       {}", backup.path.display());
    if backup.removed > 0 {
        println!("removed      {} older ones", backup.removed);
    }
    let key_file = config.key_file();
    if args.with_key {
        let copy = dir.join("clearlot.key");
        copy_private(&key_file, &copy)?;
        println!("key file     {}", copy.display());
    } else if !dir.join("clearlot.key").exists() {
        let file = key_file.display();
        println!("The key file {file} is not in it. Keep a copy of that too, apart from this one.");
    }
    Ok(())
}

/// Puts a backup back, or only checks it.
pub(super) fn restore(args: &RestoreArgs, config: &Config) -> CommandResult {
    let database = sqlite_file(config, "pg_restore")?;
    let key = key_if_there(config)?;
    actix_web::rt::System::new().block_on(async {
        if args.verify {
            let scratch = named_beside(&args.file, ".verifying");
            let prepared = backups::prepare(&args.file, &scratch, key.as_ref()).await?;
            return say(&prepared.report);
        }
        // first of all: a server that is running must not lose its files
        let taken = TakenFile::take(database)?;
        let prepared = backups::prepare(&args.file, database, key.as_ref()).await?;
        say(&prepared.report)?;
        match prepared.losses_of(database).await {
            Ok(lost) if lost.is_empty() => {}
            Ok(lost) => {
                println!("The database that is there has more than this backup:");
                lost.iter().take(20).for_each(|line| println!("  {line}"));
                if lost.len() > 20 {
                    println!("  and {} more", lost.len() - 20);
                }
                println!("Who has proofs of what is lost can show that the server went back in time: say so publicly.");
                agree(args.yes)?;
            }
            Err(e) => {
                println!("The database that is there cannot be compared: {e}");
                agree(args.yes)?;
            }
        }
        let kept = prepared.put_in_place(&taken, Clock::system().now())?;
        println!("restored     {}", database.display());
        if let Some(kept) = kept {
            println!("kept         {}", kept.display());
        }
        if key.is_none() {
            let file = config.key_file();
            println!("There is no key file {}: put it back before you start the server.", file.display());
        }
        Ok(())
    })
}

/// Checks the database of the settings; a server may be running.
pub(super) fn check(config: &Config) -> CommandResult {
    let key = key_if_there(config)?;
    let pending = list_migrations(&config.store)?;
    if let Some((name, _)) = pending.iter().find(|(_, done)| !done) {
        return Err(format!(
            "the schema is older than this program ({name} is missing): run clearlot migrate first"
        )
        .into());
    }
    actix_web::rt::System::new().block_on(async {
        let report = match &config.store.url {
            DatabaseUrl::Sqlite(file) => {
                let copy = named_beside(file, ".checking");
                remove_sqlite(&copy);
                copy_sqlite(file, &copy)?;
                let report = backups::check_copy(&copy, key.as_ref()).await;
                remove_sqlite(&copy);
                report?
            }
            DatabaseUrl::Postgres(_) => {
                let db = Db::open(&config.store)?;
                backups::check_database(&db, key.as_ref()).await?
            }
        };
        say(&report)
    })
}

/// Prints what was found; faults end the command.
fn say(report: &Report) -> CommandResult {
    print!("{report}");
    if report.is_sound() {
        Ok(())
    } else {
        Err(format!("{} faults were found", report.faults.len()).into())
    }
}

fn agree(yes: bool) -> CommandResult {
    if yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        return Err(
            "nothing was changed; to replace it all the same, run this again with --yes".into(),
        );
    }
    print!("Replace it? [y/N] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    if matches!(answer.trim(), "y" | "yes") {
        Ok(())
    } else {
        Err("nothing was changed".into())
    }
}

fn sqlite_file<'a>(config: &'a Config, tool: &str) -> Result<&'a Path, String> {
    match &config.store.url {
        DatabaseUrl::Sqlite(file) => Ok(file),
        DatabaseUrl::Postgres(_) => Err(format!(
            "the database is PostgreSQL: use {tool}, as docs/OPERATING.md says, and clearlot check afterwards"
        )),
    }
}

/// The key file, if there is one: a check makes none.
fn key_if_there(config: &Config) -> Result<Option<ServerKey>, crate::keys::KeyError> {
    let file = config.key_file();
    file.exists()
        .then(|| ServerKey::load_or_create(&file))
        .transpose()
}
