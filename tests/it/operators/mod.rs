//! What whoever runs the server relies on: numbers, health, limits, the command line, backups, who may do what.

mod backups;
mod commands;
mod limits;
mod metrics;
mod restored;
mod routes;
mod upgrade;
