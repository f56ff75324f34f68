//! Who may do what: every route of the application against every kind of visitor, by a table. A route without a row
//! fails here, and so does a row without a route.
//!
//! To add a route, add one line to `table.rs`: method, pattern, an address that exists in this test, who may.

mod dump;
mod table;

use std::collections::BTreeSet;

use actix_web::introspection::IntrospectionTree;
use actix_web::{App as ActixApp, HttpResponse, test, web};
use clearlot::schema::accounts;
use clearlot::store::StoreError;
use diesel::prelude::*;
use reqwest::{StatusCode, header};

use self::dump::dump;
use self::table::{Access, ROWS, Row};
use crate::app::{Answer, Browser, TestApp};
use crate::database::Database;
use crate::raffles::pages;
use crate::raffles::scene::OPEN;

const EVENING: &str = "2026-11-21T20:00:00Z";

/// Everybody that the table tells apart.
struct Cast {
    app: TestApp,
    database: Database,
}

/// One kind of visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Visitor,
    Participant,
    Other,
    Manager,
    Disabled,
}

const ROLES: [Role; 5] = [
    Role::Visitor,
    Role::Participant,
    Role::Other,
    Role::Manager,
    Role::Disabled,
];

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Visitor => "",
            Role::Participant => "ann",
            Role::Other => "ben",
            Role::Manager => "organiser",
            Role::Disabled => "dora",
        }
    }
}

impl Cast {
    async fn new() -> Self {
        let database = Database::sqlite();
        let app = TestApp::start(&database, "2026-11-20T20:00:00Z").await;
        let ann = app.signed_up("ann").await;
        app.signed_up("ben").await;
        app.signed_up("dora").await;
        let manager = app.manager().await;
        let raffle = pages::make(&manager, &[]).await;
        pages::name(&app, &raffle, OPEN).await;
        ann.submit("daily", "2").await;
        app.at(EVENING).await;
        // a day later the session has ended
        let ann = app.browser();
        let fields = [("username", "ann"), ("password", crate::app::PASSWORD)];
        ann.post("/login", &fields).await;
        ann.submit("daily", "2").await;
        Cast { app, database }
    }

    /// Signed in anew, because a route may sign out.
    async fn browser(&self, role: Role) -> Browser {
        let browser = self.app.browser();
        if role == Role::Visitor {
            return browser;
        }
        let name = role.name();
        self.set_disabled("dora", false).await;
        let fields = [("username", name), ("password", crate::app::PASSWORD)];
        let answer = browser.post("/login", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        // its session is there still: being disabled must be enough
        self.set_disabled("dora", role == Role::Disabled).await;
        browser
    }

    async fn set_disabled(&self, name: &'static str, is_disabled: bool) {
        let at = is_disabled.then(|| clearlot::store::Moment::from(crate::app::time(EVENING)));
        let change = move |conn: &mut clearlot::store::Conn| {
            diesel::update(accounts::table.filter(accounts::username.eq(name)))
                .set(accounts::disabled_at.eq(at))
                .execute(conn)?;
            Ok::<_, StoreError>(())
        };
        self.app.app.db().write(change).await.unwrap();
    }
}

/// Method and pattern of every route that the application has.
async fn routes_of(app: &clearlot::app::App) -> BTreeSet<(String, String)> {
    let show = |tree: web::Data<IntrospectionTree>| async move {
        HttpResponse::Ok().body(tree.report_as_json())
    };
    let app = app.clone();
    let listing = ActixApp::new()
        .route("/the-list-itself", web::get().to(show))
        .configure(move |config| app.configure(config));
    let service = test::init_service(listing).await;
    let asked = test::TestRequest::get()
        .uri("/the-list-itself")
        .to_request();
    let body = test::call_and_read_body(&service, asked).await;
    let items: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap();
    let mut routes = BTreeSet::new();
    for item in items {
        let path = item["full_path"].as_str().unwrap();
        for method in item["methods"].as_array().unwrap() {
            routes.insert((method.as_str().unwrap().to_owned(), path.to_owned()));
        }
    }
    routes.retain(|(_, path)| path != "/the-list-itself");
    routes
}

#[actix_web::test]
async fn every_route_has_a_row_and_every_row_a_route() {
    let app = TestApp::start(&Database::sqlite(), EVENING).await;
    let there = routes_of(&app.app).await;
    assert!(there.len() > 20, "the routes are listed: {there:?}");
    let listed: BTreeSet<(String, String)> = ROWS
        .iter()
        .map(|row| (row.method.to_owned(), row.pattern.to_owned()))
        .collect();
    let missing: Vec<_> = there.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "\nroutes without a row in tests/it/operators/routes/table.rs:\n{missing:#?}\nrows without a route:\n{gone:#?}"
    );
    assert_eq!(listed.len(), ROWS.len(), "a row is there twice");
}

/// What an answer says about who may.
fn verdict(answer: &Answer) -> &'static str {
    let location = answer.headers.get(header::LOCATION);
    let to_login = location.is_some_and(|to| to.to_str().unwrap().starts_with("/login"));
    let kind = answer.headers.get(header::CONTENT_TYPE);
    let is_problem = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/problem"));
    match answer.status {
        StatusCode::SEE_OTHER if to_login => "sign in",
        // on a page it says that the password was wrong
        StatusCode::UNAUTHORIZED if is_problem => "token",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not found",
        status if status.is_server_error() => "broken",
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::TOO_MANY_REQUESTS => "unexpected",
        _ => "allowed",
    }
}

