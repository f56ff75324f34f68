//! The vectors of `draw-spec/vectors`, against the protocol core: everything of spec §9 except the
//! forms of the file, notes, signatures and anchors, which the core does not read.

#![allow(
    clippy::unwrap_used,
    reason = "a failed unwrap is a failed test, and the vectors are ours"
)]

use std::collections::BTreeMap;
use std::fs::read_to_string;
use std::num::NonZeroU64;
use std::path::Path;

use clearlot::fairness::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
struct Vector {
    name: String,
    expect: Expect,
    proof: Proof,
}

#[derive(Deserialize)]
struct Expect {
    ok: bool,
    error: Option<String>,
    early: Option<bool>,
    fallback: Option<bool>,
}

#[derive(Deserialize)]
struct Proof {
    #[serde(default)]
    checkpoint: String,
    #[serde(default)]
    leaves: Vec<Listed>,
    seed: Option<String>,
    beacon: Option<Beacon>,
    open_beacon: Option<Beacon>,
    entries: Option<Vec<String>>,
    #[serde(default)]
    draws: Vec<Draw>,
}

#[derive(Deserialize)]
struct Listed {
    index: u64,
    leaf: String,
    proof: Vec<String>,
}

#[derive(Deserialize)]
struct Beacon {
    kind: String,
    chain: Option<String>,
    round: Option<u64>,
    signature: Option<String>,
    value: Option<String>,
}

#[derive(Deserialize)]
struct Draw {
    ballot: u64,
    index: u64,
    outcome: String,
}

fn vectors<T: DeserializeOwned>(file: &str) -> Vec<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    serde_json::from_str(&read_to_string(path.join(file)).unwrap()).unwrap()
}

fn key(hex: &str) -> [u8; 32] {
    *Hash::parse_hex(hex).unwrap().as_bytes()
}

impl Beacon {
    fn outcome(&self) -> Result<BeaconOutcome, String> {
        Ok(match self.kind.as_str() {
            "none" => BeaconOutcome::None,
            "public" => BeaconOutcome::Public(
                PublicValue::parse(self.value.as_ref().unwrap()).map_err(|_e| "beacon")?,
            ),
            _ => BeaconOutcome::Drand {
                chain: Chain::parse(self.chain.as_ref().unwrap()).map_err(|_e| "round")?,
                round: self.round.unwrap().try_into().unwrap(),
                signature: RoundSignature::parse_hex(self.signature.as_ref().unwrap()).unwrap(),
            },
        })
    }
}

/// The parts of a proof that the later steps share.
struct Closed {
    size: u64,
    root: Hash,
    open: OpenLeaf,
    close: CloseLeaf,
    listed: BTreeMap<u64, EntryLeaf>,
}

/// Steps 2 to 6 of spec §9, the error being its code; what the report says if all is well.
fn audit(proof: &Proof) -> Result<(bool, bool), String> {
    let closed = read_leaves(proof)?;
    let (open, close) = (&closed.open, &closed.close);
    let beacon = proof.beacon.as_ref().unwrap().outcome()?;
    let seed = proof.seed.as_deref().map(Seed::parse_hex).transpose();
    let seed = seed.map_err(|_e| "seed")?;
    let status = check_result_inputs(open, close.fields().time, seed.as_ref(), &beacon)
        .map_err(|e| e.code().to_string())?;
    let drawn = selection(&closed, seed.as_ref(), &beacon)?;
    let drawn: Vec<_> = drawn
        .iter()
        .map(|d| (d.ballot, d.leaf_index, d.outcome.to_string()))
        .collect();
    let claimed = proof.draws.iter();
    if !drawn
        .iter()
        .map(|d| (d.0, d.1, d.2.as_str()))
        .eq(claimed.map(|d| (d.ballot, d.index, d.outcome.as_str())))
    {
        return Err("selection".into());
    }
    let entries = full_entries(proof, &closed)?;
    let entries = entries.unwrap_or(closed.listed.values().cloned().collect());
    check_numbers(proof, open, seed.as_ref(), &entries)?;
    Ok((
        early_close(open, close).is_some(),
        status == SeedStatus::Withheld,
    ))
}

