//! The file of signed heads: how far each log was when it was last signed. It is neither in the database nor in backups, so
//! that a database that goes back in time does not take it along. No signature is made that it does not allow.
//!
//! It is a text. The first line names the file itself, so that the database can remember which one belongs to it; then comes
//! one line for each head: origin, size, root. The last line of an origin counts. Several processes may share it: a file
//! beside it is locked while one of them looks and writes.

use std::collections::HashMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::fairness::{Checkpoint, Hash};
use crate::keys::{KeyError, random};
use crate::private;
use crate::store::reach;

/// What the first line begins with.
const TITLE: &str = "clearlot-signed-heads ";
/// Lines that say nothing more before the file is written anew at start.
const STALE: usize = 1000;

/// Why the file cannot be used. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// The system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of the file of public keys that is none.
    #[error("{}, line {line}, is damaged: it must be a time and a key", path.display())]
    DamagedKey {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// There was no randomness for the name of the file.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// A line that is none.
    #[error("{}, line {line}, is damaged: it must be an origin, a size and a root", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
}

/// The heads that were signed last.
#[derive(Debug)]
pub struct Guard {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The name of the file; empty before it is read.
    id: String,
    heads: HashMap<String, (u64, Hash)>,
    /// Which file was read: another process may have put a shorter one in its place.
    file: u64,
    /// How much of it.
    read: u64,
    lines: usize,
}

impl Guard {
    /// Reads the file, or begins one.
    ///
    /// # Errors
    /// [`GuardError`]
    pub fn open(path: &Path) -> Result<Self, GuardError> {
        let guard = Guard {
            path: path.to_owned(),
            state: Mutex::default(),
        };
        let _lock = guard.lock()?;
        let mut state = guard.state.lock().unwrap_or_else(PoisonError::into_inner);
        guard.catch_up(&mut state)?;
        if state.id.is_empty() {
            state.id = new_id()?;
            guard.rewrite(&mut state)?;
        }
        if state.lines > 2 * state.heads.len() + STALE {
            guard.rewrite(&mut state)?;
        }
        drop(state);
        Ok(guard)
    }

    /// The name of the file.
    pub fn id(&self) -> String {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.id.clone()
    }

