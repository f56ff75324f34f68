//! The page of the server's own log: every mark is on one page of it, and each page leads to the next.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::app::{Answer, TestApp};
use crate::database::databases;

const DAYS: u64 = 30;

/// The places of the marks on a page, in its order.
fn places(page: &Answer) -> Vec<u64> {
    let marks = page.text.split("<li id=\"n").skip(1);
    marks
        .map(|mark| mark.split('"').next().unwrap().parse().unwrap())
        .collect()
}

/// The address that a page gives as the one before (`prev`) or after (`next`) it.
fn link(page: &Answer, rel: &str) -> Option<String> {
    let end = format!("\" rel=\"{rel}\"");
    let before = page.text.split_once(&end)?.0;
    Some(before.rsplit_once("href=\"")?.1.to_owned())
}

#[actix_web::test]
async fn the_log_is_paged_without_a_gap_and_back_again() {
    for database in databases() {
        let app = TestApp::start(&database, "2026-11-01T12:00:00Z").await;
        let visitor = app.browser();
        let first_day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        for day in 1..=DAYS {
            let day = first_day.checked_add_days(Days::new(day)).unwrap();
            app.at(&format!("{day}T00:00:00Z")).await;
        }
        // opened, closed and drawn each; the next one is open
        let all = 3 * DAYS + 1;
        let newest = visitor.get("/log").await;
        newest.says(&format!("{all} marks"));
        assert_eq!(places(&newest), (all - 40..all).rev().collect::<Vec<_>>());
        assert_eq!(link(&newest, "prev"), None, "{database}");

        let (mut page, mut pages, mut seen) = (newest, 1, BTreeSet::new());
        loop {
            assert!(places(&page).is_sorted_by(|one, next| *one == next + 1));
            for place in places(&page) {
                assert!(seen.insert(place), "{database}: {place} is shown twice");
            }
            let Some(older) = link(&page, "next") else {
                break;
            };
            page = visitor.get(&older).await;
            pages += 1;
        }
        assert_eq!((pages, seen.len() as u64), (3, all), "{database}");
        assert_eq!(seen.first(), Some(&0));
        while let Some(newer) = link(&page, "prev") {
            page = visitor.get(&newer).await;
            pages -= 1;
        }
        assert_eq!((pages, places(&page)[0]), (1, all - 1), "{database}");

        // what is no place in it shows the newest
        for odd in [
            "before=",
            "before=x",
            "before=0",
            "before=-1",
            "before=99999999",
        ] {
            let page = visitor.get(&format!("/log?{odd}")).await;
            assert_eq!(places(&page)[0], all - 1, "{database} {odd}");
        }
    }
}

#[actix_web::test]
async fn a_draw_leads_to_its_marks_and_a_mark_to_its_draw() {
    for database in databases() {
        let app = TestApp::start(&database, "2026-11-01T12:00:00Z").await;
        for day in 2..=20 {
            app.at(&format!("2026-11-{day:02}T00:00:00Z")).await;
        }
        let visitor = app.browser();
        let draw = visitor.get("/draws/daily-2026-11-03").await;
        let links = draw.text.split("href=\"/log?").skip(1);
        let links: Vec<&str> = links.map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(links.len(), 3, "{database}: rules, list and result");
        for link in links {
            let (part, mark) = link.split_once("#n").unwrap();
            let page = visitor.get(&format!("/log?{part}")).await;
            assert_eq!(places(&page)[0], mark.parse::<u64>().unwrap(), "{database}");
            let line = page.text.split("<li id=\"n").nth(1).unwrap();
            assert!(line.contains("href=\"/draws/daily-2026-11-03\""), "{line}");
        }
    }
}
