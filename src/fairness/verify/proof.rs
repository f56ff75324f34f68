//! The verification of a proof file: the seven steps of spec §9 in their order.
//! The rules of each step are elsewhere: here they are called, and what they find is put together.

use super::anchors::Anchors;
use super::beacon::{check_kind, check_outcome, open_seed};
use super::entries::{Entries, check_entries};
use super::entry_audit::Probe;
use super::failure::{Check, Failed, Failure, Findings, Verification};
use super::json::Object;
use super::leaves::{ListedEntries, check_inclusion, last_index, malformed};
use super::proof_file::{ProofFile, members};
use super::report::{DrawnBallot, Level, Report};
use super::source::ProofSource;
use super::trust::Trust;
use crate::fairness::{
    BeaconOutcome, BeaconTerms, Checkpoint, CloseLeaf, Code, DrawKey, DrawKeyInputs, Drawn,
    OpenLeaf, Origin, Outcome, Seed, SeedStatus, SignedCheckpoint, check_close, early_close,
};

/// Verifies a proof file. With `probe`, notes what the closed log holds where a receipt points, for
/// [`compare_receipt`](super::compare_receipt).
///
/// The text is parsed once for its small members and, if it lists all entries, once more for these, one at
/// a time: memory grows with the places of the draw, not with its entries. (In a raffle also with the tickets
/// sold: their order is recomputed.)
///
/// # Errors
/// Only if the source cannot be read. A proof that does not hold is a [`Verification`] with a failure.
/// Source: spec §9.
pub fn verify_proof<S: ProofSource>(
    source: &mut S,
    trust: &Trust,
    probe: Option<Probe>,
) -> Result<Verification<Report>, S::Error> {
    let mut findings = Findings::default();
    let file = source.parse(members())?;
    let drawn = read_file(&file, &mut findings).and_then(|file| {
        let log = ClosedLog::check(file, trust, &mut findings)?;
        RecomputedDraw::check(log, &mut findings)
    });
    let draw = match drawn {
        Ok(draw) => draw,
        Err(failed) => return Ok(findings.end(Err(failed))),
    };
    let entries = check_entries(source, &draw.of, draw.seed.as_ref(), probe, &mut findings)?;
    let result = entries.and_then(|entries| draw.finish(entries, trust, &mut findings));
    Ok(findings.end(result))
}

fn read_file<'a>(
    file: &'a Result<Object<ProofFile>, String>,
    findings: &mut Findings,
) -> Result<&'a ProofFile, Failed> {
    findings.check(Check::File, || match file {
        Ok(Object(file)) => Ok((file, "has exactly the members of a proof file".to_owned())),
        Err(error) => Err(Failure::new(Code::Format, error.clone())),
    })
}

/// The log of a draw after steps 1 to 3.
pub(super) struct ClosedLog<'a> {
    pub(super) file: &'a ProofFile,
    pub(super) log: Checkpoint,
    pub(super) open: OpenLeaf,
    pub(super) close: CloseLeaf,
    pub(super) listed: ListedEntries,
}

impl<'a> ClosedLog<'a> {
    fn check(file: &'a ProofFile, trust: &Trust, findings: &mut Findings) -> Result<Self, Failed> {
        let (log, origin) = findings.check(Check::Checkpoint, || check_checkpoint(file, trust))?;
        let mut texts = findings.check(Check::Leaves, || {
            let leaves = file.leaves.iter().map(|Object(leaf)| leaf);
            let texts = check_inclusion(leaves, &log)?;
            let detail = format!("{} shown, each proved to be in the log", texts.len());
            Ok((texts, detail))
        })?;
        // Both are there: step 2 made sure.
        let open = texts.remove(&0).unwrap_or_default();
        let close = texts.remove(&last_index(&log)).unwrap_or_default();
        let open = findings.check(Check::OpenLeaf, || check_open_leaf(open, &origin))?;
        let close = findings.check(Check::CloseLeaf, || check_close_leaf(close, &open, &log))?;
        let listed = findings.check(Check::ListedEntries, || {
            let listed = ListedEntries::check(&texts, &open, &close)?;
            let detail = format!("{}, in time and with ballots of their own", listed.len());
            Ok((listed, detail))
        })?;
        Ok(Self {
            file,
            log,
            open,
            close,
            listed,
        })
    }
}

/// Step 1.
fn check_checkpoint(
    file: &ProofFile,
    trust: &Trust,
) -> Result<((Checkpoint, Origin), String), Failure> {
    let server = trust.server_key();
    let (signed, origin) = SignedCheckpoint::of_draw(&file.checkpoint, server)?;
    let log = signed.checkpoint().clone();
    if log.size < 2 {
        let message = "a closed log has an open leaf and a close leaf";
        return Err(Failure::new(Code::Checkpoint, message));
    }
    let detail = format!("{origin}, {} leaves, signed by {}", log.size, server.name());
    Ok(((log, origin), detail))
}

/// Step 3, the open leaf.
fn check_open_leaf(text: &str, origin: &Origin) -> Result<(OpenLeaf, String), Failure> {
    let open = OpenLeaf::parse(text)?;
    let fields = open.fields();
    if fields.origin != *origin {
        let message = "the open leaf belongs to another draw";
        return Err(Failure::new(Code::LeafFormat, message));
    }
    let (prizes, reserves) = (fields.prizes.total(), fields.reserves);
    let detail =
        format!("{prizes} prizes and {reserves} reserves, announced before the first entry");
    Ok((open, detail))
}

