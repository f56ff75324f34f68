//! The tile vectors, from the side of the server: kept hashes and bundles come out as the files are, byte for byte, and
//! proofs read from the files are those of the whole tree. How a server serves them is in `draws/serving`.

use std::fs::{read, read_to_string};

use clearlot::fairness::*;

use crate::verify::vector_path;

/// All leaves of the vectors' large draw.
fn leaves() -> Vec<String> {
    let mut leaves = Vec::new();
    for tile in ["000", "001", "002", "003.p/234"] {
        let bundle = file(&format!("entries/{tile}"));
        let mut rest = bundle.as_slice();
        while let Some((length, after)) = rest.split_first_chunk() {
            let (leaf, after) = after.split_at(u16::from_be_bytes(*length).into());
            leaves.push(String::from_utf8(leaf.to_vec()).unwrap());
            rest = after;
        }
    }
    leaves
}

fn file(path: &str) -> Vec<u8> {
    read(vector_path(&format!("tiles/tile/{path}"))).unwrap()
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// The vector files as a log that a client fetches.
struct TileFiles;

impl TileSource for TileFiles {
    type Error = std::io::Error;

    fn hashes(&mut self, tile: Tile) -> Result<Vec<Hash>, std::io::Error> {
        let path = TilePath::Hashes(tile);
        let bytes = read(vector_path(&format!("tiles/tile/{path}")))?;
        let hashes = bytes.as_chunks::<32>().0.iter();
        Ok(hashes.map(|hash| Hash::from_bytes(*hash)).collect())
    }
}

fn checkpoint() -> Checkpoint {
    let note = read_to_string(vector_path("tiles/checkpoint")).unwrap();
    Checkpoint::parse(SignedNote::parse(&note).unwrap().text()).unwrap()
}

#[test]
fn what_a_growing_tree_keeps_are_the_tiles_of_the_vectors() {
    let (mut frontier, mut kept) = (Frontier::default(), Vec::new());
    for leaf in leaves() {
        kept.extend(frontier.append(leaf_hash(leaf)));
    }
    assert!(kept.iter().all(|node| node.level == 1));
    let hashes: Vec<Hash> = kept.iter().map(|node| node.hash).collect();
    assert_eq!(bytes(&hashes), file("1/000.p/3"));
    let log = checkpoint();
    assert_eq!((frontier.size(), frontier.root()), (log.size, log.root));
}

#[test]
fn bundles_are_written_as_the_vectors_have_them() {
    let leaves = leaves();
    let size = u64::try_from(leaves.len()).unwrap();
    for index in 0..4 {
        let tile = Tile::of_tree(0, index, size).unwrap();
        let start = usize::try_from(tile.start()).unwrap();
        let part = leaves[start..].iter().take(256).map(String::as_str);
        let path = TilePath::Entries(tile).to_string();
        assert_eq!(entry_bundle(part).unwrap(), file(&path), "{path}");
    }
}

#[test]
fn a_client_reads_every_proof_from_the_vector_files() {
    let (leaves, log) = (leaves(), checkpoint());
    let mut reader = TreeReader::new(TileFiles, log.size);
    assert_eq!(reader.root_at(log.size).unwrap(), log.root);
    for index in [0, 1, 255, 256, 511, 767, 768, 1000, 1001] {
        let path = reader.inclusion(index, log.size).unwrap();
        let leaf = leaf_hash(&leaves[usize::try_from(index).unwrap()]);
        let root = root_from_inclusion(leaf, index, log.size, &path);
        assert_eq!(root, Some(log.root), "leaf {index}");
    }
    for old in [1, 255, 256, 257, 512, 1001] {
        let proof = reader.consistency(old, log.size).unwrap();
        let root = reader.root_at(old).unwrap();
        assert!(
            is_consistent((old, root), (log.size, log.root), &proof),
            "size {old}"
        );
    }
}
