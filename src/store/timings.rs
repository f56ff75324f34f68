//! How long the database takes, for the operator's graphs. Not here: who shows them.

use prometheus::{Histogram, HistogramOpts};

/// Two histograms in seconds. Clones count into the same.
#[derive(Debug, Clone)]
pub struct Timings {
    /// Reads, the wait for a connection included.
    pub reads: Histogram,
    /// Writes, from being queued to being on disk.
    pub writes: Histogram,
}

/// From a tenth of a millisecond to the longest that a write may wait.
const SECONDS: [f64; 11] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0,
];

impl Timings {
    pub(super) fn new() -> Self {
        let histogram = |name: &str, help: &str| {
            Histogram::with_opts(HistogramOpts::new(name, help).buckets(SECONDS.into()))
                .expect("invariant: a good name and ascending buckets")
        };
        Timings {
            reads: histogram(
                "clearlot_database_read_seconds",
                "Time of database reads, the wait for a connection included.",
            ),
            writes: histogram(
                "clearlot_database_write_seconds",
                "Time of database writes, from being queued to being on disk.",
            ),
        }
    }
}
