//! E-mail addresses of accounts and forgotten passwords, as a person with a mailbox sees them.

use clearlot::accounts::{Topic, find_recipient, list_recipients};
use clearlot::store::StoreError;
use reqwest::StatusCode;

use crate::app::{Answer, Browser, PASSWORD, TestApp};
use crate::database::{Database, databases};
use crate::post_office::{Got, PostOffice};

const NOON: &str = "2026-11-21T12:00:00Z";
const NEW_PASSWORD: &str = "another long pass phrase";

async fn start(database: &Database, post: &PostOffice) -> TestApp {
    let config = post.config();
    TestApp::start_with(database, NOON, |c| c.mail = Some(config)).await
}

/// Lets letters go, and returns what arrived.
async fn mails(app: &TestApp, post: &PostOffice) -> Vec<Got> {
    app.tick().await;
    app.app.mail().settled().await;
    post.take()
}

async fn enter(browser: &Browser, address: &str) -> Answer {
    let fields = [("email", address), ("current_password", PASSWORD)];
    browser.post("/account/email", &fields).await
}

/// The path of the only link of the only mail.
#[track_caller]
fn path_in(app: &TestApp, mails: &[Got], path: &str) -> String {
    assert_eq!(mails.len(), 1, "{mails:?}");
    let origin = app.app.public_url().origin();
    let link = mails[0].link(&format!("{origin}{path}"));
    link[origin.len()..].to_owned()
}

/// Somebody with a confirmed address.
async fn confirmed(app: &TestApp, post: &PostOffice, name: &str, address: &str) -> Browser {
    let browser = app.signed_up(name).await;
    assert_eq!(enter(&browser, address).await.status, StatusCode::SEE_OTHER);
    let link = path_in(app, &mails(app, post).await, "/confirm-email/");
    let answer = app.browser().post(&link, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
    browser
}

async fn recipients(app: &TestApp) -> Vec<String> {
    let read = |conn: &mut _| list_recipients(conn, Topic::Results, 0, 100);
    let found = app.app.db().read(read).await.unwrap();
    found.into_iter().map(|to| to.address.to_string()).collect()
}

#[actix_web::test]
async fn an_address_is_confirmed_by_a_link_that_works_once() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = app.signed_up("ann").await;
        let answer = enter(&ann, "ann@example.org").await;
        assert_eq!(answer.location(), "/account/email", "{database}");
        ann.get("/account/email").await.says("To be confirmed");
        assert!(
            recipients(&app).await.is_empty(),
            "{database}: unverified gets nothing"
        );
        let got = mails(&app, &post).await;
        assert_eq!(got[0].to, "ann@example.org");
        let link = path_in(&app, &got, "/confirm-email/");
        assert!(
            link.len() >= "/confirm-email/".len() + 32,
            "128 bits or more"
        );

        // looking at it, as mail scanners do, uses nothing up
        let visitor = app.browser();
        visitor
            .get(&link)
            .await
            .says("Is ann@example.org your address");
        visitor.get(&link).await.says("Confirm this address");
        assert!(recipients(&app).await.is_empty());
        visitor
            .post(&link, &[])
            .await
            .says("Your address is confirmed");
        assert_eq!(recipients(&app).await, ["ann@example.org"], "{database}");
        for answer in [visitor.post(&link, &[]).await, visitor.get(&link).await] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            answer.says("This link no longer works");
        }
        ann.get("/account/email")
            .await
            .says("Your address ann@example.org");
        assert!(mails(&app, &post).await.is_empty());
    }
}

#[actix_web::test]
async fn an_address_needs_the_password_and_bad_ones_get_a_message() {
    let post = PostOffice::open();
    let app = start(&Database::sqlite(), &post).await;
    let ann = app.signed_up("ann").await;
    for address in [
        "",
        "ann",
        "ann@example.org, ben@example.org",
        "ann@example.org\r\nBcc: ben@example.org",
        "\"ann\"@example.org",
    ] {
        let answer = enter(&ann, address).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        answer.says("That is not an e-mail address");
    }
    let wrong = [
        ("email", "ann@example.org"),
        ("current_password", "wrong password"),
    ];
    let answer = ann.post("/account/email", &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("That is not your current password.");
    assert!(mails(&app, &post).await.is_empty());
    let visitor = enter(&app.browser(), "ann@example.org").await;
    assert!(visitor.location().starts_with("/login"));
}

#[actix_web::test]
async fn a_link_ends_after_a_day_and_a_newer_one_ends_the_older() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = app.signed_up("ann").await;
        enter(&ann, "old@example.org").await;
        let older = path_in(&app, &mails(&app, &post).await, "/confirm-email/");
        enter(&ann, "new@example.org").await;
        let newer = path_in(&app, &mails(&app, &post).await, "/confirm-email/");
        let visitor = app.browser();
        assert_eq!(
            visitor.post(&older, &[]).await.status,
            StatusCode::NOT_FOUND
        );
        app.hands.advance(86_400);
        assert_eq!(
            visitor.post(&newer, &[]).await.status,
            StatusCode::NOT_FOUND
        );
        assert!(recipients(&app).await.is_empty(), "{database}");
        app.tick().await;
    }
}

