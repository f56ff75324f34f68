//! The limits of spec §3 that no vector touches, each from both sides.
//! What the vectors cover is tested in `tests/fairness.rs`.

use super::*;

const OPEN: &str = "vdraw/1 open\na.example/b\nopens 1692800012\ncloses 1692803612\nterms none\n\
    numbers sequential\nseed 45011032aff467edb434afb334e7d27ee7783f6187f6a63da42676555f71d8e8\n\
    beacon drand 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971 120 at-close\n\
    reveal-by 1702890133\nearly no\none-prize no\nreserves 2\nprize 1 A bicycle\n";

/// The valid open leaf above, some of its lines replaced.
fn open_with(lines: &[&str]) -> Result<OpenLeaf, OpenLeafError> {
    let mut text = OPEN.to_owned();
    for new in lines {
        let keyword = new.split_inclusive(' ').next().unwrap();
        let old = OPEN.lines().find(|line| line.starts_with(keyword)).unwrap();
        text = text.replace(old, new);
    }
    OpenLeaf::parse(&text)
}

fn code(result: Result<OpenLeaf, OpenLeafError>) -> Option<Code> {
    result.err().map(|error| error.code())
}

#[test]
fn an_open_leaf_keeps_to_the_limits_of_its_values() {
    let many = |count| vec!["prize 1 x"; count].join("\n");
    let chain = Chain::Quicknet.hash();
    let margin = |secs: u64| format!("beacon drand {chain} {secs} at-close");
    let rules = Some(Code::OpenRules);
    let format = Some(Code::LeafFormat);
    for (line, expected) in [
        ("reserves 100000", None),
        ("reserves 100001", rules),
        ("prize 100000 x", None),
        ("prize 100001 x", format),
        ("prize 100000 x\nprize 1 y", rules),
        (&many(1000), None),
        (&many(1001), format),
        (&margin(59), rules),
        (&margin(60), None),
        (&margin(1 << 20), None),
        (&margin((1 << 20) + 1), rules),
        ("numbers shuffled 16777216", None),
        ("numbers shuffled 16777217", format),
        ("numbers shuffled 0", format),
        ("reveal-by 1099511627777", format),
        ("opens 1692803612", rules),
        ("reveal-by 1692803612", rules),
    ] {
        let shown = line.get(..40).unwrap_or(line);
        assert_eq!(code(open_with(&[line])), expected, "{shown}");
    }
}

#[test]
fn an_open_leaf_needs_a_source_of_randomness_and_a_raffle_a_seed() {
    assert_eq!(code(open_with(&["seed none"])), None);
    assert_eq!(code(open_with(&["seed none", "beacon public Dice"])), None);
    assert_eq!(code(open_with(&["beacon none", "early yes"])), None);
    assert_eq!(code(open_with(&["beacon public Dice", "early yes"])), None);
    assert_eq!(
        open_with(&["seed none", "beacon none"]),
        Err(OpenLeafError::NoRandomness)
    );
    assert_eq!(
        open_with(&["seed none", "numbers shuffled 5"]),
        Err(OpenLeafError::RaffleWithoutSeed)
    );
}

fn entry(line: &str) -> Result<EntryLeaf, FormatError> {
    let who = sha256("who").to_hex();
    let (ballots, numbers) = line.split_once('\n').unwrap_or((line, ""));
    EntryLeaf::parse(&format!(
        "vdraw/1 entry\na.example/b\n{ballots}\n1692800013\n{who}\n{numbers}"
    ))
}

#[test]
fn an_entry_leaf_keeps_to_the_limits_of_its_values() {
    let raffle = |count: usize| format!("1 {count}\nnumbers{}\n", " 7".repeat(count));
    for good in [
        "1099511627776 4294967296",
        "1 2\nnumbers 1 16777216\n",
        &raffle(1000),
    ] {
        assert!(entry(good).is_ok(), "{good}");
    }
    for bad in [
        "0 1",
        "1 0",
        "1",
        "1 1 1",
        "1099511627777 1",
        "1 4294967297",
        "1 1\nnumbers\n",
        "1 1\nnumbers 0\n",
        "1 1\nnumbers 16777217\n",
        "1 1\nnumbers 1 2\n",
        "1 2\nnumbers 1\n",
        "1 2\nnumbers 1  2\n",
        "1 2\nnumbers 1 2 \n",
        "1 2\nnumbers 1 2",
        "1 2\nnumbers 1 2\nnumbers 1 2\n",
        &raffle(1001),
    ] {
        assert!(entry(bad).is_err(), "{bad}");
    }
}

