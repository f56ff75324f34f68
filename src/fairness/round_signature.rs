//! Whether a drand chain signed a round: BLS12-381, checked by `blst`.
//! Not where rounds come from.

use blst::BLST_ERROR;
use blst::min_sig::{PublicKey, Signature};

use super::beacon::RoundSignature;
use super::chain::{Chain, Round};
use super::hash::sha256;

const DST: &[u8] = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";

/// Whether this is the chain's signature of the round: a point on the curve, in the subgroup, not at
/// infinity, and the one that the chain's public key makes.
///
/// Source: spec §9, last paragraph.
pub fn is_signature_of(chain: Chain, round: Round, signature: &RoundSignature) -> bool {
    let (Ok(key), Ok(signature)) = (
        PublicKey::key_validate(chain.public_key()),
        Signature::sig_validate(signature.as_bytes(), true),
    ) else {
        return false;
    };
    let message = sha256(round.number().to_be_bytes());
    // Group and key were checked above.
    let verdict = signature.verify(false, message.as_bytes(), DST, &[], &key, false);
    verdict == BLST_ERROR::BLST_SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A point of small order added to a good signature: the pairing does not see it, so without the check of
    /// the subgroup one round would have many signatures, and a draw many results.
    #[test]
    fn a_signature_outside_the_subgroup_is_refused() {
        let good = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
        let shifted = "b69fd6ac83c1ec06c1b8b9d72aae02d1ded60af144f111d9a14f2b49617f3f01164d1b0db2c6e6bbfff219d342a1a7c2";
        let round = Round::try_from(123).unwrap();
        let holds = |text| {
            let signature = RoundSignature::parse_hex(text).unwrap();
            is_signature_of(Chain::Quicknet, round, &signature)
        };
        assert!(holds(good));
        assert!(!holds(shifted));
        let shifted: [u8; 48] = hex::decode(shifted).unwrap().try_into().unwrap();
        assert!(
            Signature::from_bytes(&shifted).is_ok(),
            "it is on the curve"
        );
    }
}
