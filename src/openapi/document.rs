//! Puts the document together: the features' fragments, and on each operation what its route says: who may call it,
//! whether it takes an `Idempotency-Key`, and everything that can go wrong. So no operation can forget an error.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa::{PartialSchema, ToSchema};

use crate::web::api::{Access, ApiPart, ApiRoute};
use crate::web::idempotency_key::IdempotencyKey;
use crate::web::problem::{self, FieldProblem, MEDIA_TYPE, ProblemBody, ProblemKind};

const ABOUT: &str = "Register, put ballots in, read results and manage lotteries from a program. \
Errors are problems (RFC 9457); times are RFC 3339 in UTC, days are local days of a lottery; ids are strings. \
Fields and parameters that an operation does not know are refused.";

/// The whole document of these parts.
pub fn document(parts: &[ApiPart]) -> Value {
    let mut whole: OpenApi = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Clearlot")
                .version("1")
                .description(Some(ABOUT)),
        )
        .build();
    for part in parts {
        let mut fragment = (part.fragment)();
        fragment.info = whole.info.clone();
        whole.merge(fragment);
    }
    let mut whole =
        serde_json::to_value(&whole).expect("invariant: an OpenAPI document can be written");
    whole["servers"] = json!([{ "url": "/api", "description": "This server" }]);
    add_components(&mut whole);
    for route in parts.iter().flat_map(|part| (part.routes)()) {
        let method = route.method.as_str().to_ascii_lowercase();
        if let Some(operation) = whole["paths"][route.path]
            .get_mut(&method)
            .and_then(Value::as_object_mut)
        {
            complete(operation, &route);
        }
    }
    whole
}

/// Every kind of problem that the operations of these parts name, the general ones first.
pub fn problem_kinds(parts: &[ApiPart]) -> Vec<&'static ProblemKind> {
    let mut kinds: Vec<&'static ProblemKind> = problem::GENERAL.to_vec();
    for route in parts.iter().flat_map(|part| (part.routes)()) {
        for kind in route.problems {
            if !kinds.contains(kind) {
                kinds.push(kind);
            }
        }
    }
    kinds
}

fn add_components(whole: &mut Value) {
    whole["components"]["securitySchemes"] = json!({ "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token, made with `POST /tokens` or on the page /account/tokens.",
    }});
    let field = serde_json::to_value(FieldProblem::schema());
    let body = serde_json::to_value(ProblemBody::schema());
    let schemas = &mut whole["components"]["schemas"];
    schemas[FieldProblem::name().as_ref()] = field.expect("invariant: a schema can be written");
    schemas[ProblemBody::name().as_ref()] = body.expect("invariant: a schema can be written");
}

/// What can go wrong with any call of this route, its own problems included.
fn kinds(route: &ApiRoute, has_body: bool, has_parameters: bool) -> Vec<&'static ProblemKind> {
    let mut kinds = vec![
        &problem::TOO_MANY_REQUESTS,
        &problem::INTERNAL,
        &problem::UNAVAILABLE,
    ];
    match route.access {
        Access::Everyone => {}
        Access::Account => kinds.extend([&problem::NO_TOKEN, &problem::BAD_TOKEN]),
        Access::Manager => {
            kinds.extend([&problem::NO_TOKEN, &problem::BAD_TOKEN, &problem::FORBIDDEN]);
        }
        // without a token the place counts
        Access::ManagerOrPlace => kinds.extend([&problem::BAD_TOKEN, &problem::FORBIDDEN]),
    }
    if route.path.contains('{') {
        kinds.push(&problem::NOT_FOUND);
    }
    if has_body {
        kinds.extend([
            &problem::BAD_REQUEST,
            &problem::TOO_LARGE,
            &problem::UNSUPPORTED_MEDIA_TYPE,
            &problem::INVALID,
        ]);
    } else if has_parameters {
        kinds.push(&problem::INVALID);
    }
    if route.takes_key {
        kinds.push(&problem::IDEMPOTENCY_KEY_REUSED);
    }
    kinds.extend(route.problems);
    kinds
}

fn complete(operation: &mut Map<String, Value>, route: &ApiRoute) {
    let has_body = operation.contains_key("requestBody");
    let parameters = operation
        .get("parameters")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let in_query = |parameter: &&Value| parameter["in"] == "query";
    let has_query = parameters.iter().any(|parameter| in_query(&parameter));
    let is_paged = parameters.iter().any(|p| p["name"] == "cursor");
    if route.access != Access::Everyone {
        let token = json!({ "token": [] });
        let security = match route.access {
            Access::ManagerOrPlace => json!([token, {}]),
            _ => json!([token]),
        };
        operation.insert("security".into(), security);
    }
    if route.takes_key {
        let mut parameters = parameters;
        parameters.push(key_parameter());
        operation.insert("parameters".into(), parameters.into());
    }
    let mut by_status: BTreeMap<u16, Vec<&ProblemKind>> = BTreeMap::new();
    for kind in kinds(route, has_body, has_query) {
        let same = by_status.entry(kind.status).or_default();
        if !same.contains(&kind) {
            same.push(kind);
        }
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    add_headers(responses, route, is_paged);
    for (status, kinds) in by_status {
        responses[status.to_string()] = response(status, &kinds);
    }
}

/// What comes with an answer that is no error.
fn add_headers(responses: &mut Value, route: &ApiRoute, is_paged: bool) {
    let text = |about: &str| json!({ "description": about, "schema": { "type": "string" } });
    if let Some(created) = responses.get_mut("201") {
        created["headers"]["Location"] = text("Where the new thing is.");
    }
    for status in ["200", "201"] {
        if let Some(done) = responses.get_mut(status).filter(|_| route.takes_key) {
            done["headers"]["Idempotent-Replayed"] = text(
                "`true` where this answer had been given before under the same Idempotency-Key.",
            );
        }
    }
    if let Some(page) = responses.get_mut("200").filter(|_| is_paged) {
        page["headers"]["Link"] =
            text("`<address>; rel=\"next\"` where there is a further page (RFC 8288).");
    }
}

fn response(status: u16, kinds: &[&ProblemKind]) -> Value {
    let description: Vec<String> = kinds
        .iter()
        .map(|kind| format!("`{}`: {}.", kind.uri(), kind.title))
        .collect();
    let example = |kind: &&ProblemKind| {
        let value = json!({
            "type": kind.uri(),
            "title": kind.title,
            "status": kind.status,
            "detail": kind.about,
            "instance": "urn:clearlot:request:0123456789abcdef",
        });
        (kind.slug.to_owned(), json!({ "value": value }))
    };
    let examples: Map<String, Value> = kinds.iter().map(example).collect();
    let content = json!({ MEDIA_TYPE: {
        "schema": { "$ref": "#/components/schemas/Problem" },
        "examples": examples,
    }});
    let mut response = json!({ "description": description.join(" "), "content": content });
    let header =
        |about: &str, r#type: &str| json!({ "description": about, "schema": { "type": r#type } });
    match status {
        401 => {
            response["headers"]["WWW-Authenticate"] =
                header("How to show who one is: by a bearer's token.", "string");
        }
        429 | 503 => {
            response["headers"]["Retry-After"] =
                header("Seconds until another try is worth it.", "integer");
        }
        _ => {}
    }
    response
}

fn key_parameter() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "A name for this one request, made up by you: sent again under the same key within a day, it is not done again and gets the same answer.",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": IdempotencyKey::MAX,
            "pattern": "^[!-~]{1,64}$",
        },
        "example": "7d7a4f2e-6a0c-4d0e-9d55-3b1c2e9a8f10",
    })
}
