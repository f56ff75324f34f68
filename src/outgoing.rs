//! How this program asks others over HTTP: it waits so long and no longer, takes an answer for an answer whatever its status,
//! and lets nobody send it elsewhere.

use std::time::Duration;

use ureq::Agent;
use ureq::config::ConfigBuilder;
use ureq::typestate::AgentScope;

/// The settings of every agent; `patience` is for one whole answer. It blocks, so it is for threads that may.
pub fn agent(patience: Duration) -> ConfigBuilder<AgentScope> {
    Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("clearlot/", env!("CARGO_PKG_VERSION")))
}
