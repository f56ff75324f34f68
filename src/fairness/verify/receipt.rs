//! A participant's receipt: that the server accepted an entry, whose it is, and whether the closed log still has it.
//! The receipt is private; what it says about a person stays with its reader.

use super::entry_audit::Probe;
use super::failure::{Check, Failed, Failure, Findings, Unchecked, Verification};
use super::report::Report;
use crate::fairness::text::parse_hex;
use crate::fairness::{
    Checkpoint, Code, EntryLeaf, FreeText, Origin, ServerVkey, SignedCheckpoint, TlogProof,
    leaf_hash, who,
};

/// A receipt that holds by itself: the server signed a log with this entry in it.
///
/// Source: spec §4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The index of the entry's leaf.
    pub index: u64,
    /// The entry.
    pub entry: EntryLeaf,
    /// Whose entry it is, in the words of the server.
    pub reference: FreeText,
    /// The checkpoint that was signed over the entry.
    pub checkpoint: Checkpoint,
}

impl Receipt {
    /// Where in the closed log to look for the entry: for [`verify_proof`](super::verify_proof).
    pub fn probe(&self) -> Probe {
        Probe {
            index: self.index,
            size: self.checkpoint.size,
        }
    }
}

/// What the closed log says about a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptInLog {
    /// Whether the entry is in the closed log; `None` if the proof file does not show it.
    /// (An entry that is not is a failure: `dropped`.)
    pub in_closed_log: Option<bool>,
    /// Whether the entry was struck out before closing.
    pub cancelled: bool,
}

/// Verifies a receipt by itself. `reference`: who the reader is.
///
/// Source: spec §9, *A receipt*.
pub fn verify_receipt(
    text: &str,
    server: &ServerVkey,
    reference: Option<&str>,
) -> Verification<Receipt> {
    let mut findings = Findings::default();
    let result = check(text, server, reference, &mut findings);
    findings.end(result)
}

fn check(
    text: &str,
    server: &ServerVkey,
    reference: Option<&str>,
    findings: &mut Findings,
) -> Result<Receipt, Failed> {
    let (proof, private) = findings.check(Check::Receipt, || {
        let proof = TlogProof::parse(text)?;
        let private = Private::parse(proof.extra.as_deref())?;
        let detail = format!("an entry of {}", private.entry.fields().origin);
        Ok(((proof, private), detail))
    })?;
    let checkpoint = findings.check(Check::Checkpoint, || {
        let (signed, origin) = SignedCheckpoint::of_draw(&proof.note, server)?;
        if origin != private.entry.fields().origin {
            let message = "the entry belongs to another draw than the checkpoint";
            return Err(Failure::new(Code::Receipt, message));
        }
        let checkpoint = signed.checkpoint().clone();
        let detail = format!("{} leaves, signed by {}", checkpoint.size, server.name());
        Ok((checkpoint, detail))
    })?;
    findings.check(Check::Leaves, || {
        if proof.root(&private.leaf, checkpoint.size) != Some(checkpoint.root) {
            let message = "the entry is not in the log that was signed";
            return Err(Failure::new(Code::Inclusion, message));
        }
        Ok(((), format!("leaf {} is the entry", proof.index)))
    })?;
    findings.check(Check::Participant, || {
        private.check_who(reference)?;
        Ok(((), format!("the entry of {}", private.reference)))
    })?;
    Ok(Receipt {
        index: proof.index,
        entry: private.entry,
        reference: private.reference,
        checkpoint,
    })
}

/// The extra data of a receipt.
struct Private {
    leaf: String,
    entry: EntryLeaf,
    salt: [u8; 16],
    reference: FreeText,
}

impl Private {
    fn parse(extra: Option<&[u8]>) -> Result<Self, Failure> {
        let failure = || {
            let message = "the data of the receipt is not an entry, a salt and a reference";
            Failure::new(Code::Receipt, message)
        };
        let text = extra.and_then(|bytes| std::str::from_utf8(bytes).ok());
        let read = |text: &str| {
            let (rest, reference) = text.strip_suffix('\n')?.rsplit_once('\n')?;
            let (leaf, salt) = rest.rsplit_once('\n')?;
            let leaf = format!("{leaf}\n");
            Some(Self {
                entry: EntryLeaf::parse(&leaf).ok()?,
                leaf,
                salt: parse_hex(salt.strip_prefix("salt ")?).ok()?,
                reference: FreeText::parse(reference.strip_prefix("ref ")?).ok()?,
            })
        };
        text.and_then(read).ok_or_else(failure)
    }

    fn check_who(&self, reference: Option<&str>) -> Result<(), Failure> {
        let entry = self.entry.fields();
        if who(&entry.origin, &self.salt, &self.reference) != entry.who {
            let message = "the entry does not belong to the participant named in the receipt";
            return Err(Failure::new(Code::Who, message));
        }
        if reference.is_some_and(|reference| reference != self.reference.as_str()) {
            let message = format!("the receipt is for {}", self.reference);
            return Err(Failure::new(Code::Who, message));
        }
        Ok(())
    }
}

/// Compares a receipt that holds with a proof file that holds, verified with [`Receipt::probe`].
///
/// Source: spec §9, *A receipt*; §4: a failure is proof of fraud against the server's key.
pub fn compare_receipt(receipt: &Receipt, report: &Report) -> Verification<ReceiptInLog> {
    let mut findings = Findings::default();
    let mut missing = Vec::new();
    let compared = findings.check(Check::ClosedLog, || compare(receipt, report, &mut missing));
    for what in missing {
        findings.unchecked(what);
    }
    findings.end(compared)
}

fn compare(
    receipt: &Receipt,
    report: &Report,
    missing: &mut Vec<Unchecked>,
) -> Result<(ReceiptInLog, String), Failure> {
    let origin: &Origin = &report.open.fields().origin;
    if receipt.entry.fields().origin != *origin {
        let message = format!("the receipt is for another draw than {origin}");
        return Err(Failure::new(Code::Receipt, message));
    }
    let is_closing =
        receipt.checkpoint.size == report.size && receipt.checkpoint.root == report.root;
    let is_entry = (1..=report.close.fields().entries).contains(&receipt.index);
    let expected = leaf_hash(receipt.entry.to_text());
    let in_closed_log = match report.probed.leaf {
        _ if is_closing => Some(true),
        _ if !is_entry => Some(false),
        found => found.map(|found| found == expected),
    };
    if in_closed_log == Some(false) {
        let message = "the entry is not in the closed log: the server dropped or replaced it";
        return Err(Failure::new(Code::Dropped, message));
    }
    let is_prefix = match report.probed.root {
        _ if is_closing => Some(true),
        _ if receipt.checkpoint.size >= report.size => Some(false),
        found => found.map(|found| found == receipt.checkpoint.root),
    };
    if is_prefix == Some(false) {
        let message = "the server signed two logs of this draw that contradict each other";
        return Err(Failure::new(Code::Inconsistent, message));
    }
    if in_closed_log.is_none() {
        missing.push(Unchecked::ReceiptLeaf);
    }
    if is_prefix.is_none() {
        missing.push(Unchecked::ReceiptPrefix);
    }
    let cancelled = report.close.is_cancelled(receipt.index);
    let detail = match (in_closed_log, cancelled) {
        (None, _) => "nothing in the proof contradicts the receipt",
        (Some(_), false) => "the entry took part in the draw",
        (Some(_), true) => "the entry is in the log and was cancelled before closing",
    };
    let found = ReceiptInLog {
        in_closed_log,
        cancelled,
    };
    Ok((found, detail.to_owned()))
}
