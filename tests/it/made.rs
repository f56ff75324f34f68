//! Makes whole draws of any shape, signed with keys of its own, and their proof files: the opposite of the verifier.
//! Not the server's way of making them, which keeps hashes instead of building trees.

use std::collections::BTreeSet;

use clearlot::fairness::*;
use serde_json::{Value, json};

/// Real rounds of quicknet: their signatures cannot be made up.
const ROUND_123: &str = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
const ROUND_1000: &str = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
const MARGIN: u64 = 120;

/// The shape of a draw.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The ballots of each entry.
    pub counts: Vec<u64>,
    pub prizes: u64,
    pub reserves: u64,
    pub one_prize: bool,
    /// Leaf indices of struck-out entries.
    pub cancelled: Vec<u64>,
    pub raffle: bool,
    pub drand: bool,
    pub full: bool,
    /// Closed by the operator, 100 seconds after it opened. Only without drand.
    pub early: bool,
    /// Whether there are anchors, with cosignatures of two witnesses.
    pub witnessed: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            counts: vec![1, 2, 3],
            prizes: 1,
            reserves: 1,
            one_prize: false,
            cancelled: Vec::new(),
            raffle: false,
            drand: true,
            full: true,
            early: false,
            witnessed: false,
        }
    }
}

/// A draw that was made.
pub struct Made {
    pub proof: Value,
    pub vkey: ServerVkey,
    pub witnesses: Vec<WitnessVkey>,
    texts: Vec<String>,
    tree: Tree,
    note: String,
}

impl Made {
    /// The proof file.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.proof).unwrap()
    }

    /// What the proof file proves.
    pub fn report(&self) -> Report {
        let Ok(verified) = verify_proof(&mut &self.bytes()[..], &self.trust(), None);
        verified.result.unwrap()
    }

    /// Trust in the server and in all witnesses.
    pub fn trust(&self) -> Trust {
        let quorum = self.witnesses.len();
        Trust::server(self.vkey.clone()).with_witnesses(self.witnesses.clone(), quorum)
    }

    /// What the participant of the entry at this leaf index keeps.
    pub fn receipt(&self, index: usize) -> String {
        let (salt, reference) = (hex::encode(SALT), reference(index - 1));
        let extra = format!("{}salt {salt}\nref {reference}\n", self.texts[index]);
        let receipt = TlogProof {
            extra: Some(extra.into_bytes()),
            index: index.try_into().unwrap(),
            hashes: self.tree.path(index),
            note: self.note.clone(),
        };
        receipt.to_string()
    }
}

fn time(secs: u64) -> UnixTime {
    secs.try_into().unwrap()
}

fn drand(round: u64) -> BeaconOutcome {
    let signature = if round == 123 { ROUND_123 } else { ROUND_1000 };
    BeaconOutcome::Drand {
        chain: Chain::Quicknet,
        round: round.try_into().unwrap(),
        signature: RoundSignature::parse_hex(signature).unwrap(),
    }
}

fn beacon_member(beacon: &BeaconOutcome) -> Value {
    match beacon {
        BeaconOutcome::Drand {
            chain,
            round,
            signature,
        } => json!({
            "kind": "drand", "chain": chain.hash(), "round": round.number(), "signature": signature.to_hex(),
        }),
        BeaconOutcome::Public(value) => json!({"kind": "public", "value": value.as_str()}),
        BeaconOutcome::None => json!({"kind": "none"}),
    }
}

/// A whole tree: its levels, leaves first; a node without twin rises as it is.
pub struct Tree(Vec<Vec<Hash>>);

impl Tree {
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while levels.last().unwrap().len() > 1 {
            let parents = levels.last().unwrap().chunks(2).map(|pair| match pair {
                [left, right] => node_hash(left, right),
                alone => alone[0],
            });
            levels.push(parents.collect());
        }
        Self(levels)
    }

    pub fn root(&self) -> Hash {
        self.0.last().unwrap()[0]
    }

    pub fn path(&self, index: usize) -> Vec<Hash> {
        let siblings = self.0.iter().enumerate();
        siblings
            .filter_map(|(level, nodes)| nodes.get((index >> level) ^ 1).copied())
            .collect()
    }
}

fn path_member(tree: &Tree, index: usize) -> Vec<String> {
    tree.path(index).iter().map(Hash::to_base64).collect()
}

/// Makes the draw, its log and its proof file.
pub fn make(plan: &Plan) -> Made {
    make_with(plan, |_| ())
}

