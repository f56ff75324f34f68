//! Signing up, in and out as a browser and an attacker see it, over HTTP. Not here: what the operations decide.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use reqwest::{StatusCode, header};

use crate::app::{Answer, Browser, PASSWORD, TestApp};
use crate::database::{Database, databases};

const NOON: &str = "2026-11-21T12:00:00Z";

/// The session cookie an answer sets, as a request would send it.
fn cookie(answer: &Answer) -> String {
    let set = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .next_back();
    let set = set.unwrap_or_else(|| panic!("no cookie: {}", answer.status));
    set.to_str().unwrap().split(';').next().unwrap().to_owned()
}

/// Whom the site takes a request with this cookie for: the heading of the account page.
async fn name_with(app: &TestApp, cookie: &str) -> Option<String> {
    let stranger = app.browser();
    let request = stranger.request("GET", "/account");
    name_on(&stranger.send(request.header(header::COOKIE, cookie)).await)
}

async fn name_of(browser: &Browser) -> Option<String> {
    name_on(&browser.get("/account").await)
}

fn name_on(answer: &Answer) -> Option<String> {
    match answer.status {
        StatusCode::OK => Some(heading(answer)),
        StatusCode::SEE_OTHER => None,
        other => panic!("{other}: {}", answer.text),
    }
}

fn heading(answer: &Answer) -> String {
    let after = answer.text.split("<h1").nth(1).unwrap();
    let inside = after.split_once('>').unwrap().1;
    inside.split('<').next().unwrap().to_owned()
}

async fn sign_in(browser: &Browser, name: &str, password: &str) -> Answer {
    let fields = [("username", name), ("password", password)];
    browser.post("/login", &fields).await
}

#[actix_web::test]
async fn a_visitor_gets_no_cookie_until_signing_up() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let visitor = app.browser();
    for path in [
        "/",
        "/sign-up",
        "/login",
        "/login?next=/ballots",
        "/account",
        "/no/such/page",
    ] {
        let answer = visitor.get(path).await;
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{path}");
    }
    let fields = [("username", "ann"), ("password", PASSWORD)];
    let answer = visitor.post("/sign-up", &fields).await;
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain"), "{set}");
}

#[actix_web::test]
async fn signing_in_makes_a_new_key_so_a_planted_one_opens_nothing() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        app.signed_up("ann").await;
        let mallory = app.signed_up("mallory").await;
        let planted = cookie(&sign_in(&mallory, "mallory", PASSWORD).await);
        assert_eq!(name_with(&app, &planted).await.as_deref(), Some("mallory"));
        // the victim's browser carries it when she signs in
        let browser = app.browser();
        let request = browser
            .request("POST", "/login")
            .header(header::COOKIE, &planted);
        let request = request.header("sec-fetch-site", "same-origin");
        let answer = browser
            .send(request.form(&[("username", "ann"), ("password", PASSWORD)]))
            .await;
        let hers = cookie(&answer);
        assert_ne!(hers, planted);
        assert_eq!(
            name_with(&app, &hers).await.as_deref(),
            Some("ann"),
            "{database}"
        );
        assert_eq!(name_with(&app, &planted).await, None, "{database}");
        assert_eq!(name_with(&app, "sid=made-up").await, None, "{database}");
    }
}

#[actix_web::test]
async fn a_cookie_is_dead_after_logging_out() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = app.signed_up("ann").await;
        let kept = cookie(&sign_in(&ann, "ann", PASSWORD).await);
        assert_eq!(name_with(&app, &kept).await.as_deref(), Some("ann"));
        let answer = ann.post("/logout", &[]).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, "/")
        );
        assert_eq!(name_with(&app, &kept).await, None, "{database}");
        assert_eq!(
            app.browser().get("/logout").await.status,
            StatusCode::METHOD_NOT_ALLOWED
        );
    }
}

#[actix_web::test]
async fn who_is_sent_to_the_login_page_comes_back_to_where_they_were() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    app.signed_up("ann").await;
    let browser = app.browser();
    let asked = browser.get("/account").await;
    assert_eq!(asked.location(), "/login?next=/account");
    let next = browser.get(asked.location()).await.hidden("next");
    let fields = [
        ("username", "ann"),
        ("password", PASSWORD),
        ("next", next.as_str()),
    ];
    let answer = browser.post("/login", &fields).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/account")
    );
    let again = browser.get("/login?next=/ballots").await;
    assert_eq!(
        again.location(),
        "/ballots",
        "who is signed in need not sign in"
    );
}