#[actix_web::test]
async fn a_changed_address_counts_once_it_is_confirmed_and_the_old_one_is_told() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = confirmed(&app, &post, "ann", "old@example.org").await;
        let answer = enter(&ann, "old@example.org").await;
        answer.says("That is your address already");
        enter(&ann, "new@example.org").await;
        assert_eq!(recipients(&app).await, ["old@example.org"], "{database}");
        let link = path_in(&app, &mails(&app, &post).await, "/confirm-email/");
        app.browser().post(&link, &[]).await;
        assert_eq!(recipients(&app).await, ["new@example.org"], "{database}");
        let got = mails(&app, &post).await;
        assert_eq!((got.len(), got[0].to.as_str()), (1, "old@example.org"));
        assert!(got[0].text().contains("has another e-mail address now"));

        let refused = ann
            .post("/account/email/remove", &[("current_password", "no")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(recipients(&app).await.len(), 1);
        ann.post("/account/email/remove", &[("current_password", PASSWORD)])
            .await
            .location();
        assert!(recipients(&app).await.is_empty(), "{database}");
        ann.get("/account/email").await.says("Add an address");
    }
}

#[actix_web::test]
async fn nobody_is_flooded_with_links() {
    let post = PostOffice::open();
    let app = start(&Database::sqlite(), &post).await;
    let mut refused = 0;
    for name in ["ann", "ben", "cas"] {
        let browser = app.signed_up(name).await;
        for _ in 0..3 {
            let answer = enter(&browser, "Victim@example.org").await;
            refused += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
        }
    }
    assert_eq!(mails(&app, &post).await.len(), 4, "four to one mailbox");
    assert_eq!(refused, 5);
    let dan = app.signed_up("dan").await;
    for n in 0..8 {
        enter(&dan, &format!("p{n}@example.org")).await;
    }
    assert_eq!(mails(&app, &post).await.len(), 6, "six from one account");
}

#[actix_web::test]
async fn choices_are_kept_and_a_signed_link_stops_mails_without_a_sign_in() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = confirmed(&app, &post, "ann", "ann@example.org").await;
        ann.post("/account/email/choices", &[("cancelled", "yes")])
            .await
            .location();
        assert!(recipients(&app).await.is_empty(), "{database}: no results");
        ann.post(
            "/account/email/choices",
            &[("results", "yes"), ("cancelled", "yes")],
        )
        .await
        .location();
        assert_eq!(recipients(&app).await.len(), 1, "{database}");

        let key = clearlot::accounts::StopKey::new(&clearlot::keys::ServerKey::for_tests());
        let to = app
            .app
            .db()
            .read(|conn| list_recipients(conn, Topic::Results, 0, 1))
            .await
            .unwrap();
        let path = format!("/stop-mail/{}", key.token(to[0].account_id, Topic::Results));
        let visitor = app.browser();
        visitor.get(&path).await.says("Stop these mails");
        assert_eq!(
            recipients(&app).await.len(),
            1,
            "{database}: GET does nothing"
        );
        // as mail programs send it, from nowhere
        let request = visitor.request("POST", &path);
        let one_click = request.form(&[("List-Unsubscribe", "One-Click")]);
        let answer = visitor.send(one_click).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
        answer.says("No more of these mails");
        assert!(recipients(&app).await.is_empty(), "{database}");
        let account = to[0].account_id;
        let still = app
            .app
            .db()
            .read(move |conn| {
                Ok::<_, StoreError>((
                    find_recipient(conn, account, Some(Topic::Cancelled))?.is_some(),
                    find_recipient(conn, account, Some(Topic::Results))?.is_some(),
                ))
            })
            .await
            .unwrap();
        assert_eq!(still, (true, false), "{database}: that topic alone");
        let forged = visitor.post("/stop-mail/results-1-00", &[]).await;
        assert_eq!(forged.status, StatusCode::NOT_FOUND);
    }
}

