//! `clearlot account`: accounts from the command line, for whoever runs the server. Passwords are never arguments:
//! those can be seen by others on the machine.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use std::io::{BufRead, IsTerminal};

use clap::Subcommand;

use crate::accounts::model::password::{Password, PasswordError};
use crate::accounts::model::{Account, Role, Username, UsernameError};
use crate::accounts::operations::{self, roster};
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
    /// Keep an account from being used, and end its sessions
    Disable {
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
    let actor = Actor::command_line();
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
            let account = found(
                roster::promote(accounts, &actor, parse(&name)?).await?,
                &name,
            )?;
            println!("{} is a manager.", account.username);
        }
        AccountCommand::Disable { name } => {
            let account = found(
                roster::disable(accounts, &actor, parse(&name)?).await?,
                &name,
            )?;
            println!(
                "{} is disabled and signed out everywhere.",
                account.username
            );
        }
        AccountCommand::Enable { name } => {
            let account = found(
                roster::enable(accounts, &actor, parse(&name)?).await?,
                &name,
            )?;
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

fn parse(name: &str) -> Result<Username, UsernameError> {
    Username::parse(name)
}

fn found(account: Option<Account>, name: &str) -> Result<Account, AccountCommandError> {
    match account {
        Some(account) => Ok(account),
        None => Err(AccountCommandError::NoSuchAccount(parse(name)?)),
    }
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
