//! The arrows between rooms and between roles, and the paths that must be absent: a function each from files to violations.
//! The tables they read are in `tests/architecture.rs`.

use std::collections::BTreeMap;
use std::fmt;

use crate::files::Files;
use crate::source::{NamedPath, paths, without_comments_and_literals, without_test_modules};
use crate::violation::{Violation, violation};
use crate::{ABSENCES, FEATURES, NOUN_FILES, ROLES, ROOMS, ROOT_ITEMS, Table};

/// Where something stands: its room, and in a feature its role.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    room: String,
    role: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.role {
            Some(role) => write!(f, "{}'s {role}", self.room),
            None => f.write_str(&self.room),
        }
    }
}

/// One source file, read.
struct Source<'a> {
    path: &'a str,
    module: Vec<String>,
    named: Vec<NamedPath>,
}

/// All sources, and what each feature's `mod.rs` shows under a shorter name.
struct Crate<'a> {
    sources: Vec<Source<'a>>,
    /// (room, name) → role of the file that defines it.
    shown: BTreeMap<(String, String), String>,
    files: &'a Files,
}

impl<'a> Crate<'a> {
    fn read(files: &'a Files) -> Self {
        let sources = files
            .sources()
            .map(|(path, text)| Source {
                path,
                module: module_of(path),
                named: paths(&without_test_modules(&without_comments_and_literals(text))),
            })
            .collect();
        let mut all = Crate {
            sources,
            shown: BTreeMap::new(),
            files,
        };
        all.shown = all.read_shown_names();
        all
    }

    fn read_shown_names(&self) -> BTreeMap<(String, String), String> {
        let mut shown = BTreeMap::new();
        for source in &self.sources {
            let place = self.place(&source.module);
            if place.role.as_deref() != Some("mod") {
                continue;
            }
            for named in source.named.iter().filter(|named| named.is_reexport) {
                let target = self
                    .resolve(source, named)
                    .map(|segments| self.place(&segments));
                if let Some(Place {
                    room,
                    role: Some(role),
                }) = target
                    && room == place.room
                {
                    shown.insert((room, named.name.clone()), role);
                }
            }
        }
        shown
    }

    /// The path from the crate's root, or `None` for another crate's.
    fn resolve(&self, source: &Source<'_>, named: &NamedPath) -> Option<Vec<String>> {
        let segments = &named.segments;
        let (first, rest) = segments.split_first()?;
        let mut base = match first.as_str() {
            "crate" | "clearlot" => Vec::new(),
            "self" => source.module.clone(),
            "super" => {
                let ups = segments.iter().take_while(|s| *s == "super").count();
                let kept = source.module.len().checked_sub(ups)?;
                let mut base = source.module[..kept].to_vec();
                base.extend_from_slice(&segments[ups..]);
                return Some(base);
            }
            _ => {
                let mut child = source.module.clone();
                child.push(first.clone());
                return self.is_module(&child).then(|| {
                    child.extend_from_slice(rest);
                    child
                });
            }
        };
        base.extend_from_slice(rest);
        Some(base)
    }

    fn is_module(&self, module: &[String]) -> bool {
        let stem = format!("src/{}", module.join("/"));
        self.files.has(&format!("{stem}.rs")) || self.files.has(&format!("{stem}/mod.rs"))
    }

    /// Room and role of a module, or of something in it.
    fn place(&self, segments: &[String]) -> Place {
        let first = segments.first().map_or("lib", String::as_str);
        let game = segments
            .get(1)
            .filter(|name| first == "games" && *name != "*");
        let (room, rest) = match (root_item(first), game) {
            (Some(room), _) => (room.to_owned(), &segments[1..]),
            (None, Some(game)) => (format!("games::{game}"), &segments[2..]),
            (None, None) => (first.to_owned(), segments.get(1..).unwrap_or_default()),
        };
        let role = FEATURES
            .contains(&room.as_str())
            .then(|| self.role(&room, rest));
        Place { room, role }
    }

    fn role(&self, room: &str, rest: &[String]) -> String {
        let Some(name) = rest.first() else {
            return "mod".into();
        };
        if is_role(name) {
            return name.clone();
        }
        let file = format!("src/{}/{name}", room.replace("::", "/"));
        if let Some((_, role)) = NOUN_FILES
            .iter()
            .find(|(noun, _)| *noun == format!("{file}.rs"))
        {
            return (*role).into();
        }
        if self.files.has(&format!("{file}.rs")) || self.files.has(&format!("{file}/mod.rs")) {
            return format!("{name} (a file without a role)");
        }
        let shown = self.shown.get(&(room.to_owned(), name.clone()));
        shown.cloned().unwrap_or_else(|| "mod".into())
    }
}

