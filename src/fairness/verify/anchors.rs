//! Step 7 of spec §9: what the server log says about a draw, and which witnesses saw it in time.
//! A second anchor elsewhere in the server log cannot be seen from here: somebody must read that log.

use std::fmt;

use super::failure::Failure;
use super::proof_file::ProofFile;
use super::trust::Trust;
use crate::fairness::{
    Checkpoint, CloseLeaf, Code, DrawKey, Hash, OpenLeaf, Origin, SignedCheckpoint, TlogProof,
    cosignature_times,
};

/// A leaf of the server log. `Display` writes its text.
///
/// Source: spec §5.
#[derive(Debug, Clone, Copy)]
pub enum Anchor<'a> {
    /// A draw was announced: the plain hash of its open leaf.
    Open(&'a Origin, Hash),
    /// A draw was closed: the size and the root of its log.
    Close(&'a Origin, u64, Hash),
    /// A draw has a result: its key.
    Result(&'a Origin, DrawKey),
    /// A draw has no result and never will have.
    Void(&'a Origin, VoidReason),
}

/// Why a draw has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidReason {
    /// Its seed was not shown in time.
    Withheld,
    /// It was called off.
    Cancelled,
}

impl fmt::Display for Anchor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("vdraw/1 anchor\n")?;
        match self {
            Self::Open(origin, hash) => writeln!(f, "open {origin} {}", hash.to_hex()),
            Self::Close(origin, size, root) => {
                writeln!(f, "close {origin} {size} {}", root.to_base64())
            }
            Self::Result(origin, key) => writeln!(f, "result {origin} {}", key.hash().to_hex()),
            Self::Void(origin, VoidReason::Withheld) => writeln!(f, "void {origin} withheld"),
            Self::Void(origin, VoidReason::Cancelled) => writeln!(f, "void {origin} cancelled"),
        }
    }
}

/// What the given witnesses say about one anchor: for each that cosigned it, when.
#[derive(Debug, Default)]
struct Seen(Vec<Vec<u64>>);

impl Seen {
    /// How many witnesses saw the anchor at an acceptable time.
    fn count(&self, is_in_time: impl Fn(u64) -> bool) -> usize {
        let in_time = |times: &&Vec<u64>| times.iter().any(|time| is_in_time(*time));
        self.0.iter().filter(in_time).count()
    }
}

/// The anchors of a proof file that were found in the server log.
#[derive(Debug)]
pub(super) struct Anchors {
    open: Option<Seen>,
    close: Option<Seen>,
    result: Option<Seen>,
}

impl Anchors {
    /// Every anchor in the file is in the server log and says what it must; its cosignatures are good.
    pub(super) fn check(
        file: &ProofFile,
        trust: &Trust,
        open: &OpenLeaf,
        log: &Checkpoint,
        key: &DrawKey,
    ) -> Result<Self, Failure> {
        let origin = &open.fields().origin;
        let check = |name: &str, proof: &Option<String>, anchor: Anchor<'_>| {
            let seen = proof
                .as_ref()
                .map(|proof| check_anchor(proof, &anchor, trust));
            seen.transpose()
                .map_err(|failure| failure.at(format_args!("{name} anchor")))
        };
        Ok(Self {
            open: check("open", &file.anchor_open, Anchor::Open(origin, open.hash()))?,
            close: check(
                "close",
                &file.anchor_close,
                Anchor::Close(origin, log.size, log.root),
            )?,
            result: check("result", &file.anchor_result, Anchor::Result(origin, *key))?,
        })
    }

    /// The names of the anchors in the file.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let named = [
            ("open", &self.open),
            ("close", &self.close),
            ("result", &self.result),
        ];
        let present = named.iter().filter(|(_, seen)| seen.is_some());
        present.map(|(name, _)| *name).collect()
    }

    /// With a quorum: enough witnesses saw every anchor when it mattered.
    pub(super) fn check_quorum(
        &self,
        quorum: usize,
        open: &OpenLeaf,
        close: &CloseLeaf,
        has_seed: bool,
    ) -> Result<(), Failure> {
        let closed = close.fields().time;
        let round_time = open.closing_round_time(closed).ok_or_else(|| {
            let message = "witnesses prove nothing about a draw without drand";
            Failure::new(Code::Witness, message)
        })?;
        let terms = open.fields();
        let (opens, reveal_by) = (terms.opens.secs(), terms.reveal_by.secs());
        require("open", &self.open, quorum, |time| time <= opens)?;
        require("close", &self.close, quorum, |time| {
            (closed.secs()..round_time).contains(&time)
        })?;
        if has_seed {
            require("result", &self.result, quorum, |time| time < reveal_by)?;
        }
        Ok(())
    }
}

fn require(
    name: &str,
    seen: &Option<Seen>,
    quorum: usize,
    is_in_time: impl Fn(u64) -> bool,
) -> Result<(), Failure> {
    let Some(seen) = seen else {
        let message = format!("the file has no {name} anchor");
        return Err(Failure::new(Code::Witness, message));
    };
    let found = seen.count(is_in_time);
    if found < quorum {
        let message = format!(
            "{found} of the given witnesses saw the {name} anchor in time; {quorum} must have"
        );
        return Err(Failure::new(Code::Witness, message));
    }
    Ok(())
}

fn check_anchor(proof: &str, anchor: &Anchor<'_>, trust: &Trust) -> Result<Seen, Failure> {
    let proof = TlogProof::parse(proof)?;
    if proof.extra.is_some() {
        let message = "an anchor has no extra data";
        return Err(Failure::new(Code::TlogProof, message));
    }
    let signed = SignedCheckpoint::of_server(&proof.note, trust.server_key())?;
    let log = signed.checkpoint();
    if proof.root(&anchor.to_string(), log.size) != Some(log.root) {
        let message = "what the server log has there is not the anchor of this draw";
        return Err(Failure::new(Code::Anchor, message));
    }
    let mut seen = Seen::default();
    for witness in trust.witnesses() {
        let times = cosignature_times(signed.note(), witness).ok_or_else(|| {
            let message = format!("a cosignature in the name of {} is wrong", witness.name());
            Failure::new(Code::Cosignature, message)
        })?;
        seen.0.push(times);
    }
    Ok(seen)
}
