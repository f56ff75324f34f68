//! Made-up sources that break one rule each: a rule that cannot fail is no rule.

use crate::arrows;
use crate::files::Files;
use crate::source::{paths, without_comments_and_literals, without_test_modules};
use crate::texts;
use crate::violation::Violation;

/// A small crate in which everything is right.
const SOUND: &[(&str, &str)] = &[
    ("src/lib.rs", "//! Map.\npub mod draws;\npub mod store;\n"),
    (
        "src/clock.rs",
        "//! Time.\nuse chrono::Utc;\nfn now() { Utc::now(); }\n",
    ),
    ("src/store/mod.rs", "//! Store.\nmod db;\npub use db::Db;\n"),
    (
        "src/store/db.rs",
        "//! Db.\nuse crate::on_each;\npub struct Db;\n",
    ),
    (
        "src/draws/mod.rs",
        "//! Draws.\nmod operations;\nmod model;\npub use model::Draw;\npub use operations::append;\n",
    ),
    (
        "src/draws/model.rs",
        "//! Nouns.\npub struct Draw;\n#[cfg(test)]\nmod tests {\n    use diesel::prelude::*;\n}\n",
    ),
    (
        "src/draws/rules.rs",
        "//! Decisions.\nuse super::model::Draw;\nuse crate::fairness::Tree;\n",
    ),
    (
        "src/draws/operations.rs",
        "//! Doing.\nuse super::{model::Draw, rules, store};\nuse crate::store::Db;\n",
    ),
    (
        "src/draws/store.rs",
        "//! SQL.\nuse diesel::prelude::*;\nuse crate::schema::draws;\n",
    ),
    (
        "src/games/lottery/model.rs",
        "//! Nouns.\nuse crate::draws::Draw;\n",
    ),
    (
        "src/games/lottery/pages.rs",
        "//! Pages.\nuse actix_web::web;\nuse crate::draws;\nfn f() { draws::append(); }\n",
    ),
    (
        "templates/a.html",
        "<p class=\"a\">{{ name }}</p><script src=\"/a.js\"></script>\n",
    ),
    ("migrations/sqlite/1_a/up.sql", ""),
    ("migrations/postgres/1_a/up.sql", ""),
];

type Rule = fn(&Files) -> Vec<Violation>;

const RULES: &[Rule] = &[
    arrows::arrows,
    arrows::absences,
    texts::openings,
    texts::lengths,
    texts::templates,
    texts::migrations,
    texts::strangers,
];

/// What all rules say of the sound crate with one file added or replaced.
fn said_of(path: &str, text: &str) -> Vec<String> {
    let mut files = SOUND.to_vec();
    files.retain(|(existing, _)| *existing != path);
    files.push((path, text));
    let files = Files::made_up(&files);
    let found = RULES.iter().flat_map(|rule| rule(&files));
    found.map(|violation| violation.to_string()).collect()
}

#[track_caller]
fn assert_says(path: &str, text: &str, expected: &str) {
    let said = said_of(path, text);
    assert!(
        said.iter().any(|line| line.contains(expected)),
        "expected {expected:?} of\n{text}\nbut the rules said {said:#?}"
    );
}

#[test]
fn a_sound_crate_breaks_no_rule() {
    assert_eq!(
        said_of("src/draws/jobs.rs", "//! Jobs.\nuse super::operations;\n"),
        Vec::<String>::new()
    );
}

#[test]
fn a_kit_that_imports_a_feature_is_named_with_its_line() {
    let text = "//! Db.\n\nuse crate::{schema, draws::{self, Draw as D}};\n";
    let said = said_of("src/store/db.rs", text);
    assert_eq!(
        said,
        [
            "src/store/db.rs:3: `crate::schema`: store may not import schema",
            "src/store/db.rs:3: `crate::draws`: store may not import draws",
            "src/store/db.rs:3: `crate::draws::Draw`: store may not import draws",
        ]
    );
}