#[test]
fn entries_of_the_same_second_are_in_order_and_the_opening_second_counts() {
    let at = |ballots: &str, secs: u64| {
        let who = sha256("who").to_hex();
        EntryLeaf::parse(&format!(
            "vdraw/1 entry\na.example/b\n{ballots}\n{secs}\n{who}\n"
        ))
        .unwrap()
    };
    let open = open_with(&[]).unwrap();
    let (opens, closes) = (1_692_800_012, 1_692_803_612);
    assert_eq!(check_entry(&open, &at("1 1", opens)), Ok(()));
    assert_eq!(
        check_entry(&open, &at("1 1", opens - 1)),
        Err(EntryError::BeforeOpening)
    );
    assert_eq!(check_entry(&open, &at("1 1", closes - 1)), Ok(()));
    assert_eq!(
        check_entry(&open, &at("1 1", closes)),
        Err(EntryError::AfterClosing)
    );
    let first = at("1 3", opens + 5);
    assert_eq!(check_successor(None, &first), Ok(()));
    assert_eq!(check_successor(Some(&first), &at("4 1", opens + 5)), Ok(()));
    assert_eq!(
        check_successor(Some(&first), &at("4 1", opens + 4)),
        Err(EntryError::Backwards)
    );
    let gap = EntryError::NotContiguous {
        first: 5,
        expected: 4,
    };
    assert_eq!(
        check_successor(Some(&first), &at("5 1", opens + 5)),
        Err(gap)
    );
}

#[test]
fn a_format_error_names_the_line_and_the_reason() {
    let error = close("1 1", 0, "cancel 1\r\n").unwrap_err();
    assert_eq!(
        (error.line(), error.reason()),
        (5, &FieldError::ControlCharacter)
    );
    let error = close("1 1", 0, "cancel 1").unwrap_err();
    assert_eq!(
        (error.line(), error.reason()),
        (5, &FieldError::Unterminated)
    );
    let error = CloseLeaf::parse("").unwrap_err();
    assert_eq!((error.line(), error.reason()), (1, &FieldError::Line));
}

fn close(counts: &str, time: u64, rest: &str) -> Result<CloseLeaf, FormatError> {
    CloseLeaf::parse(&format!(
        "vdraw/1 close\na.example/b\n{counts}\n{time}\n{rest}"
    ))
}

/// Checks a close leaf of two entries at its earliest time, without drand.
fn judged(lines: &[&str], counts: &str, rest: &str) -> Result<(), CloseError> {
    let open = open_with(&[lines, &["beacon none"]].concat()).unwrap();
    let size = if counts.starts_with('0') { 2 } else { 4 };
    check_close(&open, &close(counts, 1_692_803_612, rest).unwrap(), size)
}

#[test]
fn a_close_leaf_keeps_to_the_number_of_ballots_its_draw_can_have() {
    let plain: &[&str] = &[];
    for (lines, counts, rest, is_good) in [
        (plain, "0 0", "", true),
        (plain, "0 1", "", false),
        (plain, "2 0", "", false),
        (plain, "2 1", "", false),
        (plain, "2 2", "", true),
        (plain, "2 1099511627776", "", true),
        (plain, "2 1099511627777", "", false),
        (plain, "2 16777217", "", true),
        (plain, "2 16777216", "cancel 1\n", true),
        (plain, "2 16777217", "cancel 1\n", false),
        (&["one-prize yes"], "2 16777216", "", true),
        (&["one-prize yes"], "2 16777217", "", false),
        (&["numbers shuffled 5"], "2 5", "", true),
        (&["numbers shuffled 5"], "2 6", "", false),
        (plain, "3 3", "", false),
    ] {
        let found = judged(lines, counts, rest).map_err(|error| error.code());
        let expected = if is_good { Ok(()) } else { Err(Code::Ballots) };
        assert_eq!(found, expected, "{lines:?} {counts} {rest}");
    }
}

