//! Copies of a SQLite file while it is in use, and what both databases can say of their own soundness.
//! Not here: when copies are taken, and what the features' tables must hold.

use std::fs::File;
use std::path::{Path, PathBuf};

use diesel::connection::{Connection, SimpleConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::conn::Conn;
use super::db::Db;
use super::error::{OpenError, StoreError};
use super::migrate;
use super::open::{Opener, beside, claim_file, private_file};
use super::url::{DatabaseUrl, StoreConfig};

/// Files that SQLite and this program keep beside a database.
const BESIDE: [&str; 3] = ["-wal", "-shm", ".lock"];

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> OpenError {
    let path = path.display().to_string();
    move |source| OpenError::File { path, source }
}

/// Copies a database into a new file that only its owner can read, as it is at one moment, whether or not a server is
/// writing to it meanwhile. The copy is on disk when this answers, and needs no file beside it.
///
/// # Errors
/// [`OpenError`]; what was written of the copy is removed.
pub fn copy_sqlite(from: &Path, to: &Path) -> Result<(), OpenError> {
    // SQLite would make an empty database of a name that does not exist
    if !from.is_file() {
        let missing = std::io::ErrorKind::NotFound.into();
        return Err(failed(from)(missing));
    }
    let copied = copy(from, to);
    if copied.is_err() {
        // the error is what the operator needs to know, not what is left
        let _ = std::fs::remove_file(to);
    }
    copied
}

fn copy(from: &Path, to: &Path) -> Result<(), OpenError> {
    match std::fs::remove_file(to) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(failed(to)(e)),
        _ => {}
    }
    // SQLite takes an empty file, and would make one that others can read
    let file = private_file(to).map_err(failed(to))?;
    let mut lite = SqliteConnection::establish(&from.to_string_lossy())?;
    lite.batch_execute("PRAGMA busy_timeout = 5000")?;
    diesel::sql_query("VACUUM INTO $1")
        .bind::<Text, _>(to.to_string_lossy().into_owned())
        .execute(&mut lite)?;
    file.sync_all().map_err(failed(to))
}

/// Copies a small file to one that only its owner can read, and waits until it is on disk.
///
/// # Errors
/// [`OpenError::File`].
pub fn copy_private(from: &Path, to: &Path) -> Result<(), OpenError> {
    let bytes = std::fs::read(from).map_err(failed(from))?;
    let mut file = private_file(to).map_err(failed(to))?;
    file.set_len(0)
        .and_then(|()| std::io::Write::write_all(&mut file, &bytes))
        .and_then(|()| file.sync_all())
        .map_err(failed(to))
}

/// Removes what SQLite and this program keep beside a database that nobody uses.
pub fn remove_beside(path: &Path) {
    for ending in BESIDE {
        let _ = std::fs::remove_file(beside(path, ending));
    }
}

/// Removes a database with everything beside it; what is not there is no error.
pub fn remove_sqlite(path: &Path) {
    remove_beside(path);
    let _ = std::fs::remove_file(path);
}

/// A SQLite file that is this process's alone until the value is dropped.
#[derive(Debug)]
pub struct TakenFile {
    path: PathBuf,
    _lock: File,
}

impl TakenFile {
    /// Takes the file, which need not exist.
    ///
    /// # Errors
    /// [`OpenError::InUse`] while a server has it.
    pub fn take(path: &Path) -> Result<Self, OpenError> {
        let existed = path.exists();
        let lock = claim_file(path)?;
        if !existed {
            // made by the claim
            std::fs::remove_file(path).map_err(failed(path))?;
        }
        Ok(TakenFile {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    /// Puts another database in its place. The one that was there is kept under another name, with what SQLite has
    /// beside it; nothing of it can then be taken for the new one's. Answers that name, if there was one.
    ///
    /// # Errors
    /// [`OpenError::File`]; then the database is where it was, or under the other name.
    pub fn replace_by(&self, new: &Path, old_ending: &str) -> Result<Option<PathBuf>, OpenError> {
        let path = &self.path;
        let kept = beside(path, old_ending);
        let had = path.exists();
        for ending in ["-wal", "-shm", ""] {
            let (from, to) = (beside(path, ending), beside(&kept, ending));
            match std::fs::rename(&from, &to) {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(failed(&from)(e)),
                _ => {}
            }
        }
        std::fs::rename(new, path).map_err(failed(path))?;
        sync_folder_of(path)?;
        Ok(had.then_some(kept))
    }
}

/// Makes what was renamed in the folder of this file last.
///
/// # Errors
/// [`OpenError::File`].
pub fn sync_folder_of(path: &Path) -> Result<(), OpenError> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed(folder))
}

/// The file's name with something after it.
pub fn named_beside(path: &Path, ending: &str) -> PathBuf {
    beside(path, ending)
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    value: String,
}

impl Db {
    /// What the database itself finds wrong with its files and references; nothing where all is sound. PostgreSQL checks
    /// its pages when it reads them, and has no such question.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_damage(&self) -> Result<Vec<String>, StoreError> {
        self.read(|conn| {
            let Conn::Sqlite(lite) = conn else {
                return Ok(Vec::new());
            };
            let mut found: Vec<Finding> = diesel::sql_query(
                "SELECT integrity_check AS value FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 20",
            )
            .load(lite)?;
            let broken: Vec<Finding> = diesel::sql_query(
                "SELECT DISTINCT 'a row of ' || \"table\" || ' refers to one of ' || parent || ' that is not there' \
                 AS value FROM pragma_foreign_key_check LIMIT 20",
            )
            .load(lite)?;
            found.extend(broken);
            Ok(found.into_iter().map(|finding| finding.value).collect())
        })
        .await
    }
}

/// Every migration this program knows, with whether the database has it. Changes nothing.
///
/// # Errors
/// [`OpenError`]; a schema newer than this program is one.
pub fn list_migrations(config: &StoreConfig) -> Result<Vec<(String, bool)>, OpenError> {
    if let DatabaseUrl::Sqlite(path) = &config.url
        && !path.is_file()
    {
        return migrate::list(None, &config.url);
    }
    let opener = Opener {
        url: config.url.clone(),
        read_only: true,
        allow_unsafe: true,
    };
    migrate::list(Some(&mut opener.open()?), &config.url)
}
