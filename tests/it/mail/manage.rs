//! The managers' page about mail.

use clearlot::mail::{EmailAddress, Letter, Urgency};
use reqwest::StatusCode;

use crate::app::TestApp;
use crate::database::Database;
use crate::post_office::{Manner, PostOffice};

const NOON: &str = "2026-11-21T12:00:00Z";

async fn enqueue(app: &TestApp, to: &str) {
    let letter = Letter {
        account_id: None,
        once: None,
        to: EmailAddress::parse(to).unwrap(),
        subject: "About <you>".to_owned(),
        body: "Hello".to_owned(),
        stop_link: None,
        urgency: Urgency::News,
    };
    let (outbox, now) = (app.app.mail().outbox().clone(), app.app.mail().now());
    app.app
        .db()
        .write(move |conn| outbox.enqueue(conn, now, &letter))
        .await
        .unwrap();
}

#[actix_web::test]
async fn managers_see_that_mail_is_off_and_nobody_else_sees_anything() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let manager = app.manager().await;
    let page = manager.get("/manage/mail").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("Mail is off");
    let ann = app.signed_up("ann").await;
    assert_eq!(ann.get("/manage/mail").await.status, StatusCode::FORBIDDEN);
    for path in ["/manage/mail/retry", "/manage/mail/1/retry"] {
        assert_eq!(ann.post(path, &[]).await.status, StatusCode::FORBIDDEN);
        let visitor = app.browser().post(path, &[]).await;
        assert_eq!(visitor.location(), "/login?next=/manage/mail");
    }
    let visitor = app.browser().get("/manage/mail").await;
    assert_eq!(visitor.location(), "/login?next=/manage/mail");
}

#[actix_web::test]
async fn managers_see_what_became_of_letters_and_try_them_again() {
    let post = PostOffice::open();
    let config = post.config();
    let app = TestApp::start_with(&Database::sqlite(), NOON, |c| c.mail = Some(config)).await;
    let manager = app.manager().await;
    manager.get("/manage/mail").await.says("Mail is working");
    post.next(&[Manner::Refuse]);
    enqueue(&app, "ann@example.org").await;
    app.tick().await;
    app.app.mail().settled().await;
    let page = manager.get("/manage/mail").await;
    page.says("Refused");
    page.says("No such mailbox");
    page.says("To a…@example.org");
    assert!(!page.text.contains("ann@example.org"), "masked");
    assert!(page.text.contains("About &#60;you&#62;"), "{}", page.text);

    let answer = manager.post("/manage/mail/1/retry", &[]).await;
    assert_eq!(answer.location(), "/manage/mail");
    app.tick().await;
    app.app.mail().settled().await;
    assert_eq!(post.take().len(), 1);
    let again = manager.post("/manage/mail/1/retry", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "it was sent");
    manager.post("/manage/mail/retry", &[]).await.location();
    manager
        .get("/manage/mail")
        .await
        .says("There was no mail to try again.");

    post.next(&[Manner::Hang]);
    enqueue(&app, "ben@example.org").await;
    app.tick().await;
    app.app.mail().settled().await;
    let page = manager.get("/manage/mail").await;
    page.says("Mail is not getting through");
    page.says("Trying again");
}
