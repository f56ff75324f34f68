//! Properties of the three leaves together: what is written is read back, and nothing else is read.
//! The vectors are tested in `tests/fairness.rs`.

use proptest::prelude::*;

use super::*;

fn origin() -> impl Strategy<Value = Origin> {
    "[a-z0-9]([a-z0-9.-]{0,9}[a-z0-9])?(/[a-z0-9]([a-z0-9.-]{0,9}[a-z0-9])?){1,4}"
        .prop_map(|text| Origin::parse(&text).unwrap())
}

fn free_text() -> impl Strategy<Value = FreeText> {
    "\\PC{1,40}".prop_map(|text| FreeText::parse(&text).unwrap())
}

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash::from_bytes)
}

fn commitment() -> impl Strategy<Value = Commitment> {
    hash().prop_map(|hash| Commitment::parse_hex(&hash.to_hex()).unwrap())
}

fn time(secs: u64) -> UnixTime {
    secs.try_into().unwrap()
}

/// Beacon terms that are valid for this closing time, and whether they let the operator close early.
fn beacon(closes: u64) -> impl Strategy<Value = (BeaconTerms, bool)> {
    let chain = Chain::Quicknet;
    prop_oneof![
        (60u64..=1 << 20).prop_map(move |margin| {
            let mode = DrandMode::Fixed(chain.round_after(time(closes), margin));
            let terms = BeaconTerms::Drand {
                chain,
                margin,
                mode,
            };
            (terms, false)
        }),
        (60u64..=1 << 20, any::<bool>()).prop_map(move |(margin, early)| {
            let mode = DrandMode::AtClose;
            let terms = BeaconTerms::Drand {
                chain,
                margin,
                mode,
            };
            (terms, early)
        }),
        (free_text(), any::<bool>()).prop_map(|(text, early)| (BeaconTerms::Public(text), early)),
        any::<bool>().prop_map(|early| (BeaconTerms::None, early)),
    ]
}

fn prizes() -> impl Strategy<Value = PrizeList> {
    let line = (1u64..=20, free_text()).prop_map(|(n, text)| PrizeLine::new(n, text).unwrap());
    prop::collection::vec(line, 0..5).prop_map(|lines| PrizeList::new(lines).unwrap())
}

prop_compose! {
    fn open_fields()(opens in 0u64..1 << 39, open_for in 1u64..1_000_000)(
        (beacon, early) in beacon(opens + open_for),
        seed in commitment(),
        (has_seed, is_raffle) in any::<(bool, bool)>(),
        tickets in 1u64..=TicketCount::MAX,
        (origin, terms, prizes) in (origin(), prop::option::of(hash()), prizes()),
        (one_prize, reserves) in (any::<bool>(), 0u64..=100_000),
        (opens, closes) in Just((opens, opens + open_for)),
    ) -> OpenFields {
        // A raffle needs a seed, and so does a draw without beacon.
        let has_seed = has_seed || is_raffle || beacon == BeaconTerms::None;
        let numbers = if is_raffle {
            Numbering::Shuffled(tickets.try_into().unwrap())
        } else {
            Numbering::Sequential
        };
        // Later than any round, wherever the genesis of the chain lies.
        let reveal_by = time(closes.max(1_692_803_367) + (1 << 20) + 4);
        let (opens, closes) = (time(opens), time(closes));
        let seed = has_seed.then_some(seed);
        OpenFields {
            origin, opens, closes, terms, numbers, seed, beacon, reveal_by, early, one_prize, reserves, prizes,
        }
    }
}

prop_compose! {
    fn entry_fields()(
        origin in origin(),
        first in 1u64..=1 << 40,
        count in 1u64..=1 << 32,
        secs in 0u64..=1 << 40,
        who in hash(),
        numbers in prop::option::of(prop::collection::vec(1u64..=TicketCount::MAX, 1..20)),
    ) -> EntryFields {
        let count = numbers.as_ref().map_or(count, |numbers| numbers.len().try_into().unwrap());
        EntryFields { origin, first, count, time: time(secs), who, numbers }
    }
}

prop_compose! {
    fn close_fields()(
        origin in origin(),
        cancelled in prop::collection::btree_set(1u64..1000, 0..5),
        (more_entries, more_ballots) in (0u64..1000, 0u64..1 << 40),
        secs in 0u64..=1 << 40,
        round in prop::option::of(1u64..=1 << 40),
    ) -> CloseFields {
        let entries = cancelled.last().unwrap_or(&0) + more_entries;
        let round = round.map(|round| round.try_into().unwrap());
        let (ballots, cancelled) = (entries + more_ballots, cancelled.into_iter().collect());
        CloseFields { origin, entries, ballots, time: time(secs), round, cancelled }
    }
}

/// Deletes, inserts or replaces one byte.
fn damaged(text: &str, at: prop::sample::Index, byte: u8, how: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    let at = at.index(bytes.len());
    match how % 3 {
        0 => drop(bytes.remove(at)),
        1 => bytes.insert(at, byte),
        _ => bytes[at] = byte,
    }
    String::from_utf8(bytes).ok()
}

proptest! {
    #[test]
    fn an_open_leaf_is_read_back_as_it_was_written(fields in open_fields()) {
        let leaf = OpenLeaf::new(fields).unwrap();
        prop_assert_eq!(OpenLeaf::parse(&leaf.to_text()), Ok(leaf));
    }

    #[test]
    fn an_entry_leaf_is_read_back_as_it_was_written(fields in entry_fields()) {
        let leaf = EntryLeaf::new(fields).unwrap();
        prop_assert_eq!(EntryLeaf::parse(&leaf.to_text()), Ok(leaf));
    }

    #[test]
    fn a_close_leaf_is_read_back_as_it_was_written(fields in close_fields()) {
        let leaf = CloseLeaf::new(fields).unwrap();
        prop_assert_eq!(CloseLeaf::parse(&leaf.to_text()), Ok(leaf));
    }

    #[test]
    fn a_damaged_leaf_is_refused_or_is_another_well_formed_leaf(
        (open, entry, close) in (open_fields(), entry_fields(), close_fields()),
        at: prop::sample::Index,
        byte in prop_oneof![Just(b'\n'), Just(b' '), Just(b'0'), Just(b'\r'), 0u8..128],
        how: u8,
    ) {
        if let Some(text) = damaged(&OpenLeaf::new(open).unwrap().to_text(), at, byte, how)
            && let Ok(leaf) = OpenLeaf::parse(&text)
        {
            prop_assert_eq!(leaf.to_text(), text);
        }
        if let Some(text) = damaged(&EntryLeaf::new(entry).unwrap().to_text(), at, byte, how)
            && let Ok(leaf) = EntryLeaf::parse(&text)
        {
            prop_assert_eq!(leaf.to_text(), text);
        }
        if let Some(text) = damaged(&CloseLeaf::new(close).unwrap().to_text(), at, byte, how)
            && let Ok(leaf) = CloseLeaf::parse(&text)
        {
            prop_assert_eq!(leaf.to_text(), text);
        }
    }

    #[test]
    fn a_round_at_a_time_is_the_first_one_not_out_before(secs in 0u64..=1 << 40) {
        let chain = Chain::Quicknet;
        let round = chain.round_at(time(secs));
        prop_assert!(chain.time_of(round) >= secs);
        if round.number() > 1 {
            let previous = Round::try_from(round.number() - 1).unwrap();
            prop_assert!(chain.time_of(previous) < secs);
        }
    }
}
