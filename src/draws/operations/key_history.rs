//! The file of public keys: every key this server has signed with, and since when. Old proofs are checked with the key of
//! their time, so none is ever taken out.

use std::io::Write;
use std::path::Path;

use super::guard::GuardError;
use crate::fairness::ServerVkey;
use crate::private;

/// A key, and when it was first used, in seconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedVkey {
    /// The key to check signatures with.
    pub vkey: ServerVkey,
    /// Since when.
    pub since: u64,
}

/// The keys in the file, the present one last; none if there is no file.
///
/// # Errors
/// [`GuardError`]
pub fn read_vkeys(path: &Path) -> Result<Vec<DatedVkey>, GuardError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(failed(path, source)),
    };
    let read = |(line, text): (usize, &str)| {
        let dated = text.split_once(' ').and_then(|(since, vkey)| {
            Some(DatedVkey {
                vkey: ServerVkey::parse(vkey).ok()?,
                since: since.parse().ok()?,
            })
        });
        dated.ok_or_else(|| GuardError::DamagedKey {
            path: path.to_owned(),
            line,
        })
    };
    (1..).zip(text.lines()).map(read).collect()
}

/// Adds a key, unless it is the present one already.
///
/// # Errors
/// [`GuardError`]
pub fn add_vkey(path: &Path, vkey: &ServerVkey, now: u64) -> Result<(), GuardError> {
    let last = read_vkeys(path)?.pop();
    if last.is_some_and(|last| last.vkey == *vkey) {
        return Ok(());
    }
    let add = || {
        // public keys, in a folder where nothing else is anybody's to read
        let mut options = private::file_options();
        options.append(true).create(true);
        let mut file = options.open(path)?;
        file.write_all(format!("{now} {vkey}\n").as_bytes())?;
        file.sync_all()
    };
    add().map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: std::io::Error) -> GuardError {
    GuardError::File {
        path: path.to_owned(),
        source,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::fairness::{NoteSigner, ServerName};

    #[test]
    fn nobody_but_the_owner_reads_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clearlot.vkeys");
        let name = ServerName::parse("lotto.example").unwrap();
        let vkey = NoteSigner::from_seed(&[1; 32]).server_vkey(name).unwrap();
        add_vkey(&path, &vkey, 7).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(read_vkeys(&path).unwrap(), [DatedVkey { vkey, since: 7 }]);
    }
}
