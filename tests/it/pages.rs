//! Every page of the site, in one table: a new page gets a row. What must hold for each is tested here where no browser is
//! needed (weight, links) and in `browser/` where one is.

use std::collections::{BTreeSet, HashMap};

use reqwest::header;

use crate::app::Browser;
use crate::database::Database;
use crate::scene::Scene;

/// Who may see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Everybody.
    Visitor,
    /// Those who are signed in.
    Participant,
    /// Managers.
    Manager,
}

/// Only visitors: those who are signed in are sent on.
const SIGNED_OUT: &[&str] = &["/login", "/sign-up"];

const OPEN_DRAW: &str = "/manage/lotteries/roof-fund/draws/roof-fund-2026-11-21";
const DRAWN_DRAW: &str = "/manage/lotteries/roof-fund/draws/roof-fund-2026-11-20";
/// Only the participant's: they are hidden from everybody else.
const OWN: &[&str] = &[RECEIPT, FINAL_RECEIPT];
const RECEIPT: &str = "/draws/daily-2026-11-21/entries/1/receipt";
const FINAL_RECEIPT: &str = "/draws/daily-2026-11-20/entries/1/receipt";
const ENTRY: &str = "/manage/lotteries/roof-fund/draws/roof-fund-2026-11-21/entries/1";

/// The pages, as the scene has them. The status is not 200 only where the address is meant to fail.
pub const PAGES: &[(Who, &str, u16)] = &[
    (Who::Visitor, "/", 200),
    (Who::Visitor, "/lotteries", 200),
    (Who::Visitor, "/lotteries/daily", 200),
    (Who::Visitor, "/lotteries/daily?page=1", 200),
    (Who::Visitor, "/lotteries/roof-fund", 200),
    (Who::Visitor, "/lotteries/millions", 200),
    (Who::Visitor, "/lotteries/donau", 200),
    (Who::Visitor, "/lotteries/autumn", 200),
    (Who::Visitor, "/lotteries/cake", 200),
    (Who::Visitor, "/draws/daily-2026-11-20", 200),
    (Who::Visitor, "/draws/daily-2026-11-21", 200),
    (Who::Visitor, "/draws/daily-2026-11-22", 200),
    (Who::Visitor, "/draws/daily-2026-11-12", 200),
    (Who::Visitor, "/draws/roof-fund-2026-11-20", 200),
    (Who::Visitor, "/draws/cake-2026-11-21", 200),
    (Who::Visitor, "/draws/millions-2026-11-21", 200),
    (Who::Visitor, "/check-winner", 200),
    (Who::Visitor, "/check-winner?date=2026-11-20&number=7", 200),
    (Who::Visitor, "/check-winner?date=2026-11-12", 200),
    (Who::Visitor, "/check-winner?date=nonsense", 400),
    (Who::Visitor, "/how-it-works", 200),
    (Who::Visitor, "/log", 200),
    (Who::Visitor, "/log?before=3", 200),
    (Who::Visitor, "/statistics", 200),
    (Who::Visitor, "/verify", 200),
    (Who::Visitor, "/draws/daily-2026-11-20?ballot=7", 200),
    (Who::Visitor, "/draws/daily-2026-11-20?ballot=99999", 200),
    (Who::Visitor, "/login", 200),
    (Who::Visitor, "/sign-up", 200),
    (Who::Visitor, "/no/such/page", 404),
    (Who::Visitor, "/forgot-password", 200),
    (Who::Visitor, "/lotteries/roof-fund/changes", 200),
    (Who::Visitor, "/lotteries/daily/changes", 200),
    (Who::Visitor, "/goodbye", 200),
    (Who::Visitor, "/docs", 200),
    (Who::Visitor, "/set-up/nothing", 404),
    (Who::Visitor, "/reset-password/nothing", 404),
    (Who::Visitor, "/raffles", 200),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000001",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000002",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000003",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000004",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000005",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000006",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000001/tickets/7",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000004/tickets/7",
        200,
    ),
    (
        Who::Visitor,
        "/raffles/00000000-0000-4000-8000-000000000001/check?ticket=7",
        200,
    ),
    (Who::Participant, "/tickets", 200),
    (Who::Participant, "/ballots", 200),
    (Who::Participant, RECEIPT, 200),
    (Who::Participant, FINAL_RECEIPT, 200),
    (Who::Participant, "/account", 200),
    (Who::Participant, "/account/email", 200),
    (Who::Participant, "/account/limits", 200),
    (Who::Participant, "/account/delete", 200),
    (Who::Participant, "/account/tokens", 200),
    (Who::Manager, "/manage", 200),
    (Who::Manager, "/manage/accounts", 200),
    (Who::Manager, "/manage/accounts/2", 200),
    (Who::Manager, "/manage/audit", 200),
    (Who::Manager, OPEN_DRAW, 200),
    (Who::Manager, DRAWN_DRAW, 200),
    (Who::Manager, ENTRY, 200),
    (Who::Manager, "/manage/mail", 200),
    (Who::Manager, "/manage/raffles", 200),
    (Who::Manager, "/manage/raffles/new", 200),
    (
        Who::Manager,
        "/manage/raffles/00000000-0000-4000-8000-000000000001",
        200,
    ),
    (
        Who::Manager,
        "/manage/raffles/00000000-0000-4000-8000-000000000002",
        200,
    ),
    (
        Who::Manager,
        "/manage/raffles/00000000-0000-4000-8000-000000000003",
        200,
    ),
    (
        Who::Manager,
        "/manage/raffles/00000000-0000-4000-8000-000000000004",
        200,
    ),
    (
        Who::Manager,
        "/manage/raffles/00000000-0000-4000-8000-000000000006",
        200,
    ),
    (Who::Manager, "/manage/lotteries/new", 200),
    (Who::Manager, "/manage/lotteries/new?from=roof-fund", 200),
    (Who::Manager, "/manage/lotteries/roof-fund", 200),
    (Who::Manager, "/manage/lotteries/roof-fund/edit", 200),
];

