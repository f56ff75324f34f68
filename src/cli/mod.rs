//! One file per subcommand. Here the command line is read, the log is set up and errors become an exit code.

mod account;
mod health;
mod migrate;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Self-hosted lotteries, raffles and prize pools whose results anyone can check.
#[derive(Debug, Parser)]
#[command(
    name = "clearlot",
    version,
    about,
    after_help = "Settings come from the environment or a .env file; the README lists them."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site (what clearlot does without a subcommand).
    Serve,
    /// Create and change accounts.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Bring the database's schema up to date and stop.
    Migrate,
    /// Ask the server on this machine whether it is alive; for containers.
    Health,
}

/// What a subcommand ends with; the text is the operator's.
type CommandResult = Result<(), Box<dyn std::error::Error>>;

/// Runs the command line. Exit code 1 and a sentence on stderr when it fails.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // before the log: RUST_LOG may stand in the file
    let dotenv = dotenvy::dotenv();
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info")).init();
    let outcome = match dotenv {
        Err(e) if !e.not_found() => Err(format!(".env cannot be read: {e}").into()),
        _ => Config::from_env()
            .map_err(Into::into)
            .and_then(|config| cli.command.unwrap_or(Command::Serve).run(config)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            #[expect(clippy::print_stderr, reason = "the command line's answer")]
            {
                eprintln!("clearlot: {e}");
            }
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self, config: Config) -> CommandResult {
        match self {
            Command::Serve => serve::run(config),
            Command::Account(command) => account::run(command, &config),
            Command::Migrate => migrate::run(&config),
            Command::Health => health::run(&config),
        }
    }
}
