//! What whoever runs the server relies on: numbers, health, limits, the command line, backups.

mod limits;
mod metrics;
