//! From a key to unbiased numbers: the HMAC stream, exact uniform numbers, and a lazily shuffled order.
//! What the numbers decide is told elsewhere.

use std::collections::HashMap;
use std::iter::FusedIterator;
use std::num::NonZeroU64;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::open_leaf::TicketCount;

/// An endless sequence of 64-bit numbers determined by a key and a label.
///
/// Source: spec §6, `Stream(key, label)`.
#[derive(Clone)]
pub struct Stream {
    /// Keyed, and already fed with the label line: cloned for each block, so that the key is hashed once.
    keyed: Hmac<Sha256>,
    block: u64,
    /// Numbers of the current block not yet read, the next one last.
    unread: Vec<u64>,
}

impl Stream {
    /// The stream of this key and label.
    pub fn new(key: &[u8; 32], label: &str) -> Self {
        let mut keyed = Hmac::<Sha256>::new(&padded(key).into());
        keyed.update(b"vdraw/1 ");
        keyed.update(label.as_bytes());
        keyed.update(b"\n");
        Self {
            keyed,
            block: 0,
            unread: Vec::with_capacity(4),
        }
    }

    /// The next 64 bits of the stream, read as a big-endian number.
    pub fn next_u64(&mut self) -> u64 {
        loop {
            if let Some(number) = self.unread.pop() {
                return number;
            }
            self.refill();
        }
    }

    /// A number below `m`, each equally likely: `Uniform(m)`. Numbers above the largest multiple
    /// of `m` are thrown away, since the remainder alone would favour the small ones.
    pub fn uniform(&mut self, m: NonZeroU64) -> u64 {
        // 2^64 mod m, without 2^64.
        let excess = m.get().wrapping_neg() % m;
        let largest = u64::MAX.saturating_sub(excess);
        loop {
            let number = self.next_u64();
            if number <= largest {
                return number % m;
            }
        }
    }

    fn refill(&mut self) {
        let mut mac = self.keyed.clone();
        mac.update(self.block.to_string().as_bytes());
        mac.update(b"\n");
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        let (numbers, _) = bytes.as_chunks::<8>();
        self.unread.extend(
            numbers
                .iter()
                .rev()
                .map(|number| u64::from_be_bytes(*number)),
        );
        // Cannot saturate: nobody reads 2^66 numbers.
        self.block = self.block.saturating_add(1);
    }
}

/// HMAC fills a short key with zeros to the block of the hash (RFC 2104 §2); done here, making
/// the keyed state cannot fail.
fn padded(key: &[u8; 32]) -> [u8; 64] {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    block
}

/// A uniformly random order of 1..=n, produced lazily.
///
/// Source: spec §6, `Order(key, label, n)`.
#[derive(Clone)]
pub struct Order {
    stream: Stream,
    n: u64,
    taken: u64,
    moved: Moved,
}

/// The cells from the first one not taken on that do not hold their own index any more. Indices and values from 0.
#[derive(Clone)]
enum Moved {
    /// Grows with the outputs taken, not with n.
    Few(HashMap<u64, u64>),
    /// One place for each cell: its value from 1, or 0 while it holds its own. Pages of zeros cost nothing until they are
    /// written to.
    All(Vec<u32>),
}

impl Moved {
    /// The value of a cell that is not read again.
    fn take(&mut self, index: u64) -> u64 {
        match self {
            Self::Few(cells) => cells.remove(&index).unwrap_or(index),
            Self::All(cells) => cell(cells, index).map_or(index, |cell| value_of(*cell, index)),
        }
    }

    /// Puts a value into a cell, and answers which one was there.
    fn replace(&mut self, index: u64, value: u64) -> u64 {
        match self {
            Self::Few(cells) => cells.insert(index, value).unwrap_or(index),
            Self::All(cells) => cell(cells, index).map_or(index, |cell| {
                let before = value_of(*cell, index);
                // A value is below 2^24 here.
                *cell = u32::try_from(value.saturating_add(1)).unwrap_or_default();
                before
            }),
        }
    }
}

fn cell(cells: &mut [u32], index: u64) -> Option<&mut u32> {
    cells.get_mut(usize::try_from(index).ok()?)
}

fn value_of(cell: u32, index: u64) -> u64 {
    u64::from(cell).checked_sub(1).unwrap_or(index)
}

impl Order {
    /// The order of 1..=n for this key and label; `n = 0` is the empty order.
    pub fn new(key: &[u8; 32], label: &str, n: u64) -> Self {
        Self {
            stream: Stream::new(key, label),
            n,
            taken: 0,
            moved: Moved::Few(HashMap::new()),
        }
    }

