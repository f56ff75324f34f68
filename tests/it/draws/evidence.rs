//! What people take home, fetched over HTTP as they fetch it and checked as they check it: proof files, receipts, bundles.

use std::io::Read as _;

use clearlot::fairness::{
    Level, Report, ServerVkey, Trust, Verification, compare_receipt, verify_proof, verify_receipt,
};
use reqwest::StatusCode;

use crate::app::{Browser, TestApp};
use crate::database::{Database, databases};

const EVENING: &str = "2026-11-21T20:00:00Z";
const MIDNIGHT: &str = "2026-11-22T00:00:00Z";
const DRAW: &str = "/draws/daily-2026-11-21";

fn vkey(app: &TestApp) -> ServerVkey {
    app.app.draws().vkey().unwrap()
}

fn verify(proof: &str, vkey: &ServerVkey) -> Verification<Report> {
    let mut source = proof.as_bytes();
    let Ok(verification) = verify_proof(&mut source, &Trust::server(vkey.clone()), None);
    verification
}

async fn proof(browser: &Browser, query: &str) -> String {
    let answer = browser.get(&format!("{DRAW}/proof.json{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.text
}

#[actix_web::test]
async fn the_proof_of_a_drawn_draw_verifies_and_names_the_winner_of_the_page() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let (ann, ben) = (app.signed_up("ann").await, app.signed_up("ben").await);
        for _ in 0..3 {
            ann.submit("daily", "100").await;
            ben.submit("daily", "7").await;
        }
        let answer = ann.get(&format!("{DRAW}/proof.json")).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{database}: while open"
        );
        app.at(MIDNIGHT).await;
        let visitor = app.browser();
        // a number is written in two parts, its zeros and the rest
        let page = visitor.get(DRAW).await.words().replace(' ', "");

        for (query, full) in [("", false), ("?full=1", true)] {
            let text = proof(&visitor, query).await;
            let report = verify(&text, &vkey(&app)).result.unwrap();
            assert_eq!((report.level, report.full), (Level::SeedOnly, full));
            let winner = report.draws.first().unwrap().drawn.ballot;
            assert!(page.contains(&format!("Ballot{winner:04}won")), "{page}");
            for member in ["anchor_open", "anchor_close", "anchor_result"] {
                assert!(
                    text.contains(&format!("\"{member}\"")),
                    "{database}: {member}"
                );
            }
        }
    }
}

#[actix_web::test]
async fn no_character_of_a_proof_can_be_changed() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let ann = app.signed_up("ann").await;
    for _ in 0..3 {
        ann.submit("daily", "2").await;
    }
    app.at(MIDNIGHT).await;
    let (text, vkey) = (proof(&app.browser(), "?full=1").await, vkey(&app));
    assert!(verify(&text, &vkey).result.is_ok());
    let mut accepted = Vec::new();
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(changed) = String::from_utf8(bytes) else {
            continue;
        };
        if verify(&changed, &vkey).result.is_ok() {
            accepted.push(text[at.saturating_sub(20)..(at + 20).min(text.len())].to_owned());
        }
    }
    assert_eq!(accepted, Vec::<String>::new());
}

#[actix_web::test]
async fn a_draw_of_several_tiles_is_proved_in_full() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let ann = app.signed_up("ann").await;
    let draw = ann.get("/lotteries/daily").await.hidden("draw");
    for number in 0..600 {
        let key = number.to_string();
        let fields = [("count", "1"), ("draw", &*draw), ("key", &*key)];
        let answer = ann.post("/lotteries/daily/ballots", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    }
    let receipt = format!("{DRAW}/entries/512/receipt.tlog-proof");
    let receipt = ann.get(&receipt).await;
    app.at(MIDNIGHT).await;
    let vkey = vkey(&app);
    let text = proof(&app.browser(), "?full=1").await;
    let receipt = verify_receipt(&receipt.text, &vkey, Some("ann"));
    let receipt = receipt.result.unwrap();
    let trust = Trust::server(vkey);
    let Ok(verification) = verify_proof(&mut text.as_bytes(), &trust, Some(receipt.probe()));
    let report = verification.result.unwrap();
    assert_eq!((report.full, report.size), (true, 602));
    let compared = compare_receipt(&receipt, &report).result.unwrap();
    assert_eq!(compared.in_closed_log, Some(true));
}

#[actix_web::test]
async fn a_receipt_is_there_at_once_is_private_and_becomes_final() {
    for database in databases() {
        let app = TestApp::start(&database, EVENING).await;
        let (ann, ben) = (app.signed_up("ann").await, app.signed_up("ben").await);
        ann.submit("daily", "3").await;
        ben.submit("daily", "1").await;
        let vkey = vkey(&app);
        let file = format!("{DRAW}/entries/1/receipt.tlog-proof");

        let before = ann.get(&file).await;
        assert_eq!(before.status, StatusCode::OK, "{database}");
        let receipt = verify_receipt(&before.text, &vkey, Some("ann"))
            .result
            .unwrap();
        assert_eq!(
            (receipt.index, receipt.checkpoint.size),
            (1, 3),
            "{database}"
        );
        assert!(
            verify_receipt(&before.text, &vkey, Some("ben"))
                .result
                .is_err()
        );
        ann.get(&format!("{DRAW}/entries/1/receipt"))
            .await
            .says("The box is still open.");

        for path in [&file, &format!("{DRAW}/entries/1/receipt")] {
            assert_eq!(ben.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            let answer = app.browser().get(path).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            assert!(answer.location().starts_with("/login"), "{path}");
        }
        for nothing in ["0", "3", "99", "18446744073709551615", "x"] {
            let path = format!("{DRAW}/entries/{nothing}/receipt");
            assert_eq!(ann.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }

        app.at(MIDNIGHT).await;
        let after = verify_receipt(&ann.get(&file).await.text, &vkey, Some("ann"));
        assert_eq!(
            after.result.unwrap().checkpoint.size,
            4,
            "{database}: open, two, close"
        );
        ann.get(&format!("{DRAW}/entries/1/receipt"))
            .await
            .says("this receipt is final");
    }
}

#[actix_web::test]
async fn the_bundle_holds_all_that_is_needed_to_check_the_draw() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    app.signed_up("ann").await.submit("daily", "3").await;
    app.at(MIDNIGHT).await;
    let browser = app.browser();
    let answer = browser.request("GET", &format!("{DRAW}/evidence.zip"));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let bytes = answer.bytes().await.unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes[..])).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    };
    let vkey = vkey(&app);
    assert_eq!(read("vkey.txt").trim(), vkey.to_string());
    let verified = verify(&read("proof.json"), &vkey);
    assert!(verified.result.unwrap().full, "with all entries");
    assert!(verified.unchecked.is_empty(), "{:?}", verified.unchecked);
    assert!(read("README.txt").contains(&vkey.to_string()));
    let rules = read("RULES.txt");
    assert!(
        rules.contains("vdraw/1 open\n") && rules.contains("00:00:00 UTC"),
        "{rules}"
    );
    assert!(read("vdraw_verify.py").contains("import bls12381"));
    assert!(read("bls12381.py").starts_with('"'));
    assert!(read("clearlot-verify.html").starts_with("<!doctype html>"));
}
