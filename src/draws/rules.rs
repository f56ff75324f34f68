//! What may go into a draw's log, and when. Pure: the time, the salts and what is stored are handed in.

use super::model::DrawState;
use super::refusal::Refusal;
use crate::fairness::{
    BeaconTerms, CloseFields, CloseLeaf, DrandMode, EntryFields, EntryLeaf, FreeText, Frontier,
    Hash, Numbering, OpenLeaf, TicketCount, TreeNode, UnixTime, check_close, leaf_hash, who,
};

/// How long after closing the seed may be shown; later the draw is void. A server that was down draws late
/// rather than never.
pub const REVEAL_AFTER: u64 = 30 * 24 * 3600;
/// A result later than this after closing time is marked late, and its draw counts as overdue until then.
pub const LATE_AFTER: u64 = 60;
/// How long before it opens a draw is fixed: from then on its terms stand, and the server's log says which they are.
pub const ANCHOR_BEFORE: u64 = 3600;
/// How many ballots one submission may have.
pub const COUNT_MAX: u64 = 10_000;
/// How long a submission key is remembered, in seconds.
pub const KEY_AGE: i64 = 48 * 3600;

/// The seconds of a day of a claim period.
pub const DAY: u64 = 24 * 3600;
const BALLOTS_MAX: u64 = 1 << 40;
/// Where ballots may be passed over, a drawing may have to look at every one of them.
pub const BALLOTS_MAX_WITH_SKIPS: u64 = 1 << 24;
/// The longest leaf that can be served: in a bundle, its length stands before it in two bytes.
///
/// Source: C2SP tlog-tiles, *Log entries*.
pub const LEAF_MAX: usize = 65_535;

/// A count that one submission may have.
///
/// # Errors
/// [`Refusal::CountOutOfRange`].
pub fn check_count(count: u64) -> Result<(), Refusal> {
    if (1..=COUNT_MAX).contains(&count) {
        Ok(())
    } else {
        Err(Refusal::CountOutOfRange)
    }
}

/// A count that is within what the person allows themselves, who has put in `have` already.
///
/// # Errors
/// [`Refusal::OverOwnLimit`].
pub fn check_own_limit(max: u64, have: u64, count: u64) -> Result<(), Refusal> {
    if have.saturating_add(count) > max {
        return Err(Refusal::OverOwnLimit { max, have });
    }
    Ok(())
}

/// The log of one draw while it grows: what a transaction reads first and writes back last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Where the draw stands.
    pub state: DrawState,
    /// Why there is no result, if it is void.
    pub void_reason: Option<String>,
    /// What was announced.
    pub open_leaf: OpenLeaf,
    /// How many ballots one participant may have.
    pub cap: Option<u64>,
    /// The tree head: the open leaf, the entries, and the close leaf once there is one.
    pub frontier: Frontier,
    /// Subtrees that were completed since the log was read; they are stored with it.
    pub completed: Vec<TreeNode>,
    /// How many entries there are.
    pub entries: u64,
    /// How many ballots they own.
    pub ballots: u64,
    /// How many of them were struck out.
    pub cancelled_ballots: u64,
    /// The latest time in the log.
    pub last_time: u64,
}

/// What one participant has in one log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// How many entries.
    pub entries: u64,
    /// How many ballots.
    pub ballots: u64,
    /// The salt of all their entries, where the draw allows one prize per participant.
    pub salt: Option<[u8; 16]>,
}

/// An entry that was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The place in the log.
    pub leaf_index: u64,
    /// The first ballot.
    pub first: u64,
    /// When it was accepted.
    pub time: u64,
    /// The hash that stands for the participant.
    pub who: Hash,
    /// What the hash was salted with.
    pub salt: [u8; 16],
}

/// What closing leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closing {
    /// The log is complete.
    Closed(CloseLeaf),
    /// The seed can no longer be shown in time, so there can be no result.
    TooLateToReveal,
    /// The round that was announced is out, so the list could be chosen to fit it.
    RoundIsOut,
}

impl Log {
    /// The log of a draw that is announced: its open leaf and nothing else.
    pub fn announced(open_leaf: OpenLeaf, cap: Option<u64>) -> Self {
        let mut frontier = Frontier::default();
        frontier.append(leaf_hash(open_leaf.to_text()));
        Log {
            state: DrawState::Scheduled,
            void_reason: None,
            cap,
            frontier,
            completed: Vec::new(),
            entries: 0,
            ballots: 0,
            cancelled_ballots: 0,
            last_time: open_leaf.fields().opens.secs(),
            open_leaf,
        }
    }

