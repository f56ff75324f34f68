//! Prints what a verification found: lines for people, or one JSON object.
//! It decides nothing, and never says "verified" while something was not checked.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::outcome::{Outcome, Section, Verdict};
use super::watch::WatchReport;

/// One line for each check, what is proved, and the verdict last.
pub(super) fn as_text(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    for section in &outcome.sections {
        section_as_text(section, out)?;
    }
    match outcome.verdict() {
        Verdict::Verified => writeln!(out, "VERIFIED"),
        Verdict::Incomplete => {
            writeln!(
                out,
                "NOT FULLY CHECKED: nothing is wrong, but these were not checked:"
            )?;
            for what in outcome.unchecked() {
                writeln!(out, "  - {what}")?;
            }
            Ok(())
        }
        Verdict::Failed => match outcome.failed() {
            Some(failed) => {
                let message = printable(failed.failure.message());
                writeln!(out, "FAILED [{}]: {message}", failed.failure.code())
            }
            None => writeln!(out, "FAILED"),
        },
    }
}

fn section_as_text(section: &Section, out: &mut impl Write) -> io::Result<()> {
    for passed in &section.passed {
        writeln!(
            out,
            "ok      {:<15} {}",
            passed.check,
            printable(&passed.detail)
        )?;
    }
    if let Some(failed) = &section.failed {
        let (code, message) = (failed.failure.code(), failed.failure.message());
        writeln!(
            out,
            "FAILED  {:<15} [{code}] {}",
            failed.check,
            printable(message)
        )?;
    }
    if !section.lines.is_empty() {
        writeln!(out)?;
        for line in &section.lines {
            writeln!(out, "{}", printable(line))?;
        }
    }
    writeln!(out)
}

/// One object, with a member for each thing verified.
pub(super) fn as_json(outcome: &Outcome, out: &mut impl Write) -> io::Result<()> {
    let mut answer = Map::new();
    answer.insert("verdict".to_owned(), json!(outcome.verdict().as_str()));
    let code = outcome
        .failed()
        .map(|failed| failed.failure.code().as_str());
    answer.insert("error".to_owned(), json!(code));
    for section in &outcome.sections {
        answer.insert(section.name.to_owned(), section_as_json(section));
    }
    serde_json::to_writer_pretty(&mut *out, &Value::Object(answer))?;
    writeln!(out)
}

fn section_as_json(section: &Section) -> Value {
    let passed = section
        .passed
        .iter()
        .map(|passed| json!({"check": passed.check.as_str(), "ok": true, "detail": passed.detail}));
    let failed = section.failed.iter().map(|failed| {
        json!({
            "check": failed.check.as_str(),
            "ok": false,
            "error": failed.failure.code().as_str(),
            "detail": failed.failure.message(),
        })
    });
    let unchecked = section.unchecked.iter();
    let unchecked =
        unchecked.map(|what| json!({"what": what.as_str(), "detail": what.to_string()}));
    let mut members = section.members.clone();
    members.insert("ok".to_owned(), json!(section.failed.is_none()));
    members.insert("checks".to_owned(), passed.chain(failed).collect());
    members.insert("unchecked".to_owned(), unchecked.collect());
    Value::Object(members)
}

/// What an audit of a live server found: as lines, or as one JSON object.
pub(super) fn watch(report: &WatchReport, json: bool, out: &mut impl Write) -> io::Result<()> {
    if json {
        serde_json::to_writer_pretty(&mut *out, &report.as_json())?;
        return writeln!(out);
    }
    for line in &report.passed {
        writeln!(out, "ok      {}", printable(line))?;
    }
    for line in &report.failed {
        writeln!(out, "FAILED  {}", printable(line))?;
    }
    for line in &report.unchecked {
        writeln!(out, "unknown {}", printable(line))?;
    }
    match report.verdict() {
        Verdict::Verified => writeln!(out, "NOTHING WRONG"),
        Verdict::Incomplete => writeln!(
            out,
            "NOT FULLY CHECKED: nothing is wrong with what could be looked at"
        ),
        Verdict::Failed => writeln!(out, "FAILED"),
    }
}

/// Texts from a file must not move the cursor or turn the direction of writing: such characters are spelt out.
fn printable(text: &str) -> String {
    let is_safe = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| {
            if is_safe(c) {
                c.to_string()
            } else {
                c.escape_unicode().to_string()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_steer_a_terminal_are_spelt_out() {
        assert_eq!(
            printable("a\u{1b}[2J\u{9b}\u{202e}—é"),
            "a\\u{1b}[2J\\u{9b}\\u{202e}—é"
        );
    }
}
