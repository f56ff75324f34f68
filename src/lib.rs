//! Clearlot: self-hosted lotteries, raffles and prize pools whose results anyone can check.
//!
//! - [`fairness`]: the protocol core, pure: leaves, tree, seeds, streams, selection
//! - [`store`]: the database with no feature in it
//! - [`web`]: what every page shares, with no feature in it
//! - [`mail`]: the outbox, and the job that empties it
//! - [`accounts`]: who you are
//! - [`beacon`]: public randomness: fetched, checked, kept until a draw needs it
//! - [`audit`]: what managers did and who signed in, as one chain of rows
//! - [`draws`]: the life of a draw, from announcement to result
//! - [`witness`]: cosigning: this server's log by others, theirs by this one
//! - [`games`]: what people play; [`games::lottery`] owns one draw per local day
//! - [`idempotency`]: doing a thing once, however often a program asks for it
//! - [`openapi`]: the API's document and its pages, put together from what the features say
//! - [`cli`]: one file per subcommand
//! - [`app`]: wires the parts together, and nothing else does
//! - [`backups`]: copies of the database, checked and put back
//! - [`watch`]: what operators see of it all: health and metrics
//! - [`config`], [`clock`], [`keys`], [`scheduler`], [`signals`]: settings, time, key files, the interval task, the end
//! - [`private`], [`outgoing`]: files for the owner alone; asking others over HTTP
//!
//! Arrows: `games → draws → fairness`; `games, draws, accounts → store, web, clock`; no game imports another,
//! no kit imports a feature. `tests/architecture.rs` holds the whole table and reads these sources.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

pub mod accounts;
pub mod app;
pub mod audit;
pub mod backups;
pub mod beacon;
pub mod cli;
pub mod clock;
pub mod config;
pub mod draws;
pub mod fairness;
pub mod games;
pub mod idempotency;
pub mod keys;
pub mod mail;
pub mod openapi;
pub mod outgoing;
pub mod person;
pub mod private;
pub mod scheduler;
pub mod schema;
pub mod signals;
pub mod store;
pub mod watch;
pub mod web;
pub mod witness;
