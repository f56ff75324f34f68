//! Names of the parts of a log as it is served: tiles of 256 hashes, and bundles of 256 leaves.
//! Not their contents: hashes come from a [`TileSource`](super::TileSource).

use std::fmt;

use super::text::parse_dec;

/// Hashes in a full tile, and leaves in a full bundle.
pub const TILE_WIDTH: u64 = 256;

/// Levels of tiles that a tree of fewer than 2^64 leaves can have.
const LEVEL_MAX: u64 = 63;

/// Consecutive hashes of one level: at level 0 of leaves, at level L of subtrees of 256^L leaves.
///
/// Source: C2SP tlog-tiles, *Merkle Tree*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    /// 0 to 63.
    pub level: u8,
    /// Which tile of the level, from the left.
    pub index: u64,
    /// How many hashes, from the tile's left: 1 to 256.
    pub width: u64,
}

impl Tile {
    /// The place of the tile's first hash among those of its level.
    pub fn start(self) -> u64 {
        self.index.saturating_mul(TILE_WIDTH)
    }

    /// The tile with all that a tree of `size` leaves has of it; `None` if that is nothing.
    pub fn of_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        let start = index.checked_mul(TILE_WIDTH)?;
        let left = hashes_at(level, size).checked_sub(start)?;
        let width = left.min(TILE_WIDTH);
        (width > 0).then_some(Self {
            level,
            index,
            width,
        })
    }

    /// Whether a tree of `size` leaves has all hashes of the tile.
    pub fn is_in(self, size: u64) -> bool {
        Self::of_tree(self.level, self.index, size).is_some_and(|whole| self.width <= whole.width)
    }

    /// Whether it is as wide as a tile can be: then it never changes.
    pub fn is_full(self) -> bool {
        self.width == TILE_WIDTH
    }
}

/// How many subtrees of 256^`level` leaves are complete in a tree of `size` leaves.
fn hashes_at(level: u8, size: u64) -> u64 {
    let bits = u32::from(level).saturating_mul(8);
    size.checked_shr(bits).unwrap_or(0)
}

/// What follows `tile/` in the address of a part of a log. `Display` writes it.
///
/// Source: C2SP tlog-tiles, *Merkle Tree* and *Log entries*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TilePath {
    /// `<L>/<N>[.p/<W>]`.
    Hashes(Tile),
    /// `entries/<N>[.p/<W>]`: the leaves themselves; the tile is the one of level 0 with their hashes.
    Entries(Tile),
}

impl TilePath {
    /// Reads a path; `None` for any other way to write it.
    pub fn parse(path: &str) -> Option<Self> {
        let (level, rest) = path.split_once('/')?;
        if level == "entries" {
            return Some(Self::Entries(parse_tile(0, rest)?));
        }
        let level = parse_dec(level).ok().filter(|level| *level <= LEVEL_MAX)?;
        let tile = parse_tile(u8::try_from(level).ok()?, rest)?;
        Some(Self::Hashes(tile))
    }

    /// The tile, or the one with the hashes of the leaves.
    pub fn tile(self) -> Tile {
        match self {
            Self::Hashes(tile) | Self::Entries(tile) => tile,
        }
    }
}

fn parse_tile(level: u8, text: &str) -> Option<Tile> {
    let (index, width) = match text.split_once(".p/") {
        Some((index, width)) => {
            let width = parse_dec(width).ok()?;
            (index, Some(width).filter(|w| (1..TILE_WIDTH).contains(w))?)
        }
        None => (text, TILE_WIDTH),
    };
    let tile = Tile {
        level,
        index: parse_index(index)?,
        width,
    };
    Some(tile)
}

/// `x001/x234/067` is 1234067: groups of three digits, `x` before all but the last, no group of zeros in front.
fn parse_index(text: &str) -> Option<u64> {
    let mut digits = String::new();
    let mut groups = text.split('/').peekable();
    while let Some(group) = groups.next() {
        let group = match groups.peek() {
            Some(_) => group.strip_prefix('x')?,
            None => group,
        };
        let is_group = group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
        if !is_group || digits.len() > 18 {
            return None;
        }
        digits.push_str(group);
    }
    let index = digits.parse().ok()?;
    (write_index(index) == text).then_some(index)
}

