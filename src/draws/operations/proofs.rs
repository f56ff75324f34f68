//! Proof files and receipts, read from kept hashes: what they cost does not grow with the draw, but for the leaves they
//! list. A closed log never changes, so the parts of one file may be read in transactions of their own.

use std::collections::BTreeSet;

use super::Draws;
use super::dealing::opening_beacon;
use super::heads::sign_head;
use super::logs::{LogError, read_log};
use super::proving::{prove_anchors, prove_leaf};
use super::signing::SignError;
use crate::draws::log::{AnchorKind, LogId};
use crate::draws::model::{Draw, DrawName, DrawResult, DrawnBallot};
use crate::draws::proof::{
    ProofBeacon, ProofDraw, ProofHead, ProofLeaf, ProofOutline, ReceiptFile,
};
use crate::draws::store;
use crate::fairness::{BeaconOutcome, Chain, Numbering, TlogProof};
use crate::store::{Conn, StoreError};

/// How many leaves with their proofs are read at once.
const LEAVES_AT_ONCE: usize = 256;
/// How many bundles of 256 entries are read at once.
const BUNDLES_AT_ONCE: u64 = 8;

/// The proof file of a draw, but for its leaves; `None` while it is not drawn.
///
/// # Errors
/// [`SignError`]
pub async fn find_proof(draws: &Draws, name: DrawName) -> Result<Option<ProofOutline>, SignError> {
    let found = draws.db.read(move |conn| find(conn, &name)).await?;
    let Some(Found {
        draw,
        result,
        drawn,
        opening,
    }) = found
    else {
        return Ok(None);
    };
    // the open leaf, the entries and the close leaf
    let size = draw.entries + 2;
    let closed = sign_head(draws, LogId::Draw(draw.id), size).await?;
    let mut proved = prove_anchors(draws, draw.id).await?;
    let mut of_kind = |kind| {
        let at = proved.iter().position(|one| one.anchor.kind == kind)?;
        Some(proved.swap_remove(at).proof.to_string())
    };
    let owners = drawn.iter().map(|drawn| drawn.leaf_index);
    let indices: BTreeSet<u64> = owners.chain([0, size - 1]).collect();
    Ok(Some(ProofOutline {
        size,
        indices: indices.into_iter().collect(),
        head: ProofHead {
            format: "vdraw/1 proof",
            checkpoint: closed.note,
            seed: result.seed,
            beacon: match result.beacon {
                Some((round, signature)) => ProofBeacon::drand(Chain::Quicknet, round, &signature),
                None => ProofBeacon::None,
            },
            open_beacon: opening.map(ProofBeacon::of),
            draws: drawn.iter().map(ProofDraw::from).collect(),
            anchor_open: of_kind(AnchorKind::Open),
            anchor_close: of_kind(AnchorKind::Close),
            anchor_result: of_kind(AnchorKind::Result),
        },
        draw,
    }))
}

/// What is read of a drawn draw in one snapshot.
struct Found {
    draw: Draw,
    result: DrawResult,
    drawn: Vec<DrawnBallot>,
    /// The round that shuffled the numbers of a raffle.
    opening: Option<BeaconOutcome>,
}

fn find(conn: &mut Conn, name: &DrawName) -> Result<Option<Found>, StoreError> {
    let Some(draw) = store::find_draw(conn, name)? else {
        return Ok(None);
    };
    let Some(result) = store::find_result(conn, draw.id)? else {
        return Ok(None);
    };
    let drawn = store::list_drawn_ballots(conn, &[draw.id], false)?;
    let is_raffle = matches!(draw.open_leaf.fields().numbers, Numbering::Shuffled(_));
    let opening = match is_raffle && draw.has_beacon() && result.seed.is_some() {
        true => opening_beacon(conn, &draw.open_leaf)?,
        false => None,
    };
    Ok(Some(Found {
        draw,
        result,
        drawn,
        opening,
    }))
}

/// The next leaves of a proof file, from place `from` of its list of indices on; none after the last.
///
/// # Errors
/// [`SignError`]
pub async fn list_proof_leaves(
    draws: &Draws,
    outline: &ProofOutline,
    from: usize,
) -> Result<Vec<ProofLeaf>, SignError> {
    let (id, size) = (outline.draw.id, outline.size);
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
/// [`SignError`]
pub async fn list_entry_leaves(
    draws: &Draws,
    outline: &ProofOutline,
    from: u64,
) -> Result<Vec<String>, SignError> {
    let id = outline.draw.id;
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
/// [`SignError`]
pub async fn find_receipt(
    draws: &Draws,
    name: DrawName,
    leaf_index: u64,
    account_id: i64,
) -> Result<Option<ReceiptFile>, SignError> {
    receipt(draws, name, leaf_index, Some(account_id)).await
}

/// The receipt of the entry of a ticket. For who has shown the ticket's code: nothing else says whose it is.
///
/// # Errors
/// [`SignError`]
pub async fn find_ticket_receipt(
    draws: &Draws,
    name: DrawName,
    leaf_index: u64,
) -> Result<Option<ReceiptFile>, SignError> {
    receipt(draws, name, leaf_index, None).await
}

async fn receipt(
    draws: &Draws,
    name: DrawName,
    leaf_index: u64,
    account_id: Option<i64>,
) -> Result<Option<ReceiptFile>, SignError> {
    let own = draws
        .db
        .read(move |conn| {
            let Some(draw) = store::find_draw(conn, &name)? else {
                return Ok(None);
            };
            let own = store::find_secret(conn, draw.id, leaf_index, account_id)?;
            let leaf = store::list_leaves(conn, LogId::Draw(draw.id), leaf_index, 1)?.pop();
            Ok::<_, StoreError>(own.zip(leaf).map(|(own, leaf)| (draw, own, leaf)))
        })
        .await?;
    let Some((draw, (entry, salt, reference), leaf)) = own else {
        return Ok(None);
    };
    let (head, proof) = prove_leaf(draws, LogId::Draw(draw.id), leaf_index).await?;
    let extra = format!("{leaf}salt {}\nref {reference}\n", hex::encode(salt));
    let proof = TlogProof {
        extra: Some(extra.into_bytes()),
        ..proof
    };
    Ok(Some(ReceiptFile {
        draw: draw.name,
        label: draw.label,
        entry,
        size: head.size,
        is_final: head.is_complete,
        text: proof.to_string(),
    }))
}