    /// Appends an entry of `count` ballots, or leaves the log and the share as they are.
    /// `salt` is used unless the draw keeps one per participant and has one already.
    ///
    /// # Errors
    /// The [`Refusal`] that the participant should read.
    pub fn append(
        &mut self,
        share: &mut Share,
        reference: &FreeText,
        count: u64,
        salt: [u8; 16],
        now: u64,
    ) -> Result<Appended, Refusal> {
        check_count(count)?;
        let time = self.time_of_entry(now)?;
        if let Some(cap) = self.cap
            && share.ballots.saturating_add(count) > cap
        {
            let have = share.ballots;
            return Err(Refusal::OverCap { cap, have });
        }
        let fields = self.open_leaf.fields();
        let limit = if fields.one_prize || self.cancelled_ballots > 0 {
            BALLOTS_MAX_WITH_SKIPS
        } else {
            BALLOTS_MAX
        };
        if self.ballots + count > limit {
            return Err(Refusal::BoxFull);
        }
        let salt = if fields.one_prize {
            *share.salt.get_or_insert(salt)
        } else {
            salt
        };
        let appended = self.append_entry(time, reference, count, salt, None);
        share.entries += 1;
        share.ballots += count;
        Ok(appended)
    }

    /// Appends the entry of the next ticket of a raffle; `number` is the one that the seed gives to that ballot.
    ///
    /// # Errors
    /// The [`Refusal`] that the participant should read.
    pub fn append_ticket(
        &mut self,
        reference: &FreeText,
        number: u64,
        salt: [u8; 16],
        now: u64,
    ) -> Result<Appended, Refusal> {
        self.check_sale(now)?;
        let time = self.time_of_entry(now)?;
        Ok(self.append_entry(time, reference, 1, salt, Some(vec![number])))
    }

    /// Whether a ticket can be had now.
    ///
    /// # Errors
    /// The [`Refusal`] that the participant should read.
    pub fn check_sale(&self, now: u64) -> Result<(), Refusal> {
        if self.is_sold_out() {
            return Err(Refusal::SoldOut);
        }
        self.time_of_entry(now).map(drop)
    }

    /// How many tickets a raffle has; none for a draw that is no raffle.
    pub fn tickets(&self) -> Option<TicketCount> {
        match self.open_leaf.fields().numbers {
            Numbering::Shuffled(tickets) => Some(tickets),
            Numbering::Sequential => None,
        }
    }

    /// Whether it is a raffle of which every ticket is handed out.
    pub fn is_sold_out(&self) -> bool {
        let tickets = self.tickets();
        tickets.is_some_and(|tickets| self.ballots >= tickets.get())
    }

    /// Whatever could refuse the entry has been asked.
    fn append_entry(
        &mut self,
        time: UnixTime,
        reference: &FreeText,
        count: u64,
        salt: [u8; 16],
        numbers: Option<Vec<u64>>,
    ) -> Appended {
        let origin = self.open_leaf.fields().origin.clone();
        let who = who(&origin, &salt, reference);
        let leaf = EntryLeaf::new(EntryFields {
            origin,
            first: self.ballots + 1,
            count,
            time,
            who,
            numbers,
        })
        .expect("invariant: count, ballots and numbers have smaller limits than the leaf's");
        self.grow(&leaf.to_text());
        self.entries += 1;
        self.ballots += count;
        self.last_time = time.secs();
        Appended {
            leaf_index: self.entries,
            first: leaf.fields().first,
            time: self.last_time,
            who,
            salt,
        }
    }

    fn grow(&mut self, leaf: &str) {
        let completed = self.frontier.append(leaf_hash(leaf));
        self.completed.extend(completed);
    }