/// Steps 2 and 3.
fn read_leaves(proof: &Proof) -> Result<Closed, String> {
    let mut lines = proof.checkpoint.lines().skip(1);
    let size: u64 = lines.next().unwrap().parse().map_err(|_e| "checkpoint")?;
    let root = Hash::parse_base64(lines.next().unwrap()).map_err(|_e| "checkpoint")?;
    let mut texts = BTreeMap::new();
    for Listed { index, leaf, proof } in &proof.leaves {
        let hashes: Result<Vec<_>, _> = proof.iter().map(|h| Hash::parse_base64(h)).collect();
        let hashes = hashes.map_err(|_e| "inclusion")?;
        let found = root_from_inclusion(leaf_hash(leaf), *index, size, &hashes);
        if found != Some(root) || texts.insert(*index, leaf.as_str()).is_some() {
            return Err("inclusion".into());
        }
    }
    let open_text = texts.remove(&0).ok_or("inclusion")?;
    let close_text = texts.remove(&(size - 1)).ok_or("inclusion")?;
    let open = OpenLeaf::parse(open_text).map_err(|e| e.code().to_string())?;
    let close = CloseLeaf::parse(close_text).map_err(|_e| "leaf-format")?;
    assert_eq!(open.to_text(), open_text);
    assert_eq!(open.hash(), sha256(open_text));
    assert_eq!(close.to_text(), close_text);
    check_close(&open, &close, size).map_err(|e| e.code().to_string())?;
    let mut listed = BTreeMap::new();
    for (index, text) in texts {
        listed.insert(index, read_entry(text)?);
    }
    let entries = || listed.values();
    first_error(entries().map(|e| check_entry(&open, e)))?;
    first_error(entries().map(|e| check_in_closed(&close, e)))?;
    if entries()
        .zip(entries().skip(1))
        .any(|(a, b)| b.fields().first <= a.last())
    {
        return Err("ballots".into());
    }
    Ok(Closed {
        size,
        root,
        open,
        close,
        listed,
    })
}

fn read_entry(text: &str) -> Result<EntryLeaf, String> {
    let entry = EntryLeaf::parse(text).map_err(|_e| "leaf-format")?;
    assert_eq!(entry.to_text(), text);
    Ok(entry)
}

fn first_error(mut checks: impl Iterator<Item = Result<(), EntryError>>) -> Result<(), String> {
    checks.try_for_each(|check| check.map_err(|e| e.code().to_string()))
}

/// Step 5. A ballot that nobody in `leaves` owns cannot have been drawn.
fn selection(
    closed: &Closed,
    seed: Option<&Seed>,
    beacon: &BeaconOutcome,
) -> Result<Vec<Drawn>, String> {
    let ballots = closed.close.fields().ballots;
    let key = DrawKey::new(&DrawKeyInputs {
        origin: &closed.open.fields().origin,
        size: closed.size,
        root: closed.root,
        open_leaf: closed.open.hash(),
        ballots,
        seed,
        beacon,
    });
    select(&key, &SelectionRules::of(&closed.open, ballots), |ballot| {
        let mut entries = closed.listed.iter();
        let (&leaf_index, entry) = entries.find(|(_, e)| e.owns(ballot)).ok_or("selection")?;
        let cancelled = closed.close.is_cancelled(leaf_index);
        Ok(BallotOwner {
            leaf_index,
            who: entry.fields().who,
            cancelled,
        })
    })
}

