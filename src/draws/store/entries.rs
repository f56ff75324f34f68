//! The tables `entries` and `participations`, as they are read; and the entries a batch adds.

use diesel::prelude::*;

use super::{signed, unsigned};
use crate::draws::model::{DrawId, Entry, Participation};
use crate::fairness::{BallotOwner, Hash};
use crate::schema::{draws, entries, participations};
use crate::store::{Conn, MultiBackend, StoreError};

/// An entry to be stored.
#[derive(Insertable)]
#[diesel(table_name = entries, treat_none_as_default_value = false)]
pub struct NewEntry {
    pub draw_id: i64,
    pub leaf_index: i64,
    pub first: i64,
    pub count: i64,
    pub time: i64,
    pub who: Vec<u8>,
    pub salt: Vec<u8>,
    pub account_id: Option<i64>,
    pub reference: String,
    pub ticket_number: Option<i64>,
}

/// Stores entries.
pub fn insert_entries(conn: &mut Conn, rows: &[NewEntry]) -> Result<(), StoreError> {
    insert_all!(conn, rows, |part| diesel::insert_into(entries::table)
        .values(part));
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = entries, check_for_backend(MultiBackend))]
pub(super) struct EntryRow {
    draw_id: i64,
    leaf_index: i64,
    first: i64,
    count: i64,
    time: i64,
    account_id: Option<i64>,
    reference: Option<String>,
    cancel_reason: Option<String>,
    ticket_number: Option<i64>,
}

impl TryFrom<EntryRow> for Entry {
    type Error = StoreError;

    fn try_from(row: EntryRow) -> Result<Self, StoreError> {
        Ok(Entry {
            draw_id: DrawId::from_parts(row.draw_id),
            leaf_index: unsigned("leaf index", row.leaf_index)?,
            first: unsigned("ballot", row.first)?,
            count: unsigned("number of ballots", row.count)?,
            time: unsigned("time", row.time)?,
            account_id: row.account_id,
            reference: row.reference,
            cancelled: row.cancel_reason,
            ticket: ticket(row.ticket_number)?,
        })
    }
}

/// A ticket number, out of its column.
pub(super) fn ticket(number: Option<i64>) -> Result<Option<u64>, StoreError> {
    number
        .map(|number| unsigned("ticket number", number))
        .transpose()
}

/// Which entries of a draw are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryFilter {
    /// All of them.
    All,
    /// Those of one account.
    Of(i64),
    /// Those that were struck out.
    Cancelled,
}

/// Entries of a draw in the order of the log: those after leaf `after` (0 for the first), at most `limit`.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_entries(
    conn: &mut Conn,
    draw_id: DrawId,
    filter: EntryFilter,
    after: u64,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    // a leaf index that no column can hold lies after every entry
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let query = entries::table
        .filter(entries::draw_id.eq(draw_id.as_i64()))
        .filter(entries::leaf_index.gt(after))
        .order(entries::leaf_index)
        .limit(limit.into())
        .select(EntryRow::as_select())
        .into_boxed();
    let query = match filter {
        EntryFilter::All => query,
        EntryFilter::Of(account_id) => query.filter(entries::account_id.eq(account_id)),
        EntryFilter::Cancelled => query.filter(entries::cancel_reason.is_not_null()),
    };
    let rows: Vec<EntryRow> = query.load(conn)?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// One entry by its place in the log.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_entry(
    conn: &mut Conn,
    draw_id: DrawId,
    leaf_index: u64,
) -> Result<Option<Entry>, StoreError> {
    let Ok(leaf_index) = i64::try_from(leaf_index) else {
        return Ok(None);
    };
    let row: Option<EntryRow> = entries::table
        .find((draw_id.as_i64(), leaf_index))
        .select(EntryRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Entry::try_from).transpose()
}

/// Strikes out an entry and counts its ballots as struck out. False if it was before.
pub fn mark_entry_cancelled(
    conn: &mut Conn,
    entry: &Entry,
    reason: &str,
) -> Result<bool, StoreError> {
    let row = entries::table.find((entry.draw_id.as_i64(), signed(entry.leaf_index)));
    let changed = diesel::update(row.filter(entries::cancel_reason.is_null()))
        .set(entries::cancel_reason.eq(reason))
        .execute(conn)?;
    if changed == 0 {
        return Ok(false);
    }
    let count = signed(entry.count);
    diesel::update(draws::table.find(entry.draw_id.as_i64()))
        .set(draws::cancelled_ballots.eq(draws::cancelled_ballots + count))
        .execute(conn)?;
    if let Some(account) = entry.account_id {
        let share = participations::table.find((entry.draw_id.as_i64(), account));
        let changed = diesel::update(share)
            .set(participations::cancelled_ballots.eq(participations::cancelled_ballots + count))
            .execute(conn)?;
        if changed != 1 {
            let what = format!("share of account {account}");
            return Err(StoreError::corrupt(what, "an entry without one"));
        }
    }
    Ok(true)
}