    /// The same order, for those who take most of it: four bytes for each of 1..=n, and none more.
    pub(super) fn in_table(key: &[u8; 32], label: &str, n: TicketCount) -> Self {
        // Below 2^25, which every machine can address.
        let cells = usize::try_from(n.get()).unwrap_or_default();
        Self {
            moved: Moved::All(vec![0; cells]),
            ..Self::new(key, label, n.get())
        }
    }

    fn remaining(&self) -> u64 {
        self.n.saturating_sub(self.taken)
    }
}

impl Iterator for Order {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let remaining = NonZeroU64::new(self.remaining())?;
        let here = self.taken;
        // Stays below n, since uniform(remaining) does below remaining.
        let there = here.saturating_add(self.stream.uniform(remaining));
        // Nothing reads the cell `here` again, so it need not be kept.
        let value_here = self.moved.take(here);
        let drawn = if there == here {
            value_here
        } else {
            self.moved.replace(there, value_here)
        };
        self.taken = here.saturating_add(1);
        Some(drawn.saturating_add(1))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let remaining = usize::try_from(self.remaining());
        (*remaining.as_ref().unwrap_or(&usize::MAX), remaining.ok())
    }
}

impl FusedIterator for Order {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fairness::sha256;

    proptest! {
        #[test]
        fn an_order_is_a_permutation(key: [u8; 32], n in 0u64..300) {
            let mut values: Vec<u64> = Order::new(&key, "select", n).collect();
            values.sort_unstable();
            prop_assert_eq!(values, (1..=n).collect::<Vec<_>>());
        }

        #[test]
        fn a_lazy_order_is_the_shuffle_of_the_specification(key: [u8; 32], n in 1u64..200) {
            let mut cells: Vec<u64> = (1..=n).collect();
            let mut stream = Stream::new(&key, "select");
            for i in 0..n {
                let j = i + stream.uniform(NonZeroU64::new(n - i).unwrap());
                cells.swap(usize::try_from(i).unwrap(), usize::try_from(j).unwrap());
            }
            prop_assert_eq!(Order::new(&key, "select", n).collect::<Vec<_>>(), cells);
        }

        #[test]
        fn an_order_in_a_table_is_the_same(key: [u8; 32], n in 1u64..300) {
            let tickets = TicketCount::try_from(n).unwrap();
            let in_table: Vec<u64> = Order::in_table(&key, "perm", tickets).collect();
            prop_assert_eq!(in_table, Order::new(&key, "perm", n).collect::<Vec<_>>());
        }

        #[test]
        fn a_huge_order_does_not_repeat_itself(key: [u8; 32]) {
            let n = 1 << 40;
            let order = Order::new(&key, "select", n);
            let values: std::collections::HashSet<u64> = order.take(500).collect();
            prop_assert_eq!(values.len(), 500);
            prop_assert!(values.iter().all(|value| (1..=n).contains(value)));
        }
    }

    /// The sum over all numbers 1..=n of (seen - expected)^2 / expected.
    fn chi_square(n: u32, seen: &HashMap<u64, u32>) -> f64 {
        let expected = f64::from(seen.values().sum::<u32>()) / f64::from(n);
        let counts = (1..=u64::from(n)).map(|value| f64::from(*seen.get(&value).unwrap_or(&0)));
        counts
            .map(|count| (count - expected).powi(2) / expected)
            .sum()
    }

    #[test]
    fn a_million_draws_pass_a_chi_square_test() {
        // (n, the values that chi-square with n - 1 degrees of freedom stays between in 998 of 1000 cases)
        for (n, low, high) in [
            (3, 0.002, 13.816),
            (7, 0.381, 22.458),
            (49, 23.295, 84.037),
            (1000, 866.53, 1142.85),
        ] {
            let mut seen = HashMap::new();
            for draw in 0..1_000_000u32 {
                let key = sha256(format!("a million {n} {draw}"));
                let first = Order::new(key.as_bytes(), "select", u64::from(n)).next();
                *seen.entry(first.unwrap()).or_insert(0) += 1;
            }
            let found = chi_square(n, &seen);
            assert!((low..high).contains(&found), "n = {n}: {found}");
        }
    }

    #[test]
    fn the_first_two_outputs_of_an_order_pass_a_chi_square_test() {
        // (n, the value that chi-square with n - 1 degrees of freedom exceeds once in a thousand)
        for (n, critical) in [(3, 13.816), (7, 22.458), (49, 84.037)] {
            let mut seen = [HashMap::new(), HashMap::new()];
            for draw in 0..40_000u32 {
                let key = sha256(format!("chi-square {n} {draw}"));
                let order = Order::new(key.as_bytes(), "select", u64::from(n));
                for (counts, value) in seen.iter_mut().zip(order) {
                    *counts.entry(value).or_insert(0) += 1;
                }
            }
            for (position, counts) in seen.iter().enumerate() {
                let found = chi_square(n, counts);
                assert!(found < critical, "n = {n}, output {position}: {found}");
            }
        }
    }
}