/// Step 6, without the ticket numbers.
fn full_entries(proof: &Proof, closed: &Closed) -> Result<Option<Vec<EntryLeaf>>, String> {
    let Some(texts) = &proof.entries else {
        return Ok(None);
    };
    let (open, close) = (&closed.open, &closed.close);
    let mut tree = Frontier::default();
    tree.append(leaf_hash(open.to_text()));
    for text in texts {
        tree.append(leaf_hash(text));
    }
    tree.append(leaf_hash(close.to_text()));
    if (tree.size(), tree.root()) != (closed.size, closed.root) {
        return Err("root".into());
    }
    let entries: Vec<EntryLeaf> = texts
        .iter()
        .map(|t| read_entry(t))
        .collect::<Result<_, _>>()?;
    let previous = std::iter::once(None).chain(entries.iter().map(Some));
    first_error(
        entries
            .iter()
            .zip(previous)
            .map(|(e, before)| check_successor(before, e)),
    )?;
    first_error(std::iter::once(check_entry_total(close, entries.last())))?;
    first_error(entries.iter().map(|e| check_entry(open, e)))?;
    first_error(entries.iter().map(|e| check_in_closed(close, e)))?;
    Ok(Some(entries))
}

fn check_numbers(
    proof: &Proof,
    open: &OpenLeaf,
    seed: Option<&Seed>,
    entries: &[EntryLeaf],
) -> Result<(), String> {
    let fields = open.fields();
    let (Some(tickets), Some(seed)) = (fields.numbers.tickets(), seed) else {
        return Ok(());
    };
    let beacon = proof
        .open_beacon
        .as_ref()
        .map_or(Ok(BeaconOutcome::None), Beacon::outcome)?;
    let round = match &beacon {
        BeaconOutcome::Drand { round, .. } => Some(*round),
        BeaconOutcome::Public(_) | BeaconOutcome::None => None,
    };
    if round != open.opening_round() {
        return Err("round".into());
    }
    let (origin, open_leaf, beacon) = (&fields.origin, open.hash(), &beacon);
    let inputs = NumberKeyInputs {
        origin,
        tickets,
        open_leaf,
        seed,
        beacon,
    };
    let order: Vec<u64> = NumberKey::new(&inputs).ticket_numbers().collect();
    for entry in entries.iter().map(EntryLeaf::fields) {
        let from = usize::try_from(entry.first - 1).unwrap();
        let numbers = entry.numbers.as_ref().unwrap();
        if order.get(from..from + numbers.len()) != Some(numbers.as_slice()) {
            return Err("numbers".into());
        }
    }
    Ok(())
}

fn every_proof_holds(file: &str) {
    for Vector {
        name,
        expect,
        proof,
    } in vectors(file)
    {
        assert!(expect.ok, "{name}");
        let report = (expect.early.unwrap(), expect.fallback.unwrap());
        assert_eq!(audit(&proof), Ok(report), "{file}: {name}");
    }
}

#[test]
fn every_ordinary_draw_is_recomputed() {
    every_proof_holds("draws.json");
}

#[test]
fn every_draw_whose_round_follows_from_its_close_is_recomputed() {
    every_proof_holds("atclose.json");
}

#[test]
fn every_raffle_and_its_ticket_numbers_are_recomputed() {
    every_proof_holds("raffle.json");
}

#[test]
fn the_large_draw_is_recomputed() {
    every_proof_holds("large.json");
}

#[test]
fn every_witnessed_draw_is_recomputed() {
    every_proof_holds("witness.json");
}

#[test]
fn every_tampered_draw_that_the_core_can_judge_fails_for_the_expected_reason() {
    // These need the forms of the file, signed notes, beacon signatures or anchors.
    let elsewhere = [
        "format",
        "note",
        "checkpoint",
        "note-signature",
        "anchor",
        "cosignature",
        "witness",
    ];
    let of_a_signature = [
        "signature of another round",
        "opening signature of another round",
    ];
    let mut judged = 0;
    for Vector {
        name,
        expect,
        proof,
    } in vectors("tampered.json")
    {
        let expected = expect.error.unwrap();
        if elsewhere.contains(&expected.as_str()) || of_a_signature.contains(&name.as_str()) {
            continue;
        }
        assert_eq!(audit(&proof), Err(expected), "{name}");
        judged += 1;
    }
    assert!(judged > 80, "{judged}");
}

#[derive(Deserialize)]
struct Primitives {
    stream: Vec<Sequence>,
    uniform: Vec<Sequence<String>>,
    order: Vec<Sequence>,
    rounds: Vec<RoundAt>,
    who: Vec<Who>,
    seed: Vec<SeedOf>,
}

