//! Letters about draws: one for each person and draw, to those who took part, confirmed an address and want them.

use chrono::TimeDelta;
use clearlot::schema::{account_emails, accounts, draws, letters, participations};
use clearlot::store::{Conn, Moment, StoreError};
use diesel::prelude::*;
use reqwest::StatusCode;

use crate::app::{Browser, PASSWORD, TestApp, time};
use crate::database::{Database, databases};
use crate::post_office::{Got, PostOffice};

const EVENING: &str = "2026-11-21T20:00:00Z";
const MIDNIGHT: &str = "2026-11-22T00:00:00Z";

async fn start(database: &Database, post: &PostOffice) -> TestApp {
    let config = post.config();
    TestApp::start_with(database, EVENING, |c| c.mail = Some(config)).await
}

/// Lets letters be written and go, and returns what arrived, by recipient.
async fn mails(app: &TestApp, post: &PostOffice) -> Vec<Got> {
    for _ in 0..2 {
        app.tick().await;
        app.app.mail().settled().await;
    }
    let mut got = post.take();
    got.sort_by(|one, two| one.to.cmp(&two.to));
    got
}

async fn with_address(app: &TestApp, post: &PostOffice, name: &str) -> Browser {
    let browser = app.signed_up(name).await;
    let address = format!("{name}@example.org");
    let fields = [("email", address.as_str()), ("current_password", PASSWORD)];
    browser.post("/account/email", &fields).await.location();
    let got = mails(app, post).await;
    let origin = app.app.public_url().origin();
    let link = got[0].link(&format!("{origin}/confirm-email/"));
    let answer = app.browser().post(&link[origin.len()..], &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    browser
}

#[actix_web::test]
async fn a_result_goes_once_to_everybody_who_took_part_and_confirmed_an_address() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = with_address(&app, &post, "ann").await;
        let ben = with_address(&app, &post, "ben").await;
        let _eve = with_address(&app, &post, "eve").await;
        let dan = with_address(&app, &post, "dan").await;
        let cas = app.signed_up("cas").await;
        // entered and not confirmed
        let typed = [("email", "cas@example.org"), ("current_password", PASSWORD)];
        cas.post("/account/email", &typed).await.location();
        dan.post("/account/email/choices", &[("cancelled", "yes")])
            .await
            .location();
        for browser in [&ann, &ann, &ben, &dan, &cas] {
            let answer = browser.submit("daily", "2").await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        }
        mails(&app, &post).await;
        app.at(MIDNIGHT).await;
        let got = mails(&app, &post).await;
        let to: Vec<&str> = got.iter().map(|got| got.to.as_str()).collect();
        assert_eq!(to, ["ann@example.org", "ben@example.org"], "{database}");

        let result = app.browser().get("/draws/daily-2026-11-21").await.words();
        let visitor = app.browser();
        let checkpoint = visitor.get("/vdraw/daily-2026-11-21/checkpoint").await.text;
        for mail in &got {
            let name = mail.to.split('@').next().unwrap();
            let text = mail.text();
            let subject = mail.header("Subject").unwrap();
            let won = subject.starts_with("You won: Daily Draw of Saturday 21 November 2026");
            let lost = subject.starts_with("Not won this time: Daily Draw of Saturday");
            assert!(won || lost, "{subject}");
            assert!(!won || result.contains(name), "{database}: {result}");
            assert!(text.starts_with(&format!("Hello {name},")), "{text}");
            assert!(text.contains("There were 10 ballots in the box."), "{text}");
            assert!(text.contains("/draws/daily-2026-11-21\n"), "{text}");
            // word for word, so that whoever keeps the letter can show it
            assert!(checkpoint.contains("\n7\n"), "{checkpoint}");
            assert!(text.contains(checkpoint.trim_end()), "{text}\n{checkpoint}");
            let stop = mail.header("List-Unsubscribe").unwrap();
            assert!(stop.contains("/stop-mail/results-"), "{stop}");
        }
        for _ in 0..3 {
            app.hands.advance(1);
            assert!(mails(&app, &post).await.is_empty(), "{database}: once");
        }
    }
}

#[actix_web::test]
async fn the_winner_is_told_what_was_won() {
    let post = PostOffice::open();
    let app = start(&Database::sqlite(), &post).await;
    let ann = with_address(&app, &post, "ann").await;
    ann.submit("daily", "1").await;
    app.at(MIDNIGHT).await;
    let got = mails(&app, &post).await;
    assert_eq!(got.len(), 1);
    assert!(
        got[0]
            .header("Subject")
            .unwrap()
            .starts_with("You won: Daily Draw")
    );
    assert!(got[0].text().contains("Ballot 0001: "), "{}", got[0].text());

    // the link in the letter stops the next ones
    let origin = app.app.public_url().origin();
    let stop = got[0].link(&format!("{origin}/stop-mail/"));
    app.browser()
        .post(&stop[origin.len()..], &[])
        .await
        .says("No more of these mails");
    ann.submit("daily", "1").await;
    app.at("2026-11-23T00:00:00Z").await;
    assert!(mails(&app, &post).await.is_empty());
}

