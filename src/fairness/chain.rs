//! drand chains: which exist, and which round comes out when.
//! Not the signatures of rounds, and no network.

use std::fmt;

use super::text::{DEC_MAX, FieldError, UnixTime, in_range, parse_dec};

/// The public key of quicknet, a compressed point of G2.
#[rustfmt::skip]
const QUICKNET_KEY: [u8; 96] = [
    0x83, 0xcf, 0x0f, 0x28, 0x96, 0xad, 0xee, 0x7e, 0xb8, 0xb5, 0xf0, 0x1f, 0xca, 0xd3, 0x91, 0x22,
    0x12, 0xc4, 0x37, 0xe0, 0x07, 0x3e, 0x91, 0x1f, 0xb9, 0x00, 0x22, 0xd3, 0xe7, 0x60, 0x18, 0x3c,
    0x8c, 0x4b, 0x45, 0x0b, 0x6a, 0x0a, 0x6c, 0x3a, 0xc6, 0xa5, 0x77, 0x6a, 0x2d, 0x10, 0x64, 0x51,
    0x0d, 0x1f, 0xec, 0x75, 0x8c, 0x92, 0x1c, 0xc2, 0x2b, 0x0e, 0x17, 0xe6, 0x3a, 0xaf, 0x4b, 0xcb,
    0x5e, 0xd6, 0x63, 0x04, 0xde, 0x9c, 0xf8, 0x09, 0xbd, 0x27, 0x4c, 0xa7, 0x3b, 0xab, 0x4a, 0xf5,
    0xa6, 0xe9, 0xc7, 0x6a, 0x4b, 0xc0, 0x9e, 0x76, 0xea, 0xe8, 0x99, 0x1e, 0xf5, 0xec, 0xe4, 0x5a,
];

/// The number of a drand round; the first one is 1. Written as *dec*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round(u64);

impl Round {
    /// Reads a round number. Any *dec* is one; whether it is the right one is a rule, not syntax.
    ///
    /// # Errors
    /// [`FieldError::Decimal`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        parse_dec(text).map(Self)
    }

    /// The round as a number.
    pub fn number(self) -> u64 {
        self.0
    }
}

impl TryFrom<u64> for Round {
    type Error = FieldError;

    fn try_from(number: u64) -> Result<Self, FieldError> {
        in_range(number, 0, DEC_MAX).map(Self)
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A drand chain that a draw may use. Only these exist for the protocol.
///
/// Source: spec appendix A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chain {
    /// quicknet, `bls-unchained-g1-rfc9380`, one round every 3 seconds.
    Quicknet,
}

impl Chain {
    /// Reads a chain hash.
    ///
    /// # Errors
    /// [`FieldError::Chain`] if the specification does not list it.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        if text == Self::Quicknet.hash() {
            Ok(Self::Quicknet)
        } else {
            Err(FieldError::Chain)
        }
    }

    /// The chain hash, 64 lower-case hexadecimal digits.
    pub fn hash(self) -> &'static str {
        match self {
            Self::Quicknet => "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
        }
    }

    /// The first round not published before `time`: `R(t)` of spec §3.
    pub fn round_at(self, time: UnixTime) -> Round {
        self.round_after(time, 0)
    }

    /// The first round not published before `time` plus `margin` seconds: `R(t + margin)`.
    pub fn round_after(self, time: UnixTime, margin: u64) -> Round {
        let elapsed = time
            .secs()
            .saturating_add(margin)
            .saturating_sub(self.genesis());
        Round(elapsed.div_ceil(self.period()).saturating_add(1))
    }

    /// When a round is published, in seconds since 1970-01-01 UTC: `T(r)` of spec §3.
    /// It may lie beyond the largest [`UnixTime`], and is cut off at `u64::MAX`.
    pub fn time_of(self, round: Round) -> u64 {
        round
            .number()
            .saturating_sub(1)
            .saturating_mul(self.period())
            .saturating_add(self.genesis())
    }

    fn genesis(self) -> u64 {
        match self {
            Self::Quicknet => 1_692_803_367,
        }
    }

    /// The key with which the chain signs its rounds.
    pub(super) fn public_key(self) -> &'static [u8] {
        match self {
            Self::Quicknet => &QUICKNET_KEY,
        }
    }

    fn period(self) -> u64 {
        match self {
            Self::Quicknet => 3,
        }
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.hash())
    }
}

/// How the closing round of a drand draw is fixed.
///
/// Source: spec §3, `<mode>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrandMode {
    /// This round, announced in the open leaf.
    Fixed(Round),
    /// The round that follows from the moment of closing.
    AtClose,
}

impl DrandMode {
    /// Reads a round number or `at-close`.
    ///
    /// # Errors
    /// [`FieldError::Decimal`] if it is neither.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        match text {
            "at-close" => Ok(Self::AtClose),
            round => Round::parse(round).map(Self::Fixed),
        }
    }
}

impl fmt::Display for DrandMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(round) => round.fmt(f),
            Self::AtClose => f.write_str("at-close"),
        }
    }
}
