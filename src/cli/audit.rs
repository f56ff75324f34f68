//! `clearlot audit`: whether the audit log is whole, for whoever runs the server. It changes nothing.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

use clap::Subcommand;

use super::CommandResult;
use crate::audit::verify_chain;
use crate::config::Config;
use crate::store::Db;

/// What to do with the audit log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Recompute the chain of the audit log; exit code 1 where a row was changed, deleted or put in
    #[command(
        after_help = "Write down the row and hash it prints, somewhere this machine cannot write. Given back with --noted, \
                      they also show a log that was rewritten as a whole."
    )]
    Verify {
        /// A row and its hash that you wrote down earlier, as this command prints them
        #[arg(long, value_name = "ROW:HASH", value_parser = parse_noted)]
        noted: Option<(i64, String)>,
    },
}

/// `12:ab…`: a row's number and its hash in hex.
fn parse_noted(text: &str) -> Result<(i64, String), String> {
    let why = "write the row, a colon, and 64 hexadecimal digits";
    let (number, hash) = text.split_once(':').ok_or(why)?;
    let number: i64 = number.parse().map_err(|_no_number| why)?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    if number < 1 || !is_hash {
        return Err(why.to_owned());
    }
    Ok((number, hash.to_owned()))
}

/// Runs one command on the database of these settings. SQLite lets one process in at a time: stop the server first,
/// or check a backup.
///
/// # Errors
/// The first row that is wrong, or what the database said.
pub fn run(command: AuditCommand, config: &Config) -> CommandResult {
    let AuditCommand::Verify { noted } = command;
    let db = Db::open(&config.store)?;
    let verified = actix_web::rt::System::new().block_on(verify_chain(&db, noted));
    db.close();
    let head = verified?;
    match head.number {
        0 => println!("The audit log is empty."),
        1 => println!("The audit log is whole: 1 row."),
        n => println!("The audit log is whole: {n} rows."),
    }
    println!("{}:{}", head.number, head.hash);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noted_end_is_a_row_and_a_hash() {
        let hash = "ab".repeat(32);
        assert_eq!(parse_noted(&format!("12:{hash}")), Ok((12, hash.clone())));
        for text in ["", "12", "12:ab", "0:00", &format!("x:{hash}"), &hash] {
            assert!(parse_noted(text).is_err(), "{text}");
        }
    }
}