#[test]
fn inline_and_relative_paths_count_as_imports() {
    assert_says(
        "src/store/db.rs",
        "//! x\nfn f() -> crate::draws::Draw {}\n",
        ":2: `crate::draws::Draw`",
    );
    assert_says(
        "src/store/db.rs",
        "//! x\nuse super::super::accounts::model;\n",
        "store may not import accounts",
    );
    assert_says(
        "src/draws/model.rs",
        "//! x\nfn f() { super::store::find(); }\n",
        "draws's model may not import draws's store",
    );
    assert_says(
        "src/web/mod.rs",
        "//! x\nuse clearlot::draws;\n",
        "web may not import draws",
    );
}

#[test]
fn arrows_between_rooms_point_one_way() {
    assert_says(
        "src/fairness/mod.rs",
        "//! x\nuse crate::clock::Clock;\n",
        "fairness may not import clock",
    );
    assert_says(
        "src/draws/jobs.rs",
        "//! x\nuse crate::accounts::Account;\n",
        "draws may not import accounts",
    );
    assert_says(
        "src/draws/jobs.rs",
        "//! x\nuse crate::games::lottery;\n",
        "draws may not import games::lottery",
    );
    assert_says(
        "src/accounts/jobs.rs",
        "//! x\nuse crate::fairness::Hash;\n",
        "accounts may not import fairness",
    );
    assert_says(
        "src/games/lottery/jobs.rs",
        "//! x\nuse crate::games::raffle::Raffle;\n",
        "may not import games::raffle",
    );
    assert_says(
        "src/web/mod.rs",
        "//! x\nuse crate::app::App;\n",
        "web may not import app",
    );
    assert_says(
        "src/helpers.rs",
        "//! x\n",
        "no room `helpers` in the table",
    );
    assert_says("src/draws/helpers.rs", "//! x\n", "name it in NOUN_FILES");
}

#[test]
fn arrows_between_roles_point_one_way() {
    assert_says(
        "src/draws/rules.rs",
        "//! x\nuse super::operations::append;\n",
        "rules may not import draws's operations",
    );
    assert_says(
        "src/draws/pages.rs",
        "//! x\nuse super::store;\n",
        "pages may not import draws's store",
    );
    assert_says(
        "src/draws/store.rs",
        "//! x\nuse super::pages;\n",
        "store may not import draws's pages",
    );
    assert_says(
        "src/draws/views.rs",
        "//! x\nuse super::model::Draw;\n",
        "views may not import draws's model",
    );
    assert_says(
        "src/draws/operations.rs",
        "//! x\nuse crate::schema::draws;\n",
        "may not import the schema",
    );
    assert_says(
        "src/games/lottery/pages.rs",
        "//! x\nuse crate::draws::store::find;\n",
        "pages may not import draws's store",
    );
}

#[test]
fn a_shorter_name_shown_by_a_feature_keeps_its_role() {
    assert_says(
        "src/games/lottery/model.rs",
        "//! x\nuse crate::draws::append;\n",
        "games::lottery's model may not import draws's operations",
    );
}

#[test]
fn what_must_be_absent_is_found() {
    assert_says(
        "src/draws/jobs.rs",
        "//! x\nfn f() { chrono::Utc::now(); }\n",
        "names `Utc::now`",
    );
    assert_says(
        "src/keys.rs",
        "//! x\nuse std::time;\nfn f() { time::SystemTime::now(); }\n",
        "names `SystemTime::now`",
    );
    assert_says(
        "src/fairness/tree.rs",
        "//! x\nuse std::{fmt, fs::File};\n",
        ":2: names `std::fs`",
    );
    assert_says(
        "src/fairness/tree.rs",
        "//! x\nfn f() { rand::random(); }\n",
        "names `rand`",
    );
    assert_says(
        "src/draws/operations/append.rs",
        "//! x\nuse actix_web::HttpResponse;\n",
        "operations know no HTTP",
    );
    assert_says(
        "src/draws/store.rs",
        "//! x\nuse actix_web::web;\n",
        "SQL knows no HTTP",
    );
    assert_says(
        "src/store/db.rs",
        "//! x\nuse actix_web::web;\n",
        "the store knows no HTTP",
    );
    assert_says(
        "src/draws/model.rs",
        "//! x\n#[derive(diesel::Queryable)]\nstruct A;\n",
        "names `diesel`",
    );
    assert_says(
        "src/draws/pages.rs",
        "//! x\nuse diesel::prelude::*;\n",
        "SQL is in the store and",
    );
}