#[actix_web::test]
async fn no_login_form_leads_to_another_site() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let ann = app.signed_up("ann").await;
    for next in [
        "//e.example",
        "/\\e.example",
        "/\t/e.example",
        "https:e.example",
        "https://e.example",
        "/%09/e.example",
        "\\\\e.example",
        "/%2F/e",
    ] {
        let fields = [("username", "ann"), ("password", PASSWORD), ("next", next)];
        assert_eq!(
            app.browser().post("/login", &fields).await.location(),
            "/",
            "{next:?}"
        );
        let query = format!(
            "/login?next={}",
            next.replace('%', "%25")
                .replace('\t', "%09")
                .replace('\\', "%5C")
        );
        assert_eq!(
            app.browser().get(&query).await.hidden("next"),
            "/",
            "{next:?}"
        );
        assert_eq!(ann.get(&query).await.location(), "/", "{next:?}");
    }
}

#[actix_web::test]
async fn a_wrong_password_and_a_name_nobody_has_get_the_same_answer() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    app.signed_up("ann").await;
    let mut pages = Vec::new();
    for name in ["ann", "bob"] {
        let answer = sign_in(&app.browser(), name, "a wrong one").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        answer.says("That name and password do not belong together.");
        assert!(
            !answer.text.contains("a wrong one"),
            "a password is never put back"
        );
        assert!(
            answer.text.contains(&format!("value=\"{name}\"")),
            "the name is"
        );
        pages.push(answer.text.replace(&format!("value=\"{name}\""), ""));
    }
    assert_eq!(pages[0], pages[1]);
}

#[actix_web::test]
async fn too_many_tries_are_told_how_long_to_wait() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    app.signed_up("ann").await;
    for _ in 0..10 {
        let answer = sign_in(&app.browser(), "ann", "a wrong one").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let answer = sign_in(&app.browser(), "ANN", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers[header::RETRY_AFTER], "900");
    answer.says("Too many tries in a row");
    app.hands.advance(900);
    assert_eq!(
        sign_in(&app.browser(), "ann", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
}

#[actix_web::test]
async fn a_sign_up_form_names_all_that_is_wrong_and_keeps_what_was_typed() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    app.signed_up("Ann").await;
    let browser = app.browser();
    let sign_up = async |name: &str, password: &str| {
        let fields = [
            ("username", name),
            ("password", password),
            ("next", "/ballots"),
        ];
        let answer = browser.post("/sign-up", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(answer.hidden("next"), "/ballots");
        answer
    };
    let both = sign_up("a b", "shorty7").await;
    both.says("A name has only letters");
    both.says("That password is too short.");
    assert!(both.text.contains("value=\"a b\"") && !both.text.contains("shorty7"));
    sign_up("aNN", PASSWORD)
        .await
        .says("That name is taken. Names are not case-sensitive.");
    sign_up("bob", "password123")
        .await
        .says("one of the first that others would guess");
    sign_up("<b>", PASSWORD)
        .await
        .says("A name has only letters");
    let empty = browser.post("/sign-up", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says("Choose a name.");
    assert_eq!(name_of(&browser).await, None);
}

#[actix_web::test]
async fn fields_that_a_form_does_not_have_change_nothing() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let fields = [
        ("username", "ann"),
        ("password", PASSWORD),
        ("role", "manager"),
        ("is_manager", "true"),
        ("id", "1"),
    ];
    assert_eq!(
        browser.post("/sign-up", &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(browser.get("/manage").await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let (ann, bob) = (app.signed_up("ann").await, app.signed_up("bob").await);
        let phone = app.browser();
        sign_in(&phone, "ann", PASSWORD).await;
        let page = ann.get("/account").await;
        let other = page.text.split("/account/sessions/").nth(1).unwrap();
        let path = format!("/account/sessions/{}", other.split('"').next().unwrap());
        assert!(
            path.ends_with("/revoke") && !path.contains("others"),
            "{path}"
        );
        assert_eq!(
            bob.post(&path, &[]).await.status,
            StatusCode::NOT_FOUND,
            "{database}"
        );
        assert_eq!(name_of(&phone).await.as_deref(), Some("ann"));
        assert_eq!(ann.post(&path, &[]).await.location(), "/account");
        assert_eq!(name_of(&phone).await, None, "{database}");
        assert_eq!(ann.post(&path, &[]).await.status, StatusCode::NOT_FOUND);
        sign_in(&phone, "ann", PASSWORD).await;
        ann.post("/account/sessions/revoke-others", &[]).await;
        ann.get("/account")
            .await
            .says("You are signed out in 1 other place.");
        assert_eq!(name_of(&phone).await, None, "{database}");
        assert_eq!(name_of(&bob).await.as_deref(), Some("bob"));
    }
}

#[actix_web::test]
async fn a_new_password_ends_every_key_but_a_new_one_for_here() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let (ann, phone) = (app.signed_up("ann").await, app.browser());
        let old = cookie(&sign_in(&ann, "ann", PASSWORD).await);
        sign_in(&phone, "ann", PASSWORD).await;
        let change = async |current: &str, new: &str| {
            let fields = [("current_password", current), ("new_password", new)];
            ann.post("/account/password", &fields).await
        };
        let wrong = change("a wrong one", "another long password").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.says("That is not your current password.");
        change(PASSWORD, "short")
            .await
            .says("That password is too short.");
        assert_eq!(
            name_of(&phone).await.as_deref(),
            Some("ann"),
            "nothing was changed"
        );
        let changed = change(PASSWORD, "another long password").await;
        assert_eq!(changed.location(), "/account", "{database}");
        ann.get("/account").await.says("Your password is changed.");
        assert_eq!(name_of(&phone).await, None, "{database}");
        assert_eq!(name_with(&app, &old).await, None, "{database}");
        let again = sign_in(&phone, "ann", PASSWORD).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
        let again = sign_in(&phone, "ann", "another long password").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
    }
}

#[actix_web::test]
async fn the_set_up_link_makes_the_first_manager_and_then_is_nothing() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let link = std::fs::read_to_string(app.data_dir().join("setup-link.txt")).unwrap();
        let path = link
            .trim()
            .strip_prefix(app.app.public_url().origin())
            .unwrap();
        let browser = app.browser();
        assert_eq!(
            browser.get("/set-up/0123").await.status,
            StatusCode::NOT_FOUND
        );
        browser
            .get(path)
            .await
            .says("Make the first manager account.");
        let short = browser
            .post(path, &[("username", "boss"), ("password", "short")])
            .await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let made = browser
            .post(path, &[("username", "boss"), ("password", PASSWORD)])
            .await;
        assert_eq!(made.location(), "/manage", "{database}");
        assert_eq!(
            browser.get("/manage").await.status,
            StatusCode::OK,
            "{database}"
        );
        assert_eq!(app.browser().get(path).await.status, StatusCode::NOT_FOUND);
        let late = app.browser();
        let late = late
            .post(path, &[("username", "thief"), ("password", PASSWORD)])
            .await;
        assert_eq!(late.status, StatusCode::NOT_FOUND, "{database}");
        assert!(!app.data_dir().join("setup-link.txt").exists());
    }
}

