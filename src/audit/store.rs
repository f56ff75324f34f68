//! All SQL of the audit log: adding a row to the end of the chain, reading rows, forgetting people.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::model::{Actor, ActorKind, Filter, Person, Row};
use super::rules::{Hashed, account_object, person_hash};
use crate::schema::{audit_head, audit_log, audit_people};
use crate::store::{Conn, ForUpdate, Moment, StoreError};

/// The one row of `audit_head`.
const HEAD: i64 = 1;

/// Adds a row to the log, in the transaction of what it tells of. It locks the end of the chain until the commit:
/// let it be the last statement, so that no two transactions wait for each other.
///
/// `action` is a dotted name of the program (`lottery.cancel`), `object` what it was done to (`lottery/daily`),
/// `detail` a small JSON object without secrets and without names of people.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn record(
    conn: &mut Conn,
    now: DateTime<Utc>,
    actor: &Actor,
    action: &'static str,
    object: &str,
    detail: &serde_json::Value,
) -> Result<(), StoreError> {
    let head = audit_head::table.find(HEAD);
    let (number, previous): (i64, Vec<u8>) =
        ForUpdate(head.select((audit_head::number, audit_head::hash))).get_result(conn)?;
    let (number, at, detail) = (number + 1, Moment::from(now), detail.to_string());
    let salt: [u8; 16] = rand::random();
    let person = actor.person();
    let person_hash = person.as_ref().map(|person| person_hash(&salt, person));
    let hashed = Hashed {
        number,
        at: at.utc(),
        actor: actor.kind().as_str(),
        account_id: actor.account_id(),
        action,
        object,
        detail: &detail,
        person: person_hash.as_ref().map(<[u8; 32]>::as_slice),
    };
    let hash = hashed.hash(&previous).to_vec();
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::number.eq(number),
            audit_log::at.eq(at),
            audit_log::actor.eq(hashed.actor),
            audit_log::account_id.eq(hashed.account_id),
            audit_log::action.eq(action),
            audit_log::object.eq(object),
            audit_log::detail.eq(&detail),
            audit_log::person.eq(person_hash.map(|hash| hash.to_vec())),
            audit_log::hash.eq(&hash),
        ))
        .execute(conn)?;
    if let Some(person) = person {
        diesel::insert_into(audit_people::table)
            .values((
                audit_people::number.eq(number),
                audit_people::salt.eq(salt.to_vec()),
                audit_people::name.eq(person.name),
                audit_people::address.eq(person.address),
            ))
            .execute(conn)?;
    }
    diesel::update(head)
        .set((audit_head::number.eq(number), audit_head::hash.eq(hash)))
        .execute(conn)?;
    Ok(())
}

/// A row with what its check needs.
pub(super) struct StoredRow {
    pub row: Row,
    /// What the chain holds of the person.
    pub person_hash: Option<Vec<u8>>,
    /// The salt of the person, unless they were forgotten.
    pub salt: Option<Vec<u8>>,
}

type LogColumns = (
    i64,
    Moment,
    String,
    Option<i64>,
    String,
    String,
    String,
    Option<Vec<u8>>,
    Vec<u8>,
);
type PeopleColumns = (Vec<u8>, Option<String>, Option<String>);

fn stored((log, people): (LogColumns, Option<PeopleColumns>)) -> Result<StoredRow, StoreError> {
    let (number, at, actor, account_id, action, object, detail, person_hash, hash) = log;
    let corrupt = |why: &str| StoreError::corrupt(format!("row {number} of the audit log"), why);
    let (salt, person) = match people {
        Some((salt, name, address)) => (Some(salt), Some(Person { name, address })),
        None => (None, None),
    };
    Ok(StoredRow {
        row: Row {
            number,
            at: at.utc(),
            actor: ActorKind::parse(&actor).ok_or_else(|| corrupt("unknown actor"))?,
            account_id,
            action,
            object,
            detail,
            person,
            hash: hash
                .try_into()
                .map_err(|_wrong_length| corrupt("no hash"))?,
        },
        person_hash,
        salt,
    })
}

