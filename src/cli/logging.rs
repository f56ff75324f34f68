//! How log lines look: for people by default, or one JSON object per line. Either way one event is one line, whatever
//! somebody put into a path or a name, and times are UTC. What is logged is decided by `RUST_LOG`.

use std::fmt::Write as _;
use std::io::{self, Write};

use env_logger::fmt::Formatter;
use log::Record;
use serde_json::{Map, Value, json};

use crate::web::access_log;
use crate::web::request_id::RequestId;

/// The setting cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("CLEARLOT_LOG_FORMAT must be text or json, not {0:?}")]
pub(super) struct UnknownFormat(String);

/// Starts the log. With a format that is none it is text.
pub(super) fn start() -> Result<(), UnknownFormat> {
    let format = std::env::var("CLEARLOT_LOG_FORMAT").unwrap_or_default();
    let mut builder =
        env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("info"));
    match format.as_str() {
        "json" => builder.format(write_json).init(),
        _ => builder.format(write_text).init(),
    }
    match format.as_str() {
        "" | "text" | "json" => Ok(()),
        _ => Err(UnknownFormat(format)),
    }
}

fn write_text(out: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    let (level, time) = (record.level(), out.timestamp_millis());
    let style = out.default_level_style(level);
    let message = one_line(&record.args().to_string());
    write!(out, "{time} {style}{level:<5}{style:#} {}", record.target())?;
    if let Some(id) = RequestId::current() {
        write!(out, " {id}")?;
    }
    writeln!(out, ": {message}")
}

fn write_json(out: &mut Formatter, record: &Record<'_>) -> io::Result<()> {
    let time = out.timestamp_micros().to_string();
    let request = (record.target() == access_log::TARGET).then(access_log::being_written);
    let fields = match serde_json::to_value(request.flatten()) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let id = RequestId::current().map(|id| id.to_string());
    writeln!(out, "{}", json_line(&time, record, fields, id))
}

/// One event as JSON, without a line end.
fn json_line(
    time: &str,
    record: &Record<'_>,
    mut fields: Map<String, Value>,
    request_id: Option<String>,
) -> String {
    if let Some(id) = request_id {
        fields.insert("request_id".into(), json!(id));
    }
    for (name, value) in [
        ("time", time),
        ("level", record.level().as_str()),
        ("target", record.target()),
        ("message", &record.args().to_string()),
    ] {
        fields.insert(name.into(), json!(value));
    }
    let line = Value::Object(fields).to_string();
    if !line.contains(is_troublesome) {
        return line;
    }
    // what JSON leaves as it is stands inside its strings only
    let mut safe = String::with_capacity(line.len() + 8);
    for c in line.chars() {
        if is_troublesome(c) {
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// What some terminal or log reader takes for a line end or a command.
fn is_troublesome(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Line ends and everything a terminal would obey, written out.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if is_troublesome(c) {
            let _ = write!(line, "{}", c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: &str = "a\r\nb\u{1b}[31mc\u{85}d\"e\u{2028}f\0";

    #[test]
    fn an_event_is_one_line_of_json_whatever_is_in_it() {
        let mut fields = Map::new();
        fields.insert("status".into(), json!(404));
        fields.insert("path".into(), json!(NASTY));
        let line = json_line(
            "2026-11-21T12:00:00.000000Z",
            &Record::builder()
                .level(log::Level::Warn)
                .target("access")
                .args(format_args!("GET {NASTY}"))
                .build(),
            fields,
            Some("0123456789abcdef".into()),
        );
        assert!(!line.chars().any(is_troublesome), "{line:?}");
        let read: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["message"], format!("GET {NASTY}"));
        assert_eq!(read["path"], NASTY);
        assert_eq!(read["status"], 404);
        assert_eq!(read["level"], "WARN");
        assert_eq!(read["request_id"], "0123456789abcdef");
        assert_eq!(read["time"], "2026-11-21T12:00:00.000000Z");
    }

    #[test]
    fn a_line_of_text_holds_nothing_a_terminal_would_obey() {
        let line = one_line(NASTY);
        assert!(!line.chars().any(is_troublesome), "{line:?}");
        assert!(line.starts_with("a\\r\\nb\\u{1b}[31mc"));
    }
}