#[test]
fn cancelled_entries_are_listed_once_in_ascending_order() {
    let parsed = |rest| close("3 9", 0, rest);
    let leaf = parsed("round 7\ncancel 1\ncancel 3\n").unwrap();
    assert_eq!(
        [0, 1, 2, 3].map(|i| leaf.is_cancelled(i)),
        [false, true, false, true]
    );
    for bad in [
        "cancel 0\n",
        "cancel 4\n",
        "cancel 2\ncancel 2\n",
        "cancel 2\ncancel 1\n",
        "cancel 2",
        "\n",
    ] {
        assert!(parsed(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_draw_is_closed_early_if_sold_out_or_if_the_operator_may() {
    let judge = |lines: &[&str], ballots: &str, time| {
        let open = open_with(&[lines, &["beacon none"]].concat()).unwrap();
        let close = close(&format!("1 {ballots}"), time, "").unwrap();
        check_close(&open, &close, 3).map(|()| early_close(&open, &close))
    };
    let (raffle, operator) = (["numbers shuffled 5"], ["early yes"]);
    let both = ["numbers shuffled 5", "early yes"];
    let (opens, before, closes) = (1_692_800_012, 1_692_803_611, 1_692_803_612);
    assert_eq!(judge(&raffle, "5", opens), Ok(Some(EarlyClose::SoldOut)));
    assert_eq!(judge(&raffle, "4", before), Err(CloseError::Early));
    assert_eq!(
        judge(&operator, "5", before),
        Ok(Some(EarlyClose::Operator))
    );
    assert_eq!(judge(&both, "5", before), Ok(Some(EarlyClose::SoldOut)));
    assert_eq!(judge(&both, "5", closes), Ok(None));
    assert_eq!(
        judge(&operator, "5", opens - 1),
        Err(CloseError::BeforeOpening)
    );
    assert_eq!(judge(&[], "5", 1_702_890_132), Ok(None));
    assert_eq!(
        judge(&[], "5", 1_702_890_133),
        Err(CloseError::AfterRevealBy)
    );
}

#[test]
fn a_withheld_seed_means_the_fallback_round_or_no_result() {
    let closed = 1_692_803_612u64.try_into().unwrap();
    let seed = Seed::from_bytes([1; 32]);
    let dice = BeaconOutcome::Public(PublicValue::parse("3 1").unwrap());
    let public = open_with(&["beacon public Dice"]).unwrap();
    let judge = |open: &OpenLeaf, seed, beacon| check_result_inputs(open, closed, seed, beacon);
    assert_eq!(judge(&public, None, &dice), Err(ResultError::Void));
    assert_eq!(
        judge(&public, Some(&seed), &dice),
        Err(ResultError::WrongSeed)
    );
    assert_eq!(
        judge(&public, None, &BeaconOutcome::None),
        Err(ResultError::BeaconKind)
    );
    let seedless = open_with(&["beacon public Dice", "seed none"]).unwrap();
    assert_eq!(judge(&seedless, None, &dice), Ok(SeedStatus::Unused));
    assert_eq!(
        judge(&seedless, Some(&seed), &dice),
        Err(ResultError::UnannouncedSeed)
    );
    let drand = open_with(&[]).unwrap();
    let round = |round| BeaconOutcome::Drand {
        chain: Chain::Quicknet,
        round,
        signature: RoundSignature::from_bytes([0; 48]),
    };
    let fallback = round(drand.fallback_round().unwrap());
    let closing = round(drand.closing_round(closed).unwrap());
    assert_eq!(judge(&drand, None, &fallback), Ok(SeedStatus::Withheld));
    assert_eq!(
        judge(&drand, None, &closing).map_err(|e| e.code()),
        Err(Code::Round)
    );
}
