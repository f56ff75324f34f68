//! Registering and tokens.

use clearlot::store::StoreError;
use diesel::prelude::*;
use serde_json::json;

use super::{NOON, Program};
use crate::app::{PASSWORD, TestApp};
use crate::database::{Database, databases};

#[actix_web::test]
async fn a_program_registers_makes_a_token_and_is_known_by_it() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let visitor = Program::new(&app);
        let body = json!({ "username": "Amara", "password": PASSWORD });
        let made = visitor.post("/api/accounts", &body).await.is(201);
        assert_eq!(made.json["username"], "Amara");
        assert_eq!(made.json["role"], "participant");
        assert_eq!(made.json["created_at"], "2026-11-21T12:00:00Z");
        assert!(made.json["id"].is_string());
        visitor
            .post(
                "/api/accounts",
                &json!({ "username": "aMARA", "password": PASSWORD }),
            )
            .await
            .must_be_problem(409, "name-taken");

        let ask = json!({ "username": "amara", "password": PASSWORD, "name": "till", "expires_in_days": 2 });
        let token = visitor.post("/api/tokens", &ask).await.is(201);
        assert_eq!(token.json["expires_at"], "2026-11-23T12:00:00Z");
        let secret = token.json["token"].as_str().unwrap().to_owned();
        let amara = visitor.with_token(&secret);
        let me = amara.get(made.header("location").unwrap()).await.is(200);
        assert_eq!(me.json, made.json);

        let list = amara.get("/api/tokens").await.is(200);
        let tokens = list.json["tokens"].as_array().unwrap();
        assert_eq!(tokens.len(), 1);
        assert_eq!(tokens[0]["name"], "till");
        assert_eq!(tokens[0]["is_current"], true);
        assert_eq!(tokens[0]["last_used_at"], "2026-11-21T12:00:00Z");
        assert!(!list.json.to_string().contains(&secret));
        let one = amara.get(token.header("location").unwrap()).await.is(200);
        assert_eq!(one.json, tokens[0]);

        // the row holds a hash only
        let stored: String = app
            .app
            .db()
            .read(|conn| {
                use clearlot::schema::api_tokens::dsl::{api_tokens, token_hash};
                Ok::<_, StoreError>(api_tokens.select(token_hash).first(conn)?)
            })
            .await
            .unwrap();
        assert!(!secret.contains(&stored) && stored.len() == 64);

        app.hands.set("2026-11-23T12:00:00Z".parse().unwrap());
        amara.get("/api/me").await.must_be_problem(401, "bad-token");
    }
}

#[actix_web::test]
async fn a_revoked_token_and_a_disabled_accounts_token_open_nothing() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = Program::registered(&app, "ann").await;
        let second = Program::new(&app).signed_in("ann").await;
        let ben = Program::registered(&app, "ben").await;
        let tokens = second.get("/api/tokens").await.is(200).json;
        let id = tokens["tokens"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/tokens/{id}");
        ben.delete(&path).await.must_be_problem(404, "not-found");
        ben.get(&path).await.must_be_problem(404, "not-found");
        second.delete(&path).await.is(204);
        ann.get("/api/me").await.must_be_problem(401, "bad-token");
        second.get("/api/me").await.is(200);
        second.delete(&path).await.must_be_problem(404, "not-found");

        app.app
            .db()
            .write(|conn| {
                use clearlot::schema::accounts::dsl::{
                    accounts, created_at, disabled_at, username,
                };
                diesel::update(accounts.filter(username.eq("ann")))
                    .set(disabled_at.eq(created_at.nullable()))
                    .execute(conn)?;
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        second
            .get("/api/me")
            .await
            .must_be_problem(401, "bad-token");
        let ask = json!({ "username": "ann", "password": PASSWORD, "name": "again" });
        Program::new(&app)
            .post("/api/tokens", &ask)
            .await
            .must_be_problem(401, "wrong-credentials");
    }
}

#[actix_web::test]
async fn cookies_do_not_count_in_the_api_and_tokens_do_not_count_on_pages() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.signed_up("ann").await;
    let answer = browser.get("/api/me").await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    let ann = Program::new(&app).signed_in("ann").await;
    let page = ann.request("GET", "/account").send().await.unwrap();
    assert!(page.url().path().starts_with("/login"), "{}", page.url());
    // a program on another site may act with its token: no browser adds one by itself
    let body = json!({ "username": "ben", "password": PASSWORD });
    let foreign = ann.request("POST", "/api/accounts").json(&body);
    let foreign = foreign
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://evil.example");
    ann.send(foreign).await.is(201);
}

#[actix_web::test]
async fn signing_in_by_the_api_is_throttled_like_the_login_page() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    Program::registered(&app, "ann").await;
    let visitor = Program::new(&app);
    let wrong = json!({ "username": "ann", "password": "not the password", "name": "x" });
    for _ in 0..10 {
        let refused = visitor.post("/api/tokens", &wrong).await;
        refused.must_be_problem(401, "wrong-credentials");
    }
    let refused = visitor.post("/api/tokens", &wrong).await;
    let refused = refused.must_be_problem(429, "too-many-requests");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait));
    // the pages count in the same buckets
    let answer = app
        .browser()
        .post("/login", &[("username", "ann"), ("password", PASSWORD)])
        .await;
    assert_eq!(answer.status, 429);
}

