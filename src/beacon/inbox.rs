//! A folder beside the database where `clearlot beacon import` leaves rounds for a server that runs: SQLite lets one
//! process in at a time. What lies there is checked like everything else.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::model::SignedRound;
use crate::private;

/// More than this in one file is not a handful of rounds.
const FILE_MAX: u64 = 1024 * 1024;
const GOOD: &str = "json";

/// Leaves rounds for the server that has the database open.
///
/// # Errors
/// What the system says.
pub(super) fn leave(inbox: &Path, rounds: &[SignedRound]) -> io::Result<()> {
    private::create_folder(inbox)?;
    for round in rounds {
        let text = serde_json::json!({
            "round": round.number().number(),
            "signature": round.signature().to_hex(),
        });
        let name = inbox.join(format!("round-{}", round.number()));
        let unfinished = name.with_extension("part");
        let mut file = fs::File::create(&unfinished)?;
        writeln!(file, "{text}")?;
        file.sync_all()?;
        // the server sees whole files only
        fs::rename(&unfinished, name.with_extension(GOOD))?;
    }
    Ok(())
}

/// The files that lie there.
pub(super) fn list(inbox: &Path) -> Vec<PathBuf> {
    let Ok(files) = fs::read_dir(inbox) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == GOOD))
        .collect();
    files.sort();
    files
}

/// The bytes of a file that is not too long.
pub(super) fn read(file: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(file)?.len() > FILE_MAX {
        return Err(io::Error::other("the file is too long"));
    }
    fs::read(file)
}

/// What cannot be used is put aside, so that it is told of once.
pub(super) fn put_aside(file: &Path) -> io::Result<()> {
    fs::rename(file, file.with_extension("refused"))
}
