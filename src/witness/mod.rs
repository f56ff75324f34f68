//! Witnesses: others that cosign this server's log, so that it cannot show different people different histories; and this
//! server as a witness for others.
//!
//! The rules in six sentences:
//!
//! 1. After each anchor the head of the server's log goes to every witness of the settings, with the proof that the log
//!    only went on; what they sign is kept and served with the checkpoint.
//! 2. A witness that does not answer is asked again later, ever more rarely, and keeps nobody waiting.
//! 3. Only signatures that are good are kept.
//! 4. As a witness, this server cosigns only logs it was told of, with the keys it was told.
//! 5. It cosigns a head only if it goes on from the last one it cosigned of that log, and that one is on the disk before it
//!    answers.
//! 6. What it cosigned is kept outside the database, so that a backup that is put back does not take it along.

mod jobs;
pub mod model;
mod operations;
mod pages;
mod routes;
mod rules;
#[cfg(test)]
mod rules_tests;

use std::sync::Arc;

pub use model::{WitnessConfig, WitnessSettingError};
pub use operations::{OpenWitnessError, Witnesses};

use crate::web::Feature;

/// Witnesses as the application takes them in: jobs only, for their address needs no session.
pub fn feature(witnesses: &Witnesses) -> Feature {
    Feature {
        name: "witness",
        routes: Arc::new(|_| {}),
        api: None,
        jobs: jobs::jobs(witnesses),
        menu: Vec::new(),
    }
}

pub use routes::routes;