/// `src/draws/store.rs` is `draws::store`, `src/draws/mod.rs` is `draws`, `src/lib.rs` and `src/main.rs` keep their names.
fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    if inner == "lib" {
        return Vec::new();
    }
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    inner.split('/').map(str::to_owned).collect()
}

fn root_item(name: &str) -> Option<&'static str> {
    ROOT_ITEMS
        .iter()
        .find(|(item, _)| *item == name)
        .map(|(_, room)| *room)
}

fn is_role(name: &str) -> bool {
    ROLES.iter().any(|(role, _)| *role == name)
}

fn allowed(table: Table, key: &str) -> Option<&'static [&'static str]> {
    table
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, allowed)| *allowed)
}

/// Imports against the arrows: between rooms, and between roles inside features.
pub fn arrows(files: &Files) -> Vec<Violation> {
    let all = Crate::read(files);
    let mut found = Vec::new();
    for source in &all.sources {
        let here = all.place(&source.module);
        if allowed(ROOMS, &here.room).is_none() {
            found.push(violation(
                source.path,
                1,
                format!("no room `{}` in the table", here.room),
            ));
            continue;
        }
        if let Some(role) = here.role.as_deref().filter(|role| !is_role(role)) {
            found.push(violation(
                source.path,
                1,
                format!("{role}: name it in NOUN_FILES"),
            ));
            continue;
        }
        for named in &source.named {
            let Some(target) = all.resolve(source, named).map(|path| all.place(&path)) else {
                continue;
            };
            if let Some(why) = forbidden(&here, &target) {
                let path = named.segments.join("::");
                found.push(violation(
                    source.path,
                    named.line,
                    format!("`{path}`: {why}"),
                ));
            }
        }
    }
    found
}

fn forbidden(here: &Place, target: &Place) -> Option<String> {
    if here.room == "lib" {
        return None;
    }
    let rooms = allowed(ROOMS, &here.room).unwrap_or_default();
    let may =
        here.room == target.room || rooms.contains(&target.room.as_str()) || rooms.contains(&"*");
    if !may {
        return Some(format!("{} may not import {}", here.room, target.room));
    }
    if target.room == "schema" && !matches!(here.role.as_deref(), None | Some("store")) {
        return Some(format!(
            "{here} may not import the schema: SQL is in store.rs"
        ));
    }
    let (Some(from), Some(to)) = (&here.role, &target.role) else {
        return None;
    };
    let roles = allowed(ROLES, from).unwrap_or_default();
    // what a feature's mod.rs defines itself is for everyone who may import the feature
    let may = from == to || to == "mod" || roles.contains(&to.as_str());
    (!may).then(|| format!("{here} may not import {target}"))
}

/// Paths named where they must not be.
pub fn absences(files: &Files) -> Vec<Violation> {
    let all = Crate::read(files);
    let mut found = Vec::new();
    for source in &all.sources {
        let here = all.place(&source.module);
        for absence in ABSENCES {
            let is_at = |place: &str| is_at(place, &here, source.path);
            if !is_at(absence.place) || absence.except.iter().any(|place| is_at(place)) {
                continue;
            }
            for named in &source.named {
                if let Some(path) = absence.paths.iter().find(|path| names(named, path)) {
                    let text = format!("names `{path}`: {}", absence.why);
                    found.push(violation(source.path, named.line, text));
                }
            }
        }
    }
    found
}

fn is_at(place: &str, here: &Place, path: &str) -> bool {
    match place.split_once(' ') {
        Some(("room", room)) => here.room == room,
        Some(("role", role)) => here.role.as_deref() == Some(role),
        _ => place == "*" || place == path,
    }
}

/// A single word is a crate, the first segment; more are a piece of the path.
fn names(named: &NamedPath, wanted: &str) -> bool {
    let wanted: Vec<&str> = wanted.split("::").collect();
    let segments = &named.segments;
    match wanted.as_slice() {
        [name] => segments[0] == *name,
        _ => segments
            .windows(wanted.len())
            .any(|window| window == wanted),
    }
}

/// Rows of the tables for which there is no file any more.
pub fn leftovers(files: &Files) -> Vec<Violation> {
    let rooms = ROOMS
        .iter()
        .map(|(room, _)| format!("src/{}", room.replace("::", "/")));
    let missing_rooms = rooms
        .filter(|room| !files.has(&format!("{room}.rs")) && !files.has(&format!("{room}/mod.rs")));
    let nouns = NOUN_FILES.iter().map(|(path, _)| (*path).to_owned());
    let missing_nouns = nouns.filter(|path| !files.has(path));
    missing_rooms
        .chain(missing_nouns)
        .map(|path| violation(&path, 1, "in the table, but not there"))
        .collect()
}
