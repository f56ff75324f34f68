//! Step 6 of spec §9: the list of all entries if the file has one, and the ticket numbers of a raffle.
//! The rules for one entry after the other are in `entry_audit`.

use super::beacon::check_opening;
use super::entry_audit::{EntryAudit, Probe, Probed};
use super::failure::{Check, Failed, Failure, Findings, Unchecked};
use super::json::Object;
use super::numbers::NumberCheck;
use super::proof::ClosedLog;
use super::proof_file::EntriesOnly;
use super::source::ProofSource;
use crate::fairness::{BeaconTerms, Code, NumberKey, NumberKeyInputs, Seed};

/// What the entries show.
pub(super) struct Entries {
    /// Whether all were checked.
    pub(super) full: bool,
    pub(super) probed: Probed,
}

/// Step 6. The outer error is the source's.
pub(super) fn check_entries<S: ProofSource>(
    source: &mut S,
    of: &ClosedLog<'_>,
    seed: Option<&Seed>,
    probe: Option<Probe>,
    findings: &mut Findings,
) -> Result<Result<Entries, Failed>, S::Error> {
    if let BeaconTerms::Public(_) = of.open.fields().beacon {
        findings.unchecked(Unchecked::PublicValue);
    }
    // Made before the entries, so that these need not be kept; judged after them, as the order of checks says.
    let (numbers, opening) = match number_check(of, seed) {
        Ok(numbers) => (numbers, Ok(())),
        Err(failure) => (None, Err(failure)),
    };
    let mut audit = EntryAudit::new(&of.open, &of.close, numbers, probe);
    if of.file.entries.is_some() {
        // What cannot be parsed now was changed since the first time: then the root does not fit.
        let _changed = source.parse(EntriesOnly(|text: &str| audit.push(text)))?;
    }
    Ok(judge(of, seed, probe, audit, opening, findings))
}

fn judge(
    of: &ClosedLog<'_>,
    seed: Option<&Seed>,
    probe: Option<Probe>,
    audit: EntryAudit<'_>,
    opening: Result<(), Failure>,
    findings: &mut Findings,
) -> Result<Entries, Failed> {
    let full = of.file.entries.is_some();
    let (probed, numbers) = if let Some(count) = &of.file.entries {
        findings.check(Check::Entries, || {
            let found = audit.finish(&of.log)?;
            let detail = format!(
                "{}, without gaps, in time, and nothing but them in the log",
                count.0
            );
            Ok((found, detail))
        })?
    } else {
        findings.unchecked(Unchecked::NoEntryList);
        let mut numbers = audit.into_numbers();
        for (index, entry) in of.listed.by_ballot() {
            if let Some(numbers) = &mut numbers {
                numbers.take(index, entry);
            }
        }
        let leaf = probe.and_then(|probe| of.listed.leaf_hash_at(probe.index));
        (Probed { leaf, root: None }, numbers)
    };
    let is_raffle = of.open.fields().numbers.tickets().is_some();
    if is_raffle && seed.is_none() {
        findings.unchecked(Unchecked::NumbersWithoutSeed);
    }
    if is_raffle || opening.is_err() {
        findings.check(Check::TicketNumbers, || {
            opening?;
            numbers.map_or(Ok(()), NumberCheck::finish)?;
            let detail = match seed {
                Some(_) => "follow from the seed and the opening beacon",
                None => "cannot be recomputed without the seed",
            };
            Ok(((), detail.to_owned()))
        })?;
    }
    Ok(Entries { full, probed })
}

/// The ticket numbers to compare with; `None` if there is no raffle, or no seed to compute them from.
fn number_check(of: &ClosedLog<'_>, seed: Option<&Seed>) -> Result<Option<NumberCheck>, Failure> {
    let open = &of.open;
    let claim = of.file.open_beacon.as_ref().map(|Object(claim)| claim);
    let Some(tickets) = open.fields().numbers.tickets() else {
        return match claim {
            None => Ok(None),
            Some(_) => Err(Failure::new(
                Code::Format,
                "only a raffle has an opening beacon",
            )),
        };
    };
    if seed.is_none() && claim.is_none() {
        return Ok(None);
    }
    let beacon = check_opening(open, claim)?;
    Ok(seed.map(|seed| {
        NumberCheck::new(&NumberKey::new(&NumberKeyInputs {
            origin: &open.fields().origin,
            tickets,
            open_leaf: open.hash(),
            seed,
            beacon: &beacon,
        }))
    }))
}