/// The pages that somebody sees.
pub fn pages_of(who: Who) -> impl Iterator<Item = (&'static str, u16)> {
    PAGES
        .iter()
        .filter(move |(least, path, _)| {
            *least <= who
                && (who == Who::Visitor || !SIGNED_OUT.contains(path))
                && (who == Who::Participant || !OWN.contains(path))
        })
        .map(|(_, path, status)| (*path, *status))
}

/// What is linked and is no page: files for programs and downloads.
const NO_PAGES: &[&str] = &["/static/", "/api/", "/vdraw/"];
const FILE_ENDINGS: &[&str] = &[
    ".csv",
    ".json",
    ".atom",
    ".xml",
    ".rss",
    ".ics",
    ".txt",
    ".svg",
    ".zip",
    ".tlog-proof",
    ".html",
    ".py",
];
/// The segments after which a name follows.
const NAMED_BY: &[&str] = &[
    "lotteries",
    "draws",
    "accounts",
    "entries",
    "raffles",
    "tickets",
];

/// The kind of page that an address is: names of things left out.
fn kind(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut kind = String::new();
    let mut before = "";
    for segment in path.split('/').skip(1) {
        let is_name = NAMED_BY.contains(&before) && segment != "new" && !segment.is_empty();
        kind.push('/');
        kind.push_str(if is_name { "*" } else { segment });
        before = segment;
    }
    kind
}

fn values<'a>(html: &'a str, attribute: &str) -> impl Iterator<Item = &'a str> {
    let opening = format!("{attribute}=\"");
    let mut rest = html;
    std::iter::from_fn(move || {
        let at = rest.find(&opening)? + opening.len();
        let value = rest[at..].split('"').next()?;
        rest = &rest[at..];
        Some(value)
    })
}

async fn compressed(browser: &Browser, path: &str) -> (u16, usize, Vec<u8>) {
    let request = browser
        .request("GET", path)
        .header(header::ACCEPT_ENCODING, "br");
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    // the status line and the headers travel too
    let head: usize = response
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    let bytes = response.bytes().await.unwrap();
    (status, head + bytes.len(), bytes.to_vec())
}

/// A first visit transfers at most so many bytes: page, style, font, icon and script.
const MOST_BYTES: usize = 60 * 1024;
/// But for the page that is the verifier: it has the arithmetic of two elliptic curves in it.
const HEAVY: (&str, usize) = ("/verify", 150 * 1024);

#[actix_web::test]
async fn no_page_is_heavy_at_the_first_visit_and_every_linked_page_is_in_the_table() {
    let scene = Scene::build(&Database::sqlite()).await;
    let mut weights: HashMap<String, usize> = HashMap::new();
    let mut heaviest = (0, String::new());
    let known: BTreeSet<String> = PAGES.iter().map(|(_, path, _)| kind(path)).collect();
    for (who, browser) in [
        (Who::Visitor, &scene.visitor),
        (Who::Participant, &scene.participant),
        (Who::Manager, &scene.manager),
    ] {
        for (path, expected) in pages_of(who) {
            let (status, mut weight, _) = compressed(browser, path).await;
            assert_eq!(status, expected, "{who:?} {path}");
            let html = browser.get(path).await.text;
            // each is transferred once, however often it is named
            let mut files: BTreeSet<String> = values(&html, "src")
                .chain(values(&html, "href").filter(|href| href.starts_with("/static/")))
                .map(str::to_owned)
                .collect();
            let css = files.iter().find(|file| file.ends_with(".css")).cloned();
            if let Some(css) = css {
                let css = browser.get(&css).await.text;
                let fonts = css
                    .split("url(")
                    .skip(1)
                    .filter_map(|part| part.split(')').next());
                files.extend(fonts.map(|font| format!("/static/{font}")));
            }
            assert!(files.len() >= 3, "{path}: style, font and icon, {files:?}");
            for file in files {
                let known = weights.get(&file).copied();
                let bytes = match known {
                    Some(bytes) => bytes,
                    None => {
                        let (status, bytes, _) = compressed(browser, &file).await;
                        assert_eq!(status, 200, "{file}");
                        bytes
                    }
                };
                weights.insert(file, bytes);
                weight += bytes;
            }
            let (heavy, its_most) = HEAVY;
            let most = if path == heavy { its_most } else { MOST_BYTES };
            assert!(weight <= most, "{who:?} {path} weighs {weight} bytes");
            heaviest = heaviest.max((weight, format!("{who:?} {path}")));
            for href in values(&html, "href").filter(|href| href.starts_with('/')) {
                let is_file = FILE_ENDINGS
                    .iter()
                    .any(|end| href.split('?').next().unwrap_or(href).ends_with(end));
                if is_file || NO_PAGES.iter().any(|start| href.starts_with(start)) {
                    continue;
                }
                assert!(
                    known.contains(&kind(href)),
                    "{who:?} {path} links {href}, which is in no row of PAGES"
                );
            }
        }
    }
    eprintln!(
        "the heaviest first visit: {} bytes, {}",
        heaviest.0, heaviest.1
    );
}
