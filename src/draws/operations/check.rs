//! A check of every draw in the database against its own words: numbers without gaps, the tree head rebuilt from the
//! entries, sums, and every result computed anew from its seed. It believes nothing that it can work out.
//! Strangers check draws by the proof files; this is for the operator, after a backup or a fault.

use std::collections::{BTreeMap, HashMap};

use super::check_anchors::check_server_log;
use super::check_numbers::check_numbers;
use crate::draws::awaited::beacon_outcome;
use crate::draws::log::LogId;
use crate::draws::model::{DrawId, DrawName, DrawState};
use crate::draws::rules::Log;
use crate::draws::seal::SealingKey;
use crate::draws::store::{self, check as rows};
use crate::fairness::{
    BeaconOutcome, CloseLeaf, DrawKey, DrawKeyInputs, EntryFields, EntryLeaf, FreeText, Frontier,
    Hash, ResultError, Seed, SelectionRules, TreeNode, UnixTime, check_result_inputs,
    is_signature_of, leaf_hash, select, who,
};
use crate::keys::ServerKey;
use crate::store::{Conn, Db, StoreError};

/// Entries per page.
const PAGE: i64 = 10_000;
/// Faults that are named, for each draw.
const NAMED: usize = 5;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DrawsReport {
    /// How many draws are in each state.
    pub states: BTreeMap<&'static str, u64>,
    /// Entries of all draws.
    pub entries: u64,
    /// Ballots of all draws.
    pub ballots: u64,
    /// Results that were computed anew, and came out the same.
    pub results: u64,
    /// How far each draw has come.
    pub heads: BTreeMap<String, DrawHead>,
    /// What is wrong, as sentences.
    pub faults: Vec<String>,
}

/// How far a draw has come: what a later copy of the same database has at least.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawHead {
    /// Its state.
    pub state: DrawState,
    /// Its last ballot number.
    pub ballots: u64,
    /// The latest time in its log.
    pub last_time: u64,
    /// The root of its tree.
    pub root: String,
}

/// Checks every draw, each in one snapshot. With the key file also whether the secrets of draws to come can be opened.
///
/// # Errors
/// The database failed. What is wrong with what it holds is in the report.
pub async fn check_draws(db: &Db, key: Option<&ServerKey>) -> Result<DrawsReport, StoreError> {
    let sealing = key.map(SealingKey::new);
    let mut report = DrawsReport::default();
    for id in db.read(rows::list_ids).await? {
        let sealing = sealing.clone();
        let one = db.read(move |conn| Ok::<_, StoreError>(check_one(conn, id, sealing.as_ref())));
        match one.await? {
            Ok(Some(checked)) => report.add(checked),
            Ok(None) => {}
            Err(e) => report.faults.push(format!("draw {}: {e}", id.as_i64())),
        }
    }
    let mut faults = db.read(check_server_log).await?;
    report.faults.append(&mut faults);
    Ok(report)
}

/// One draw, checked.
struct Checked {
    name: DrawName,
    log: Log,
    result: bool,
    faults: Vec<String>,
}

impl DrawsReport {
    fn add(&mut self, checked: Checked) {
        let Checked {
            name,
            log,
            result,
            mut faults,
        } = checked;
        *self.states.entry(log.state.as_str()).or_default() += 1;
        self.entries += log.entries;
        self.ballots += log.ballots;
        self.results += u64::from(result);
        let head = DrawHead {
            state: log.state,
            ballots: log.ballots,
            last_time: log.last_time,
            root: log.frontier.root().to_base64(),
        };
        if faults.len() > NAMED {
            let more = faults.len() - NAMED;
            faults.truncate(NAMED);
            faults.push(format!("and {more} more"));
        }
        let named = faults
            .into_iter()
            .map(|fault| format!("{}: {fault}", name.as_str()));
        self.faults.extend(named);
        self.heads.insert(name.as_str().to_owned(), head);
    }
}

