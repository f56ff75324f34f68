//! One test binary for everything that needs a database or the whole program: it links once.
//! Not here: tests of pure parts, which sit beside their code.
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod database;
mod fairness;
mod store;
mod verify;
