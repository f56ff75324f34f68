//! Letters by e-mail: an outbox in the database, and the job that empties it. What a letter says is its sender's.
//!
//! 1. A letter is stored in the transaction that makes it necessary: there is no result without its letters, and none
//!    for what was rolled back.
//! 2. Without a mail server in the settings nothing is stored and nothing is sent.
//! 3. A letter is claimed before it is tried, so that several instances do not send it twice; an instance that dies
//!    leaves it to the others after a while.
//! 4. A crash between the mail server's answer and its commit sends a letter again, with the same `Message-ID`.
//! 5. What the server puts off is tried again after 1, 2, 4 … minutes, 6 hours at most, and given up after two days.
//! 6. What the server refuses for good is not tried again unless a manager asks for it.
//! 7. A server that cannot be reached is left alone for a minute; no letter is to blame.
//! 8. Sending has a task of its own and time limits: nothing else waits for a mail server.
//! 9. The text of a letter is erased when it is sent, and its row after thirty days.
//! 10. Addresses and headers are parsed and encoded by a library; no text of a person becomes a header line.

mod jobs;
pub mod model;
pub mod operations;
mod pages;
mod people;
mod routes;
pub mod rules;
mod smtp;
mod store;
mod views;

use std::sync::Arc;

use actix_web::web;

pub use model::{EmailAddress, Letter, MailConfig, Urgency};
pub use operations::{Health, Mail, MailState, Outbox, forget_account, health};
pub use people::PERSON;

use crate::web::Feature;
use crate::web::checks::Finding;
use crate::web::i18n::{tr, tr_with};
use crate::web::metrics::Metrics;

/// What organisers should know about mail: that letters do not leave.
pub async fn findings(mail: &Mail) -> Vec<Finding> {
    let state = match operations::find_facts(mail).await {
        Ok(facts) => facts.health.state,
        Err(e) => {
            log::error!("mail: its state cannot be read: {e}");
            return Vec::new();
        }
    };
    let MailState::Failing { since, .. } = state else {
        return Vec::new();
    };
    let since = since.format("%Y-%m-%d %H:%M UTC");
    vec![Finding {
        title: tr("Letters are not going out").to_owned(),
        text: tr_with(
            "The mail server has refused them since {since}. Results are on the site all the same.",
            &[("since", &since)],
        ),
        link: Some((tr("Look at mail").to_owned(), "/manage/mail".to_owned())),
    }]
}

/// Has the letters shown as numbers.
pub fn show_in(mail: &Mail, metrics: &Metrics) {
    let waiting = metrics.gauge("clearlot_mail_waiting", "Letters that wait to be sent.");
    let failed = metrics.gauge(
        "clearlot_mail_given_up",
        "Letters of the last thirty days that were refused for good or put off for too long.",
    );
    let failing = metrics.gauge(
        "clearlot_mail_server_down",
        "Whether the mail server cannot be reached.",
    );
    let mail = mail.clone();
    metrics.before_showing(move || {
        let mail = mail.clone();
        let (waiting, failed, failing) = (waiting.clone(), failed.clone(), failing.clone());
        async move {
            let Ok(health) = operations::find_health(&mail).await else {
                return;
            };
            let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            waiting.set(whole(health.counts.waiting));
            failed.set(whole(health.counts.failed + health.counts.given_up));
            failing.set(i64::from(matches!(health.state, MailState::Failing { .. })));
        }
    });
}

/// The feature as the application takes it.
pub fn feature(mail: &Mail) -> Feature {
    let data = web::Data::new(mail.clone());
    Feature {
        name: "mail",
        routes: Arc::new(move |config| {
            config.app_data(data.clone());
            routes::routes(config);
        }),
        api: None,
        jobs: jobs::jobs(mail),
        menu: Vec::new(),
    }
}
