//! Every page of the table, for everybody who may see it, narrow and wide, light and dark: axe finds nothing, the console is
//! silent, nothing scrolls sideways. With `CLEARLOT_SCREENSHOTS` each is also kept as a picture in that folder.

use std::path::PathBuf;

use serde_json::Value;

use super::window::{Driver, Window, is_wanted};
use crate::database::Database;
use crate::pages::{Who, pages_of};
use crate::scene::{MANAGER, PARTICIPANT, Scene};

/// The checker, which is not part of this project: `axe.min.js` of the npm package axe-core.
pub(super) fn axe() -> String {
    let path = std::env::var("CLEARLOT_TEST_AXE")
        .expect("CLEARLOT_TEST_AXE must name axe.min.js of the npm package axe-core");
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

const RUN: &str = "const done = arguments[arguments.length - 1];\
    axe.run(document, { resultTypes: ['violations'] }).then(\
    (found) => done(found.violations.map((one) => one.id + ': ' + one.help + ' ' + one.nodes.map((node) => \
    node.html.slice(0, 160) + ' [' + node.any.map((a) => a.message).join('; ') + ']').join(' | '))), (e) => done(['axe failed: ' + e]))";

/// What axe, which was put into the page, finds on it as it is.
async fn violations(window: &Window) -> Vec<String> {
    let found = window.client.execute_async(RUN, vec![]).await.unwrap();
    let found: Vec<String> = serde_json::from_value(found).unwrap();
    found
}

pub(super) async fn problems(window: &Window, axe: &str, status: u16) -> Vec<String> {
    window.run(axe).await;
    problems_now(window, status).await
}

async fn problems_now(window: &Window, status: u16) -> Vec<String> {
    let mut found = violations(window).await;
    let wide =
        "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]";
    let wide: Value = window.run(wide).await;
    if wide[0].as_u64() > wide[1].as_u64() {
        found.push(format!("scrolls sideways: {wide}"));
    }
    let complaints = window.complaints().await.into_iter();
    // a browser reports the page's own status when it is one of an error
    let own = format!("the server responded with a status of {status}");
    found.extend(complaints.filter(|line| status == 200 || !line.contains(&own)));
    found
}

pub(super) fn file_name(path: &str) -> String {
    path.replace(['/', '?', '=', '&', ' '], "-")
}

/// Width and whether it is dark.
type Look = (u32, bool);
const LOOKS: [Look; 4] = [(360, false), (360, true), (1280, false), (1280, true)];

/// Opens the page once and looks at it in every way: what is wrong, each with where it is.
async fn problems_of(
    window: &Window,
    axe: &str,
    url: &str,
    (name, status): (&str, u16),
    looks: &[Look],
) -> Vec<String> {
    let mut found = Vec::new();
    window.goto(url).await;
    window.run(axe).await;
    for (width, is_dark) in looks {
        window.look(*width, *is_dark).await;
        let theme = if *is_dark { "dark" } else { "light" };
        let problems = problems_now(window, status).await.into_iter();
        found.extend(problems.map(|problem| format!("{name} {width} {theme}: {problem}")));
        if let Some(folder) = std::env::var_os("CLEARLOT_SCREENSHOTS") {
            let file = format!("{}-{width}-{theme}.png", file_name(name));
            std::fs::write(PathBuf::from(folder).join(file), window.picture().await).unwrap();
        }
    }
    found
}

#[track_caller]
fn assert_none(found: &[String]) {
    assert!(
        found.is_empty(),
        "{} problems:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// Every page of the table as `name` sees it.
async fn look_at_all(who: Who, name: Option<&str>) {
    look_at_all_in("", who, name).await;
}

/// The same in German, whose words are longer, where that is named.
async fn look_at_all_in(language: &str, who: Who, name: Option<&str>) {
    if !is_wanted() {
        return;
    }
    let axe = axe();
    let scene = Scene::build(&Database::sqlite()).await;
    let driver = Driver::start();
    let window = match language {
        "German" => driver.open_in_german().await,
        _ => driver.open().await,
    };
    let origin = scene.app.app.public_url().origin().to_owned();
    if let Some(name) = name {
        window.sign(&format!("{origin}/login"), name).await;
    }
    let mut found = Vec::new();
    for (path, status) in pages_of(who) {
        let url = format!("{origin}{path}");
        let name = format!("{language}{who:?} {path}");
        found.extend(problems_of(&window, &axe, &url, (&name, status), &LOOKS).await);
    }
    window.client.close().await.unwrap();
    assert_none(&found);
}

#[actix_web::test]
async fn every_page_of_a_manager_in_german_is_accessible_quiet_and_narrow_enough() {
    look_at_all_in("German", Who::Manager, Some(MANAGER)).await;
}

#[actix_web::test]
async fn every_page_of_a_participant_in_german_is_accessible_quiet_and_narrow_enough() {
    look_at_all_in("German", Who::Participant, Some(PARTICIPANT)).await;
}

#[actix_web::test]
async fn every_page_of_a_visitor_is_accessible_quiet_and_narrow_enough() {
    look_at_all(Who::Visitor, None).await;
}

#[actix_web::test]
async fn every_page_of_a_participant_is_accessible_quiet_and_narrow_enough() {
    look_at_all(Who::Participant, Some(PARTICIPANT)).await;
}

#[actix_web::test]
async fn every_page_of_a_manager_is_accessible_quiet_and_narrow_enough() {
    look_at_all(Who::Manager, Some(MANAGER)).await;
}

/// German words are long: each page of the table once more, narrow, and wide in the dark.
#[actix_web::test]
async fn every_page_in_german_is_accessible_quiet_and_narrow_enough() {
    if !is_wanted() {
        return;
    }
    let axe = axe();
    let scene = Scene::build(&Database::sqlite()).await;
    let driver = Driver::start();
    let window = driver.open_in_german().await;
    let origin = scene.app.app.public_url().origin().to_owned();
    window.sign(&format!("{origin}/login"), MANAGER).await;
    let mut found = Vec::new();
    let looks = [(360, false), (1280, true)];
    for (path, status) in pages_of(Who::Manager) {
        let url = format!("{origin}{path}");
        let name = format!("German {path}");
        found.extend(problems_of(&window, &axe, &url, (&name, status), &looks).await);
        let language = window.run("return document.documentElement.lang").await;
        assert_eq!(language, "de", "{path}");
    }
    window.client.close().await.unwrap();
    assert_none(&found);
}

#[actix_web::test]
async fn forms_that_come_back_with_errors_are_accessible_too() {
    if !is_wanted() {
        return;
    }
    let axe = axe();
    let scene = Scene::build(&Database::sqlite()).await;
    let driver = Driver::start();
    let window = driver.open().await;
    let origin = scene.app.app.public_url().origin().to_owned();
    let mut found = Vec::new();
    for width in [360, 1280] {
        window.look(width, false).await;
        window.goto(&format!("{origin}/sign-up")).await;
        window.fill("input[name=username]", "x y").await;
        window.fill("input[name=password]", "short").await;
        window.click("main form button").await;
        found.extend(problems(&window, &axe, 422).await);
        window.sign(&format!("{origin}/login"), MANAGER).await;
        window.goto(&format!("{origin}/manage/lotteries/new")).await;
        window.fill("input[name=name]", "").await;
        window.click("main button[value=create]").await;
        found.extend(problems(&window, &axe, 422).await);
        // and the preview, which is no page of its own either
        window.fill("input[name=name]", "Sunday Cake Draw").await;
        window.click("main button[value=preview]").await;
        window.says("Sunday Cake Draw").await;
        found.extend(problems(&window, &axe, 200).await);
        if let Some(folder) = std::env::var_os("CLEARLOT_SCREENSHOTS") {
            let file = format!("preview-{width}.png");
            std::fs::write(PathBuf::from(folder).join(file), window.picture().await).unwrap();
        }
        window.goto(&format!("{origin}/lotteries/daily")).await;
        window.fill("input[name=more]", "99999").await;
        window
            .run("document.querySelector('form.put').noValidate = true")
            .await;
        window.click("form.put button").await;
        found.extend(problems(&window, &axe, 422).await);
        window.goto(&format!("{origin}/account")).await;
        window.client.delete_all_cookies().await.unwrap();
    }
    window.client.close().await.unwrap();
    assert_none(&found);
}

/// The page of components, as it lies in `docs/`.
#[actix_web::test]
async fn the_components_are_accessible() {
    if !is_wanted() {
        return;
    }
    let axe = axe();
    let driver = Driver::start();
    let window = driver.open().await;
    let file = format!("file://{}/docs/components.html", env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for (width, is_dark) in [(360, false), (1280, true)] {
        window.look(width, is_dark).await;
        window.goto(&file).await;
        // the console is left out: axe itself asks for the style sheet again, which a page without a server refuses
        window.run(&axe).await;
        found.extend(violations(&window).await);
        if let Some(folder) = std::env::var_os("CLEARLOT_SCREENSHOTS") {
            let name = format!("components-{width}.png");
            std::fs::write(PathBuf::from(folder).join(name), window.picture().await).unwrap();
        }
    }
    window.client.close().await.unwrap();
    assert_none(&found);
}

/// The checkers can fail: each is shown something bad once.
#[actix_web::test]
async fn the_checkers_see_what_is_bad() {
    if !is_wanted() {
        return;
    }
    let axe = axe();
    let scene = crate::app::TestApp::start(&Database::sqlite(), crate::scene::NOW).await;
    let driver = Driver::start();
    let window = driver.open().await;
    window.look(360, false).await;
    window
        .goto(&format!("{}/how-it-works", scene.app.public_url().origin()))
        .await;
    assert_eq!(problems(&window, &axe, 200).await, Vec::<String>::new());
    window
        .run(
            "const bad = document.createElement('img'); bad.src = 'https://elsewhere.example/x.png'; \
             bad.width = 900; document.querySelector('main').append(bad);",
        )
        .await;
    let found = problems(&window, &axe, 200).await.join("\n");
    for part in ["image-alt", "scrolls sideways", "Content Security Policy"] {
        assert!(found.contains(part), "{part} is not seen: {found}");
    }
    window.client.close().await.unwrap();
}