#[actix_web::test]
async fn an_account_has_twenty_tokens_at_most() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let ann = Program::registered(&app, "ann").await;
        for _ in 0..19 {
            ann.signed_in("ann").await;
        }
        let ask = json!({ "username": "ann", "password": PASSWORD, "name": "one more" });
        ann.post("/api/tokens", &ask)
            .await
            .must_be_problem(409, "too-many-tokens");
    }
}

#[actix_web::test]
async fn registering_and_making_a_token_are_done_once_under_one_key() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let visitor = Program::new(&app).under("register-1");
        let body = json!({ "username": "ann", "password": PASSWORD });
        let first = visitor.post("/api/accounts", &body).await.is(201);
        let again = visitor.post("/api/accounts", &body).await.is(201);
        assert_eq!(first.json, again.json, "{database}");
        assert_eq!(first.header("location"), again.header("location"));
        assert_eq!(first.header("idempotent-replayed"), None);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        let other = json!({ "username": "ann", "password": "another password" });
        let refused = visitor.post("/api/accounts", &other).await;
        refused.must_be_problem(409, "idempotency-key-reused");
        // keys of those who have no account yet are apart
        let ben = json!({ "username": "ben", "password": PASSWORD });
        visitor.post("/api/accounts", &ben).await.is(201);

        let ask = json!({ "username": "ann", "password": PASSWORD, "name": "till" });
        let first = visitor.post("/api/tokens", &ask).await.is(201);
        let again = visitor.post("/api/tokens", &ask).await.is(201);
        assert_eq!(first.json, again.json, "{database}");
        let ann = visitor.with_token(first.json["token"].as_str().unwrap());
        let tokens = ann.get("/api/tokens").await.is(200).json;
        assert_eq!(tokens["tokens"].as_array().unwrap().len(), 1);
        let other = json!({ "username": "ann", "password": PASSWORD, "name": "other" });
        let refused = visitor.post("/api/tokens", &other).await;
        refused.must_be_problem(409, "idempotency-key-reused");

        // no token and no password can be found in what is kept
        let kept: Vec<String> = app
            .app
            .db()
            .read(|conn| {
                use clearlot::schema::idempotency_keys::dsl::{body, idempotency_keys};
                Ok::<_, StoreError>(idempotency_keys.select(body).load(conn)?)
            })
            .await
            .unwrap();
        let secret = first.json["token"].as_str().unwrap();
        assert_eq!(kept.len(), 3, "{database}");
        assert!(
            kept.iter()
                .all(|body| !body.contains(secret) && !body.contains(PASSWORD))
        );

        // after a day the key is forgotten
        app.at("2026-11-22T12:00:01Z").await;
        visitor
            .post("/api/accounts", &body)
            .await
            .must_be_problem(409, "name-taken");
        assert_ne!(
            visitor.post("/api/tokens", &ask).await.is(201).json,
            first.json
        );
    }
}

#[actix_web::test]
async fn twenty_at_once_under_one_key_are_one() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let visitor = Program::new(&app).under("k");
        let body = json!({ "username": "ann", "password": PASSWORD });
        let sent = (0..20).map(|_| visitor.post("/api/accounts", &body));
        for reply in futures_util::future::join_all(sent).await {
            assert_eq!(reply.is(201).json["username"], "ann", "{database}");
        }
    }
}

#[actix_web::test]
async fn a_person_makes_a_token_on_the_page_sees_it_once_and_revokes_it() {
    for database in databases() {
        let app = TestApp::start(&database, NOON).await;
        let browser = app.signed_up("ann").await;
        let refused = browser
            .post("/account/tokens", &[("name", " "), ("days", "0")])
            .await;
        assert_eq!(refused.status, 422);
        refused.says("2 things need fixing");
        let made = browser
            .post("/account/tokens", &[("name", "till <1>"), ("days", "30")])
            .await;
        assert_eq!(
            (made.status.as_u16(), made.location()),
            (303, "/account/tokens")
        );
        let page = browser.get("/account/tokens").await;
        page.says("It is shown this once");
        let rest = page.text.split("<code>clearlot_").nth(1).unwrap();
        let token = format!("clearlot_{}", rest.split('<').next().unwrap());
        let again = browser.get("/account/tokens").await;
        assert!(!again.text.contains("clearlot_"), "{database}");
        again.says("Last used Never");
        let program = Program::new(&app).with_token(&token);
        let me = program.get("/api/me").await.is(200);
        assert_eq!(me.json["username"], "ann");
        let page = browser.get("/account/tokens").await;
        assert!(!page.words().contains("Last used Never"));

        let other = app.signed_up("ben").await;
        let id = program.get("/api/tokens").await.json["tokens"][0]["id"].clone();
        let revoke = format!("/account/tokens/{}/revoke", id.as_str().unwrap());
        assert_eq!(other.post(&revoke, &[]).await.status, 404);
        program.get("/api/me").await.is(200);
        assert_eq!(browser.post(&revoke, &[]).await.status, 303);
        browser.get("/account/tokens").await.says("is revoked");
        program
            .get("/api/me")
            .await
            .must_be_problem(401, "bad-token");
    }
}
