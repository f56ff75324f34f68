//! What backups are called, and which of them are kept. Pure but for reading a folder's list of names.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

const FORMAT: &str = "clearlot-%Y-%m-%dT%H%M%SZ.db";

/// The name of a backup that is taken now.
pub(super) fn name_at(time: DateTime<Utc>) -> String {
    time.format(FORMAT).to_string()
}

/// When the backup of this name was taken; nothing for other files.
pub(super) fn time_of(name: &str) -> Option<DateTime<Utc>> {
    let time = NaiveDateTime::parse_from_str(name, FORMAT).ok()?.and_utc();
    // exactly as it is written: no other file is ever taken for a backup, and deleted
    (name_at(time) == name).then_some(time)
}

/// The names of the backups in a folder, oldest first; none if it is not there.
pub(super) fn list(dir: &Path) -> std::io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(dir) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        if let Ok(name) = entry?.file_name().into_string()
            && time_of(&name).is_some()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Those that need not be kept: all of the last day stay, of each day before the newest, and only so many days.
pub(super) fn superfluous(names: &[String], keep_days: usize) -> Vec<&String> {
    let day = |name: &String| time_of(name).map(|time| time.date_naive());
    let days: BTreeSet<NaiveDate> = names.iter().filter_map(day).collect();
    let kept: BTreeSet<NaiveDate> = days.into_iter().rev().take(keep_days.max(1)).collect();
    let last = kept.last().copied();
    let is_kept = |(at, name): (usize, &String)| {
        let day_of = day(name);
        let is_newest_of_day = names.get(at + 1).and_then(day) != day_of;
        day_of.is_some_and(|day| kept.contains(&day)) && (is_newest_of_day || day_of == last)
    };
    names
        .iter()
        .enumerate()
        .filter(|&each| !is_kept(each))
        .map(|(_, name)| name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_called_like_a_backup_is_one() {
        let time = "2026-11-21T02:03:04Z".parse().unwrap();
        assert_eq!(name_at(time), "clearlot-2026-11-21T020304Z.db");
        assert_eq!(time_of("clearlot-2026-11-21T020304Z.db"), Some(time));
        for other in [
            "clearlot.db",
            "clearlot-2026-11-21T020304Z.db.faulty",
            "clearlot-2026-11-21T020304Z.db-wal",
            "my-clearlot-2026-11-21T020304Z.db",
            "clearlot-2026-11-31T020304Z.db",
            "clearlot-2026-1-1T020304Z.db",
            "clearlot.key",
        ] {
            assert_eq!(time_of(other), None, "{other}");
        }
    }

    #[test]
    fn the_newest_of_each_day_is_kept_and_all_of_the_last() {
        let names: Vec<String> = [
            "18T010000",
            "19T010000",
            "19T230000",
            "20T010000",
            "21T010000",
            "21T020000",
        ]
        .iter()
        .map(|time| format!("clearlot-2026-11-{time}Z.db"))
        .collect();
        let gone = |days| {
            let names = superfluous(&names, days);
            names
                .into_iter()
                .map(|name| name[17..19].to_owned() + &name[20..22])
                .collect::<Vec<_>>()
        };
        assert_eq!(gone(3), ["1801", "1901"]);
        assert_eq!(gone(100), ["1901"]);
        assert_eq!(gone(1), ["1801", "1901", "1923", "2001"]);
        assert_eq!(
            gone(0),
            ["1801", "1901", "1923", "2001"],
            "the last is never deleted"
        );
    }
}
