//! The offline verifier against draws made here: valid ones hold, damaged ones do not, and nothing makes it panic.
//! The vectors of the specification are in `verify`.

use clearlot::fairness::*;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::made::{Made, Plan, make, make_with};
use crate::verify::verify;

fn plans() -> impl Strategy<Value = Plan> {
    let shape = (
        prop::collection::vec(1u64..6, 0..20),
        0u64..6,
        0u64..4,
        prop::collection::btree_set(1u64..20, 0..4),
    );
    let switches: [BoxedStrategy<bool>; 5] = std::array::from_fn(|_| any::<bool>().boxed());
    (shape, switches).prop_map(|((counts, prizes, reserves, cancelled), switches)| {
        let [one_prize, raffle, drand, full, witnessed] = switches;
        let entries = u64::try_from(counts.len()).unwrap();
        Plan {
            counts,
            prizes,
            reserves,
            one_prize,
            cancelled: cancelled
                .into_iter()
                .filter(|index| *index <= entries)
                .collect(),
            raffle,
            drand,
            full,
            early: false,
            // Witnesses prove nothing without drand.
            witnessed: witnessed && drand,
        }
    })
}

fn codes(made: &Made, bytes: &[u8]) -> Option<&'static str> {
    verify(bytes, &made.trust(), None).code().map(Code::as_str)
}

/// Verifies what is left of a proof after `change`, and returns the code.
fn after(plan: &Plan, change: impl FnOnce(&mut Value)) -> Option<&'static str> {
    let mut made = make(plan);
    change(&mut made.proof);
    codes(&made, &made.bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_draw_that_follows_the_rules_is_verified(plan in plans()) {
        let made = make(&plan);
        let found = verify(&made.bytes(), &made.trust(), None);
        let report = found.result.unwrap();
        let level = match (plan.witnessed, plan.drand) {
            (true, _) => Level::Witnessed,
            (false, true) => Level::Beacon,
            (false, false) => Level::SeedOnly,
        };
        prop_assert_eq!(report.level, level);
        prop_assert_eq!(report.full, plan.full);
        prop_assert_eq!(found.unchecked.is_empty(), plan.full);
        let outcome = |ballot: &DrawnBallot| ballot.drawn.outcome;
        let places = report.draws.iter().map(outcome);
        let taken = places.filter(|o| matches!(o, Outcome::Prize(_) | Outcome::Reserve(_))).count();
        let ballots: u64 = plan.counts.iter().sum();
        prop_assert!(taken as u64 <= (plan.prizes + plan.reserves).min(ballots));
        prop_assert!(report.draws.iter().all(|ballot| ballot.ticket.is_some() == plan.raffle));
    }

    #[test]
    fn every_receipt_of_such_a_draw_is_in_its_closed_log(plan in plans(), at in any::<prop::sample::Index>()) {
        prop_assume!(!plan.counts.is_empty());
        let made = make(&plan);
        let index = at.index(plan.counts.len()) + 1;
        let receipt = verify_receipt(&made.receipt(index), &made.vkey, None).result.unwrap();
        let report = verify(&made.bytes(), &made.trust(), Some(receipt.probe())).result.unwrap();
        let compared = compare_receipt(&receipt, &report);
        let cancelled = plan.cancelled.contains(&u64::try_from(index).unwrap());
        prop_assert_eq!(compared.result.unwrap(), ReceiptInLog { in_closed_log: Some(true), cancelled });
        prop_assert!(compared.unchecked.is_empty());
    }

    /// One bit of the file is changed. Where the text still denotes the same JSON value (white space, another
    /// escape of the same character) the proof must still hold; everywhere else it must fail.
    #[test]
    fn no_bit_of_a_proof_can_be_changed(
        plan in plans(),
        places in prop::collection::vec((any::<prop::sample::Index>(), 0u8..8), 40),
        pretty: bool,
    ) {
        let made = make(&plan);
        let original = if pretty { serde_json::to_vec_pretty(&made.proof).unwrap() } else { made.bytes() };
        for (at, bit) in places {
            let at = at.index(original.len());
            let mut changed = original.clone();
            changed[at] ^= 1 << bit;
            let is_same = serde_json::from_slice(&changed).is_ok_and(|value: Value| value == made.proof);
            let code = codes(&made, &changed);
            prop_assert_eq!(code.is_none(), is_same, "bit {} of byte {}: {:?}", bit, at, code);
        }
    }

    #[test]
    fn no_bit_of_a_receipt_can_be_changed(at in any::<prop::sample::Index>(), bit in 0u8..8) {
        let made = make(&Plan::default());
        let mut receipt = made.receipt(2).into_bytes();
        let at = at.index(receipt.len());
        receipt[at] ^= 1 << bit;
        let receipt = String::from_utf8_lossy(&receipt);
        prop_assert!(verify_receipt(&receipt, &made.vkey, None).result.is_err());
    }

    #[test]
    fn no_text_makes_the_verifier_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), at in any::<prop::sample::Index>()) {
        let made = make(&Plan { witnessed: true, ..Plan::default() });
        let (trust, text) = (made.trust(), String::from_utf8_lossy(&bytes));
        let mut spliced = made.bytes();
        let from = at.index(spliced.len());
        let to = spliced.len().min(from + bytes.len() / 2);
        spliced.splice(from..to, bytes.iter().copied());
        for file in [&bytes, &spliced] {
            let _ = verify(file, &trust, Some(Probe { index: 1, size: 2 }));
            let Ok(_) = verify_plays(&mut file.as_slice());
        }
        let mut receipt = made.receipt(1);
        let from = (0..=at.index(receipt.len())).rev().find(|from| receipt.is_char_boundary(*from)).unwrap();
        receipt.insert_str(from, &text);
        for text in [&*text, &receipt] {
            let _ = verify_receipt(text, &made.vkey, Some("x"));
            let _ = SignedNote::parse(text);
            let _ = ServerVkey::parse(text);
            let _ = WitnessVkey::parse(text);
        }
    }
}

