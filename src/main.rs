//! The `clearlot` command: reads the command line and the settings, and hands over to the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    clearlot::cli::run()
}
