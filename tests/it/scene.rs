//! A server with everything on it that a page can show: a fortnight of draws, winners, an empty day, a void draw, very
//! large numbers, very long words, lotteries to come, finished and cancelled.

use reqwest::StatusCode;

use crate::app::{Browser, TestApp};
use crate::database::Database;
use crate::post_office::{Manner, PostOffice};
use crate::raffles::scene as raffles;

/// When the scene begins, and when it is looked at.
const BEGINS: &str = "2026-11-08T09:00:00Z";
/// The evening on which it is looked at.
pub const NOW: &str = "2026-11-21T19:48:00Z";

/// Accounts of the scene; their password is that of every account in tests.
pub const PARTICIPANT: &str = "amara";
/// The manager's name.
pub const MANAGER: &str = "organiser";

const CHLOE: &str = "Chloe_van_der_Meulen_the_Younger";

/// The filled server.
pub struct Scene {
    pub app: TestApp,
    /// Without an account.
    pub visitor: Browser,
    /// Signed in as [`PARTICIPANT`].
    pub participant: Browser,
    /// Signed in as [`MANAGER`].
    pub manager: Browser,
}

/// A lottery to make: the fields that differ from the rest.
fn lottery<'a>(
    slug: &'a str,
    name: &'a str,
    fields: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut all = vec![
        ("name", name),
        ("slug", slug),
        ("time_zone", "UTC"),
        ("reserves", "1"),
    ];
    all.extend_from_slice(fields);
    all
}

/// Sessions end after half a day without a visit, so people sign in each morning.
async fn sign_in(people: &[(&Browser, &str)]) {
    for (browser, name) in people {
        let fields = [("username", *name), ("password", crate::app::PASSWORD)];
        let answer = browser.post("/login", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    }
}

async fn make(manager: &Browser, fields: Vec<(&str, &str)>) {
    let answer = manager.post("/manage/lotteries/new", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

async fn put(browser: &Browser, slug: &str, count: &str) {
    let answer = browser.submit(slug, count).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

impl Scene {
    /// Lives through the fortnight.
    pub async fn build(database: &Database) -> Scene {
        let post = PostOffice::open();
        let mail = post.config();
        let app = TestApp::start_with(database, BEGINS, |config| {
            config.server.site_name = "Quayside Community Hall".into();
            config.mail = Some(mail);
        })
        .await;
        let manager = app.manager().await;
        make_lotteries(&manager).await;
        let amara = app.signed_up(PARTICIPANT).await;
        let ben = app.signed_up("ben").await;
        let chloe = app.signed_up(CHLOE).await;
        let people = [
            (&manager, MANAGER),
            (&amara, PARTICIPANT),
            (&ben, "ben"),
            (&chloe, CHLOE),
        ];
        app.tick().await;
        for day in 8..21 {
            sign_in(&people).await;
            // on the 12th nobody comes
            if day != 12 {
                put(&amara, "daily", &format!("{}", 1 + day % 3)).await;
                put(&ben, "daily", &format!("{}", 20 + day * 7 % 40)).await;
                put(&chloe, "daily", &format!("{}", 90 + day * 11 % 60)).await;
                if day > 9 {
                    put(&amara, "roof-fund", "2").await;
                    put(&chloe, "roof-fund", "5").await;
                }
            }
            app.at(&format!("2026-11-{:02}T00:00:00Z", day + 1)).await;
            app.at(&format!("2026-11-{:02}T09:00:00Z", day + 1)).await;
            if day == 17 {
                sign_in(&people[..1]).await;
                raffles::draw_one(&app, &manager).await;
            }
        }
        sign_in(&people).await;
        let answer = manager
            .post(
                "/manage/lotteries/cake/cancel",
                &[
                    ("reason", "The kitchen is closed until spring"),
                    ("confirm", "yes"),
                ],
            )
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        app.at(NOW).await;
        sign_in(&people).await;
        hand_over(&manager).await;
        raffles::pass_one_on(&manager).await;
        raffles::make_the_rest(&app, &manager, &amara).await;
        write_letters(&app, &post, &amara, &ben).await;
        for count in ["1", "2"] {
            put(&amara, "daily", count).await;
        }
        put(&ben, "daily", "88").await;
        put(&chloe, "daily", "140").await;
        put(&amara, "roof-fund", "2").await;
        for _ in 0..101 {
            put(&chloe, "millions", "10000").await;
        }
        put(&amara, "millions", "25").await;
        Scene {
            visitor: app.browser(),
            participant: amara,
            manager,
            app,
        }
    }
}

/// One prize of a draw was claimed; of another that was a mistake.
async fn hand_over(manager: &Browser) {
    let prizes = "/manage/lotteries/roof-fund/draws/roof-fund-2026-11-20/prizes";
    for (place, step, action) in [
        ("2", "0", "claimed"),
        ("1", "0", "claimed"),
        ("1", "1", "take_back"),
    ] {
        let fields = [
            ("step", step),
            ("action", action),
            ("note", "Collected at the desk."),
            ("reason", "The wrong line was marked."),
        ];
        let answer = manager.post(&format!("{prizes}/{place}"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
    }
}

/// An address that is confirmed, one that waits for it, and one that the mail server refuses.
async fn write_letters(app: &TestApp, post: &PostOffice, amara: &Browser, ben: &Browser) {
    let enter = async |browser: &Browser, address: &str| {
        let fields = [
            ("email", address),
            ("current_password", crate::app::PASSWORD),
        ];
        let answer = browser.post("/account/email", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        app.tick().await;
        app.app.mail().settled().await;
    };
    enter(amara, "amara@quayside.example").await;
    let origin = app.app.public_url().origin();
    let link = post.take()[0].link(&format!("{origin}/confirm-email/"));
    let answer = amara.post(&link[origin.len()..], &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.words());
    enter(
        amara,
        "amara.okonkwo@a-very-long-name-of-a-provider.example",
    )
    .await;
    post.next(&[Manner::Refuse]);
    enter(ben, "ben@nowhere.example").await;
}

async fn make_lotteries(manager: &Browser) {
    let several = [
        (
            "description",
            "Every evening something for the roof above us.",
        ),
        ("prize_quantity", "1"),
        ("prize_name", "Book voucher"),
        ("prize_amount", "60"),
        ("prize_currency", "GBP"),
        ("prize_quantity", "2"),
        ("prize_name", "Jar of honey"),
        ("prize_amount", ""),
        ("prize_currency", ""),
        ("first_day", "2026-11-09"),
        ("cap", "5"),
        ("one_prize_per_person", "yes"),
        ("stock", "mint"),
    ];
    make(manager, lottery("roof-fund", "Roof Fund Draw", &several)).await;
    let one = |day: &'static str, stock: &'static str, due: &'static str| {
        [
            ("prize_quantity", "1"),
            ("prize_name", "Cake"),
            ("prize_amount", ""),
            ("prize_currency", ""),
            ("first_day", day),
            ("due_date", due),
            ("stock", stock),
        ]
    };
    make(
        manager,
        lottery(
            "millions",
            "One in a Million",
            &one("2026-11-20", "sky", ""),
        ),
    )
    .await;
    make(
        manager,
        lottery("cake", "Sunday Cake", &one("2026-11-19", "rose", "")),
    )
    .await;
    make(
        manager,
        lottery(
            "autumn",
            "Autumn Days",
            &one("2026-11-09", "rose", "2026-11-12"),
        ),
    )
    .await;
    let name = "Donaudampfschifffahrtsgesellschaftsjubiläumsverlosung";
    make(
        manager,
        lottery("donau", name, &one("2026-12-01", "mint", "2026-12-24")),
    )
    .await;
}