#[test]
fn the_order_of_members_is_free() {
    let made = make(&Plan {
        raffle: true,
        witnessed: true,
        ..Plan::default()
    });
    let mut members: Vec<_> = made.proof.as_object().unwrap().iter().collect();
    for _ in 0..members.len() {
        members.rotate_left(1);
        let texts: Vec<_> = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        let file = format!("\n{{{}}}\n", texts.join(", "));
        assert_eq!(codes(&made, file.as_bytes()), None, "{file}");
    }
}

#[test]
fn a_proof_file_has_exactly_its_members() {
    let plan = Plan {
        raffle: true,
        witnessed: true,
        ..Plan::default()
    };
    let whole = make(&plan);
    let format = |change: &dyn Fn(&mut Value)| after(&plan, change) == Some("format");
    for name in ["format", "checkpoint", "seed", "beacon", "leaves", "draws"] {
        assert!(
            format(&|proof| drop(proof.as_object_mut().unwrap().remove(name))),
            "{name}"
        );
    }
    for name in whole
        .proof
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| *name != "seed")
    {
        assert!(format(&|proof| proof[name] = Value::Null), "{name}: null");
    }
    let leaf = |proof: &mut Value| proof["leaves"][0].take();
    assert!(format(&|proof| proof["leaves"][0]["note"] = json!("x")));
    assert!(format(&|proof| proof["beacon"]["value"] = json!("x")));
    assert!(format(&|proof| proof["beacon"]["value"] = Value::Null));
    assert!(format(
        &|proof| proof["open_beacon"] = json!({"kind": "none", "round": 1})
    ));
    assert!(format(&|proof| proof["draws"][0]["ballot"] = json!(1.0)));
    assert!(format(&|proof| proof["draws"][0]["ballot"] = json!("1")));
    assert!(format(&|proof| proof["entries"][0] = json!(1)));
    assert!(format(&|proof| proof["entries"] = json!({})));
    // Serde would take the members' values in an array for an object.
    assert!(format(&|proof| {
        let leaf = leaf(proof);
        proof["leaves"][0] = json!([leaf["index"], leaf["leaf"], leaf["proof"]]);
    }));
}

