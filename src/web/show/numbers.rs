//! Ballot numbers and counts as people read them. Odds are next door.

use std::fmt;

use crate::web::i18n::{current, tn, tr};

/// A ballot number, shown with at least four digits. The leading zeros can be set lighter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BallotNumber(u64);

impl BallotNumber {
    /// The number as stored.
    #[must_use]
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// The bare number, for attributes.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }

    /// The zeros in front, none from 1000 on.
    #[must_use]
    pub fn zeros(self) -> &'static str {
        match self.0 {
            0..=9 => "000",
            10..=99 => "00",
            100..=999 => "0",
            _ => "",
        }
    }

    /// The digits that count.
    #[must_use]
    pub fn digits(self) -> String {
        self.0.to_string()
    }

    /// The CSS class for its length: five and six digits are `mid`, seven to nine `long`, more `longest`.
    #[must_use]
    pub fn size(self) -> &'static str {
        match self.0 {
            0..=9_999 => "",
            10_000..=999_999 => "mid",
            1_000_000..=999_999_999 => "long",
            _ => "longest",
        }
    }
}

impl fmt::Display for BallotNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// A count, shown with its thousands grouped: 12,345.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count(u64);

impl Count {
    /// The count as stored.
    #[must_use]
    pub fn new(count: u64) -> Self {
        Self(count)
    }

    /// The bare number.
    #[must_use]
    pub fn value(self) -> u64 {
        self.0
    }

    /// Whether there is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the singular is due.
    #[must_use]
    pub fn is_one(self) -> bool {
        self.0 == 1
    }

    /// The count with the right noun: "1 leaf", "214 leaves", "no leaves". English only; for texts of pages use `tn`.
    #[must_use]
    pub fn of(self, one: &str, many: &str) -> String {
        match self.0 {
            0 => format!("no {many}"),
            1 => format!("1 {one}"),
            _ => format!("{self} {many}"),
        }
    }

    /// "1 ballot", "214 ballots", "no ballots".
    #[must_use]
    pub fn ballots(self) -> String {
        match self.0 {
            0 => tr("no ballots").to_owned(),
            n => tn("{n} ballot", "{n} ballots", n),
        }
    }
}

impl From<u64> for Count {
    fn from(count: u64) -> Self {
        Self(count)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separator = current().thousands();
        let digits = self.0.to_string();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                f.write_str(separator)?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Neighbouring ballot numbers, from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first number.
    pub first: BallotNumber,
    /// The last number, which may be the first.
    pub last: BallotNumber,
}

impl Range {
    /// Whether it is a single number.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.first == self.last
    }
}

/// Ballot numbers as a short list of ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges {
    items: Vec<Range>,
    ballots: u64,
}

impl Ranges {
    /// Collects `(first, count)` pairs; sorts them and joins neighbours. Empty pairs are left out.
    pub fn new(entries: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let mut entries: Vec<_> = entries
            .into_iter()
            .filter(|&(_, count)| count > 0)
            .collect();
        entries.sort_unstable();
        let mut ranges = Self::default();
        for (first, count) in entries {
            let last = first.saturating_add(count - 1);
            ranges.ballots = ranges.ballots.saturating_add(count);
            match ranges.items.last_mut() {
                Some(range) if first <= range.last.0.saturating_add(1) => {
                    range.last.0 = range.last.0.max(last);
                }
                _ => ranges.items.push(Range {
                    first: BallotNumber(first),
                    last: BallotNumber(last),
                }),
            }
        }
        ranges
    }

    /// The same, of somebody who has `total` ballots, of which perhaps not all were listed.
    pub fn of_total(total: u64, entries: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let listed = Self::new(entries);
        Self {
            ballots: total.max(listed.ballots),
            ..listed
        }
    }

    /// How many ballots there are in all.
    #[must_use]
    pub fn count(&self) -> Count {
        Count(self.ballots)
    }

    /// Whether there is no ballot.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ballots == 0
    }

    /// Every range.
    #[must_use]
    pub fn all(&self) -> &[Range] {
        &self.items
    }

    /// The first ranges, at most `limit`.
    #[must_use]
    pub fn up_to(&self, limit: usize) -> &[Range] {
        self.items.get(..limit).unwrap_or(&self.items)
    }

    /// How many ballots are not in [`Ranges::up_to`] of the same limit.
    #[must_use]
    pub fn beyond(&self, limit: usize) -> Count {
        let shown = self.up_to(limit).iter();
        let shown: u64 = shown.map(|range| range.last.0 - range.first.0 + 1).sum();
        Count(self.ballots - shown)
    }

    /// The CSS class that the longest number needs.
    #[must_use]
    pub fn size(&self) -> &'static str {
        self.items.last().map_or("", |range| range.last.size())
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, range) in self.items.iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            if range.is_single() {
                write!(f, "{comma}{}", range.first)?;
            } else {
                write!(f, "{comma}{}-{}", range.first, range.last)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ballot_numbers_have_at_least_four_digits() {
        let number = BallotNumber::new(93);
        assert_eq!(
            (number.zeros(), number.digits()),
            ("00", "93".to_owned()),
            "zeros apart"
        );
        assert_eq!(number.to_string(), "0093");
        assert_eq!(BallotNumber::new(1000).to_string(), "1000");
        assert_eq!(BallotNumber::new(1000).zeros(), "");
    }

    #[test]
    fn long_ballot_numbers_get_a_smaller_step() {
        assert_eq!(BallotNumber::new(9_999).size(), "");
        assert_eq!(BallotNumber::new(10_000).size(), "mid");
        assert_eq!(BallotNumber::new(1_000_000).size(), "long");
        assert_eq!(BallotNumber::new(u64::MAX).size(), "longest");
    }

    #[test]
    fn counts_are_grouped_and_agree_with_their_noun() {
        assert_eq!(Count(0).to_string(), "0");
        assert_eq!(Count(999).to_string(), "999");
        assert_eq!(Count(1_000).to_string(), "1,000");
        assert_eq!(Count(12_345_678).to_string(), "12,345,678");
        assert_eq!(Count(0).ballots(), "no ballots");
        assert_eq!(Count(1).ballots(), "1 ballot");
        assert_eq!(Count(2_000).ballots(), "2,000 ballots");
    }

    #[test]
    fn neighbouring_numbers_become_one_range() {
        let ranges = Ranges::new([(70, 1), (61, 2), (63, 1), (5, 0)]);
        assert_eq!(ranges.to_string(), "0061-0063, 0070");
        assert_eq!(ranges.count(), Count(4));
        assert_eq!(ranges.up_to(1).len(), 1);
        assert_eq!(ranges.beyond(1), Count(1));
        assert_eq!(ranges.beyond(9), Count(0));
        assert!(Ranges::new([]).is_empty());
    }
}
