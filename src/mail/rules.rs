//! When a letter is tried again and when not. Pure decisions.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{LetterState, Outcome, Urgency};

/// How long news are tried.
const NEWS_VALID: TimeDelta = TimeDelta::days(2);
/// The longest pause between two tries, in minutes.
const LONGEST_PAUSE: i64 = 360;
/// How long a server that cannot be reached is left alone.
pub const OUTAGE_PAUSE: TimeDelta = TimeDelta::minutes(1);
/// How long a letter belongs to the instance that claimed it. Longer than any batch takes.
pub const LEASE: TimeDelta = TimeDelta::minutes(15);
/// How long what became of a letter can be looked up.
pub const KEEP: TimeDelta = TimeDelta::days(30);

/// What happens to a letter after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// It is over.
    Finished(LetterState),
    /// It is tried again then.
    Again(DateTime<Utc>),
}

/// When a letter that is stored now is given up.
pub fn give_up_at(urgency: Urgency, now: DateTime<Utc>) -> DateTime<Utc> {
    match urgency {
        Urgency::AskedFor { valid } => now + valid,
        Urgency::News => now + NEWS_VALID,
    }
}

/// The pause after so many tries: 1, 2, 4 … minutes, 6 hours at most.
pub fn pause(attempts: u32) -> TimeDelta {
    let minutes = 1_i64
        .checked_shl(attempts.saturating_sub(1).min(32))
        .unwrap_or(LONGEST_PAUSE);
    TimeDelta::minutes(minutes.min(LONGEST_PAUSE))
}

/// What follows from the outcome of try number `attempts`.
pub fn next(
    outcome: &Outcome,
    attempts: u32,
    give_up_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Next {
    match outcome {
        Outcome::Sent => Next::Finished(LetterState::Sent),
        Outcome::Refused(_) => Next::Finished(LetterState::Failed),
        Outcome::Deferred(_) | Outcome::Unreachable(_) => {
            let again = now + pause(attempts);
            if again < give_up_at {
                Next::Again(again)
            } else {
                Next::Finished(LetterState::GivenUp)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_one_minute_to_six_hours() {
        let minutes: Vec<i64> = (1..=12).map(|n| pause(n).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
        assert_eq!(pause(u32::MAX).num_minutes(), 360);
    }

    #[test]
    fn a_letter_is_given_up_when_its_next_try_would_come_too_late() {
        let now: DateTime<Utc> = "2026-11-21T12:00:00Z".parse().unwrap();
        let deferred = Outcome::Deferred("450 later".into());
        let end = give_up_at(Urgency::News, now);
        assert_eq!(end - now, TimeDelta::days(2));
        let second = now + TimeDelta::minutes(1);
        assert_eq!(next(&deferred, 1, end, now), Next::Again(second));
        let late = end - TimeDelta::minutes(1);
        assert_eq!(
            next(&deferred, 1, end, late),
            Next::Finished(LetterState::GivenUp)
        );
        assert_eq!(
            next(&Outcome::Refused(String::new()), 1, end, now),
            Next::Finished(LetterState::Failed)
        );
    }
}
