//! A person's chance in words. It only divides; who holds what is decided elsewhere.

use super::Count;
use crate::web::i18n::{tn, tr, tr_as, tr_with};

/// A person's share of a box of ballots, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odds {
    mine: u64,
    all: u64,
}

impl Odds {
    /// The odds of `mine` ballots in a box of `all`. More than all of them counts as all of them.
    #[must_use]
    pub fn new(mine: u64, all: u64) -> Self {
        Self {
            mine: mine.min(all),
            all,
        }
    }

    /// The chance of the first prize: "1 in 67", "about 1 in 116", "2 in 3", "about 43 in 100", "certain", "none".
    #[must_use]
    pub fn chance(self) -> String {
        let Self { mine, all } = self;
        if mine == 0 {
            tr_as("chance", "none").to_owned()
        } else if mine == all {
            tr_as("chance", "certain").to_owned()
        } else if all.is_multiple_of(mine) {
            tr_with("1 in {n}", &[("n", &Count::new(all / mine))])
        } else if all / mine >= 10 {
            // Rounded to the nearest, without leaving u64.
            let up = u64::from(all % mine >= mine.div_ceil(2));
            tr_with("about 1 in {n}", &[("n", &Count::new(all / mine + up))])
        } else {
            let divisor = gcd(mine, all);
            let (top, bottom) = (mine / divisor, all / divisor);
            if bottom <= 20 {
                tr_with("{a} in {b}", &[("a", &top), ("b", &bottom)])
            } else {
                let percent = (u128::from(mine) * 200 / u128::from(all))
                    .div_ceil(2)
                    .min(99);
                tr_with("about {n} in 100", &[("n", &percent)])
            }
        }
    }

    /// The chance of at least one of so many prizes, each drawn from the ballots that are left: "about 1 in 23".
    #[must_use]
    pub fn of_any(self, prizes: u64) -> String {
        let Self { mine, all } = self;
        let others = all - mine;
        if prizes <= 1 || mine == 0 || others == 0 {
            return self.chance();
        }
        if prizes > others {
            return tr_as("chance", "certain").to_owned();
        }
        // none of the drawn ballots is mine; after so many steps nothing is left of it
        let steps = prizes.min(MOST_STEPS);
        let missed: f64 = (0..steps)
            .map(|step| as_float(others - step) / as_float(all - step))
            .product();
        about(1.0 - missed)
    }

    /// The whole sentence without a full stop: "2 of 134 ballots are yours: 1 in 67".
    #[must_use]
    pub fn sentence(self) -> String {
        let all = Count::new(self.all);
        match (self.mine, self.all) {
            (0, 0) => tr("No ballots yet").to_owned(),
            (0, total) => tn(
                "None of the {n} ballot is yours",
                "None of the {n} ballots are yours",
                total,
            ),
            (1, 1) => tr("The only ballot is yours").to_owned(),
            (mine, total) if mine == total => {
                tr_with("All {all} ballots are yours", &[("all", &all)])
            }
            _ => crate::web::i18n::fill(
                &self.pattern(),
                &[("all", &all), ("chance", &self.chance())],
            ),
        }
    }

    /// The sentence with places for what changes as others put ballots in: `{all}` and `{chance}`.
    #[must_use]
    pub fn pattern(self) -> String {
        tn(
            "{n} of {all} ballots is yours: {chance}",
            "{n} of {all} ballots are yours: {chance}",
            self.mine,
        )
    }
}

/// After so many prizes the chance to miss them all is told as it is then.
const MOST_STEPS: u64 = 100_000;

/// Counts here are far below 2^52, where every whole number is a float.
fn as_float(count: u64) -> f64 {
    u32::try_from(count >> 32).map_or(f64::MAX, |high| {
        f64::from(high) * 4_294_967_296.0
            + u32::try_from(count & 0xffff_ffff).map_or(0.0, f64::from)
    })
}

/// A chance that is not a fraction of small numbers.
fn about(chance: f64) -> String {
    if chance < 0.1 {
        // below one in 2^32 nobody counts any more
        let one_in = (1.0 / chance.max(2.5e-10)).round();
        let digits = format!("{one_in:.0}");
        let count = digits.parse().map_or(u64::MAX, |n: u64| n);
        tr_with("about 1 in {n}", &[("n", &Count::new(count))])
    } else {
        let percent = (chance * 100.0).round().clamp(10.0, 99.0);
        tr_with("about {n} in 100", &[("n", &format!("{percent:.0}"))])
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_exact_where_they_can_be() {
        assert_eq!(
            Odds::new(2, 134).sentence(),
            "2 of 134 ballots are yours: 1 in 67"
        );
        assert_eq!(
            Odds::new(1, 5).sentence(),
            "1 of 5 ballots is yours: 1 in 5"
        );
        assert_eq!(Odds::new(2, 231).chance(), "about 1 in 116");
        assert_eq!(Odds::new(3, 31).chance(), "about 1 in 10");
        assert_eq!(Odds::new(2, 3).chance(), "2 in 3");
        assert_eq!(Odds::new(57, 134).chance(), "about 43 in 100");
    }

    #[test]
    fn several_prizes_are_several_chances() {
        let odds = Odds::new(2, 134);
        assert_eq!(odds.of_any(1), "1 in 67");
        // 1 - (132/134)(131/133)(130/132)
        assert_eq!(odds.of_any(3), "about 1 in 23");
        assert_eq!(Odds::new(2, 10).of_any(3), "about 53 in 100");
        assert_eq!(Odds::new(1, 3).of_any(3), "certain");
        assert_eq!(Odds::new(0, 3).of_any(3), "none");
        assert_eq!(Odds::new(99, 100).of_any(1), "about 99 in 100");
        assert_eq!(Odds::new(1, 1 << 40).of_any(2), "about 1 in 4,000,000,000");
    }

    #[test]
    fn the_pattern_of_a_sentence_has_places_for_what_changes() {
        assert_eq!(
            Odds::new(2, 2).pattern(),
            "2 of {all} ballots are yours: {chance}"
        );
        assert_eq!(
            Odds::new(1, 9).pattern(),
            "1 of {all} ballots is yours: {chance}"
        );
    }

    #[test]
    fn odds_at_the_edges_are_sentences_too() {
        assert_eq!(Odds::new(1, 1).sentence(), "The only ballot is yours");
        assert_eq!(Odds::new(3, 3).sentence(), "All 3 ballots are yours");
        assert_eq!(
            Odds::new(0, 88).sentence(),
            "None of the 88 ballots are yours"
        );
        assert_eq!(Odds::new(0, 0).chance(), "none");
        assert_eq!(Odds::new(9, 4).chance(), "certain");
        assert_eq!(
            Odds::new(u64::MAX - 1, u64::MAX).chance(),
            "about 99 in 100"
        );
    }
}
