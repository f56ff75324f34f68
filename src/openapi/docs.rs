//! The page for people who write programs: how to begin, every operation with a form to try it, every error. It is made
//! from the document at start, so it says what the document says.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use askama::Template;
use askama_web::WebTemplate;
use serde_json::Value;

use super::document::problem_kinds;
use super::shape::{Field, Schemas, named, shape, text};
use crate::web::api::{Access, ApiPart, ApiRoute};
use crate::web::error::see_other;
use crate::web::i18n::filters;
use crate::web::{Page, ProblemKind, Site, WebError};

/// A piece of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they stand as code.
    pub is_code: bool,
}

/// Where a value goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The field.
    pub field: Field,
    /// `path`, `query` or `header`.
    pub place: String,
    /// What may stand there, for path parameters.
    pub example: String,
}

/// What may come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// Its status.
    pub status: String,
    /// When it comes.
    pub about: Vec<Piece>,
    /// The schema of its body, if it has a name.
    pub schema: Option<String>,
    /// The kinds of problem it may be.
    pub problems: Vec<&'static ProblemKind>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its id.
    pub id: String,
    /// The method.
    pub method: String,
    /// The whole path.
    pub path: String,
    /// What it does, as a heading.
    pub summary: String,
    /// What else there is to say.
    pub about: Vec<Piece>,
    /// Who may call it.
    pub access: Access,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// The schema of its body and an example.
    pub body: Option<(String, String)>,
    /// What may come back, by status.
    pub responses: Vec<Response>,
}

/// The calls about one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they are about.
    pub name: String,
    /// The same in a sentence.
    pub about: String,
    /// The calls.
    pub operations: Vec<Operation>,
}

/// An object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: Vec<Piece>,
    /// Its fields; none where it is one of some words.
    pub fields: Vec<Field>,
    /// The words, where it is one of them.
    pub words: String,
}

/// Everything on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    groups: Vec<Group>,
    problems: Vec<&'static ProblemKind>,
    schemas: Vec<Schema>,
}

/// The page.
#[derive(Template, WebTemplate)]
#[template(path = "openapi/docs.html")]
pub struct DocsPage {
    page: Page,
    content: Arc<Content>,
    origin: String,
}

impl DocsPage {
    /// The words of a text, code apart.
    fn prose(&self, text: &str) -> Vec<Piece> {
        prose(text)
    }
}

/// `GET /docs`.
pub(super) async fn show_docs(
    page: Page,
    site: web::Data<Site>,
    content: web::Data<Content>,
) -> DocsPage {
    DocsPage {
        page,
        content: content.into_inner(),
        origin: site.public_url.origin().to_owned(),
    }
}

/// `GET /problems/{slug}`: the `type` of a problem leads to where it is explained.
///
/// # Errors
/// 404 for a kind that does not exist.
pub(super) async fn show_problem(
    slug: web::Path<String>,
    content: web::Data<Content>,
) -> Result<HttpResponse, WebError> {
    let kind = content.problems.iter().find(|kind| kind.slug == *slug);
    let kind = kind.ok_or(WebError::NotFound)?;
    Ok(see_other(&format!("/docs#problem-{}", kind.slug)))
}

/// Splits at backticks.
fn prose(text: &str) -> Vec<Piece> {
    let pieces = text.split('`').enumerate();
    let piece = |(n, text): (usize, &str)| Piece {
        text: text.to_owned(),
        is_code: n % 2 == 1,
    };
    pieces
        .filter(|(_, text)| !text.is_empty())
        .map(piece)
        .collect()
}

