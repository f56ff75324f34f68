//! What is left of a person in the whole database when they leave, and that they could take all of it with them.

use std::collections::BTreeSet;

use clearlot::backups::check_database;
use clearlot::keys::ServerKey;
use clearlot::on_each;
use clearlot::store::{Conn, StoreError};
use diesel::prelude::*;
use diesel::sql_types::Text;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::api::Program;
use crate::app::{Browser, PASSWORD, TestApp};
use crate::database::databases;
use crate::post_office::{Manner, PostOffice};

const NOON: &str = "2026-11-21T12:00:00Z";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    value: String,
}

fn lines(conn: &mut Conn, query: &str) -> Result<Vec<String>, StoreError> {
    let lines: Vec<Line> = on_each!(conn, |c| diesel::sql_query(query).load(c))?;
    Ok(lines.into_iter().map(|line| line.value).collect())
}

/// Every row of every table, as text with the table in front.
fn dump(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let is_sqlite = matches!(conn, Conn::Sqlite(_));
    let tables = if is_sqlite {
        "SELECT name AS value FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT table_name::text AS value FROM information_schema.tables WHERE table_schema = 'public'"
    };
    let mut all = Vec::new();
    for table in lines(conn, tables)? {
        let rows = if is_sqlite {
            let columns = format!("SELECT name AS value FROM pragma_table_info('{table}')");
            let columns = lines(conn, &columns)?.into_iter();
            let columns: Vec<String> = columns.map(|name| format!("quote(\"{name}\")")).collect();
            let columns = columns.join(" || ', ' || ");
            format!("SELECT '{table}: ' || {columns} AS value FROM \"{table}\"")
        } else {
            format!("SELECT '{table}: ' || one::text AS value FROM \"{table}\" AS one")
        };
        all.extend(lines(conn, &rows)?);
    }
    Ok(all)
}

async fn rows_with(app: &TestApp, words: &[&str]) -> Vec<String> {
    let all = app.app.db().read(dump).await.unwrap();
    assert!(all.len() > 20, "the dump reads the tables");
    let is_found = |row: &String| {
        let row = row.to_lowercase();
        words.iter().any(|word| row.contains(word))
    };
    all.into_iter().filter(is_found).collect()
}

