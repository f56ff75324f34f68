//! Tiles as another server might serve them: paths and bundles are written back to the same bytes, and trees of any size, proofs of
//! any length and kept heads of any content are refused or used, and nothing else.
#![no_main]

use clearlot_fuzz::fairness::{
    Frontier, Hash, Tile, TilePath, TileSource, TreeReader, entry_bundle, is_consistent,
    parse_entry_bundle, root_from_inclusion,
};
use libfuzzer_sys::fuzz_target;

/// Hashes that were sent, whatever tile was asked for.
struct Sent<'a>(&'a [Hash]);

impl TileSource for Sent<'_> {
    type Error = std::convert::Infallible;

    fn hashes(&mut self, tile: Tile) -> Result<Vec<Hash>, Self::Error> {
        let width = usize::try_from(tile.width).unwrap_or(usize::MAX);
        Ok(self.0.iter().copied().cycle().take(width).collect())
    }
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Some(path) = TilePath::parse(text)
    {
        assert_eq!(path.to_string(), text);
        let _ = (path.tile().start(), path.tile().is_in(u64::MAX));
    }
    if let Some(leaves) = parse_entry_bundle(bytes) {
        let written = entry_bundle(leaves.iter().map(String::as_str));
        assert_eq!(written.as_deref(), Some(bytes));
    }
    if let Ok(frontier) = Frontier::from_bytes(bytes) {
        assert_eq!(frontier.to_bytes(), bytes);
        let mut grown = frontier.clone();
        grown.append(Hash::from_bytes([7; 32]));
        assert_eq!(grown.size(), frontier.size() + 1);
    }
    let (numbers, _) = bytes.as_chunks::<8>();
    let [index, size, other, ..] = numbers else {
        return;
    };
    let [index, size, other] = [index, size, other].map(|bytes| u64::from_be_bytes(*bytes));
    let hashes = bytes.get(24..).unwrap_or_default().as_chunks::<32>().0;
    let hashes: Vec<Hash> = hashes.iter().map(|hash| Hash::from_bytes(*hash)).collect();
    let leaf = Hash::from_bytes([1; 32]);
    if let Some(root) = root_from_inclusion(leaf, index, size, &hashes) {
        assert_eq!(root_from_inclusion(leaf, index, size, &hashes), Some(root));
        assert!(index < size && hashes.len() <= 64);
    }
    let _ = is_consistent((other, leaf), (size, leaf), &hashes);
    if hashes.is_empty() {
        return;
    }
    let mut tree = TreeReader::new(Sent(&hashes), size);
    if let Ok(path) = tree.inclusion(index, size) {
        assert!(index < size && path.len() <= 64);
    }
    let _ = tree.consistency(other, size);
    let _ = tree.root_at(other);
});
