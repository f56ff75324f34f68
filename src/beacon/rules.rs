//! What a relay's answer must be, and how long relays are left alone. Pure: bytes and numbers in, a verdict out.

use serde::Deserialize;

use super::model::{Awaited, SignedRound};
use crate::fairness::{Chain, Round, RoundSignature};

/// Seconds between closing and the round that decides: long enough for anybody to save the closing checkpoint.
///
/// Source: spec §3, the default of the margin.
pub const MARGIN: u64 = 300;
/// Bytes of an answer that are read; a round has 300.
pub const ANSWER_MAX: u64 = 16 * 1024;
/// Seconds after which `auto` asks again whether a relay answers.
pub const LOOK_AGAIN: u64 = 300;
/// The same after none did.
pub const LOOK_AGAIN_SOON: u64 = 60;
/// Seconds after its time before a missing round is something to look at.
pub const MISSED_AFTER: u64 = 60;

/// Why what was handed in is not a round. The text is for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not what the HTTP API of drand answers.
    #[error("this is not the JSON of a drand round: {0}")]
    NotJson(String),
    /// The answer is about another round.
    #[error("this is round {found}, and {wanted} was asked for")]
    OtherRound {
        /// The round that was asked for.
        wanted: Round,
        /// The one in the answer.
        found: Round,
    },
    /// Nobody but the chain can make one that passes.
    #[error("the signature of round {0} is not the chain's")]
    Signature(Round),
}

/// The members of drand's answer that count; `randomness` follows from the signature.
#[derive(Deserialize)]
pub(super) struct RoundJson {
    round: u64,
    signature: String,
}

#[derive(Deserialize)]
struct InfoJson {
    hash: String,
}

/// The round that is told of, if the chain signed it.
pub(super) fn check_round(chain: Chain, told: &RoundJson) -> Result<SignedRound, AnswerError> {
    let not_json = |e: crate::fairness::FieldError| AnswerError::NotJson(e.to_string());
    let number = Round::try_from(told.round).map_err(not_json)?;
    let signature = RoundSignature::parse_hex(&told.signature).map_err(not_json)?;
    SignedRound::checked(chain, number, signature).ok_or(AnswerError::Signature(number))
}

/// Reads a relay's answer to the question for this round.
pub(super) fn read_answer(wanted: &Awaited, answer: &[u8]) -> Result<SignedRound, AnswerError> {
    let told: RoundJson =
        serde_json::from_slice(answer).map_err(|e| AnswerError::NotJson(e.to_string()))?;
    let found = Round::try_from(told.round).map_err(|e| AnswerError::NotJson(e.to_string()))?;
    if found != wanted.round {
        return Err(AnswerError::OtherRound {
            wanted: wanted.round,
            found,
        });
    }
    check_round(wanted.chain, &told)
}

/// Whether a relay's answer says that it serves this chain.
pub(super) fn is_info_of(chain: Chain, answer: &[u8]) -> bool {
    serde_json::from_slice::<InfoJson>(answer).is_ok_and(|info| info.hash == chain.hash())
}

/// How many seconds relays are left alone after they failed so many times in a row: 1, 2, 4 … 60.
pub(super) fn pause(failures: u32) -> u64 {
    1u64.checked_shl(failures.saturating_sub(1))
        .unwrap_or(u64::MAX)
        .min(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &str = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";

    fn read(round: u64, answer: &str) -> Result<SignedRound, AnswerError> {
        let wanted = Awaited {
            chain: Chain::Quicknet,
            round: round.try_into().unwrap(),
        };
        read_answer(&wanted, answer.as_bytes())
    }

    #[test]
    fn an_answer_counts_if_the_chain_signed_it() {
        let answer =
            format!(r#"{{"round":123,"randomness":"not looked at","signature":"{SIGNATURE}"}}"#);
        assert_eq!(read(123, &answer).unwrap().number().number(), 123);
        assert!(matches!(
            read(124, &answer),
            Err(AnswerError::OtherRound { .. })
        ));
        let claimed = answer.replace("123", "124");
        assert!(matches!(
            read(124, &claimed),
            Err(AnswerError::Signature(_))
        ));
        let infinity = format!(r#"{{"round":123,"signature":"c{}"}}"#, "0".repeat(95));
        assert!(matches!(
            read(123, &infinity),
            Err(AnswerError::Signature(_))
        ));
        for bad in [
            "",
            "[]",
            "{}",
            r#"{"round":123}"#,
            r#"{"round":-1,"signature":""}"#,
            r#"{"round":123,"signature":"ab"}"#,
            &answer.to_uppercase(),
            &format!("{answer}x"),
        ] {
            assert!(
                matches!(read(123, bad), Err(AnswerError::NotJson(_))),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_relay_is_of_the_chain_it_names() {
        let hash = Chain::Quicknet.hash();
        assert!(is_info_of(
            Chain::Quicknet,
            format!(r#"{{"hash":"{hash}","period":3}}"#).as_bytes()
        ));
        assert!(!is_info_of(
            Chain::Quicknet,
            format!(r#"{{"hash":"{}"}}"#, "8".repeat(64)).as_bytes()
        ));
        assert!(!is_info_of(Chain::Quicknet, b"<html>"));
    }

    #[test]
    fn pauses_double_up_to_a_minute() {
        let pauses: Vec<u64> = [0, 1, 2, 3, 6, 7, 200].map(pause).to_vec();
        assert_eq!(pauses, [1, 1, 2, 4, 32, 60, 60]);
    }
}
