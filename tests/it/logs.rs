//! Logs over HTTP: a client that has the server's key and reads nothing but checkpoints and tiles.

use clearlot::fairness::{
    Checkpoint, Hash, SignedCheckpoint, Tile, TilePath, TileSource, TreeReader, is_consistent,
    leaf_hash, root_from_inclusion,
};
use reqwest::{StatusCode, header};

use crate::app::TestApp;
use crate::database::{Database, databases};

/// Fetches bytes; the answer must be good.
async fn bytes(app: &TestApp, path: &str) -> (Vec<u8>, header::HeaderMap) {
    let answer = app.browser().request("GET", path).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let headers = answer.headers().clone();
    (answer.bytes().await.unwrap().to_vec(), headers)
}

async fn status(app: &TestApp, path: &str) -> StatusCode {
    app.browser().get(path).await.status
}

/// The checkpoint at this address, its signature checked.
async fn checkpoint(app: &TestApp, prefix: &str) -> Checkpoint {
    let (note, headers) = bytes(app, &format!("{prefix}/checkpoint")).await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=2");
    let note = String::from_utf8(note).unwrap();
    let vkey = app.app.draws().vkey().unwrap();
    let signed = if prefix == "/vdraw" {
        SignedCheckpoint::of_server(&note, &vkey).unwrap()
    } else {
        SignedCheckpoint::of_draw(&note, &vkey).unwrap().0
    };
    signed.checkpoint().clone()
}

/// Hashes that were fetched.
struct Fetched(Vec<(Tile, Vec<Hash>)>);

impl TileSource for &Fetched {
    type Error = String;

    fn hashes(&mut self, tile: Tile) -> Result<Vec<Hash>, String> {
        let found = self.0.iter().find(|(known, _)| *known == tile);
        Ok(found.ok_or(format!("{tile:?} was not fetched"))?.1.clone())
    }
}

/// Every tile that a log of this size has.
async fn fetch(app: &TestApp, prefix: &str, size: u64) -> Fetched {
    let mut fetched = Fetched(Vec::new());
    for level in 0..3 {
        for index in 0.. {
            let Some(tile) = Tile::of_tree(level, index, size) else {
                break;
            };
            let path = format!("{prefix}/tile/{}", TilePath::Hashes(tile));
            let (hashes, headers) = bytes(app, &path).await;
            assert_eq!(headers[header::CONTENT_TYPE], "application/octet-stream");
            let caching = headers[header::CACHE_CONTROL].to_str().unwrap();
            assert_eq!(caching.contains("immutable"), tile.is_full(), "{path}");
            let hashes = hashes.as_chunks::<32>().0.iter();
            let hashes: Vec<Hash> = hashes.map(|hash| Hash::from_bytes(*hash)).collect();
            assert_eq!(u64::try_from(hashes.len()).unwrap(), tile.width);
            fetched.0.push((tile, hashes));
        }
    }
    fetched
}

/// Every leaf, from the bundles.
async fn fetch_leaves(app: &TestApp, prefix: &str, size: u64) -> Vec<String> {
    let mut leaves = Vec::new();
    for index in 0.. {
        let Some(tile) = Tile::of_tree(0, index, size) else {
            break;
        };
        let path = format!("{prefix}/tile/{}", TilePath::Entries(tile));
        let (bundle, _) = bytes(app, &path).await;
        let mut rest = bundle.as_slice();
        while let Some((length, after)) = rest.split_first_chunk() {
            let (leaf, after) = after.split_at(u16::from_be_bytes(*length).into());
            leaves.push(String::from_utf8(leaf.to_vec()).unwrap());
            rest = after;
        }
    }
    leaves
}

/// Reads a whole log by its tiles, and answers its leaves: each is where the tree says, and the root is the one signed.
async fn audit(app: &TestApp, prefix: &str) -> (Checkpoint, Vec<String>) {
    let log = checkpoint(app, prefix).await;
    let fetched = fetch(app, prefix, log.size).await;
    let leaves = fetch_leaves(app, prefix, log.size).await;
    assert_eq!(u64::try_from(leaves.len()).unwrap(), log.size);
    let mut tree = TreeReader::new(&fetched, log.size);
    assert_eq!(tree.root_at(log.size).unwrap(), log.root);
    for (index, leaf) in (0..).zip(&leaves) {
        let path = tree.inclusion(index, log.size).unwrap();
        let root = root_from_inclusion(leaf_hash(leaf), index, log.size, &path);
        assert_eq!(root, Some(log.root), "leaf {index}");
    }
    (log, leaves)
}

