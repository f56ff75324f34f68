//! The rules of a log, tried without a database.

use super::model::DrawState;
use super::refusal::Refusal;
use super::rules::{Closing, LEAF_MAX, Log, Share};
use crate::fairness::{
    BeaconTerms, Chain, DrandMode, FreeText, Numbering, OpenFields, OpenLeaf, Origin, PrizeLine,
    PrizeList, Seed, UnixTime, entry_bundle,
};

const OPENS: u64 = 1_000;
const CLOSES: u64 = 2_000;
const REVEAL_BY: u64 = 9_000;

fn open_log(one_prize: bool, cap: Option<u64>) -> Log {
    let origin = Origin::parse("lotto.example/draw").unwrap();
    let fields = OpenFields {
        opens: OPENS.try_into().unwrap(),
        closes: CLOSES.try_into().unwrap(),
        terms: None,
        numbers: Numbering::Sequential,
        seed: Some(Seed::from_bytes([1; 32]).commit(&origin)),
        beacon: BeaconTerms::None,
        reveal_by: REVEAL_BY.try_into().unwrap(),
        early: false,
        one_prize,
        reserves: 0,
        prizes: PrizeList::new(vec![PrizeLine::parse("1 Book").unwrap()]).unwrap(),
        origin,
    };
    let mut log = Log::announced(OpenLeaf::new(fields).unwrap(), cap);
    log.state = DrawState::Open;
    log
}

fn ada() -> FreeText {
    FreeText::parse("Ada").unwrap()
}

#[test]
fn ballots_run_on_from_entry_to_entry() {
    let (mut log, mut share) = (open_log(false, None), Share::default());
    let first = log.append(&mut share, &ada(), 3, [1; 16], OPENS).unwrap();
    let second = log.append(&mut share, &ada(), 2, [2; 16], 1_500).unwrap();
    assert_eq!((first.leaf_index, first.first, first.time), (1, 1, OPENS));
    assert_eq!(
        (second.leaf_index, second.first, second.time),
        (2, 4, 1_500)
    );
    assert_ne!(
        first.who, second.who,
        "entries of one person cannot be linked"
    );
    assert_eq!((share.entries, share.ballots), (2, 5));
    assert_eq!((log.entries, log.ballots, log.frontier.size()), (2, 5, 3));
}

#[test]
fn a_refused_submission_changes_nothing() {
    let (mut log, mut share) = (open_log(true, Some(5)), Share::default());
    log.append(&mut share, &ada(), 4, [1; 16], 1_500).unwrap();
    let before = (log.clone(), share.clone());
    let mut try_it = |count, now| {
        log.append(&mut share, &ada(), count, [2; 16], now)
            .unwrap_err()
    };
    assert_eq!(try_it(2, 1_500), Refusal::OverCap { cap: 5, have: 4 });
    assert_eq!(try_it(u64::MAX, 1_500), Refusal::CountOutOfRange);
    assert_eq!(try_it(10_001, 1_500), Refusal::CountOutOfRange);
    assert_eq!(try_it(0, 1_500), Refusal::CountOutOfRange);
    let too_late = Refusal::TooLate {
        closes: CLOSES,
        at: CLOSES,
    };
    assert_eq!(try_it(1, CLOSES), too_late);
    assert_eq!(try_it(1, 999), Refusal::NotOpenYet { opens: OPENS });
    assert_eq!((log, share), before);
}

#[test]
fn where_one_prize_is_the_rule_a_participant_keeps_one_salt() {
    let (mut log, mut share) = (open_log(true, None), Share::default());
    let first = log.append(&mut share, &ada(), 1, [1; 16], OPENS).unwrap();
    let second = log.append(&mut share, &ada(), 1, [2; 16], OPENS).unwrap();
    assert_eq!(first.who, second.who);
    assert_eq!((first.salt, second.salt), ([1; 16], [1; 16]));
}

#[test]
fn a_box_is_full_at_the_limits_of_the_protocol() {
    for (one_prize, limit) in [(true, 1 << 24), (false, 1 << 40)] {
        let (mut log, mut share) = (open_log(one_prize, None), Share::default());
        log.ballots = limit - 1;
        let refused = log.append(&mut share, &ada(), 2, [1; 16], OPENS);
        assert_eq!(refused.unwrap_err(), Refusal::BoxFull);
        let last = log.append(&mut share, &ada(), 1, [1; 16], OPENS).unwrap();
        assert_eq!(last.first, limit);
    }
}

#[test]
fn every_state_says_its_own_no() {
    let refusal = |state, now| {
        let mut log = open_log(false, None);
        (log.state, log.void_reason) = (state, Some("Rain.".into()));
        log.append(&mut Share::default(), &ada(), 1, [1; 16], now)
            .unwrap_err()
    };
    let not_yet = Refusal::NotOpenYet { opens: OPENS };
    let too_late = |at| Refusal::TooLate { closes: CLOSES, at };
    assert_eq!(refusal(DrawState::Scheduled, 10), not_yet);
    assert_eq!(refusal(DrawState::Scheduled, 1_500), not_yet);
    assert_eq!(refusal(DrawState::Scheduled, 2_500), too_late(2_500));
    assert_eq!(refusal(DrawState::Closed, 2_500), too_late(2_500));
    assert_eq!(refusal(DrawState::Drawn, 2_500), too_late(2_500));
    assert_eq!(
        refusal(DrawState::Void, 1_500),
        Refusal::Void("Rain.".into())
    );
}

#[test]
fn a_refusal_says_what_happened_and_when() {
    let text = Refusal::TooLate {
        closes: 1_795_305_600,
        at: 1_795_305_602,
    }
    .to_string();
    assert_eq!(
        text,
        "Too late: the box was sealed at 2026-11-22 00:00:00 UTC, and your ballot reached us at 2026-11-22 00:00:02 UTC."
    );
}

