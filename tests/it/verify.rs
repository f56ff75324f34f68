//! Every vector of `draw-spec/vectors` against the offline verifier: each gives its `expect`, codes included.
//! Made-up proofs and damaged ones are in `verify_made`.

use std::fs::{read, read_to_string};
use std::path::{Path, PathBuf};

use clearlot::fairness::*;
use serde_json::{Value, json};

pub fn vector_path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(file)
}

pub fn vectors(file: &str) -> Vec<Value> {
    serde_json::from_str(&read_to_string(vector_path(file)).unwrap()).unwrap()
}

fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
    vector[name].as_str().unwrap()
}

pub fn server_key(vector: &Value) -> ServerVkey {
    ServerVkey::parse(text(vector, "vkey")).unwrap()
}

pub fn trust(vector: &Value) -> Trust {
    let witnesses = vector["witnesses"].as_array().into_iter().flatten();
    let witnesses = witnesses.map(|key| WitnessVkey::parse(key.as_str().unwrap()).unwrap());
    let quorum = vector["quorum"].as_u64().unwrap_or(0);
    Trust::server(server_key(vector))
        .with_witnesses(witnesses.collect(), quorum.try_into().unwrap())
}

/// Verifies a proof that is in memory.
pub fn verify(proof: &[u8], trust: &Trust, probe: Option<Probe>) -> Verification<Report> {
    let Ok(verification) = verify_proof(&mut { proof }, trust, probe);
    verification
}

fn expect_of_draw(verification: &Verification<Report>) -> Value {
    match &verification.result {
        Err(failed) => json!({"ok": false, "error": failed.failure.code().as_str()}),
        Ok(report) => {
            let draws = report.draws.iter().map(|ballot| {
                let drawn = ballot.drawn;
                json!({"ballot": drawn.ballot, "index": drawn.leaf_index, "outcome": drawn.outcome.to_string()})
            });
            let draws: Vec<Value> = draws.collect();
            json!({
                "ok": true,
                "level": report.level.as_str(),
                "fallback": report.fallback,
                "early": report.early.is_some(),
                "full": report.full,
                "draws": draws,
            })
        }
    }
}

/// Verifies every vector of a file and returns how many there are.
fn every_draw_gives_its_expect(file: &str) -> usize {
    let vectors = vectors(file);
    for vector in &vectors {
        let proof = serde_json::to_vec(&vector["proof"]).unwrap();
        let found = verify(&proof, &trust(vector), None);
        assert_eq!(
            expect_of_draw(&found),
            vector["expect"],
            "{file}: {}: {:?}",
            vector["name"],
            found.result
        );
    }
    vectors.len()
}

#[test]
fn every_valid_draw_is_verified_with_its_level_and_its_winners() {
    let files = [
        "draws.json",
        "large.json",
        "raffle.json",
        "witness.json",
        "atclose.json",
    ];
    assert_eq!(files.map(every_draw_gives_its_expect), [18, 1, 3, 5, 21]);
}

#[test]
fn every_tampered_draw_fails_with_its_code() {
    assert_eq!(every_draw_gives_its_expect("tampered.json"), 118);
}

/// The members of a receipt's `expect` that the vector has; the others may be anything.
fn found_receipt(vector: &Value) -> Value {
    let failed = |code: Option<Code>| json!({"ok": false, "error": code.unwrap().as_str()});
    let receipt = verify_receipt(
        text(vector, "receipt"),
        &server_key(vector),
        vector["ref"].as_str(),
    );
    let code = receipt.code();
    let Ok(receipt) = receipt.result else {
        return failed(code);
    };
    let mut found = json!({
        "ok": true,
        "first": receipt.entry.fields().first,
        "count": receipt.entry.fields().count,
        "ref": receipt.reference.as_str(),
    });
    if vector["proof"].is_object() {
        let proof = serde_json::to_vec(&vector["proof"]).unwrap();
        let trust = Trust::server(server_key(vector));
        let report = verify(&proof, &trust, Some(receipt.probe()))
            .result
            .unwrap();
        let compared = compare_receipt(&receipt, &report);
        let code = compared.code();
        let Ok(compared) = compared.result else {
            return failed(code);
        };
        found["in_closed_log"] = json!(compared.in_closed_log);
        found["cancelled"] = json!(compared.cancelled);
    }
    found
}

#[test]
fn every_receipt_is_judged_as_expected() {
    let vectors = vectors("receipts.json");
    assert_eq!(vectors.len(), 14);
    for vector in &vectors {
        let found = found_receipt(vector);
        for (member, expected) in vector["expect"].as_object().unwrap() {
            assert_eq!(&found[member], expected, "{}: {member}", vector["name"]);
        }
    }
}

