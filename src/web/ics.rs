//! Dates of draws as an iCalendar file (RFC 5545): lines end in CRLF and have at most 75 octets, texts are escaped.

use chrono::{DateTime, Utc};

/// A calendar of draws.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// What it is called in a reader's list.
    pub name: String,
    /// The draws, oldest first.
    pub events: Vec<CalendarEvent>,
}

/// The closing of one draw.
#[derive(Debug, Clone)]
pub struct CalendarEvent {
    /// The same for the same draw for ever.
    pub uid: String,
    /// What is shown on the day.
    pub summary: String,
    /// More words.
    pub description: String,
    /// The absolute address of the draw.
    pub url: String,
    /// When it closes.
    pub closes: DateTime<Utc>,
    /// When what is said here was last changed.
    pub changed: DateTime<Utc>,
    /// Whether it was called off.
    pub is_cancelled: bool,
}

impl Calendar {
    /// The file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut file = File(String::new());
        file.line("BEGIN", "VCALENDAR");
        file.line("VERSION", "2.0");
        file.line("PRODID", "-//Clearlot//Draws//EN");
        file.line("CALSCALE", "GREGORIAN");
        file.line("METHOD", "PUBLISH");
        file.text("NAME", &self.name);
        file.text("X-WR-CALNAME", &self.name);
        file.line("REFRESH-INTERVAL;VALUE=DURATION", "PT12H");
        for event in &self.events {
            event.write(&mut file);
        }
        file.line("END", "VCALENDAR");
        file.0
    }
}

impl CalendarEvent {
    fn write(&self, file: &mut File) {
        let utc = |instant: DateTime<Utc>| instant.format("%Y%m%dT%H%M%SZ").to_string();
        file.line("BEGIN", "VEVENT");
        file.text("UID", &self.uid);
        file.line("DTSTAMP", &utc(self.changed));
        file.line("LAST-MODIFIED", &utc(self.changed));
        file.line("DTSTART", &utc(self.closes));
        file.text("SUMMARY", &self.summary);
        file.text("DESCRIPTION", &self.description);
        file.line("URL", &self.url);
        file.line("TRANSP", "TRANSPARENT");
        file.line("SEQUENCE", if self.is_cancelled { "1" } else { "0" });
        let status = if self.is_cancelled {
            "CANCELLED"
        } else {
            "CONFIRMED"
        };
        file.line("STATUS", status);
        file.line("END", "VEVENT");
    }
}

/// A line has so many octets at most, its end not counted.
const OCTETS: usize = 75;

struct File(String);

impl File {
    /// A property whose value needs no escaping.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.is_control() {
                continue;
            }
            // a character is never cut in two
            if octets + c.len_utf8() > OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A property that holds text of people.
    fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' => escaped.push_str("\\\\"),
                ';' => escaped.push_str("\\;"),
                ',' => escaped.push_str("\\,"),
                '\n' => escaped.push_str("\\n"),
                other => escaped.push(other),
            }
        }
        self.line(name, &escaped);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(summary: &str) -> String {
        let at: DateTime<Utc> = "2026-11-22T00:00:00Z".parse().unwrap();
        Calendar {
            name: "Draws".to_owned(),
            events: vec![CalendarEvent {
                uid: "daily-2026-11-21@lot.example".to_owned(),
                summary: summary.to_owned(),
                description: "Ballots are taken until then.".to_owned(),
                url: "https://lot.example/draws/daily-2026-11-21".to_owned(),
                closes: at,
                changed: at,
                is_cancelled: false,
            }],
        }
        .to_text()
    }

    #[test]
    fn long_lines_are_folded_between_characters_and_unfold_to_what_was_said() {
        let summary = "Größte Verlosung 🎟 ".repeat(12);
        let text = calendar(summary.trim());
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']), "{line:?}");
        }
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(&format!("SUMMARY:{}\r\n", summary.trim())));
    }

    #[test]
    fn texts_are_escaped_and_break_no_line() {
        let text = calendar("a,b;c\\d\nEND:VEVENT\r\nX:y");
        assert!(
            text.contains("SUMMARY:a\\,b\\;c\\\\d\\nEND:VEVENT\\nX:y\r\n"),
            "{text}"
        );
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1);
    }
}
