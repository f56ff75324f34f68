//! What a person allows themselves: so many ballots a day, or none for a while. Tighter at once, looser after a day.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// How long a looser limit waits before it holds.
pub const DELAY: TimeDelta = TimeDelta::hours(24);
/// The most ballots a day that can be a limit.
pub const LIMIT_MAX: u64 = 1_000_000;
/// The most days somebody can keep themselves away for, unless it is until they lift it.
pub const DAYS_MAX: i64 = 3650;

/// The limits of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PersonalLimits {
    /// Ballots a day, or any number.
    pub daily: Option<u64>,
    /// A looser limit that was asked for.
    pub later: Option<Later>,
    /// No ballots before this time.
    pub excluded_until: Option<DateTime<Utc>>,
}

/// A daily limit that begins later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// Ballots a day, or any number.
    pub daily: Option<u64>,
    /// From when on.
    pub from: DateTime<Utc>,
}

/// How long somebody keeps themselves away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// So many days.
    Days(i64),
    /// Until they lift it.
    UntilLifted,
}

/// What is stored for "until lifted".
pub fn until_lifted() -> DateTime<Utc> {
    DateTime::from_timestamp(253_370_764_800, 0).expect("invariant: the year 9999 is in range")
}

impl PersonalLimits {
    /// The daily limit that holds now.
    pub fn daily_at(&self, now: DateTime<Utc>) -> Option<u64> {
        match self.later {
            Some(later) if later.from <= now => later.daily,
            _ => self.daily,
        }
    }

    /// The looser limit that is still to begin.
    pub fn later_at(&self, now: DateTime<Utc>) -> Option<Later> {
        self.later.filter(|later| later.from > now)
    }

    /// Until when no ballots are taken, if that is so now.
    pub fn excluded_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.excluded_until.filter(|until| *until > now)
    }

    /// With another daily limit: at once where it is tighter, after [`DELAY`] where it is looser. The one that holds
    /// now, chosen again, calls off a looser one that was asked for.
    #[must_use]
    pub fn with_daily(self, wanted: Option<u64>, now: DateTime<Utc>) -> Self {
        let current = self.daily_at(now);
        let is_looser = match (wanted, current) {
            (None, Some(_)) => true,
            (Some(wanted), Some(current)) => wanted > current,
            (_, None) => false,
        };
        let later = Later {
            daily: wanted,
            from: now + DELAY,
        };
        PersonalLimits {
            daily: if is_looser { current } else { wanted },
            later: is_looser.then_some(later),
            ..self
        }
    }

    /// Kept away for longer, at once. Never for shorter than already.
    #[must_use]
    pub fn excluded_for(self, exclusion: Exclusion, now: DateTime<Utc>) -> Self {
        let until = match exclusion {
            Exclusion::Days(days) => now + TimeDelta::days(days.clamp(1, DAYS_MAX)),
            Exclusion::UntilLifted => until_lifted(),
        };
        PersonalLimits {
            excluded_until: Some(self.excluded_at(now).map_or(until, |old| old.max(until))),
            ..self
        }
    }

    /// No longer kept away after [`DELAY`], or when the time is over, whichever comes first.
    #[must_use]
    pub fn lifted(self, now: DateTime<Utc>) -> Self {
        PersonalLimits {
            excluded_until: self.excluded_at(now).map(|until| until.min(now + DELAY)),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn a_limit_is_tighter_at_once_and_looser_a_day_later() {
        let five = PersonalLimits::default().with_daily(Some(5), at(0));
        assert_eq!(five.daily_at(at(0)), Some(5));
        let nine = five.with_daily(Some(9), at(1));
        assert_eq!(nine.daily_at(at(24)), Some(5));
        assert_eq!(nine.daily_at(at(25)), Some(9));
        let none = five.with_daily(None, at(1));
        assert_eq!(none.daily_at(at(24)), Some(5));
        assert_eq!(none.daily_at(at(25)), None);
        // tighter again, at once and for good
        let two = nine.with_daily(Some(2), at(2));
        assert_eq!(
            (two.daily_at(at(2)), two.daily_at(at(99))),
            (Some(2), Some(2))
        );
        // the same again calls the looser one off
        let same = nine.with_daily(Some(5), at(2));
        assert_eq!(same.daily_at(at(99)), Some(5));
        // once it holds, the looser one is what later wishes are measured by
        assert_eq!(nine.with_daily(Some(8), at(26)).daily_at(at(26)), Some(8));
    }

    #[test]
    fn asking_again_for_a_looser_limit_waits_anew() {
        let five = PersonalLimits::default().with_daily(Some(5), at(0));
        let again = five.with_daily(Some(9), at(1)).with_daily(Some(9), at(20));
        assert_eq!(again.daily_at(at(30)), Some(5));
        assert_eq!(again.daily_at(at(44)), Some(9));
    }

    #[test]
    fn who_keeps_away_stays_away_and_comes_back_a_day_after_asking() {
        let away = PersonalLimits::default().excluded_for(Exclusion::Days(7), at(0));
        assert_eq!(away.excluded_at(at(0)), Some(at(7 * 24)));
        assert_eq!(away.excluded_at(at(7 * 24)), None);
        // never shorter
        let shorter = away.excluded_for(Exclusion::Days(1), at(1));
        assert_eq!(shorter.excluded_at(at(1)), Some(at(7 * 24)));
        assert_eq!(away.lifted(at(1)).excluded_at(at(1)), Some(at(25)));
        // no later than it would have ended
        assert_eq!(away.lifted(at(160)).excluded_at(at(160)), Some(at(168)));
        let open = away.excluded_for(Exclusion::UntilLifted, at(2));
        assert_eq!(open.excluded_at(at(3)), Some(until_lifted()));
        assert_eq!(open.lifted(at(3)).excluded_at(at(26)), Some(at(27)));
        assert_eq!(
            PersonalLimits::default().lifted(at(0)),
            PersonalLimits::default()
        );
    }
}
