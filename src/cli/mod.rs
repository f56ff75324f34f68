//! One file per subcommand. What they share is in `main.rs`; nothing here decides what a command means.

pub mod account;
