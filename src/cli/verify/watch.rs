//! `clearlot verify --watch URL`: audits a live server from outside. It reads the server's whole log, compares it with what
//! was there last time, and looks at every draw it tells of. It trusts nothing but the key it was given.

use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use serde_json::json;

use super::fetch::{FetchError, Fetched, Server};
use super::memory::Memory;
use super::outcome::Verdict;
use crate::clock::Clock;
use crate::fairness::{
    DrawAnchors, DrawEnd, Frontier, Hash, OpenLeaf, Origin, ServerLogAudit, ServerVkey,
    SignedCheckpoint, TILE_WIDTH, Tile, TilePath, Trust, leaf_hash, parse_entry_bundle,
    verify_proof,
};

/// How long after its closing time a draw may be without a closed log before it is reported, in seconds.
const GRACE: u64 = 3600;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct WatchReport {
    /// What holds.
    pub passed: Vec<String>,
    /// What does not: misconduct, or a server that does not keep its promises.
    pub failed: Vec<String>,
    /// What could not be looked at.
    pub unchecked: Vec<String>,
}

impl WatchReport {
    pub(super) fn verdict(&self) -> Verdict {
        match (self.failed.is_empty(), self.unchecked.is_empty()) {
            (false, _) => Verdict::Failed,
            (true, false) => Verdict::Incomplete,
            (true, true) => Verdict::Verified,
        }
    }

