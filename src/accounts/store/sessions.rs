//! Sessions. A session is known by the hash of the key in its cookie; the key itself is stored nowhere.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::AccountRow;
use crate::accounts::model::{Account, SessionSummary};
use crate::schema::{accounts, sessions};
use crate::store::{Conn, Moment, StoreError};

/// A session to be.
pub struct NewSession<'a> {
    /// The hash of its key.
    pub id: &'a str,
    /// Who is signed in, if anybody.
    pub account_id: Option<i64>,
    /// What else it keeps, in JSON.
    pub state: &'a str,
    /// What the browser calls itself.
    pub user_agent: &'a str,
    /// When it ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

/// A session with who is signed in.
#[derive(Debug)]
pub struct StoredSession {
    /// What else it keeps, in JSON.
    pub state: String,
    /// Who is signed in, if anybody.
    pub account: Option<Account>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to within ten minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Adds a session that begins now.
pub fn insert_session(
    conn: &mut Conn,
    new: &NewSession<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(new.id),
            sessions::account_id.eq(new.account_id),
            sessions::state.eq(new.state),
            sessions::user_agent.eq(new.user_agent),
            sessions::created_at.eq(Moment::from(now)),
            sessions::last_seen_at.eq(Moment::from(now)),
            sessions::expires_at.eq(Moment::from(new.expires_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The session and its account in one read, if it has not expired.
pub fn find_session(
    conn: &mut Conn,
    id: &str,
    now: DateTime<Utc>,
) -> Result<Option<StoredSession>, StoreError> {
    type Row = (String, Moment, Moment, Moment, Option<AccountRow>);
    let row: Option<Row> = sessions::table
        .left_join(accounts::table.on(sessions::account_id.eq(accounts::id.nullable())))
        .filter(sessions::id.eq(id))
        .filter(sessions::expires_at.gt(Moment::from(now)))
        .select((
            sessions::state,
            sessions::created_at,
            sessions::last_seen_at,
            sessions::expires_at,
            Option::<AccountRow>::as_select(),
        ))
        .first(conn)
        .optional()?;
    let Some((state, created, seen, expires, account)) = row else {
        return Ok(None);
    };
    Ok(Some(StoredSession {
        state,
        account: account.map(AccountRow::account).transpose()?,
        created_at: created.utc(),
        last_seen_at: seen.utc(),
        expires_at: expires.utc(),
    }))
}

/// The sessions of an account that have not expired, the one used last first.
pub fn list_sessions(
    conn: &mut Conn,
    account: i64,
    now: DateTime<Utc>,
) -> Result<Vec<SessionSummary>, StoreError> {
    let rows: Vec<(String, String, Moment, Moment)> = sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::expires_at.gt(Moment::from(now)))
        .order((sessions::last_seen_at.desc(), sessions::id))
        .select((
            sessions::id,
            sessions::user_agent,
            sessions::created_at,
            sessions::last_seen_at,
        ))
        .load(conn)?;
    let summary =
        |(id, user_agent, created, seen): (String, String, Moment, Moment)| SessionSummary {
            id,
            user_agent,
            created_at: created.utc(),
            last_seen_at: seen.utc(),
        };
    Ok(rows.into_iter().map(summary).collect())
}

/// Changes what a session keeps, if it is still there: one that was revoked meanwhile stays dead.
pub fn mark_session_state(conn: &mut Conn, id: &str, state: &str) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(id))
        .set(sessions::state.eq(state))
        .execute(conn)?;
    Ok(())
}

/// Notes that a session was used, if it is still there.
pub fn mark_session_seen(
    conn: &mut Conn,
    id: &str,
    now: DateTime<Utc>,
    expires: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(id))
        .set((
            sessions::last_seen_at.eq(Moment::from(now)),
            sessions::expires_at.eq(Moment::from(expires)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends a session, whosever it is.
pub fn delete_session(conn: &mut Conn, id: &str) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(id)).execute(conn)?;
    Ok(())
}

/// Ends a session of this account. False where the account has no such session.
pub fn delete_session_of(conn: &mut Conn, account: i64, id: &str) -> Result<bool, StoreError> {
    let session = sessions::table
        .find(id)
        .filter(sessions::account_id.eq(account));
    Ok(diesel::delete(session).execute(conn)? == 1)
}

/// Ends the sessions of an account, but for `except`. How many it had.
pub fn delete_sessions_of(
    conn: &mut Conn,
    account: i64,
    except: Option<&str>,
) -> Result<usize, StoreError> {
    // no session's id is empty
    let others = sessions::table
        .filter(sessions::account_id.eq(account))
        .filter(sessions::id.ne(except.unwrap_or_default()));
    Ok(diesel::delete(others).execute(conn)?)
}

/// Removes the sessions whose time has run out.
pub fn delete_expired_sessions(conn: &mut Conn, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let expired = sessions::expires_at.le(Moment::from(now));
    Ok(diesel::delete(sessions::table.filter(expired)).execute(conn)?)
}