fn write_index(index: u64) -> String {
    let mut text = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    text
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hashes(tile) => write!(f, "{}/", tile.level)?,
            Self::Entries(_) => f.write_str("entries/")?,
        }
        let tile = self.tile();
        f.write_str(&write_index(tile.index))?;
        if tile.is_full() {
            return Ok(());
        }
        write!(f, ".p/{}", tile.width)
    }
}

/// A bundle of leaves: before each its length in two bytes. `None` if a leaf is too long for that.
///
/// Source: C2SP tlog-tiles, *Log entries*.
pub fn entry_bundle<'a>(leaves: impl IntoIterator<Item = &'a str>) -> Option<Vec<u8>> {
    let mut bundle = Vec::new();
    for leaf in leaves {
        let length = u16::try_from(leaf.len()).ok()?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(leaf.as_bytes());
    }
    Some(bundle)
}

/// The leaves of a bundle as [`entry_bundle`] writes it; `None` if it is none, or a leaf is no text.
///
/// Source: C2SP tlog-tiles, *Log entries*.
pub fn parse_entry_bundle(mut bytes: &[u8]) -> Option<Vec<String>> {
    let mut leaves = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (leaf, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        leaves.push(String::from_utf8(leaf.to_vec()).ok()?);
        bytes = rest;
    }
    Some(leaves)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Option<TilePath> {
        TilePath::parse(text)
    }

    #[test]
    fn a_path_is_read_as_it_is_written() {
        for text in [
            "0/000",
            "0/x001/x234/067",
            "63/999",
            "1/x001/000.p/1",
            "2/003.p/255",
            "entries/000",
            "entries/x001/234.p/99",
            "0/x018/x446/x744/x073/x709/x551/615",
        ] {
            assert_eq!(path(text).unwrap().to_string(), text);
        }
        let tile = path("0/x001/x234/067").unwrap().tile();
        assert_eq!((tile.index, tile.width), (1_234_067, 256));
    }

    #[test]
    fn a_path_that_is_written_otherwise_is_none() {
        for text in [
            "",
            "0",
            "0/",
            "64/000",
            "00/000",
            "-1/000",
            "0/0",
            "0/0000",
            "0/001/002",
            "0/x001",
            "0/x000/001",
            "0/x1/001",
            "0/x00a/001",
            "0/+01",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/01",
            "0/000.p/",
            "0/000.p",
            "0/000/",
            "0/x018/x446/x744/x073/x709/x551/616",
            "0/x001/x018/x446/x744/x073/x709/x551/615",
            "entries/0/000",
            "leaves/000",
        ] {
            assert_eq!(path(text), None, "{text}");
        }
    }

    #[test]
    fn a_tree_has_the_tiles_of_the_specification() {
        // the example of C2SP tlog-tiles
        let width = |level, index| Tile::of_tree(level, index, 70_000).map(|tile| tile.width);
        assert_eq!((width(0, 272), width(0, 273)), (Some(256), Some(112)));
        assert_eq!(width(0, 274), None);
        assert_eq!((width(1, 0), width(1, 1)), (Some(256), Some(17)));
        assert_eq!((width(2, 0), width(3, 0)), (Some(1), None));
        assert_eq!(Tile::of_tree(1, 0, 256).map(|tile| tile.width), Some(1));
        assert_eq!(Tile::of_tree(63, 0, u64::MAX), None);
        let partial = Tile {
            level: 0,
            index: 273,
            width: 113,
        };
        assert!(!partial.is_in(70_000) && partial.is_in(70_001));
    }

    #[test]
    fn a_bundle_has_each_leaf_behind_its_length() {
        assert_eq!(
            entry_bundle(["a", "", "bc"]).unwrap(),
            b"\0\x01a\0\0\0\x02bc"
        );
        assert_eq!(
            parse_entry_bundle(b"\0\x01a\0\0\0\x02bc").unwrap(),
            ["a", "", "bc"]
        );
        for cut in [&b"\0"[..], b"\0\x02a", b"\0\x01\xff", b"\0\x01ab"] {
            assert_eq!(parse_entry_bundle(cut), None, "{cut:?}");
        }
        let longest = "a".repeat(65_535);
        assert!(entry_bundle([longest.as_str()]).is_some());
        assert!(entry_bundle([format!("{longest}a").as_str()]).is_none());
    }
}
