//! `clearlot account`: accounts from the command line, for whoever runs the server. Passwords are never arguments:
//! those can be seen by others on the machine.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use std::io::{BufRead, IsTerminal};

use clap::Subcommand;

use crate::accounts::model::password::{Password, PasswordError};
use crate::accounts::model::{
    Account, DisableReason, DisableReasonError, Role, Username, UsernameError,
};
use crate::accounts::operations;
use crate::accounts::operations::roster::{self, Change, RosterError};
use crate::accounts::{Accounts, AccountsConfig};
use crate::audit::Actor;
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::ServerKey;
use crate::store::{Db, StoreError};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account; the password comes from standard input, or is asked for
    Create {
        /// The account may make and change lotteries
        #[arg(long)]
        manager: bool,
        /// Its name
        name: String,
    },
    /// Let an account make and change lotteries
    Promote {
        /// Its name
        name: String,
    },
    /// Let a manager only take part from now on
    Demote {
        /// Its name
        name: String,
    },
    /// Keep an account from being used, and end its sessions
    Disable {
        /// Why, for the managers
        #[arg(long, default_value = "by whoever runs the server")]
        reason: String,
        /// Its name
        name: String,
    },
    /// Let a disabled account be used again
    Enable {
        /// Its name
        name: String,
    },
    /// Show all accounts
    List,
}

/// Why a command did nothing. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AccountCommandError {
    /// Not a name.
    #[error(transparent)]
    Username(#[from] UsernameError),
    /// Not a password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The two passwords differ.
    #[error("The two passwords are not the same.")]
    Mistyped,
    /// Nobody has the name.
    #[error("There is no account {0}.")]
    NoSuchAccount(Username),
    /// No account was made.
    #[error(transparent)]
    Create(#[from] operations::SignUpError),
    /// Not a reason.
    #[error(transparent)]
    Reason(#[from] DisableReasonError),
    /// The account was not changed.
    #[error(transparent)]
    Change(#[from] RosterError),
    /// The terminal or standard input failed.
    #[error("cannot read the password: {0}")]
    Input(#[from] std::io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Runs one command on the database of these settings. SQLite lets one process in at a time: stop the server first.
///
/// # Errors
/// What went wrong, for the operator; then nothing was changed.
pub fn run(command: AccountCommand, config: &Config) -> Result<(), Box<dyn std::error::Error>> {
    let key = ServerKey::load_or_create(&config.key_file())?;
    let db = Db::open(&config.store)?;
    let settings = AccountsConfig::new(&config.data_dir);
    let accounts = Accounts::new(db.clone(), Clock::system(), &key, &settings)?;
    let done = actix_web::rt::System::new().block_on(run_on(command, &accounts));
    db.close();
    Ok(done?)
}

/// Runs one command and prints what it did.
async fn run_on(command: AccountCommand, accounts: &Accounts) -> Result<(), AccountCommandError> {
    match command {
        AccountCommand::Create { manager, name } => {
            let username = Username::parse(&name)?;
            let password = Password::parse(&read_password()?, username.as_str())?;
            let role = if manager {
                Role::Manager
            } else {
                Role::Participant
            };
            let account = operations::create_account(accounts, username, &password, role).await?;
            println!("Made the {} {}.", account.role.as_str(), account.username);
        }
        AccountCommand::Promote { name } => {
            let account = change(accounts, &name, Change::Promote).await?;
            println!("{} is a manager.", account.username);
        }
        AccountCommand::Demote { name } => {
            let account = change(accounts, &name, Change::Demote).await?;
            println!(
                "{} takes part only, and is signed out everywhere.",
                account.username
            );
        }
        AccountCommand::Disable { reason, name } => {
            let reason = DisableReason::parse(&reason)?;
            let account = change(accounts, &name, Change::Disable(reason)).await?;
            println!(
                "{} is disabled and signed out everywhere.",
                account.username
            );
        }
        AccountCommand::Enable { name } => {
            let account = change(accounts, &name, Change::Enable).await?;
            println!("{} can sign in.", account.username);
        }
        AccountCommand::List => {
            for account in roster::list(accounts).await? {
                println!("{}", line(&account));
            }
        }
    }
    Ok(())
}

async fn change(
    accounts: &Accounts,
    name: &str,
    change: Change,
) -> Result<Account, AccountCommandError> {
    let username = Username::parse(name)?;
    let found = roster::find_by_name(accounts, username.clone()).await?;
    let account = found.ok_or(AccountCommandError::NoSuchAccount(username))?;
    Ok(roster::change(accounts, &Actor::command_line(), account.id, change).await?)
}

fn line(account: &Account) -> String {
    let state = match account.disabled_at {
        Some(at) => format!("disabled since {}", at.format("%Y-%m-%d")),
        None => "active".to_owned(),
    };
    let (name, role) = (account.username.as_str(), account.role.as_str());
    let since = account.created_at.format("%Y-%m-%d");
    format!("{name:<32}  {role:<11}  {since}  {state}")
}

/// Asked for twice on a terminal; else the first line of standard input.
fn read_password() -> Result<String, AccountCommandError> {
    if std::io::stdin().is_terminal() {
        let once = rpassword::prompt_password("Password: ")?;
        let twice = rpassword::prompt_password("Once more: ")?;
        return if once == twice {
            Ok(once)
        } else {
            Err(AccountCommandError::Mistyped)
        };
    }
    first_line(std::io::stdin().lock())
}

fn first_line(mut input: impl BufRead) -> Result<String, AccountCommandError> {
    let mut text = String::new();
    input.read_line(&mut text)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_first_line_without_its_end() {
        let line = |text: &str| first_line(text.as_bytes()).unwrap();
        assert_eq!(line(" a b \nc"), " a b ");
        assert_eq!(line("abc\r\n"), "abc");
        assert_eq!(line("abc"), "abc");
        assert_eq!(line(""), "");
    }
}
