//! Proofs read from the kept hashes of a stored log, against the tree hashed anew from its rows.

use clearlot::draws::operations::check_draws;
use clearlot::draws::{LogError, LogId, read_leaves, read_log, read_tile};
use clearlot::fairness::{Hash, Tile, is_consistent, leaf_hash, node_hash, root_from_inclusion};
use clearlot::store::StoreError;

use super::log::StoredLog;
use super::{CLOSES, DrawId, Instance, ballots, plan};
use crate::database::databases;

/// RFC 6962 §2.1.
fn root_of(leaves: &[Hash]) -> Hash {
    if let [leaf] = leaves {
        return *leaf;
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    node_hash(&root_of(left), &root_of(right))
}

async fn fill(instance: &Instance, entries: usize) {
    let all = (0..entries).map(|_| ballots("daily", 1, 1)).collect();
    for answer in instance.append_all(all).await {
        answer.unwrap();
    }
}

async fn faults(instance: &Instance) -> Vec<String> {
    check_draws(&instance.db, None).await.unwrap().faults
}

/// Every proof that can be asked for is right, for some sizes and leaves.
async fn check_proofs(instance: &Instance, id: DrawId) {
    let leaves = StoredLog::of(instance, id).await.leaves();
    let hashes: Vec<Hash> = leaves.iter().map(leaf_hash).collect();
    let size = u64::try_from(leaves.len()).unwrap();
    let is_over = instance.draw(id).await.closed_at.is_some();
    let read = instance.db.read(move |conn| {
        let mut log = read_log(conn, LogId::Draw(id))?;
        assert_eq!((log.head().size, log.head().root), (size, root_of(&hashes)));
        for at in [1, 2, 255, 256, 257, 511, 512, 599, size] {
            let at = at.min(size);
            let root = root_of(&hashes[..usize::try_from(at).unwrap()]);
            assert_eq!(log.root_at(at)?, root);
            for index in [0, 1, 254, 255, 256, at - 1].map(|index| index.min(at - 1)) {
                let path = log.inclusion(index, at)?;
                let leaf = hashes[usize::try_from(index).unwrap()];
                assert_eq!(root_from_inclusion(leaf, index, at, &path), Some(root));
            }
            let proof = log.consistency(at, size)?;
            assert!(is_consistent((at, root), (size, root_of(&hashes)), &proof));
        }
        assert!(matches!(log.inclusion(size, size), Err(LogError::Outside)));
        assert!(matches!(log.root_at(size + 1), Err(LogError::Outside)));
        for index in 0..=size / 256 {
            let Some(tile) = Tile::of_tree(0, index, size) else {
                continue;
            };
            let start = usize::try_from(tile.start()).unwrap();
            let end = start + usize::try_from(tile.width).unwrap();
            match read_leaves(conn, LogId::Draw(id), tile) {
                Ok(texts) => assert_eq!(texts, leaves[start..end]),
                Err(LogError::NotPublic) => assert!(!is_over),
                Err(e) => return Err(e),
            }
            let tile_hashes = read_tile(conn, LogId::Draw(id), tile)?;
            assert_eq!(tile_hashes, hashes[start..end]);
        }
        let beyond = Tile {
            level: 0,
            index: size / 256,
            width: size % 256 + 1,
        };
        assert!(matches!(
            read_tile(conn, LogId::Draw(id), beyond),
            Err(LogError::Outside)
        ));
        Ok::<_, LogError>(())
    });
    read.await.unwrap();
}

#[actix_web::test]
async fn every_proof_of_a_log_is_read_from_its_kept_hashes() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        check_proofs(&instance, id).await;
        // the close leaf is the 768th and completes a subtree of its own
        fill(&instance, 600).await;
        check_proofs(&instance, id).await;
        fill(&instance, 166).await;
        instance.at(CLOSES);
        instance.tick().await;
        check_proofs(&instance, id).await;
        assert_eq!(faults(&instance).await, [""; 0], "{database}");
        let nodes = instance
            .read(|conn| {
                use diesel::prelude::*;
                Ok(clearlot::schema::tree_nodes::table
                    .count()
                    .get_result::<i64>(conn)?)
            })
            .await;
        assert_eq!(nodes, 3);
    }
}

#[actix_web::test]
async fn a_log_from_before_hashes_were_kept_gets_them_while_ballots_arrive() {
    for database in databases() {
        let instance = Instance::start(&database);
        let id = instance.open(plan("daily")).await;
        fill(&instance, 700).await;
        instance
            .meddle(
                "DELETE FROM tree_nodes; INSERT INTO tree_backlog (draw_id) SELECT id FROM draws",
            )
            .await;
        assert_eq!(faults(&instance).await, [""; 0], "it is known to lack them");
        let answer = instance.db.read(move |conn| {
            let answer = read_log(conn, LogId::Draw(id)).map(drop);
            assert!(matches!(answer, Err(LogError::NotReady)), "{answer:?}");
            Ok::<_, StoreError>(())
        });
        answer.await.unwrap();
        fill(&instance, 100).await;
        instance.tick().await;
        fill(&instance, 300).await;
        check_proofs(&instance, id).await;
        assert_eq!(faults(&instance).await, [""; 0], "{database}");
    }
}

#[actix_web::test]
async fn a_check_finds_a_kept_hash_that_is_wrong_or_missing() {
    for database in databases() {
        let instance = Instance::start(&database);
        instance.open(plan("daily")).await;
        fill(&instance, 600).await;
        instance
            .meddle("DELETE FROM tree_nodes WHERE position = 1")
            .await;
        let faults = faults(&instance).await;
        assert_eq!(faults.len(), 1, "{database}: {faults:?}");
        assert!(faults[0].contains("kept hashes"), "{faults:?}");
    }
}
