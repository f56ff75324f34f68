//! The JSON API as a program uses it: over HTTP, with a token, on the real application.

mod claims;
mod document;
mod lotteries;
mod manage;
mod problems;
mod tokens;

use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp};

pub const NOON: &str = "2026-11-21T12:00:00Z";

/// A program: no cookies, and a token if it has one.
#[derive(Clone)]
pub struct Program {
    client: reqwest::Client,
    origin: String,
    token: Option<String>,
    key: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub json: Value,
}

impl Program {
    /// One without a token.
    pub fn new(app: &TestApp) -> Self {
        Self::at(app.app.public_url().origin())
    }

    /// One that asks the server at this origin.
    pub fn at(origin: &str) -> Self {
        Program {
            client: reqwest::Client::new(),
            origin: origin.to_owned(),
            token: None,
            key: None,
        }
    }

    /// One that registers an account of this name and makes itself a token.
    pub async fn registered(app: &TestApp, username: &str) -> Self {
        Self::new(app).registered_here(username).await
    }

    /// The same with a new account of this name and a token.
    pub async fn registered_here(&self, username: &str) -> Self {
        let body = json!({ "username": username, "password": PASSWORD });
        self.post("/api/accounts", &body).await.is(201);
        self.signed_in(username).await
    }

    /// One that acts for the first manager.
    pub async fn manager(app: &TestApp) -> Self {
        app.manager().await;
        Self::new(app).signed_in("organiser").await
    }

    /// The same with a token of this account.
    pub async fn signed_in(&self, username: &str) -> Self {
        let body = json!({ "username": username, "password": PASSWORD, "name": "tests" });
        let made = self.post("/api/tokens", &body).await.is(201);
        self.with_token(made.json["token"].as_str().unwrap())
    }

    pub fn with_token(&self, token: &str) -> Self {
        Program {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The same, sending this `Idempotency-Key`.
    pub fn under(&self, key: &str) -> Self {
        Program {
            key: Some(key.to_owned()),
            ..self.clone()
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request("GET", path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request("POST", path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request("PUT", path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request("DELETE", path)).await
    }

    /// A request to change before it is sent.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.origin);
        let mut request = self.client.request(method.parse().unwrap(), url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        request
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let json = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {status} {text}")),
        };
        Reply {
            status,
            headers,
            json,
        }
    }
}

impl Reply {
    /// Fails unless the status is this one.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.json);
        self
    }

    /// Fails unless it is a problem of this status and type.
    #[track_caller]
    pub fn must_be_problem(self, status: u16, slug: &str) -> Self {
        let reply = self.is(status);
        assert_eq!(
            reply.json["type"],
            format!("/problems/{slug}"),
            "{:#}",
            reply.json
        );
        assert_eq!(
            reply.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(reply.json["status"], status);
        for member in ["title", "detail", "instance"] {
            assert!(reply.json[member].is_string(), "{:#}", reply.json);
        }
        let id = reply.header("x-request-id").unwrap();
        assert_eq!(reply.json["instance"], format!("urn:clearlot:request:{id}"));
        reply
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}