/// Step 3, the close leaf.
fn check_close_leaf(
    text: &str,
    open: &OpenLeaf,
    log: &Checkpoint,
) -> Result<(CloseLeaf, String), Failure> {
    let close = CloseLeaf::parse(text).map_err(|error| malformed(&error))?;
    check_close(open, &close, log.size)?;
    let fields = close.fields();
    let detail = format!("{} entries with {} ballots", fields.entries, fields.ballots);
    Ok((close, detail))
}

/// A draw after steps 4 and 5: its randomness is the announced one, and its winners follow from it.
struct RecomputedDraw<'a> {
    of: ClosedLog<'a>,
    seed: Option<Seed>,
    status: SeedStatus,
    key: DrawKey,
    drawn: Vec<Drawn>,
}

impl<'a> RecomputedDraw<'a> {
    fn check(of: ClosedLog<'a>, findings: &mut Findings) -> Result<Self, Failed> {
        let (open, claim) = (&of.open, &of.file.beacon.0);
        check_kind(open, claim).map_err(|failure| Failed {
            check: Check::Beacon,
            failure,
        })?;
        let (seed, status) = findings.check(Check::Seed, || {
            let opened = open_seed(open, of.file.seed.as_deref())?;
            let detail = seed_in_words(opened.1).to_owned();
            Ok((opened, detail))
        })?;
        let beacon = findings.check(Check::Beacon, || {
            let beacon = check_outcome(open, of.close.fields().time, status, claim)?;
            let detail = beacon_in_words(&beacon);
            Ok((beacon, detail))
        })?;
        let key = DrawKey::new(&DrawKeyInputs {
            origin: &open.fields().origin,
            size: of.log.size,
            root: of.log.root,
            open_leaf: open.hash(),
            ballots: of.close.fields().ballots,
            seed: seed.as_ref(),
            beacon: &beacon,
        });
        let drawn = findings.check(Check::Selection, || {
            let drawn = super::selection::check(&of, &key)?;
            let detail = format!("{} ballots, drawn again with the same outcome", drawn.len());
            Ok((drawn, detail))
        })?;
        Ok(Self {
            of,
            seed,
            status,
            key,
            drawn,
        })
    }

    /// Step 7, and the report.
    fn finish(
        self,
        entries: Entries,
        trust: &Trust,
        findings: &mut Findings,
    ) -> Result<Report, Failed> {
        let ClosedLog {
            file,
            log,
            open,
            close,
            ..
        } = &self.of;
        let anchors = findings.check(Check::Anchors, || {
            let anchors = Anchors::check(file, trust, open, log, &self.key)?;
            let detail = match anchors.names().as_slice() {
                [] => "none in the file, none asked for".to_owned(),
                names => format!("{} in the server log", names.join(", ")),
            };
            Ok((anchors, detail))
        })?;
        let quorum = trust.quorum();
        if quorum > 0 {
            findings.check(Check::Witnesses, || {
                anchors.check_quorum(quorum, open, close, self.seed.is_some())?;
                let asked = trust.witnesses().len();
                let detail = format!("at least {quorum} of {asked} saw each step in time");
                Ok(((), detail))
            })?;
        }
        let level = match open.fields().beacon {
            _ if quorum > 0 => Level::Witnessed,
            BeaconTerms::Drand { .. } => Level::Beacon,
            BeaconTerms::Public(_) => Level::Public,
            BeaconTerms::None => Level::SeedOnly,
        };
        Ok(self.report(level, entries))
    }

    fn report(self, level: Level, entries: Entries) -> Report {
        let draws = self.drawn.iter().filter_map(|drawn| self.ballot(*drawn));
        Report {
            draws: draws.collect(),
            level,
            full: entries.full,
            fallback: self.status == SeedStatus::Withheld,
            early: early_close(&self.of.open, &self.of.close),
            probed: entries.probed,
            key: self.key,
            size: self.of.log.size,
            root: self.of.log.root,
            open: self.of.open,
            close: self.of.close,
        }
    }

    /// `None` cannot happen: the selection found an owner for every ballot.
    fn ballot(&self, drawn: Drawn) -> Option<DrawnBallot> {
        let (_, entry) = self.of.listed.owner_of(drawn.ballot)?;
        let entry = entry.fields();
        let position = drawn.ballot.checked_sub(entry.first)?;
        let ticket = entry.numbers.as_ref().and_then(|numbers| {
            let position = usize::try_from(position).ok()?;
            numbers.get(position).copied()
        });
        let prize = match drawn.outcome {
            Outcome::Prize(place) => self.of.open.fields().prizes.line_at(place),
            Outcome::Reserve(_) | Outcome::Skipped | Outcome::Cancelled => None,
        };
        Some(DrawnBallot {
            drawn,
            who: entry.who,
            ticket,
            prize: prize.map(|(_, line)| line.text().to_string()),
        })
    }
}

fn seed_in_words(status: SeedStatus) -> &'static str {
    match status {
        SeedStatus::Unused => "none was announced",
        SeedStatus::Revealed => "opens the commitment made before the first entry",
        SeedStatus::Withheld => "WITHHELD by the operator: a later beacon round decides",
    }
}

fn beacon_in_words(beacon: &BeaconOutcome) -> String {
    match beacon {
        BeaconOutcome::Drand { round, .. } => format!("drand round {round}, signed by the chain"),
        BeaconOutcome::Public(value) => format!("public event: {value}"),
        BeaconOutcome::None => "none was announced".to_owned(),
    }
}
