//! What the values of an open leaf must obey: spec §3, below the template of the open leaf.
//! Not how they are written.

use super::beacon::BeaconTerms;
use super::chain::{DrandMode, Round};
use super::code::Code;
use super::lines::FormatError;
use super::open_leaf::{Numbering, OpenFields};

const PLACES_MAX: u64 = 100_000;
const MARGIN_MIN: u64 = 60;
const MARGIN_MAX: u64 = 1 << 20;

/// Why a text or a set of values is no open leaf.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenLeafError {
    /// It is not written as the specification says.
    #[error("the open leaf is malformed: {0}")]
    Format(#[from] FormatError),
    /// Not `opens < closes < reveal-by`.
    #[error("a draw must open before it closes, and close before the seed must be revealed")]
    TimeOrder,
    /// More than 100 000 prizes.
    #[error("a draw has at most 100000 prizes")]
    TooManyPrizes,
    /// More than 100 000 reserve places.
    #[error("a draw has at most 100000 reserve places")]
    TooManyReserves,
    /// `seed none` with `beacon none`.
    #[error("a draw needs a seed or a beacon")]
    NoRandomness,
    /// `shuffled` with `seed none`.
    #[error("a raffle needs a seed")]
    RaffleWithoutSeed,
    /// `early yes` with a round fixed in advance.
    #[error("a draw whose beacon round is fixed cannot be closed early")]
    EarlyWithFixedRound,
    /// The margin is not 60 to 2^20 seconds.
    #[error("the margin must be 60 to 1048576 seconds")]
    Margin,
    /// Not `reveal-by > T(R(closes + margin))`.
    #[error("the seed must not be due before the beacon round is out")]
    RevealBeforeRound,
    /// The announced round is not `R(closes + margin)`.
    #[error("the announced round is {announced}, but {required} follows from the closing time")]
    Round {
        /// The round in the leaf.
        announced: Round,
        /// The round that follows from `closes` and the margin.
        required: Round,
    },
}

impl OpenLeafError {
    /// The failure code of spec §9.
    pub fn code(&self) -> Code {
        match self {
            Self::Format(_) => Code::LeafFormat,
            Self::Round { .. } => Code::Round,
            Self::TimeOrder
            | Self::TooManyPrizes
            | Self::TooManyReserves
            | Self::NoRandomness
            | Self::RaffleWithoutSeed
            | Self::EarlyWithFixedRound
            | Self::Margin
            | Self::RevealBeforeRound => Code::OpenRules,
        }
    }
}

/// Checks the values first and the announced round last, as spec §9 step 3 orders it.
pub(super) fn check_open(open: &OpenFields) -> Result<(), OpenLeafError> {
    if open.opens >= open.closes || open.closes >= open.reveal_by {
        return Err(OpenLeafError::TimeOrder);
    }
    if open.prizes.total() > PLACES_MAX {
        return Err(OpenLeafError::TooManyPrizes);
    }
    if open.reserves > PLACES_MAX {
        return Err(OpenLeafError::TooManyReserves);
    }
    if open.seed.is_none() && open.beacon == BeaconTerms::None {
        return Err(OpenLeafError::NoRandomness);
    }
    if open.seed.is_none() && open.numbers != Numbering::Sequential {
        return Err(OpenLeafError::RaffleWithoutSeed);
    }
    check_drand(open)
}

fn check_drand(open: &OpenFields) -> Result<(), OpenLeafError> {
    let BeaconTerms::Drand {
        chain,
        margin,
        mode,
    } = open.beacon
    else {
        return Ok(());
    };
    if open.early && mode != DrandMode::AtClose {
        return Err(OpenLeafError::EarlyWithFixedRound);
    }
    if !(MARGIN_MIN..=MARGIN_MAX).contains(&margin) {
        return Err(OpenLeafError::Margin);
    }
    let required = chain.round_after(open.closes, margin);
    if open.reveal_by.secs() <= chain.time_of(required) {
        return Err(OpenLeafError::RevealBeforeRound);
    }
    match mode {
        DrandMode::Fixed(announced) if announced != required => Err(OpenLeafError::Round {
            announced,
            required,
        }),
        DrandMode::Fixed(_) | DrandMode::AtClose => Ok(()),
    }
}
