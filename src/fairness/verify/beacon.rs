//! Steps 4 and 6 of spec §9, the randomness: the seed, the round that decides, the round that shuffles.
//! The arithmetic of the signature is in `round_signature`.

use super::failure::Failure;
use super::proof_file::BeaconClaim;
use crate::fairness::result_rules::{check_round, check_seed, deciding_round};
use crate::fairness::{
    BeaconOutcome, BeaconTerms, Chain, Code, OpenLeaf, PublicValue, ResultError, Round,
    RoundSignature, Seed, SeedStatus, UnixTime, is_signature_of,
};

/// Step 4, the first half: the kind of the beacon, and the seed.
pub(super) fn check_kind(open: &OpenLeaf, claim: &BeaconClaim) -> Result<(), Failure> {
    match (&open.fields().beacon, claim) {
        (BeaconTerms::Drand { .. }, BeaconClaim::Drand { .. })
        | (BeaconTerms::Public(_), BeaconClaim::Public { .. })
        | (BeaconTerms::None, BeaconClaim::None) => Ok(()),
        _ => Err(ResultError::BeaconKind.into()),
    }
}

/// Step 4: a withheld seed leaves a result only where there is a drand round to fall back on.
pub(super) fn open_seed(
    open: &OpenLeaf,
    text: Option<&str>,
) -> Result<(Option<Seed>, SeedStatus), Failure> {
    let seed = text.map(Seed::parse_hex).transpose();
    let seed = seed.map_err(|error| Failure::new(Code::Seed, format!("the seed is {error}")))?;
    let status = check_seed(open, seed.as_ref())?;
    let has_fallback = matches!(open.fields().beacon, BeaconTerms::Drand { .. });
    if status == SeedStatus::Withheld && !has_fallback {
        return Err(ResultError::Void.into());
    }
    Ok((seed, status))
}

/// Step 4, the second half: the round that decides and its signature, or the form of a public value.
pub(super) fn check_outcome(
    open: &OpenLeaf,
    closed: UnixTime,
    status: SeedStatus,
    claim: &BeaconClaim,
) -> Result<BeaconOutcome, Failure> {
    match claim {
        BeaconClaim::Drand {
            chain,
            round,
            signature,
        } => check_drand(
            open,
            deciding_round(open, closed, status),
            chain,
            *round,
            signature,
        ),
        BeaconClaim::Public { value } => match PublicValue::parse(value) {
            Ok(value) => Ok(BeaconOutcome::Public(value)),
            Err(error) => Err(Failure::new(Code::Beacon, error.to_string())),
        },
        BeaconClaim::None => Ok(BeaconOutcome::None),
    }
}

/// Step 6: the round that shuffled the ticket numbers of a raffle, if it uses drand.
pub(super) fn check_opening(
    open: &OpenLeaf,
    claim: Option<&BeaconClaim>,
) -> Result<BeaconOutcome, Failure> {
    let required = open.opening_round();
    match (required, claim) {
        (None, None | Some(BeaconClaim::None)) => Ok(BeaconOutcome::None),
        (
            Some(_),
            Some(BeaconClaim::Drand {
                chain,
                round,
                signature,
            }),
        ) => check_drand(open, required, chain, *round, signature),
        (Some(_), None) => Err(Failure::new(Code::Format, "the opening beacon is missing")),
        _ => Err(Failure::new(
            Code::Beacon,
            "the opening beacon is not of the announced kind",
        )),
    }
}

/// Chain and round, then the signature.
fn check_drand(
    open: &OpenLeaf,
    required: Option<Round>,
    chain: &str,
    round: u64,
    signature: &str,
) -> Result<BeaconOutcome, Failure> {
    let announced = match open.fields().beacon {
        BeaconTerms::Drand { chain, .. } => Some(chain),
        BeaconTerms::Public(_) | BeaconTerms::None => None,
    };
    let chain = Chain::parse(chain)
        .ok()
        .filter(|chain| Some(*chain) == announced);
    let chain = chain.ok_or(ResultError::OtherChain)?;
    let no_round = |_| Failure::new(Code::Round, "the beacon round is not a round number");
    let round = Round::try_from(round).map_err(no_round)?;
    check_round(round, required)?;
    let signature = RoundSignature::parse_hex(signature).map_err(|error| {
        Failure::new(Code::Beacon, format!("the beacon's signature is {error}"))
    })?;
    if !is_signature_of(chain, round, &signature) {
        let message = format!("this is not the chain's signature of round {round}");
        return Err(Failure::new(Code::Beacon, message));
    }
    Ok(BeaconOutcome::Drand {
        chain,
        round,
        signature,
    })
}