fn check_one(
    conn: &mut Conn,
    id: DrawId,
    sealing: Option<&SealingKey>,
) -> Result<Option<Checked>, StoreError> {
    let Some((name, log, close_leaf)) = rows::find_log(conn, id)? else {
        return Ok(None);
    };
    let mut faults = Vec::new();
    let mut read = Entries::new(&log);
    loop {
        let page = rows::list_log_entries(conn, id, store::signed(read.entries), PAGE)?;
        if page.is_empty() {
            break;
        }
        for entry in &page {
            if !read.add(&log, entry, &mut faults) {
                // nothing after it can be right
                faults.push(format!(
                    "the entries end or break at leaf {}",
                    entry.leaf_index
                ));
                return Ok(Some(Checked {
                    name,
                    log,
                    result: false,
                    faults,
                }));
            }
        }
    }
    read.compare(conn, id, &log, close_leaf.as_deref(), &mut faults)?;
    let result = check_result(conn, id, &log, &mut faults)?;
    check_numbers(conn, id, &log, &read.numbers, &mut faults)?;
    if let Some(sealing) = sealing
        && matches!(
            log.state,
            DrawState::Scheduled | DrawState::Open | DrawState::Closed
        )
    {
        let sealed = store::find_sealed_seed(conn, id)?;
        if sealing
            .open(&sealed, &log.open_leaf.fields().origin)
            .is_err()
        {
            faults.push("its secret cannot be opened with this key file".to_owned());
        }
    }
    Ok(Some(Checked {
        name,
        log,
        result,
        faults,
    }))
}

/// The entries of one log, read so far.
struct Entries {
    frontier: Frontier,
    nodes: Vec<TreeNode>,
    entries: u64,
    ballots: u64,
    time: u64,
    cancelled: Vec<u64>,
    /// The ticket numbers of a raffle, in the order of sale.
    numbers: Vec<u64>,
    shares: HashMap<i64, (i64, i64)>,
}

impl Entries {
    fn new(log: &Log) -> Self {
        let mut frontier = Frontier::default();
        frontier.append(leaf_hash(log.open_leaf.to_text()));
        Entries {
            frontier,
            nodes: Vec::new(),
            entries: 0,
            ballots: 0,
            time: log.open_leaf.fields().opens.secs(),
            cancelled: Vec::new(),
            numbers: Vec::new(),
            shares: HashMap::new(),
        }
    }

    /// False where the numbers break off: then no later entry can be right.
    fn add(&mut self, log: &Log, entry: &rows::LogEntry, faults: &mut Vec<String>) -> bool {
        let fields = log.open_leaf.fields();
        let leaf = entry.leaf_index;
        let (Ok(count), Ok(time)) = (u64::try_from(entry.count), u64::try_from(entry.time)) else {
            return false;
        };
        let (Ok(at), Ok(bytes)) = (UnixTime::try_from(time), entry.who.clone().try_into()) else {
            return false;
        };
        if !rows::follows(entry, self.entries, self.ballots) {
            return false;
        }
        let stored_who = Hash::from_bytes(bytes);
        let number = entry.ticket_number.map(u64::try_from).transpose();
        let Ok(number) = number else { return false };
        self.numbers.extend(number);
        let numbers = number.map(|number| vec![number]);
        let made = EntryLeaf::new(EntryFields {
            origin: fields.origin.clone(),
            first: self.ballots + 1,
            count,
            time: at,
            who: stored_who,
            numbers,
        });
        let Ok(made) = made else { return false };
        self.nodes
            .extend(self.frontier.append(leaf_hash(made.to_text())));
        if time < self.time || time >= fields.closes.secs() {
            faults.push(format!("leaf {leaf} has a time that cannot be its own"));
        }
        if let (Some(salt), Some(reference)) = (&entry.salt, &entry.reference) {
            let opened = salt
                .as_slice()
                .try_into()
                .ok()
                .zip(FreeText::parse(reference).ok());
            let is_right = opened.is_some_and(|(salt, reference)| {
                who(&fields.origin, salt, &reference) == stored_who
            });
            if !is_right {
                faults.push(format!("leaf {leaf} is not its participant's"));
            }
        }
        self.entries += 1;
        self.ballots += count;
        self.time = time;
        if entry.cancel_reason.is_some() {
            self.cancelled.push(self.entries);
        }
        // nobody has several tickets to add up
        if let Some(account) = entry.account_id.filter(|_| number.is_none()) {
            let share = self.shares.entry(account).or_default();
            share.0 += 1;
            share.1 += entry.count;
        }
        true
    }

