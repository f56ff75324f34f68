//! Checking a draw in the browser: on the site's page, and in the file that is opened from a disk.

use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::Locator;
use serde_json::{Value, json};

use super::access::{axe, problems};
use super::window::{Driver, Window, is_wanted};
use crate::app::TestApp;
use crate::database::Database;
use crate::scene::Scene;
use crate::verify::vectors;

struct Case {
    file: &'static str,
    name: &'static str,
    /// What the big answer says, in English and in German.
    answer: [&'static str; 2],
    /// What else stands there in both languages, such as the winner.
    also: &'static str,
}

const CASES: [Case; 6] = [
    Case {
        file: "draws.json",
        name: "a few entries, multi-count, full",
        answer: ["This draw checks out", "Diese Ziehung stimmt"],
        also: "First prize: a bicycle",
    },
    Case {
        file: "draws.json",
        name: "a few entries, multi-count, light",
        answer: [
            "Nothing is wrong so far, but not everything was checked",
            "Bisher ist nichts falsch, aber nicht alles wurde geprüft",
        ],
        also: "First prize: a bicycle",
    },
    Case {
        file: "draws.json",
        name: "no beacon: seed only",
        answer: [
            "Nothing was changed, but the operator could have chosen the winner",
            "Nichts wurde verändert, aber der Betreiber hätte den Gewinner aussuchen können",
        ],
        also: "A bicycle",
    },
    Case {
        file: "tampered.json",
        name: "operator's friend wins",
        answer: ["This does not match", "Das stimmt nicht"],
        also: "selection",
    },
    Case {
        file: "receipts.json",
        name: "sale-time receipt + full proof file",
        answer: ["Your receipt is good", "Ihre Quittung ist gut"],
        also: "frank@example.org",
    },
    Case {
        file: "receipts.json",
        name: "operator dropped my entry (split view)",
        answer: ["This receipt does not match", "Diese Quittung stimmt nicht"],
        also: "dropped",
    },
];

fn vector(file: &str, name: &str) -> Value {
    let mut all = vectors(file).into_iter();
    all.find(|vector| vector["name"] == name).unwrap()
}

/// Chooses the vector's files and its key, and waits for the answer.
async fn check(window: &Window, folder: &Path, vector: &Value) -> String {
    let mut paths = Vec::new();
    for (member, file) in [("proof", "proof.json"), ("receipt", "mine.tlog-proof")] {
        let text = match &vector[member] {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        let path = folder.join(file);
        std::fs::write(&path, text).unwrap();
        paths.push(path.to_str().unwrap().to_owned());
    }
    let files = window.client.find(Locator::Css("#v-files")).await.unwrap();
    files.send_keys(&paths.join("\n")).await.unwrap();
    let enter = "document.querySelector('#v-key').value = arguments[0];";
    let key = vec![json!(vector["vkey"])];
    window.client.execute(enter, key).await.unwrap();
    window.tap("form.drop > button").await;
    let answer = Locator::Css(".answer h2");
    window.client.wait().for_element(answer).await.unwrap();
    let focus = window.run("return document.activeElement.tagName").await;
    assert_eq!(focus, "H2", "the answer has the focus, so it is read first");
    window.text().await
}

/// Goes through the cases, each on a fresh page, in the language of this index.
async fn check_all(window: &Window, url: &str, language: usize) {
    let folder = tempfile::tempdir().unwrap();
    let axe = axe();
    for (case, is_dark) in CASES.iter().zip([false, true].into_iter().cycle()) {
        for width in [360, 1280] {
            window.look(width, is_dark).await;
            window.goto(url).await;
            let text = check(window, folder.path(), &vector(case.file, case.name)).await;
            Window::assert_says(&text, case.answer[language]);
            Window::assert_says(&text, case.also);
            let found = problems(window, &axe, 200).await;
            assert!(found.is_empty(), "{} at {width}: {found:#?}", case.name);
        }
    }
}

#[actix_web::test]
async fn the_page_checks_proofs_and_receipts() {
    if !is_wanted() {
        return;
    }
    let app = TestApp::start(&Database::sqlite(), "2026-11-21T09:00:00Z").await;
    let driver = Driver::start();
    let window = driver.open().await;
    let url = format!("{}/verify", app.app.public_url().origin());
    check_all(&window, &url, 0).await;
    // without a key nothing is judged
    window.goto(&url).await;
    let folder = tempfile::tempdir().unwrap();
    let mut keyless = vector(CASES[0].file, CASES[0].name);
    keyless["vkey"] = json!("");
    std::fs::write(folder.path().join("p.json"), keyless["proof"].to_string()).unwrap();
    let files = window.client.find(Locator::Css("#v-files")).await.unwrap();
    let path = folder.path().join("p.json");
    files.send_keys(path.to_str().unwrap()).await.unwrap();
    window
        .run("document.querySelector('#v-key').value = ''")
        .await;
    window.tap("form.drop > button").await;
    let alert = Locator::Css("[role=alert]");
    window.client.wait().for_element(alert).await.unwrap();
    window.says("Enter the server’s key first").await;
    window.client.close().await.unwrap();
}

/// Saved to a disk it does the same, in German too, and asks nobody for anything.
#[actix_web::test]
async fn the_single_file_checks_the_same_from_a_disk() {
    if !is_wanted() {
        return;
    }
    let app = TestApp::start(&Database::sqlite(), "2026-11-21T09:00:00Z").await;
    let page = app.browser().get("/verify/clearlot-verify.html").await.text;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clearlot-verify.html");
    std::fs::write(&path, page).unwrap();
    let url = format!("file://{}", path.display());
    for language in [0, 1] {
        let driver = Driver::start();
        let window = match language {
            0 => driver.open().await,
            _ => driver.open_in_german().await,
        };
        check_all(&window, &url, language).await;
        let loaded = "return performance.getEntriesByType('resource')\
                      .filter((one) => !one.name.startsWith('data:')).length";
        assert_eq!(window.run(loaded).await, 0);
        let language = ["en", "de"][language];
        assert_eq!(
            window.run("return document.documentElement.lang").await,
            language
        );
        window.client.close().await.unwrap();
    }
}

/// A finished draw is checked on its own page, first with the small proof, then with all entries.
#[actix_web::test]
async fn a_draw_is_checked_on_its_page() {
    if !is_wanted() {
        return;
    }
    let scene = Scene::build(&Database::sqlite()).await;
    let driver = Driver::start();
    let window = driver.open().await;
    let axe = axe();
    let origin = scene.app.app.public_url().origin().to_owned();
    for (width, is_dark) in [(360, false), (1280, true)] {
        window.look(width, is_dark).await;
        window
            .goto(&format!("{origin}/draws/daily-2026-11-20"))
            .await;
        let winner = window.run("return document.querySelector('h1 data').value");
        let winner = winner.await.as_str().unwrap().to_owned();
        window.tap("[data-check] button").await;
        let answer = Locator::Css(".answer h2");
        window.client.wait().for_element(answer).await.unwrap();
        window
            .says("the operator could have chosen the winner")
            .await;
        window.says("Not checked:").await;
        let won = window.run("return document.querySelector('.won data').value");
        assert_eq!(won.await, winner.as_str(), "it names the same winner");
        // the second button asks for all entries
        window.tap("[data-check] button.quiet").await;
        let whole = "return document.querySelector('.answer')?.textContent\
                     .includes('Everything in the file was checked')";
        let given_up = Instant::now() + Duration::from_secs(20);
        while window.run(whole).await != true {
            assert!(Instant::now() < given_up, "{}", window.text().await);
        }
        let found = problems(&window, &axe, 200).await;
        assert!(found.is_empty(), "at {width}: {found:#?}");
        if let Some(folder) = std::env::var_os("CLEARLOT_SCREENSHOTS") {
            let file = Path::new(&folder).join(format!("draw-checked-{width}.png"));
            std::fs::write(file, window.picture().await).unwrap();
        }
    }
    window.client.close().await.unwrap();
}
