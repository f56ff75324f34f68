//! One file per subcommand. Here the command line is read, the log is set up and errors become an exit code.

mod account;
mod audit;
mod backup;
mod beacon;
mod demo;
mod draw;
mod health;
mod key;
mod logging;
mod migrate;
mod openapi;
mod serve;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;
use crate::fairness::ServerName;
use crate::store::{Conn, Db};

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
    #[command(flatten)]
    WithSettings(ServerCommand),
    /// Check a draw, a receipt or plays offline, with keys you bring.
    Verify(Box<verify::VerifyArgs>),
    /// Print the description of the JSON API (OpenAPI 3.1).
    Openapi,
}

/// The commands of whoever runs a server: they read its settings.
#[derive(Debug, Subcommand)]
enum ServerCommand {
    /// Serve the site (what clearlot does without a subcommand).
    Serve,
    /// Create and change accounts.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Check the audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Open, close and draw what is due, and say what came of it.
    Draw(draw::DrawArgs),
    /// Hand in public random numbers on a server without outgoing network.
    #[command(subcommand)]
    Beacon(beacon::BeaconCommand),
    /// Show the key by which anybody checks this server's signatures, or make a new one.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Take a backup of a SQLite database, also while a server runs.
    Backup(backup::BackupArgs),
    /// Put a backup back, or check it.
    Restore(backup::RestoreArgs),
    /// Check the whole database: numbers, trees, results, audit log.
    Check,
    /// Fill an empty database with a year that looks real.
    Demo(demo::DemoArgs),
    /// Bring the database's schema up to date and stop.
    Migrate(migrate::MigrateArgs),
    /// Ask the server on this machine whether it is alive; for containers.
    Health,
}

/// What a subcommand ends with; the text is the operator's.
type CommandResult = Result<(), Box<dyn std::error::Error>>;

/// Runs the command line. Exit code 1 and a sentence on stderr when it fails.
pub fn run() -> ExitCode {
    let command = match Cli::parse().command {
        // Before any setting is read: a verifier has none, and works where no server is.
        Some(Command::Verify(args)) => return verify::run(&args),
        Some(Command::Openapi) => return openapi::run(),
        Some(Command::WithSettings(command)) => command,
        None => ServerCommand::Serve,
    };
    // before the log: RUST_LOG may stand in the file
    let dotenv = dotenvy::dotenv();
    let logging = logging::start();
    let outcome = match dotenv {
        _ if logging.is_err() => logging.map_err(Into::into),
        Err(e) if !e.not_found() => Err(format!(".env cannot be read: {e}").into()),
        _ => Config::from_env()
            .map_err(Into::into)
            .and_then(|config| command.run(config)),
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

impl ServerCommand {
    fn run(self, config: Config) -> CommandResult {
        match self {
            ServerCommand::Serve => serve::run(config),
            ServerCommand::Account(command) => account::run(command, &config),
            ServerCommand::Audit(command) => audit::run(command, &config),
            ServerCommand::Draw(args) => draw::run(&args, &config),
            ServerCommand::Beacon(command) => beacon::run(&command, &config),
            ServerCommand::Key(command) => key::run(command, &config),
            ServerCommand::Backup(args) => backup::back_up(args, &config),
            ServerCommand::Restore(args) => backup::restore(&args, &config),
            ServerCommand::Check => backup::check(&config),
            ServerCommand::Demo(args) => demo::run(&args, &config),
            ServerCommand::Migrate(args) => migrate::run(&args, &config),
            ServerCommand::Health => health::run(&config),
        }
    }
}

/// The first part of the names of this server's draws: what the database remembers, or what the server would take.
async fn server_name(db: &Db, config: &Config) -> Result<ServerName, Box<dyn std::error::Error>> {
    let host = match &config.server.public_url {
        Some(url) => url.host().to_owned(),
        None => config.server.listen.ip().to_string(),
    };
    let proposed = ServerName::parse(&format!("{host}/vdraw"))?;
    let adopt = move |conn: &mut Conn| crate::draws::adopt_server_name(conn, &proposed);
    Ok(db.write(adopt).await?)
}
