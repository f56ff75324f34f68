//! The OpenAPI document: what it says is what the routes are, and it changes only on purpose.

use std::collections::BTreeSet;

use clearlot::app::API;
use clearlot::openapi::document;
use clearlot::web::api::{Access, ApiRoute};

use super::{NOON, Program};
use crate::app::TestApp;
use crate::database::Database;

fn routes() -> Vec<ApiRoute> {
    API.iter().flat_map(|part| (part.routes)()).collect()
}

/// `CLEARLOT_RENEW_SNAPSHOTS=1 cargo test --test it api::document` writes the snapshot anew; its change is then reviewed.
#[test]
fn the_document_changes_only_on_purpose() {
    let path = "tests/snapshots/openapi.json";
    let made = format!("{:#}\n", document(&API));
    if std::env::var_os("CLEARLOT_RENEW_SNAPSHOTS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        made == kept,
        "the API's description is not {path}: look at what changed, and renew it with \
         CLEARLOT_RENEW_SNAPSHOTS=1 cargo test --test it api::document"
    );
}

#[test]
fn every_route_is_in_the_document_and_every_operation_is_a_route() {
    let document = document(&API);
    let mut described = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            described.insert((method.to_uppercase(), path.clone(), id));
        }
    }
    let served: BTreeSet<_> = routes()
        .iter()
        .map(|route| {
            (
                route.method.to_string(),
                route.path.to_owned(),
                route.operation.to_owned(),
            )
        })
        .collect();
    assert_eq!(served, described);
    let ids: BTreeSet<&str> = routes().iter().map(|route| route.operation).collect();
    assert_eq!(ids.len(), routes().len(), "an operation's id is its own");
}

#[test]
fn every_operation_says_what_it_does_and_what_can_go_wrong() {
    let document = document(&API);
    for route in routes() {
        let method = route.method.as_str().to_lowercase();
        let operation = &document["paths"][route.path][&method];
        let id = route.operation;
        let (verb, noun) = id.split_once('_').unwrap();
        let verbs = [
            "get", "list", "create", "submit", "edit", "cancel", "revoke", "check", "mark", "pass",
            "take",
        ];
        assert!(verbs.contains(&verb) && !noun.is_empty(), "{id}");
        assert!(operation["summary"].is_string(), "{id}");
        let responses = operation["responses"].as_object().unwrap();
        for status in ["429", "500", "503"] {
            assert!(responses.contains_key(status), "{id}: {status}");
        }
        for (status, response) in responses {
            assert!(response["description"].is_string(), "{id}: {status}");
            if status.starts_with(['4', '5']) {
                let content = &response["content"]["application/problem+json"];
                assert_eq!(content["schema"]["$ref"], "#/components/schemas/Problem");
            } else if status != "204" {
                assert!(
                    response["content"]["application/json"]["schema"].is_object(),
                    "{id}"
                );
            }
        }
        let is_open = route.access == Access::Everyone;
        assert_eq!(operation["security"].is_null(), is_open, "{id}");
    }
}

/// The table says who may call; here each route is called to see whether its handler says the same.
#[actix_web::test]
async fn only_those_who_may_can_call() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let visitor = Program::new(&app);
    let participant = Program::registered(&app, "ann").await;
    for route in routes() {
        let path = format!("/api{}", route.path.replace("{", "").replace("}", ""));
        let method = route.method.as_str();
        let nobody = visitor.send(visitor.request(method, &path)).await;
        let somebody = participant.send(participant.request(method, &path)).await;
        let id = route.operation;
        match route.access {
            Access::Everyone => assert_ne!(nobody.status, 401, "{id}"),
            Access::Account => {
                nobody.must_be_problem(401, "no-token");
                assert!(![401, 403].contains(&somebody.status.as_u16()), "{id}");
            }
            Access::Manager => {
                nobody.must_be_problem(401, "no-token");
                somebody.must_be_problem(403, "forbidden");
            }
            Access::ManagerOrPlace => {
                nobody.must_be_problem(403, "forbidden");
                somebody.must_be_problem(403, "forbidden");
            }
        }
    }
}

#[actix_web::test]
async fn the_server_shows_the_document_that_the_command_prints() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let shown = Program::new(&app).get("/api/openapi.json").await.is(200);
    assert_eq!(shown.json, document(&API));
    assert_eq!(shown.json["openapi"], "3.1.0");
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_clearlot"))
        .arg("openapi")
        .output()
        .unwrap();
    let printed: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(printed, shown.json);
}

/// The steps on the page are run in a shell as they stand, so a newcomer who copies them arrives.
#[actix_web::test]
async fn the_first_steps_on_the_page_work_as_they_stand() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let page = app.browser().get("/docs").await;
    assert_eq!(page.status, 200);
    let steps = page.text.split("<h2 id=\"rules\"").next().unwrap();
    let blocks = steps.split("<code>").skip(1);
    let script: Vec<String> = blocks
        .filter_map(|block| block.split_once("</code></pre>"))
        .map(|(code, _)| unescaped(code))
        .collect();
    assert_eq!(script.len(), 5);
    let script = format!("set -eu\n{}", script.join("\n"));
    let run = actix_web::web::block(move || {
        std::process::Command::new("bash")
            .args(["-c", &script])
            .output()
            .unwrap()
    });
    let out = run.await.unwrap();
    let said = String::from_utf8(out.stdout).unwrap();
    assert!(
        out.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&out.stderr)
    );
    assert!(
        said.contains("\"first\":1,\"last\":3,\"count\":3"),
        "{said}"
    );
    assert!(said.contains("\"own_ballots\":3"), "{said}");
}

fn unescaped(html: &str) -> String {
    let mut text = html.to_owned();
    for (entity, sign) in [
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, sign);
    }
    text
}

#[actix_web::test]
async fn every_operation_problem_and_schema_is_on_the_page() {
    let app = TestApp::start(&Database::sqlite(), NOON).await;
    let browser = app.browser();
    let page = browser.get("/docs").await;
    for route in routes() {
        assert!(page.text.contains(&format!("id=\"{}\"", route.operation)));
    }
    for kind in clearlot::openapi::problem_kinds(&API) {
        let answer = browser.get(&kind.uri()).await;
        let place = format!("/docs#problem-{}", kind.slug);
        assert_eq!(
            (answer.status.as_u16(), answer.location()),
            (303, place.as_str())
        );
        assert!(page.text.contains(&format!("id=\"problem-{}\"", kind.slug)));
    }
    assert_eq!(browser.get("/problems/none").await.status, 404);
    let ids: Vec<&str> = page
        .text
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "an id stands twice");
    for link in page.text.split("href=\"#").skip(1) {
        let target = link.split('"').next().unwrap();
        assert!(unique.contains(target), "{target}");
    }
}