#[test]
fn a_file_without_an_opening_or_with_too_many_lines_is_found() {
    assert_says(
        "src/draws/jobs.rs",
        "use super::operations;\n",
        "begin with `//!`",
    );
    let long = format!("//! x\n{}", "struct A;\n".repeat(500));
    assert_says("src/draws/jobs.rs", &long, "501 lines, at most 400");
    let tested = format!(
        "//! x\n#[cfg(test)]\nmod tests {{\n{}}}\n",
        "struct A;\n".repeat(500)
    );
    assert_eq!(said_of("src/draws/jobs.rs", &tested), Vec::<String>::new());
}

#[test]
fn unsafe_templates_are_found() {
    assert_says(
        "templates/a.html",
        "{{ name | safe }}",
        "prints without escaping",
    );
    assert_says(
        "templates/a.html",
        "{{ name|escape(\"none\") }}",
        "prints without escaping",
    );
    assert_says("templates/a.html", "<p STYLE=\"color: red\">", "`style=`");
    assert_says("templates/a.html", "<script>go()</script>", "`<script>`");
    assert_says("templates/a.html", "<a onclick=\"go()\">", "`onclick=`");
}

#[test]
fn a_migration_of_one_database_only_is_found() {
    assert_says(
        "migrations/sqlite/2_b/up.sql",
        "",
        "migrations/sqlite/2_b/up.sql:1: the other database",
    );
    assert_says(
        "migrations/postgres/2_b/up.sql",
        "",
        "migrations/postgres/2_b/up.sql:1: the other database",
    );
}

#[test]
fn a_path_outside_the_repository_is_found() {
    let text = format!("//! x\nconst A: &str = \"{}{}/x\";\n", "../", "shared");
    assert_says("tests/x.rs", &text, "copy what is needed");
}

#[test]
fn a_row_of_the_tables_without_a_file_is_found() {
    let said: Vec<String> = arrows::leftovers(&Files::made_up(SOUND))
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(said.contains(&"src/app:1: in the table, but not there".to_owned()));
    assert!(!said.iter().any(|line| line.starts_with("src/clock")));
}

#[test]
fn comments_literals_and_test_modules_name_nothing() {
    let text = r####"
        // crate::a::b
        /* crate::a /* crate::b */ crate::c */
        const A: &str = "crate::a::b \" crate::c";
        const B: &str = r#"crate::d "quoted" crate::e"#;
        const C: char = '"'; const D: char = '\''; const E: &'static str = "crate::f";
        #[cfg(test)]
        mod tests { fn f() { { crate::g::h(); } } }
        #[cfg(test)]
        use crate::i::j;
        fn after() { crate::k::l(); }
    "####;
    let code = without_test_modules(&without_comments_and_literals(text));
    let named = paths(&code);
    let names: Vec<String> = named.iter().map(|path| path.segments.join("::")).collect();
    assert_eq!(names, ["crate::k::l"]);
    assert_eq!(
        named[0].line, 11,
        "lines are counted through what is blanked"
    );
}

#[test]
fn a_use_tree_is_spelt_out() {
    let named = paths(
        "pub(crate) use a::{self, b::{c, d as e}, f::*};\nuse ::g;\nfn h(_: impl A + use<'_>) { i::j::<k::l>() }",
    );
    let said: Vec<String> = named
        .iter()
        .map(|path| {
            format!(
                "{} {} {}",
                path.segments.join("::"),
                path.name,
                path.is_reexport
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "a a true",
            "a::b::c c true",
            "a::b::d e true",
            "a::f::* * true",
            "g g false",
            "i::j j false",
            "k::l l false",
        ]
    );
}