#[test]
fn every_session_of_plays_is_judged_as_expected() {
    let vectors = vectors("plays.json");
    assert_eq!(vectors.len(), 10);
    for vector in &vectors {
        let file = serde_json::to_vec(&vector["plays"]).unwrap();
        let Ok(found) = verify_plays(&mut file.as_slice());
        let found = match found.result {
            Ok(report) => json!({"ok": true, "plays": report.plays}),
            Err(failed) => json!({"ok": false, "error": failed.failure.code().as_str()}),
        };
        assert_eq!(found, vector["expect"], "{}", vector["name"]);
    }
}

#[test]
fn every_beacon_round_is_judged_as_expected() {
    let primitives = vectors("primitives.json").remove(0);
    let beacons = primitives["beacons"].as_array().unwrap();
    assert_eq!(beacons.len(), 6);
    for beacon in beacons {
        let chain = Chain::parse(text(beacon, "chain")).unwrap();
        let round = Round::try_from(beacon["round"].as_u64().unwrap()).unwrap();
        let signature = RoundSignature::parse_hex(text(beacon, "signature")).unwrap();
        assert_eq!(
            is_signature_of(chain, round, &signature),
            beacon["valid"],
            "{beacon}"
        );
        if beacon["valid"] == true {
            let randomness = sha256(signature.as_bytes()).to_hex();
            assert_eq!(randomness, text(beacon, "randomness"));
        }
    }
}

#[test]
fn the_tiles_of_the_large_draw_give_the_root_of_its_checkpoint() {
    let keys = read_to_string(vector_path("keys.txt")).unwrap();
    let server = keys
        .lines()
        .find_map(|line| line.strip_prefix("server "))
        .unwrap();
    let server = ServerVkey::parse(server).unwrap();
    let note = read_to_string(vector_path("tiles/checkpoint")).unwrap();
    let (signed, origin) = SignedCheckpoint::of_draw(&note, &server).unwrap();
    assert_eq!(origin.as_str(), "lotto.example/vdraw/big/2023-08-23");

    let mut from_hashes = Frontier::default();
    let mut from_entries = Frontier::default();
    let mut parents = Vec::new();
    for tile in ["000", "001", "002", "003.p/234"] {
        let mut of_tile = Frontier::default();
        let hashes = read(vector_path(&format!("tiles/tile/0/{tile}"))).unwrap();
        for hash in hashes.as_chunks::<32>().0 {
            from_hashes.append(Hash::from_bytes(*hash));
            of_tile.append(Hash::from_bytes(*hash));
        }
        if of_tile.size() == 256 {
            parents.extend_from_slice(of_tile.root().as_bytes());
        }
        let bundle = read(vector_path(&format!("tiles/tile/entries/{tile}"))).unwrap();
        let mut rest = bundle.as_slice();
        while let Some((length, after)) = rest.split_first_chunk() {
            let (leaf, after) = after.split_at(u16::from_be_bytes(*length).into());
            from_entries.append(leaf_hash(leaf));
            rest = after;
        }
    }
    assert_eq!(from_hashes, from_entries);
    assert_eq!(parents, read(vector_path("tiles/tile/1/000.p/3")).unwrap());
    let log = signed.checkpoint();
    assert_eq!(
        (from_hashes.size(), from_hashes.root()),
        (log.size, log.root)
    );
}

#[test]
fn the_keys_of_the_vectors_are_read_and_written_back() {
    let keys = read_to_string(vector_path("keys.txt")).unwrap();
    let mut signer = None;
    let mut server = None;
    for line in keys.lines() {
        match line.split_once(' ').unwrap() {
            ("server" | "draw", key) => {
                let parsed = ServerVkey::parse(key).unwrap();
                assert_eq!(parsed.to_string(), key);
                server.get_or_insert(parsed);
            }
            ("server-secret", seed) => {
                let seed = hex::decode(seed).unwrap().try_into().unwrap();
                signer = Some(NoteSigner::from_seed(&seed));
            }
            ("witness", key) => assert_eq!(WitnessVkey::parse(key).unwrap().to_string(), key),
            (other, _) => panic!("{other}"),
        }
    }
    // The secret key makes the public one, and the very signature that the tiles' checkpoint has.
    let (signer, server) = (signer.unwrap(), server.unwrap());
    assert_eq!(
        signer.server_vkey(server.name().clone()),
        Some(server.clone())
    );
    let note = read_to_string(vector_path("tiles/checkpoint")).unwrap();
    let (signed, _) = SignedCheckpoint::of_draw(&note, &server).unwrap();
    assert_eq!(signer.sign_checkpoint(signed.checkpoint()), note);
}
