//! Winners counted by the place of their ballot in the list, in tenths, and what fair drawing makes of that. Arithmetic only.

/// Into how many parts a list is divided.
pub const PARTS: usize = 10;
/// Lists shorter than this cannot be divided so.
pub const LEAST_BALLOTS: u64 = 10;
/// Each part must expect at least so many winners before the chi-square test means anything.
const LEAST_EXPECTED: f64 = 5.0;
/// Sums of fractions may fall short of a whole number by less than this.
const ROUNDING: f64 = 1e-6;

/// What fair drawing stays below in 95, 99 and 99.9 of 100 cases: quantiles of chi-square with 9 degrees of freedom.
const USUAL: f64 = 16.919;
const RARE: f64 = 21.666;
const VERY_RARE: f64 = 27.877;

/// The first winners of draws, by tenth of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    draws: u64,
    observed: [u64; PARTS],
    /// A list whose length is no multiple of ten has tenths of unequal length, so these differ a little.
    expected: [f64; PARTS],
    /// Of each part, the variance of the number observed.
    variance: [f64; PARTS],
}

/// How the winners deviate from what fair drawing gives on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Too few draws to say anything.
    TooFew,
    /// As in 95 of 100 fair collections.
    Usual,
    /// As in fewer than 5 of 100, and not as rare as the next.
    Unusual,
    /// As in fewer than 1 of 100.
    Rare,
    /// As in fewer than 1 of 1000.
    VeryRare,
}

impl Tally {
    /// Counts the draw of `ballots` ballots, all of which could win, whose first prize went to `winner`.
    /// Draws too short to divide are left out.
    pub fn add(&mut self, ballots: u64, winner: u64) {
        if ballots < LEAST_BALLOTS || winner == 0 || winner > ballots {
            return;
        }
        self.draws += 1;
        for part in 0..PARTS {
            let (from, to) = (start(ballots, part), start(ballots, part + 1));
            let chance = (to - from) as f64 / ballots as f64;
            self.observed[part] += u64::from((from + 1..=to).contains(&winner));
            self.expected[part] += chance;
            self.variance[part] += chance * (1.0 - chance);
        }
    }

    /// How many draws were counted.
    pub fn draws(&self) -> u64 {
        self.draws
    }

    /// Of each tenth: the winners, how many there are on average, and between what fair drawing stays in about 95 of 100
    /// cases.
    pub fn parts(&self) -> [(u64, f64, (u64, u64)); PARTS] {
        std::array::from_fn(|part| {
            let (mean, spread) = (self.expected[part], 1.96 * self.variance[part].sqrt());
            let low = (mean - spread).max(0.0).ceil() as u64;
            let high = (mean + spread).floor() as u64;
            (self.observed[part], mean, (low, high))
        })
    }

    /// Pearson's sum of squared deviations over what is expected.
    pub fn chi_square(&self) -> f64 {
        let terms = self.observed.iter().zip(&self.expected);
        terms
            .filter(|(_, expected)| **expected > 0.0)
            .map(|(observed, expected)| (*observed as f64 - expected).powi(2) / expected)
            .sum()
    }

    /// What that says.
    pub fn verdict(&self) -> Verdict {
        if self
            .expected
            .iter()
            .any(|expected| *expected < LEAST_EXPECTED - ROUNDING)
        {
            return Verdict::TooFew;
        }
        match self.chi_square() {
            chi if chi > VERY_RARE => Verdict::VeryRare,
            chi if chi > RARE => Verdict::Rare,
            chi if chi > USUAL => Verdict::Unusual,
            _ => Verdict::Usual,
        }
    }
}

/// How many ballots stand before this part of a list.
fn start(ballots: u64, part: usize) -> u64 {
    let position = u128::from(ballots) * part as u128;
    u64::try_from(position.div_ceil(PARTS as u128)).unwrap_or(ballots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenths_cover_every_list_without_overlap() {
        for ballots in [10, 11, 19, 99, 1000, 1 << 40] {
            assert_eq!((start(ballots, 0), start(ballots, PARTS)), (0, ballots));
            for part in 0..PARTS {
                assert!(start(ballots, part) < start(ballots, part + 1));
            }
        }
        let mut tally = Tally::default();
        for winner in 1..=13 {
            tally.add(13, winner);
        }
        let observed: Vec<u64> = tally
            .parts()
            .iter()
            .map(|(observed, ..)| *observed)
            .collect();
        assert_eq!(observed, [2, 1, 1, 2, 1, 1, 2, 1, 1, 1]);
        assert!(
            tally.chi_square() < 1e-20,
            "each ballot once is exactly as expected"
        );
    }

    #[test]
    fn short_lists_and_impossible_winners_are_left_out() {
        let mut tally = Tally::default();
        for (ballots, winner) in [(9, 1), (0, 0), (20, 0), (20, 21)] {
            tally.add(ballots, winner);
        }
        assert_eq!(tally, Tally::default());
        assert_eq!(tally.verdict(), Verdict::TooFew);
    }

    #[test]
    fn steering_is_seen_and_fairness_is_not_called_steering() {
        let (mut fair, mut late) = (Tally::default(), Tally::default());
        for draw in 0..200_u64 {
            // 37 has no factor in common with 100: each place is taken equally often
            fair.add(100, draw * 37 % 100 + 1);
            late.add(
                100,
                if draw % 4 == 0 {
                    100
                } else {
                    draw * 37 % 100 + 1
                },
            );
        }
        assert_eq!((fair.draws(), fair.verdict()), (200, Verdict::Usual));
        assert_eq!(late.verdict(), Verdict::VeryRare);
        let (observed, mean, (low, high)) = late.parts()[9];
        assert!((mean - 20.0).abs() < 1e-9 && (low, high) == (12, 28) && observed > high);
    }

    #[test]
    fn few_draws_say_nothing() {
        let mut tally = Tally::default();
        for _ in 0..49 {
            tally.add(100, 1);
        }
        assert_eq!(tally.verdict(), Verdict::TooFew);
        tally.add(100, 1);
        assert_eq!(tally.verdict(), Verdict::VeryRare);
    }
}