#[actix_web::test]
async fn a_cancelled_draw_is_told_with_its_reason_to_those_with_ballots_in_it() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let ann = with_address(&app, &post, "ann").await;
        let _eve = with_address(&app, &post, "eve").await;
        ann.submit("daily", "3").await;
        let manager = app.manager().await;
        let fields = [("reason", "The hall has burnt down."), ("confirm", "yes")];
        let answer = manager
            .post("/manage/lotteries/daily/cancel", &fields)
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        let got = mails(&app, &post).await;
        assert_eq!(got.len(), 1, "{database}: {got:?}");
        assert_eq!(got[0].to, "ann@example.org");
        assert!(
            got[0]
                .header("Subject")
                .unwrap()
                .starts_with("Cancelled: Daily Draw")
        );
        assert!(got[0].text().contains("The hall has burnt down."));
        assert!(got[0].text().contains("You had 3 ballots in it."));
    }
}

#[actix_web::test]
async fn old_results_are_not_told_when_mail_is_turned_on() {
    let database = Database::sqlite();
    let post = PostOffice::open();
    let app = start(&database, &post).await;
    let ann = with_address(&app, &post, "ann").await;
    ann.submit("daily", "1").await;
    app.stop().await;

    // mail is off while the draw is drawn, and for days
    let app = TestApp::start(&database, MIDNIGHT).await;
    app.tick().await;
    app.stop().await;
    let config = post.config();
    let app = TestApp::start_with(&database, "2026-11-25T00:00:00Z", |c| c.mail = Some(config));
    let app = app.await;
    assert!(mails(&app, &post).await.is_empty());
}

