//! A person's chance in words. It only divides; who holds what is decided elsewhere.

use super::Count;
use crate::web::i18n::{tn, tn_with, tr, tr_as, tr_with};

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
                tr_with("{top} in {bottom}", &[("top", &top), ("bottom", &bottom)])
            } else {
                let percent = (u128::from(mine) * 200 / u128::from(all))
                    .div_ceil(2)
                    .min(99);
                tr_with("about {n} in 100", &[("n", &percent)])
            }
        }
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
            (mine, _) => tn_with(
                "{n} of {all} ballots is yours: {chance}",
                "{n} of {all} ballots are yours: {chance}",
                mine,
                &[("all", &all), ("chance", &self.chance())],
            ),
        }
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
