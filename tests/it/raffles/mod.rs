//! Raffles: the API's contract, who may have how many tickets, drawing, and prizes.

mod contract;
mod crowds;
mod organising;
pub mod pages;
mod proofs;
mod rules;
pub mod scene;

use clearlot::config::Config;
use clearlot::games::raffle::{ManagerPlaces, RaffleConfig};
use clearlot::web::address::parse_networks;
use serde_json::{Value, json};

use crate::api::{NOON, Program, Reply};
use crate::app::TestApp;
use crate::database::Database;

/// Where managers are, and a proxy that is believed.
pub const OFFICE: &str = "198.51.100.7";

/// A server behind a proxy that is believed, with managers in an office.
pub async fn start(database: &Database) -> TestApp {
    TestApp::start_with(database, NOON, settings).await
}

pub fn settings(config: &mut Config) {
    config.server.trusted_proxies = parse_networks("127.0.0.1").unwrap();
    config.raffle = RaffleConfig {
        managers: ManagerPlaces(parse_networks("198.51.100.0/28").unwrap()),
        ..RaffleConfig::default()
    };
}

/// Somebody at an address.
pub struct Place {
    pub program: Program,
    pub address: String,
}

impl Place {
    pub fn new(app: &TestApp, address: &str) -> Self {
        Place {
            program: Program::new(app),
            address: address.to_owned(),
        }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(body)).await
    }

    /// A request without a body.
    pub async fn call(&self, path: &str) -> Reply {
        self.send("POST", path, None).await
    }

    async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.program.request(method, path);
        request = request.header("x-forwarded-for", &self.address);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.program.send(request).await
    }
}

/// A raffle of so many tickets with two kinds of prizes, made in the office; its address in the API, with the slash.
pub async fn raffle(app: &TestApp, tickets: u64, more: Value) -> String {
    let mut body = json!({
        "name": "Summer fair", "total_tickets": tickets,
        "prizes": [{ "name": "Hamper", "amount": 1 }, { "name": "Mug", "amount": 2 }],
    });
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    let made = Place::new(app, OFFICE).post("/api/raffles/", body).await;
    let made = made.is(201).json;
    format!("/api/raffles/{}/", made["id"].as_str().unwrap())
}

/// The tickets of so many people, each at an address of their own.
pub async fn sell(app: &TestApp, raffle: &str, people: u64) -> Vec<Value> {
    let mut tickets = Vec::new();
    for n in 0..people {
        let address = format!("10.{}.{}.{}", n >> 16, (n >> 8) & 255, n & 255);
        let place = Place::new(app, &address);
        let sold = place.call(&format!("{raffle}participate/")).await;
        tickets.push(sold.is(201).json);
    }
    tickets
}
