//! Proof files and receipts, read from kept hashes: what they cost does not grow with the draw, but for the leaves they
//! list. A closed log never changes, so the parts of one file may be read in transactions of their own.

use std::collections::BTreeSet;

use super::Draws;
use super::logs::{LogError, read_log};
use super::proving::prove_anchors;
use super::signing::{SignError, sign_head, sign_present_head};
use crate::draws::log::{AnchorKind, LogId};
use crate::draws::model::{DrawId, DrawName, DrawState};
use crate::draws::proof::{
    ProofBeacon, ProofDraw, ProofHead, ProofLeaf, ProofOutline, ReceiptFile,
};
use crate::draws::store;
use crate::fairness::{Chain, TlogProof};
use crate::store::{Conn, StoreError};

/// How many leaves with their proofs are read at once.
const LEAVES_AT_ONCE: usize = 256;
/// How many bundles of 256 entries are read at once.
const BUNDLES_AT_ONCE: u64 = 8;

/// Why there is no proof to hand out.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// Nothing is signed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is read of a drawn draw in one snapshot.
struct Found {
    draw_id: DrawId,
    size: u64,
    seed: Option<String>,
    beacon: ProofBeacon,
    draws: Vec<ProofDraw>,
}

/// The proof file of a draw, but for its leaves; `None` while it is not drawn.
///
/// # Errors
/// [`ProofError`]
pub async fn find_proof(draws: &Draws, name: DrawName) -> Result<Option<ProofOutline>, ProofError> {
    let wanted = name.clone();
    let found = draws.db.read(move |conn| find(conn, &wanted)).await?;
    let Some(found) = found else { return Ok(None) };
    let closed = sign_head(draws, LogId::Draw(found.draw_id), found.size).await?;
    let mut proved = prove_anchors(draws, found.draw_id).await?;
    let mut of_kind = |kind| {
        let at = proved.iter().position(|one| one.anchor.kind == kind)?;
        Some(proved.swap_remove(at).proof.to_string())
    };
    let last = found.size - 1;
    let owners = found.draws.iter().map(|drawn| drawn.index);
    let indices: BTreeSet<u64> = owners.chain([0, last]).collect();
    Ok(Some(ProofOutline {
        draw_id: found.draw_id,
        name,
        size: found.size,
        indices: indices.into_iter().collect(),
        head: ProofHead {
            format: "vdraw/1 proof",
            checkpoint: closed.note,
            seed: found.seed,
            beacon: found.beacon,
            draws: found.draws,
            anchor_open: of_kind(AnchorKind::Open),
            anchor_close: of_kind(AnchorKind::Close),
            anchor_result: of_kind(AnchorKind::Result),
        },
    }))
}

fn find(conn: &mut Conn, name: &DrawName) -> Result<Option<Found>, StoreError> {
    let Some(draw) = store::find_draw(conn, name)? else {
        return Ok(None);
    };
    let Some(result) = store::find_result(conn, draw.id)? else {
        return Ok(None);
    };
    debug_assert_eq!(draw.state, DrawState::Drawn);
    let drawn = store::list_drawn_ballots(conn, &[draw.id], false)?;
    let drawn = drawn.into_iter().map(|drawn| ProofDraw {
        ballot: drawn.ballot,
        index: drawn.leaf_index,
        outcome: drawn.outcome.to_string(),
    });
    Ok(Some(Found {
        draw_id: draw.id,
        // the open leaf, the entries and the close leaf
        size: draw.entries + 2,
        seed: result.seed,
        beacon: result
            .beacon
            .map_or(ProofBeacon::None, |(round, signature)| {
                ProofBeacon::drand(Chain::Quicknet, round, &signature)
            }),
        draws: drawn.collect(),
    }))
}

/// The next leaves of a proof file, from place `from` of its list of indices on; none after the last.
///
/// # Errors
/// [`ProofError`]
pub async fn list_proof_leaves(
    draws: &Draws,
    outline: &ProofOutline,
    from: usize,
) -> Result<Vec<ProofLeaf>, ProofError> {
    let (id, size) = (outline.draw_id, outline.size);
    let rest = outline.indices.iter().skip(from);
    let indices: Vec<u64> = rest.take(LEAVES_AT_ONCE).copied().collect();
    if indices.is_empty() {
        return Ok(Vec::new());
    }
    let leaves = draws
        .db
        .read(move |conn| {
            let mut leaves = Vec::with_capacity(indices.len());
            for index in &indices {
                let leaf = store::list_leaves(conn, LogId::Draw(id), *index, 1)?.pop();
                leaves.push(leaf.ok_or(LogError::Outside)?);
            }
            let mut log = read_log(conn, LogId::Draw(id))?;
            let proved = indices.into_iter().zip(leaves).map(|(index, leaf)| {
                let proof = log.inclusion(index, size)?;
                Ok(ProofLeaf {
                    index,
                    leaf,
                    proof: proof.iter().map(|hash| hash.to_base64()).collect(),
                })
            });
            proved.collect::<Result<Vec<_>, LogError>>()
        })
        .await?;
    Ok(leaves)
}

/// The next entry leaves of a closed draw, from leaf `from` on, a few thousand; none after the last entry.
///
/// # Errors
/// [`ProofError`]
pub async fn list_entry_leaves(
    draws: &Draws,
    outline: &ProofOutline,
    from: u64,
) -> Result<Vec<String>, ProofError> {
    let id = outline.draw_id;
    // the last leaf is the close leaf
    let left = (outline.size - 1).saturating_sub(from);
    let count = left.min(BUNDLES_AT_ONCE * 256);
    if count == 0 {
        return Ok(Vec::new());
    }
    Ok(draws
        .db
        .read(move |conn| store::list_leaves(conn, LogId::Draw(id), from, count))
        .await?)
}

/// The receipt of one's own entry, against the newest signed head of its log; `None` if there is no such entry of this
/// account. Nothing is told of the entries of others.
///
/// # Errors
/// [`ProofError`]
pub async fn find_receipt(
    draws: &Draws,
    name: DrawName,
    leaf_index: u64,
    account_id: i64,
) -> Result<Option<ReceiptFile>, ProofError> {
    let wanted = name.clone();
    let own = draws
        .db
        .read(move |conn| {
            let Some(draw) = store::find_draw(conn, &wanted)? else {
                return Ok(None);
            };
            let own = store::find_own_secret(conn, draw.id, leaf_index, account_id)?;
            Ok::<_, StoreError>(own.map(|own| (draw.id, own)))
        })
        .await?;
    let Some((id, (entry, salt, reference))) = own else {
        return Ok(None);
    };
    let signed = sign_present_head(draws, LogId::Draw(id)).await?;
    let size = signed.head.size;
    let (leaf, hashes) = draws
        .db
        .read(move |conn| {
            let leaf = store::list_leaves(conn, LogId::Draw(id), leaf_index, 1)?.pop();
            let hashes = read_log(conn, LogId::Draw(id))?.inclusion(leaf_index, size)?;
            Ok::<_, LogError>((leaf.ok_or(LogError::Outside)?, hashes))
        })
        .await?;
    let extra = format!("{leaf}salt {}\nref {reference}\n", hex::encode(salt));
    let proof = TlogProof {
        extra: Some(extra.into_bytes()),
        index: leaf_index,
        hashes,
        note: signed.note,
    };
    Ok(Some(ReceiptFile {
        draw: name,
        leaf_index,
        first: entry.first,
        last: entry.last(),
        time: entry.time,
        size,
        is_final: signed.head.is_complete,
        text: proof.to_string(),
    }))
}
