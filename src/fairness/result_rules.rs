//! Whether a seed and a beacon are the ones a draw announced, and what a missing seed means.
//! Not the signature of the beacon round.

use super::beacon::{BeaconOutcome, BeaconTerms};
use super::chain::Round;
use super::code::Code;
use super::open_leaf::OpenLeaf;
use super::seed::Seed;
use super::text::UnixTime;

/// What the operator's seed did for the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeedStatus {
    /// The draw announced no seed.
    Unused,
    /// The seed opens the commitment.
    Revealed,
    /// A seed was committed and not revealed: the fallback round decides, and this must be shown.
    Withheld,
}

/// Why a seed and a beacon give no result for a draw.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResultError {
    /// The beacon is of another kind than announced.
    #[error("the beacon is not of the kind that was announced")]
    BeaconKind,
    /// The seed is not the one committed to.
    #[error("the seed does not open the commitment")]
    WrongSeed,
    /// A seed, although none was announced.
    #[error("the draw announced no seed")]
    UnannouncedSeed,
    /// A seed was committed and not revealed, and there is no drand round to fall back on.
    #[error("the seed was withheld: the draw is void")]
    Void,
    /// The round is of another chain than announced.
    #[error("the beacon round is of another chain")]
    OtherChain,
    /// The round is not the closing round, or with a withheld seed not the fallback round.
    #[error("the beacon round is {found}, but it must be {required}")]
    Round {
        /// The round given.
        found: Round,
        /// The round that decides.
        required: Round,
    },
}

impl ResultError {
    /// The failure code of spec §9.
    pub fn code(&self) -> Code {
        match self {
            Self::BeaconKind => Code::Beacon,
            Self::WrongSeed | Self::UnannouncedSeed | Self::Void => Code::Seed,
            Self::OtherChain | Self::Round { .. } => Code::Round,
        }
    }
}

/// The seed and the beacon of a draw closed at `closed`, in the order of spec §9 step 4.
/// What is left to check is the signature of the round.
///
/// # Errors
/// The first rule they break. [`ResultError::Void`] means that the draw has no result at all.
/// Source: spec §7, *Fallback*, and §9 step 4.
pub fn check_result_inputs(
    open: &OpenLeaf,
    closed: UnixTime,
    seed: Option<&Seed>,
    beacon: &BeaconOutcome,
) -> Result<SeedStatus, ResultError> {
    let terms = &open.fields().beacon;
    match (terms, beacon) {
        (
            BeaconTerms::Drand { chain, .. },
            BeaconOutcome::Drand {
                chain: of, round, ..
            },
        ) => {
            let status = check_seed(open, seed)?;
            if of != chain {
                return Err(ResultError::OtherChain);
            }
            check_round(*round, deciding_round(open, closed, status))?;
            Ok(status)
        }
        (BeaconTerms::Public(_), BeaconOutcome::Public(_))
        | (BeaconTerms::None, BeaconOutcome::None) => match check_seed(open, seed)? {
            SeedStatus::Withheld => Err(ResultError::Void),
            status => Ok(status),
        },
        _ => Err(ResultError::BeaconKind),
    }
}

/// The round that decides a drand draw, `None` without drand: the closing round, or the fallback round.
pub(super) fn deciding_round(
    open: &OpenLeaf,
    closed: UnixTime,
    status: SeedStatus,
) -> Option<Round> {
    match status {
        SeedStatus::Withheld => open.fallback_round(),
        SeedStatus::Unused | SeedStatus::Revealed => open.closing_round(closed),
    }
}

pub(super) fn check_seed(open: &OpenLeaf, seed: Option<&Seed>) -> Result<SeedStatus, ResultError> {
    let open = open.fields();
    match (&open.seed, seed) {
        (None, None) => Ok(SeedStatus::Unused),
        (None, Some(_)) => Err(ResultError::UnannouncedSeed),
        (Some(_), None) => Ok(SeedStatus::Withheld),
        (Some(commitment), Some(seed)) if commitment.is_opened_by(seed, &open.origin) => {
            Ok(SeedStatus::Revealed)
        }
        (Some(_), Some(_)) => Err(ResultError::WrongSeed),
    }
}

pub(super) fn check_round(found: Round, required: Option<Round>) -> Result<(), ResultError> {
    match required {
        Some(required) if required != found => Err(ResultError::Round { found, required }),
        _ => Ok(()),
    }
}
