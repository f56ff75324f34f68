//! `clearlot key`: the key by which strangers check this server's signatures, and how it is replaced.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use chrono::DateTime;
use clap::{Args, Subcommand};

use super::CommandResult;
use crate::clock::Clock;
use crate::config::Config;
use crate::draws::operations::{
    DatedVkey, begin_after_loss, list_lost_logs, read_vkeys, rotate_key,
};
use crate::fairness::ServerVkey;
use crate::keys::SigningFiles;
use crate::store::Db;

/// What to do with the signing key.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Print the public key, and those that were used before
    Show,
    /// Make a new signing key, which the server takes at its next start
    Rotate(RotateArgs),
}

/// How to replace the key.
#[derive(Debug, Args)]
pub struct RotateArgs {
    /// The newest database is lost for good: go on from the one that is there, and call off the draws that lost ballots
    #[arg(long)]
    after_loss: bool,
    /// Do it, instead of saying what would be done
    #[arg(long)]
    yes: bool,
}

/// Runs it.
pub(super) fn run(command: KeyCommand, config: &Config) -> CommandResult {
    let files = config.signing_files();
    let keys = read_vkeys(&files.vkeys)?;
    let Some((present, retired)) = keys.split_last() else {
        return Err("there is no signing key yet: the server makes it at its first start".into());
    };
    match command {
        KeyCommand::Show => show(present, retired),
        KeyCommand::Rotate(args) if !args.yes => {
            explain(args.after_loss, config)?;
            return Err("nothing was changed; to do it, run this again with --yes".into());
        }
        KeyCommand::Rotate(args) => rotate(&files, &present.vkey, args.after_loss, config)?,
    }
    Ok(())
}

fn show(present: &DatedVkey, retired: &[DatedVkey]) {
    println!("server       {}", present.vkey.name());
    println!("key          {}", present.vkey);
    println!("since        {}", day(present.since));
    for (old, next) in retired.iter().zip(retired.iter().skip(1).chain([present])) {
        println!("retired      {}", old.vkey);
        println!(
            "             used from {} to {}",
            day(old.since),
            day(next.since)
        );
    }
    println!();
    println!(
        "Publish the key where nobody can change it quietly: in the rules of your lotteries, on paper, on a site"
    );
    println!(
        "that others keep. Whoever checks a draw needs it: clearlot verify PROOF --vkey '{}'",
        present.vkey
    );
    if !retired.is_empty() {
        println!(
            "Proofs and receipts from before are checked with the key of their time: keep the retired ones published."
        );
    }
}

fn explain(after_loss: bool, config: &Config) -> CommandResult {
    println!("A new key signs everything from the next start of the server on.");
    println!("- Publish it at once, beside the old one: clearlot key show prints both.");
    println!(
        "- Proofs and receipts that people have stay good, with the old key. Proofs fetched from now on need the new one."
    );
    println!("- Witnesses must be given the new key before they cosign again.");
    println!(
        "- The old secret is gone. Whoever stole it can still sign in its name: say publicly that it no longer counts."
    );
    if after_loss {
        println!(
            "- What the old key signed beyond this database stays signed: receipts for lost ballots prove that they were lost."
        );
        let lost = lost_logs(config)?;
        println!(
            "These logs were signed further than this database goes; their draws are called off unless they are over:"
        );
        lost.iter().for_each(|line| println!("  {line}"));
    }
    Ok(())
}

fn rotate(
    files: &SigningFiles,
    old: &ServerVkey,
    after_loss: bool,
    config: &Config,
) -> CommandResult {
    let clock = Clock::system();
    if after_loss {
        let called_off = with_database(config, async |db: Db| {
            Ok(begin_after_loss(&db, &clock, files, old.name()).await?)
        })?;
        called_off
            .iter()
            .for_each(|name| println!("called off   {name}"));
    } else {
        rotate_key(files, old.name(), clock.unix())?;
    }
    if let [retired @ .., present] = read_vkeys(&files.vkeys)?.as_slice() {
        show(present, retired);
    }
    println!("Restart the server: until then it signs with the old key.");
    Ok(())
}

fn lost_logs(config: &Config) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let files = config.signing_files();
    with_database(
        config,
        async |db: Db| Ok(list_lost_logs(&db, &files).await?),
    )
}

fn with_database<T>(
    config: &Config,
    work: impl AsyncFnOnce(Db) -> Result<T, Box<dyn std::error::Error>>,
) -> Result<T, Box<dyn std::error::Error>> {
    let db = Db::open(&config.store)?;
    let done = actix_web::rt::System::new().block_on(work(db.clone()));
    db.close();
    done
}

fn day(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok();
    let time = time.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    time.map_or_else(
        || seconds.to_string(),
        |time| time.format("%Y-%m-%d %H:%M UTC").to_string(),
    )
}
