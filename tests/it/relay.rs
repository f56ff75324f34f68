//! A relay of the drand network for tests: speaks its HTTP API on threads of its own, serves the real rounds that the
//! vectors hold, and misbehaves on demand.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use blst::min_sig::SecretKey;
use clearlot::beacon::{BeaconConfig, BeaconMode, Relay};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::verify::vectors;

/// The hash of quicknet, as the specification has it.
pub const CHAIN: &str = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";

/// How it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// With the real round.
    Honest,
    /// 404: not there yet.
    NotYet,
    /// 425: not there yet.
    TooEarly,
    /// 500.
    Broken,
    /// With another round.
    OtherRound,
    /// With another round's signature.
    OtherSignature,
    /// With a signature by a key of its own.
    OwnKey,
    /// With a web page.
    Garbage,
    /// With nothing, for longer than anybody waits.
    Slow,
    /// With an answer that does not end.
    Endless,
    /// By sending elsewhere, where the round is to be had.
    Elsewhere,
}

/// A relay that runs until it is dropped.
pub struct FakeRelay {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    manner: Mutex<Manner>,
    asked: Mutex<Vec<String>>,
}

/// The real rounds of quicknet in the vectors: 123, 1000, 657413 and their signatures.
pub fn real_rounds() -> BTreeMap<u64, String> {
    let primitives = vectors("primitives.json");
    let beacons = primitives
        .iter()
        .filter_map(|v| v["beacons"].as_array())
        .flatten();
    let good = beacons.filter(|v| v["valid"] == true);
    good.map(|v| {
        (
            v["round"].as_u64().unwrap(),
            v["signature"].as_str().unwrap().to_owned(),
        )
    })
    .collect()
}

/// What a relay answers for a round.
pub fn answer(round: u64, signature: &str) -> String {
    let randomness = hex::encode(Sha256::digest(hex::decode(signature).unwrap()));
    json!({"round": round, "randomness": randomness, "signature": signature}).to_string()
}

impl FakeRelay {
    /// One that begins with this manner.
    pub fn open(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay = FakeRelay {
            address: listener.local_addr().unwrap(),
            state: Arc::new(State {
                manner: Mutex::new(manner),
                asked: Mutex::default(),
            }),
        };
        let state = Arc::downgrade(&relay.state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Some(state) = state.upgrade() else {
                    return;
                };
                std::thread::spawn(move || drop(state.serve(stream.unwrap())));
            }
        });
        relay
    }

    /// Changes its manner.
    pub fn be(&self, manner: Manner) {
        *self.state.manner.lock().unwrap() = manner;
    }

    /// The paths that were asked for since this was asked last.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.asked.lock().unwrap())
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for FakeRelay {
    fn drop(&mut self) {
        // lets the listening thread look whether anybody is left
        drop(TcpStream::connect(self.address));
    }
}

/// Settings with these relays, for a server of this data folder. They have little patience.
pub fn beacon_config(
    mode: BeaconMode,
    data_dir: &std::path::Path,
    relays: &[&FakeRelay],
) -> BeaconConfig {
    let relays = relays
        .iter()
        .map(|relay| Relay::parse(&relay.url()).unwrap());
    BeaconConfig {
        relays: relays.collect(),
        patience: Duration::from_millis(500),
        ..BeaconConfig::new(mode, data_dir)
    }
}

impl State {
    fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        if path.is_empty() {
            return Ok(());
        }
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        self.asked.lock().unwrap().push(path.clone());
        let manner = *self.manner.lock().unwrap();
        self.answer(stream, &path, manner)
    }

    fn answer(&self, mut stream: TcpStream, path: &str, manner: Manner) -> std::io::Result<()> {
        let good = good_answer(path);
        let other = |other: u64| answer(other, &real_rounds()[&other]);
        let round = round_of(path).unwrap_or(1);
        let (status, body) = match (manner, good) {
            (Manner::Honest, Some(good)) => ("200 OK", good),
            (Manner::Honest | Manner::NotYet, _) => ("404 Not Found", "{}".to_owned()),
            (Manner::TooEarly, _) => ("425 Too Early", "{}".to_owned()),
            (Manner::Broken, _) => ("500 Internal Server Error", "{}".to_owned()),
            (Manner::OtherRound, _) => ("200 OK", other(if round == 123 { 1000 } else { 123 })),
            (Manner::OtherSignature, _) => {
                let signature = &real_rounds()[&if round == 123 { 1000 } else { 123 }];
                ("200 OK", answer(round, signature))
            }
            (Manner::OwnKey, _) => ("200 OK", answer(round, &signed_by_own_key(round))),
            (Manner::Garbage, _) => ("200 OK", "<html>Buy drand now</html>".to_owned()),
            (Manner::Slow, _) => {
                // until the other side has had enough
                let mut rest = String::new();
                BufReader::new(&stream).read_line(&mut rest)?;
                return Ok(());
            }
            (Manner::Endless, _) => {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"round\":";
                stream.write_all(head.as_bytes())?;
                loop {
                    stream.write_all(&[b' '; 4096])?;
                }
            }
            (Manner::Elsewhere, Some(good)) if path.contains("/moved/") => ("200 OK", good),
            (Manner::Elsewhere, _) => {
                let head = format!(
                    "HTTP/1.1 302 Found\r\nLocation: /moved{path}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                );
                return stream.write_all(head.as_bytes());
            }
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes())
    }
}

fn round_of(path: &str) -> Option<u64> {
    path.rsplit_once("/public/")?.1.parse().ok()
}

fn good_answer(path: &str) -> Option<String> {
    if path == format!("/{CHAIN}/info") {
        let info: Value = json!({"hash": CHAIN, "period": 3, "genesis_time": 1_692_803_367});
        return Some(info.to_string());
    }
    let round = round_of(path)?;
    Some(answer(round, real_rounds().get(&round)?))
}

/// What quicknet would say if the key were ours.
fn signed_by_own_key(round: u64) -> String {
    let key = SecretKey::key_gen(&[7; 32], &[]).unwrap();
    let message = Sha256::digest(round.to_be_bytes());
    let domain = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
    hex::encode(key.sign(&message, domain, &[]).to_bytes())
}