/// Up to `limit` rows that fit, the newest first.
pub(super) fn list_rows(
    conn: &mut Conn,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<StoredRow>, StoreError> {
    let mut query = audit_log::table
        .left_join(audit_people::table.on(audit_people::number.eq(audit_log::number)))
        .select((
            audit_log::all_columns,
            (
                audit_people::salt,
                audit_people::name,
                audit_people::address,
            )
                .nullable(),
        ))
        .order(audit_log::number.desc())
        .limit(limit)
        .into_boxed();
    if let Some(action) = &filter.action {
        query = if action.ends_with('.') {
            query.filter(audit_log::action.like(format!("{action}%")))
        } else {
            query.filter(audit_log::action.eq(action.clone()))
        };
    }
    if let Some(id) = filter.account_id {
        query = query.filter(audit_log::account_id.eq(id));
    }
    if let Some(object) = &filter.object {
        query = query.filter(audit_log::object.eq(object.clone()));
    }
    if let Some(id) = filter.about {
        let is_about = audit_log::account_id
            .eq(id)
            .or(audit_log::object.eq(account_object(id)).nullable());
        query = query.filter(is_about);
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::at.ge(Moment::from(from)));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_log::at.lt(Moment::from(until)));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit_log::number.lt(before));
    }
    let rows: Vec<(LogColumns, Option<PeopleColumns>)> = query.load(conn)?;
    rows.into_iter().map(stored).collect()
}

/// Rows of the chain in order, and its end: the last row's number and hash.
pub(super) type Chain = (Vec<StoredRow>, (i64, Vec<u8>));

/// Up to `limit` rows after `number`, in order, and the end of the chain as of the same moment.
pub(super) fn list_chain(conn: &mut Conn, after: i64, limit: i64) -> Result<Chain, StoreError> {
    let rows: Vec<(LogColumns, Option<PeopleColumns>)> = audit_log::table
        .left_join(audit_people::table.on(audit_people::number.eq(audit_log::number)))
        .filter(audit_log::number.gt(after))
        .select((
            audit_log::all_columns,
            (
                audit_people::salt,
                audit_people::name,
                audit_people::address,
            )
                .nullable(),
        ))
        .order(audit_log::number)
        .limit(limit)
        .load(conn)?;
    let head = audit_head::table
        .find(HEAD)
        .select((audit_head::number, audit_head::hash))
        .first(conn)?;
    let rows = rows.into_iter().map(stored).collect::<Result<_, _>>()?;
    Ok((rows, head))
}

/// Forgets what an account was called and where it acted from. The rows stay, and so does the chain.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn forget_account(conn: &mut Conn, account: i64) -> Result<usize, StoreError> {
    let rows = audit_log::table
        .filter(audit_log::account_id.eq(account))
        .select(audit_log::number);
    let people = audit_people::table.filter(audit_people::number.eq_any(rows));
    Ok(diesel::delete(people).execute(conn)?)
}

/// Forgets the people of rows older than `before`, the oldest first and up to `limit` of them. Looks at one row where
/// there are none.
///
/// # Errors
/// [`StoreError`] of the database.
pub fn forget_people_before(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<usize, StoreError> {
    let before = Moment::from(before);
    let oldest: Option<(i64, Moment)> = audit_people::table
        .inner_join(audit_log::table.on(audit_log::number.eq(audit_people::number)))
        .order(audit_people::number)
        .select((audit_people::number, audit_log::at))
        .first(conn)
        .optional()?;
    let Some((first, _)) = oldest.filter(|(_, at)| *at < before) else {
        return Ok(0);
    };
    let old = audit_log::table
        .filter(audit_log::number.between(first, first + limit - 1))
        .filter(audit_log::at.lt(before))
        .select(audit_log::number);
    let people = audit_people::table.filter(audit_people::number.eq_any(old));
    Ok(diesel::delete(people).execute(conn)?)
}
