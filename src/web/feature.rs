//! A feature as plain data: what the application needs to know to serve it.

use std::sync::Arc;

use actix_web::web::ServiceConfig;

use super::api::Api;
use crate::scheduler::Job;
use crate::web::page::MenuItem;

/// One feature: its routes, its part of the API, its background work, its place in the menu.
#[derive(Clone)]
pub struct Feature {
    /// The folder's name.
    pub name: &'static str,
    /// Adds the feature's routes and the data they take; called once per worker.
    pub routes: Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>,
    /// Its part of the API, if it has one.
    pub api: Option<Api>,
    /// What it does on the clock, in order.
    pub jobs: Vec<Job>,
    /// Its entries in the menu, in order.
    pub menu: Vec<MenuItem>,
}
