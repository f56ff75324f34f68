//! Putting ballots into a draw: one submission as its sender sees it, and the transaction that takes a batch of them.
//! Who waits for whom is decided in `appender.rs`.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Draws;
use super::memory::Known;
use crate::clock::Clock;
use crate::draws::model::{Accepted, DrawId, Submission};
use crate::draws::refusal::Refusal;
use crate::draws::rules::{check_count, check_own_limit};
use crate::draws::store::{self, KeyUses, NewEntry, NewKey, NewShare, signed};
use crate::keys::{KeyError, random};
use crate::store::{Conn, StoreError};
use crate::web::i18n::tr;

/// Why ballots are not in the box. The text is for the person who sent them.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// The draw does not take them.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many submissions are waiting; nothing was tried.
    #[error(
        "{}",
        tr(
            "Too many ballots are arriving at once, and yours was not taken. Try again in a moment."
        )
    )]
    Overloaded,
    /// The database is not the one that people have seen; nothing was tried.
    #[error(
        "{}",
        tr(
            "This server was put back to an earlier state and takes no ballots until its operator has looked. Yours was not taken."
        )
    )]
    OnHold,
    /// Nothing was saved.
    #[error(
        "{}",
        tr(
            "Your ballots could not be saved, and none of them is in the box. Try again in a moment."
        )
    )]
    Store(#[source] Arc<StoreError>),
    /// The answer of the database was lost: the ballots may be in the box, or not.
    #[error(
        "{}",
        tr(
            "The database did not answer, so your ballots may be in the box or not. Look at your ballots before you try again."
        )
    )]
    OutcomeUnknown(#[source] Arc<StoreError>),
    /// The system has no random numbers to give; nothing was tried.
    #[error(
        "{}",
        tr(
            "Your ballots could not be saved, and none of them is in the box. Try again in a moment."
        )
    )]
    Random(#[source] Arc<KeyError>),
}

impl AppendError {
    pub(super) fn lost(error: &Arc<StoreError>) -> Self {
        match **error {
            StoreError::QueueFull => AppendError::Overloaded,
            // a database that closes may have done so before or after the commit
            StoreError::OutcomeUnknown(_) | StoreError::Closed => {
                AppendError::OutcomeUnknown(error.clone())
            }
            _ => AppendError::Store(error.clone()),
        }
    }
}

/// Puts ballots into an open draw, and answers when they are on disk. Submissions that wait at the same time
/// share one transaction.
///
/// # Errors
/// [`AppendError`]; only [`AppendError::OutcomeUnknown`] leaves open whether the ballots are in the box.
pub async fn append(draws: &Draws, submission: Submission) -> Result<Accepted, AppendError> {
    let _turn = draws.counters.wait();
    let outcome = append_uncounted(draws, submission).await;
    draws.counters.note(&outcome);
    outcome
}

async fn append_uncounted(draws: &Draws, submission: Submission) -> Result<Accepted, AppendError> {
    check_count(submission.count)?;
    if draws.is_on_hold() {
        return Err(AppendError::OnHold);
    }
    let salt = random().map_err(|e| AppendError::Random(Arc::new(e)))?;
    draws.appender.submit(Waiting { submission, salt }).await
}

/// A submission on its way into a batch, with the salt it may need: a batch must not fail half way for want of one.
#[derive(Debug)]
pub(super) struct Waiting {
    pub submission: Submission,
    pub salt: [u8; 16],
}

impl Waiting {
    fn account_id(&self) -> i64 {
        self.submission.participant.account_id
    }

    fn key(&self) -> Option<(i64, &str)> {
        let key = self.submission.key.as_ref()?;
        Some((self.account_id(), key.as_str()))
    }
}

/// What one submission of a batch came to.
pub(super) type Answer = Result<Accepted, Refusal>;

/// What a batch came to, to be told and remembered once it is committed.
pub(super) struct Taken {
    pub answers: Vec<Answer>,
    pub left: Known,
}