#[test]
fn a_proof_file_is_one_json_text_without_repeated_names() {
    let made = make(&Plan::default());
    let text = String::from_utf8(made.bytes()).unwrap();
    assert_eq!(codes(&made, text.as_bytes()), None);
    for name in ["seed", "entries", "checkpoint", "format"] {
        let doubled = text.replacen('{', &format!("{{\"{name}\":{},", made.proof[name]), 1);
        assert_eq!(
            codes(&made, doubled.as_bytes()),
            Some("format"),
            "{name} twice"
        );
    }
    let doubled = text.replacen("\"ballot\":", "\"ballot\":0,\"ballot\":", 1);
    let beacon = text.replacen("\"kind\":", "\"kind\":\"drand\",\"kind\":", 1);
    for file in [
        doubled,
        beacon,
        format!("{text}{text}"),
        format!("\u{feff}{text}"),
        format!("{text}x"),
    ] {
        assert_eq!(codes(&made, file.as_bytes()), Some("format"), "{file}");
    }
}

#[test]
fn a_raffle_needs_its_opening_round_and_another_draw_must_not_have_one() {
    let raffle = Plan {
        raffle: true,
        ..Plan::default()
    };
    let opening = make(&raffle).proof["open_beacon"].clone();
    assert_eq!(
        after(&Plan::default(), |proof| proof["open_beacon"] = opening),
        Some("format")
    );
    let none = json!({"kind": "none"});
    assert_eq!(
        after(&raffle, |proof| proof["open_beacon"] = none.clone()),
        Some("beacon")
    );
    let offline = Plan {
        drand: false,
        ..raffle
    };
    assert_eq!(after(&offline, |proof| proof["open_beacon"] = none), None);
}

#[test]
fn a_light_raffle_with_a_wrong_number_in_a_shown_leaf_is_refused() {
    // Numbers of a draw whose opening round was another one: everything but them is in order.
    let plan = Plan {
        raffle: true,
        full: false,
        ..Plan::default()
    };
    assert_eq!(after(&plan, |_| ()), None);
    assert_eq!(
        after(&plan, |proof| proof["open_beacon"]["round"] = json!(124)),
        Some("round")
    );
    let signature = make(&plan).proof["beacon"]["signature"].clone();
    assert_eq!(
        after(&plan, |proof| proof["open_beacon"]["signature"] = signature),
        Some("beacon")
    );
}

#[test]
fn witnesses_count_once_however_often_their_key_is_given() {
    let made = make(&Plan {
        witnessed: true,
        ..Plan::default()
    });
    let one = made.witnesses[..1].to_vec();
    let trust = |witnesses: Vec<_>, quorum| {
        Trust::server(made.vkey.clone()).with_witnesses(witnesses, quorum)
    };
    let code = |trust: Trust| verify(&made.bytes(), &trust, None).code();
    assert_eq!(code(trust(one.clone(), 1)), None);
    assert_eq!(
        code(trust([one.clone(), one].concat(), 2)),
        Some(Code::Witness)
    );
    assert_eq!(code(trust(made.witnesses.clone(), 2)), None);
}