#[actix_web::test]
async fn a_forgotten_password_is_set_anew_by_a_link_and_every_session_ends() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = confirmed(&app, &post, "ann", "ann@example.org").await;
        let visitor = app.browser();
        visitor.get("/login").await.says("Forgot your password?");
        visitor
            .get("/forgot-password")
            .await
            .says("Enter your username");
        let asked = visitor
            .post("/forgot-password", &[("username", "ANN")])
            .await;
        assert_eq!(asked.status, StatusCode::OK);
        let link = path_in(&app, &mails(&app, &post).await, "/reset-password/");
        visitor.get(&link).await.says("For the account ann");
        let weak = visitor.post(&link, &[("new_password", "short")]).await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY, "{database}");
        assert_eq!(ann.get("/account").await.status, StatusCode::OK);

        let fields = [("new_password", NEW_PASSWORD)];
        let set = visitor.post(&link, &fields).await;
        assert_eq!(set.location(), "/login", "{database}");
        assert!(ann.get("/account").await.location().starts_with("/login"));
        for answer in [visitor.post(&link, &fields).await, visitor.get(&link).await] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{database}: once");
        }
        let login = |password: &'static str| {
            let visitor = app.browser();
            async move {
                let fields = [("username", "ann"), ("password", password)];
                visitor.post("/login", &fields).await.status
            }
        };
        assert_eq!(login(PASSWORD).await, StatusCode::UNAUTHORIZED);
        assert_eq!(login(NEW_PASSWORD).await, StatusCode::SEE_OTHER);
        let got = mails(&app, &post).await;
        assert!(got[0].text().contains("was set anew"), "{database}: told");
    }
}

#[actix_web::test]
async fn the_page_about_forgotten_passwords_says_the_same_for_every_name() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        confirmed(&app, &post, "ann", "ann@example.org").await;
        // an address that is only entered does not count
        let ben = app.signed_up("ben").await;
        enter(&ben, "ben@example.org").await;
        mails(&app, &post).await;
        let visitor = app.browser();
        let mut texts = Vec::new();
        for name in ["ann", "ben", "nobody"] {
            let answer = visitor
                .post("/forgot-password", &[("username", name)])
                .await;
            texts.push((answer.status, answer.text));
        }
        assert_eq!(texts[0], texts[1], "{database}");
        assert_eq!(texts[0], texts[2], "{database}");
        let got = mails(&app, &post).await;
        assert_eq!(got.len(), 1, "{database}");
        assert_eq!(got[0].to, "ann@example.org");

        // what has been sent often is not sent again, and the answer does not say so
        for _ in 0..3 {
            let answer = visitor
                .post("/forgot-password", &[("username", "ann")])
                .await;
            assert_eq!((answer.status, &answer.text), (texts[0].0, &texts[0].1));
        }
        assert_eq!(
            mails(&app, &post).await.len(),
            2,
            "{database}: three an hour"
        );
        for _ in 0..10 {
            visitor
                .post("/forgot-password", &[("username", "x-y")])
                .await;
        }
        let throttled = visitor
            .post("/forgot-password", &[("username", "x-y")])
            .await;
        assert_eq!(
            throttled.status,
            StatusCode::TOO_MANY_REQUESTS,
            "{database}"
        );
    }
}

#[actix_web::test]
async fn a_reset_link_ends_after_half_an_hour_and_with_the_password_it_replaces() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = confirmed(&app, &post, "ann", "ann@example.org").await;
        let visitor = app.browser();
        let name = [("username", "ann")];
        visitor.post("/forgot-password", &name).await;
        let late = path_in(&app, &mails(&app, &post).await, "/reset-password/");
        app.hands.advance(1800);
        let fields = [("new_password", NEW_PASSWORD)];
        let answer = visitor.post(&late, &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{database}: too late");

        visitor.post("/forgot-password", &name).await;
        let link = path_in(&app, &mails(&app, &post).await, "/reset-password/");
        let change = [
            ("current_password", PASSWORD),
            ("new_password", NEW_PASSWORD),
        ];
        ann.post("/account/password", &change).await.location();
        let answer = visitor.post(&link, &fields).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{database}: remembered"
        );
    }
}

#[actix_web::test]
async fn without_mail_the_pages_say_so_and_nothing_is_kept() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let ann = app.signed_up("ann").await;
    ann.get("/account/email")
        .await
        .says("This site sends no mail");
    assert_eq!(
        enter(&ann, "ann@example.org").await.status,
        StatusCode::CONFLICT
    );
    let visitor = app.browser();
    visitor
        .get("/forgot-password")
        .await
        .says("This site sends no mail");
    let answer = visitor
        .post("/forgot-password", &[("username", "ann")])
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    app.tick().await;
}