async fn sign_in(browser: &Browser, name: &str) {
    let fields = [("username", name), ("password", PASSWORD)];
    let answer = browser.post("/login", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

async fn claim(manager: &Browser, day: &str, note: &str) {
    let prize = format!("/manage/lotteries/daily/draws/daily-{day}/prizes/1");
    let fields = [("step", "0"), ("action", "claimed"), ("note", note)];
    let answer = manager.post(&prize, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
}

#[actix_web::test]
async fn no_table_knows_who_left_and_the_draws_still_hold() {
    for database in databases() {
        let post = PostOffice::open();
        let config = post.config();
        let app = TestApp::start_with(&database, NOON, |c| c.mail = Some(config)).await;
        let settled = || async {
            app.tick().await;
            app.app.mail().settled().await;
        };
        let manager = app.manager().await;
        let ben = app.signed_up("ben").await;
        // made by a program, so that an answer is kept
        let body = json!({ "username": "Xan_thippe", "password": PASSWORD });
        let program = Program::new(&app).under("k1");
        program.post("/api/accounts", &body).await.is(201);
        let wrong = [("username", "xan_thippe"), ("password", "wrong words")];
        app.browser().post("/login", &wrong).await;
        let xan = app.browser();
        sign_in(&xan, "xan_thippe").await;
        xan.post("/account/tokens", &[("name", "till")]).await;
        let enter = |address: &'static str| {
            let xan = xan.clone();
            async move {
                let fields = [("email", address), ("current_password", PASSWORD)];
                xan.post("/account/email", &fields).await
            }
        };
        enter("first@xq.example").await;
        settled().await;
        let origin = app.app.public_url().origin();
        let link = post.take()[0].link(&format!("{origin}/confirm-email/"));
        app.browser().post(&link[origin.len()..], &[]).await;
        post.next(&[Manner::Refuse]);
        enter("second@xq.example").await;
        settled().await;
        let fields = [("username", "Xan_thippe")];
        app.browser().post("/forgot-password", &fields).await;
        xan.submit("daily", "2").await;
        xan.post("/account/limits/daily", &[("limit", "50")]).await;
        app.at("2026-11-22T00:00:00Z").await;
        settled().await;

        // the prize is hers; then she is a manager herself and hands one to ben
        sign_in(&manager, "organiser").await;
        claim(&manager, "2026-11-21", "to Xan_thippe at the desk").await;
        sign_in(&ben, "ben").await;
        ben.submit("daily", "1").await;
        let list = manager.get("/manage/accounts?name=xan").await.text;
        let id = list.split("/manage/accounts/").nth(1).unwrap();
        let id = id.split('"').next().unwrap().to_owned();
        manager
            .post(&format!("/manage/accounts/{id}/promote"), &[])
            .await;
        app.at("2026-11-23T00:00:00Z").await;
        settled().await;
        sign_in(&xan, "xan_thippe").await;
        claim(&xan, "2026-11-22", "in time").await;
        // the link of the first one has run out
        enter("second@xq.example").await;

        let data = xan.get("/account/data.json").await.text;
        let data: Value = serde_json::from_str(&data).unwrap_or_else(|e| panic!("{e}: {data}"));
        let count = |list: &str| data[list].as_array().map_or(0, Vec::len);
        assert_eq!(data["account"]["email"]["address"], "first@xq.example");
        assert_eq!(
            data["account"]["email"]["to_be_confirmed"],
            "second@xq.example"
        );
        assert_eq!(data["api_tokens"][0]["name"], "till", "{data}");
        assert!(count("mails") > 0, "{data}");
        assert_eq!(data["claims"][0]["state"], "claimed", "{data}");
        assert_eq!(data["claim_steps"][0]["note"], "to Xan_thippe at the desk");
        assert_eq!(data["claim_steps_as_manager"][0]["note"], "in time");
        let counts = ["claims", "claim_steps", "claim_steps_as_manager"].map(count);
        assert_eq!(counts, [1, 1, 1], "{database}: {data}");

        let words = ["xan_thippe", "xq.example"];
        assert!(rows_with(&app, &words).await.len() > 8, "{database}");
        let right = [("password", PASSWORD), ("confirm", "yes")];
        let answer = xan.post("/account/delete", &right).await;
        assert_eq!(answer.location(), "/goodbye", "{}", answer.words());
        settled().await;
        assert_eq!(
            rows_with(&app, &words).await,
            Vec::<String>::new(),
            "{database}"
        );

        let key = ServerKey::for_tests();
        let report = check_database(app.app.db(), Some(&key)).await.unwrap();
        assert!(report.is_sound(), "{database}: {report}");
        sign_in(&manager, "organiser").await;
        let page = manager
            .get("/manage/lotteries/daily/draws/daily-2026-11-22")
            .await;
        page.says("by a deleted account");
        let csv = manager
            .get("/manage/lotteries/daily/draws/daily-2026-11-21/claims.csv")
            .await;
        assert_eq!(csv.status, StatusCode::OK);
        assert!(csv.text.contains("organiser"), "{}", csv.text);
    }
}

/// Columns that hold something about a person: a table that has one of them is told of in the decision.
const PERSONAL: [&str; 7] = [
    "account_id",
    "username",
    "recipient",
    "address",
    "name_hash",
    "body",
    "bucket",
];

#[test]
fn the_decision_names_every_table_that_tells_of_people() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(root.join("src/schema")).unwrap();
    let read = |file: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(file.unwrap().path()).unwrap()
    };
    let schema: String = files.map(read).collect();
    let mut personal = BTreeSet::new();
    for table in schema.split("diesel::table! {").skip(1) {
        let table = table.split("\n}").next().unwrap();
        let name = table.split_whitespace().next().unwrap();
        let mut columns = table.lines().filter_map(|line| line.split_once(" -> "));
        if columns.any(|(column, _)| PERSONAL.contains(&column.trim())) {
            personal.insert(name);
        }
    }
    let text = root.join("docs/decisions/0006-limits-and-leaving.md");
    let text = std::fs::read_to_string(text).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let told = rows.filter_map(|row| row.split('|').nth(1));
    let told: BTreeSet<&str> = told
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    assert_eq!(told, personal, "the table of the decision, and src/schema");
}
