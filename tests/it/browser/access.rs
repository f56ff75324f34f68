//! Every page of the table, for everybody who may see it, narrow and wide, light and dark: axe finds nothing, the console is
//! silent, nothing scrolls sideways. With `CLEARLOT_SCREENSHOTS` each is also kept as a picture.

use std::path::PathBuf;

use serde_json::Value;

use super::window::{Driver, Window, is_wanted};
use crate::database::Database;
use crate::pages::{Who, pages_of};
use crate::scene::{MANAGER, PARTICIPANT, Scene};

/// The checker, which is not part of this project: `axe.min.js` of the npm package axe-core.
fn axe() -> String {
    let path = std::env::var("CLEARLOT_TEST_AXE")
        .expect("CLEARLOT_TEST_AXE must name axe.min.js of the npm package axe-core");
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

const RUN: &str = "const done = arguments[arguments.length - 1];\
    axe.run(document, { resultTypes: ['violations'] }).then(\
    (found) => done(found.violations.map((one) => one.id + ': ' + one.help + ' ' + one.nodes.map((node) => \
    node.html.slice(0, 160) + ' [' + node.any.map((a) => a.message).join('; ') + ']').join(' | '))), (e) => done(['axe failed: ' + e]))";

/// What axe finds on the page as it is.
async fn violations(window: &Window, axe: &str) -> Vec<String> {
    window.run(axe).await;
    let found = window.client.execute_async(RUN, vec![]).await.unwrap();
    let found: Vec<String> = serde_json::from_value(found).unwrap();
    found
}

async fn problems(window: &Window, axe: &str, status: u16) -> Vec<String> {
    let mut found = violations(window, axe).await;
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

fn file_name(path: &str) -> String {
    let name = path
        .trim_start_matches('/')
        .replace(['/', '?', '=', '&'], "-");
    if name.is_empty() { "home".into() } else { name }
}

#[actix_web::test]
async fn every_page_is_accessible_quiet_and_narrow_enough() {
    if !is_wanted() {
        return;
    }
    let axe = axe();
    let pictures = std::env::var_os("CLEARLOT_SCREENSHOTS").map(PathBuf::from);
    let scene = Scene::build(&Database::sqlite()).await;
    let driver = Driver::start();
    let window = driver.open().await;
    let origin = scene.app.app.public_url().origin().to_owned();
    let mut found = Vec::new();
    for (who, name) in [
        (Who::Visitor, None),
        (Who::Participant, Some(PARTICIPANT)),
        (Who::Manager, Some(MANAGER)),
    ] {
        window.goto(&format!("{origin}/login")).await;
        window.client.delete_all_cookies().await.unwrap();
        if let Some(name) = name {
            window.sign(&format!("{origin}/login"), name).await;
        }
        for (width, is_dark) in [(360, false), (360, true), (1280, false), (1280, true)] {
            window.look(width, is_dark).await;
            for (path, status) in pages_of(who) {
                window.goto(&format!("{origin}{path}")).await;
                let here = format!(
                    "{who:?} {path} {width} {}",
                    if is_dark { "dark" } else { "light" }
                );
                let problems = problems(&window, &axe, status).await;
                found.extend(
                    problems
                        .into_iter()
                        .map(|problem| format!("{here}: {problem}")),
                );
                if let Some(folder) = &pictures {
                    let name = format!(
                        "{}-{who:?}-{width}-{}.png",
                        file_name(path),
                        if is_dark { "dark" } else { "light" }
                    );
                    std::fs::write(folder.join(name), window.picture().await).unwrap();
                }
            }
        }
    }
    window.client.close().await.unwrap();
    assert!(
        found.is_empty(),
        "{} problems:\n{}",
        found.len(),
        found.join("\n")
    );
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
        window
            .click("main form[method=post] button:last-of-type")
            .await;
        found.extend(problems(&window, &axe, 422).await);
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
    assert!(
        found.is_empty(),
        "{} problems:\n{}",
        found.len(),
        found.join("\n")
    );
}

/// What people keep on paper: a result is a certificate of one or two pages, and no list is cut through.
#[actix_web::test]
async fn results_and_ballots_print_well() {
    if !is_wanted() {
        return;
    }
    let scene = Scene::build(&Database::sqlite()).await;
    let driver = Driver::start();
    let window = driver.open().await;
    let origin = scene.app.app.public_url().origin().to_owned();
    window.sign(&format!("{origin}/login"), PARTICIPANT).await;
    for (path, most) in [("/draws/daily-2026-11-20", 3), ("/ballots", 6)] {
        window.goto(&format!("{origin}{path}")).await;
        let pdf = window.paper().await;
        let text = String::from_utf8_lossy(&pdf);
        let pages = text.matches("/Type /Page\n").count();
        assert!((1..=most).contains(&pages), "{path} takes {pages} pages");
        if let Some(folder) = std::env::var_os("CLEARLOT_SCREENSHOTS") {
            let name = format!("{}.pdf", file_name(path));
            std::fs::write(PathBuf::from(folder).join(name), pdf).unwrap();
        }
    }
    window.client.close().await.unwrap();
}

/// The pictures of the README, made anew with `CLEARLOT_README_PICTURES=docs/screenshots`.
#[actix_web::test]
async fn the_pictures_of_the_readme_can_be_made() {
    if !is_wanted() {
        return;
    }
    let scene = Scene::build(&Database::sqlite()).await;
    let driver = Driver::start();
    let window = driver.open().await;
    let origin = scene.app.app.public_url().origin().to_owned();
    for (name, who, path, width, height, is_dark) in [
        ("home", PARTICIPANT, "/", 1120, 780, false),
        (
            "lottery-phone",
            PARTICIPANT,
            "/lotteries/daily",
            360,
            740,
            false,
        ),
        ("ballots-phone", PARTICIPANT, "/ballots", 360, 740, true),
        (
            "draw",
            PARTICIPANT,
            "/draws/daily-2026-11-20",
            1120,
            900,
            true,
        ),
        ("organise", MANAGER, "/manage", 1120, 780, false),
    ] {
        window.goto(&format!("{origin}/login")).await;
        window.client.delete_all_cookies().await.unwrap();
        window.sign(&format!("{origin}/login"), who).await;
        window.look(width, is_dark).await;
        window.goto(&format!("{origin}{path}")).await;
        let picture = window.clip(width, height).await;
        assert!(picture.len() < 150_000, "{name}: {} bytes", picture.len());
        if let Some(folder) = std::env::var_os("CLEARLOT_README_PICTURES") {
            std::fs::write(PathBuf::from(folder).join(format!("{name}.png")), picture).unwrap();
        }
    }
    window.client.close().await.unwrap();
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
        found.extend(violations(&window, &axe).await);
        if let Some(folder) = std::env::var_os("CLEARLOT_SCREENSHOTS") {
            let name = format!("components-{width}.png");
            std::fs::write(PathBuf::from(folder).join(name), window.picture().await).unwrap();
        }
    }
    window.client.close().await.unwrap();
    assert!(
        found.is_empty(),
        "{} problems:\n{}",
        found.len(),
        found.join("\n")
    );
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
