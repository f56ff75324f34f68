//! Why ballots are not in the box. When that is so is decided in `rules.rs`.

use chrono::DateTime;

use crate::web::i18n::{tn, tr, tr_with};

/// Why a submission is not in the box. The text is for the person who sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No draw has this name.
    #[error("{}", tr("There is no draw of that name."))]
    UnknownDraw,
    /// The draw is announced but not open.
    #[error("{}", tr_with("This draw opens at {time}. Ballots can be put in from then on.", &[("time", &moment(*.opens))]))]
    NotOpenYet {
        /// When it opens.
        opens: u64,
    },
    /// It came at or after closing time.
    #[error("{}", tr_with("Too late: the box was sealed at {closed}, and your ballot reached us at {at}.", &[("closed", &moment(*.closes)), ("at", &moment(*.at))]))]
    TooLate {
        /// When the draw closed.
        closes: u64,
        /// When the submission was looked at.
        at: u64,
    },
    /// The draw has been called off.
    #[error("{}", tr_with("This draw was called off: {reason}", &[("reason", .0)]))]
    Void(String),
    /// More ballots than one person may have.
    #[error("{}", tr_with("One person may have {cap} ballots in this draw. You have {have} already.", &[("cap", .cap), ("have", .have)]))]
    OverCap {
        /// How many are allowed.
        cap: u64,
        /// How many the participant has.
        have: u64,
    },
    /// More ballots than the person allows themselves.
    #[error("{}", own_limit(*.max, *.have))]
    OverOwnLimit {
        /// How many they allow themselves.
        max: u64,
        /// How many they have put in since it counts.
        have: u64,
    },
    /// Not a number of ballots that one submission may have.
    #[error("{}", tr("Choose between 1 and 10,000 ballots at a time."))]
    CountOutOfRange,
    /// The draw has as many ballots as a draw can have.
    #[error("{}", tr("The box is full: this draw can take no more ballots."))]
    BoxFull,
    /// Every ticket of a raffle has been handed out.
    #[error("{}", tr("Tickets to this raffle are no longer available"))]
    SoldOut,
    /// The key stands for another submission.
    #[error(
        "{}",
        tr(
            "This submission key was used for another submission. Send a new submission under a new key."
        )
    )]
    KeyReused,
}

fn own_limit(max: u64, have: u64) -> String {
    let left = match max.saturating_sub(have) {
        0 => tr("None are left for today.").to_owned(),
        left => tn("One is left for today.", "{n} are left for today.", left),
    };
    let set = tn(
        "You set yourself a limit of {n} ballot a day, over all lotteries.",
        "You set yourself a limit of {n} ballots a day, over all lotteries.",
        max,
    );
    format!("{set} {left} {}", tr("No ballot was put in."))
}

fn moment(seconds: u64) -> String {
    let time = i64::try_from(seconds).ok();
    time.and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map_or_else(
            || seconds.to_string(),
            |time| time.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        )
}