/// Makes a draw whose server changes its entries before it logs them. What follows is the honest result of the
/// dishonest log.
pub fn make_with(plan: &Plan, change: impl FnOnce(&mut [EntryFields])) -> Made {
    let signer = NoteSigner::from_seed(&[1; 32]);
    let server = ServerName::parse("made.example/vdraw").unwrap();
    let vkey = signer.server_vkey(server.clone()).unwrap();
    let origin = Origin::below(&server, "draw/1").unwrap();
    let seed = Seed::from_bytes([2; 32]);
    let open = open_leaf(plan, &origin, &seed);
    let mut entries = entry_leaves(plan, &open, &seed);
    change(&mut entries);
    let entries: Vec<EntryLeaf> = entries
        .into_iter()
        .map(|e| EntryLeaf::new(e).unwrap())
        .collect();
    let ballots = plan.counts.iter().sum();
    let closed = if plan.early {
        time(open.fields().opens.secs() + 100)
    } else {
        open.fields().closes
    };
    let close = CloseLeaf::new(CloseFields {
        origin: origin.clone(),
        entries: entries.len().try_into().unwrap(),
        ballots,
        time: closed,
        round: plan.drand.then(|| open.closing_round(closed).unwrap()),
        cancelled: plan.cancelled.clone(),
    });
    let close = close.unwrap();
    let mut texts = vec![open.to_text()];
    texts.extend(entries.iter().map(EntryLeaf::to_text));
    texts.push(close.to_text());
    let tree = Tree::new(texts.iter().map(leaf_hash).collect());
    let log = Checkpoint {
        origin: origin.to_string(),
        size: texts.len().try_into().unwrap(),
        root: tree.root(),
    };
    let beacon = if plan.drand {
        drand(1000)
    } else {
        BeaconOutcome::None
    };
    let key = DrawKey::new(&DrawKeyInputs {
        origin: &origin,
        size: log.size,
        root: log.root,
        open_leaf: open.hash(),
        ballots,
        seed: Some(&seed),
        beacon: &beacon,
    });
    let drawn = draw(&key, &open, &close, &entries);
    let note = signer.sign_checkpoint(&log);
    let mut proof = json!({
        "format": "vdraw/1 proof",
        "checkpoint": &note,
        "seed": seed.expose_hex(),
        "beacon": beacon_member(&beacon),
        "leaves": listed_leaves(&texts, &tree, &drawn),
        "draws": drawn.iter().map(|d| json!({
            "ballot": d.ballot, "index": d.leaf_index, "outcome": d.outcome.to_string(),
        })).collect::<Vec<_>>(),
    });
    if plan.full {
        proof["entries"] = json!(texts[1..texts.len() - 1]);
    }
    if plan.raffle && plan.drand {
        proof["open_beacon"] = beacon_member(&drand(123));
    }
    let mut witnesses = Vec::new();
    if plan.witnessed {
        let anchors = [
            (
                Anchor::Open(&origin, open.hash()),
                open.fields().opens.secs(),
            ),
            (
                Anchor::Close(&origin, log.size, log.root),
                close.fields().time.secs(),
            ),
            (
                Anchor::Result(&origin, key),
                open.fields().reveal_by.secs() - 1,
            ),
        ];
        witnesses = add_anchors(&mut proof, &signer, &server, &anchors);
    }
    Made {
        proof,
        vkey,
        witnesses,
        texts,
        tree,
        note,
    }
}

fn open_leaf(plan: &Plan, origin: &Origin, seed: &Seed) -> OpenLeaf {
    // Opens when round 123 is out, and closes so that round 1000 decides.
    let opens = Chain::Quicknet.time_of(123.try_into().unwrap());
    let closes = Chain::Quicknet.time_of(1000.try_into().unwrap()) - MARGIN;
    let ballots: u64 = plan.counts.iter().sum();
    let prize = |quantity| PrizeLine::new(quantity, FreeText::parse("A bicycle — red").unwrap());
    let prizes = (plan.prizes > 0).then(|| prize(plan.prizes).unwrap());
    let fields = OpenFields {
        origin: origin.clone(),
        opens: time(opens),
        closes: time(closes),
        terms: None,
        numbers: if plan.raffle {
            Numbering::Shuffled((ballots + 5).try_into().unwrap())
        } else {
            Numbering::Sequential
        },
        seed: Some(seed.commit(origin)),
        beacon: if plan.drand {
            let (chain, mode) = (Chain::Quicknet, DrandMode::AtClose);
            BeaconTerms::Drand {
                chain,
                margin: MARGIN,
                mode,
            }
        } else {
            BeaconTerms::None
        },
        reveal_by: time(closes + 86_400),
        early: plan.early,
        one_prize: plan.one_prize,
        reserves: plan.reserves,
        prizes: PrizeList::new(prizes.into_iter().collect()).unwrap(),
    };
    OpenLeaf::new(fields).unwrap()
}