    /// The heads that were signed last, in no order.
    pub fn heads(&self) -> Vec<Checkpoint> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let head = |(origin, (size, root)): (&String, &(u64, Hash))| Checkpoint {
            origin: origin.clone(),
            size: *size,
            root: *root,
        };
        state.heads.iter().map(head).collect()
    }

    /// Asks whether this head may be signed, given the last one of its origin. A larger one is on the disk when this answers.
    ///
    /// # Errors
    /// What `allow` answers, or the file cannot be used: then nothing may be signed.
    pub fn advance<E: From<GuardError>>(
        &self,
        head: &Checkpoint,
        allow: impl FnOnce(Option<(u64, Hash)>) -> Result<(), E>,
    ) -> Result<(), E> {
        let _lock = self.lock()?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.catch_up(&mut state)?;
        let last = state.heads.get(&head.origin).copied();
        allow(last)?;
        if last.is_none_or(|(size, _)| size < head.size) {
            self.append(&mut state, head)?;
        }
        Ok(())
    }

    /// Forgets what was signed before, under another name. For a new key only: what the old one signed stays signed.
    ///
    /// # Errors
    /// [`GuardError`]
    pub fn begin_anew(&self) -> Result<(), GuardError> {
        let _lock = self.lock()?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.heads.clear();
        state.id = new_id()?;
        self.rewrite(&mut state)
    }

    fn failed(&self) -> impl Fn(std::io::Error) -> GuardError {
        let path = self.path.clone();
        move |source| GuardError::File {
            path: path.clone(),
            source,
        }
    }

    /// Held by one process at a time; let go when it is dropped.
    fn lock(&self) -> Result<File, GuardError> {
        let path = self.path.with_extension("lock");
        let failed = |source| GuardError::File {
            path: path.clone(),
            source,
        };
        let mut options = private::file_options();
        options.write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    /// Reads what others have added.
    fn catch_up(&self, state: &mut State) -> Result<(), GuardError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            // it is there from the start, so somebody has taken it away: another one knows nothing of what was signed
            Err(e) if e.kind() == ErrorKind::NotFound && state.id.is_empty() => return Ok(()),
            Err(e) => return Err(self.failed()(e)),
        };
        let metadata = file.metadata().map_err(self.failed())?;
        if file_number(&metadata) != state.file || metadata.len() < state.read {
            *state = State {
                file: file_number(&metadata),
                ..State::default()
            };
        }
        if metadata.len() == state.read {
            return Ok(());
        }
        let mut text = String::new();
        file.seek(SeekFrom::Start(state.read))
            .and_then(|_| file.read_to_string(&mut text))
            .map_err(self.failed())?;
        // a line without an end was never whole on the disk, and nothing was signed for it
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for line in text[..whole].lines() {
            if state.lines == 0
                && let Some(id) = line.strip_prefix(TITLE)
            {
                state.id = id.to_owned();
                state.lines = 1;
                continue;
            }
            state.lines += 1;
            let (origin, head) = parse_line(line).ok_or_else(|| GuardError::Damaged {
                path: self.path.clone(),
                line: state.lines,
            })?;
            state.heads.insert(origin, head);
        }
        state.read += whole as u64;
        Ok(())
    }

    fn append(&self, state: &mut State, head: &Checkpoint) -> Result<(), GuardError> {
        let line = write_line(&head.origin, head.size, &head.root);
        let mut options = private::file_options();
        options.write(true).create(true).truncate(false);
        let append = || {
            let mut file = options.open(&self.path)?;
            // what a crash left of a line is overwritten
            file.set_len(state.read)?;
            file.seek(SeekFrom::Start(state.read))?;
            reach("sign", "before write");
            file.write_all(line.as_bytes())?;
            reach("sign", "before sync");
            file.sync_all()?;
            reach("sign", "after sync");
            Ok(file_number(&file.metadata()?))
        };
        state.file = append().map_err(self.failed())?;
        state.read += line.len() as u64;
        state.lines += 1;
        state
            .heads
            .insert(head.origin.clone(), (head.size, head.root));
        Ok(())
    }

    /// The same heads in as few lines as they need.
    fn rewrite(&self, state: &mut State) -> Result<(), GuardError> {
        let mut lines: Vec<String> = state
            .heads
            .iter()
            .map(|(origin, (size, root))| write_line(origin, *size, root))
            .collect();
        lines.sort();
        let text = format!("{TITLE}{}\n{}", state.id, lines.concat());
        let draft = self.path.with_extension("draft");
        let mut options = private::file_options();
        options.write(true).create(true).truncate(true);
        let write = || {
            let mut file = options.open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&draft, &self.path)?;
            self.sync_folder()?;
            Ok(file_number(&file.metadata()?))
        };
        state.file = write().map_err(self.failed())?;
        state.read = text.len() as u64;
        state.lines = 1 + lines.len();
        Ok(())
    }

    fn sync_folder(&self) -> std::io::Result<()> {
        let folder = self.path.parent().filter(|p| !p.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

/// Tells a file from the one that was in its place before; 0 where the system has no such number.
fn file_number(metadata: &std::fs::Metadata) -> u64 {
    #[cfg(unix)]
    {
        std::os::unix::fs::MetadataExt::ino(metadata)
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}

fn new_id() -> Result<String, KeyError> {
    Ok(hex::encode(random::<8>()?))
}

fn write_line(origin: &str, size: u64, root: &Hash) -> String {
    format!("{origin} {size} {}\n", root.to_base64())
}

fn parse_line(line: &str) -> Option<(String, (u64, Hash))> {
    let mut parts = line.split(' ');
    let (origin, size, root) = (parts.next()?, parts.next()?, parts.next()?);
    let root = Hash::parse_base64(root).ok()?;
    let is_whole = parts.next().is_none() && !origin.is_empty();
    is_whole.then_some((origin.to_owned(), (size.parse().ok()?, root)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fairness::sha256;

    fn head(origin: &str, size: u64) -> Checkpoint {
        Checkpoint {
            origin: origin.to_owned(),
            size,
            root: sha256(format!("{origin} {size}")),
        }
    }

    /// As a log that only grows: smaller ones may be signed again.
    fn sign(guard: &Guard, head: &Checkpoint) {
        let allow = |_last| Ok::<_, GuardError>(());
        guard.advance(head, allow).unwrap();
    }

    fn sizes(guard: &Guard) -> Vec<(String, u64)> {
        let mut sizes: Vec<_> = guard
            .heads()
            .into_iter()
            .map(|head| (head.origin, head.size))
            .collect();
        sizes.sort();
        sizes
    }

    #[test]
    fn the_largest_head_of_each_log_is_remembered_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clearlot.signed-heads");
        let guard = Guard::open(&path).unwrap();
        for (origin, size) in [("a", 1), ("b", 1), ("a", 5), ("a", 3)] {
            sign(&guard, &head(origin, size));
        }
        let expected = [("a".to_owned(), 5), ("b".to_owned(), 1)];
        assert_eq!(sizes(&guard), expected);
        assert_eq!(sizes(&Guard::open(&path).unwrap()), expected);
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 4);
    }

    #[test]
    fn another_head_is_allowed_by_whoever_can_compare_them() {
        let folder = tempfile::tempdir().unwrap();
        let guard = Guard::open(&folder.path().join("heads")).unwrap();
        sign(&guard, &head("a", 5));
        let mut asked = None;
        let refused = guard.advance(&head("a", 7), |last| {
            asked = Some(last);
            Err(GuardError::Damaged {
                path: "no".into(),
                line: 0,
            })
        });
        assert!(refused.is_err());
        assert_eq!(asked, Some(Some((5, head("a", 5).root))));
        assert_eq!(sizes(&guard), [("a".to_owned(), 5)]);
    }

    #[test]
    fn processes_that_share_the_file_see_what_the_others_signed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        let (one, two) = (Guard::open(&path).unwrap(), Guard::open(&path).unwrap());
        sign(&one, &head("a", 5));
        let mut asked = false;
        let allow = |last| {
            asked = last == Some((5, head("a", 5).root));
            Ok::<_, GuardError>(())
        };
        two.advance(&head("a", 6), allow).unwrap();
        assert!(asked);
        sign(&one, &head("b", 1));
        assert_eq!(sizes(&Guard::open(&path).unwrap()), sizes(&one));
    }

    #[test]
    fn a_line_that_was_cut_short_never_counted_and_a_damaged_one_stops_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        sign(&Guard::open(&path).unwrap(), &head("a", 5));
        let mut text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{text}a 9 abc")).unwrap();
        let guard = Guard::open(&path).unwrap();
        assert_eq!(sizes(&guard), [("a".to_owned(), 5)]);
        sign(&guard, &head("a", 6));
        assert_eq!(sizes(&Guard::open(&path).unwrap()), [("a".to_owned(), 6)]);
        text.push_str("a 9\n");
        std::fs::write(&path, text).unwrap();
        let error = Guard::open(&path).unwrap_err();
        assert!(
            matches!(error, GuardError::Damaged { line: 3, .. }),
            "{error}"
        );
    }

    #[test]
    fn a_long_file_is_shortened_at_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        let lines: String = (1..=1100)
            .map(|size| write_line("a", size, &head("a", size).root))
            .collect();
        std::fs::write(&path, format!("{TITLE}name\n{lines}")).unwrap();
        let guard = Guard::open(&path).unwrap();
        assert_eq!(guard.id(), "name");
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2);
        sign(&guard, &head("a", 1101));
        assert_eq!(
            sizes(&Guard::open(&path).unwrap()),
            [("a".to_owned(), 1101)]
        );
    }

    #[test]
    fn a_file_that_is_taken_away_stops_all_and_one_begun_anew_has_another_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("heads");
        let guard = Guard::open(&path).unwrap();
        let first = guard.id();
        assert_eq!(Guard::open(&path).unwrap().id(), first);
        sign(&guard, &head("a", 5));
        guard.begin_anew().unwrap();
        assert_ne!(guard.id(), first);
        assert_eq!(sizes(&Guard::open(&path).unwrap()), []);
        std::fs::remove_file(&path).unwrap();
        let answer = guard.advance(&head("a", 6), |_last| Ok::<_, GuardError>(()));
        assert!(matches!(answer, Err(GuardError::File { .. })), "{answer:?}");
    }
}
