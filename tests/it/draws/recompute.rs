//! A result worked out again from the stored log and the revealed seed by the words of the specification §4, §6, §7,
//! with SHA-256, HMAC and a whole shuffle, and nothing of the program's own selection.

use std::collections::HashSet;

use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::log::{StoredLog, hash};
use super::{DrawId, DrawResult, Instance};

/// Checks what is published of a drawn draw against the second computation.
pub async fn check_result(instance: &Instance, id: DrawId) {
    let log = StoredLog::of(instance, id).await;
    log.check();
    let result = instance.result(id).await.expect("a result");
    let draw = instance.draw(id).await;

    let commitment = &draw.commitment;
    assert!(log.open_leaf.contains(&format!("\nseed {commitment}\n")));
    if let Some(seed) = &result.seed {
        let head = format!("vdraw/1 seed\n{}\n", log.origin);
        let opened = hash(&[head.as_bytes(), &hex::decode(seed).unwrap()]);
        let opened = hex::encode(opened);
        assert_eq!(*commitment, opened, "the seed opens the commitment");
    }

    let root = base64::engine::general_purpose::STANDARD.encode(log.root());
    assert_eq!(result.root, root);
    let text = format!(
        "vdraw/1 draw\n{}\n{}\n{root}\n{}\n{}\n{}\n{}\n",
        log.origin,
        log.leaves().len(),
        hex::encode(hash(&[log.open_leaf.as_bytes()])),
        log.ballots,
        result.seed.as_deref().unwrap_or("-"),
        beacon_line(&log, &result)
    );
    let key = hash(&[text.as_bytes()]);
    assert_eq!(result.draw_key, hex::encode(key));

    let shown: Vec<_> = instance
        .drawn(id)
        .await
        .into_iter()
        .map(|b| (b.ballot, b.outcome.to_string()))
        .collect();
    assert_eq!(shown, selection(&log, &key));
}

/// The line of the beacon in the draw key, with the round that the leaves demand: `R(t) = 1 + ceil((t - genesis) / 3)`.
fn beacon_line(log: &StoredLog, result: &DrawResult) -> String {
    let line = |text: &str, head: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(head));
        found.unwrap_or_default().to_owned()
    };
    let terms = line(&log.open_leaf, "beacon ");
    let [_, chain, margin, mode] = *terms.split(' ').collect::<Vec<_>>() else {
        assert_eq!(result.beacon, None);
        return "none".to_owned();
    };
    let genesis = 1_692_803_367_u64;
    let round_at = |time: u64| 1 + time.saturating_sub(genesis).div_ceil(3);
    let number = |text: &str| text.parse::<u64>().unwrap();
    let closed = log.close_leaf.as_ref().unwrap().lines().nth(3).unwrap();
    let wanted = match (&result.seed, mode) {
        (None, _) => round_at(number(&line(&log.open_leaf, "reveal-by "))),
        (Some(_), "at-close") => round_at(number(closed) + number(margin)),
        (Some(_), round) => number(round),
    };
    let (round, signature) = result.beacon.expect("a round");
    assert_eq!(round.number(), wanted);
    format!("drand {chain} {wanted} {}", signature.to_hex())
}

/// The ballots drawn and what each got.
fn selection(log: &StoredLog, key: &[u8; 32]) -> Vec<(u64, String)> {
    let line = |head: &str| {
        log.open_leaf
            .lines()
            .filter_map(|line| line.strip_prefix(head))
            .collect::<Vec<_>>()
    };
    let number = |text: &str| text.parse::<u64>().unwrap();
    let prizes: u64 = line("prize ")
        .iter()
        .map(|line| number(line.split(' ').next().unwrap()))
        .sum();
    let reserves = number(line("reserves ")[0]);
    let one_prize = line("one-prize ") == ["yes"];

    let ballots = u64::try_from(log.ballots).unwrap();
    let mut order: Vec<u64> = (1..=ballots).collect();
    let mut numbers = Stream::new(key);
    let (mut place, mut placed, mut drawn) = (0, HashSet::new(), Vec::new());
    for i in 0..ballots {
        if place == prizes + reserves {
            break;
        }
        let j = i + numbers.uniform(ballots - i);
        order.swap(usize::try_from(i).unwrap(), usize::try_from(j).unwrap());
        let ballot = order[usize::try_from(i).unwrap()];
        let at = i64::try_from(ballot).unwrap();
        let owner = log
            .entries
            .iter()
            .find(|e| (e.first..e.first + e.count).contains(&at))
            .unwrap();
        let outcome = if owner.cancel_reason.is_some() {
            "cancelled".to_owned()
        } else if one_prize && !placed.insert(owner.who.clone()) {
            "skipped".to_owned()
        } else {
            place += 1;
            if place <= prizes {
                format!("prize {place}")
            } else {
                format!("reserve {}", place - prizes)
            }
        };
        drawn.push((ballot, outcome));
    }
    drawn
}

struct Stream {
    key: [u8; 32],
    block: u64,
    unread: Vec<u64>,
}

impl Stream {
    fn new(key: &[u8; 32]) -> Self {
        Stream {
            key: *key,
            block: 0,
            unread: Vec::new(),
        }
    }

    fn next(&mut self) -> u64 {
        if self.unread.is_empty() {
            let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.key).unwrap();
            mac.update(format!("vdraw/1 select\n{}\n", self.block).as_bytes());
            let bytes: [u8; 32] = mac.finalize().into_bytes().into();
            self.unread = bytes
                .as_chunks::<8>()
                .0
                .iter()
                .rev()
                .map(|b| u64::from_be_bytes(*b))
                .collect();
            self.block += 1;
        }
        self.unread.pop().unwrap()
    }

    fn uniform(&mut self, m: u64) -> u64 {
        let limit = (1u128 << 64) - ((1u128 << 64) % u128::from(m));
        loop {
            let x = self.next();
            if u128::from(x) < limit {
                return x % m;
            }
        }
    }
}
