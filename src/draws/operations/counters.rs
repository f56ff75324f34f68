//! What is counted of submissions, for the operator's graphs. Who shows it is not known here.

use prometheus::{Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts};

use super::append::AppendError;
use crate::draws::model::Accepted;

/// Counters of this process. Clones count into the same.
#[derive(Debug, Clone)]
pub struct Counters {
    /// Submissions taken; one that was sent again is counted once.
    pub entries: IntCounter,
    /// Ballots taken.
    pub ballots: IntCounter,
    /// Submissions not taken, by reason: refused by a rule, overloaded, lost, outcome unknown.
    pub refused: IntCounterVec,
    /// Submissions that wait to be on disk.
    pub waiting: IntGauge,
    /// Submissions per transaction.
    pub batch: Histogram,
}

/// Counts one submission as waiting until it is dropped.
pub(super) struct Turn(IntGauge);

impl Counters {
    pub(super) fn new() -> Self {
        const NAMED: &str = "invariant: a good name";
        let counter = |name, help| IntCounter::new(name, help).expect(NAMED);
        let sizes = vec![1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
        let batch = HistogramOpts::new(
            "clearlot_append_batch_submissions",
            "Submissions per transaction.",
        );
        Counters {
            entries: counter("clearlot_entries_accepted_total", "Submissions taken."),
            ballots: counter("clearlot_ballots_accepted_total", "Ballots taken."),
            refused: IntCounterVec::new(
                Opts::new(
                    "clearlot_submissions_refused_total",
                    "Submissions not taken.",
                ),
                &["reason"],
            )
            .expect(NAMED),
            waiting: IntGauge::new(
                "clearlot_append_waiting",
                "Submissions that wait to be on disk.",
            )
            .expect(NAMED),
            batch: Histogram::with_opts(batch.buckets(sizes))
                .expect("invariant: a good name and ascending buckets"),
        }
    }

    pub(super) fn wait(&self) -> Turn {
        self.waiting.inc();
        Turn(self.waiting.clone())
    }

    pub(super) fn note(&self, outcome: &Result<Accepted, AppendError>) {
        let reason = match outcome {
            Ok(accepted) if accepted.repeated => return,
            Ok(accepted) => {
                self.entries.inc();
                self.ballots.inc_by(accepted.count);
                return;
            }
            Err(AppendError::Refused(_)) => "rule",
            Err(AppendError::Overloaded) => "overloaded",
            Err(AppendError::OnHold) => "hold",
            Err(AppendError::OutcomeUnknown(_)) => "unknown",
            Err(AppendError::Store(_) | AppendError::Random(_)) => "lost",
        };
        self.refused.with_label_values(&[reason]).inc();
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.dec();
    }
}