    /// The same for programs.
    pub(super) fn as_json(&self) -> serde_json::Value {
        let verdict = self.verdict().as_str();
        json!({"verdict": verdict, "ok": self.passed, "failed": self.failed, "unchecked": self.unchecked})
    }
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub(super) enum WatchError {
    /// The server cannot be asked.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What was remembered cannot be read or written.
    #[error("{}: {why}", path.display())]
    Memory {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

/// Audits the server at `url` and remembers in `memory` what was seen.
pub(super) fn watch(
    url: &str,
    vkey: &ServerVkey,
    trust: &Trust,
    memory: &Path,
) -> Result<WatchReport, WatchError> {
    let server = Server::new(url)?;
    let mut known = Memory::read(memory, vkey)?;
    let mut report = WatchReport::default();
    let Some(log) = read_server_log(&server, vkey, &known, &mut report)? else {
        return Ok(report);
    };
    let now = Clock::system().unix();
    let bar = progress(log.audit.draws().len());
    for (origin, anchors) in log.audit.draws() {
        bar.inc(1);
        if known.verified.contains(origin) {
            continue;
        }
        let Ok(origin) = Origin::parse(origin) else {
            continue;
        };
        let draw = WatchedDraw {
            server: &server,
            vkey,
            trust,
            now,
            origin: &origin,
            anchors,
        };
        if draw.look(&mut report)? {
            known.verified.insert(origin.to_string());
        }
    }
    bar.finish_and_clear();
    report.passed.push(format!(
        "draws        {} told of, {} verified to their winners by now",
        log.audit.draws().len(),
        known.verified.len()
    ));
    // a server that was caught is looked at again from where it was honest
    if report.failed.is_empty() {
        (known.size, known.root) = (log.size, log.root.to_base64());
        known.write(memory)?;
    }
    Ok(report)
}

fn progress(draws: usize) -> ProgressBar {
    ProgressBar::new(u64::try_from(draws).unwrap_or(0))
}

/// The server's log, read and recomputed.
struct ReadLog {
    size: u64,
    root: Hash,
    audit: ServerLogAudit,
}

/// Reads the whole log; `None` if it is not what was signed, so that nothing more is worth looking at.
fn read_server_log(
    server: &Server,
    vkey: &ServerVkey,
    known: &Memory,
    report: &mut WatchReport,
) -> Result<Option<ReadLog>, WatchError> {
    let note = server.get_text("checkpoint")?;
    let Fetched::Found(note) = note else {
        report
            .failed
            .push("server log   it has no checkpoint".into());
        return Ok(None);
    };
    let signed = match SignedCheckpoint::of_server(&note, vkey) {
        Ok(signed) => signed,
        Err(e) => {
            report
                .failed
                .push(format!("server log   its checkpoint: {e}"));
            return Ok(None);
        }
    };
    let (size, root) = (signed.checkpoint().size, signed.checkpoint().root);
    if size < known.size {
        report.failed.push(format!(
            "server log   it had {} leaves last time and has {size} now: it was cut off",
            known.size
        ));
        return Ok(None);
    }
    let mut log = Frontier::default();
    let mut audit = ServerLogAudit::new(vkey.name().clone());
    let mut is_consistent = known.size == 0;
    while log.size() < size {
        for leaf in read_bundle(server, log.size() / TILE_WIDTH, size)? {
            audit.read(&leaf);
            log.append(leaf_hash(&leaf));
            if log.size() == known.size {
                is_consistent = log.root().to_base64() == known.root;
            }
        }
    }
    if log.root() != root {
        report
            .failed
            .push("server log   its leaves do not give the root that is signed".into());
        return Ok(None);
    }
    if !is_consistent {
        report.failed.push(format!(
            "server log   its first {} leaves are not those of last time: it was rewritten",
            known.size
        ));
        return Ok(None);
    }
    report.passed.push(match known.size {
        0 => format!("server log   {size} leaves, read for the first time"),
        before => format!("server log   {size} leaves, the first {before} as last time"),
    });
    let problems = audit.problems().iter();
    report
        .failed
        .extend(problems.map(|problem| format!("server log   {problem}")));
    Ok(Some(ReadLog { size, root, audit }))
}

/// The leaves of one bundle of the server's log.
fn read_bundle(server: &Server, index: u64, size: u64) -> Result<Vec<String>, WatchError> {
    let gone = || FetchError::Malformed(format!("bundle {index} of the server log"));
    let tile = Tile::of_tree(0, index, size).ok_or_else(gone)?;
    let path = format!("tile/{}", TilePath::Entries(tile));
    let Fetched::Found(bytes) = server.get(&path)? else {
        return Err(gone().into());
    };
    let leaves = parse_entry_bundle(&bytes).ok_or_else(gone)?;
    if u64::try_from(leaves.len()) != Ok(tile.width) {
        return Err(gone().into());
    }
    Ok(leaves)
}

/// A draw that the log tells of.
struct WatchedDraw<'a> {
    server: &'a Server,
    vkey: &'a ServerVkey,
    trust: &'a Trust,
    now: u64,
    origin: &'a Origin,
    anchors: &'a DrawAnchors,
}

impl WatchedDraw<'_> {
    /// Looks at it; true if it is verified for good.
    fn look(&self, report: &mut WatchReport) -> Result<bool, WatchError> {
        match (self.anchors.end, self.anchors.close) {
            (Some(DrawEnd::Void), _) => Ok(false),
            (Some(DrawEnd::Result(key)), Some((size, root))) => {
                let failed =
                    self.check_closed_log(size, root, report)? + self.check_proof(key, report)?;
                Ok(failed == 0)
            }
            (Some(DrawEnd::Result(_)), None) => Ok(false),
            (None, close) => {
                if let Some((size, root)) = close {
                    self.check_closed_log(size, root, report)?;
                }
                self.check_times(close.is_some(), report)?;
                Ok(false)
            }
        }
    }

    fn id(&self) -> &str {
        let below = self.origin.as_str().strip_prefix(self.vkey.name().as_str());
        below.map_or("", |rest| rest.trim_start_matches('/'))
    }

    fn fail(&self, report: &mut WatchReport, why: impl std::fmt::Display) {
        report.failed.push(format!("{:<12} {why}", self.id()));
    }

    /// The log it serves is the one that was anchored. Answers how much was wrong or could not be checked.
    fn check_closed_log(
        &self,
        size: u64,
        root: Hash,
        report: &mut WatchReport,
    ) -> Result<usize, WatchError> {
        let note = self.server.get_text(&format!("{}/checkpoint", self.id()))?;
        let Fetched::Found(note) = note else {
            self.fail(report, "its log has no checkpoint");
            return Ok(1);
        };
        match SignedCheckpoint::of_draw(&note, self.vkey) {
            Ok((signed, origin)) if origin == *self.origin => {
                let found = signed.checkpoint();
                if (found.size, found.root) == (size, root) {
                    return Ok(0);
                }
                self.fail(
                    report,
                    "it serves another log than the one that was anchored as closed",
                );
            }
            Ok(_) => self.fail(report, "its checkpoint is of another draw"),
            Err(e) => self.fail(report, format_args!("its checkpoint: {e}")),
        }
        Ok(1)
    }

    /// Its proof verifies, and leads to the key that was anchored.
    fn check_proof(&self, key: Hash, report: &mut WatchReport) -> Result<usize, WatchError> {
        let proof = self
            .server
            .get_from_site(&format!("draws/{}/proof.json", self.id()))?;
        let Fetched::Found(proof) = proof else {
            report
                .unchecked
                .push(format!("{}: its proof file is not served", self.id()));
            return Ok(1);
        };
        let Ok(verified) = verify_proof(&mut &proof[..], self.trust, None);
        match verified.result {
            Ok(found) if found.open.fields().origin == *self.origin && *found.key.hash() == key => {
                Ok(0)
            }
            Ok(_) => {
                self.fail(
                    report,
                    "its proof file is of another result than the one that was anchored",
                );
                Ok(1)
            }
            Err(failed) => {
                let (code, why) = (failed.failure.code(), failed.failure.message());
                self.fail(report, format_args!("its proof file [{code}]: {why}"));
                Ok(1)
            }
        }
    }

    /// It is closed and ended when it has to be.
    fn check_times(&self, is_closed: bool, report: &mut WatchReport) -> Result<(), WatchError> {
        let path = format!("{}/tile/entries/000.p/1", self.id());
        let open = match self.server.get(&path)? {
            Fetched::Found(bytes) => parse_entry_bundle(&bytes).and_then(|mut leaves| leaves.pop()),
            Fetched::Nothing => None,
        };
        let Some(open) = open else {
            report.unchecked.push(format!(
                "{}: its announcement is not served, so nobody knows when it is due",
                self.id()
            ));
            return Ok(());
        };
        let Ok(leaf) = OpenLeaf::parse(&open) else {
            self.fail(report, "its first leaf is no announcement");
            return Ok(());
        };
        if Some(leaf.hash()) != self.anchors.open {
            self.fail(report, "it announces something else than what was anchored");
            return Ok(());
        }
        let fields = leaf.fields();
        if self.now >= fields.reveal_by.secs() {
            self.fail(
                report,
                "it is overdue: neither a result nor void, and the secret had to be shown by now",
            );
        } else if !is_closed && self.now >= fields.closes.secs().saturating_add(GRACE) {
            self.fail(report, "it should have been closed more than an hour ago");
        }
        Ok(())
    }
}
