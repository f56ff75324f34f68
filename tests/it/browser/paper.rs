//! Pages as they are printed, and the pictures of the README.

use std::path::PathBuf;

use super::access::file_name;
use super::window::{Driver, is_wanted};
use crate::database::Database;
use crate::scene::{MANAGER, PARTICIPANT, Scene};

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
    for (path, most) in [("/draws/daily-2026-11-20", 3), ("/ballots", 5)] {
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