/// The entry that owns a ballot; `None` if nobody does.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn find_entry_of_ballot(
    conn: &mut Conn,
    draw_id: DrawId,
    ballot: u64,
) -> Result<Option<Entry>, StoreError> {
    let Ok(number) = i64::try_from(ballot) else {
        return Ok(None);
    };
    let row: Option<EntryRow> = entries::table
        .filter(entries::draw_id.eq(draw_id.as_i64()))
        .filter(entries::first.le(number))
        .order(entries::first.desc())
        .select(EntryRow::as_select())
        .first(conn)
        .optional()?;
    let entry = row.map(Entry::try_from).transpose()?;
    Ok(entry.filter(|entry| ballot <= entry.last()))
}

/// The owner of a ballot as the selection wants it, and the account.
pub fn find_owner(
    conn: &mut Conn,
    draw_id: DrawId,
    ballot: u64,
) -> Result<(BallotOwner, Option<i64>), StoreError> {
    type Row = (i64, i64, i64, Vec<u8>, Option<i64>, Option<String>);
    let missing = || {
        StoreError::corrupt(
            format!("entry of draw {}", draw_id.as_i64()),
            format!("ballot {ballot} has no owner"),
        )
    };
    let row: Option<Row> = entries::table
        .filter(entries::draw_id.eq(draw_id.as_i64()))
        .filter(entries::first.le(signed(ballot)))
        .order(entries::first.desc())
        .select((
            entries::leaf_index,
            entries::first,
            entries::count,
            entries::who,
            entries::account_id,
            entries::cancel_reason,
        ))
        .first(conn)
        .optional()?;
    let (leaf_index, first, count, who, account_id, cancelled) = row.ok_or_else(missing)?;
    if signed(ballot) - first >= count {
        return Err(missing());
    }
    let owner = BallotOwner {
        leaf_index: unsigned("leaf index", leaf_index)?,
        who: Hash::from_bytes(who.try_into().map_err(|_bytes: Vec<u8>| missing())?),
        cancelled: cancelled.is_some(),
    };
    Ok((owner, account_id))
}

/// The leaf indices of the entries that were struck out, ascending.
pub fn list_cancelled(conn: &mut Conn, draw_id: DrawId) -> Result<Vec<u64>, StoreError> {
    let rows: Vec<i64> = entries::table
        .filter(entries::draw_id.eq(draw_id.as_i64()))
        // always true: it leads SQLite to the small index instead of through all entries of the draw
        .filter(entries::leaf_index.gt(0))
        .filter(entries::cancel_reason.is_not_null())
        .order(entries::leaf_index)
        .select(entries::leaf_index)
        .load(conn)?;
    rows.into_iter()
        .map(|index| unsigned("leaf index", index))
        .collect()
}

fn participation(row: (i64, i64, i64, i64)) -> Result<Participation, StoreError> {
    Ok(Participation {
        draw_id: DrawId::from_parts(row.0),
        entries: unsigned("number of entries", row.1)?,
        ballots: unsigned("number of ballots", row.2)?,
        cancelled_ballots: unsigned("number of ballots", row.3)?,
    })
}

/// What one account has in those of these draws in which it has anything.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_participations(
    conn: &mut Conn,
    account_id: i64,
    draws: &[DrawId],
) -> Result<Vec<Participation>, StoreError> {
    let ids = draws.iter().map(|id| id.as_i64());
    let rows: Vec<(i64, i64, i64, i64)> = participations::table
        .filter(participations::account_id.eq(account_id))
        .filter(participations::draw_id.eq_any(ids))
        .order(participations::draw_id)
        .select((
            participations::draw_id,
            participations::entries,
            participations::ballots,
            participations::cancelled_ballots,
        ))
        .load(conn)?;
    rows.into_iter().map(participation).collect()
}

/// The draws in which an account has ballots, the one announced last first: those before `before`, at most `limit`.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn list_participated_draws(
    conn: &mut Conn,
    account_id: i64,
    before: Option<DrawId>,
    limit: u32,
) -> Result<Vec<Participation>, StoreError> {
    let rows: Vec<(i64, i64, i64, i64)> = participations::table
        .filter(participations::account_id.eq(account_id))
        .filter(participations::draw_id.lt(before.map_or(i64::MAX, DrawId::as_i64)))
        .order(participations::draw_id.desc())
        .limit(limit.into())
        .select((
            participations::draw_id,
            participations::entries,
            participations::ballots,
            participations::cancelled_ballots,
        ))
        .load(conn)?;
    rows.into_iter().map(participation).collect()
}
