//! The design's arrows as data, checked against the sources: a room that imports what it must not fails here with its line.
//! Not a test of behaviour: it reads files and runs nothing of the crate.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[path = "architecture/arrows.rs"]
mod arrows;
#[path = "architecture/files.rs"]
mod files;
#[path = "architecture/made_up.rs"]
mod made_up;
#[path = "architecture/source.rs"]
mod source;
#[path = "architecture/texts.rs"]
mod texts;
#[path = "architecture/violation.rs"]
mod violation;

use files::Files;
use violation::Violation;

/// Rows of a name and the names it may import.
pub type Table = &'static [(&'static str, &'static [&'static str])];

/// Which rooms a room may import, itself aside. A room is a folder or file right under `src`; each game is a room.
/// `*` stands for every room. Kits come first: they know no feature.
pub const ROOMS: Table = &[
    ("fairness", &[]),
    ("clock", &[]),
    // asking others over HTTP
    ("outgoing", &[]),
    // files for the owner alone
    ("private", &[]),
    ("keys", &["private"]),
    ("store", &["private"]),
    ("schema", &[]),
    ("signals", &[]),
    // what a feature hands to accounts by way of the application
    ("person", &["store"]),
    ("scheduler", &["clock"]),
    ("web", &["store", "clock", "keys", "scheduler", "config"]),
    (
        "config",
        &[
            "store",
            "web",
            "clock",
            "keys",
            "mail",
            "backups",
            "beacon",
            "witness",
            "games::raffle",
        ],
    ),
    // a feature as low as a kit: it sends what others write, and knows none of them
    (
        "mail",
        &[
            "audit",
            "person",
            "store",
            "schema",
            "web",
            "clock",
            "keys",
            "scheduler",
        ],
    ),
    // doing a thing once: features call it inside their own transactions
    (
        "idempotency",
        &["store", "schema", "web", "clock", "scheduler"],
    ),
    ("openapi", &["web"]),
    // a low feature: every other records what was done in it
    ("audit", &["store", "schema", "web", "clock", "keys"]),
    // as low: it knows rounds and relays, and no draw
    (
        "beacon",
        &[
            "outgoing",
            "private",
            "fairness",
            "store",
            "schema",
            "web",
            "clock",
            "scheduler",
        ],
    ),
    (
        "accounts",
        &[
            "private",
            "audit",
            "person",
            "idempotency",
            "store",
            "schema",
            "web",
            "clock",
            "keys",
            "scheduler",
            "config",
            "mail",
        ],
    ),
    (
        "draws",
        &[
            "private",
            "beacon",
            "audit",
            "person",
            "fairness",
            "store",
            "schema",
            "web",
            "clock",
            "keys",
            "scheduler",
            "config",
        ],
    ),
    // cosigning: this server's log by others, and theirs by this one
    (
        "witness",
        &[
            "outgoing",
            "draws",
            "fairness",
            "store",
            "web",
            "clock",
            "keys",
            "scheduler",
        ],
    ),
    // only the list of games
    ("games", &[]),
    (
        "games::lottery",
        &[
            "audit",
            "person",
            "draws",
            "accounts",
            "idempotency",
            "mail",
            "fairness",
            "store",
            "schema",
            "web",
            "clock",
            "keys",
            "scheduler",
            "config",
        ],
    ),
    (
        "games::raffle",
        &[
            "audit",
            "draws",
            "accounts",
            "idempotency",
            "fairness",
            "store",
            "schema",
            "web",
            "clock",
            "keys",
            "scheduler",
        ],
    ),
    // copies of the database, and the check of all it holds
    (
        "backups",
        &[
            "private",
            "draws",
            "audit",
            "store",
            "clock",
            "keys",
            "scheduler",
        ],
    ),
    // health and metrics look at everything; only `app` looks at them
    ("watch", &["*"]),
    ("cli", &["*"]),
    ("app", &["*"]),
    ("main", &["*"]),
    // the map of the crate: it declares the rooms and uses none
    ("lib", &[]),
];

/// The rooms whose files have roles: there the second table holds too.
pub const FEATURES: &[&str] = &[
    "audit",
    "beacon",
    "mail",
    "accounts",
    "draws",
    "games::lottery",
    "games::raffle",
    "idempotency",
    "witness",
];

/// Which roles a role may import, itself aside, in its own feature and in those its room may import.
/// A file's role is its name, or the name of the folder it is in; [`NOUN_FILES`] has the others.
pub const ROLES: Table = &[
    ("model", &[]),
    ("rules", &["model"]),
    ("store", &["model", "rules"]),
    ("operations", &["model", "rules", "store"]),
    ("views", &[]),
    // what actix-session asks of us, and being signed in as an argument: HTTP over a table, and so neither of the two
    ("session", &["model", "store"]),
    ("jobs", &["model", "operations"]),
    ("pages", &["model", "operations", "views", "session"]),
    ("api", &["model", "operations", "session"]),
    (
        "routes",
        &["model", "operations", "pages", "api", "views", "session"],
    ),
    // the feature's rules in ten sentences, what it shows to others, and its one `Feature` value
    (
        "mod",
        &[
            "model",
            "rules",
            "store",
            "operations",
            "views",
            "session",
            "jobs",
            "pages",
            "api",
            "routes",
        ],
    ),
];

