//! A feature as plain data: what the application needs to know to serve it.

use std::sync::Arc;

use actix_web::web::ServiceConfig;

use crate::scheduler::Job;
use crate::web::page::MenuItem;

/// One feature: its routes, its background work, its place in the menu.
#[derive(Clone)]
pub struct Feature {
    /// The folder's name.
    pub name: &'static str,
    /// Adds the feature's routes and the data they take; called once per worker.
    pub routes: Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>,
    /// What it does on the clock, in order.
    pub jobs: Vec<Job>,
    /// Its entries in the menu, in order.
    pub menu: Vec<MenuItem>,
}