fn wanted(row: &Row, role: Role) -> &'static str {
    match (row.access, role) {
        (Access::Everybody, _) => "allowed",
        (Access::NotThere, _) => "not found",
        (Access::SignedIn | Access::Managers, Role::Visitor | Role::Disabled) => "sign in",
        (Access::SignedIn, _) => "allowed",
        (Access::Managers, Role::Manager) => "allowed",
        (Access::Managers, _) => "forbidden",
        (Access::NobodysObject, Role::Visitor | Role::Disabled) => "sign in",
        (Access::NobodysObject, _) => "not found",
        (Access::Api, _) => "allowed",
        (Access::ApiOrToken, _) => "allowed",
        (Access::RaffleManager | Access::NotYet, _) => "forbidden",
        // a cookie is no token
        (Access::Token | Access::TokenNothing | Access::ManagerToken, _) => "token",
    }
}

/// What a call with the token of somebody in this role comes to.
fn wanted_with_token(row: &Row, role: Role) -> &'static str {
    match (row.access, role) {
        (Access::Api, _) => "allowed",
        (_, Role::Visitor | Role::Disabled) => "token",
        (Access::Token | Access::ApiOrToken, _) => "allowed",
        (Access::NotYet, _) => "forbidden",
        (Access::TokenNothing, _) => "not found",
        (_, Role::Manager) => "allowed",
        (_, _) => "forbidden",
    }
}

fn is_api(row: &Row) -> bool {
    matches!(
        row.access,
        Access::Api
            | Access::Token
            | Access::TokenNothing
            | Access::ManagerToken
            | Access::RaffleManager
            | Access::NotYet
            | Access::ApiOrToken
    )
}

#[actix_web::test]
async fn a_token_may_do_what_its_owner_may_and_a_disabled_owner_nothing() {
    let cast = Cast::new().await;
    let mut wrong = Vec::new();
    for role in ROLES {
        let browser = cast.app.browser();
        let token = match role {
            Role::Visitor => "clearlot_guessed".to_owned(),
            _ => {
                cast.set_disabled("dora", false).await;
                let ask = serde_json::json!({
                    "username": role.name(), "password": crate::app::PASSWORD, "name": "test",
                });
                let made = browser.request("POST", "/api/tokens").json(&ask);
                let made = browser.send(made).await;
                let made: serde_json::Value = serde_json::from_str(&made.text).unwrap();
                made["token"].as_str().unwrap().to_owned()
            }
        };
        cast.set_disabled("dora", role == Role::Disabled).await;
        for row in ROWS.iter().filter(|row| is_api(row)) {
            let request = browser.request(row.method, row.example);
            let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            let answer = browser
                .send(request.json(&serde_json::json!({"x": "y"})))
                .await;
            let (found, wanted) = (verdict(&answer), wanted_with_token(row, role));
            if found != wanted {
                wrong.push(format!(
                    "{} {} with the token of {role:?}: {found} ({}), wanted {wanted}",
                    row.method, row.example, answer.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[actix_web::test]
async fn everybody_may_do_what_the_table_says_and_nothing_else() {
    let cast = Cast::new().await;
    let mut wrong = Vec::new();
    for row in ROWS {
        for role in ROLES {
            let browser = cast.browser(role).await;
            let request = browser.request(row.method, row.example);
            let request = request.header("sec-fetch-site", "same-origin");
            let request = match row.method {
                "GET" => request,
                _ if is_api(row) => request.json(&serde_json::json!({"x": "y"})),
                _ => request.form(&[("x", "y")]),
            };
            let answer = browser.send(request).await;
            let (found, wanted) = (verdict(&answer), wanted(row, role));
            if found != wanted {
                wrong.push(format!(
                    "{} {} as {role:?}: {found} ({}), wanted {wanted}",
                    row.method, row.example, answer.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[actix_web::test]
async fn a_form_from_elsewhere_is_refused_on_every_route_and_changes_nothing() {
    let cast = Cast::new().await;
    let browser = cast.browser(Role::Manager).await;
    let before = dump(&cast.database);
    let mut wrong = Vec::new();
    for row in ROWS.iter().filter(|row| row.method != "GET") {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("x-nothing", "no origin at all"),
        ] {
            let request = browser.request(row.method, row.example).header(name, value);
            let answer = browser
                .send(request.form(&[("confirm", "yes"), ("reason", "x")]))
                .await;
            // cookies do not count in the API and for a witness, so there is nothing for another site to misuse
            let is_for_programs = is_api(row) || row.pattern.starts_with("/witness/");
            if answer.status != StatusCode::FORBIDDEN && !is_for_programs {
                wrong.push(format!(
                    "{} {} {name}: {value}: {}",
                    row.method, row.example, answer.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    let after = dump(&cast.database);
    assert_eq!(before, after, "something was changed");
}

#[actix_web::test]
async fn looking_at_every_page_changes_nothing() {
    let cast = Cast::new().await;
    let browser = cast.browser(Role::Manager).await;
    let before = dump(&cast.database);
    let mut waiting: Vec<String> = ROWS
        .iter()
        .filter(|row| row.method == "GET" && row.pattern != "/live")
        .map(|row| row.example.to_owned())
        .collect();
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    while let Some(path) = waiting.pop() {
        if seen.len() > 400 {
            break;
        }
        let answer = browser.get(&path).await;
        assert!(
            !answer.status.is_server_error(),
            "{path}: {}",
            answer.status
        );
        for link in answer.text.split("href=\"").skip(1) {
            let link = link.split(['"', '#']).next().unwrap().replace("&amp;", "&");
            if link.starts_with('/') && !link.starts_with("//") && seen.insert(link.clone()) {
                waiting.push(link);
            }
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
    let after = dump(&cast.database);
    assert_eq!(
        before, after,
        "a page that was only looked at changed something"
    );
}