/// So many people with a confirmed address and a ballot in the draw, without the pages.
fn crowd(conn: &mut Conn, people: i64) -> Result<(), StoreError> {
    let draw: i64 = draws::table
        .filter(draws::name.eq("daily-2026-11-21"))
        .select(draws::id)
        .first(conn)?;
    for n in 0..people {
        let account: i64 = diesel::insert_into(accounts::table)
            .values((
                accounts::username.eq(format!("p{n}")),
                accounts::username_key.eq(format!("p{n}")),
                accounts::password_hash.eq("x"),
                accounts::role.eq("participant"),
                accounts::created_at.eq(Moment::from(time(EVENING))),
            ))
            .returning(accounts::id)
            .get_result(conn)?;
        diesel::insert_into(account_emails::table)
            .values((
                account_emails::account_id.eq(account),
                account_emails::address.eq(Some(format!("p{n}@example.org"))),
                account_emails::wants_results.eq(true),
                account_emails::wants_cancelled.eq(true),
                account_emails::language.eq("en"),
            ))
            .execute(conn)?;
        diesel::insert_into(participations::table)
            .values((
                participations::account_id.eq(account),
                participations::draw_id.eq(draw),
                participations::entries.eq(1),
                participations::ballots.eq(1),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn count_letters(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(letters::table
        .filter(letters::once.like("result/%"))
        .count()
        .get_result(conn)?)
}

#[actix_web::test]
async fn a_crowd_is_written_to_page_by_page_and_by_two_instances_once() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        app.signed_up("ann").await.submit("daily", "1").await;
        app.app.db().write(|conn| crowd(conn, 430)).await.unwrap();
        app.hands.set(time(MIDNIGHT));
        app.tick().await;
        app.tick().await;
        let first = app.app.db().read(count_letters).await.unwrap();
        assert!((1..=430).contains(&first), "{database}: {first}");
        if database.is_postgres() {
            let config = post.config();
            let other = TestApp::start_with(&database, MIDNIGHT, |c| c.mail = Some(config)).await;
            for _ in 0..4 {
                futures_util::future::join(app.tick(), other.tick()).await;
            }
            other.app.mail().settled().await;
        }
        for _ in 0..4 {
            app.tick().await;
        }
        app.app.mail().settled().await;
        let all = app.app.db().read(count_letters).await.unwrap();
        assert_eq!(all, 430, "{database}");
        app.hands.advance(TimeDelta::hours(1).num_seconds());
        app.tick().await;
        app.app.mail().settled().await;
        let mut to: Vec<String> = post.take().into_iter().map(|got| got.to).collect();
        let sent = to.len();
        to.sort();
        to.dedup();
        assert_eq!((sent, to.len()), (430, 430), "{database}");
    }
}

#[actix_web::test]
async fn a_cancelled_entry_and_a_prize_passed_on_are_told_to_their_owners_once() {
    for database in databases() {
        let post = PostOffice::open();
        let app = start(&database, &post).await;
        let manager = app.manager().await;
        let form = [
            ("name", "Cake"),
            ("prize_quantity", "1"),
            ("prize_name", "A cake"),
            ("first_day", "2026-11-21"),
            ("time_zone", "UTC"),
            ("reserves", "1"),
            // or the reserve may be the winner's other ballot
            ("one_prize_per_person", "yes"),
            ("claim_days", "7"),
        ];
        let made = manager.post("/manage/lotteries/new", &form).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.words());
        app.at("2026-11-21T20:00:05Z").await;
        let ann = with_address(&app, &post, "ann").await;
        let ben = with_address(&app, &post, "ben").await;
        let cas = with_address(&app, &post, "cas").await;
        for browser in [&ann, &ben, &cas] {
            let answer = browser.submit("cake", "2").await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        }
        let draw = "/manage/lotteries/cake/draws/cake-2026-11-21";
        let fields = [("reason", "A second account."), ("confirm", "yes")];
        let entry = format!("{draw}/entries/3");
        let cancelled = manager.post(&entry, &fields).await;
        assert_eq!(
            cancelled.status,
            StatusCode::SEE_OTHER,
            "{}",
            cancelled.words()
        );
        let again = manager.post(&entry, &fields).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        let got = mails(&app, &post).await;
        assert_eq!(got.len(), 1, "{database}: {got:?}");
        assert_eq!(got[0].to, "cas@example.org");
        let text = got[0].text();
        assert!(text.contains("A second account."), "{text}");
        assert!(text.contains("cancelled 2 ballots of yours"), "{text}");
        assert!(text.contains("0005 to 0006"), "{text}");
        // of ann's three ballots two can win
        ann.submit("cake", "1").await.location();
        let entry = format!("{draw}/entries/4");
        manager.post(&entry, &fields).await.location();
        assert_eq!(mails(&app, &post).await[0].to, "ann@example.org");

        app.at(MIDNIGHT).await;
        let got = mails(&app, &post).await;
        let to: Vec<&str> = got.iter().map(|mail| mail.to.as_str()).collect();
        assert_eq!(to, ["ann@example.org", "ben@example.org"], "{database}");
        for (mail, yours) in got.iter().zip(["1 of them was yours.", ""]) {
            let (text, subject) = (mail.text(), mail.header("Subject").unwrap());
            let in_the_box = format!(
                "There were 4 ballots in the box. 3 more had been cancelled and could not win. {yours}"
            );
            assert!(text.contains(in_the_box.trim_end()), "{text}");
            assert_eq!(text.contains("was yours"), !yours.is_empty(), "{text}");
            let lost = text.contains("None of your 2 ballots won this time.");
            assert!(lost || subject.starts_with("You won"), "{text}");
        }
        let page = app.browser().get("/draws/cake-2026-11-21").await;
        page.says("of 4 in the box and 3 cancelled, which cannot win");
        page.says("held 2 ballots");
        page.says("Ballots 7 (3 cancelled)");
        let page = app.browser().get("/check-winner?date=2026-11-21").await;
        page.says("held 2 of 4 ballots");
        let winner = got
            .iter()
            .find(|mail| mail.header("Subject").unwrap().starts_with("You won"));
        let winner = winner.unwrap_or_else(|| panic!("{got:?}"));
        let text = winner.text();
        assert!(text.contains("within 7 days of the draw"), "{text}");

        app.at("2026-11-29T00:00:00Z").await;
        mails(&app, &post).await;
        let fields = [("username", "organiser"), ("password", PASSWORD)];
        manager.post("/login", &fields).await.location();
        let pass = [("step", "0"), ("action", "pass")];
        let prize = format!("{draw}/prizes/1");
        let passed = manager.post(&prize, &pass).await;
        assert_eq!(passed.status, StatusCode::SEE_OTHER, "{}", passed.words());
        let got = mails(&app, &post).await;
        assert_eq!(got.len(), 1, "{database}: {got:?}");
        assert_ne!(got[0].to, winner.to, "{database}");
        assert_ne!(got[0].to, "cas@example.org", "{database}: struck out");
        assert!(
            got[0]
                .header("Subject")
                .unwrap()
                .starts_with("A prize is yours now")
        );
        let text = got[0].text();
        assert!(text.contains("A cake"), "{text}");
        assert!(text.contains("Claim it by Sun 6 December 2026"), "{text}");
    }
}