    fn compare(
        &mut self,
        conn: &mut Conn,
        id: DrawId,
        log: &Log,
        close_leaf: Option<&str>,
        faults: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        if (self.entries, self.ballots) != (log.entries, log.ballots) {
            faults.push(format!(
                "{} entries with {} ballots are there, and {} with {} should be",
                self.entries, self.ballots, log.entries, log.ballots
            ));
        }
        if let Some(text) = close_leaf {
            match CloseLeaf::parse(text) {
                Err(e) => faults.push(format!("its close leaf cannot be read: {e}")),
                Ok(leaf) => {
                    let closed = leaf.fields();
                    let same = (closed.entries, closed.ballots) == (self.entries, self.ballots)
                        && closed.cancelled == self.cancelled;
                    if !same {
                        faults.push("its close leaf tells of other entries".to_owned());
                    }
                }
            }
            self.nodes.extend(self.frontier.append(leaf_hash(text)));
        } else if matches!(log.state, DrawState::Closed | DrawState::Drawn) {
            faults.push("it is closed and has no close leaf".to_owned());
        }
        if self.frontier != log.frontier {
            faults.push("the root of its tree is not that of its entries".to_owned());
        }
        self.nodes.sort_by_key(|node| (node.level, node.position));
        if !store::is_in_backlog(conn, id)?
            && self.nodes != store::list_nodes(conn, LogId::Draw(id))?
        {
            faults.push("the kept hashes of its tree are not those of its entries".to_owned());
        }
        for (account, entries, ballots) in rows::list_shares_of(conn, id)? {
            // those of a deleted account own nothing by name any more
            if let Some(found) = self.shares.remove(&account)
                && found != (entries, ballots)
            {
                faults.push(format!("the sums of account {account} are wrong"));
            }
        }
        if !self.shares.is_empty() {
            faults.push(format!("{} accounts have no sums", self.shares.len()));
        }
        Ok(())
    }
}

/// Whether there is a result and it is the one that seed and log give.
fn check_result(
    conn: &mut Conn,
    id: DrawId,
    log: &Log,
    faults: &mut Vec<String>,
) -> Result<bool, StoreError> {
    let stored = rows::find_stored_result(conn, id)?;
    let is_drawn = log.state == DrawState::Drawn;
    let Some(stored) = stored.filter(|_| is_drawn) else {
        if is_drawn || rows::find_stored_result(conn, id)?.is_some() {
            faults.push(format!(
                "it is {} and its result does not fit that",
                log.state.as_str()
            ));
        }
        return Ok(false);
    };
    let fields = log.open_leaf.fields();
    let seed = match stored.seed.map(<[u8; 32]>::try_from).transpose() {
        Ok(seed) => seed.map(Seed::from_bytes),
        Err(_) => {
            faults.push("its seed is cut short".to_owned());
            return Ok(false);
        }
    };
    let beacon = beacon_outcome(&log.open_leaf, stored.beacon);
    if let BeaconOutcome::Drand {
        chain,
        round,
        signature,
    } = &beacon
        && !is_signature_of(*chain, *round, signature)
    {
        faults.push(format!(
            "the signature of its round {round} is not the chain's"
        ));
    }
    let closed = UnixTime::try_from(log.last_time).map_err(|e| StoreError::corrupt("time", e))?;
    match check_result_inputs(&log.open_leaf, closed, seed.as_ref(), &beacon) {
        Ok(_) => {}
        Err(ResultError::WrongSeed) => {
            faults.push("its seed is not the one that was promised".to_owned());
        }
        Err(e) => faults.push(format!("its result does not fit what was promised: {e}")),
    }
    let key = DrawKey::new(&DrawKeyInputs {
        origin: &fields.origin,
        size: log.frontier.size(),
        root: log.frontier.root(),
        open_leaf: log.open_leaf.hash(),
        ballots: log.ballots,
        seed: seed.as_ref(),
        beacon: &beacon,
    });
    if key.hash().as_bytes().as_slice() != stored.draw_key {
        faults.push("its draw key is not the one that seed and log give".to_owned());
    }
    let rules = SelectionRules::of(&log.open_leaf, log.ballots);
    let drawn = select(&key, &rules, |ballot| {
        store::find_owner(conn, id, ballot).map(|(owner, _)| owner)
    });
    let computed = match drawn {
        Ok(drawn) => drawn.into_iter(),
        Err(e) => {
            faults.push(format!("its result cannot be computed: {e}"));
            return Ok(false);
        }
    };
    let computed: Vec<_> = computed
        .map(|d| (d.ballot, d.leaf_index, d.outcome))
        .collect();
    if computed != rows::list_drawn(conn, id)? {
        faults.push("its winners are not those that seed and log give".to_owned());
        return Ok(false);
    }
    Ok(true)
}
