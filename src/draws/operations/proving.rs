//! Proofs that a leaf is in a log, with the signed head they lead to: C2SP tlog-proofs, which anybody checks offline.

use super::Draws;
use super::heads::{sign_head, sign_past_head, sign_present_head, with_lines};
use super::logs::read_log;
use super::signing::{SignError, SignedHead};
use crate::draws::log::{LogHead, LogId, StoredAnchor};
use crate::draws::model::DrawId;
use crate::draws::store;
use crate::fairness::TlogProof;
use crate::store::StoreError;

/// An anchor, and the proof that it is in the server's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorProof {
    /// The anchor.
    pub anchor: StoredAnchor,
    /// The proof, without extra data.
    pub proof: TlogProof,
}

/// The proof of one leaf under the log's present head, without extra data, and that head. Where the log is complete, that
/// is its last head and the proof is for good.
///
/// # Errors
/// [`SignError`]; [`super::LogError::Outside`] in it if the log has no such leaf.
pub async fn prove_leaf(
    draws: &Draws,
    log: LogId,
    index: u64,
) -> Result<(LogHead, TlogProof), SignError> {
    let signed = sign_present_head(draws, log).await?;
    let proof = prove_under(draws, &signed, index).await?;
    Ok((signed.head, proof))
}

/// The anchors of a draw in the order of the server's log, each with its proof there: under the head that most witnesses
/// have cosigned and of those the first, with their cosignatures; where none has, under one that is signed by the server alone.
///
/// # Errors
/// [`SignError`]
pub async fn prove_anchors(draws: &Draws, id: DrawId) -> Result<Vec<AnchorProof>, SignError> {
    let anchors = draws
        .db
        .read_short(move |conn| store::list_anchors(conn, id))
        .await?;
    let mut proofs = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        let signed = sign_head_over(draws, anchor.index).await?;
        let proof = prove_under(draws, &signed, anchor.index).await?;
        proofs.push(AnchorProof { anchor, proof });
    }
    Ok(proofs)
}

/// The head of the server's log that proves best that the anchor at `index` was there in time.
async fn sign_head_over(draws: &Draws, index: u64) -> Result<SignedHead, SignError> {
    let seen = draws
        .db
        .read_short(move |conn| match store::find_size_seen(conn, index)? {
            Some(size) => Ok(Some((size, store::list_cosignatures(conn, size)?))),
            None => Ok::<_, StoreError>(None),
        });
    let Some((size, lines)) = seen.await? else {
        return sign_head(draws, LogId::Server, index + 1).await;
    };
    let signed = sign_past_head(draws, LogId::Server, size).await?;
    Ok(SignedHead {
        note: with_lines(signed.note, &lines),
        ..signed
    })
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
