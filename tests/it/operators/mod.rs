//! What whoever runs the server relies on: numbers, health, limits, the command line, backups.

mod backups;
mod commands;
mod limits;
mod metrics;