/// Runs `clearlot account …` on this database.
fn account(database: &Database, folder: &std::path::Path, words: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_clearlot"))
        .arg("account")
        .args(words)
        .current_dir(folder)
        .env("DATABASE_URL", database.url())
        .env("CLEARLOT_DATA_DIR", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // a command that asks for no password may end before it is read
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[test]
fn the_command_line_makes_a_manager_with_the_password_from_standard_input() {
    for database in databases() {
        let folder = tempfile::tempdir().unwrap();
        let run = |words: &[&str], input: &str| {
            let output = account(&database, folder.path(), words, input);
            let text = |bytes| String::from_utf8(bytes).unwrap();
            (
                output.status.success(),
                text(output.stdout),
                text(output.stderr),
            )
        };
        let (ok, out, err) = run(&["create", "--manager", "Boss"], "three ordinary words\n");
        assert!(ok, "{database}: {err}");
        assert_eq!(out, "Made the manager Boss.\n");
        let (ok, _, err) = run(&["create", "boss"], "three ordinary words\n");
        assert!(
            !ok && err.contains("That name is taken."),
            "{database}: {err}"
        );
        let (ok, _, err) = run(&["create", "ann"], "short\n");
        assert!(!ok && err.contains("too short"), "{database}: {err}");
        assert!(run(&["create", "ann"], "three ordinary words").0);
        assert_eq!(run(&["promote", "ANN"], "").1, "ann is a manager.\n");
        let (ok, _, err) = run(&["disable", "nobody"], "");
        assert!(
            !ok && err.contains("There is no account nobody."),
            "{database}: {err}"
        );
        assert!(run(&["disable", "ann"], "").0);
        let list = run(&["list"], "").1;
        let lines: Vec<&str> = list.lines().collect();
        assert!(
            lines[0].starts_with("ann ") && lines[0].contains("disabled since"),
            "{list}"
        );
        assert!(
            lines[1].starts_with("Boss ") && lines[1].contains("manager"),
            "{list}"
        );
    }
}
