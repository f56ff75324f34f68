//! `clearlot openapi`: prints the description of the JSON API, as the server shows it. It reads no settings.

use std::io::Write;
use std::process::ExitCode;

use crate::app::API;
use crate::openapi::document;

pub(super) fn run() -> ExitCode {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{:#}", document(&API)) {
        Ok(()) => ExitCode::SUCCESS,
        // whoever reads has gone
        Err(_) => ExitCode::FAILURE,
    }
}