impl Content {
    /// What the page shows of this document of these parts.
    pub(super) fn new(document: &Value, parts: &[ApiPart]) -> Self {
        let routes: Vec<ApiRoute> = parts.iter().flat_map(|part| (part.routes)()).collect();
        let kinds = problem_kinds(parts);
        let schemas = Schemas(&document["components"]["schemas"]);
        let told = |route: &ApiRoute| {
            let method = route.method.as_str().to_ascii_lowercase();
            let described = &document["paths"][route.path][method];
            let tag = described["tags"][0].as_str().unwrap_or_default();
            (tag.to_owned(), operation(route, described, schemas, &kinds))
        };
        let all: Vec<(String, Operation)> = routes.iter().map(told).collect();
        let tags = document["tags"].as_array().into_iter().flatten();
        let group = |tag: &Value| {
            let name = text(tag, "name");
            let of_tag = all.iter().filter(|(tag, _)| *tag == name);
            Group {
                about: text(tag, "description"),
                operations: of_tag.map(|(_, operation)| operation.clone()).collect(),
                name,
            }
        };
        Content {
            groups: tags.map(group).collect(),
            schemas: list_schemas(schemas),
            problems: kinds,
        }
    }
}

fn list_schemas(schemas: Schemas<'_>) -> Vec<Schema> {
    let schema = |(name, schema): (&String, &Value)| {
        let fields = schemas.fields(schema);
        Schema {
            name: name.clone(),
            about: prose(&text(schema, "description")),
            words: if fields.is_empty() {
                words(schema)
            } else {
                String::new()
            },
            fields,
        }
    };
    let all = schemas.0.as_object();
    all.into_iter().flatten().map(schema).collect()
}

/// The words of which a value is one.
fn words(schema: &Value) -> String {
    let choices = schema["oneOf"].as_array().into_iter().flatten();
    let words: Vec<&str> = choices
        .filter_map(|choice| choice["enum"][0].as_str())
        .collect();
    match words.is_empty() {
        true => shape(schema),
        false => words.join(" | "),
    }
}

fn operation(
    route: &ApiRoute,
    described: &Value,
    schemas: Schemas<'_>,
    kinds: &[&'static ProblemKind],
) -> Operation {
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let parameter = |parameter: &Value| Parameter {
        field: Field {
            name: text(parameter, "name"),
            shape: shape(&parameter["schema"]),
            link: None,
            required: parameter["required"] == true,
            about: text(parameter, "description"),
        },
        place: text(parameter, "in"),
        example: match &parameter["example"] {
            Value::String(example) => example.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        },
    };
    let body = &described["requestBody"]["content"]["application/json"]["schema"];
    let body = named(body).map(|name| (name.to_owned(), format!("{:#}", schemas.example(body))));
    let responses = described["responses"].as_object().into_iter().flatten();
    Operation {
        id: route.operation.to_owned(),
        method: route.method.to_string(),
        path: format!("/api{}", route.path),
        summary: text(described, "summary"),
        about: prose(&text(described, "description")),
        access: route.access,
        parameters: parameters.map(parameter).collect(),
        body,
        responses: responses
            .map(|(status, told)| response(status, told, kinds))
            .collect(),
    }
}

fn response(status: &str, told: &Value, kinds: &[&'static ProblemKind]) -> Response {
    let content = told["content"].as_object().into_iter().flatten();
    let (mut schema, mut slugs) = (None, Vec::new());
    for (_, content) in content {
        schema = named(&content["schema"]).map(str::to_owned);
        let examples = content["examples"].as_object().into_iter().flatten();
        slugs.extend(examples.map(|(slug, _)| slug.as_str()));
    }
    Response {
        status: status.to_owned(),
        about: prose(&text(told, "description")),
        schema,
        problems: kinds
            .iter()
            .copied()
            .filter(|kind| slugs.contains(&kind.slug))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_part_code_from_words() {
        let pieces = prose("Send `GET /me` now.");
        let told: Vec<(&str, bool)> = pieces
            .iter()
            .map(|piece| (piece.text.as_str(), piece.is_code))
            .collect();
        assert_eq!(
            told,
            [("Send ", false), ("GET /me", true), (" now.", false)]
        );
        assert!(prose("").is_empty());
    }
}
