//! The log of a dishonest server: whatever the leaves, they are hashed, signed with the right key and put into a proof with all
//! entries, so that everything behind the signature sees them. Leaves are separated by a zero byte, the seed comes last.
#![no_main]

use clearlot_fuzz::fairness::{
    Checkpoint, Frontier, Hash, Tile, TileSource, TreeReader, leaf_hash, verify_proof,
};
use clearlot_fuzz::{SIGNER, trust};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

/// A real round of quicknet: its signature cannot be made up.
const ROUND_123: &str = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";

/// A tree of at most 256 leaves is one tile.
struct Leaves<'a>(&'a [Hash]);

impl TileSource for Leaves<'_> {
    type Error = std::convert::Infallible;

    fn hashes(&mut self, tile: Tile) -> Result<Vec<Hash>, Self::Error> {
        let width = usize::try_from(tile.width).unwrap_or(usize::MAX);
        Ok(self.0.iter().copied().take(width).collect())
    }
}

fn beacon(open: &str) -> Value {
    match open.split_once("\nbeacon drand ") {
        Some((_, rest)) => json!({
            "kind": "drand", "chain": rest.split(' ').next(), "round": 123, "signature": ROUND_123,
        }),
        None => json!({ "kind": "none" }),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let mut leaves: Vec<&str> = text.split('\0').collect();
    let seed = leaves.pop().filter(|seed| *seed != "none");
    if !(2..=256).contains(&leaves.len()) {
        return;
    }
    let hashes: Vec<Hash> = leaves.iter().map(leaf_hash).collect();
    let mut frontier = Frontier::default();
    for hash in &hashes {
        frontier.append(*hash);
    }
    let (size, last) = (frontier.size(), leaves.len() - 1);
    let origin = leaves[0].lines().nth(1).unwrap_or_default().to_owned();
    let checkpoint = Checkpoint {
        origin,
        size,
        root: frontier.root(),
    };
    let mut tree = TreeReader::new(Leaves(&hashes), size);
    let mut shown = Vec::new();
    for (index, leaf) in (0..size).zip(&leaves) {
        let path = tree.inclusion(index, size).expect("the tree has it");
        let path: Vec<String> = path.iter().map(Hash::to_base64).collect();
        shown.push(json!({ "index": index, "leaf": leaf, "proof": path }));
    }
    let mut proof = json!({
        "format": "vdraw/1 proof",
        "checkpoint": SIGNER.sign_checkpoint(&checkpoint),
        "seed": seed,
        "beacon": beacon(leaves[0]),
        "leaves": shown,
        "draws": [],
        "entries": &leaves[1..last],
    });
    if leaves[0].contains("\nnumbers shuffled ") && proof["beacon"]["kind"] == "drand" {
        proof["open_beacon"] = proof["beacon"].clone();
    }
    let proof = proof.to_string();
    let Ok(verified) = verify_proof(&mut proof.as_bytes(), &trust(0), None);
    if let Ok(report) = verified.result {
        // nobody is drawn only where there is nobody
        assert!(report.draws.is_empty());
    }
});
