//! A feature's part of the API as plain data: its routes with what they ask for and what can go wrong, and the fragment
//! of the OpenAPI document that describes them. Which features there are is `app.rs`'s to know.

use std::sync::Arc;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Route};
use utoipa::openapi::OpenApi;

use super::problem::ProblemKind;

/// Who may call. The handler's arguments see to it; this is what the document says, and a test compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Everyone,
    /// Whoever has a token.
    Account,
    /// Whoever has a manager's token.
    Manager,
    /// Whoever has a manager's token, or asks from a place that the operator named.
    ManagerOrPlace,
}

/// One operation: a method at an address.
#[derive(Debug, Clone)]
pub struct ApiRoute {
    /// The method.
    pub method: Method,
    /// The path below `/api`, with `{parameters}`.
    pub path: &'static str,
    /// The operation's id in the document: `<verb>_<resource>`.
    pub operation: &'static str,
    /// Who may call it.
    pub access: Access,
    /// Whether it takes an `Idempotency-Key`.
    pub takes_key: bool,
    /// Whether the same is at its address with a slash at the end.
    pub with_slash: bool,
    /// Its own problems, beyond those that any request can meet.
    pub problems: &'static [&'static ProblemKind],
    /// What answers.
    pub handler: fn() -> Route,
}

/// A feature's part.
#[derive(Clone, Copy)]
pub struct ApiPart {
    /// Its operations.
    pub routes: fn() -> Vec<ApiRoute>,
    /// What describes them, but for errors and who may call: those are added from the routes.
    pub fragment: fn() -> OpenApi,
}

/// A part with the data its handlers take.
#[derive(Clone)]
pub struct Api {
    /// The part.
    pub part: ApiPart,
    /// Adds its routes and data.
    pub configure: Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>,
}

impl Api {
    /// The part, its handlers working with `data`.
    pub fn new<T: 'static>(part: ApiPart, data: web::Data<T>) -> Self
    where
        web::Data<T>: Send + Sync,
    {
        Api {
            part,
            configure: Arc::new(move |config| {
                config.app_data(data.clone());
                mount(config, &(part.routes)());
            }),
        }
    }
}

/// Adds the routes, those of one address to one resource: the router tries the next resource only when an address does
/// not match, not when a method does not.
pub fn mount(config: &mut ServiceConfig, routes: &[ApiRoute]) {
    let mut paths: Vec<&str> = Vec::new();
    for route in routes {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    for path in paths {
        let here = || routes.iter().filter(|route| route.path == path);
        let methods: Vec<&str> = here().map(|route| route.method.as_str()).collect();
        let allow = methods.join(", ");
        let refuse = move || {
            let allow = allow.clone();
            async move {
                HttpResponse::MethodNotAllowed()
                    .insert_header(("allow", allow))
                    .finish()
            }
        };
        let with_slash = here().any(|route| route.with_slash);
        let patterns = [path.to_owned(), format!("{path}/")];
        let patterns = patterns.into_iter().take(1 + usize::from(with_slash));
        let resource = web::resource(patterns.collect::<Vec<_>>());
        let resource = here().fold(resource, |resource, route| {
            resource.route((route.handler)().method(route.method.clone()))
        });
        config.service(resource.default_service(web::to(refuse)));
    }
}

impl ApiRoute {
    const fn new(
        method: Method,
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: fn() -> Route,
    ) -> Self {
        ApiRoute {
            method,
            path,
            operation,
            access,
            takes_key: false,
            with_slash: false,
            problems: &[],
            handler,
        }
    }

    /// Reads something.
    pub const fn get(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: fn() -> Route,
    ) -> Self {
        Self::new(Method::GET, path, operation, access, handler)
    }

    /// Makes something: takes an `Idempotency-Key`.
    pub const fn create(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: fn() -> Route,
    ) -> Self {
        Self::new(Method::POST, path, operation, access, handler).with_key()
    }

    /// Does something to what is there.
    pub const fn post(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: fn() -> Route,
    ) -> Self {
        Self::new(Method::POST, path, operation, access, handler)
    }

    /// Replaces something.
    pub const fn put(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: fn() -> Route,
    ) -> Self {
        Self::new(Method::PUT, path, operation, access, handler)
    }

    /// Takes something away.
    pub const fn delete(
        path: &'static str,
        operation: &'static str,
        access: Access,
        handler: fn() -> Route,
    ) -> Self {
        Self::new(Method::DELETE, path, operation, access, handler)
    }

    /// Taking an `Idempotency-Key`.
    #[must_use]
    pub const fn with_key(mut self) -> Self {
        self.takes_key = true;
        self
    }

    /// With problems of its own.
    #[must_use]
    pub const fn with(mut self, problems: &'static [&'static ProblemKind]) -> Self {
        self.problems = problems;
        self
    }
}