#[test]
fn a_log_is_closed_at_its_latest_time_and_not_before_closing_time() {
    for (now, closed_at) in [(CLOSES, CLOSES), (CLOSES + 7, CLOSES + 7), (500, CLOSES)] {
        let mut log = open_log(false, None);
        log.append(&mut Share::default(), &ada(), 2, [1; 16], 1_999)
            .unwrap();
        let Ok(Closing::Closed(leaf)) = log.close(vec![], now) else {
            panic!("not closed at {now}");
        };
        assert_eq!(leaf.fields().time.secs(), closed_at);
        assert_eq!((leaf.fields().entries, leaf.fields().ballots), (1, 2));
        assert_eq!((log.state, log.frontier.size()), (DrawState::Closed, 3));
    }
}

#[test]
fn a_log_that_can_only_be_closed_after_its_seed_was_due_has_no_result() {
    let mut log = open_log(false, None);
    assert_eq!(
        log.clone().close(vec![], REVEAL_BY),
        Ok(Closing::TooLateToReveal)
    );
    assert!(matches!(
        log.close(vec![], REVEAL_BY - 1),
        Ok(Closing::Closed(_))
    ));
}

/// A log that quicknet decides: open from 2023-08-23 14:00 to 15:00 UTC.
fn beacon_log(mode: DrandMode, reveal_by: u64) -> Log {
    let origin = Origin::parse("lotto.example/draw").unwrap();
    let fields = OpenFields {
        opens: (BEACON_CLOSES - 3600).try_into().unwrap(),
        closes: BEACON_CLOSES.try_into().unwrap(),
        terms: None,
        numbers: Numbering::Sequential,
        seed: Some(Seed::from_bytes([1; 32]).commit(&origin)),
        beacon: BeaconTerms::Drand {
            chain: Chain::Quicknet,
            margin: 300,
            mode,
        },
        reveal_by: reveal_by.try_into().unwrap(),
        early: false,
        one_prize: false,
        reserves: 0,
        prizes: PrizeList::new(Vec::new()).unwrap(),
        origin,
    };
    let mut log = Log::announced(OpenLeaf::new(fields).unwrap(), None);
    log.state = DrawState::Open;
    log
}

const BEACON_CLOSES: u64 = 1_692_802_800;

#[test]
fn a_list_that_came_on_the_disk_after_its_round_decides_nothing() {
    let mut log = beacon_log(DrandMode::AtClose, BEACON_CLOSES + 90_000);
    assert!(!log.is_sealed_too_late(u64::MAX), "it is still open");
    log.close(Vec::new(), BEACON_CLOSES + 1000).unwrap();
    let closed = UnixTime::try_from(BEACON_CLOSES + 1000).unwrap();
    let out = log.open_leaf.closing_round_time(closed).unwrap();
    assert!((BEACON_CLOSES + 1300..BEACON_CLOSES + 1303).contains(&out));
    assert!(!log.is_sealed_too_late(out - 1));
    assert!(log.is_sealed_too_late(out));

    let mut alone = open_log(false, None);
    alone.close(Vec::new(), CLOSES).unwrap();
    assert!(!alone.is_sealed_too_late(u64::MAX), "it has no round");
}

#[test]
fn a_result_is_due_with_the_round_that_follows_from_the_closing_time() {
    let log = beacon_log(DrandMode::AtClose, BEACON_CLOSES + 90_000);
    let out = log
        .open_leaf
        .closing_round_time(log.open_leaf.fields().closes);
    let out = out.unwrap();
    assert!(!log.is_late(out + 60));
    assert!(log.is_late(out + 61));
    let alone = open_log(false, None);
    assert!(!alone.is_late(CLOSES + 60));
    assert!(alone.is_late(CLOSES + 61));
}

#[test]
fn a_round_that_is_out_or_comes_after_the_seed_is_due_closes_nothing() {
    let closes = UnixTime::try_from(BEACON_CLOSES).unwrap();
    let fixed = DrandMode::Fixed(Chain::Quicknet.round_after(closes, 300));
    let mut log = beacon_log(fixed, BEACON_CLOSES + 90_000);
    let out = log.open_leaf.closing_round_time(closes).unwrap();
    assert_eq!(log.close(Vec::new(), out), Ok(Closing::RoundIsOut));
    assert!(matches!(
        log.close(Vec::new(), out - 1),
        Ok(Closing::Closed(_))
    ));

    let mut log = beacon_log(DrandMode::AtClose, BEACON_CLOSES + 90_000);
    let late = log.close(Vec::new(), BEACON_CLOSES + 90_000 - 300);
    assert_eq!(late, Ok(Closing::TooLateToReveal));
}

#[test]
fn what_is_struck_out_leaves_a_close_leaf_that_can_be_served() {
    let (mut log, mut share) = (open_log(false, None), Share::default());
    for _ in 0..5_600 {
        log.append(&mut share, &ada(), 1, [1; 16], OPENS).unwrap();
    }
    let mut cancelled = Vec::new();
    while cancelled.len() < 5_600 {
        let next = cancelled.len() as u64 + 1;
        if !log.can_strike_out(&[&cancelled[..], &[next]].concat()) {
            break;
        }
        cancelled.push(next);
    }
    assert!(
        (5_500..5_600).contains(&cancelled.len()),
        "{}",
        cancelled.len()
    );
    let Ok(Closing::Closed(leaf)) = log.close(cancelled, CLOSES) else {
        panic!("not closed");
    };
    let text = leaf.to_text();
    assert!(
        (LEAF_MAX - 100..=LEAF_MAX).contains(&text.len()),
        "{}",
        text.len()
    );
    assert!(entry_bundle([text.as_str()]).is_some());
}