/// Takes a batch in the transaction of the connection, and answers each submission in turn. It may run again
/// from the start, so it changes nothing but the database. `known` is what need not be read; with it, keys are taken
/// for new until the database refuses one, which ends the transaction: then the batch is to be taken without it.
pub(super) fn take_batch(
    conn: &mut Conn,
    clock: &Clock,
    batch: &[Waiting],
    known: Option<&Known>,
) -> Result<Taken, StoreError> {
    let mut taking = Taking::begin(conn, clock, batch, known)?;
    let mut answers: Vec<Answer> = batch.iter().map(|one| taking.take(one)).collect();
    let may_be_repeated =
        |(one, answer): (&Waiting, &Answer)| answer.is_err() && one.key().is_some();
    if known.is_some() && batch.iter().zip(&answers).any(may_be_repeated) {
        // what would be refused may have been taken before
        taking = Taking::begin(conn, clock, batch, None)?;
        answers = batch.iter().map(|one| taking.take(one)).collect();
    }
    taking.save(conn, clock)?;
    Ok(Taken {
        answers,
        left: taking.left,
    })
}

/// Who set no limit costs nothing here.
fn find_spent(conn: &mut Conn, batch: &[Waiting]) -> Result<HashMap<(i64, u64), u64>, StoreError> {
    let limits = batch.iter().filter_map(|one| {
        let limit = one.submission.limit?;
        Some((one.account_id(), limit.since))
    });
    // in order: two instances lock the same people one after the other
    let limits: BTreeSet<(i64, u64)> = limits.collect();
    let spent = |(account_id, since)| {
        let spent = store::count_ballots_since(conn, account_id, since)?;
        Ok(((account_id, since), spent))
    };
    limits.into_iter().map(spent).collect()
}

/// What a batch has read and what it is about to write.
struct Taking<'a> {
    left: Known,
    key_uses: KeyUses,
    /// What those with a limit of their own have put in since it counts.
    spent: HashMap<(i64, u64), u64>,
    now: u64,
    entries: Vec<NewEntry>,
    keys: Vec<(&'a Waiting, Accepted)>,
    /// Draws and shares that have grown.
    changed: BTreeSet<(i64, DrawId)>,
}

impl<'a> Taking<'a> {
    fn begin(
        conn: &mut Conn,
        clock: &Clock,
        batch: &'a [Waiting],
        known: Option<&Known>,
    ) -> Result<Self, StoreError> {
        let left = find_what_is_there(conn, batch, known)?;
        // the time that counts is that of the transaction which holds the locks
        let now = clock.unix();
        let keys: Vec<_> = batch.iter().filter_map(Waiting::key).collect();
        let key_uses = match known {
            Some(_) => KeyUses::new(),
            None => store::find_key_uses(conn, &keys)?,
        };
        Ok(Taking {
            spent: find_spent(conn, batch)?,
            left,
            key_uses,
            now,
            entries: Vec::with_capacity(batch.len()),
            keys: Vec::with_capacity(keys.len()),
            changed: BTreeSet::new(),
        })
    }

    fn take(&mut self, one: &'a Waiting) -> Answer {
        let Submission {
            draw,
            participant,
            count,
            key,
            limit,
        } = &one.submission;
        let (id, log) = self.left.logs.get_mut(draw).ok_or(Refusal::UnknownDraw)?;
        let use_of_key = key
            .as_ref()
            .map(|key| (participant.account_id, key.as_str().to_owned()));
        if let Some(known) = use_of_key.as_ref().and_then(|key| self.key_uses.get(key)) {
            let is_same = known.draw_id == *id && known.count == *count;
            return if is_same {
                Ok(*known)
            } else {
                Err(Refusal::KeyReused)
            };
        }
        if let Some(limit) = limit {
            let spent = self.spent.get(&(participant.account_id, limit.since));
            check_own_limit(limit.max, spent.copied().unwrap_or(0), *count)?;
        }
        let share = self
            .left
            .shares
            .entry((participant.account_id, *id))
            .or_default();
        let entry = log.append(share, &participant.reference, *count, one.salt, self.now)?;
        let accepted = Accepted {
            draw_id: *id,
            leaf_index: entry.leaf_index,
            first: entry.first,
            count: *count,
            time: entry.time,
            repeated: false,
        };
        for ((account_id, _), spent) in &mut self.spent {
            if *account_id == participant.account_id {
                *spent += count;
            }
        }
        self.changed.insert((participant.account_id, *id));
        self.entries.push(NewEntry {
            draw_id: id.as_i64(),
            leaf_index: signed(entry.leaf_index),
            first: signed(entry.first),
            count: signed(*count),
            time: signed(entry.time),
            who: entry.who.as_bytes().to_vec(),
            salt: entry.salt.to_vec(),
            account_id: Some(participant.account_id),
            reference: participant.reference.as_str().to_owned(),
            ticket_number: None,
        });
        if let Some(key) = use_of_key {
            self.key_uses.insert(
                key,
                Accepted {
                    repeated: true,
                    ..accepted
                },
            );
            self.keys.push((one, accepted));
        }
        Ok(accepted)
    }