    fn time_of_entry(&self, now: u64) -> Result<UnixTime, Refusal> {
        let fields = self.open_leaf.fields();
        let (opens, closes) = (fields.opens.secs(), fields.closes.secs());
        // the clock may have been put back since the last entry
        let at = now.max(self.last_time);
        match self.state {
            DrawState::Void => {
                return Err(Refusal::Void(self.void_reason.clone().unwrap_or_default()));
            }
            DrawState::Scheduled | DrawState::Open if now < opens => {
                return Err(Refusal::NotOpenYet { opens });
            }
            DrawState::Scheduled if at < closes => return Err(Refusal::NotOpenYet { opens }),
            DrawState::Open if at < closes => {}
            _ => return Err(Refusal::TooLate { closes, at }),
        }
        Ok(UnixTime::try_from(at)
            .expect("invariant: before closing, which is a time of the protocol"))
    }

    /// Whether the close leaf is in it.
    pub fn is_complete(&self) -> bool {
        // the open leaf, the entries, and the close leaf
        self.frontier.size() == self.entries + 2
    }

    /// Whether it is time to open.
    pub fn is_due_to_open(&self, now: u64) -> bool {
        self.state == DrawState::Scheduled && now >= self.open_leaf.fields().opens.secs()
    }

    /// Whether it is time to close.
    pub fn is_due_to_close(&self, now: u64) -> bool {
        self.state == DrawState::Open && now >= self.open_leaf.fields().closes.secs()
    }

    /// Whether a close leaf that strikes out the entries at these leaf indices can be served, whatever its other numbers
    /// will be.
    pub fn can_strike_out(&self, cancelled: &[u64]) -> bool {
        let (origin, most) = (&self.open_leaf.fields().origin, u64::MAX);
        let head = format!("vdraw/1 close\n{origin}\n{most} {most}\n{most}\nround {most}\n");
        let line = |index: &u64| format!("cancel {index}\n").len();
        head.len() + cancelled.iter().map(line).sum::<usize>() <= LEAF_MAX
    }

    /// Appends the close leaf: at closing time or later, and in a raffle that is sold out at any time. `cancelled` are the
    /// leaf indices of the entries that were struck out, ascending.
    ///
    /// # Errors
    /// A text that says which rule of the protocol the stored log breaks.
    pub fn close(&mut self, cancelled: Vec<u64>, now: u64) -> Result<Closing, String> {
        let fields = self.open_leaf.fields();
        let earliest = match self.is_sold_out() {
            true => self.last_time,
            false => fields.closes.secs().max(self.last_time),
        };
        let time = now.max(earliest);
        if time >= fields.reveal_by.secs() {
            return Ok(Closing::TooLateToReveal);
        }
        let closed = UnixTime::try_from(time).map_err(|e| e.to_string())?;
        let is_at_close = matches!(
            fields.beacon,
            BeaconTerms::Drand {
                mode: DrandMode::AtClose,
                ..
            }
        );
        match self.open_leaf.closing_round_time(closed) {
            Some(out) if time >= out => return Ok(Closing::RoundIsOut),
            Some(out) if out >= fields.reveal_by.secs() => return Ok(Closing::TooLateToReveal),
            _ => {}
        }
        let leaf = CloseLeaf::new(CloseFields {
            origin: fields.origin.clone(),
            entries: self.entries,
            ballots: self.ballots,
            time: closed,
            round: self.open_leaf.closing_round(closed).filter(|_| is_at_close),
            cancelled,
        })
        .map_err(|e| e.to_string())?;
        check_close(&self.open_leaf, &leaf, self.frontier.size() + 1).map_err(|e| e.to_string())?;
        self.grow(&leaf.to_text());
        self.state = DrawState::Closed;
        self.last_time = time;
        Ok(Closing::Closed(leaf))
    }

    /// Whether a closed log came on the disk only when its round was out: then somebody could have known the round and
    /// chosen the list, so there must be no result.
    ///
    /// Source: spec §3, **Close**: the closing checkpoint is published before T(closing round).
    pub fn is_sealed_too_late(&self, durable_at: u64) -> bool {
        let closed = UnixTime::try_from(self.last_time).ok();
        let out = closed.and_then(|closed| self.open_leaf.closing_round_time(closed));
        self.state == DrawState::Closed && out.is_some_and(|out| durable_at >= out)
    }

    /// Whether a result of this time is more than a minute after it was due: at the announced closing time, or with the
    /// round that follows from it.
    pub fn is_late(&self, drawn_at: u64) -> bool {
        let closes = self.open_leaf.fields().closes;
        let due = self.open_leaf.closing_round_time(closes);
        drawn_at > due.unwrap_or(closes.secs()) + LATE_AFTER
    }
}
