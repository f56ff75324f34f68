//! All SQL of the outbox. Nothing here decides: when a letter is tried again is in `rules.rs`.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::model::{
    Claimed, Counts, EmailAddress, Letter, LetterState, Outage, StoredLetter, Urgency,
};
use crate::on_each;
use crate::schema::{letters, mail_outages};
use crate::store::{Conn, ForUpdate, Moment, MultiBackend, StoreError};

/// Stores a letter; false where there is one of the same key.
pub fn insert_letter(
    conn: &mut Conn,
    letter: &Letter,
    give_up_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let priority: i64 = match letter.urgency {
        Urgency::AskedFor { .. } => 0,
        Urgency::News => 1,
    };
    let row = (
        letters::account_id.eq(letter.account_id),
        letters::once.eq(letter.once.as_deref()),
        letters::recipient.eq(letter.to.as_str()),
        letters::subject.eq(letter.subject.as_str()),
        letters::body.eq(letter.body.as_str()),
        letters::stop_link.eq(letter.stop_link.as_deref()),
        letters::priority.eq(priority),
        letters::state.eq(LetterState::Waiting.as_str()),
        letters::due_at.eq(Moment::from(now)),
        letters::give_up_at.eq(Moment::from(give_up_at)),
        letters::created_at.eq(Moment::from(now)),
    );
    let stored = on_each!(conn, |c| diesel::insert_into(letters::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(stored == 1)
}

/// Letters that wait, in words that the partial index is found by: a bound value would hide it from SQLite.
fn waiting() -> SqlLiteral<Bool> {
    sql("state = 'waiting'")
}

/// What is asked for, then news.
const PRIORITIES: [i64; 2] = [0, 1];

/// Whether any letter could be claimed. Asked every second, so that an idle outbox costs no write.
pub fn has_due(conn: &mut Conn, now: DateTime<Utc>) -> Result<bool, StoreError> {
    for priority in PRIORITIES {
        let found: Option<i64> = letters::table
            .filter(waiting())
            .filter(letters::priority.eq(priority))
            .filter(letters::due_at.le(Moment::from(now)))
            .select(letters::id)
            .first(conn)
            .optional()?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters, check_for_backend(MultiBackend))]
struct ClaimedRow {
    id: i64,
    claim: i64,
    recipient: String,
    subject: String,
    body: String,
    stop_link: Option<String>,
    priority: i64,
    attempts: i64,
    give_up_at: Moment,
    created_at: Moment,
}

/// Claims letters that are due, those somebody waits for first: they belong to the caller until `leased_until`.
/// The first statement of a `write_locked`: a second instance waits here and then finds the rows claimed.
pub fn claim_due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    leased_until: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Claimed>, StoreError> {
    let mut rows: Vec<ClaimedRow> = Vec::new();
    for priority in PRIORITIES {
        let room = i64::from(limit) - i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let due = letters::table
            .filter(waiting())
            .filter(letters::priority.eq(priority))
            .filter(letters::due_at.le(Moment::from(now)))
            .order((letters::due_at, letters::id))
            .limit(room.max(0))
            .select(ClaimedRow::as_select());
        let found: Vec<ClaimedRow> = ForUpdate(due).load(conn)?;
        rows.extend(found);
    }
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    diesel::update(letters::table.filter(letters::id.eq_any(ids)))
        .set((
            letters::claim.eq(letters::claim + 1),
            letters::due_at.eq(Moment::from(leased_until)),
        ))
        .execute(conn)?;
    rows.into_iter().map(claimed).collect()
}

fn claimed(row: ClaimedRow) -> Result<Claimed, StoreError> {
    Ok(Claimed {
        to: address(row.id, &row.recipient)?,
        id: row.id,
        claim: row.claim + 1,
        subject: row.subject,
        body: row.body,
        stop_link: row.stop_link,
        is_asked_for: row.priority == 0,
        attempts: small(row.attempts),
        give_up_at: row.give_up_at.utc(),
        created_at: row.created_at.utc(),
    })
}

fn address(id: i64, text: &str) -> Result<EmailAddress, StoreError> {
    EmailAddress::parse(text)
        .map_err(|e| StoreError::corrupt(format!("recipient of letter {id}"), e))
}

fn small(attempts: i64) -> u32 {
    u32::try_from(attempts).unwrap_or(u32::MAX)
}

/// The letter is over. Nothing where the claim is no longer the caller's. `erase` takes its text away.
pub fn mark_finished(
    conn: &mut Conn,
    letter: &Claimed,
    state: LetterState,
    problem: Option<&str>,
    erase: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let own = letters::table
        .filter(letters::id.eq(letter.id))
        .filter(letters::claim.eq(letter.claim))
        .filter(letters::state.eq(LetterState::Waiting.as_str()));
    let changed = diesel::update(own)
        .set((
            letters::state.eq(state.as_str()),
            letters::attempts.eq(letters::attempts + 1),
            letters::finished_at.eq(Some(Moment::from(now))),
            letters::problem.eq(problem),
        ))
        .execute(conn)?;
    if changed == 1 && erase {
        diesel::update(letters::table.filter(letters::id.eq(letter.id)))
            .set((letters::body.eq(""), letters::stop_link.eq(None::<&str>)))
            .execute(conn)?;
    }
    Ok(())
}

/// The letter was tried and is tried again then.
pub fn mark_deferred(
    conn: &mut Conn,
    letter: &Claimed,
    problem: &str,
    due_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let own = letters::table
        .filter(letters::id.eq(letter.id))
        .filter(letters::claim.eq(letter.claim))
        .filter(letters::state.eq(LetterState::Waiting.as_str()));
    diesel::update(own)
        .set((
            letters::attempts.eq(letters::attempts + 1),
            letters::due_at.eq(Moment::from(due_at)),
            letters::problem.eq(Some(problem)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Gives letters back that were claimed and not tried.
pub fn mark_released(
    conn: &mut Conn,
    claims: &[Claimed],
    due_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    for letter in claims {
        let own = letters::table
            .filter(letters::id.eq(letter.id))
            .filter(letters::claim.eq(letter.claim))
            .filter(letters::state.eq(LetterState::Waiting.as_str()));
        diesel::update(own)
            .set(letters::due_at.eq(Moment::from(due_at)))
            .execute(conn)?;
    }
    Ok(())
}

/// Gives up the letters whose time is over, tried or not. How many.
pub fn mark_given_up(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let over = || {
        letters::table
            .filter(letters::state.eq(LetterState::Waiting.as_str()))
            .filter(letters::give_up_at.le(Moment::from(now)))
    };
    diesel::update(over().filter(letters::priority.eq(0)))
        .set(letters::body.eq(""))
        .execute(conn)?;
    Ok(diesel::update(over())
        .set((
            letters::state.eq(LetterState::GivenUp.as_str()),
            letters::finished_at.eq(Some(Moment::from(now))),
        ))
        .execute(conn)?)
}

/// Whether [`mark_given_up`] or [`delete_finished`] would find anything.
pub fn has_old(
    conn: &mut Conn,
    now: DateTime<Utc>,
    finished_before: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let over = letters::state
        .eq(LetterState::Waiting.as_str())
        .and(letters::give_up_at.le(Moment::from(now)));
    let over: Option<i64> = letters::table
        .filter(over)
        .select(letters::id)
        .first(conn)
        .optional()?;
    let old = letters::finished_at.lt(Moment::from(finished_before));
    let old: Option<i64> = letters::table
        .filter(old)
        .select(letters::id)
        .first(conn)
        .optional()?;
    Ok(over.is_some() || old.is_some())
}

/// Removes letters that were finished before then. How many.
pub fn delete_finished(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, StoreError> {
    let old = letters::finished_at.lt(Moment::from(before));
    Ok(diesel::delete(letters::table.filter(old)).execute(conn)?)
}

/// Removes every letter of an account.
pub fn delete_letters_of(conn: &mut Conn, account: i64) -> Result<usize, StoreError> {
    let own = letters::account_id.eq(account);
    Ok(diesel::delete(letters::table.filter(own)).execute(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = letters, check_for_backend(MultiBackend))]
struct StoredRow {
    id: i64,
    recipient: String,
    subject: String,
    body: String,
    state: String,
    attempts: i64,
    due_at: Moment,
    created_at: Moment,
    finished_at: Option<Moment>,
    problem: Option<String>,
}

/// The newest letters.
pub fn list_letters(conn: &mut Conn, limit: u32) -> Result<Vec<StoredLetter>, StoreError> {
    let rows: Vec<StoredRow> = letters::table
        .order(letters::id.desc())
        .limit(limit.into())
        .select(StoredRow::as_select())
        .load(conn)?;
    let stored = |row: StoredRow| {
        Ok(StoredLetter {
            to: address(row.id, &row.recipient)?,
            state: LetterState::parse(&row.state).ok_or_else(|| {
                StoreError::corrupt(format!("letter {}", row.id), "unknown state")
            })?,
            id: row.id,
            subject: row.subject,
            attempts: small(row.attempts),
            due_at: row.due_at.utc(),
            created_at: row.created_at.utc(),
            finished_at: row.finished_at.map(Moment::utc),
            problem: row.problem,
            has_text: !row.body.is_empty(),
        })
    };
    rows.into_iter().map(stored).collect()
}

/// How many letters there are of each state.
pub fn count_letters(conn: &mut Conn) -> Result<Counts, StoreError> {
    let rows: Vec<(String, i64)> = letters::table
        .group_by(letters::state)
        .select((letters::state, diesel::dsl::count_star()))
        .load(conn)?;
    let of = |state: LetterState| {
        let row = rows.iter().find(|(name, _)| name == state.as_str());
        row.map_or(0, |(_, count)| u64::try_from(*count).unwrap_or(0))
    };
    Ok(Counts {
        waiting: of(LetterState::Waiting),
        sent: of(LetterState::Sent),
        failed: of(LetterState::Failed),
        given_up: of(LetterState::GivenUp),
    })
}

/// Tries letters again that failed or were given up and still have their text: one, or all. How many.
pub fn mark_retried(
    conn: &mut Conn,
    letter: Option<i64>,
    give_up_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let states = [LetterState::Failed.as_str(), LetterState::GivenUp.as_str()];
    let (first, last) = letter.map_or((i64::MIN, i64::MAX), |id| (id, id));
    let dead = letters::table
        .filter(letters::state.eq_any(states))
        .filter(letters::id.between(first, last))
        .filter(letters::body.ne(""));
    Ok(diesel::update(dead)
        .set((
            letters::state.eq(LetterState::Waiting.as_str()),
            letters::attempts.eq(0),
            letters::due_at.eq(Moment::from(now)),
            letters::give_up_at.eq(Moment::from(give_up_at)),
            letters::finished_at.eq(None::<Moment>),
        ))
        .execute(conn)?)
}

/// Notes that the mail server cannot be reached. Since when stays as it was.
pub fn insert_outage(conn: &mut Conn, problem: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let row = (
        mail_outages::id.eq(1),
        mail_outages::since.eq(Moment::from(now)),
        mail_outages::problem.eq(problem),
    );
    on_each!(conn, |c| diesel::insert_into(mail_outages::table)
        .values(row)
        .on_conflict(mail_outages::id)
        .do_update()
        .set(mail_outages::problem.eq(problem))
        .execute(c))?;
    Ok(())
}

/// The mail server answers.
pub fn delete_outage(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::delete(mail_outages::table).execute(conn)?;
    Ok(())
}

/// Since when the mail server cannot be reached, if so.
pub fn find_outage(conn: &mut Conn) -> Result<Option<Outage>, StoreError> {
    let row: Option<(Moment, String)> = mail_outages::table
        .select((mail_outages::since, mail_outages::problem))
        .first(conn)
        .optional()?;
    Ok(row.map(|(since, problem)| Outage {
        since: since.utc(),
        problem,
    }))
}