/// Files of a feature that are named after a noun, and the role whose arrows they follow.
pub const NOUN_FILES: &[(&str, &str)] = &[
    ("src/audit/from_request.rs", "session"),
    ("src/accounts/bearer.rs", "session"),
    ("src/accounts/current.rs", "session"),
    ("src/accounts/device.rs", "views"),
    ("src/accounts/email_views.rs", "views"),
    ("src/accounts/hasher.rs", "operations"),
    ("src/accounts/session_store.rs", "session"),
    ("src/beacon/inbox.rs", "operations"),
    ("src/beacon/relays.rs", "operations"),
    ("src/mail/people.rs", "store"),
    ("src/mail/smtp.rs", "operations"),
    ("src/games/raffle/manager.rs", "session"),
    ("src/draws/awaited.rs", "model"),
    ("src/draws/seal.rs", "rules"),
    ("src/games/lottery/calendar.rs", "model"),
    ("src/draws/refusal.rs", "model"),
    ("src/draws/claim.rs", "model"),
    ("src/draws/log.rs", "model"),
    ("src/draws/claim_view.rs", "views"),
    ("src/draws/holding.rs", "model"),
    ("src/draws/line_view.rs", "views"),
    ("src/draws/proof.rs", "model"),
    ("src/draws/receipt_view.rs", "views"),
    ("src/draws/evidence.rs", "pages"),
    ("src/draws/bundle.rs", "pages"),
    ("src/draws/beacon_view.rs", "views"),
    ("src/draws/log_page.rs", "pages"),
    ("src/draws/log_view.rs", "views"),
    ("src/draws/lookup_view.rs", "views"),
    ("src/draws/statistics_page.rs", "pages"),
    ("src/draws/statistics_view.rs", "views"),
    ("src/draws/tally.rs", "model"),
    ("src/draws/verifiers.rs", "views"),
    ("src/draws/verify_pages.rs", "pages"),
    ("src/draws/tile_pages.rs", "pages"),
];

/// What a macro or item at the crate's root belongs to.
pub const ROOT_ITEMS: &[(&str, &str)] = &[("on_each", "store")];

/// Where a path must not be named, where it may be all the same, and why.
///
/// A place is `room fairness`, `role model` of any feature, a file, or `*`.
pub struct Absence {
    /// Where it must not be named.
    pub place: &'static str,
    /// Places inside that where it may be.
    pub except: &'static [&'static str],
    /// Crates, or parts of paths.
    pub paths: &'static [&'static str],
    /// What the reader of a failure needs to know.
    pub why: &'static str,
}

/// What must not be named in a place, without exception.
const fn absent(place: &'static str, paths: &'static [&'static str], why: &'static str) -> Absence {
    Absence {
        place,
        except: &[],
        paths,
        why,
    }
}

const HTTP: &[&str] = &[
    "actix_web",
    "actix_session",
    "actix_http",
    "askama",
    "askama_web",
];

/// Invariants as absences.
pub const ABSENCES: &[Absence] = &[
    Absence {
        place: "*",
        except: &["src/clock.rs"],
        paths: &["Utc::now", "Local::now", "SystemTime::now"],
        why: "only src/clock.rs reads the time; take a Clock",
    },
    Absence {
        place: "*",
        except: &["room store", "room schema", "role store"],
        paths: &["diesel", "diesel_migrations"],
        why: "SQL is in the store and in the features' store.rs",
    },
    absent(
        "room fairness",
        &[
            "std::fs",
            "std::net",
            "std::env",
            "std::time",
            "std::thread",
            "std::process",
            "std::io",
            "rand",
            "tokio",
            "chrono",
            "actix_web",
            "log",
        ],
        "fairness is pure: no input or output, no clock, no randomness source",
    ),
    absent("room store", HTTP, "the store knows no HTTP"),
    absent("role model", HTTP, "nouns know no HTTP"),
    absent("role rules", HTTP, "decisions know no HTTP"),
    absent("role store", HTTP, "SQL knows no HTTP"),
    absent("role operations", HTTP, "operations know no HTTP"),
    absent("role model", &["tokio"], "nouns wait for nothing"),
    absent("role rules", &["tokio"], "decisions wait for nothing"),
    absent(
        "role views",
        &["actix_web", "tokio"],
        "views are display data",
    ),
];

/// Lines of a source file outside its test modules: above the first a word is printed, above the second the test fails.
pub const FILE_LINES: (usize, usize) = (300, 400);

/// Templates that may use `|safe`, with what they print by it.
pub const SAFE_TEMPLATES: &[(&str, &str)] = &[];

fn assert_none(violations: &[Violation]) {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[test]
fn no_room_and_no_role_imports_what_it_must_not() {
    assert_none(&arrows::arrows(&Files::of_this_crate()));
}

#[test]
fn what_must_be_absent_is_absent() {
    assert_none(&arrows::absences(&Files::of_this_crate()));
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let files = Files::of_this_crate();
    for (path, lines) in texts::long_files(&files, FILE_LINES.0) {
        eprintln!("{path}: {lines} lines; is it two nouns?");
    }
    assert_none(&texts::openings(&files));
    assert_none(&texts::lengths(&files));
}

#[test]
fn templates_escape_what_they_print_and_hold_no_script_or_style() {
    assert_none(&texts::templates(&Files::of_this_crate()));
}

#[test]
fn both_databases_have_the_same_migrations_by_name() {
    let files = Files::of_this_crate();
    assert!(files.under("migrations/sqlite/").next().is_some());
    assert_none(&texts::migrations(&files));
}

#[test]
fn nothing_reaches_outside_the_repository() {
    assert_none(&texts::strangers(&Files::of_this_crate()));
}

#[test]
fn the_tables_name_what_there_is() {
    assert_none(&arrows::leftovers(&Files::of_this_crate()));
}
