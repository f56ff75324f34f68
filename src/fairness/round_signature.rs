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
