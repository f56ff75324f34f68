//! One test binary for everything that needs a database or the whole program: it links once.
//! Not here: tests of pure parts, which sit beside their code.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

// the templates of the pages name their types from the root of the crate
use clearlot::{games, web};

mod accounts;
mod accounts_email;
mod accounts_pages;
mod api;
mod app;
mod audit;
mod browser;
mod components;
mod database;
mod day;
mod drand_day;
mod draws;
mod fairness;
mod feeds;
mod languages;
mod leaving;
mod live;
mod log_pages;
mod logs;
mod lottery;
mod made;
mod mail;
mod notices;
mod operators;
mod organising;
mod pages;
mod people;
mod post_office;
mod raffles;
mod relay;
mod scene;
mod site;
mod statistics;
mod store;
mod tiles;
mod verify;
mod verify_command;
mod verify_made;
mod watch;
mod witnesses;
