//! The life of a draw, from announcement to result. Which games there are, and who may play them, is not known here.
//!
//! The rules in thirteen sentences:
//!
//! 1. A draw is scheduled with its seed already made: the open leaf holds the commitment, the database the sealed seed.
//! 2. While it is scheduled its terms may change, its name and its seed may not; once it opens, nothing may.
//! 3. The clock inside the transaction that appends decides: an entry counts if its time is before `closes`.
//! 4. Times in one log never go back, whatever the clock does.
//! 5. An entry owns consecutive ballots; ballots of a draw start at 1 and have no gaps.
//! 6. Submissions that wait at the same time share one transaction; a refused one takes no neighbour with it.
//! 7. Nobody is answered before the commit is on disk; a lost commit is an error to all of its batch.
//! 8. A submission with a key is taken once, however often it is sent.
//! 9. The result is computed from the seed, the closed log and the round of public randomness, if the draw announced
//!    one, and nothing else, so it may be computed at any time after.
//! 10. A seed not shown within thirty days of closing makes the draw void; where there is public randomness, a later
//!     round decides without it, and everybody sees that.
//! 11. A prize waits for its winner until the deadline that was announced, counted from drawing. After it a manager may
//!     pass it on to the next reserve, who has as long; nothing is drawn again, and every step stays. A mark as claimed
//!     can be taken back with a public reason.
//! 12. Each step, from the hour before opening on, is told in the server's own log in the transaction that takes it.
//! 13. An entry can be struck out until closing, with a reason: it stays in the log and is passed over.

pub mod api;
mod awaited;
pub mod beacon_view;
mod bundle;
pub mod claim;
pub mod claim_view;
mod evidence;
mod holding;
pub mod jobs;
mod line_view;
pub mod log;
mod log_page;
pub mod log_view;
pub mod lookup_view;
pub mod model;
#[cfg(test)]
mod model_tests;
pub mod operations;
pub mod pages;
pub mod proof;
pub mod receipt_view;
mod refusal;
mod routes;
pub mod rules;
#[cfg(test)]
mod rules_tests;
mod seal;
mod statistics_page;
mod statistics_view;
pub mod store;
pub mod tally;
mod tile_pages;
pub mod verifiers;
mod verify_pages;
pub mod views;

use std::sync::Arc;

use actix_web::web;

pub use awaited::RoundChoice;
pub use jobs::jobs;
pub use log::{AnchorKind, LogHead, LogId, StoredAnchor};
pub use model::{
    Accepted, Draw, DrawId, DrawLabel, DrawName, DrawPlan, DrawResult, DrawSize, DrawState,
    Drawing, DrawnBallot, Entry, Holding, OwnLimit, Participant, Participation, Submission,
    SubmissionKey,
};
pub use operations::{
    AdoptKeyError, AnchorProof, AppendError, CancelEntryError, ClaimError, DealtTicket, Draws,
    LogError, LogReader, RunError, Sale, ScheduleError, SignError, SignedHead, Signing, Tools,
    adopt_key, adopt_server_name, anchor_due, append, cancel_entry, close_due, draw_due,
    draw_sold_out, fetch_rounds, find_ticket_receipt, open_due, open_now, prove_anchors,
    prove_leaf, prune_submission_keys, read_leaves, read_log, read_tile, replan_draw, run_until,
    schedule_draw, settle_claim, sign_head, sign_present_head, sign_server_log, void_draw,
    void_draws,
};
pub use refusal::Refusal;
pub use store::{
    EntryFilter, PERSON, Pending, count_by_state, count_open_claims, count_overdue,
    find_cosigned_size, find_draw, find_draws, find_entry, find_entry_of_ballot, find_result,
    insert_cosignature, list_all_anchors, list_anchors, list_claim_steps, list_decided_since,
    list_drawings, list_drawn_ballots, list_entries, list_holdings, list_open_claims,
    list_participated_draws, list_participations, list_pending, list_prize_standings, list_sizes,
};
pub use tile_pages::routes as log_routes;

pub use proof::ReceiptFile;

use crate::web::Feature;
use crate::web::api::Api;
use crate::web::live::Live;

/// Draws as the application takes them in.
pub fn feature(draws: &Draws, live: &Live) -> Feature {
    let data = web::Data::new(draws.clone());
    let api = Api::new(api::PART, data.clone());
    Feature {
        name: "draws",
        routes: Arc::new(move |config| {
            config.app_data(data.clone());
            routes::routes(config);
        }),
        api: Some(api),
        jobs: jobs(draws, live),
        menu: Vec::new(),
    }
}