    fn save(&mut self, conn: &mut Conn, clock: &Clock) -> Result<(), StoreError> {
        store::insert_entries(conn, &self.entries)?;
        let share = |(account_id, id): &(i64, DrawId)| {
            let share = &self.left.shares[&(*account_id, *id)];
            NewShare {
                account_id: *account_id,
                draw_id: id.as_i64(),
                entries: signed(share.entries),
                ballots: signed(share.ballots),
                salt: share.salt.map(Vec::from),
            }
        };
        store::save_shares(conn, &self.changed.iter().map(share).collect::<Vec<_>>())?;
        let created_at = clock.now().into();
        let key = |(one, accepted): &(&'a Waiting, Accepted)| {
            let (account_id, key) = one.key()?;
            Some(NewKey {
                id: store::key_id(account_id, key),
                account_id,
                key: key.to_owned(),
                draw_id: accepted.draw_id.as_i64(),
                count: signed(accepted.count),
                leaf_index: signed(accepted.leaf_index),
                created_at,
            })
        };
        store::insert_keys(conn, &self.keys.iter().filter_map(key).collect::<Vec<_>>())?;
        let grown: BTreeSet<DrawId> = self.changed.iter().map(|(_, id)| *id).collect();
        let logs = self.left.logs.values_mut();
        for (id, log) in logs.filter(|(id, _)| grown.contains(id)) {
            store::update_log(conn, *id, log, None)?;
        }
        Ok(())
    }
}

/// The logs and sums of a batch: those that are known, and the rest read and locked.
fn find_what_is_there(
    conn: &mut Conn,
    batch: &[Waiting],
    known: Option<&Known>,
) -> Result<Known, StoreError> {
    let mut there = Known::default();
    let mut names = BTreeSet::new();
    for one in batch {
        let draw = &one.submission.draw;
        match known.and_then(|known| known.logs.get(draw)) {
            Some(log) if !there.logs.contains_key(draw) => {
                there.logs.insert(draw.clone(), log.clone());
            }
            Some(_) => {}
            None => {
                names.insert(draw.as_str());
            }
        }
    }
    if !names.is_empty() {
        let logs = store::lock_logs(conn, &Vec::from_iter(names))?;
        let named = |(id, name, log)| (name, (id, log));
        there.logs.extend(logs.into_iter().map(named));
    }
    let (mut accounts, mut draws) = (BTreeSet::new(), BTreeSet::new());
    for one in batch {
        let Some((id, _)) = there.logs.get(&one.submission.draw) else {
            continue;
        };
        let pair = (one.account_id(), *id);
        if let Some(share) = known.and_then(|known| known.shares.get(&pair)) {
            there.shares.entry(pair).or_insert_with(|| share.clone());
        } else {
            accounts.insert(pair.0);
            draws.insert(pair.1.as_i64());
        }
    }
    if !accounts.is_empty() {
        let shares = store::find_shares(conn, &Vec::from_iter(accounts), &Vec::from_iter(draws))?;
        there.shares.extend(shares);
    }
    Ok(there)
}