#[actix_web::test]
async fn a_client_reads_whole_logs_by_tiles_and_finds_every_leaf_under_the_signed_root() {
    for database in databases() {
        let app = TestApp::start(&database, "2026-11-20T20:00:00Z").await;
        let ann = app.signed_up("ann").await;
        let draw = "/vdraw/daily-2026-11-20";
        for _ in 0..300 {
            ann.submit("daily", "1").await;
        }
        let open = checkpoint(&app, draw).await;
        assert_eq!(open.size, 301);
        let early = fetch(&app, draw, open.size).await;
        for path in ["entries/000", "entries/001.p/45"] {
            let hidden = status(&app, &format!("{draw}/tile/{path}")).await;
            assert_eq!(
                hidden,
                StatusCode::NOT_FOUND,
                "{database}: sales are no one's yet"
            );
        }
        app.at("2026-11-21T00:00:00Z").await;

        let (closed, leaves) = audit(&app, draw).await;
        assert_eq!(closed.size, 302);
        assert!(
            leaves[301].starts_with("vdraw/1 close\n"),
            "{}",
            leaves[301]
        );
        let late = fetch(&app, draw, closed.size).await;
        let mut tree = TreeReader::new(&late, closed.size);
        let proof = tree.consistency(open.size, closed.size).unwrap();
        let (old, new) = ((open.size, open.root), (closed.size, closed.root));
        assert!(is_consistent(old, new, &proof));
        let mut tree = TreeReader::new(&early, open.size);
        assert_eq!(tree.root_at(open.size).unwrap(), open.root);

        let (log, anchors) = audit(&app, "/vdraw").await;
        assert_eq!(log.origin, "127.0.0.1/vdraw");
        let (root, size) = (closed.root.to_base64(), closed.size);
        let close = format!("vdraw/1 anchor\nclose {} {size} {root}\n", closed.origin);
        assert!(anchors.contains(&close), "{anchors:?}");
    }
}

#[actix_web::test]
async fn what_a_log_does_not_have_is_not_found() {
    let app = TestApp::start(&Database::sqlite(), "2026-11-20T20:00:00Z").await;
    let draw = "/vdraw/daily-2026-11-20";
    assert_eq!(
        status(&app, &format!("{draw}/checkpoint")).await,
        StatusCode::OK
    );
    assert_eq!(
        status(&app, &format!("{draw}/tile/0/000.p/1")).await,
        StatusCode::OK
    );
    for path in [
        "/vdraw/tile/0/001",
        "/vdraw/tile/0/000",
        "/vdraw/tile/1/000.p/1",
        "/vdraw/tile/0/0",
        "/vdraw/tile/64/000",
        "/vdraw/tile/0/000.p/0",
        "/vdraw/tile/0/000.p/256",
        "/vdraw/tile/entries/x001/000",
        "/vdraw/tile/",
        "/vdraw/nothing/checkpoint",
        "/vdraw/A/checkpoint",
        "/vdraw/daily-2026-11-20/tile/0/000.p/2",
        // which entries it has is shown once it is over
        "/vdraw/daily-2026-11-20/tile/entries/000.p/2",
        // its terms may still change
        "/vdraw/daily-2026-11-21/tile/entries/000.p/1",
        "/vdraw/daily-2026-11-21/checkpoint",
        "/vdraw/daily-2026-11-21/tile/0/000.p/1",
    ] {
        let answer = app.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let announced = status(&app, "/vdraw/daily-2026-11-20/tile/entries/000.p/1").await;
    assert_eq!(
        announced,
        StatusCode::OK,
        "what it announced is for everybody"
    );
    app.at("2026-11-20T23:00:00Z").await;
    let fixed = status(&app, "/vdraw/daily-2026-11-21/checkpoint").await;
    assert_eq!(fixed, StatusCode::OK, "its terms stand");
}

#[actix_web::test]
async fn programs_on_pages_of_other_sites_may_read_logs() {
    let app = TestApp::start(&Database::sqlite(), "2026-11-20T20:00:00Z").await;
    for path in [
        "/vdraw/checkpoint",
        "/vdraw/tile/0/000.p/1",
        "/vdraw/tile/0/9",
    ] {
        let answer = app.browser().get(path).await;
        assert_eq!(
            answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN],
            "*",
            "{path}"
        );
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{path}");
    }
}