#[test]
fn a_receipt_against_a_light_proof_says_what_it_cannot_know() {
    let plan = Plan {
        counts: vec![1; 30],
        full: false,
        ..Plan::default()
    };
    let made = make(&plan);
    let listed: Vec<u64> = made.proof["leaves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["index"].as_u64().unwrap())
        .collect();
    let unlisted = (1..=30).find(|index| !listed.contains(index)).unwrap();
    let mut receipt = verify_receipt(
        &made.receipt(unlisted.try_into().unwrap()),
        &made.vkey,
        None,
    )
    .result
    .unwrap();
    let report = verify(&made.bytes(), &made.trust(), Some(receipt.probe()))
        .result
        .unwrap();
    // As if it had been made before closing.
    receipt.checkpoint.size -= 1;
    let compared = compare_receipt(&receipt, &report);
    assert_eq!(
        compared.unchecked,
        [Unchecked::ReceiptLeaf, Unchecked::ReceiptPrefix]
    );
    assert_eq!(compared.result.unwrap().in_closed_log, None);
    // Larger than the closed log: the server went on signing, or closed a shorter one.
    receipt.checkpoint.size += 2;
    assert_eq!(
        compare_receipt(&receipt, &report).code(),
        Some(Code::Inconsistent)
    );
    // The same size, another root.
    receipt.checkpoint.size -= 1;
    receipt.checkpoint.root = sha256("another tree");
    assert_eq!(
        compare_receipt(&receipt, &report).code(),
        Some(Code::Inconsistent)
    );
    receipt.index = 31;
    assert_eq!(
        compare_receipt(&receipt, &report).code(),
        Some(Code::Dropped)
    );
}

/// A proof that shows every entry without listing them, of a log with entries changed by `change`.
fn shown(change: impl FnOnce(&mut [EntryFields])) -> Option<&'static str> {
    let plan = Plan {
        counts: vec![2; 5],
        prizes: 10,
        full: false,
        ..Plan::default()
    };
    let made = make_with(&plan, change);
    codes(&made, &made.bytes())
}

#[test]
fn entries_that_are_shown_must_not_overlap_or_go_back_in_time() {
    let later = |entry: &mut EntryFields| {
        entry.time = (entry.time.secs() + 10).try_into().unwrap();
    };
    assert_eq!(shown(|_| ()), None);
    assert_eq!(shown(|entries| entries[2].first -= 1), Some("ballots"));
    assert_eq!(shown(|entries| entries[4].first += 1), Some("ballots"));
    assert_eq!(shown(|entries| later(&mut entries[4])), None);
    assert_eq!(shown(|entries| later(&mut entries[3])), Some("late"));
}

#[test]
fn a_closed_log_has_two_leaves_at_least() {
    let signer = NoteSigner::from_seed(&[1; 32]);
    let alone = |proof: &mut Value| {
        let open = proof["leaves"][0]["leaf"].as_str().unwrap();
        let checkpoint = signer.sign_checkpoint(&Checkpoint {
            origin: "made.example/vdraw/draw/1".to_owned(),
            size: 1,
            root: leaf_hash(open),
        });
        proof["checkpoint"] = json!(checkpoint);
    };
    assert_eq!(after(&Plan::default(), alone), Some("checkpoint"));
}

#[test]
fn an_anchor_is_a_tlog_proof_of_exactly_the_expected_leaf_and_nothing_more() {
    let plan = Plan {
        witnessed: true,
        ..Plan::default()
    };
    assert_eq!(after(&plan, |_| ()), None);
    let with = |old: &'static str, new: &'static str| {
        move |proof: &mut Value| {
            let anchor = proof["anchor_close"].as_str().unwrap();
            assert!(anchor.contains(old));
            proof["anchor_close"] = json!(anchor.replacen(old, new, 1));
        }
    };
    let code = |old, new| after(&plan, with(old, new));
    assert_eq!(code("\nindex ", "\nextra AAE=\nindex "), Some("tlog-proof"));
    assert_eq!(code("tlog-proof@v1", "tlog-proof@v2"), Some("tlog-proof"));
    assert_eq!(code("index 2", "index 1"), Some("anchor"));
    let swap = |proof: &mut Value| proof["anchor_close"] = proof["anchor_open"].clone();
    assert_eq!(after(&plan, swap), Some("anchor"));
}

#[test]
fn an_entry_after_an_early_close_is_found_among_those_that_were_not_drawn() {
    let plan = Plan {
        counts: vec![1; 30],
        drand: false,
        early: true,
        ..Plan::default()
    };
    let accepted_after = |secs: u64| {
        let made = make_with(&plan, |entries| {
            entries[29].time = (entries[29].time.secs() + secs).try_into().unwrap();
        });
        let listed = made.proof["leaves"].as_array().unwrap();
        assert!(listed.iter().all(|leaf| leaf["index"] != 30));
        codes(&made, &made.bytes())
    };
    assert_eq!(accepted_after(100), None);
    assert_eq!(accepted_after(101), Some("late"));
}