#[derive(Deserialize)]
struct Sequence<N = u64> {
    key: String,
    label: String,
    n: Option<N>,
    bytes: Option<String>,
    #[serde(default = "Vec::new")]
    values: Vec<N>,
}

#[derive(Deserialize)]
struct RoundAt {
    chain: String,
    time: u64,
    round: u64,
}

#[derive(Deserialize)]
struct Who {
    origin: String,
    salt: String,
    #[serde(rename = "ref")]
    reference: String,
    who: String,
}

#[derive(Deserialize)]
struct SeedOf {
    origin: String,
    seed: String,
    commitment: String,
}

fn primitives() -> Primitives {
    vectors("primitives.json").remove(0)
}

#[test]
fn streams_uniform_numbers_and_orders_are_those_of_the_vectors() {
    let Primitives {
        stream,
        uniform,
        order,
        ..
    } = primitives();
    for v in stream {
        let bytes = hex::decode(v.bytes.unwrap()).unwrap();
        let mut found = Stream::new(&key(&v.key), &v.label);
        let found: Vec<u8> = (0..bytes.len() / 8)
            .flat_map(|_| found.next_u64().to_be_bytes())
            .collect();
        assert_eq!(found, bytes);
    }
    for v in uniform {
        let m: NonZeroU64 = v.n.unwrap().parse().unwrap();
        let mut stream = Stream::new(&key(&v.key), &v.label);
        let found: Vec<_> = v
            .values
            .iter()
            .map(|_| stream.uniform(m).to_string())
            .collect();
        assert_eq!(found, v.values);
    }
    for v in order {
        let order = Order::new(&key(&v.key), &v.label, v.n.unwrap());
        assert_eq!(order.take(v.values.len()).collect::<Vec<_>>(), v.values);
    }
}

#[test]
fn rounds_commitments_and_participants_are_those_of_the_vectors() {
    let Primitives {
        rounds,
        who: people,
        seed,
        ..
    } = primitives();
    for v in rounds {
        let chain = Chain::parse(&v.chain).unwrap();
        assert_eq!(chain.round_at(v.time.try_into().unwrap()).number(), v.round);
    }
    for v in people {
        let salt: [u8; 16] = hex::decode(v.salt).unwrap().try_into().unwrap();
        let origin = Origin::parse(&v.origin).unwrap();
        let found = who(&origin, &salt, &FreeText::parse(&v.reference).unwrap());
        assert_eq!(found.to_hex(), v.who);
    }
    for v in seed {
        let seed = Seed::parse_hex(&v.seed).unwrap();
        assert_eq!(
            seed.commit(&Origin::parse(&v.origin).unwrap()).to_hex(),
            v.commitment
        );
    }
}

#[test]
fn a_draw_of_a_trillion_ballots_asks_only_for_the_owners_of_drawn_ballots() {
    let (origin, hash) = (Origin::parse("a.example/b").unwrap(), sha256("x"));
    let ballots = 1 << 40;
    let key = DrawKey::new(&DrawKeyInputs {
        origin: &origin,
        size: 3,
        root: hash,
        open_leaf: hash,
        ballots,
        seed: None,
        beacon: &BeaconOutcome::None,
    });
    let rules = SelectionRules {
        ballots,
        prizes: 3,
        reserves: 2,
        one_prize: false,
    };
    let mut asked = Vec::new();
    let drawn = select(&key, &rules, |ballot| {
        asked.push(ballot);
        Ok::<_, ()>(BallotOwner {
            leaf_index: 1,
            who: hash,
            cancelled: false,
        })
    });
    let drawn = drawn.unwrap();
    assert_eq!(drawn.iter().map(|d| d.ballot).collect::<Vec<_>>(), asked);
    assert_eq!(drawn.last().unwrap().outcome, Outcome::Reserve(2));
    assert_eq!(asked.len(), 5);
    let failed = select(&key, &rules, Err::<BallotOwner, u64>);
    assert_eq!(failed, Err(asked.remove(0)));
}
