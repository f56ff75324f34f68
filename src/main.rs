//! The `clearlot` command: reads the command line and the settings, and hands over to the library.

use std::process::ExitCode;

/// A password hash takes 19 MiB. The system's allocator keeps those of a flood of sign-ins, hundreds of MiB of them;
/// this one gives them back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    clearlot::cli::run()
}
