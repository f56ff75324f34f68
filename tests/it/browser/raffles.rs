//! Raffles in a browser: a ticket from its form to its prize, with the keyboard, without scripts, and the pages that are
//! shown once as axe sees them.

use std::path::PathBuf;

use super::access::{axe, problems};
use super::window::{Driver, Window, is_wanted};
use crate::app::TestApp;
use crate::database::Database;
use crate::raffles::pages::make;
use crate::scene::MANAGER;

const NOON: &str = "2026-11-21T12:00:00Z";

async fn keep(window: &Window, name: &str) {
    if let Some(folder) = std::env::var_os("CLEARLOT_SCREENSHOTS") {
        let file = PathBuf::from(folder).join(format!("{name}.png"));
        std::fs::write(file, window.picture().await).unwrap();
    }
}

#[actix_web::test]
async fn pages_that_are_shown_once_are_accessible_and_narrow_enough() {
    if !is_wanted() {
        return;
    }
    let axe = axe();
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = app.manager().await;
    let mut found = Vec::new();
    for (name, in_german) in [("english", false), ("german", true)] {
        // a profile keeps its language
        let driver = Driver::start();
        let window = match in_german {
            true => driver.open_in_german().await,
            false => driver.open().await,
        };
        let url = |path: &str| format!("{}{path}", app.app.public_url().origin());
        for (width, is_dark) in [(360, false), (360, true), (1280, false), (1280, true)] {
            window.look(width, is_dark).await;
            let name = format!("{name}-{width}-{}", if is_dark { "dark" } else { "light" });
            let raffle = make(&manager, &[("tickets", "1"), ("reserves", "0")]).await;
            window.goto(&url(&format!("/raffles/{raffle}"))).await;
            window.click("form.put button").await;
            found.extend(problems(&window, &axe, 200).await);
            keep(&window, &format!("ticket-{name}")).await;
            let code = window
                .run("return document.querySelector('input[name=code]').value")
                .await;
            let code = code.as_str().unwrap().to_owned();
            window
                .goto(&url(&format!("/raffles/{raffle}/check?ticket=1")))
                .await;
            window.fill("#code", "nonsense").await;
            window.click("main form button").await;
            found.extend(problems(&window, &axe, 422).await);
            keep(&window, &format!("wrong-code-{name}")).await;
            let drawn = manager
                .post(&format!("/manage/raffles/{raffle}/draw"), &[])
                .await;
            assert_eq!(drawn.status.as_u16(), 303, "{}", drawn.words());
            window.fill("#code", &code).await;
            window.click("form[action$='/check'] button").await;
            window.says("Hamper").await;
            found.extend(problems(&window, &axe, 200).await);
            keep(&window, &format!("checked-{name}")).await;

            window.sign(&url("/login"), MANAGER).await;
            window.goto(&url("/manage/raffles/new")).await;
            window.click("main button[value=create]").await;
            found.extend(problems(&window, &axe, 422).await);
            keep(&window, &format!("new-raffle-errors-{name}")).await;
            window.fill("#name", "Summer fair").await;
            window.fill("#prize_name-1", "Hamper").await;
            window.tap("#policy-invite").await;
            window.click("main button[value=preview]").await;
            found.extend(problems(&window, &axe, 200).await);
            keep(&window, &format!("raffle-preview-{name}")).await;
            window.click("main button[value=create]").await;
            found.extend(problems(&window, &axe, 200).await);
            window.fill("#count", "12").await;
            window.click("form[action$='/invites'] button").await;
            found.extend(problems(&window, &axe, 200).await);
            keep(&window, &format!("invites-{name}")).await;
            window.client.delete_all_cookies().await.unwrap();
        }
        window.client.close().await.unwrap();
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[actix_web::test]
async fn a_ticket_is_got_and_checked_with_the_keyboard_and_without_scripts() {
    if !is_wanted() {
        return;
    }
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let raffle = make(&app.manager().await, &[]).await;
    let driver = Driver::start();
    let url = |path: &str| format!("{}{path}", app.app.public_url().origin());
    let window = driver.open().await;
    window.goto(&url("/raffles")).await;
    window
        .tab_to(&format!("main a[href='/raffles/{raffle}']"))
        .await;
    window.enter().await;
    window.tab_to("form.put button").await;
    window.enter().await;
    // the script shows the button that copies
    window.tab_to("button[data-copy]").await;
    let value = "return document.querySelector('input[name=code]').value";
    let code = window.run(value).await.as_str().unwrap().to_owned();
    window.tab_to("main a[href*='check?ticket=']").await;
    window.enter().await;
    window.tab_to("#code").await;
    window.press(&code).await;
    window.enter().await;
    window.says("is valid").await;
    assert_eq!(window.complaints().await, Vec::<String>::new());
    window.client.close().await.unwrap();

    let window = driver.open_without_scripts().await;
    window.goto(&url(&format!("/raffles/{raffle}"))).await;
    window.click("form.put button").await;
    window.says("it is shown only this once").await;
    window.client.close().await.unwrap();
}
