//! Proofs that a leaf is in a log, with the signed head they lead to: C2SP tlog-proofs, which anybody checks offline.

use super::Draws;
use super::logs::read_log;
use super::signing::{SignError, SignedHead, sign_head, sign_present_head};
use crate::draws::log::{LogId, StoredAnchor};
use crate::draws::model::DrawId;
use crate::draws::store;
use crate::fairness::TlogProof;

/// An anchor, and the proof that it is in the server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorProof {
    /// The anchor.
    pub anchor: StoredAnchor,
    /// The proof, without extra data.
    pub proof: TlogProof,
}

/// The proof of one leaf under the log's present head, without extra data. Where the log is complete, that is its last
/// head and the proof is for good.
///
/// # Errors
/// [`SignError`]; [`super::LogError::Outside`] in it if the log has no such leaf.
pub async fn prove_leaf(draws: &Draws, log: LogId, index: u64) -> Result<TlogProof, SignError> {
    let signed = sign_present_head(draws, log).await?;
    prove_under(draws, &signed, index).await
}

/// The anchors of a draw in the order of the server's log, each with its proof there.
///
/// # Errors
/// [`SignError`]
pub async fn prove_anchors(draws: &Draws, id: DrawId) -> Result<Vec<AnchorProof>, SignError> {
    let anchors = draws
        .db
        .read_short(move |conn| store::list_anchors(conn, id))
        .await?;
    let Some(last) = anchors.last() else {
        return Ok(Vec::new());
    };
    let signed = sign_head(draws, LogId::Server, last.index + 1).await?;
    let mut proofs = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        let proof = prove_under(draws, &signed, anchor.index).await?;
        proofs.push(AnchorProof { anchor, proof });
    }
    Ok(proofs)
}

async fn prove_under(
    draws: &Draws,
    signed: &SignedHead,
    index: u64,
) -> Result<TlogProof, SignError> {
    let (log, size) = (signed.head.log, signed.head.size);
    let read = draws.db.read_short(move |conn| {
        let mut log = read_log(conn, log)?;
        log.inclusion(index, size)
    });
    Ok(TlogProof {
        extra: None,
        index,
        hashes: read.await?,
        note: signed.note.clone(),
    })
}
