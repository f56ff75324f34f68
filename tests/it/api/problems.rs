//! Whatever goes wrong under `/api` is a problem, whichever layer it comes from.

use serde_json::json;

use super::{NOON, Program};
use crate::app::TestApp;
use crate::database::Database;

#[actix_web::test]
async fn every_error_of_the_api_is_a_problem() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let visitor = Program::new(&app);
    for path in [
        "/api",
        "/api/",
        "/api/no/such",
        "/api/accounts/",
        "/api/%ff",
        "/api/tokens/%00/x",
    ] {
        visitor.get(path).await.must_be_problem(404, "not-found");
    }
    let refused = visitor.delete("/api/accounts").await;
    let refused = refused.must_be_problem(405, "method-not-allowed");
    assert_eq!(refused.header("allow"), Some("POST"));
    let refused = visitor.put("/api/tokens", &json!({})).await;
    assert_eq!(
        refused
            .must_be_problem(405, "method-not-allowed")
            .header("allow"),
        Some("POST, GET")
    );
    let refused = visitor
        .get("/api/me")
        .await
        .must_be_problem(401, "no-token");
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    let refused = visitor.with_token("clearlot_0").get("/api/me").await;
    let refused = refused.must_be_problem(401, "bad-token");
    assert_eq!(
        refused.header("www-authenticate"),
        Some("Bearer error=\"invalid_token\"")
    );
}

#[actix_web::test]
async fn a_body_that_is_no_json_is_told_so() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let visitor = Program::new(&app);
    let post = |body: Vec<u8>, media_type: &str| {
        let request = visitor.request("POST", "/api/accounts").body(body);
        visitor.send(request.header("content-type", media_type))
    };
    let json = "application/json";
    for body in [
        &b""[..],
        b"{",
        b"\xff\xfe",
        b"{\"username\":\"\xc3\"}",
        b"nonsense",
    ] {
        post(body.to_vec(), json)
            .await
            .must_be_problem(400, "bad-request");
    }
    for body in [
        "{}",
        "[]",
        "null",
        "{\"username\":1,\"password\":\"x\"}",
        "{\"username\":\"ann\",\"password\":\"long enough\",\"admin\":true}",
    ] {
        post(body.into(), json)
            .await
            .must_be_problem(422, "invalid");
    }
    let form = b"username=ann&password=long+enough".to_vec();
    post(form, "application/x-www-form-urlencoded")
        .await
        .must_be_problem(415, "unsupported-media-type");
    let packed = visitor.request("POST", "/api/accounts").body("{}");
    let packed = packed
        .header("content-type", json)
        .header("content-encoding", "gzip");
    visitor
        .send(packed)
        .await
        .must_be_problem(415, "unsupported-media-type");
    let large = format!("{{\"username\":\"{}\"}}", "a".repeat(64 * 1024));
    post(large.into(), json)
        .await
        .must_be_problem(413, "too-large");

    let both = json!({ "username": "a", "password": "short" });
    let refused = visitor
        .post("/api/accounts", &both)
        .await
        .must_be_problem(422, "invalid");
    let fields: Vec<&str> = refused.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["username", "password"]);
    for key in ["", "a b", &"k".repeat(65), "ä"] {
        let request = visitor.request("POST", "/api/accounts").json(&both);
        let key = reqwest::header::HeaderValue::from_bytes(key.as_bytes()).unwrap();
        visitor
            .send(request.header("idempotency-key", key))
            .await
            .must_be_problem(400, "bad-request");
    }
}

#[actix_web::test]
async fn a_database_that_is_away_is_a_problem_too() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let ann = Program::registered(&app, "ann").await;
    app.app.db().close();
    let body = json!({ "username": "ben", "password": "long enough indeed" });
    let refused = ann.post("/api/accounts", &body).await;
    assert!(
        refused
            .must_be_problem(503, "unavailable")
            .header("retry-after")
            .is_some()
    );
}