const SALT: [u8; 16] = [3; 16];

/// Every third entry is the first participant's.
fn reference(index: usize) -> FreeText {
    let participant = if index.is_multiple_of(3) { 0 } else { index };
    FreeText::parse(&format!("person {participant}")).unwrap()
}

fn entry_leaves(plan: &Plan, open: &OpenLeaf, seed: &Seed) -> Vec<EntryFields> {
    let terms = open.fields();
    let beacon = if plan.drand {
        drand(123)
    } else {
        BeaconOutcome::None
    };
    let mut numbers = terms.numbers.tickets().map(|tickets| {
        let inputs = NumberKeyInputs {
            origin: &terms.origin,
            tickets,
            open_leaf: open.hash(),
            seed,
            beacon: &beacon,
        };
        NumberKey::new(&inputs).ticket_numbers()
    });
    let mut first = 1;
    let entries = plan.counts.iter().enumerate().map(|(index, &count)| {
        let fields = EntryFields {
            origin: terms.origin.clone(),
            first,
            count,
            time: terms.opens,
            who: who(&terms.origin, &SALT, &reference(index)),
            numbers: numbers
                .as_mut()
                .map(|numbers| numbers.take(count.try_into().unwrap()).collect()),
        };
        first += count;
        fields
    });
    entries.collect()
}

fn draw(key: &DrawKey, open: &OpenLeaf, close: &CloseLeaf, entries: &[EntryLeaf]) -> Vec<Drawn> {
    let rules = SelectionRules::of(open, close.fields().ballots);
    let drawn = select(key, &rules, |ballot| {
        // The last one, for a ballot that a dishonest log gives to nobody.
        let at = entries
            .partition_point(|entry| entry.last() < ballot)
            .min(entries.len() - 1);
        let leaf_index = u64::try_from(at).unwrap() + 1;
        Ok::<_, ()>(BallotOwner {
            leaf_index,
            who: entries[at].fields().who,
            cancelled: close.is_cancelled(leaf_index),
        })
    });
    drawn.unwrap()
}

fn listed_leaves(texts: &[String], tree: &Tree, drawn: &[Drawn]) -> Vec<Value> {
    let mut indices: BTreeSet<usize> = BTreeSet::from([0, texts.len() - 1]);
    indices.extend(
        drawn
            .iter()
            .map(|drawn| usize::try_from(drawn.leaf_index).unwrap()),
    );
    let listed = indices.into_iter().map(
        |index| json!({"index": index, "leaf": texts[index], "proof": path_member(tree, index)}),
    );
    listed.collect()
}

/// Each anchor in the server log as it was when the anchor was its last leaf.
fn add_anchors(
    proof: &mut Value,
    signer: &NoteSigner,
    server: &ServerName,
    anchors: &[(Anchor<'_>, u64)],
) -> Vec<WitnessVkey> {
    let witnesses = [[4; 32], [5; 32]].map(|seed| NoteSigner::from_seed(&seed));
    let name = |at: usize| format!("witness{at}.example");
    let mut leaves = vec![leaf_hash("some other draw's anchor")];
    for ((anchor, seen), member) in
        anchors
            .iter()
            .zip(["anchor_open", "anchor_close", "anchor_result"])
    {
        leaves.push(leaf_hash(anchor.to_string()));
        let tree = Tree::new(leaves.clone());
        let log = Checkpoint {
            origin: server.to_string(),
            size: leaves.len().try_into().unwrap(),
            root: tree.root(),
        };
        let mut note = signer.sign_checkpoint(&log);
        for (at, witness) in witnesses.iter().enumerate() {
            note.push_str(&witness.cosignature_line(&name(at), &log, *seen));
        }
        let index = leaves.len() - 1;
        let tlog_proof = TlogProof {
            extra: None,
            index: index.try_into().unwrap(),
            hashes: tree.path(index),
            note,
        };
        proof[member] = json!(tlog_proof.to_string());
    }
    let keys = witnesses.iter().enumerate();
    keys.map(|(at, witness)| witness.witness_vkey(&name(at)).unwrap())
        .collect()
}
