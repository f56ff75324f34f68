//! Everything one run of `clearlot verify` found, in sections: receipt, draw, receipt in the closed log, plays.
//! Not how it is printed.

use serde_json::{Map, Value, json};

use crate::fairness::{
    DrawnBallot, EarlyClose, Failed, Passed, PlaysReport, Receipt, ReceiptInLog, Report, Unchecked,
    Verification,
};

/// The one word that the exit code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Everything was checked and holds.
    Verified,
    /// Everything that was checked holds, and something was not.
    Incomplete,
    /// Something does not hold.
    Failed,
}

impl Verdict {
    /// The word that programs read.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Verdict::Verified => "verified",
            Verdict::Incomplete => "incomplete",
            Verdict::Failed => "failed",
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) sections: Vec<Section>,
}

impl Outcome {
    pub(super) fn add(&mut self, section: Section) {
        self.sections.push(section);
    }

    pub(super) fn verdict(&self) -> Verdict {
        if self.failed().is_some() {
            Verdict::Failed
        } else if self.unchecked().next().is_some() {
            Verdict::Incomplete
        } else {
            Verdict::Verified
        }
    }

    /// The first failure.
    pub(super) fn failed(&self) -> Option<&Failed> {
        self.sections
            .iter()
            .find_map(|section| section.failed.as_ref())
    }

    pub(super) fn unchecked(&self) -> impl Iterator<Item = &Unchecked> {
        self.sections.iter().flat_map(|section| &section.unchecked)
    }
}

/// One thing that was verified.
#[derive(Debug)]
pub(super) struct Section {
    /// What it is about; the member of the JSON answer too.
    pub(super) name: &'static str,
    pub(super) passed: Vec<Passed>,
    pub(super) failed: Option<Failed>,
    pub(super) unchecked: Vec<Unchecked>,
    /// What it proves, for people; empty if it failed.
    pub(super) lines: Vec<String>,
    /// The same for programs.
    pub(super) members: Map<String, Value>,
}

impl Section {
    fn new<T>(
        name: &'static str,
        verified: Verification<T>,
        lines: impl FnOnce(&T) -> Vec<String>,
        members: impl FnOnce(&T) -> Value,
    ) -> Self {
        let (lines, members, failed) = match verified.result {
            Ok(found) => (lines(&found), members(&found), None),
            Err(failed) => (Vec::new(), Value::Null, Some(failed)),
        };
        Self {
            name,
            passed: verified.passed,
            failed,
            unchecked: verified.unchecked,
            lines,
            members: match members {
                Value::Object(members) => members,
                _ => Map::new(),
            },
        }
    }

    pub(super) fn of_draw(verified: Verification<Report>) -> Self {
        Self::new("draw", verified, draw_lines, draw_members)
    }

    pub(super) fn of_receipt(verified: Verification<Receipt>) -> Self {
        Self::new("receipt", verified, receipt_lines, |receipt| {
            let entry = receipt.entry.fields();
            json!({
                "origin": entry.origin.as_str(),
                "index": receipt.index,
                "first": entry.first,
                "count": entry.count,
                "time": entry.time.secs(),
                "numbers": entry.numbers,
                "ref": receipt.reference.as_str(),
            })
        })
    }

    pub(super) fn of_comparison(verified: Verification<ReceiptInLog>) -> Self {
        Self::new(
            "receipt_in_closed_log",
            verified,
            |_| Vec::new(),
            |found| json!({"in_closed_log": found.in_closed_log, "cancelled": found.cancelled}),
        )
    }

    pub(super) fn of_plays(verified: Verification<PlaysReport>) -> Self {
        Self::new(
            "plays",
            verified,
            |_| Vec::new(),
            |found| json!({"game": found.game.as_str(), "plays": found.plays, "won": found.won}),
        )
    }
}

/// More are in the JSON answer.
const DRAWS_SHOWN: usize = 20;

fn draw_lines(report: &Report) -> Vec<String> {
    let mut lines: Vec<String> = report
        .draws
        .iter()
        .take(DRAWS_SHOWN)
        .map(ballot_line)
        .collect();
    match report.draws.len().checked_sub(DRAWS_SHOWN) {
        Some(more @ 1..) => lines.push(format!("and {more} more; --json shows them all")),
        _ if lines.is_empty() => lines.push("no ballot was drawn".to_owned()),
        _ => {}
    }
    lines.push(format!("Level: {}. {}", report.level, report.level.limit()));
    match report.early {
        Some(EarlyClose::SoldOut) => lines.push("Closed before its time: sold out.".to_owned()),
        Some(EarlyClose::Operator) => {
            lines.push("Closed before its time: by the operator, as announced.".to_owned());
        }
        None => {}
    }
    if report.fallback {
        let withheld = "SEED WITHHELD: the operator did not reveal the seed it had committed to. A later \
                        beacon round decided, and the operator could compare both results first.";
        lines.push(withheld.to_owned());
    }
    lines
}

fn ballot_line(ballot: &DrawnBallot) -> String {
    let drawn = ballot.drawn;
    let mut line = format!("{}: ballot {}", drawn.outcome, drawn.ballot);
    if let Some(ticket) = ballot.ticket {
        line.push_str(&format!(", ticket {ticket}"));
    }
    line.push_str(&format!(", entry {}", drawn.leaf_index));
    if let Some(prize) = &ballot.prize {
        line.push_str(&format!(": {prize}"));
    }
    line
}

fn draw_members(report: &Report) -> Value {
    let early = report.early.map(|reason| match reason {
        EarlyClose::SoldOut => "sold-out",
        EarlyClose::Operator => "operator",
    });
    let draws = report.draws.iter().map(|ballot| {
        json!({
            "ballot": ballot.drawn.ballot,
            "index": ballot.drawn.leaf_index,
            "outcome": ballot.drawn.outcome.to_string(),
            "ticket": ballot.ticket,
            "prize": ballot.prize,
            "who": ballot.who.to_hex(),
        })
    });
    let close = report.close.fields();
    json!({
        "origin": report.open.fields().origin.as_str(),
        "size": report.size,
        "root": report.root.to_base64(),
        "entries": close.entries,
        "ballots": close.ballots,
        "closed": close.time.secs(),
        "key": report.key.hash().to_hex(),
        "level": report.level.as_str(),
        "full": report.full,
        "fallback": report.fallback,
        "early": early,
        "draws": draws.collect::<Vec<_>>(),
    })
}

fn receipt_lines(receipt: &Receipt) -> Vec<String> {
    let entry = receipt.entry.fields();
    let ballots = format!("ballots {} to {}", entry.first, receipt.entry.last());
    let mut lines = vec![format!(
        "{ballots} of {}, for {}",
        entry.origin, receipt.reference
    )];
    if let Some(numbers) = &entry.numbers {
        let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
        lines.push(format!("ticket numbers {}", numbers.join(" ")));
    }
    lines
}
